"""A new version of a contract: its notice, its dates, its number, and who keeps the old one."""

from __future__ import annotations

import frappe
import pytest
from harness.past import saved

from sla_nl.api.contracts import new_version, use_contract
from sla_nl.api.obligations import version_dates

OFFICE, RAET = "vcare-connect-office", "visma-raet"
OBLIGATION = "SLA Obligation"
JUNE, NEW_YEAR = "2026-06-08 10:00:00", "2027-01-01"
ANNOUNCE = "Wijziging schriftelijk aankondigen"


@pytest.fixture
def customer(make_customer, unique):
    return make_customer(unique("Versions BV"))


@pytest.fixture
def contract(customer, frozen):
    """Take Vcare's contract, version 3.10, into use on 8 June 2026."""
    with frozen(JUNE):
        return use_contract(OFFICE, [customer])


def of_version(name):
    rows = frappe.get_all(
        OBLIGATION, {"new_version": name}, ["what", "state", "due", "done_at"], order_by="due, what"
    )
    return [(row.what, row.state, str(row.due or ""), str(row.done_at or "")) for row in rows]


def test_an_open_ticket_keeps_its_contract_and_a_new_one_gets_the_new_version(
    contract, customer, make_ticket, frozen
):
    """Also where the new version promises something else, and the old ticket is saved after it."""
    with frozen(JUNE):
        later = new_version(contract, NEW_YEAR, "3.11")
        document = frappe.get_doc("SLA Contract", later)
        for row in document.targets:
            row.amount = "9" if row.clock == "response" else row.amount
        document.save()
    with frozen("2026-12-31 10:00:00"):
        old = make_ticket(customer=customer, priority="Medium")
    with frozen("2027-01-04 09:00:00"):
        new = make_ticket(customer=customer, priority="Medium")
        again = saved(frappe.get_doc("HD Ticket", old.name), subject="Another subject")
    assert (again.sla_nl_judged_by, new.sla_nl_judged_by) == (contract, later)
    assert again.response_by == old.response_by
    versions = frappe.get_all(
        "SLA Clock", {"ticket": ("in", (old.name, new.name))}, pluck="contract_version",
        distinct=True, order_by="contract_version",
    )  # fmt: skip
    assert versions == ["3.10", "3.11"]


@pytest.mark.parametrize(
    ("version", "message"),
    [("3.9", "does not come after version 3.10"), ("3.10", "does not come after"), ("", "a name")],
)
def test_versions_compare_by_their_numbers(contract, version, message, frozen):
    with frozen(JUNE), pytest.raises(frappe.ValidationError, match=message):
        new_version(contract, NEW_YEAR, version)


def test_a_contract_without_a_version_in_its_text_needs_none(customer, frozen):
    with frozen(JUNE):
        own = use_contract(RAET, [customer])
        assert frappe.db.get_value("SLA Contract", own, "version") is None
        later = new_version(own, NEW_YEAR)
    assert frappe.db.get_value("SLA Contract", later, "version") in (None, "")
    assert later == f"{own}-{NEW_YEAR}"


def test_the_dates_are_shown_before_the_version_is_made(contract, frozen):
    """Three months' notice; then each date as if everything before it took its full time."""
    with frozen(JUNE):
        told = version_dates(contract, NEW_YEAR)
    assert told["late"] == []
    assert told["before"] == [
        {"what": ANNOUNCE, "due": "Thursday 1 October 2026 00:00", "articles": "art. 2.3"}
    ]
    assert [row["due"].partition(" ")[2] for row in told["after"]] == [
        "31 October 2026 00:00", "", "14 November 2026 00:00", "28 November 2026 00:00",
        "28 December 2026 00:00", "28 March 2027 00:00",
    ]  # fmt: skip


def test_the_version_makes_its_obligations(contract, frozen):
    with frozen(JUNE):
        later = new_version(contract, NEW_YEAR, "3.11")
    assert of_version(later) == [(ANNOUNCE, "open", "2026-10-01 00:00:00", "")]


def test_one_that_is_announced_starts_the_time_for_objections(contract, frozen):
    with frozen(JUNE):
        later = new_version(contract, NEW_YEAR, "3.11", announced_at="2026-06-05 09:00")
    assert of_version(later) == [
        ("Klantspecifieke bepalingen uit raamovereenkomst en DAP bespreken; ze kunnen grond voor "
         "opzegging zijn", "open", "", ""),
        ("Bezwaar maken tegen een Major Change", "open", "2026-07-05 09:00:00", ""),
        (ANNOUNCE, "done", "2026-10-01 00:00:00", "2026-06-05 09:00:00"),
    ]  # fmt: skip


def test_a_version_without_the_notice_of_the_contract_needs_a_reason(contract, frozen):
    """Vcare announces three months before: on 8 June a version cannot hold from 1 July on."""
    with frozen(JUNE):
        with pytest.raises(frappe.ValidationError, match="1 April 2026"):
            new_version(contract, "2026-07-01", "3.11")
        assert not frappe.db.exists("SLA Contract", {"previous_version": contract})
        later = new_version(contract, "2026-07-01", "3.11", reason="Both have signed it.")
    ((what, state, _due, _done),) = of_version(later)
    assert (what, state) == (ANNOUNCE, "missed")
    assert frappe.db.get_value(OBLIGATION, {"new_version": later}, "note") == "Both have signed it."


def test_an_announcement_cannot_be_in_the_future(contract, frozen):
    with frozen(JUNE), pytest.raises(frappe.ValidationError, match="in the future"):
        new_version(contract, NEW_YEAR, "3.11", announced_at="2026-06-09 09:00")


def test_who_may_not_make_contracts_makes_no_version(contract, make_agent, as_user):
    with as_user(make_agent("agent@example.com")), pytest.raises(frappe.PermissionError):
        new_version(contract, NEW_YEAR, "3.11")
