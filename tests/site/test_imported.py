"""Tickets of another system: they are imported now, and their creation is set back to the past."""

from __future__ import annotations

import io

import frappe
import pytest
from harness.past import clocks, rebuilt, replied, saved, stamps, uncommitted

from sla_nl.api.contracts import use_contract
from sla_nl.helpdesk.upkeep import dry_run, recompute
from sla_nl.helpdesk.upkeep.verify import verify
from sla_nl.records import timeline
from sla_nl.runs import runs

OFFICE = "vcare-connect-office"
MADE, IMPORTED, LATER = (
    "2026-06-08 10:00:00",
    "2026-06-22 12:00:00",
    "2026-06-22 13:00:00",
)
CLOSED = {"status": "Closed", "status_category": "Resolved"}
DONE = {
    "first_responded_on": "2026-06-08 11:00:00",
    "resolution_date": "2026-06-09 10:00:00",
    **CLOSED,
}


@pytest.fixture
def imported(make_ticket, frozen):
    """Return a function that imports a ticket, and then sets its moments back by SQL."""

    def made(past=None, **fields):
        frappe.flags.in_import = True
        with frozen(IMPORTED):
            ticket = make_ticket(
                **{"sla_nl_contract": OFFICE, "priority": "Medium", "ticket_type": "Incident"}
                | fields
            )
        frappe.flags.in_import = False
        set_back(ticket, {"creation": MADE} | (past or {}))
        return ticket

    return made


def set_back(ticket, moments):
    frappe.db.set_value("HD Ticket", ticket.name, moments, update_modified=False)


def backfilled(frozen, at=LATER):
    with frozen(at):
        return rebuilt()


def findings(frozen, ticket, at=LATER):
    with frozen(at):
        mine = [one for one in verify() if one.ticket == ticket.name]
    return [str(finding).partition(" ")[2] for one in mine for finding in one.findings]


def dates(ticket):
    """Return the date of the response, and that of the resolution: days after the response."""
    found = stamps(ticket.name)
    return str(found.response_by), str(found.resolution_by)[:10]


def test_verify_says_that_the_creation_was_set_back(imported, frozen):
    ticket = imported()
    assert (
        "was made at 2026-06-08 10:00:00, and its timeline begins at 2026-06-22 12:00:00; "
        "a backfill corrects that"
    ) in findings(frozen, ticket)


def test_after_a_backfill_dates_count_from_the_creation(imported, frozen):
    """Once; a backfill before takes what other tests have left."""
    backfilled(frozen)
    ticket = imported()
    assert dates(ticket) == ("2026-06-22 14:00:00", "2026-06-29")
    assert backfilled(frozen).looked == 1
    assert dates(ticket) == ("2026-06-08 12:00:00", "2026-06-15")
    assert findings(frozen, ticket) == []
    assert backfilled(frozen).looked == 0


def test_a_ticket_that_was_solved_long_ago_gets_its_past_too(imported, frozen):
    """Its answer and its solution are those of the moments that were imported."""
    ticket = imported(DONE)
    backfilled(frozen)
    assert dates(ticket) == ("2026-06-08 12:00:00", "2026-06-15")
    found = stamps(ticket.name)
    assert found.agreement_status == "Fulfilled"
    assert str(found.resolution_date) == "2026-06-09 10:00:00"
    assert found.first_response_time == 3600
    assert findings(frozen, ticket) == []


def test_events_after_the_import_are_kept(imported, frozen, as_user):
    """A status, an answer and an event that no field of the ticket shows."""
    ticket = imported()
    with as_user("agent@example.com"):
        with frozen("2026-06-22 12:10:00"):
            replied(ticket)
        with frozen("2026-06-22 12:20:00"):
            frappe.call("sla_nl.api.tickets.record", ticket=ticket.name, event="recovered")
        with frozen("2026-06-22 12:30:00"):
            saved(ticket, **CLOSED)
    backfilled(frozen)
    rows = [(row.event, row.at) for row in timeline.read(ticket.name)]
    assert rows[0][0] == "created"
    met = {row[0].partition("@")[0]: str(row[5]) for row in clocks(ticket.name)}
    assert met["response"] == "2026-06-22 12:10:00"
    assert met["recovery"] == "2026-06-22 12:20:00"
    assert met["resolution"] == "2026-06-22 12:30:00"
    assert stamps(ticket.name).agreement_status == "Failed"
    assert findings(frozen, ticket) == []


def test_a_creation_that_is_set_back_twice_is_followed(imported, frozen):
    ticket = imported()
    backfilled(frozen)
    set_back(ticket, {"creation": "2026-06-01 10:00:00"})
    assert backfilled(frozen).looked == 1
    assert dates(ticket) == ("2026-06-01 12:00:00", "2026-06-08")
    assert findings(frozen, ticket) == []
    assert [row.event for row in timeline.read(ticket.name)] == ["created"]


def test_a_fee_moves_to_the_creation(imported, frozen):
    """The entry of the import is reversed, and one of the creation is booked."""
    change = {"sla_nl_kind": "change", "sla_nl_priority": "P1", "sla_nl_is_disruption": "No"}
    ticket = imported(**change)
    fields = ["name", "reverses", "charged_on"]
    (first,) = frappe.get_all("SLA Fee Entry", {"ticket": ticket.name}, fields)
    backfilled(frozen)
    entries = frappe.get_all("SLA Fee Entry", {"ticket": ticket.name}, fields)
    standing = {row.name for row in entries if not row.reverses} - {row.reverses for row in entries}
    (again,) = (row for row in entries if row.name in standing)
    assert (len(entries), str(first.charged_on)[:10]) == (3, "2026-06-22")
    assert str(again.charged_on)[:10] == "2026-06-08"
    assert findings(frozen, ticket) == []


def test_a_dry_run_shows_what_a_backfill_would_change(imported, frozen):
    ticket = imported()
    target, before = io.StringIO(), timeline.read(ticket.name)
    with frozen(LATER):
        dry_run.write_csv(target)
    assert f"{ticket.name},response_by,2026-06-22 14:00:00,2026-06-08 12:00:00" in target.getvalue()
    assert timeline.read(ticket.name) == before


def test_a_ticket_from_before_its_contract_loses_its_dates(imported, frozen, make_customer, unique):
    customer = make_customer(unique("Nieuw"))
    contract = frappe.get_doc("SLA Contract", use_contract(OFFICE, [customer]))
    contract.valid_from = "2026-06-15"
    contract.save()
    ticket = imported(sla_nl_contract=None, customer=customer)
    assert stamps(ticket.name).sla_nl_judged_by == contract.name
    backfilled(frozen)
    assert not stamps(ticket.name).sla_nl_judged_by
    assert clocks(ticket.name) == []


def test_a_change_of_the_sites_time_zone_sets_no_creation_back(make_ticket, frozen, monkeypatch):
    """The local times of a site stay as they are when its zone changes."""
    with frozen(MADE):
        ticket = make_ticket(sla_nl_contract=OFFICE)
    monkeypatch.setattr("sla_nl.site.time.get_system_timezone", lambda: "Asia/Tokyo")
    assert backfilled(frozen).looked == 0
    assert not any("timeline begins" in finding for finding in findings(frozen, ticket))


def test_code_that_sets_the_creation_itself_is_followed_at_once(make_ticket, frozen):
    """Frappe keeps the creation that a document brings while it runs a patch."""
    frappe.flags.in_patch = True
    with frozen(IMPORTED):
        ticket = make_ticket(sla_nl_contract=OFFICE, priority="Medium", creation=MADE)
    frappe.flags.in_patch = False
    assert dates(ticket)[0] == "2026-06-08 12:00:00"
    assert backfilled(frozen).looked == 0


def test_an_import_while_the_app_is_off_needs_no_correction(imported, frozen):
    """The documentation tells to import so."""
    settings = frappe.get_doc("SLA Settings")
    for is_on in (0, 1):
        settings.enabled = is_on
        settings.save()
        if not is_on:
            done, ticket = imported(DONE), imported()
        run = frappe.get_last_doc(runs.RUN, {"document": "SLA Settings"})
        with frozen(LATER), uncommitted():
            recompute.work(run.name)
    backfilled(frozen)
    assert dates(ticket) == ("2026-06-08 12:00:00", "2026-06-15")
    assert findings(frozen, ticket) == findings(frozen, done) == []
    assert str(stamps(done.name).resolution_date) == "2026-06-09 10:00:00"
