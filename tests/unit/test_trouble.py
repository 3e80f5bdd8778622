"""Inputs for which the command once gave a wrong result, with results worked out by hand.

The files are in `tests/cases/trouble`. Each test also has other inputs of the same kind.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from factories import at, codes, judge, make_calendar, make_hours, shown, table

from sla_nl.cli.main import main
from sla_nl.engine.calendars.terms import Hours, SpecialDay
from sla_nl.engine.documents.reading import read_calendar
from sla_nl.engine.errors import NoOpeningTimeError
from sla_nl.engine.words.tables import STEPS

THURSDAY = date(2026, 4, 9)
FOLDER = Path(__file__).parent.parent / "cases" / "trouble"
NIGHTS = tuple(Hours(day, 1320, 1800) for day in "Monday Tuesday Wednesday Thursday Friday".split())


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def stamped(name, now, *options):
    """Return the rows of `sla-nl stamp FILE --format csv`, by id and clock."""
    result = run("stamp", FOLDER / name, "--now", now, "--format", "csv", *options)
    assert result.exit_code == 0, result.output
    return {(row["id"], row["clock"]): row for row in csv.DictReader(io.StringIO(result.stdout))}


def faults(**changes):
    """Return the faults of a calendar document, as row and field."""
    found = []
    read_calendar({"doctype": "SLA Calendar", "name": "c", "title": "c", **changes}, found)
    return [(fault.row, fault.field) for fault in found]


# -- a night is one shift ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "due"),
    table(
        [
            ("a working day on", "01", "2026-04-13T23:00:00+02:00"),
            ("end of the working day", "02", "2026-04-11T06:00:00+02:00"),
            ("the holiday's night is off", "05", "2026-04-29T02:00:00+02:00"),
        ]
    ),
)
def test_a_night_that_is_written_as_two_rows_is_one_shift(number, due):
    rows = stamped(
        f"{number}.jsonl", "2026-04-27T12:00:00Z", "--contracts", FOLDER / f"{number}.json"
    )
    assert rows["T", "response"]["due"] == due


@pytest.mark.parametrize(
    ("moment", "day"),
    table(
        [
            ("evening", "2026-04-10 23:00", "2026-04-10"),
            ("after midnight", "2026-04-11 02:00", "2026-04-10"),
            ("at the closing", "2026-04-11 06:00", "2026-04-11"),
            ("closed", "2026-04-11 12:00", "2026-04-11"),
        ]
    ),
)
def test_a_moment_after_midnight_belongs_to_the_day_on_which_its_shift_began(moment, day):
    assert make_calendar(NIGHTS).service_day(at(moment)).isoformat() == day


def test_a_night_is_as_long_as_the_change_of_clocks_makes_it():
    nights = make_calendar((Hours("Saturday", 1320, 1800),))
    spring, autumn = at("2026-03-28 22:00"), at("2026-10-24 22:00")
    assert shown(nights.deadline(spring, 7 * 3600)) == "2026-03-29 06:00"
    assert shown(nights.deadline(autumn, 9 * 3600)) == "2026-10-25 06:00"


def test_a_day_of_24_hours_is_no_night():
    """If Monday to Friday are open from 00:00 to 24:00, each is a separate working day."""
    calendar = make_calendar(make_hours("00:00-24:00"))
    assert calendar.service_day(at("2026-06-09 02:00")).isoformat() == "2026-06-09"
    assert calendar.working_day(calendar.local_day(at("2026-06-12 02:00")), 1).isoformat() == (
        "2026-06-15"
    )


def test_hours_after_a_holiday_that_is_open_all_day_go_on_in_the_morning():
    """Out-of-hours time is 17:00 to 08:00, and all of King's Day, Monday 27 April 2026."""
    hours = (
        *make_hours("00:00-08:00 17:00-24:00"),
        *make_hours("00:00-24:00", ("Saturday", "Sunday", "Holiday")),
    )
    calendar = make_calendar(hours, holiday_rule="NL")
    assert calendar.is_open(at("2026-04-28 07:59"))
    assert not calendar.is_open(at("2026-04-28 08:00"))


@pytest.mark.parametrize(
    ("closure", "open_at", "closed_at"),
    table(
        [
            ("a whole date closes the night that begins on it",
             SpecialDay(THURSDAY, False),
             "2026-04-09 05:00", "2026-04-10 05:00"),
            ("a part of a date closes the night before too",
             SpecialDay(THURSDAY, False, 0, 180), "2026-04-09 04:00", "2026-04-09 02:00"),
            ("a night of its own closes past midnight",
             SpecialDay(THURSDAY, False, 1380, 1560), "2026-04-10 02:30", "2026-04-10 01:00"),
        ]
    ),
)  # fmt: skip
def test_a_closed_day_closes_its_own_openings_or_its_span(closure, open_at, closed_at):
    calendar = make_calendar(NIGHTS, special_days=(closure,))
    assert calendar.is_open(at(open_at))
    assert not calendar.is_open(at(closed_at))


def test_the_first_and_last_night_of_a_year_are_whole():
    """A calendar is compiled year by year; the turn of a year is no closing."""
    calendar = make_calendar((*NIGHTS, Hours("Sunday", 1320, 1800)))
    alone = make_calendar((*NIGHTS, Hours("Sunday", 1320, 1800)))
    alone.is_open(at("2022-06-01 12:00"))
    for one in (calendar, alone):
        assert one.elapsed(at("2025-12-31 21:00"), at("2026-01-01 07:00")) == 8 * 3600
        assert not one.is_closing(at("2026-01-01 00:00"))


def test_a_file_takes_hours_past_midnight():
    assert faults(hours=[{"day": "Friday", "opens": "22:00", "closes": "06:00"}]) == []


# -- rows that have no effect ----------------------------------------------------------------------


def test_closed_hours_of_an_always_open_calendar_count():
    rows = stamped("06.jsonl", "2026-04-10T10:00:00Z", "--contracts", FOLDER / "06.json")
    assert rows["T", "response"]["due"] == "2026-04-05T19:00:00+02:00"


def test_hours_of_holidays_without_holidays_are_refused():
    result = run("check", FOLDER / "07.json")
    assert result.exit_code == 2
    assert "hours row 1, day: 'Holiday' is not valid" in result.output


MONDAY = {"day": "Monday", "opens": "08:00", "closes": "17:00"}
NO_EFFECT = [
    # id, changes, where
    ("hours beside always open", {"always_open": 1, "hours": [MONDAY]}, [("", "hours")]),
    ("rule beside always open", {"always_open": 1, "holiday_rule": "NL"}, [("", "holiday_rule")]),
    ("dates beside always open", {"always_open": 1, "closed_dates": [{"date": "2026-05-01"}]},
     [("", "closed_dates")]),
    ("open day beside always open",
     {"always_open": 1, "days": [{"date": "2026-05-01", "status": "Open"}]},
     [("days row 1", "status")]),
    ("hours within others", {"hours": [MONDAY, MONDAY | {"opens": "09:00"}]},
     [("hours row 2", "day")]),
    ("hours twice", {"hours": [MONDAY, MONDAY]}, [("hours row 2", "day")]),
    ("on holidays beside Holiday",
     {"hours": [MONDAY | {"on_holidays": 1}, MONDAY | {"day": "Holiday"}], "holiday_rule": "NL"},
     [("hours row 1", "on_holidays")]),
    ("closed part of a closed day",
     {"hours": [MONDAY],
      "days": [{"date": "2026-05-01", "status": "Closed"},
               {"date": "2026-05-01", "status": "Closed", "opens": "12:00", "closes": "13:00"}]},
     [("days row 2", "date")]),
    ("closed date twice",
     {"hours": [MONDAY], "closed_dates": [{"date": "2026-05-01"}, {"date": "2026-05-01"}]},
     [("closed_dates row 2", "date")]),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "where"), table(NO_EFFECT))
def test_a_row_without_effect_is_refused(changes, where):
    assert faults(**changes) == where


# -- impossible orders -----------------------------------------------------------------------------


def test_a_date_that_means_no_date_is_no_event():
    rows = stamped("09.csv", "2026-04-10T12:00:00+02:00")
    for ticket in ("1", "2"):
        assert rows[ticket, "response"]["state"] == "breached"
        assert rows[ticket, "response"]["due"] == "2026-04-01T11:00:00+02:00"
        assert rows[ticket, "response"]["approximate"] == "1"
        assert rows[ticket, "resolution"]["state"] == "not started"


@pytest.mark.parametrize(
    ("moment", "met", "notes"),
    table(
        [
            ("a day before", "2026-06-07 10:00", "2026-06-08 10:00", ["at_the_report"]),
            ("a second more", "2026-06-07 09:59:59", None, ["left_out"]),
            ("1899", "1899-12-30 00:00", None, ["left_out"]),
        ]
    ),
)
def test_an_event_counts_up_to_a_day_before_the_report(moment, met, notes):
    verdict = judge(
        "vcare-connect-office", "P3", "2026-06-08 10:00", (moment, "responded"),
        now="2026-06-08 12:30",
    )  # fmt: skip
    assert shown(verdict.clock("response@100").met_at) == met
    assert codes(verdict) == notes
    assert verdict.ticket.is_approximate is (met is None)


SENTINELS = ["0001-01-02 00:00", "1899-12-30 00:00", "1900-01-01 12:00", "1970-01-01 01:00"]


@pytest.mark.parametrize("moment", SENTINELS)
def test_a_date_that_means_no_date_is_no_knowledge_of_the_customer(moment):
    """A raise counts: nothing says that the customer knew of it long before."""
    verdict = judge(
        "inlenersbeloning", "Bug", "2026-06-08 10:00",
        ("2026-06-08 11:00", "reprioritised", "Disruption"), known_since=moment,
    )  # fmt: skip
    assert "response@100" in {clock.key for clock in verdict.clocks}
    assert codes(verdict) == ["no_moment"]
    assert verdict.ticket.is_approximate


@pytest.mark.parametrize("moment", [*SENTINELS, "2026-06-07 09:59"])
def test_a_date_that_means_no_date_is_no_plan(moment):
    """A date more than a day before the report cannot have been planned for the ticket."""
    planned = judge(
        "covide-basic", "Laag", "2026-06-08 10:00", ("2026-06-08 11:00", "planned", moment)
    )
    plain = judge("covide-basic", "Laag", "2026-06-08 10:00")
    assert [clock.due for clock in planned.clocks] == [clock.due for clock in plain.clocks]
    assert codes(planned) == ["left_out"]
    assert planned.ticket.is_approximate


def test_a_ticket_of_1970_is_judged_by_what_was_known_then():
    verdict = judge(
        "inlenersbeloning", "Bug", "1970-06-08 10:00",
        ("1970-06-08 11:00", "reprioritised", "Disruption"), known_since="1970-06-01 10:00",
    )  # fmt: skip
    assert codes(verdict) == ["late_report_keeps_priority"]


def test_in_the_hour_that_comes_twice_an_answer_follows_its_report():
    rows = stamped("10.csv", "2026-10-26T12:00:00+01:00")
    response = rows["1", "response"]
    assert (response["state"], response["met_at"]) == ("breached", "2026-10-25T02:10:00+01:00")


def test_in_the_hour_that_comes_twice_a_resumption_follows_its_pause(tmp_path):
    line = {
        "id": "1", "contract": "vcare-connect-24x7", "kind": "incident", "priority": "P1",
        "reported_at": "2026-10-25 01:30:00",
        "events": [
            {"at": "2026-10-25 02:50:00", "event": "paused", "reason": "customer"},
            {"at": "2026-10-25 02:10:00", "event": "resumed", "reason": "customer"},
        ],
    }  # fmt: skip
    path = tmp_path / "tickets.jsonl"
    path.write_text(json.dumps(line) + "\n", "utf-8")
    now = ("--now", "2026-10-26T12:00:00Z", "--timezone", "Europe/Amsterdam")
    result = run("stamp", path, "--format", "jsonl", *now)
    (out,) = map(json.loads, result.stdout.splitlines())
    assert out["clocks"]["response@100"]["paused_s"] == 20 * 60
    assert out["notes"] == []


# -- pauses of no length, far years, explanations, reopening ---------------------------------------


def test_a_pause_without_opening_time_moves_nothing():
    rows = stamped("D1-default.jsonl", "2026-06-11T09:00:00+02:00")
    assert rows["D1-default", "response"]["due"] == "2026-06-09T17:00:00+02:00"
    output = run("explain", FOLDER / "D1-default.jsonl", "--id", "D1-default").output
    assert "stood still for 0 minutes" not in output


def test_no_ticket_depends_on_the_one_that_was_judged_before_it():
    rows = stamped("D2-order-dependent-holidays.jsonl", "2041-01-01T00:00:00Z")
    assert not any(row["error"] for row in rows.values())
    assert rows["x", "resolution"]["due"] == "2041-01-03T08:00:00+01:00"


def test_a_plan_in_a_far_year_is_that_date():
    rows = stamped("D2b-plan.jsonl", "2026-06-11T09:00:00+02:00")
    assert rows["plan", "resolution"]["due"] == "2099-12-31T09:00:00+01:00"


def test_a_plan_past_the_years_whose_holidays_are_known_is_that_date_too():
    verdict = judge(
        "vcare-connect-office", "P3", "2026-06-10 08:00",
        ("2026-06-10 09:00", "planned", "2150-01-04 09:00"), kind="change",
    )  # fmt: skip
    clock = verdict.clock("resolution@100")
    assert (shown(clock.due), clock.left_s) == ("2150-01-04 09:00", None)


@pytest.mark.parametrize("name", ["E1-explain-turn-after-met", "E2-explain-turn-nothing-changed"])
def test_a_change_of_priority_is_explained_only_if_it_changed_a_row(name):
    output = run("explain", FOLDER / f"{name}.jsonl", "--id", name).output
    assert "reported Monday 8 June 2026 10:00" in output
    assert STEPS["en"]["turn"].partition("; ")[2] not in output


def test_a_reopened_ticket_owes_updates_and_no_report():
    rows = stamped("28.jsonl", "2026-04-10T12:00:00+02:00")
    assert rows["T", "update"]["due"] == "2026-04-08T10:30:00+02:00"
    assert rows["T", "report"]["state"] == "not started"


def test_the_report_is_owed_again_once_the_ticket_is_solved_again():
    events = [
        ("2026-04-07 09:10", "responded"), ("2026-04-07 10:00", "resolved"),
        ("2026-04-08 10:00", "reopened"), ("2026-04-08 11:00", "updated"),
        ("2026-04-08 12:00", "resolved"),
    ]  # fmt: skip
    verdict = judge("vcare-connect-24x7", "P1", "2026-04-07 09:00", *events, now="2026-04-09 09:00")
    assert shown(verdict.clock("report@100").start) == "2026-04-08 12:00"
    assert shown(verdict.clock("update@100").start) == "2026-04-08 11:00"
    assert codes(verdict).count("update_late") == 1


def test_a_budget_that_runs_past_the_known_holidays_is_refused_soon():
    """The compiled years end at the last known year; a search past it must end too."""
    calendar = make_calendar(holiday_rule="NL")
    with pytest.raises(NoOpeningTimeError, match="2101"):
        calendar.deadline(at("2026-06-08 10:00"), 1_000_000 * 3600)
