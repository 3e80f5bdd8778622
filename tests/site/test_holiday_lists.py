"""Calendars that follow a list of holidays of Helpdesk."""

from __future__ import annotations

import frappe
import pytest

from sla_nl.contracts import copies
from sla_nl.runs import runs

PARTY = {"holiday_date": "2026-06-10", "description": "<b>Party</b>"}
WEEKEND = {"holiday_date": "2026-06-13", "description": "Saturday", "weekly_off": 1}


@pytest.fixture
def holidays(unique):
    """Make a list of holidays with a party and a weekend."""
    name = unique("Holidays")
    values = {"holiday_list_name": name, "from_date": "2026-01-01", "to_date": "2026-12-31"}
    document = {"doctype": "HD Service Holiday List", "name": name, **values}
    return frappe.get_doc({**document, "holidays": [PARTY, WEEKEND]}).insert()


@pytest.fixture
def follow(holidays):
    """Return a function that makes a calendar that follows the list."""

    def made():
        calendar = frappe.get_doc("SLA Calendar", copies.own_calendar("vcare-office", []))
        calendar.holiday_list = holidays.name
        return calendar.save()

    return made


def closed(calendar):
    rows = frappe.get_doc("SLA Calendar", calendar.name).closed_dates
    return [(str(row.date), row.reason) for row in rows]


def test_calendars_have_the_dates_of_their_list_without_its_weekends(follow):
    assert closed(follow()) == closed(follow()) == [("2026-06-10", "Party")]


def test_a_change_of_the_list_is_an_edit_of_each_calendar(follow, holidays):
    """The open tickets of contracts that use them are judged again."""
    calendars = [follow(), follow()]
    holidays.append("holidays", {"holiday_date": "2026-06-11", "description": "Day after"})
    holidays.save()
    for calendar in calendars:
        assert closed(calendar) == [("2026-06-10", "Party"), ("2026-06-11", "Day after")]
        run = {"document_type": "SLA Calendar", "document": calendar.name}
        assert frappe.db.exists(runs.RUN, run)


def test_a_list_without_news_starts_nothing(follow, holidays):
    calendar = follow()
    run = {"document_type": "SLA Calendar", "document": calendar.name}
    before = frappe.db.count(runs.RUN, run)
    holidays.save()
    assert frappe.db.count(runs.RUN, run) == before


def test_dates_that_are_typed_beside_a_list_give_way_to_it(follow):
    calendar = follow()
    calendar.append("closed_dates", {"date": "2026-08-01", "reason": "Typed"})
    calendar.save()
    assert closed(calendar) == [("2026-06-10", "Party")]


def test_a_calendar_that_cannot_be_saved_keeps_no_list_from_being_saved(follow, holidays):
    """Its time zone is gone, by SQL."""
    calendar = follow()
    frappe.db.set_value("SLA Calendar", calendar.name, "time_zone", "Nowhere")
    holidays.append("holidays", {"holiday_date": "2026-06-11", "description": "Day after"})
    holidays.save()
    assert closed(calendar) == [("2026-06-10", "Party")]
