"""Judge a ticket: contract + timeline + now -> verdict. A pure function (docs/design.md 1).

Due dates never depend on `now`; it only decides states and figures.
"""

from __future__ import annotations

from datetime import datetime

from .calendars.instants import seconds_of
from .clock_state import ClockState, Course
from .contract import Contract
from .errors import NoOpeningTimeError
from .escalation.schedule import note_unknown
from .fees import fees_of
from .judgement import Judgement
from .target_rows import TargetRow
from .texts import _
from .ticket import Event, Ticket
from .verdict import Verdict


def evaluate(contract: Contract, ticket: Ticket, now: datetime | int) -> Verdict:
    """Judge a ticket under a contract.

    Args:
        now: an aware datetime, or whole seconds of UTC.
    Returns: the verdict; `steps_of` explains its dates.
    Raises:
        TicketError: the ticket has a priority that the contract does not know.
        NoOpeningTimeError: a calendar has too little opening time for a target. The message names
            the calendar; a note on the error names the target and its clauses.
    Source: docs/design.md 1, 4.
    """
    now_s = now if isinstance(now, int) else seconds_of(now)
    try:
        return _verdict(Judgement(contract, ticket, now_s))
    except OverflowError as error:
        text = _("a date of {0} lies past the year 9999", repr(contract.name))
        raise NoOpeningTimeError(text) from error


def _verdict(judgement: Judgement) -> Verdict:
    """Return the verdict of a judgement: its clocks and fees, and what is odd."""
    contract, ticket, history = judgement.contract, judgement.ticket, judgement.history
    clocks, level = judgement.clocks(), history.service_level
    fees = fees_of(contract, ticket, history) if level.fees else ()
    if history.escalated:
        note_unknown(judgement)
    return Verdict.of(judgement, clocks, fees)


def course_of(verdict: Verdict, clock: ClockState) -> Course | None:
    """Return the course of a clock; None if it has not started or is not promised."""
    if clock.start is None:
        return None
    judgement = Judgement(verdict.contract, verdict.ticket, verdict.now)
    level = judgement.history.service_level_of(verdict.contract, clock.clock)
    met = judgement.history.met.get(clock.clock)
    return judgement.course_of(level, clock.row, clock.start, met)


def time_until_met(verdict: Verdict, row: TargetRow) -> int | None:
    """Return the seconds that count for a row from its start event until its clock was met.

    The row may be none of the contract's own, such as one by which a mean is counted. Pauses count
    as they do for the clock.
    Returns: None if it is not met at `now`, has not started, or is not promised for the channel.
    """
    return Judgement(verdict.contract, verdict.ticket, verdict.now).time_until_met(row)


def latest_due(verdict: Verdict, clock: ClockState) -> int | None:
    """Return the latest date that a clock can get if it starts at the response.

    It gets that date if the response comes exactly on its own due date (docs/design.md 6).
    Returns: whole seconds of UTC; None if the response has no due date, or if the clock would have
        no date even then.
    """
    responses = (c.held_due for c in verdict.clocks if c.clock == "response" and c.held_due)
    moment = max(responses, default=None)
    if moment is None:
        return None
    ticket = verdict.ticket
    ticket = ticket._replace(events=(*ticket.events, Event(moment, "responded")))
    clocks = Judgement(verdict.contract, ticket, verdict.now).clocks()
    return next(own.held_due for own in clocks if own.key == clock.key)
