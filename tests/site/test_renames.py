"""Renames in Helpdesk save no ticket, and every ticket is judged as before."""

from __future__ import annotations

import frappe
import pytest
from harness.counting import statements
from harness.past import clocks, saved, stamps, uncommitted

from sla_nl.api.contracts import use_contract
from sla_nl.helpdesk.upkeep import recompute, renames
from sla_nl.records import timeline
from sla_nl.runs import runs

MONDAY = "2026-06-08 10:00:00"
OFFICE = "vcare-connect-office"


@pytest.fixture
def ticket(make_ticket, make_customer, frozen, unique):
    """Make a ticket under its customer's contract, with changes of priority, type and status."""
    customer = make_customer(unique("Bakkerij"))
    use_contract(OFFICE, [customer])
    with frozen(MONDAY):
        made = make_ticket(customer=customer, priority="Medium", ticket_type="Incident")
    with frozen("2026-06-08 10:20:00"):
        saved(made, priority="Urgent", ticket_type="Question")
    with frozen("2026-06-08 10:40:00"):
        saved(made, priority="High", ticket_type="Incident", status="Replied")
    with frozen("2026-06-08 11:40:00"):
        return saved(made, status="Open")


RENAMED = [
    # doctype, old, new
    ("HD Ticket Priority", "High", 'Zo "snel" mogelijk'),
    ("HD Ticket Priority", "Urgent", "Op slag"),
    ("HD Ticket Type", "Incident", "Storing"),
    ("HD Ticket Type", "Question", "Vraag"),
    ("HD Ticket Status", "Replied", "Wacht op de klant"),
]


@pytest.mark.parametrize(("doctype", "old", "new"), RENAMED)
def test_a_ticket_is_judged_as_before(ticket, frozen, doctype, old, new):
    """Its clocks stay the same at the next save too."""
    with frozen("2026-06-08 12:00:00"):
        live = clocks(ticket.name), stamps(ticket.name)
        frappe.rename_doc(doctype, old, new, force=True)
        saved(ticket, sla_nl_outside_sla="No")
        assert (clocks(ticket.name), stamps(ticket.name)) == live


def test_a_customer_is_renamed_in_contracts_and_timelines(ticket, frozen):
    with frozen("2026-06-08 12:00:00"):
        live = clocks(ticket.name)
        frappe.rename_doc("HD Customer", ticket.customer, f"{ticket.customer} BV", force=True)
        saved(ticket, sla_nl_outside_sla="No")
        assert clocks(ticket.name) == live
    assert f'"{ticket.customer} BV"' in _facts(ticket.name)
    assert f'"{ticket.customer}"' not in _facts(ticket.name)


def test_a_contract_is_renamed_in_its_tickets_and_clocks(ticket, frozen):
    old = ticket.sla_nl_judged_by
    with frozen("2026-06-08 12:00:00"):
        live = [row[3] for row in clocks(ticket.name)]
        frappe.rename_doc("SLA Contract", old, f"{old}-nieuw", force=True)
        assert stamps(ticket.name).sla_nl_judged_by == f"{old}-nieuw"
        saved(ticket, subject="Another subject")
        assert [row[3] for row in clocks(ticket.name)] == live
    assert not frappe.db.exists("SLA Clock", {"contract": old})


def test_a_fee_is_not_booked_again_after_its_contract_was_renamed(ticket, frozen):
    """The fee can still be reversed."""
    with frozen("2026-06-08 12:00:00"):
        saved(ticket, sla_nl_kind="change", sla_nl_priority="P1", sla_nl_is_disruption="No")
        assert frappe.db.count("SLA Fee Entry", {"ticket": ticket.name}) == 1
        old = ticket.sla_nl_judged_by
        frappe.rename_doc("SLA Contract", old, f"{old}-nieuw", force=True)
        saved(ticket, subject="Another subject")
        assert frappe.db.count("SLA Fee Entry", {"ticket": ticket.name}) == 1
    with frozen("2026-06-08 12:10:00"):
        saved(ticket, sla_nl_is_disruption="Yes")
    assert frappe.db.count("SLA Fee Entry", {"ticket": ticket.name, "reverses": ("!=", "")}) == 1


def test_two_priorities_are_merged(ticket, frozen):
    """Its tickets now have the other priority, and are judged by it from their report on."""
    with frozen("2026-06-08 12:00:00"):
        frappe.rename_doc("HD Ticket Priority", "High", "Low", merge=True, force=True)
        run = frappe.get_doc(runs.RUN, {"document": "Low"})
        assert (run.kind, run.state) == ("Recompute", "Queued")
        with uncommitted():
            recompute.work(run.name)
        merged = clocks(ticket.name)
        saved(ticket, sla_nl_outside_sla="No")
        assert clocks(ticket.name) == merged
    assert '"High"' not in _facts(ticket.name)
    assert stamps(ticket.name).sla_nl_judged_by == ticket.sla_nl_judged_by


def test_a_rename_takes_two_statements_however_many_timelines(ticket, make_ticket, frozen):
    timeline.rename_fact("priority", "High", "Higher")
    with frozen(MONDAY):
        for _ in range(3):
            make_ticket(sla_nl_contract=OFFICE, priority="Medium")
    with statements() as ran:
        timeline.rename_fact("priority", "Medium", "Middling")
    assert len(ran) == 2


def test_a_migrate_keeps_the_names_in_shipped_contracts(make_ticket, frozen):
    """It loads the contracts from their files, and then renames in them again."""
    frappe.rename_doc("HD Ticket Priority", "Urgent", "Op slag", force=True)
    rows = {"parent": OFFICE, "helpdesk_priority": "Op slag"}
    count = frappe.db.count("SLA Priority Map", rows)
    assert count
    frappe.db.sql(
        "update `tabSLA Priority Map` set helpdesk_priority = 'Urgent' "
        "where helpdesk_priority = 'Op slag'"
    )
    renames.rename_in_shipped()
    assert frappe.db.count("SLA Priority Map", rows) == count


def _facts(name):
    return " ".join(frappe.get_all("SLA Ticket Event", {"ticket": name}, pluck="facts"))
