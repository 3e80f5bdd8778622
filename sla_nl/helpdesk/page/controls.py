"""List the fields and events that an agent can record on a ticket under its contract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from frappe import _

from sla_nl.engine.clock_state import NOT_APPLICABLE
from sla_nl.engine.contract import ServiceLevel
from sla_nl.engine.history import Span
from sla_nl.engine.terms.vocabulary import CHANNELS, KINDS, PAUSE_REASONS
from sla_nl.engine.verdict import Verdict
from sla_nl.engine.words.telling import capital
from sla_nl.site.time import site_time

from ..ticket.facts import CHANNEL
from ..ticket.translation import (
    CONSENT_ASKED,
    CONSENT_GIVEN,
    PAUSE_REASON,
    REOPENED,
    REPORTED,
    VOUCHED,
    pause_of,
)
from .consent import is_needed
from .standing import Option, Standing
from .teller import Teller

Control = dict[str, Any]

DATED = ("sla_nl_is_disruption", "sla_nl_outside_sla", "sla_nl_cannot_wait")
"""The fields for which an agent may say since when the value holds.

The others say what a ticket is, or hold a moment themselves.
"""


def fields(standing: Standing, teller: Teller) -> list[Control]:
    """Return the fields of a ticket that matter for its contract, with their values.

    Each has `field`, `label`, `kind` (`choice`, `check` or `moment`) and `value`. A choice also has
    `options`: pairs of a value and a text. A moment is naive, in the site's zone. `is_dated` is
    true if an agent may say since when the value holds.
    """
    found = _fields(standing, teller)
    return [{**control, "is_dated": control["field"] in DATED} for control in found]


def fields_of_report(teller: Teller, standing: Standing | None = None) -> list[Control]:
    """Return the fields that say when and through which channel a ticket was reported.

    Args:
        standing: None for a ticket that is being made.
    """
    facts = standing.facts if standing is not None else {}
    made_at = standing.rows[0].at if standing is not None else None
    channels = [["", _("Unknown")], *([channel, teller.channel(channel)] for channel in CHANNELS)]
    return [
        _moment_of(REPORTED, _("Reported at"), facts.get(REPORTED) or made_at),
        _choice_of(CHANNEL, _("Reported through"), facts.get(CHANNEL), channels),
    ]


def events(verdict: Verdict) -> list[dict[str, str]]:
    """Return the events that can be recorded, with the texts of their buttons."""
    return [{"event": name, "label": event_names()[name]} for name in _events(verdict)]


def event_names() -> dict[str, str]:
    """Return the names of all events that can be recorded or taken back."""
    return {
        "responded": _("Responded"),
        "updated": _("Status update given"),
        "recovered": _("Recovered"),
        "unreachable": _("Customer unreachable"),
        "reachable": _("Customer reachable"),
        "no_access": _("Access refused"),
        "access_given": _("Access given"),
        "quote_requested": _("Quote requested"),
        "quote_sent": _("Quote sent"),
        "report_sent": _("Report sent"),
        "quote_accepted": _("Quote accepted"),
        "started": _("Work started"),
        "workaround_known": _("Workaround known"),
        CONSENT_ASKED: _("Customer asked to approve the costs"),
        CONSENT_GIVEN: _("Customer approved the costs"),
        VOUCHED: _("A registered contact stands behind it"),
        REOPENED: _("Reopened"),
    }


def _fields(standing: Standing, teller: Teller) -> Iterator[Control]:
    """Yield the fields in the order of the panel."""
    level, rules = standing.verdict.history.service_level, _fee_rules(standing)
    yield from fields_of_report(teller, standing)
    if (reason := pause_of(standing.contract, standing.facts)) is not None:
        yield _pause_control(standing, teller, reason)
    yes_no = [["", _("Not assessed")], ["Yes", _("Yes")], ["No", _("No")]]
    makes_outages = any(row.from_tickets for row in standing.contract.terms.availability)
    if makes_outages or any(rule.is_disruption for rule in rules):
        yield _choice(standing, "sla_nl_is_disruption", _("A disruption?"), yes_no)
    if any(rule.outside_sla for rule in rules) or "outside_sla" in level.exempt:
        yield _choice(standing, "sla_nl_outside_sla", _("Outside the SLA?"), yes_no)
    if _bears_on(level, "cannot_wait") or any(rule.cannot_wait for rule in rules):
        yield {
            "field": "sla_nl_cannot_wait",
            "label": _("Cannot wait"),
            "kind": "check",
            "value": bool(standing.facts.get("sla_nl_cannot_wait")),
        }
    if any(row.terms.plan_replaces for rows in level.rows for row in rows):
        yield _moment(standing, "sla_nl_planned_for", _("Planned for"))
    rule = standing.contract.keeps_priority
    if rule is not None and rule.kind in ("", level.kind):
        yield _moment(standing, "sla_nl_known_since", _("Known since"))
    kinds = [["", _("By the ticket type")], *([kind, teller.kind(kind)] for kind in KINDS)]
    yield _choice(standing, "sla_nl_kind", _("SLA kind"), kinds)
    if standing.options:
        codes = [["", _("By the priority")], *_codes(standing, teller)]
        yield _choice(standing, "sla_nl_priority", _("SLA priority"), codes)


def _pause_control(standing: Standing, teller: Teller, reason: str) -> Control:
    """Return the field with the reason of the present pause. Args: reason: the one that holds."""
    by_status = pause_of(standing.contract, standing.facts | {PAUSE_REASON: None}) or reason
    default = ["", _("By the status: {0}").format(teller.reason(by_status))]
    options = [default, *([one, capital(teller.reason(one))] for one in PAUSE_REASONS)]
    return _choice(standing, PAUSE_REASON, _("Paused because"), options)


def _events(verdict: Verdict) -> Iterator[str]:
    """Yield the names of the events that the ticket's clocks, pauses and fees use."""
    history = verdict.history
    states = {clock.clock: clock for clock in verdict.clocks if clock.state != NOT_APPLICABLE}
    is_open = {name for name, clock in states.items() if clock.met_at is None}
    if "response" in is_open:
        yield "responded"
    if "update" in is_open and "responded" in history.starts:
        yield "updated"
    if "recovery" in is_open:
        yield "recovered"
    if "unreachable" in history.service_level.exempt and not history.is_resolved:
        yield "reachable" if _goes_on(history.unreachable) else "unreachable"
    if "no_access" in _pauses(history.service_level) and not history.is_resolved:
        is_out = _goes_on(history.pauses.get("no_access", ()))
        yield "access_given" if is_out else "no_access"
    if "quote_requested" not in history.starts:
        charged = {rule.event for _place, rule in history.service_level.fees}
        if "quote" in is_open or "quote_requested" in charged:
            yield "quote_requested"
    elif "quote" in is_open:
        yield "quote_sent"
    yield from _events_of_follow_ups(verdict)
    if history.consented_at is None and is_needed(verdict):
        yield CONSENT_GIVEN
    if verdict.ticket.is_registered is False and verdict.contract.contact_rule is not None:
        yield VOUCHED
    if "report" in is_open and "resolved" in history.starts:
        yield "report_sent"


def _events_of_follow_ups(verdict: Verdict) -> Iterator[str]:
    """Yield the events that no clock needs, but that begin or end a follow-up of the contract."""
    rows = verdict.history.service_level.follow_ups
    used = {*rows, *(row.terms.done_by for own in rows.values() for row in own)}
    known = {event.event for event in verdict.ticket.events}
    is_quoted = "quote_sent" in known
    offered = (("quote_accepted", is_quoted), ("started", True), ("workaround_known", True))
    for event, is_time in offered:
        if event in used and event not in known and is_time and not verdict.history.is_resolved:
            yield event


def _goes_on(spans: Sequence[Span]) -> bool:
    """Return whether the last span has no end yet."""
    return bool(spans) and spans[-1][1] is None


def _pauses(level: ServiceLevel) -> set[str]:
    """Return the pause reasons that stop a clock or cost a fee."""
    stopping = {reason for rules in level.stops.values() for reason in rules}
    return stopping | {rule.reason for _place, rule in level.fees if rule.event == "paused"}


def _fee_rules(standing: Standing) -> list[Any]:
    """Return the fee rules for the ticket's kind, whatever its priority."""
    kind = standing.verdict.history.service_level.kind
    return [r for r in standing.contract.terms.fees if r.kind in ("", kind) and not r.is_off]


def _bears_on(level: ServiceLevel, event: str) -> bool:
    """Return whether an event makes a clock run around the clock."""
    return any(rule.event == event for rule in level.round_the_clock)


def _codes(standing: Standing, teller: Teller) -> Iterator[list[str]]:
    """Yield each priority code with its text."""
    kind = standing.verdict.history.service_level.kind
    for option in standing.options:
        yield [option.code, option_title(standing, option, teller, kind)]


def option_title(standing: Standing, option: Option, teller: Teller, kind: str) -> str:
    """Return `P1`, or `1: Hoog` if the title differs from the code."""
    title = teller.priority(standing.contract, kind, option.code)["title"]
    return option.code if title in ("", option.code) else f"{option.code}: {title}"


def _choice(standing: Standing, field: str, label: str, options: list[list[str]]) -> Control:
    return _choice_of(field, label, standing.facts.get(field), options)


def _choice_of(field: str, label: str, value: object, options: list[list[str]]) -> Control:
    text = str(value or "")
    return {"field": field, "label": label, "kind": "choice", "value": text, "options": options}


def _moment(standing: Standing, field: str, label: str) -> Control:
    return _moment_of(field, label, standing.facts.get(field))


def _moment_of(field: str, label: str, value: str | int | None) -> Control:
    moment = site_time(None if value is None else int(value))
    return {
        "field": field,
        "label": label,
        "kind": "moment",
        "value": moment.isoformat(timespec="minutes") if moment else "",
    }
