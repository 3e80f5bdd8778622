"""Credits: the discount that the supplier owes for missed promises.

After a missed promise the customer may ask for a meeting. From the first meeting a ladder runs: the
meetings that follow, and a discount that begins some time later and grows until there is progress.
Other credits are owed once for a missed promise.
Source: docs/design.md 4.15; covide-7.3-follow-up, covide-7.3-discount-5,
covide-7.3-discount-step.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import count
from operator import itemgetter
from typing import NamedTuple

from ..calendars.periods import MONTHS
from ..contract import Contract
from ..errors import LineError
from ..shifts import shifted
from ..terms.events import FollowUp
from ..terms.money import CreditRule
from ..terms.vocabulary import MEETING_HELD
from ..texts import _

_WHOLE = Decimal(100)


class CreditStep(NamedTuple):
    """The discount from a moment on. `at` is whole seconds of UTC."""

    at: int
    percentage: Decimal


class FollowUpMeeting(NamedTuple):
    """A meeting that follows the first one, with the row that asks for it."""

    at: int
    row: FollowUp


class CreditCase(NamedTuple):
    """The ladder of a first meeting. Instants are whole seconds of UTC.

    Args:
        progress: when progress was recorded, which ends the case; None if it was not.
    """

    contract: Contract
    rule: CreditRule
    meeting: int
    progress: int | None
    now: int
    follow_ups: tuple[FollowUpMeeting, ...]
    steps: tuple[CreditStep, ...]

    @property
    def percentage(self) -> Decimal:
        """The discount at `now`; 0 before the first step and once there is progress."""
        if self.progress is not None and self.progress <= self.now:
            return Decimal(0)
        reached = [step.percentage for step in self.steps if step.at <= self.now]
        return reached[-1] if reached else Decimal(0)


def credit_case(contract: Contract, meeting: int, progress: int | None, now: int) -> CreditCase:
    """Return the ladder that a first meeting begins.

    Raises:
        LineError: the contract has no such ladder, or progress came before the meeting.
        NoOpeningTimeError: the calendar has too little opening time.
    """
    rule = next(iter(credits_after(contract, MEETING_HELD)), None)
    if rule is None:
        raise LineError("contract", _("{0} gives no credit after a meeting", repr(contract.name)))
    if progress is not None and progress < meeting:
        raise LineError("progress", _("is before the first meeting; it comes after it"))
    whole = tuple(_steps(contract, rule, meeting))
    ends = [moment for moment in (progress, whole[-1].at) if moment is not None]
    follow_ups = tuple(sorted(_follow_ups(contract, meeting, min(ends)), key=itemgetter(0)))
    steps = tuple(step for step in whole if progress is None or step.at < progress)
    return CreditCase(contract, rule, meeting, progress, now, follow_ups, steps)


def credits_after(contract: Contract, trigger: str) -> tuple[CreditRule, ...]:
    """Return the credits that a trigger causes, such as `availability_missed`."""
    return tuple(rule for rule in contract.terms.credits if rule.trigger == trigger)


def _steps(contract: Contract, rule: CreditRule, meeting: int) -> Iterator[CreditStep]:
    """Yield the steps up to the highest percentage, each counted from the first meeting."""
    most = _WHOLE if rule.maximum_percentage is None else rule.maximum_percentage
    for number in count():
        percentage = min(rule.percentage + number * rule.step_percentage, most)
        yield CreditStep(_moment(contract, rule, meeting, number), percentage)
        if percentage >= most or not rule.step_percentage:
            return


def _moment(contract: Contract, rule: CreditRule, meeting: int, number: int) -> int:
    """Return the moment of a step, 0 for the first.

    Months are added at once, so that a clamped month does not clamp those after it: three months
    after 31 January is 30 April, and four months after it is 31 May.
    """
    after = rule.after or Decimal(0)
    months = Decimal(number * MONTHS[rule.step_period]) if rule.step_period else Decimal(0)
    if rule.unit == "months":
        return shifted(contract, meeting, after + months, "months")
    first = shifted(contract, meeting, after, rule.unit) if rule.unit else meeting
    return shifted(contract, first, months, "months") if months else first


def _follow_ups(contract: Contract, meeting: int, end: int) -> Iterator[FollowUpMeeting]:
    """Yield the meetings after the first one, up to and with `end`."""
    for row in contract.terms.follow_ups:
        if row.event != MEETING_HELD or not row.amount or row.unit == "working_day_end":
            continue
        for number in count(1):
            at = shifted(contract, meeting, row.amount * number, row.unit)
            if at > end:
                break
            yield FollowUpMeeting(at, row)
