"""Turn a verdict into stamps: fields of HD Ticket that agents already use (docs/design.md 6)."""

from __future__ import annotations

from typing import Any

from sla_nl.engine.clock_state import BREACHED, MET, NOT_STARTED, PAUSED, RUNNING, ClockState
from sla_nl.engine.evaluate import latest_due
from sla_nl.engine.verdict import Verdict
from sla_nl.site.time import site_time

STAMPS = (
    "response_by", "resolution_by", "agreement_status", "first_response_time",
    "first_response_failed_by", "resolution_date", "resolution_time", "resolution_failed_by",
    "on_hold_since", "total_hold_time", "sla_nl_next_due", "sla_nl_next_clock", "sla_nl_urgency",
    "sla_nl_judged_by",
)  # fmt: skip
"""All fields that the app stamps."""

EVENTS = "sla_nl_events"
"""The field with the number of rows that the timeline had at the last judgement."""

Stamps = dict[str, Any]

NEXT_STAMPS = ("sla_nl_next_due", "sla_nl_next_clock")
"""The stamps for the next date."""

URGENCY = "sla_nl_urgency"
"""The field by which lists are sorted: what is late first, then what is due, by date."""

LATE, DUE, UNDATED, SOLVED = "1", "2", "3", "4"
"""How the urgency of a ticket begins. `UNDATED` is the default of the field."""

NO_CONTRACT: Stamps = dict.fromkeys((*NEXT_STAMPS, "sla_nl_judged_by")) | {URGENCY: UNDATED}
"""The stamps to empty when a ticket loses its contract. Helpdesk fills the others itself."""


def stamps_of(verdict: Verdict) -> Stamps:
    """Return the values of all stamped fields; datetimes are naive, in the site's zone."""
    response, resolution = (_stamped(verdict, field) for field in ("response_by", "resolution_by"))
    resolved_at = verdict.history.met.get("resolution")
    first = verdict.late or verdict.next
    held_since = _held_since(verdict, resolution or response)
    return {
        "response_by": _date(verdict, response),
        "resolution_by": _date(verdict, resolution),
        "agreement_status": agreement_status(verdict),
        "first_response_time": _used_s(response),
        "first_response_failed_by": _late_s(response),
        "resolution_date": site_time(resolved_at),
        "resolution_time": _used_s(resolution),
        "resolution_failed_by": _late_s(resolution),
        "on_hold_since": site_time(held_since),
        "total_hold_time": _hold_time_s(verdict, resolution or response, held_since),
        "sla_nl_next_due": None if first is None else site_time(first.due),
        "sla_nl_next_clock": "" if first is None else first.key,
        URGENCY: urgency(verdict),
        "sla_nl_judged_by": verdict.contract.name,
    }


def agreement_status(verdict: Verdict) -> str:
    """Return the state of the response and the resolution in Helpdesk's words, such as `Paused`.

    Returns: an empty text if the contract promises neither.
    """
    response, resolution = (_stamped(verdict, field) for field in ("response_by", "resolution_by"))
    states = [clock.state for clock in (response, resolution) if clock is not None]
    if BREACHED in states:
        return "Failed"
    if PAUSED in states:
        return "Paused"
    if _is_open(response):
        return "First Response Due"
    if _is_open(resolution):
        return "Resolution Due"
    return "Fulfilled" if MET in states else ""


def urgency(verdict: Verdict) -> str:
    """Return a text by which tickets sort: late, due, without a date, solved; then by date.

    Example: `1 2026-06-05 10:00:00` for a ticket that is late since then.
    """
    if verdict.history.is_resolved:
        return SOLVED
    late = verdict.late
    first = late or verdict.next
    if first is None:
        return UNDATED
    return f"{LATE if late else DUE} {site_time(first.due):%Y-%m-%d %H:%M:%S}"


def _stamped(verdict: Verdict, field: str) -> ClockState | None:
    """Return the clock whose date a field shows, or None."""
    return next((c for c in verdict.clocks if c.row.terms.stamps == field), None)


def _is_open(clock: ClockState | None) -> bool:
    """Return whether a clock has a date that is still to come."""
    return clock is not None and clock.state in (RUNNING, NOT_STARTED) and clock.due is not None


def _date(verdict: Verdict, clock: ClockState | None) -> Any:
    """Return the due date of a clock as Helpdesk needs it.

    A paused clock gets the date that it had when the pause began. A clock that starts at the
    response gets its latest possible date, because Helpdesk shows a field without a date as failed.
    """
    if clock is None:
        return None
    return site_time(latest_shown(verdict, clock) or clock.held_due)


def latest_shown(verdict: Verdict, clock: ClockState) -> int | None:
    """Return the latest date of a clock that has not started, if Helpdesk shows that date."""
    if clock.state != NOT_STARTED or clock.held_due is not None or not clock.row.terms.stamps:
        return None
    return latest_due(verdict, clock)


def _used_s(clock: ClockState | None) -> int | None:
    """Return the seconds that a met clock used, or None."""
    return None if clock is None or clock.met_at is None else clock.used_s


def _late_s(clock: ClockState | None) -> int | None:
    """Return how late a clock was met, in seconds of its calendar; None if it was not late."""
    if clock is None or clock.state != BREACHED or clock.met_at is None or clock.due is None:
        return None
    return clock.row.counting.elapsed(clock.due, clock.met_at)


def _held_since(verdict: Verdict, clock: ClockState | None) -> int | None:
    """Return since when a clock is paused, or None if it is not."""
    if clock is None or clock.state != PAUSED:
        return None
    reasons = verdict.history.service_level.stops.get(clock.clock, {})
    spans = [s for reason, own in verdict.history.pauses.items() if reason in reasons for s in own]
    return min((since for since, until in spans if until is None), default=None)


def _hold_time_s(verdict: Verdict, clock: ClockState | None, held_since: int | None) -> int:
    """Return the seconds for which a clock was paused, without the pause that is still open."""
    if clock is None:
        return 0
    return clock.paused_s - (max(0, verdict.now - held_since) if held_since is not None else 0)
