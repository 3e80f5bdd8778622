"""Checks across the rows of an escalation matrix, alone and beside its contract.

A trigger that can never fire is a fault: whoever relies on it would never be told.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from ..errors import Fault
from ..terms.contract import ContractTerms
from ..terms.escalation import (
    EscalationHolder,
    EscalationLevel,
    EscalationMatrix,
    EscalationTrigger,
)
from ..terms.vocabulary import KINDS, UNITS_S
from ..texts import Text, _
from .contract_checks import MakeFault

_OF_CLOCKS = ("share_used", "target_missed", "update_missed")
_NEEDS = {
    "share_used": ("percent",),
    "status_lasts": ("status", "amount"),
    "not_resolved": ("amount",),
}
"""For some events the columns that a trigger needs."""

_OWN = {"percent": ("share_used",), "status": ("status_lasts",), "clock": _OF_CLOCKS}
"""For some columns the only events for which they may be filled in."""

_ADDRESS = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+\.[^\s@<>,;:\"]+")
_UNTIL_SOLVED = ("registration", "response", "recovery", "resolution", "update", "quote")


def matrix_label(name: str) -> str:
    """Return how faults name a matrix."""
    return f"SLA Escalation Matrix {name!r}"


def matrix_faults(matrix: EscalationMatrix) -> Iterator[Fault]:
    """Yield the faults between the rows of a matrix; reading found the faults within a row."""
    fault = partial(Fault, matrix_label(matrix.name))
    yield from _level_faults(matrix.levels, fault)
    yield from _holder_faults(matrix, fault)
    seen: set[EscalationTrigger] = set()
    for number, row in enumerate(matrix.triggers, 1):
        place = f"triggers row {number}"
        yield from _column_faults(row, place, fault)
        yield from _time_faults(row, place, fault)
        yield from _form_faults(row, matrix.levels, place, fault)
        bare = replace(row, process="", definition="", clauses=(), name="", is_off=False)
        if bare in seen:
            yield fault(place, "event", row.event, _("each trigger once"))
        seen.add(bare)


def promise_faults(
    matrix: EscalationMatrix, terms: ContractTerms, calendars: Collection[str]
) -> Iterator[Fault]:
    """Yield the rows of a matrix that do not fit a contract, except those switched off.

    Args:
        calendars: the names of the calendars that exist.
    """
    fault = partial(Fault, matrix_label(matrix.name))
    for number, row in enumerate(matrix.triggers, 1):
        if row.is_off:
            continue
        place = f"triggers row {number}"
        if row.calendar and row.calendar not in calendars:
            yield fault(place, "calendar", row.calendar, _("the name of an SLA Calendar"))
        kinds = (row.kind,) if row.kind else KINDS
        if row.priority and not any(terms.priority(kind, row.priority) for kind in kinds):
            expected = _("a code of the priorities of {0}", repr(terms.name))
            yield fault(place, "priority", row.priority, expected)
        elif row.event in _OF_CLOCKS and not _clocks_of(row) & _promised(row, terms):
            field = "clock" if row.clock else "event"
            expected = _("a promise that {0} makes for such tickets", repr(terms.name))
            yield fault(place, field, row.clock or row.event, expected)


def _clocks_of(row: EscalationTrigger) -> set[str]:
    """Return the clocks that a trigger looks at."""
    if row.event == "update_missed":
        return {"update"}
    return {row.clock} if row.clock else set(_UNTIL_SOLVED)


def _promised(row: EscalationTrigger, terms: ContractTerms) -> set[str]:
    """Return the clocks that a contract promises with a date for the tickets of a trigger."""
    return {
        target.clock
        for target in terms.targets
        if row.kind in ("", target.kind)
        and (not target.priority or row.priority in ("", target.priority))
        and (target.amount is not None or target.plan_replaces)
    }


def _level_faults(levels: tuple[EscalationLevel, ...], fault: MakeFault) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, row in enumerate(levels, 1):
        place = f"levels row {number}"
        if row.level.casefold() in seen:
            yield fault(place, "level", row.level, _("each level once"))
        seen.add(row.level.casefold())
        if row.second_deputy and not row.first_deputy:
            yield fault(place, "first_deputy", "", _("a first deputy before the second"))
        asked = {row.contact.casefold()}
        for field in ("first_deputy", "second_deputy"):
            name = getattr(row, field).casefold()
            if name and name in asked:
                expected = _("a function that this level does not name already")
                yield fault(place, field, getattr(row, field), expected)
            asked.add(name)


def _holder_faults(matrix: EscalationMatrix, fault: MakeFault) -> Iterator[Fault]:
    named = {
        name.casefold()
        for row in matrix.levels
        for name in (row.contact, row.first_deputy, row.second_deputy)
    }
    seen: set[EscalationHolder] = set()
    for number, row in enumerate(matrix.holders, 1):
        place = f"holders row {number}"
        if row.function.casefold() not in named:
            expected = _("a function that a level of this matrix names")
            yield fault(place, "function", row.function, expected)
        given = [field for field in ("user", "team", "email") if getattr(row, field)]
        if len(given) != 1:
            field = given[1] if given else "user"
            expected = _("one of a user, a team and an e-mail address")
            yield fault(place, field, getattr(row, field), expected)
        if row.email and not _ADDRESS.fullmatch(row.email):
            expected = _("an e-mail address such as {0}", ("name@example.com",))
            yield fault(place, "email", row.email, expected)
        bare = replace(row, function=row.function.casefold(), email=row.email.casefold())
        if bare in seen:
            yield fault(place, "function", row.function, _("each holder once"))
        seen.add(bare)


def _column_faults(row: EscalationTrigger, place: str, fault: MakeFault) -> Iterator[Fault]:
    for field in _NEEDS.get(row.event, ()):
        if getattr(row, field) in (None, ""):
            yield fault(place, field, "", _("a value for {0}", (row.event,)))
    for field, events in _OWN.items():
        value = getattr(row, field)
        if value not in (None, "") and row.event not in events:
            yield fault(place, field, str(value), _("nothing for {0}", (row.event,)))
    if row.event == "update_missed" and row.clock not in ("", "update"):
        yield fault(place, "clock", row.clock, _("{0} for {1}", ("update",), (row.event,)))
    elif row.clock == "report" and row.event in _OF_CLOCKS:
        expected = _("a clock that ends when the ticket is solved; after that nobody is told")
        yield fault(place, "clock", row.clock, expected)


def _time_faults(row: EscalationTrigger, place: str, fault: MakeFault) -> Iterator[Fault]:
    for amount_field, unit_field in (("amount", "unit"), ("repeat_amount", "repeat_unit")):
        amount: Decimal | None = getattr(row, amount_field)
        unit: str = getattr(row, unit_field)
        if (amount is None) != (not unit):
            yield fault(place, unit_field, unit, _("a unit beside an amount, or neither"))
        elif amount is not None and (expected := _part_of_a_step(amount, unit)):
            yield fault(place, amount_field, str(amount), expected)


def _part_of_a_step(amount: Decimal, unit: str) -> Text | None:
    """Return the amounts that a unit allows, if the amount is none of them."""
    steps: Any = amount * UNITS_S.get(unit, 1)
    if steps == int(steps):
        return None
    return _("whole seconds") if unit in UNITS_S else _("a whole number")


def _form_faults(
    row: EscalationTrigger, levels: tuple[EscalationLevel, ...], place: str, fault: MakeFault
) -> Iterator[Fault]:
    if row.level:
        own = next((own for own in levels if own.level.casefold() == row.level.casefold()), None)
        if own is None:
            yield fault(place, "level", row.level, _("the name of a level of this matrix"))
        elif row.form and row.form != own.form:
            yield fault(place, "form", row.form, _("{0}, the form of the level", (own.form,)))
    elif row.form == "hierarchical" and not any(own.form == row.form for own in levels):
        expected = _("a form of which this matrix has a level")
        yield fault(place, "form", row.form, expected)
    elif not row.form and not levels:
        yield fault(place, "level", "", _("a level; this matrix has none"))
