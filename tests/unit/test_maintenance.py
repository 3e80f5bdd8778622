"""Maintenance windows: the faults, the announcement, the count, what is covered, and why."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest
from factories import (
    CALENDARS,
    broken,
    edited,
    judge_windows,
    make_calendar_terms,
    make_hours,
    shown,
    table,
)

from sla_nl.engine.calendars.instants import zone
from sla_nl.engine.errors import LineError, NoOpeningTimeError
from sla_nl.engine.service.maintenance_steps import window_steps
from sla_nl.engine.service.windows import read_window
from sla_nl.engine.terms.service import MaintenanceRule
from sla_nl.engine.words.service import MEDIA, PERIOD_NAMES, STEPS, ServiceWords
from sla_nl.vendors import shipped_contracts

RAET, FMS, COVIDE = "visma-raet", "smart-fms-basic", "covide-basic"
TOLD = "2026-05-01 09:00"


def ruled(name, calendars=None, **columns):
    """Return a shipped contract with one maintenance rule, of the type Work."""
    rule = MaintenanceRule("Work", clauses=("made-up",), **columns)
    return edited(name, calendars=calendars, maintenance=(rule,), exclusions=())


def one(contract, start, end, announced=TOLD, **options):
    (verdict,) = judge_windows(contract, ("Work", start, end, announced), **options)
    return verdict


NOTICE = [
    # id, notice, unit, readings, start, the latest moment to announce
    ("minutes", "90", "minutes", {}, "2026-06-08 10:00", "2026-06-08 08:30"),
    ("hours-over-dst", "24", "hours", {}, "2026-03-29 12:00", "2026-03-28 11:00"),
    ("half-hours", "1.5", "hours", {}, "2026-06-08 10:00", "2026-06-08 08:30"),
    ("day-over-dst", "1", "calendar_days", {}, "2026-03-29 12:00", "2026-03-28 12:00"),
    ("elapsed", "1", "calendar_days", {"calendar_day_rule": "elapsed"}, "2026-03-29 12:00",
     "2026-03-28 11:00"),
    ("end-of-day", "2", "weeks", {"calendar_day_rule": "end_of_day"}, "2026-06-20 22:00",
     "2026-06-06 23:59:59"),
    ("month-clamps", "1", "months", {}, "2026-03-31 10:00", "2026-02-28 10:00"),
    ("month-overflows", "1", "months", {"month_end_rule": "overflow"}, "2026-03-31 10:00",
     "2026-03-03 10:00"),
    ("leap", "1", "months", {}, "2028-03-31 10:00", "2028-02-29 10:00"),
    ("skipped-hour", "1", "calendar_days", {}, "2026-03-30 02:30", "2026-03-29 03:30"),
    ("double-hour", "1", "calendar_days", {}, "2026-10-26 02:30", "2026-10-25 02:30"),
    ("working-days", "3", "working_days", {}, "2026-06-16 20:00", "2026-06-11 20:00"),
    ("from-a-sunday", "1", "working_days", {}, "2026-06-14 20:00", "2026-06-12 20:00"),
    ("closing", "1", "working_days", {"working_day_rule": "end_of_day"}, "2026-06-16 20:00",
     "2026-06-15 17:00"),
    ("as-hours", "1", "working_days", {"working_day_rule": "window_hours"}, "2026-06-16 10:00",
     "2026-06-15 10:00"),
    ("working-hours", "4", "working_hours", {}, "2026-06-15 10:00", "2026-06-12 15:00"),
    ("working-hours-at-opening", "2", "working_hours", {}, "2026-06-15 10:00", "2026-06-15 08:00"),
    ("working-hours-by-night", "1", "working_hours", {}, "2026-06-14 22:00", "2026-06-12 16:00"),
    ("working-minutes", "240", "working_minutes", {}, "2026-06-15 10:00", "2026-06-12 15:00"),
    ("none", "0", "calendar_days", {}, "2026-06-16 20:00", "2026-06-16 20:00"),
]  # fmt: skip


@pytest.mark.parametrize(("notice", "unit", "readings", "start", "by"), table(NOTICE))
def test_the_latest_moment_to_announce(notice, unit, readings, start, by):
    """Notice is counted back from the start, in Covide's calendar (08:00-17:00 on weekdays)."""
    contract = ruled(COVIDE, notice=Decimal(notice), notice_unit=unit).with_readings(readings)
    end = f"{start[:10]} 23:59"
    verdict = one(contract, start, end, by)
    assert (shown(verdict.announce_by), broken(verdict)) == (by, [])


TOLD_WHEN = [
    # id, columns, announced, now, faults
    ("in-time", {"is_notice_required": True}, "2026-06-08 09:59", "2026-06-08 12:00", []),
    ("at-the-start", {"is_notice_required": True}, "2026-06-08 10:00", "2026-06-01 12:00",
     ["notice"]),
    ("still-time", {"is_notice_required": True}, None, "2026-06-08 09:59", []),
    ("time-is-up", {"is_notice_required": True}, None, "2026-06-08 10:00", ["notice"]),
    ("nothing-asked", {}, None, "2026-06-09 10:00", []),
    ("told-early", {}, "2026-06-08 12:00", "2026-06-09 10:00", []),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "announced", "now", "faults"), table(TOLD_WHEN))
def test_when_it_has_to_be_told(columns, announced, now, faults):
    """A window that was not announced is judged as if it were announced now."""
    contract = ruled(COVIDE, **columns)
    verdict = one(contract, "2026-06-08 10:00", "2026-06-08 11:00", announced, now=now)
    assert broken(verdict) == faults


NIGHT = {"night": make_calendar_terms("night", make_hours("22:00-30:00"))}
COVERED = [
    # id, columns, start, end, faults, what is covered
    ("whole", {"calendar": "night"}, "2026-06-08 22:00", "2026-06-09 06:00", [],
     "2026-06-08 22:00 2026-06-09 06:00"),
    ("too-early", {"calendar": "night"}, "2026-06-08 21:00", "2026-06-09 06:00", ["hours"],
     "2026-06-08 22:00 2026-06-09 06:00"),
    ("too-long", {"calendar": "night"}, "2026-06-08 22:00", "2026-06-09 06:01", ["hours"], None),
    ("early-and-long", {"calendar": "night"}, "2026-06-08 21:00", "2026-06-09 07:00", ["hours"],
     None),
    ("over-a-gap", {"calendar": "night"}, "2026-06-08 22:00", "2026-06-10 06:00", ["hours"], None),
    ("all-outside", {"calendar": "night"}, "2026-06-08 12:00", "2026-06-08 13:00", ["hours"], None),
    ("soft", {"calendar": "night", "is_soft": True}, "2026-06-08 21:00", "2026-06-09 07:00",
     ["hours?"], "2026-06-08 21:00 2026-06-09 07:00"),
    ("not-before", {"not_before": 960}, "2026-06-08 15:30", "2026-06-08 17:00", ["not_before"],
     "2026-06-08 16:00 2026-06-08 17:00"),
    ("by-night", {"not_before": 960}, "2026-06-08 02:00", "2026-06-08 05:00", ["not_before"], None),
    ("both", {"calendar": "night", "not_before": 1410}, "2026-06-08 20:00", "2026-06-09 06:00",
     ["hours", "not_before"], "2026-06-08 23:30 2026-06-09 06:00"),
    ("next-evening", {"start_calendar": "night", "not_before": 960}, "2026-06-08 02:00",
     "2026-06-08 23:00", ["hours", "not_before"], "2026-06-08 22:00 2026-06-08 23:00"),
    ("downtime", {"counts_as_downtime": True}, "2026-06-08 22:00", "2026-06-09 06:00", [], None),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "start", "end", "faults", "covered"), table(COVERED))
def test_what_a_window_covers(columns, start, end, faults, covered):
    """A hard fault leaves nothing, unless the work only began too early (docs/design.md 4.13)."""
    verdict = one(ruled(COVIDE, NIGHT, **columns), start, end)
    assert broken(verdict) == faults
    assert (verdict.covers and " ".join(map(shown, verdict.covers))) == covered


def test_late_announcement_covers_nothing_even_if_the_work_began_too_early():
    contract = ruled(COVIDE, NIGHT, calendar="night", is_notice_required=True)
    verdict = one(contract, "2026-06-08 21:00", "2026-06-09 06:00", "2026-06-08 21:30")
    assert (broken(verdict), verdict.covers) == (["hours", "notice"], None)


def small(day, announced=TOLD, **facts):
    return "Klein onderhoud", f"{day} 18:00", f"{day} 20:00", announced, facts


def test_windows_are_counted_by_their_start_and_then_by_their_place():
    """The order of the lines matters only for windows that start at the same moment."""
    regular = ("Regulier onderhoud", "2026-06-09 18:00", "2026-06-09 20:00", TOLD)
    verdicts = judge_windows(FMS, small("2026-06-16"), regular, small("2026-06-09"))
    assert [v.counts[0].number for v in verdicts] == [3, 1, 2]
    assert [broken(v) for v in verdicts] == [["maximum"], [], []]


def test_quiet_work_is_not_counted_if_only_outages_are():
    """S-LIMIT, the other reading: only work that takes the service down counts."""
    rules = tuple(
        dataclasses.replace(r, counts_only_outages=True)
        for r in shipped_contracts()[FMS].terms.maintenance
    )
    days = ("2026-06-02", "2026-06-09", "2026-06-16")
    quiet = [small(day, interrupts=False) for day in days[:2]]
    verdicts = judge_windows(edited(FMS, maintenance=rules), *quiet, small(days[2]))
    assert [v.counts[0].number for v in verdicts] == [None, None, 1]


PERIODS = [
    # id, period, start of another window, its number, the number of one on 30 June 23:30
    ("month", "month", "2026-07-01 00:30", 1, 1),
    ("same-month", "month", "2026-06-01 00:30", 1, 2),
    ("quarter", "quarter", "2026-07-01 00:30", 1, 1),
    ("same-quarter", "quarter", "2026-04-01 00:30", 1, 2),
    ("half-year", "half_year", "2026-01-01 00:30", 1, 2),
    ("year", "year", "2026-12-31 23:30", 2, 1),
    ("next-year", "year", "2027-01-01 00:30", 1, 1),
]


@pytest.mark.parametrize(("period", "start", "number", "in_june"), table(PERIODS))
def test_periods_are_local(period, start, number, in_june):
    """A window at 00:30 on 1 July belongs to July, although it is still June in UTC."""
    contract = ruled(COVIDE, maximum=5, maximum_period=period)
    june, other = judge_windows(
        contract,
        ("Work", "2026-06-30 23:30", "2026-06-30 23:45"),
        ("Work", start, f"{start[:14]}45"),
    )
    assert (other.counts[0].number, june.counts[0].number) == (number, in_june)


def test_a_calendar_that_never_opens_is_an_error_that_names_it():
    contract = ruled(COVIDE, {"never": make_calendar_terms("never", ())}, calendar="never")
    with pytest.raises(NoOpeningTimeError, match="never"):
        one(contract, "2026-06-08 10:00", "2026-06-08 11:00")


WRONG = [
    # id, fields, message
    ("type", {"type": "Repair"}, "type: 'Repair' is none of Regulier onderhoud, Release"),
    ("no-type", {"type": None}, "type: is missing; expected one of Regulier onderhoud"),
    ("no-start", {"start": None}, "start: a date and time is missing; write it as 2026-"),
    ("date", {"start": "2026-06-09"}, "start: '2026-06-09' is a date without a time of day; write"),
    ("naive", {"start": "2026-06-09T10:00:00"}, "start: '2026-06-09T10:00:00' has no offset;"),
    ("words", {"end": "tomorrow"}, "end: 'tomorrow' is no date and time; write it as 2026-"),
    ("number", {"end": 12}, "end: 12 is no date and time"),
    ("back", {"end": "2026-06-08T10:00:00Z"}, "end: '2026-06-08T10:00:00Z' is not after the start"),
    ("zero", {"end": "2026-06-09T10:00:00Z"}, "end: '2026-06-09T10:00:00Z' is not after the start"),
    ("announced", {"announced_at": "x"}, "announced_at: 'x' is no date and time"),
    ("flag", {"interrupts": "maybe"}, "interrupts: 'maybe' is neither true nor false"),
    ("service", {"service": "Tv"}, "service: 'Tv' is none of Applicaties"),
    ("list", {"service": ["Tv"]}, "service: ['Tv'] is no text; write it between quotes"),
    ("year-1", {"start": "0001-01-01T00:00:00Z"}, "start: '0001-01-01T00:00:00Z' lies outside"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "message"), table(WRONG))
def test_a_wrong_field_is_named_with_how_to_write_it(fields, message):
    line = {"type": "Release", "start": "2026-06-09T10:00:00Z", "end": "2026-06-09T11:00:00Z"}
    with pytest.raises(LineError) as error:
        read_window(line | fields, shipped_contracts()[RAET])
    assert str(error.value).startswith(message)


def test_an_end_in_the_double_hour_follows_the_start():
    """A naive end of 02:30 after a start of 02:45 is in the second pass."""
    line = {"type": "Release", "start": "2026-10-25T02:45:00", "end": "2026-10-25T02:30:00"}
    window = read_window(line, shipped_contracts()[RAET], zone("Europe/Amsterdam"))
    assert window.end - window.start == 45 * 60


# -- explanations ----------------------------------------------------------------------------------


def explained(contract, *windows, language="en", now="2026-06-01 09:00"):
    verdict = judge_windows(contract, *windows, now=now)[-1]
    words = ServiceWords(language, verdict.contract.zone)
    return [words.step(step) for step in window_steps(verdict)]


def test_a_late_announcement_is_explained_step_by_step():
    window = ("Groot onderhoud", "2026-12-16 22:00", "2026-12-17 02:00", "2026-12-03 21:00")
    assert explained(RAET, window) == [
        "Groot onderhoud, Wednesday 16 December 2026 22:00 to Thursday 17 December 2026 02:00. "
        "Wordt apart gemeld. (raet-maint-major-notice)",
        "2 weeks before the start is Wednesday 2 December 2026 22:00: announce it by then "
        "(raet-maint-major-notice)",
        "announced Thursday 3 December 2026 21:00, 23 hours too late: Wednesday 2 December 2026 "
        "22:00 was the latest moment (raet-maint-major-notice)",
        "does not keep its rules, so downtime in it counts",
    ]
    assert explained(RAET, window, language="nl")[2] == (
        "aangekondigd donderdag 3 december 2026 21:00, 23 uur te laat: het kon uiterlijk woensdag "
        "2 december 2026 22:00 (raet-maint-major-notice)"
    )


def test_hours_count_and_cover_are_explained():
    window = ("Klein onderhoud", "2026-06-09 15:00", "2026-06-09 18:00")
    assert explained(FMS, window, now="2026-06-09 14:00")[1:] == [
        "1 hour of Tuesday 9 June 2026 15:00 to Tuesday 9 June 2026 18:00 outside the hours of "
        f"{CALENDARS['smart-fms-evening'].title} (smartfms-maint-small, smartfms-maint-notice)",
        "has to be announced before it starts, Tuesday 9 June 2026 15:00 "
        "(smartfms-maint-small, smartfms-maint-notice)",
        "not announced yet: 1 hour left",
        "number 1 of this month, of at most 2 (Regulier onderhoud) "
        "(smartfms-maint-start, smartfms-maint-limit, smartfms-maint-notice)",
        "downtime in it does not count: Regulier onderhoud (smartfms-excl-maintenance)",
    ]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_sentence_can_be_told(language):
    """Windows that reach every step about maintenance leave no place unfilled."""
    early = ("Regulier onderhoud", "2026-06-09 15:00", "2026-06-09 18:00", "2026-06-09 16:00")
    told = [
        *explained(FMS, early, language=language),
        *explained(FMS, early[:3], language=language, now="2026-06-10 09:00"),
        *explained(FMS, *[small("2026-06-09")] * 3, language=language),
        *explained(FMS, small("2026-06-13"), language=language),
        *explained(COVIDE, ("Update", "2026-06-09 15:00", "2026-06-09 18:00"), language=language),
        *explained("vcare-connect-office", ("Preventief onderhoud", "2026-06-09 15:00",
                                            "2026-06-09 18:00", TOLD), language=language),
    ]  # fmt: skip
    assert not [sentence for sentence in told if "{" in sentence]
    assert len(told) > 25


def test_both_languages_have_the_same_words():
    for words in (STEPS, PERIOD_NAMES, MEDIA):
        assert words["en"].keys() == words["nl"].keys()


def test_media_are_named():
    """A medium without words keeps its own name."""
    window = ("Adaptief onderhoud", "2026-06-18 22:00", "2026-06-18 23:30", TOLD)
    assert "through the portal, the subscribed contacts (" in " ".join(
        explained("vcare-connect-office", window)
    )


def test_a_fault_rests_on_the_clauses_of_the_rule_that_it_breaks():
    """Small maintenance that is one too many breaks the limit of regular maintenance."""
    verdict = judge_windows(FMS, *[small("2026-06-09")] * 3)[2]
    assert "smartfms-maint-limit" in verdict.faults[0].step.clauses
