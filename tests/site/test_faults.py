"""Faults around a save: the ticket is saved or refused as without the app; nothing is lost."""

from __future__ import annotations

from datetime import datetime

import bench_saves
import frappe
import pytest
from harness.past import uncommitted
from redis.connection import ConnectionPool
from redis.exceptions import ConnectionError as NoRedisError

from sla_nl.fees.ledger import totals
from sla_nl.helpdesk.upkeep import recompute
from sla_nl.records import clocks, timeline
from sla_nl.runs import runs

MONDAY = "2026-06-08 10:00:00"
OFFICE = "vcare-connect-office"


def moment(text):
    return datetime.fromisoformat(text)


@pytest.fixture
def ticket(make_ticket, frozen):
    """Make a committed P3 incident of Monday 8 June 2026 at 10:00, and return its name."""
    with frozen(MONDAY):
        name = make_ticket(sla_nl_contract=OFFICE, priority="Medium", ticket_type="Incident").name
    frappe.db.commit()
    return name


def save(ticket, **fields):
    doc = frappe.get_doc("HD Ticket", ticket)
    doc.update(fields)
    doc.save()
    return frappe.get_doc("HD Ticket", ticket)


def test_a_connection_that_drops_in_a_save_loses_only_that_save(ticket, frozen, monkeypatch):
    """The same happens without the app; the next save is complete."""
    before = timeline.read(ticket)

    def drop(*args):
        frappe.db.sql("kill connection_id()")

    with frozen("2026-06-08 10:20:00"):
        with monkeypatch.context() as patch:
            patch.setattr(clocks, "write", drop)
            with pytest.raises(Exception, match=r"2013|2006|1317|gone away|interrupted|\(0, ''\)"):
                save(ticket, priority="Urgent")
        frappe.db.close()
        frappe.db.connect()
        assert frappe.db.get_value("HD Ticket", ticket, "priority") == "Medium"
        assert timeline.read(ticket) == before
        saved = save(ticket, priority="Urgent")
    assert saved.response_by == moment("2026-06-08 10:30:00")


@pytest.mark.parametrize("are_on", [True, False], ids=["with the app", "Helpdesk alone"])
def test_without_redis_a_ticket_is_saved_or_not_as_without_the_app(
    ticket, frozen, monkeypatch, are_on
):
    """Frappe works without its cache; the app then reads the terms from the database."""

    def refuse(*args, **kwargs):
        raise NoRedisError

    with frozen("2026-06-08 10:20:00"), bench_saves.hooks(are_on), monkeypatch.context() as patch:
        doc = frappe.get_doc("HD Ticket", ticket)
        doc.priority = "Urgent"
        patch.setattr(ConnectionPool, "get_connection", refuse)
        frappe.local.cache = {}
        frappe.local.sla_nl_terms_version = None
        doc.save()
        patch.undo()
    expected = "2026-06-08 10:30:00" if are_on else None
    if expected:
        assert frappe.db.get_value("HD Ticket", ticket, "response_by") == moment(expected)


def test_the_next_save_records_changes_that_a_fault_left_out(make_ticket, frozen, monkeypatch):
    """The ticket is saved in spite of the fault; the next save adds the missing events and fee."""
    with frozen(MONDAY):
        change = make_ticket(sla_nl_contract=OFFICE, sla_nl_kind="change", sla_nl_priority="P1")

    def fail(*args):
        raise RuntimeError("disk full")

    with frozen("2026-06-08 11:00:00"), monkeypatch.context() as patch:
        patch.setattr(clocks, "write", fail)
        save(change.name, sla_nl_is_disruption="No")
    assert len(timeline.read(change.name)) == 1
    assert totals(change.name) == []
    assert frappe.get_all("Error Log", {"reference_name": change.name})
    with frozen("2026-06-08 11:30:00"):
        save(change.name, status="Replied")
    known = {}
    for row in timeline.read(change.name):
        known |= row.facts
    assert (known["sla_nl_is_disruption"], known["status"]) == ("No", "Replied")
    assert len(totals(change.name)) == 1


@pytest.fixture
def set_zone():
    """Return a function that changes the site's time zone, as its administrator would."""

    def done(zone):
        settings = frappe.get_doc("System Settings")
        settings.time_zone = zone
        settings.flags.ignore_mandatory = True
        settings.save()
        frappe.clear_cache()

    yield done
    frappe.db.rollback()
    frappe.clear_cache()


def test_another_time_zone_of_the_site_stamps_open_tickets_again(ticket, frozen, set_zone):
    """The tickets need no save for this; otherwise their dates would be marked an hour late."""
    with frozen("2026-06-08 10:20:00"):
        set_zone("Europe/London")
    with frozen("2026-06-08T08:20:00+00:00"), uncommitted():
        recompute.work(frappe.db.get_value(runs.RUN, {"document": "System Settings"}))
    assert frappe.db.get_value("HD Ticket", ticket, "sla_nl_next_due") == moment(
        "2026-06-08 11:00:00"
    )
    due = frappe.db.get_value("SLA Clock", {"ticket": ticket, "clock": "response"}, "look_again_at")
    assert due == moment("2026-06-08 11:00:00")


def test_a_year_without_generated_closed_dates_has_the_holidays_of_its_rule(make_ticket, frozen):
    """The day before King's Day of 2028, half an hour before closing (docs/design.md 3)."""
    calendar = frappe.db.get_value("SLA Contract", OFFICE, "calendar")
    years = frappe.get_all("SLA Closed Date", {"parent": calendar}, pluck="date")
    assert not [day for day in years if day.year == 2028]
    with frozen("2028-04-26 16:30:00"):
        late = make_ticket(sla_nl_contract=OFFICE, priority="Medium", ticket_type="Incident")
    assert late.response_by == moment("2028-04-28 09:30:00")


def test_another_time_zone_of_the_site_moves_no_date_of_a_contract(ticket, frozen):
    """Dates follow the contract's zone; the site's zone only decides how they are stored."""
    due = frappe.db.get_value("SLA Clock", {"ticket": ticket, "clock": "response"}, "due")
    assert due == moment("2026-06-08 12:00:00")
    frappe.db.set_single_value("System Settings", "time_zone", "Europe/London")
    frappe.clear_cache()
    with frozen("2026-06-08T10:20:00+02:00"):
        save(ticket, status="Replied")
    due = frappe.db.get_value("SLA Clock", {"ticket": ticket, "clock": "response"}, "due")
    assert due == moment("2026-06-08 11:00:00")
