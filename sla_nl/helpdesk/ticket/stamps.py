"""A verdict as the fields of an HD Ticket that agents already look at (docs/design.md 6)."""

from __future__ import annotations

from typing import Any

from sla_nl.engine.evaluate import latest_due
from sla_nl.engine.verdict import BREACHED, MET, NOT_STARTED, PAUSED, RUNNING, ClockState, Verdict
from sla_nl.site.time import site_time

STAMPS = (
    "response_by", "resolution_by", "agreement_status", "first_response_time",
    "first_response_failed_by", "resolution_date", "resolution_time", "resolution_failed_by",
    "on_hold_since", "total_hold_time", "sla_nl_next_due", "sla_nl_next_clock", "sla_nl_judged_by",
)  # fmt: skip
"""Every field that the app stamps."""

EVENTS = "sla_nl_events"
"""The field beside them: how many rows the timeline had when the ticket was last judged."""

Stamps = dict[str, Any]

AHEAD = ("sla_nl_next_due", "sla_nl_next_clock")
"""The stamps of what comes next."""

LEFT: Stamps = dict.fromkeys((*AHEAD, "sla_nl_judged_by"))
"""The stamps of a ticket that falls under no contract any more: the rest is Helpdesk's."""


def stamps_of(verdict: Verdict) -> Stamps:
    """The values of all stamped fields; datetimes are naive, in the site's zone."""
    response, resolution = (_stamped(verdict, field) for field in ("response_by", "resolution_by"))
    resolved_at = verdict.history.met.get("resolution")
    ahead = verdict.next
    held_since = _held_since(verdict, resolution or response)
    return {
        "response_by": _date(verdict, response),
        "resolution_by": _date(verdict, resolution),
        "agreement_status": agreement_status(verdict),
        "first_response_time": _used(response),
        "first_response_failed_by": _late(response),
        "resolution_date": site_time(resolved_at),
        "resolution_time": _used(resolution),
        "resolution_failed_by": _late(resolution),
        "on_hold_since": site_time(held_since),
        "total_hold_time": _held(verdict, resolution or response, held_since),
        "sla_nl_next_due": None if ahead is None else site_time(ahead.due),
        "sla_nl_next_clock": "" if ahead is None else ahead.key,
        "sla_nl_judged_by": verdict.contract.name,
    }


def agreement_status(verdict: Verdict) -> str:
    """Helpdesk's word for how the response and the resolution stand; empty with no promise."""
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


def _stamped(verdict: Verdict, field: str) -> ClockState | None:
    """The clock that a field shows."""
    return next((c for c in verdict.clocks if c.row.terms.stamps == field), None)


def _is_open(clock: ClockState | None) -> bool:
    return clock is not None and clock.state in (RUNNING, NOT_STARTED) and clock.due is not None


def _date(verdict: Verdict, clock: ClockState | None) -> Any:
    """The due date; while it stands still, the one it had if the pause had ended as it began.

    Of a clock that starts at the response: the last that it can have, since Helpdesk reads a field
    without a date as failed.
    """
    if clock is None:
        return None
    if clock.state == NOT_STARTED and clock.held_due is None:
        return site_time(latest_due(verdict, clock))
    return site_time(clock.held_due)


def _used(clock: ClockState | None) -> int | None:
    return None if clock is None or clock.met_at is None else clock.used_s


def _late(clock: ClockState | None) -> int | None:
    """Seconds of the clock's calendar between its date and the moment it was met."""
    if clock is None or clock.state != BREACHED or clock.met_at is None or clock.due is None:
        return None
    return clock.row.counting.elapsed(clock.due, clock.met_at)


def _held_since(verdict: Verdict, clock: ClockState | None) -> int | None:
    """Since when a clock stands still."""
    if clock is None or clock.state != PAUSED:
        return None
    reasons = verdict.history.service_level.stops.get(clock.clock, {})
    spans = [s for reason, own in verdict.history.pauses.items() if reason in reasons for s in own]
    return min((since for since, until in spans if until is None), default=None)


def _held(verdict: Verdict, clock: ClockState | None, held_since: int | None) -> int:
    """Elapsed seconds for which it stood still, without the pause that is open."""
    if clock is None:
        return 0
    return clock.paused_s - (max(0, verdict.now - held_since) if held_since is not None else 0)
