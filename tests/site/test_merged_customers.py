"""Two customers are merged: the contract of the remaining one holds."""

from __future__ import annotations

import frappe
import pytest
from harness.past import clocks, stamps, uncommitted

from sla_nl.api.contracts import use_contract
from sla_nl.helpdesk.upkeep import recompute
from sla_nl.runs import runs

DAYS, NIGHTS = "vcare-connect-office", "vcare-connect-24x7"
MONDAY = "2026-06-08 10:00:00"


@pytest.fixture
def customers(make_customer, unique):
    """Make two customers, and return the one that is merged away and the one that remains."""
    return make_customer(unique("Aannemer")), make_customer(unique("Zorg"))


@pytest.fixture
def merge(frozen):
    """Return a function that merges one customer into another, and stamps the tickets again."""

    def merged(old, new):
        with frozen("2026-06-08 10:10:00"):
            frappe.rename_doc("HD Customer", old, new, merge=True, force=True)
            run = frappe.get_last_doc(runs.RUN, {"document": new})
            with uncommitted():
                recompute.work(run.name)

    return merged


def contracts_of(customer):
    return frappe.get_all("SLA Contract Customer", {"customer": customer}, pluck="parent")


def comments_on(doctype, name):
    filters = {"reference_doctype": doctype, "reference_name": name, "comment_type": "Info"}
    return " ".join(frappe.get_all("Comment", filters, pluck="content"))


def test_the_contract_of_the_remaining_customer_holds(customers, merge, make_ticket, frozen):
    """Also if the other contract comes first in the alphabet, and for new tickets."""
    old, new = customers
    gone, kept = use_contract(DAYS, [old]), use_contract(NIGHTS, [new])
    with frozen(MONDAY):
        ticket = make_ticket(customer=new, priority="Urgent", ticket_type="Incident")
        dates = clocks(ticket.name), stamps(ticket.name)
    merge(old, new)
    assert (clocks(ticket.name), stamps(ticket.name)) == dates
    assert contracts_of(new) == [kept]
    with frozen("2026-06-08 10:20:00"):
        assert make_ticket(customer=new).sla_nl_judged_by == kept
    for contract in (gone, kept):
        frappe.get_doc("SLA Contract", contract).save()


def test_tickets_of_the_other_customer_follow_its_contract(customers, merge, make_ticket, frozen):
    old, new = customers
    use_contract(DAYS, [old])
    kept = use_contract(NIGHTS, [new])
    with frozen(MONDAY):
        ticket = make_ticket(customer=old, priority="Urgent", ticket_type="Incident")
    merge(old, new)
    assert stamps(ticket.name).sla_nl_judged_by == kept


def test_the_contracts_say_for_whom_they_hold_no_longer(customers, merge):
    old, new = customers
    gone, kept = use_contract(DAYS, [old]), use_contract(NIGHTS, [new])
    merge(old, new)
    told = comments_on("SLA Contract", gone)
    assert old in told
    assert new in told
    assert kept in told


def test_a_contract_of_both_names_the_remaining_customer_once(customers, merge):
    old, new = customers
    contract = use_contract(DAYS, [old, new])
    merge(old, new)
    assert contracts_of(new) == [contract]
    frappe.get_doc("SLA Contract", contract).save()


def test_a_customer_without_a_contract_gets_that_of_the_other(
    customers, merge, make_ticket, frozen
):
    """The contract says so."""
    old, new = customers
    contract = use_contract(DAYS, [old])
    with frozen(MONDAY):
        ticket = make_ticket(customer=new, priority="Urgent", ticket_type="Incident")
    merge(old, new)
    assert stamps(ticket.name).sla_nl_judged_by == contract
    assert new in comments_on("SLA Contract", contract)


def test_a_contract_of_another_period_goes_along(customers, merge):
    old, new = customers
    later, now = use_contract(DAYS, [old]), use_contract(NIGHTS, [new])
    for name, field, day in ((later, "valid_from", "2027-01-01"), (now, "valid_to", "2026-12-31")):
        contract = frappe.get_doc("SLA Contract", name)
        contract.set(field, day)
        contract.save()
    merge(old, new)
    assert sorted(contracts_of(new)) == sorted([later, now])
    frappe.get_doc("SLA Contract", later).save()


def test_a_merge_that_is_refused_takes_no_contract_away(customers, make_customer, unique):
    old, _new = customers
    contract = use_contract(DAYS, [old])
    with pytest.raises(frappe.ValidationError):
        frappe.rename_doc("HD Customer", old, unique("Nobody"), merge=True, force=True)
    assert contracts_of(old) == [contract]


MERGED_TERMS = ["SLA Contract", "SLA Calendar", "SLA Escalation Matrix"]


@pytest.mark.parametrize("doctype", MERGED_TERMS)
def test_documents_with_terms_are_not_merged(doctype, unique):
    """Customers would lose their contract, or dates would move, and nobody would be told."""
    names = [unique("eigen"), unique("eigen")]
    for name in names:
        copy = frappe.copy_doc(frappe.get_last_doc(doctype, {"is_standard": 1}))
        copy.update({"is_standard": 0, "title": name})
        copy.insert(set_name=name)
    with pytest.raises(frappe.ValidationError, match="merged"):
        frappe.rename_doc(doctype, *names, merge=True, force=True)
