"""Readings of the register without a setting: editing the rows is enough (docs/design.md 4.11)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from factories import (
    CALENDARS,
    codes,
    dues,
    edited,
    judge,
    make_calendar_terms,
    make_contract,
    make_hours,
    make_target,
    table,
)

from sla_nl.engine.calendars.terms import HOLIDAY, WEEKDAYS
from sla_nl.engine.terms.events import EventRule
from sla_nl.engine.terms.vocabulary import KINDS
from sla_nl.vendors import shipped_contracts

OFFICE, ALL_DAY = "vcare-connect-office", "vcare-connect-24x7"
MON, TUE, WED, SAT = "2026-06-08", "2026-06-09", "2026-06-10", "2026-06-13"
ALL_CLOCKS = ("registration", "response", "recovery", "resolution", "update")


def rows(clock=None, priority=None, kind="incident", **changes):
    """Return an edit of the targets of a kind, clock and priority; without changes drop them."""

    def edit(target):
        is_meant = target.kind == kind
        is_meant &= clock is None or target.clock == clock
        is_meant &= priority is None or target.priority == priority
        if not is_meant:
            return target
        return replace(target, **changes) if changes else None

    return edit


def rules(name, *more, without=None):
    """Return the event rules of a contract without the rules of an event, and with more rules."""
    kept = (r for r in shipped_contracts()[name].terms.event_rules if r.event != without)
    return (*kept, *more)


WORKDAYS = {
    "workdays": make_calendar_terms("workdays", make_hours("00:00-24:00"), holiday_rule="NL")
}
CET = {"24x7": make_calendar_terms("24x7", (), time_zone="Etc/GMT-1", always_open=True)}
NEAR = EventRule("near_closing", "round_the_clock", priority="P1", clocks=ALL_CLOCKS, minutes=60)
PAUSED = EventRule("paused", "stops", reason="customer", clocks=("resolution",))
SUPPLIER = EventRule("paused", "stops", reason="supplier", clocks=("recovery",))

RUN_ON = edited(
    "covide-basic", rows("resolution", "Urgent", unit="hours", count_from="next_opening")
)
PHONE = edited("covide-basic", rows("resolution", "Urgent", calendar="covide-phone"))
NEXT_DAY = edited("covide-basic", rows("resolution", count_from="next_working_day"))
NIGHT_TOO = edited("covide-business", rows("response", calendar="workdays"), WORKDAYS)
FIVE_DAYS = edited(
    "covide-basic", rows("resolution", "Medium", amount=Decimal(5), unit="working_days")
)
FROM_REPORT = edited("covide-basic", rows("resolution", "Medium", count_from="event"))
COVIDE_PAUSE = edited("covide-basic", event_rules=(PAUSED,))
NEAR_CLOSING = edited(OFFICE, event_rules=rules(OFFICE, NEAR))
NO_WORK_ON = edited(OFFICE, event_rules=rules(OFFICE, without="cannot_wait"))
NO_PAUSE = edited(OFFICE, event_rules=rules(OFFICE, without="paused"))
SUPPLIER_STOPS = edited(OFFICE, event_rules=rules(OFFICE, SUPPLIER))
RESOLVED_FROM_REPORT = edited(OFFICE, rows("resolution", starts_at="reported"))
UPDATE_FROM_REPORT = edited(OFFICE, rows("update", starts_at="reported"))
ELAPSED_LONG = edited(OFFICE, rows("recovery", "P4", unit="hours"))
NUMBER_IN_4 = edited(OFFICE, rows("registration", amount=Decimal(4)))
QUOTE_DAYS = edited(OFFICE, rows("quote", kind="change", unit="working_days"))
CHANGE_OFFICE = edited(OFFICE, rows("response", "P2", "change", unit="working_hours"))
CHANGE_DAYS = edited(
    OFFICE, rows("response", "P2", "change", unit="working_days", amount=Decimal(1))
)
EVERY_24X7 = edited(ALL_DAY, rows("response", calendar="24x7"))
RAET_HOURS = edited("visma-raet", rows("recovery", unit="working_hours", calendar=""))
RAET_CET = edited("visma-raet", None, CET)
RAET_TOP = edited("visma-raet", rows("resolution", "TOP"))
SUPPORT_HOURS = edited("inlenersbeloning", rows(kind="question", unit="working_hours", calendar=""))
NOT_AT_NIGHT = edited(
    "inlenersbeloning", rows("response", unit="working_hours", amount=Decimal(0), calendar="")
)
NO_MINUTES = edited("inlenersbeloning", rows("response", amount=Decimal(0)))
NO_DATE = edited("inlenersbeloning", rows("response", amount=None, unit=""))
NO_PORTAL = edited(
    "covide-basic",
    channel_rules=tuple(
        replace(rule, channels=("form", "email", "phone"))
        for rule in shipped_contracts()["covide-basic"].terms.channel_rules
    ),
)
EVERY_REPORT = edited(
    "smart-fms-basic",
    targets=tuple(
        replace(target, kind=kind)
        for target in shipped_contracts()["smart-fms-basic"].terms.targets
        if target.kind == "incident"
        for kind in KINDS
    ),
)
FMS_SUPPLIER = edited("smart-fms-basic", event_rules=(replace(SUPPLIER, clocks=("response",)),))
BUG_AT_ONCE = edited("inlenersbeloning", rows("registration", "Bug", count_from="event"))
R, S, U = "recovery@80", "resolution@90", "update@100"
NUMBER, RESP, LIMIT = "registration@100", "response@100", "resolution@100"
EVERY = [
    # id, contract, (kind:)priority, reported, events, key, expected
    ("C-CLOCK-run-on", RUN_ON, "Urgent", f"{MON} 16:00", [], S, f"{MON} 20:00"),
    ("C-CLOCK-outside", RUN_ON, "Urgent", f"{SAT} 11:00", [], S, "2026-06-15 12:00"),
    ("C-CLOCK-phone", PHONE, "Urgent", f"{MON} 16:00", [], S, f"{TUE} 10:00"),
    ("C-RESP-midnight", NIGHT_TOO, "Hoog", "2026-06-12 20:00", [], RESP, "2026-06-15 04:00"),
    ("C-RESP-holiday", NIGHT_TOO, "Hoog", "2026-04-24 20:00", [], RESP, "2026-04-28 04:00"),
    ("C-BEFORE8-hours", NEXT_DAY, "Urgent", f"{MON} 07:00", [], S, f"{TUE} 12:00"),
    ("C-BEFORE8-inside", NEXT_DAY, "Urgent", f"{MON} 09:00", [], S, f"{MON} 13:00"),
    ("C-BEFORE8-evening", NEXT_DAY, "Urgent", f"{MON} 18:00", [], S, f"{TUE} 12:00"),
    ("C-BEFORE8-sunday", NEXT_DAY, "Urgent", "2026-06-14 12:00", [], S, "2026-06-15 12:00"),
    ("C-BEFORE8-days", NEXT_DAY, "Hoog", f"{MON} 07:00", [], S, f"{WED} 08:00"),
    ("C-BEFORE8-weeks", NEXT_DAY, "Medium", f"{MON} 07:00", [], S, "2026-06-16 08:00"),
    ("C-WEEK", FIVE_DAYS, "Medium", "2026-05-11 10:00", [], S, "2026-05-19 10:00"),
    ("C-WEEKSTART", FROM_REPORT, "Medium", f"{SAT} 12:00", [], S, "2026-06-20 12:00"),
    # a week, and the 30 elapsed hours of the pause
    ("C-PAUSE-weeks", COVIDE_PAUSE, "Medium", f"{MON} 10:00",
     [(f"{TUE} 10:00", "paused", "customer"), (f"{WED} 16:00", "resumed")], S, "2026-06-16 16:00"),
    ("C-PAUSE-hours", COVIDE_PAUSE, "Urgent", f"{MON} 10:00",
     [(f"{MON} 11:00", "paused", "customer"), (f"{MON} 12:00", "resumed")], S, f"{MON} 15:00"),
    ("V-P1WORK-near", NEAR_CLOSING, "P1", f"{MON} 16:00",
     [(f"{MON} 16:30", "responded")], R, f"{MON} 20:30"),
    ("V-P1WORK-not-near", NEAR_CLOSING, "P1", f"{MON} 15:59:59",
     [(f"{MON} 16:30", "responded")], R, f"{TUE} 11:30"),
    ("V-P1WORK-closed", NEAR_CLOSING, "P1", f"{MON} 17:00",
     [(f"{MON} 17:30", "responded")], R, f"{TUE} 12:00"),
    ("V-P1WORK-p2", NEAR_CLOSING, "P2", f"{MON} 16:30",
     [(f"{MON} 16:30", "responded")], R, f"{TUE} 13:30"),
    ("V-P1WORK-never", NO_WORK_ON, "P1", f"{MON} 16:45",
     [(f"{MON} 16:50", "cannot_wait")], RESP, f"{TUE} 08:15"),
    ("V-WAITCUST", NO_PAUSE, "P1", f"{MON} 09:00",
     [(f"{MON} 09:00", "responded"), (f"{MON} 10:00", "paused", "customer")], R, f"{MON} 13:00"),
    ("V-WAITSUP", SUPPLIER_STOPS, "P1", f"{MON} 09:00",
     [(f"{MON} 09:00", "responded"), (f"{MON} 10:00", "paused", "supplier"),
      (f"{MON} 11:00", "resumed")], R, f"{MON} 14:00"),
    # 12 hours: 8 on Monday, 4 on Tuesday, answered or not
    ("V-RESSTART", RESOLVED_FROM_REPORT, "P1", f"{MON} 09:00", [], LIMIT, f"{TUE} 12:00"),
    ("V-RESSTART-late", RESOLVED_FROM_REPORT, "P1", f"{MON} 09:00",
     [(f"{MON} 11:00", "responded")], LIMIT, f"{TUE} 12:00"),
    ("V-INTSTART", UPDATE_FROM_REPORT, "P1", f"{MON} 10:00", [], U, f"{MON} 10:30"),
    ("V-INTSTART-next", UPDATE_FROM_REPORT, "P1", f"{MON} 10:00",
     [(f"{MON} 10:10", "responded"), (f"{MON} 10:20", "updated")], U, f"{MON} 10:50"),
    ("V-INTSTART-before-the-response", UPDATE_FROM_REPORT, "P1", f"{MON} 10:00",
        [(f"{MON} 10:20", "updated")], U, f"{MON} 10:50"),
    ("V-LONGH", ELAPSED_LONG, "P4", f"{MON} 10:00",
     [(f"{MON} 11:00", "responded")], R, f"{TUE} 11:00"),
    ("V-TICKETNR", NUMBER_IN_4, "P2", f"{MON} 10:00", [], NUMBER, f"{MON} 14:00"),
    ("V-QUOTE", QUOTE_DAYS, "change:P3", f"{MON} 10:00",
     [(f"{MON} 11:00", "quote_requested")], "quote@100", "2026-06-22 11:00"),
    # 24 hours of 9 a day: 7 on Monday, 9 on Tuesday, 8 on Wednesday
    ("V-CHGH-office", CHANGE_OFFICE, "change:P2", f"{MON} 10:00", [], RESP, f"{WED} 16:00"),
    ("V-CHGH-days", CHANGE_DAYS, "change:P2", "2026-06-12 15:00", [], RESP, "2026-06-15 15:00"),
    ("V-247SCOPE", EVERY_24X7, "P3", f"{SAT} 10:00", [], RESP, f"{SAT} 12:00"),
    # 24 hours of 10 a day: 8, 10 and 6
    ("R-HOURS", RAET_HOURS, "1", f"{MON} 10:00", [], "recovery@90", f"{WED} 14:00"),
    # 10:00 at UTC+1 is 11:00 in the Dutch summer
    ("R-CET", RAET_CET, "1", "2026-03-10 10:00", [], LIMIT, "2026-04-09 11:00"),
    # 24 hours of 8.5 a day: 7, 8.5 and 8.5
    ("I-REG", SUPPORT_HOURS, "question:", f"{MON} 10:00", [], NUMBER, f"{WED} 17:00"),
    ("I-DISR", NOT_AT_NIGHT, "Disruption", f"{SAT} 03:00", [], RESP, "2026-06-15 08:30"),
    ("I-ATONCE-default", "inlenersbeloning", "Disruption", f"{SAT} 03:00", [], RESP,
     f"{SAT} 03:15"),
    ("I-ATONCE-0-minutes", NO_MINUTES, "Disruption", f"{SAT} 03:00", [], RESP, f"{SAT} 03:00"),
    ("I-ATONCE-no-date", NO_DATE, "Disruption", f"{SAT} 03:00", [], RESP, None),
    ("S-SUPPLIER-default", "smart-fms-basic", "A", f"{MON} 09:00",
     [(f"{MON} 09:30", "paused", "supplier"), (f"{MON} 10:00", "resumed")], RESP, f"{MON} 11:00"),
    ("S-SUPPLIER", FMS_SUPPLIER, "A", f"{MON} 09:00",
     [(f"{MON} 09:30", "paused", "supplier"), (f"{MON} 10:00", "resumed")], RESP, f"{MON} 11:30"),
    ("S-KINDS-change", EVERY_REPORT, "change:A", f"{MON} 09:00", [], RESP, f"{MON} 11:00"),
    ("S-KINDS-problem", EVERY_REPORT, "problem:B", f"{MON} 09:00", [], RESP, f"{TUE} 09:30"),
    ("I-BUGOUT", BUG_AT_ONCE, "Bug", f"{SAT} 11:00", [], NUMBER, "2026-06-14 11:00"),
]  # fmt: skip


@pytest.mark.parametrize(("contract", "which", "reported", "events", "key", "due"), table(EVERY))
def test_alternative_by_edited_rows(contract, which, reported, events, key, due):
    """Only the edited rows differ from the shipped contract."""
    kind, _, priority = which.rpartition(":")
    found = dues(contract, priority or None, reported, *events, kind=kind or "incident")
    assert found[key] == due


def test_promise_that_is_dropped_has_no_key():
    """Under the reading R-TOP the priority TOP has no resolution time (docs/design.md 4.9)."""
    assert set(dues(RAET_TOP, "TOP", f"{MON} 10:00")) == {"recovery@90", "recovery@100"}
    assert "resolution@100" in dues(RAET_TOP, "1", f"{MON} 10:00")


@pytest.mark.parametrize("kind", ["change", "problem"])
def test_smart_fms_promises_nothing_for_changes_and_problems(kind):
    """They have no promise, and a note says so (smartfms-react-a, S-KINDS)."""
    verdict = judge("smart-fms-basic", "A", f"{MON} 09:00", kind=kind, channel="portal")
    assert (verdict.clocks, codes(verdict)) == ((), ["no_targets"])


@pytest.mark.parametrize(
    ("contract", "due"),
    [("covide-basic", "2026-06-15 13:00"), (NO_PORTAL, None)],
    ids=["default", "not-named"],
)
def test_portal_of_covide_is_a_support_form_or_not(contract, due):
    """The text names form, mail address and phone (covide-7.1-response-channels, C-PORTAL)."""
    found = dues(contract, "Medium", f"{MON} 10:00", channel="portal")
    assert found["response@100"] == due


def test_fees_under_other_readings():
    """Rush costs hold for changes only (V-RUSH); hours are billed beside a quote (C-COST)."""
    fees = shipped_contracts()[OFFICE].terms.fees
    changes = edited(OFFICE, fees=tuple(replace(f, kind=f.kind or "change") for f in fees))
    assessed = (f"{MON} 11:00", "assessed", {"is_disruption": False})
    assert judge(changes, "P1", f"{MON} 10:00", assessed).fees == ()
    assert len(judge(changes, "P1", f"{MON} 10:00", assessed, kind="change").fees) == 1
    fees = shipped_contracts()["covide-basic"].terms.fees
    beside = edited("covide-basic", fees=tuple(replace(f, unless="") for f in fees))
    asked = (f"{MON} 11:00", "quote_requested")
    found = judge(beside, "", f"{MON} 10:00", asked, kind="change").fees
    assert [fee.rule.basis for fee in found] == ["per_hour", "quote"]


def test_clock_met_near_closing_keeps_its_date_under_a_new_priority():
    """A P1 of 16:45 has to be answered by 17:15; lowering it at 18:00 does not move that date."""
    events = (f"{MON} 17:10", "responded"), (f"{MON} 18:00", "reprioritised", "P2")
    assert dues(NEAR_CLOSING, "P1", f"{MON} 16:45", events[0])["response@100"] == f"{MON} 17:15"
    assert dues(NEAR_CLOSING, "P1", f"{MON} 16:45", *events)["response@100"] == f"{MON} 17:15"


STAND_BY = CALENDARS["raet-stand-by"]
AS_WEEKEND = replace(STAND_BY, hours=STAND_BY.hours + make_hours("06:00-22:00", [HOLIDAY]))
AS_WEEKDAY = replace(STAND_BY, hours=tuple(replace(h, on_holidays=True) for h in STAND_BY.hours))
ON_KINGS_DAY = [
    # id, calendar, expected two hours of stand-by from 07:00 on Monday 27 April 2026
    # closed on King's Day; Tuesday 06:00-08:00
    ("default", STAND_BY, "2026-04-28 08:00"),
    ("as-a-weekend-day", AS_WEEKEND, "2026-04-27 09:00"),
    # 07:00-08:00 and 18:00-19:00
    ("as-a-weekday", AS_WEEKDAY, "2026-04-27 19:00"),
]


@pytest.mark.parametrize(("calendar", "due"), table(ON_KINGS_DAY))
def test_other_hours_on_holidays(calendar, due):
    """Stand-by on a weekday holiday in three ways (R-HOLSTBY)."""
    contract = make_contract(make_target(amount="2"), calendars={"office": calendar})
    assert dues(contract, "P1", "2026-04-27 07:00") == {"resolution@100": due}


def test_rule_of_a_row_overrides_the_contract():
    """One promise ends at the end of a working day, the other keeps the clock time."""
    contract = make_contract(
        make_target("response", "1", "working_days", rule="end_of_day"),
        make_target("resolution", "1", "working_days"),
    )
    assert dues(contract, "P1", f"{MON} 10:00") == {
        "response@100": f"{TUE} 17:00",
        "resolution@100": f"{TUE} 10:00",
    }


def test_row_for_one_priority_overrides_the_row_for_all():
    """A general response of 8 hours, and one of 1 hour for P1."""
    contract = make_contract(
        make_target("response", "8"), make_target("response", "1", priority="P1")
    )
    assert dues(contract, "P1", f"{MON} 08:00") == {"response@100": f"{MON} 09:00"}
    assert dues(contract, "P2", f"{MON} 08:00") == {"response@100": f"{MON} 16:00"}


def test_each_calendar_has_its_own_zone():
    """08:00 in New York is 14:00 in Amsterdam; the other row keeps Dutch hours."""
    contract = make_contract(
        make_target("response", "1", calendar="new-york"),
        make_target("resolution", "1"),
        calendars={
            "office": make_calendar_terms(),
            "new-york": make_calendar_terms("new-york", time_zone="America/New_York"),
        },
    )
    assert dues(contract, "P1", f"{MON} 09:00") == {
        "response@100": f"{MON} 15:00",
        "resolution@100": f"{MON} 10:00",
    }


def test_week_of_seven_days_of_24_hours_is_always_open():
    """00:00-24:00 on every day counts as elapsed time does, over both changes of the clock."""
    week = {"office": make_calendar_terms(hours=make_hours("00:00-24:00", WEEKDAYS))}
    contract = make_contract(
        make_target("response", "24"), make_target("resolution", "24", "hours"), calendars=week
    )
    for day, due in (("2026-03-28", "2026-03-29 13:00"), ("2026-10-24", "2026-10-25 11:00")):
        found = dues(contract, "P1", f"{day} 12:00")
        assert found == {"response@100": due, "resolution@100": due}
