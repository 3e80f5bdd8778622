"""Calendars on a site: shipped, checked, and their closed dates filled year by year."""

from __future__ import annotations

from datetime import date

import frappe
import pytest

from sla_nl.api.contracts import closed_date_changes
from sla_nl.contracts.documents import plain
from sla_nl.engine.calendars.calendar import Calendar
from sla_nl.engine.documents.reading import read_calendar
from sla_nl.vendors import shipped_catalogue

CALENDARS = shipped_catalogue().calendars
WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


@pytest.fixture
def make_calendar(site):
    """Return a function that inserts a calendar of the site's own."""

    def make(name="office", **fields):
        hours = [{"day": day, "opens": "08:00", "closes": "17:00"} for day in WEEK]
        content = {"title": name, "holiday_rule": "NL", "hours": hours, **fields}
        return frappe.get_doc({"doctype": "SLA Calendar", "name": name, **content}).insert()

    return make


def compiled(document):
    """Return the engine's calendar for a stored document."""
    return Calendar(read_calendar(plain(frappe.get_doc("SLA Calendar", document.name)), []))


@pytest.mark.parametrize("name", sorted(CALENDARS))
def test_shipped_calendar_on_the_site_has_the_terms_of_its_file(site, name):
    """The engine reads the same calendar from the database as from the file."""
    faults = []
    assert read_calendar(plain(frappe.get_doc("SLA Calendar", name)), faults) == CALENDARS[name]
    assert faults == []


def test_hours_up_to_midnight_and_a_lunch_break(make_calendar):
    """24:00 is the end of the day; two rows for one day leave a break between them."""
    hours = [
        {"day": "Monday", "opens": "08:00", "closes": "12:30"},
        {"day": "Monday", "opens": "13:00", "closes": "24:00"},
    ]
    calendar = compiled(make_calendar(hours=hours))
    assert calendar.days.minutes(date(2026, 6, 8)) == [(480, 750), (780, 1440)]
    assert calendar.days.minutes(date(2026, 6, 9)) == []


def test_year_with_rows_takes_its_dates_from_the_rows_only(make_calendar):
    """27 April 2026 has no row, so it is a working day; 2027 follows the rule.

    See docs/design.md 4.12.
    """
    calendar = compiled(make_calendar(closed_dates=[{"date": "2026-06-08", "reason": "Outing"}]))
    assert not calendar.is_working_day(date(2026, 6, 8))
    assert calendar.is_working_day(date(2026, 4, 27))
    assert not calendar.is_working_day(date(2027, 4, 27))


REFUSED = [
    # id, fields, part of the message
    ("closes-as-it-opens", {"hours": [{"day": "Monday", "opens": "17:00", "closes": "17:00"}]},
     "Hours · row 1 · Closes"),
    ("no-time", {"hours": [{"day": "Monday", "opens": "8 uur", "closes": "17:00"}]},
     "Hours · row 1 · Opens"),
    ("after-midnight", {"hours": [{"day": "Monday", "opens": "08:00", "closes": "24:01"}]},
     "a time from 00:00 to 24:00"),
    ("zone", {"time_zone": "Europe/Amsterdm"}, "Time zone"),
    ("never-open", {"hours": []}, "opening hours, or always open"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "message"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_wrong_calendar_is_refused_with_its_place(make_calendar, fields, message):
    """The message names the table, the row and the field as the form labels them."""
    with pytest.raises(frappe.ValidationError) as error:
        make_calendar(**fields)
    assert message in str(error.value)


def test_filling_closed_dates_shows_what_would_change(make_calendar):
    """A date that is not a holiday is removed, an existing holiday kept, the others added."""
    rows = [{"date": "2026-06-08", "reason": "Outing"}, {"date": "2026-12-25", "reason": "Kerst"}]
    make_calendar(closed_dates=rows)
    found = closed_date_changes("office", 2026, 2026)
    assert found["removed"] == [{"date": "2026-06-08", "reason": "Outing"}]
    assert found["kept"] == [{"date": "2026-12-25", "reason": "Kerst"}]
    added = {row["date"]: row["reason"] for row in found["added"]}
    assert added["2026-04-27"] == "King's Day"
    assert "2026-04-03" not in added
    assert "2026-05-05" not in added


def test_filling_closed_dates_follows_the_readings(make_calendar):
    """Good Friday and 5 May are added if chosen; other years stay as they are."""
    make_calendar(closed_dates=[{"date": "2025-06-08"}])
    found = closed_date_changes("office", 2026, 2027, "closed", "every_year")
    dates = {row["date"] for row in found["added"]}
    assert {"2026-04-03", "2026-05-05", "2027-03-26", "2027-05-05"} <= dates
    assert found["removed"] == []


def test_filled_year_gives_the_dates_of_the_rule(make_calendar):
    """Adding the dates changes no working day."""
    document = make_calendar()
    rule = compiled(document)
    for row in closed_date_changes("office", 2026, 2028)["added"]:
        document.append("closed_dates", row)
    document.save()
    rows = compiled(document)
    days = [
        date.fromordinal(n)
        for n in range(date(2026, 1, 1).toordinal(), date(2029, 1, 1).toordinal())
    ]
    assert [rows.is_working_day(d) for d in days] == [rule.is_working_day(d) for d in days]


@pytest.mark.parametrize(
    "wrong",
    [{"first_year": 2027, "last_year": 2026}, {"first_year": 2000, "last_year": 2100},
     {"first_year": 2026, "last_year": 2026, "good_friday": "maybe"}],
    ids=["order", "too-many", "reading"],
)  # fmt: skip
def test_wrong_choice_of_years_is_refused(make_calendar, wrong):
    """The user gets an error, not a list of dates."""
    make_calendar()
    with pytest.raises(frappe.ValidationError):
        closed_date_changes("office", **wrong)


def test_customer_cannot_ask_for_closed_dates(make_calendar, make_customer_user, as_user):
    """The method checks permission first."""
    make_calendar()
    with as_user(make_customer_user()), pytest.raises(frappe.PermissionError):
        closed_date_changes("office", 2026, 2026)
