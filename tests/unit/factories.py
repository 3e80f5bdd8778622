"""Factories of calendars, contracts and tickets for tests, and local texts for instants.

Moments are written as local texts, `2026-06-08 10:00`, in Europe/Amsterdam. The second pass of the
repeated hour has its offset: `2026-10-25 02:30+01:00`. The factories do not use the engine's own
conversions, so that tests show a mistake in those.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from sla_nl.engine.calendars.calendar import Calendar
from sla_nl.engine.calendars.periods import read_period
from sla_nl.engine.calendars.terms import WEEKDAYS, CalendarTerms, Hours
from sla_nl.engine.contract import Contract
from sla_nl.engine.evaluate import evaluate
from sla_nl.engine.service.availability import uptimes
from sla_nl.engine.service.maintenance import judge_window
from sla_nl.engine.service.outages import read_outage
from sla_nl.engine.service.planned import Planned
from sla_nl.engine.service.windows import read_window
from sla_nl.engine.terms.contract import ContractTerms
from sla_nl.engine.terms.priorities import Priority
from sla_nl.engine.terms.targets import Target
from sla_nl.engine.ticket import read_ticket
from sla_nl.vendors import shipped_catalogue, shipped_contracts

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WORKING = WEEKDAYS[:5]
CALENDARS = shipped_catalogue().calendars
_DETAILS = {
    "paused": "reason",
    "resumed": "reason",
    "planned": "until",
    "reprioritised": "priority",
    "reclassified": "kind",
}


def table(rows):
    """Return the parameters of a table test, from rows that begin with their id."""
    return [pytest.param(*row[1:], id=row[0]) for row in rows]


def at(text, tz=AMSTERDAM):
    """Return the instant (seconds of UTC) of a local text; a text with an offset keeps it."""
    moment = datetime.fromisoformat(text)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=tz)).timestamp())


def shown(instant_s, tz=AMSTERDAM):
    """Return the local text of an instant, the inverse of `at`; None stays None."""
    if instant_s is None:
        return None
    local = datetime.fromtimestamp(instant_s, tz)
    text = local.strftime("%Y-%m-%d %H:%M" + (":%S" if local.second else ""))
    return text + (local.isoformat()[-6:] if local.fold else "")


def make_hours(spans="08:00-17:00", days=WORKING, on_holidays=False):
    """Make opening hours on some days: `make_hours("08:00-12:00 13:00-17:00")`."""
    return tuple(
        Hours(day, *(_minutes(end) for end in span.split("-")), on_holidays)
        for day in days
        for span in spans.split()
    )


def make_calendar_terms(name="office", hours=None, **terms):
    """Make calendar terms, by default 08:00-17:00 on weekdays without holidays."""
    return CalendarTerms(name, hours=make_hours() if hours is None else hours, **terms)


def make_calendar(hours=None, **terms):
    """Make the compiled calendar of `make_calendar_terms`."""
    return Calendar(make_calendar_terms(hours=hours, **terms))


def make_target(clock="resolution", amount="8", unit="working_hours", **terms):
    """Make a target for incidents; without an amount it is a promise without a date."""
    number = None if amount is None else Decimal(amount)
    return Target("incident", clock, amount=number, unit=unit if amount else "", **terms)


def make_contract(*targets, calendars=None, **terms):
    """Make a contract with one calendar, `office`, the priorities P1 and P2, and some targets."""
    calendars = calendars or {"office": make_calendar_terms()}
    terms = {"priorities": (Priority("P1"), Priority("P2")), "calendar": "office"} | terms
    return Contract(
        ContractTerms("made", "Made", "None", version="1", targets=targets, **terms), calendars
    )


def edited(name, edit=None, calendars=None, **terms):
    """Return a shipped contract with other terms; `edit` changes or drops (None) each target."""
    base = shipped_contracts()[name].terms
    if edit is not None:
        terms["targets"] = tuple(t for t in map(edit, base.targets) if t is not None)
    return Contract(dataclasses.replace(base, **terms), CALENDARS | (calendars or {}))


def make_ticket(contract, priority, reported, *events, kind="incident", **facts):
    """Make a ticket as a line would hold it.

    An event is `(moment, name)` or `(moment, name, detail)`. The detail is the field that the event
    needs: a pause's reason, a plan's moment, a priority or a kind; or it is a dict of fields.
    """
    line = {"id": "T-1", "contract": getattr(contract, "name", contract), "kind": kind}
    line |= {"priority": priority, "reported_at": _iso(reported), **facts}
    if "known_since" in facts:
        line["known_since"] = _iso(facts["known_since"])
    line["events"] = [_event(*event) for event in events]
    return read_ticket(line)


def judge(contract, *ticket, now="2026-06-08 10:00", **facts):
    """Return the verdict on `make_ticket` under a contract, or under a shipped one by its id."""
    contract = shipped_contracts()[contract] if isinstance(contract, str) else contract
    return evaluate(contract, make_ticket(contract, *ticket, **facts), at(now))


def dues(contract, *ticket, **facts):
    """Return the due dates of `judge` as local texts, by due key."""
    return {clock.key: shown(clock.due) for clock in judge(contract, *ticket, **facts).clocks}


def codes(verdict):
    """Return the codes of the notes of a verdict."""
    return [note.code for note in verdict.notes]


def _event(moment, name, detail=None):
    line = {"at": _iso(moment), "event": name}
    if isinstance(detail, dict):
        return line | detail
    if detail is not None:
        line[_DETAILS[name]] = _iso(detail) if name == "planned" else detail
    return line


def _iso(text):
    return datetime.fromtimestamp(at(text), AMSTERDAM).isoformat()


def _minutes(text):
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


# -- maintenance and outages -----------------------------------------------------------------------


def make_window(contract, kind, start, end, announced=None, facts=None):
    """Make a window of a contract as a line would hold it; moments are local texts."""
    line = {"id": "W", "type": kind, "start": _iso(start), "end": _iso(end), **(facts or {})}
    return read_window(line | ({"announced_at": _iso(announced)} if announced else {}), contract)


def judge_windows(contract, *windows, now="2026-06-01 09:00"):
    """Return the verdicts of windows of one contract, given as for `make_window`."""
    contract = shipped_contracts()[contract] if isinstance(contract, str) else contract
    made = [
        make_window(contract, *window)._replace(place=place) for place, window in enumerate(windows)
    ]
    planned = Planned(contract, made)
    return [judge_window(planned, window, at(now)) for window in made]


def broken(verdict):
    """Return the rules that a window breaks; a soft one has a question mark."""
    return [fault.rule + ("" if fault.is_hard else "?") for fault in verdict.faults]


def measure(contract, period, *outages, windows=(), now="2026-12-31 12:00"):
    """Return the uptimes of a contract; an outage is its start, end, and perhaps other fields."""
    contract = shipped_contracts()[contract] if isinstance(contract, str) else contract
    made = [
        read_outage({"start": _iso(start), "end": _iso(end)} | dict(*facts), contract)
        for start, end, *facts in outages
    ]
    verdicts = judge_windows(contract, *windows, now=now)
    asked = read_period(period, contract.zone)
    return list(uptimes(contract, asked, made, verdicts, at(now)))
