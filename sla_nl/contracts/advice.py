"""Advice on a contract without faults: what would surprise its author on a real ticket.

Each advice has a text and, where code can know what is meant, a mend: rows to add to a table of the
form, and values to set in rows that exist.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from frappe import _

from sla_nl.engine.contract import Contract
from sla_nl.engine.terms.contract import ContractTerms
from sla_nl.engine.terms.money import FeeRule
from sla_nl.engine.terms.targets import Target
from sla_nl.engine.terms.vocabulary import IN_HOURS, STAMPED_BY

_IN_OPENING_TIME = {"hours": "working_hours", "minutes": "working_minutes"}
_DATES_IN_HOURS = frozenset(("working_days", "working_day_end"))


class Change(NamedTuple):
    """A value to set in a row of the form; `row` is the row's number, from 1."""

    table: str
    row: int
    field: str
    value: str | int


class Advice(NamedTuple):
    """A text, and what its button does: add rows to a table, or change rows.

    Args:
        label: the text of the button; empty if there is none.
    """

    text: str
    label: str = ""
    table: str = ""
    rows: tuple[dict[str, str], ...] = ()
    changes: tuple[Change, ...] = ()


def advice_of(
    contract: Contract, priorities: Sequence[str], ticket_types: Sequence[str]
) -> list[Advice]:
    """Return the advice on a contract; none while it promises nothing.

    Args:
        priorities: the priorities of Helpdesk, the most urgent first.
        ticket_types: the ticket types of Helpdesk.
    """
    if not contract.terms.targets:
        return []
    return [
        *_on_ticket_types(contract, ticket_types),
        *_on_priorities(contract, priorities, ticket_types),
        *_on_stamps(contract),
        *_on_calendar(contract),
        *_on_fees(contract),
    ]


def _promised_kinds(contract: Contract) -> list[str]:
    """Return the kinds for which something is promised, in the order of the targets."""
    return list(dict.fromkeys(target.kind for target in contract.terms.targets))


def _on_ticket_types(contract: Contract, ticket_types: Sequence[str]) -> Iterator[Advice]:
    """Yield the ticket types of a kind for which nothing is promised."""
    promised = _promised_kinds(contract)
    places = {row.ticket_type.casefold(): n for n, row in enumerate(contract.terms.kind_map, 1)}
    for ticket_type in ticket_types:
        kind = contract.kind_of(ticket_type)
        if kind in promised:
            continue
        text = _("A ticket of type {0} is of kind {1}: nothing is promised for it.")
        label = _("Treat it as {0}").format(_(promised[0]))
        said = text.format(ticket_type, _(kind))
        if place := places.get(ticket_type.casefold()):
            change = Change("kind_map", place, "kind", promised[0])
            yield Advice(said, label, changes=(change,))
        else:
            row = {"ticket_type": ticket_type, "kind": promised[0]}
            yield Advice(said, label, "kind_map", (row,))


def _on_priorities(
    contract: Contract, priorities: Sequence[str], ticket_types: Sequence[str]
) -> Iterator[Advice]:
    """Yield the Helpdesk priorities with which a ticket cannot be judged, by kind."""
    types: dict[str, str] = {}
    for ticket_type in ("", *ticket_types):
        types.setdefault(contract.kind_of(ticket_type), ticket_type)
    for kind in _promised_kinds(contract):
        if kind not in types:
            continue
        lost = [
            name
            for name in priorities
            if not contract.knows(kind, contract.priority_of(kind, types[kind], name))
        ]
        if lost:
            text = _("A ticket of kind {0} with priority {1} is not judged: it leads nowhere.")
            table, rows = _ways(contract, kind, lost, priorities)
            said = text.format(_(kind), ", ".join(lost))
            yield Advice(said, _("Add the missing rows"), table, tuple(rows))


def _ways(
    contract: Contract, kind: str, lost: Sequence[str], priorities: Sequence[str]
) -> tuple[str, list[dict[str, str]]]:
    """Return the table and rows that lead each lost priority somewhere.

    The more urgent it is among Helpdesk's priorities, the more urgent among the contract's. A
    contract without priorities gets those of Helpdesk.
    """
    own = [priority.code for priority in contract.terms.priorities_of(kind)]
    if not own:
        return "priorities", [{"code": name} for name in lost]
    last = max(1, len(priorities) - 1)
    places = {name: round(n * (len(own) - 1) / last) for n, name in enumerate(priorities)}
    return "priority_map", [
        {"helpdesk_priority": name, "priority": own[places[name]], "kind": kind} for name in lost
    ]


def _on_stamps(contract: Contract) -> Iterator[Advice]:
    """Yield the clocks whose dates no field of Helpdesk shows, with the limits to be shown."""
    for clock, field in STAMPED_BY.items():
        hidden = [
            number
            for number, target in enumerate(contract.terms.targets, 1)
            if target.clock == clock and _is_hidden_limit(contract, target, field)
        ]
        if hidden:
            rows = ", ".join(map(str, hidden))
            text = _("{0}: Helpdesk shows no date for it (targets, row {1}).")
            said = text.format(_(clock).capitalize(), rows)
            changes = tuple(Change("targets", number, "stamps", field) for number in hidden)
            yield Advice(said, _("Show it"), changes=changes)


def _is_hidden_limit(contract: Contract, target: Target, field: str) -> bool:
    """Return whether a target is the limit of its clock, and no target stamps the field."""
    beside = [
        other
        for other in contract.terms.targets
        if other.kind == target.kind and other.priority in ("", target.priority)
    ]
    if any(other.stamps == field for other in beside):
        return False
    same = (o for o in beside if (o.clock, o.priority) == (target.clock, target.priority))
    return target.share == max(other.share for other in same)


def _on_calendar(contract: Contract) -> Iterator[Advice]:
    """Yield that no promise counts in the contract's opening hours."""
    terms, calendar = contract.terms, contract.calendar.terms
    if calendar.always_open or any(_counts_in_hours(terms, target) for target in terms.targets):
        return
    text = _("No promise counts in the hours of {0}: each counts day and night.")
    changes = tuple(
        Change("targets", number, "unit", _IN_OPENING_TIME[target.unit])
        for number, target in enumerate(terms.targets, 1)
        if target.unit in _IN_OPENING_TIME and target.calendar in ("", terms.calendar)
    )
    label = _("Count in opening hours") if changes else ""
    yield Advice(text.format(calendar.title or calendar.name), label, changes=changes)


def _counts_in_hours(terms: ContractTerms, target: Target) -> bool:
    """Return whether a target depends on the hours of the contract's calendar."""
    if target.condition:
        return True
    if target.calendar not in ("", terms.calendar):
        return False
    return target.count_from != "event" or target.unit in IN_HOURS | _DATES_IN_HOURS


def _on_fees(contract: Contract) -> Iterator[Advice]:
    """Yield the fees that no ticket can ever cause."""
    for number, fee in enumerate(contract.terms.fees, 1):
        found = None if fee.is_off else _never(contract, fee)
        if found is not None:
            why, label, field, value = found
            text = _("{0} can never be booked: {1}").format(fee.title, why)
            yield Advice(text, label, changes=(Change("fees", number, field, value),))


def _never(contract: Contract, fee: FeeRule) -> tuple[str, str, str, str | int] | None:
    """Return why a fee is never booked, and the label, field and value of the mend; or None."""
    calendar = contract.calendars[fee.calendar or contract.terms.calendar].terms
    if fee.event == "paused" and not fee.reason:
        why, label = _("a pause has a reason, and the row names none."), _("Waits for the customer")
        return why, label, "reason", "customer"
    if fee.time_of_day == "outside" and calendar.always_open:
        why = _("the calendar is always open, so nothing is reported outside it.")
        return why, _("At any time"), "time_of_day", ""
    if fee.event == "reprioritised" and _is_lowest(contract, fee):
        why = _("no ticket is raised to the lowest priority.")
        return why, _("For all priorities"), "priority", ""
    if fee.basis == "percentage" and not _has_others(contract, fee):
        why = _("it is a percentage of other fees, and there are none in that currency.")
        return why, _("Switch it off"), "is_off", 1
    return None


def _is_lowest(contract: Contract, fee: FeeRule) -> bool:
    """Return whether a fee is for the lowest priority of its kind, or of every kind."""
    kinds = [fee.kind] if fee.kind else _promised_kinds(contract)
    lists = [[p.code for p in contract.terms.priorities_of(kind)] for kind in kinds]
    return bool(fee.priority) and all(codes[-1:] == [fee.priority] for codes in lists)


def _has_others(contract: Contract, fee: FeeRule) -> bool:
    """Return whether there are fees of which a percentage can be taken."""
    return any(
        other.currency == fee.currency and other.basis != "percentage" and not other.is_off
        for other in contract.terms.fees
    )
