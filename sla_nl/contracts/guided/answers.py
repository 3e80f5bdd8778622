"""Read the answers of the page "New contract", and find their faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sla_nl.engine.calendars.terms import WEEKDAYS
from sla_nl.engine.documents.fields import (
    choice,
    column,
    flag,
    minute_of_day,
    number,
    read_document,
    table,
    text,
)
from sla_nl.engine.errors import Fault, FaultsError
from sla_nl.engine.texts import _
from sla_nl.site.numbers import number_of

UNITS = ("working_minutes", "working_hours", "working_days", "minutes", "hours", "calendar_days")
"""The units that the page offers, the usual ones first."""

CLOCKS = ("response", "resolution")
_NUMBERS = ("amount", "share", "fee_rate")
_ABOVE_ZERO = number("0", "1000000", is_above=True)


class AnswersError(FaultsError):
    """Answers of which no contract can be made, with all their `faults`."""


@dataclass(frozen=True)
class DayHours:
    """Opening hours on a weekday; they run past midnight if they close before they open."""

    day: str = column(choice(*WEEKDAYS))
    opens: int = column(minute_of_day)
    closes: int = column(minute_of_day)


@dataclass(frozen=True)
class Promise:
    """A response or a resolution within some time, for tickets with one Helpdesk priority."""

    helpdesk_priority: str = column(text)
    clock: str = column(choice(*CLOCKS))
    amount: Decimal = column(_ABOVE_ZERO)
    unit: str = column(choice(*UNITS))
    share: Decimal = column(number("0", "100", is_above=True), default=Decimal(100))


@dataclass(frozen=True)
class Answers:
    """The answers of the page.

    - `holidays`: a country's code such as `NL`, `list:` and the name of a list of Helpdesk's, or
      empty for none.
    - `fee_priority`: the Helpdesk priority for which the fee is owed; empty if there is no fee.
    - `fee_time`: whether the fee is owed for reports inside or outside opening hours, or always.
    """

    customer: str = column(text)
    title: str = column(text)
    vendor: str = column(text)
    always_open: bool = column(flag, default=False)
    hours: tuple[DayHours, ...] = table(DayHours)
    holidays: str = column(text, default="")
    waits: bool = column(flag, default=True)
    promises: tuple[Promise, ...] = table(Promise)
    fee_priority: str = column(text, default="")
    fee_title: str = column(text, default="")
    fee_rate: Decimal | None = column(_ABOVE_ZERO, default=None)
    fee_currency: str = column(text, default="EUR")
    fee_time: str = column(choice("inside", "outside"), default="")


def read_answers(values: Mapping[str, Any]) -> Answers:
    """Return the answers of the page; numbers may be written as people of the site write them.

    Raises: AnswersError: with every fault.
    """
    faults: list[Fault] = []
    answers = read_document(Answers, _with_numbers(values), "", faults)
    if answers is not None:
        faults += _faults_between(answers)
    if answers is None or faults:
        raise AnswersError(faults)
    return answers


def _faults_between(answers: Answers) -> list[Fault]:
    """Return the faults that concern several answers."""
    faults = []
    if not (answers.hours or answers.always_open):
        faults.append(Fault("", "", "hours", "", _("opening hours on at least one day")))
    if not answers.promises:
        faults.append(Fault("", "", "promises", "", _("a response or a resolution")))
    if answers.fee_priority and answers.fee_rate is None:
        faults.append(Fault("", "", "fee_rate", "", _("an amount such as 150")))
    if answers.always_open and answers.fee_time == "outside":
        expected = _("reports at any time, as it is always open")
        faults.append(Fault("", "", "fee_time", answers.fee_time, expected))
    return faults


def _with_numbers(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers with numbers in place of what the user typed, if those are numbers."""
    read = {name: _number(name, value) for name, value in values.items()}
    if isinstance(rows := read.get("promises"), list):
        read["promises"] = [
            {name: _number(name, value) for name, value in row.items()}
            if isinstance(row, dict)
            else row
            for row in rows
        ]
    return read


def _number(name: str, value: Any) -> Any:
    if name not in _NUMBERS or not isinstance(value, str):
        return value
    found = number_of(value)
    return value if found is None else found
