"""Show that each contract column that only a site uses changes something on the site.

A proof copies a shipped contract for a customer, changes one column of the copy, and compares what
both contracts give: a ticket of the customer, its page, its clocks or its fees.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import frappe
import pytest
from harness.teams import make_team

from sla_nl.api.contracts import use_contract
from sla_nl.api.panel import panel
from sla_nl.api.tickets import record
from sla_nl.contracts import copies
from sla_nl.engine.acting import ON_SITE
from sla_nl.helpdesk.closing import silence
from sla_nl.helpdesk.outages import following
from sla_nl.helpdesk.staff.roster import roster_with
from sla_nl.people.choosing import receivers_of
from sla_nl.people.form import holders_in, levels_of

OFFICE = "vcare-connect-office"
MONDAY, LATER = "2026-06-08 10:00:00", "2026-06-08 10:10:00"
MEANING = "Uitval van 51% of meer van de dienst, de werkplekken of de applicaties."
RUSH = {"clause": "vcare-5.1-rush-fee-always", "priority": "P2"}
FIRST, SECOND, FUNCTION = "agent@example.com", "agent2@example.com", "Service & Support"
HOLDER = {"function": FUNCTION, "user": SECOND}
MATRIX = "SLA Escalation Matrix"
WAITING = {"status": "Wacht op Klant", "kind": ""}


class Proof(NamedTuple):
    """A change of one column, and the effect that it has.

    Args:
        row: columns that pick the row; empty for the contract itself.
        seen: a function that returns the value to compare, from the tools and the customer.
        before: the value under the unchanged contract; None if it differs for each customer.
        after: the value under the changed contract.
    """

    column: str
    row: dict[str, Any]
    value: Any
    seen: Callable[[Any, str], Any]
    before: Any
    after: Any


class Tools:
    """Fixtures of the test that a proof needs."""

    def __init__(self, make_ticket, frozen):
        self.make_ticket, self.frozen = make_ticket, frozen

    def report(self, customer, **fields):
        with self.frozen(MONDAY):
            return self.make_ticket(customer=customer, priority="High", **fields)

    def change(self, ticket, **fields):
        with self.frozen(LATER):
            ticket.update(fields)
            ticket.save()
        return ticket


def has_contract(tools, customer):
    return bool(tools.report(customer).sla_nl_judged_by)


def page(*path):
    """Return a function that looks up a value of the ticket's page."""

    def seen(tools, customer):
        ticket = tools.report(customer)
        with tools.frozen(LATER):
            shown = panel(ticket.name)
        for key in path:
            shown = shown[key]
        return shown

    return seen


def version(tools, customer):
    ticket = tools.report(customer)
    return frappe.get_all("SLA Clock", {"ticket": ticket.name}, pluck="contract_version")[0]


def stamped(tools, customer):
    return str(tools.report(customer).response_by)


def states(status, kind="incident"):
    """Return a function that looks up the states of response and resolution under a status."""

    def seen(tools, customer):
        ticket = tools.report(customer, sla_nl_kind=kind)
        make_status(status)
        tools.change(ticket, status=status)
        rows = frappe.get_all("SLA Clock", {"ticket": ticket.name}, ["clock", "state"])
        found = {row.clock: row.state for row in rows}
        return found["response"], found["resolution"]

    return seen


def make_status(name):
    if not frappe.db.exists("HD Ticket Status", name):
        status = {"label_agent": name, "category": "Open", "enabled": 1}
        frappe.get_doc({"doctype": "HD Ticket Status", **status}).insert()


def silenced(tools, customer):
    """Return the status of a ticket whose customer did not answer two contacts in time."""
    ticket = tools.report(customer)
    make_status("Wacht op Klant")
    tools.change(ticket, status="Wacht op Klant")
    for moment in ("2026-06-11 10:00:00", "2026-06-16 09:00:00"):
        with tools.frozen(moment):
            record(ticket.name, "contacted", whom="customer")
    with tools.frozen("2026-06-19 09:01:00"):
        silence.close([ticket.name])
    return frappe.db.get_value("HD Ticket", ticket.name, "status")


def told(tools, customer):
    """Return who is told of an escalation to the first level, and the function they hold."""
    doc = frappe.get_doc(MATRIX, matrix_of(customer))
    levels, name = levels_of(doc), doc.name
    roster = roster_with({name: holders_in(doc)})
    choice = receivers_of(roster, name, levels, levels[0].level)
    return [choice.function, *(one.user or one.email for one in choice.receivers)]


def matrix_of(customer):
    contract = frappe.db.get_value("SLA Contract Customer", {"customer": customer}, "parent")
    return frappe.db.get_value("SLA Contract", contract, "escalation_matrix")


def vat_code(tools, customer):
    ticket = tools.report(customer)
    tools.change(ticket, sla_nl_is_disruption="No")
    return frappe.get_all("SLA Fee Entry", {"ticket": ticket.name}, pluck="vat_code")[0] or ""


def outages(tools, customer):
    """Return the services of which a disruption becomes an outage by itself."""
    ticket = tools.report(customer, sla_nl_is_disruption="Yes")
    with tools.frozen(LATER):
        for row in following._assessed(ticket.modified):
            following._record(row)
    return frappe.get_all("SLA Outage", {"ticket": ticket.name}, pluck="service")


def waits(tools, customer):
    ticket = tools.report(customer)
    tools.change(ticket, sla_nl_is_disruption="No")
    return frappe.get_all("SLA Fee Entry", {"ticket": ticket.name}, pluck="needs_consent")[0]


PROOFS = [
    Proof("contract.title", {}, "Ons contract", page("contract", "title"), None, "Ons contract"),
    Proof("contract.version", {}, "4", version, "3.10", "4"),
    Proof("contract.valid_from", {}, "2026-06-09", has_contract, True, False),
    Proof("contract.valid_to", {}, "2026-06-07", has_contract, True, False),
    Proof("contract.is_hidden", {}, 1, has_contract, True, False),
    Proof("customers.customer", {}, "Other BV", has_contract, True, False),
    Proof("priorities.title", {"kind": "incident", "code": "P2"}, "Hoog",
          page("priority", "title"), "Prioriteit 2", "Hoog"),
    Proof("priorities.definition", {"kind": "incident", "code": "P2"}, "Half uit",
          page("priority", "definition"), MEANING, "Half uit"),
    Proof("communication.subject", {"subject": "Storing", "priority": "P2"}, "Uitval",
          page("telling", "rules", 0, "title"), "Storing", "Uitval"),
    Proof("contact_rules.definition", {"channel": "phone"}, "Bel alleen bij uitval.",
          page("desks", 2, "definition"), "Prioriteit 1 en 2 minimaal telefonisch.",
          "Bel alleen bij uitval."),
    Proof("targets.stamps", {"kind": "incident", "priority": "P2", "clock": "response"}, "",
          stamped, "2026-06-08 11:00:00", "None"),
    Proof("status_rules.status", WAITING, "Wachtend", states("Wacht op Klant"),
          ("met", "paused"), ("running", "not started")),
    Proof("status_rules.kind", WAITING, "question", states("Wacht op Klant"),
          ("met", "paused"), ("running", "not started")),
    Proof("status_rules.effect", WAITING, "resolves", states("Wacht op Klant"),
          ("met", "paused"), ("met", "met")),
    Proof("status_rules.reason", WAITING, "supplier", states("Wacht op Klant"),
          ("met", "paused"), ("met", "running")),
    Proof("status_rules.closes_itself", WAITING, 1, silenced, "Wacht op Klant", "Closed"),
    Proof("availability.from_tickets", {"subject": "Vcare platform"}, 1, outages,
          [], ["Vcare platform"]),
    Proof("fees.vat_code", RUSH, "BTW21", vat_code, "", "BTW21"),
    Proof("fees.needs_consent", RUSH, 1, waits, 0, 1),
    Proof("holders.function", HOLDER, "Directie", told, [FUNCTION, SECOND], ["Directie", SECOND]),
    Proof("holders.user", HOLDER, FIRST, told, [FUNCTION, SECOND], [FUNCTION, FIRST]),
    Proof("holders.team", {"function": FUNCTION, "team": "Proven team A"}, "Proven team B", told,
          [FUNCTION, FIRST], [FUNCTION, SECOND]),
    Proof("holders.email", {"function": FUNCTION, "email": "a@partner.example"},
          "b@partner.example", told,
          [FUNCTION, "a@partner.example"], [FUNCTION, "b@partner.example"]),
]  # fmt: skip


@pytest.fixture
def copied(make_customer, unique):
    """Return a function that copies a contract for a new customer, with the change of a proof.

    Holders are rows of its matrix, which gets the row of the proof first.
    """

    def copy(proof, is_changed):
        customer = make_customer(unique("Proven BV"))
        document = frappe.get_doc("SLA Contract", use_contract(OFFICE, [customer]))
        table, column = proof.column.split(".")
        if table == "holders":
            for team, agent in (("Proven team A", FIRST), ("Proven team B", SECOND)):
                frappe.db.exists("HD Team", team) or make_team(team, agent)
            document = frappe.get_doc(
                MATRIX, copies.own_matrix(document.escalation_matrix, [document.name])
            )
            document.append("holders", proof.row)
            document.save()
        if is_changed:
            make_customer("Other BV")
            found = document if table == "contract" else row_of(document.get(table), proof.row)
            found.set(column, proof.value)
            document.save()
        return customer

    return copy


def row_of(rows, picked):
    """Return the first row that has these values."""
    return next(r for r in rows if all((r.get(c) or "") == v for c, v in picked.items()))


@pytest.mark.parametrize("proof", PROOFS, ids=[proof.column for proof in PROOFS])
def test_another_value_of_the_column_changes_what_the_site_does(proof, copied, make_ticket, frozen):
    """Two copies of a contract that differ in one column alone have different effects."""
    tools = Tools(make_ticket, frozen)
    seen = proof.seen(tools, copied(proof, is_changed=False))
    if proof.before is not None:
        assert seen == proof.before
    after = proof.seen(tools, copied(proof, is_changed=True))
    assert after == proof.after
    assert json.dumps(seen) != json.dumps(after)


def test_each_column_that_the_site_uses_has_one_proof():
    """`ON_SITE` and `PROOFS` name the same columns, each once."""
    listed = [f"{table}.{column}" for table, own in ON_SITE.items() for column in own]
    assert sorted(proof.column for proof in PROOFS) == sorted(listed)
