"""Clauses whose proof needs a site: each is shown on a real ticket."""

from __future__ import annotations

import frappe
import pytest

from sla_nl.api import tickets
from sla_nl.api.contracts import use_contract
from sla_nl.api.panel import panel, price_of
from sla_nl.contracts import cache_token
from sla_nl.contracts.in_force import contract_named
from sla_nl.engine.agreement.desks import desks_of
from sla_nl.fees.ledger import ENTRY
from sla_nl.site.time import now_s

COVIDE, SMART, RAET, INLENERS = (
    "covide-basic",
    "smart-fms-basic",
    "visma-raet",
    "inlenersbeloning",
)
OFFICE, ALWAYS = "vcare-connect-office", "vcare-connect-24x7"
AGENT, CUSTOMER = "agent@example.com", "klant@example.com"
MONDAY, LATER, NIGHT = (f"2026-06-08 {time}" for time in ("10:00:00", "10:10:00", "23:00:00"))


@pytest.fixture
def own(make_customer, unique):
    """Return a function that copies a contract for a new customer, and returns both names."""

    def copy(contract):
        customer = make_customer(unique("Tekst BV"))
        return use_contract(contract, [customer]), customer

    return copy


@pytest.fixture
def filed(frozen, as_user):
    """Return a function that files a ticket on Helpdesk's page for new tickets."""
    from helpdesk.helpdesk.doctype.hd_ticket.api import new

    def file(user, contract, moment=MONDAY, **fields):
        content = {"subject": "Help", "description": "It stands still.", "priority": "High"}
        with frozen(moment), as_user(user):
            made = new({**content, "sla_nl_contract": contract, **fields})
        return frappe.get_doc("HD Ticket", made.name)

    return file


def clock(ticket, name):
    """Return the state and the date of a clock, or None."""
    fields = ["state", "due", "met_at"]
    return frappe.db.get_value("SLA Clock", {"ticket": ticket.name, "clock": name}, fields)


# -- channels ------------------------------------------------------------------------------------

CHANNELS = [
    # channel, state of the response
    ("portal", "running"),
    ("form", "running"),
    ("email", "running"),
    ("phone", "running"),
    ("chat", "not applicable"),
    ("monitoring", "not applicable"),
]


@pytest.mark.parametrize(("channel", "state"), CHANNELS)
def test_covide_promises_a_response_by_some_channels(filed, channel, state):
    """covide-7.1-response-channels; the portal counts as the support form (C-PORTAL)."""
    ticket = filed(AGENT, COVIDE, sla_nl_channel=channel)
    assert clock(ticket, "response")[0] == state
    assert bool(ticket.response_by) == (state == "running")


def test_a_ticket_that_a_covide_customer_files_has_a_response(filed):
    """The customer files it on the portal themselves (C-PORTAL)."""
    frappe.db.set_single_value("SLA Settings", "default_contract", COVIDE)
    cache_token.forget()
    ticket = filed(CUSTOMER, None)
    assert (ticket.sla_nl_judged_by, ticket.sla_nl_channel) == (COVIDE, "portal")
    assert clock(ticket, "response")[0] == "running"


def test_both_telephone_numbers_of_covide_are_desks(own, frozen):
    """That of 4.3.1 takes calls day and night, that of 4.2 in its hours (C-PHONE)."""
    contract, _customer = own(COVIDE)
    with frozen(NIGHT):
        desks = desks_of(contract_named(contract), now_s())
    phones = {desk.rule.address: desk.is_open for desk in desks if desk.rule.channel == "phone"}
    assert phones == {"+31342-490364": False, "+313432-450930": True}


# -- kinds ---------------------------------------------------------------------------------------

KINDS = [
    # ticket type, its response under Smart FMS
    ("Incident", "running"),
    ("Question", "running"),
    ("Change", None),
    ("Problem", None),
]


@pytest.mark.parametrize(("ticket_type", "state"), KINDS)
def test_a_change_or_problem_of_smart_fms_has_no_date(filed, frozen, ticket_type, state):
    """smartfms-react-a to -d hold for a report: an incident or a question (S-KINDS)."""
    if not frappe.db.exists("HD Ticket Type", ticket_type):
        frappe.get_doc({"doctype": "HD Ticket Type", "name": ticket_type}).insert()
    ticket = filed(AGENT, SMART, ticket_type=ticket_type, sla_nl_channel="portal")
    found = clock(ticket, "response")
    assert (found and found[0]) == state
    assert (ticket.response_by is None) == (state is None)
    if state is None:
        assert ticket.agreement_status in (None, "")
        with frozen(LATER):
            assert panel(ticket.name)["notes"]


UNMAPPED = ["Unspecified", "Incident", "Bug of ours"]


@pytest.mark.parametrize("ticket_type", UNMAPPED)
@pytest.mark.parametrize("priority", ["Urgent", "High"])
def test_the_panel_asks_whether_a_high_vcare_ticket_is_a_disruption(
    filed, frozen, ticket_type, priority
):
    """An unmapped type is an incident, and its rush fee is booked (vcare-5.1-rush-fee-always)."""
    if not frappe.db.exists("HD Ticket Type", ticket_type):
        frappe.get_doc({"doctype": "HD Ticket Type", "name": ticket_type}).insert()
    ticket = filed(AGENT, OFFICE, ticket_type=ticket_type, priority=priority)
    with frozen(LATER):
        shown = panel(ticket.name)
        assert "sla_nl_is_disruption" in {field["field"] for field in shown["fields"]}
        tickets.record_fact(ticket.name, "sla_nl_is_disruption", "No")
    (entry,) = frappe.get_all(ENTRY, {"ticket": ticket.name}, ["clause", "certainty"])
    assert (entry.clause, entry.certainty) == ("vcare-5.1-rush-fee-always", "always")


# -- follow-ups, registration, versions ----------------------------------------------------------


def test_a_follow_up_holds_for_a_priority(own):
    """Only a priority 1 is evaluated (vcare-3.4-p1-evaluated); other codes are refused."""
    contract = frappe.get_doc("SLA Contract", own(ALWAYS)[0])
    (row,) = (row for row in contract.follow_ups if row.clause == "vcare-3.4-p1-evaluated")
    assert (row.kind, row.priority) == ("incident", "P1")
    row.priority = "P9"
    with pytest.raises(frappe.ValidationError, match=f"row {row.idx}.*P9"):
        contract.save()


REGISTERED = [
    # contract, fields of the ticket
    (OFFICE, {"priority": "Urgent"}),
    (ALWAYS, {"priority": "Urgent"}),
    (INLENERS, {"priority": "Low", "ticket_type": "Bug"}),
    (INLENERS, {"ticket_type": "Question"}),
]


@pytest.mark.parametrize(("contract", "fields"), REGISTERED)
@pytest.mark.parametrize("moment", [MONDAY, NIGHT])
def test_the_creation_of_a_ticket_meets_its_registration(filed, contract, fields, moment):
    """Helpdesk gives the number then; `sla-nl coverage` says so beside the clause."""
    if not frappe.db.exists("HD Ticket Type", fields.get("ticket_type", "Question")):
        frappe.get_doc({"doctype": "HD Ticket Type", "name": fields["ticket_type"]}).insert()
    state, _due, met_at = clock(filed(AGENT, contract, moment, **fields), "registration")
    assert (state, str(met_at)) == ("met", moment)


VERSIONS = [(RAET, ""), (SMART, ""), (INLENERS, ""), (COVIDE, "1.0"), (OFFICE, "3.10")]


@pytest.mark.parametrize(("contract", "version"), VERSIONS)
def test_a_text_without_a_version_stamps_none(filed, contract, version):
    """The texts of Raet, Smart FMS and Inlenersbeloning have no version."""
    ticket = filed(AGENT, contract)
    stamped = set(frappe.get_all("SLA Clock", {"ticket": ticket.name}, pluck="contract_version"))
    assert {found or "" for found in stamped} == {version}


def test_a_new_ticket_shows_its_price_by_its_priority(own, frozen):
    """Before it is saved, the page already says what a rush may cost."""
    _contract, customer = own(OFFICE)
    with frozen(MONDAY):
        shown = price_of(customer=customer, priority="Urgent")
    assert "art. 5.1" in str(shown)
