"""The report of unbilled fees goes to those who may read it, by each way that Frappe has."""

from __future__ import annotations

import json

import frappe
import pytest
from frappe.core.doctype.prepared_report.prepared_report import generate_report
from frappe.desk import query_report
from frappe.permissions import add_user_permission
from harness import records
from harness.rest_client import RestError

from sla_nl.fees import readers
from sla_nl.report.sla_unbilled_fees.sla_unbilled_fees import execute

OFFICE, REPORT = "vcare-connect-office", readers.REPORT
AGENT, CUSTOMER, MANAGER = "agent@example.com", "klant@example.com", "fees-manager@example.com"
FEES = {"sla_nl_kind": "change", "sla_nl_priority": "P1", "sla_nl_is_disruption": "No"}


@pytest.fixture(autouse=True)
def tickets(make_ticket, site):
    """A ticket with a fee of each of two customers, committed; and a manager."""
    records.make_manager(MANAGER)
    for customer in ("Acme BV", "Other BV"):
        make_ticket(customer=customer, sla_nl_contract=OFFICE, **FEES)
    frappe.db.commit()


def customers(rows):
    """The customers of rows; a fee of a ticket without a customer is in no one's way."""
    return {row["customer"] for row in rows if row["customer"]}


@pytest.mark.parametrize("user", [AGENT, CUSTOMER, "Guest"])
def test_the_report_refuses_whoever_has_none_of_its_roles(user, as_user):
    with as_user(user), pytest.raises(frappe.PermissionError):
        execute({"per_entry": 1})


def test_a_role_that_the_site_gives_it_lets_others_run_it(as_user):
    roles = {"doctype": "Custom Role", "report": REPORT, "roles": [{"role": "Agent"}]}
    frappe.get_doc(roles).insert()
    with as_user(AGENT):
        assert {"Acme BV", "Other BV"} <= customers(execute()[1])
    with as_user(MANAGER), pytest.raises(frappe.PermissionError):
        execute()


def test_a_manager_of_one_customer_has_the_fees_of_that_one(as_user):
    """User Permissions of Frappe's own limit what is summed, listed and counted."""
    add_user_permission("HD Customer", "Acme BV", MANAGER)
    with as_user(MANAGER):
        assert customers(execute()[1]) == {"Acme BV"}
        assert customers(execute({"per_entry": 1})[1]) == {"Acme BV"}


@pytest.mark.parametrize("user", [AGENT, CUSTOMER])
def test_nobody_else_runs_or_exports_it(user, rest):
    body = {"report_name": REPORT, "filters": {}, "file_format_type": "CSV", "visible_idx": []}
    for method in ("run", "export_query", "get_script"):
        with pytest.raises(RestError) as refusal:
            rest(user).call(f"frappe.desk.query_report.{method}", **body)
        assert refusal.value.status == 403, method


@pytest.mark.parametrize("user", [AGENT, CUSTOMER])
def test_a_report_that_anybody_queues_has_nothing_in_it(user, as_user, monkeypatch):
    """Frappe 15 queues it for every user; the job then has nothing to write down."""
    with as_user(user):
        order = {"doctype": "Prepared Report", "report_name": REPORT, "filters": "{}"}
        name = frappe.get_doc(order).insert(ignore_permissions=True).name
        generate(name, monkeypatch)
    prepared = frappe.get_doc("Prepared Report", name)
    assert prepared.status == "Error"
    assert "PermissionError" in prepared.error_message
    assert not frappe.get_all("File", {"attached_to_name": name})
    assert "Acme BV" not in prepared.error_message


def test_a_report_that_a_manager_queues_has_their_fees(as_user, monkeypatch):
    add_user_permission("HD Customer", "Acme BV", MANAGER)
    with as_user(MANAGER):
        order = {"doctype": "Prepared Report", "report_name": REPORT, "filters": "{}"}
        name = frappe.get_doc(order).insert(ignore_permissions=True).name
        generate(name, monkeypatch)
    prepared = frappe.get_doc("Prepared Report", name)
    assert prepared.status == "Completed", prepared.error_message
    result = json.loads(prepared.get_prepared_data())
    assert customers(result["result"]) == {"Acme BV"}


def generate(name, monkeypatch):
    """Do what the worker does, within the test's own transaction."""
    with monkeypatch.context() as patch:
        patch.setattr(frappe.db, "commit", lambda **_: None)
        generate_report(name)


def order_of(user, **fields):
    return frappe.get_doc(
        doctype="Auto Email Report", report=REPORT, user=user, enabled=1, frequency="Daily",
        email_to="boss@example.com", format="CSV", filters="{}", report_type="Script Report",
        **fields,
    )  # fmt: skip


def test_a_mail_of_the_report_has_what_a_manager_may_read(as_user):
    with as_user(MANAGER):
        content = order_of(MANAGER).insert(ignore_permissions=True).get_report_content()
    assert "Acme BV" in str(content)
    assert "Other BV" in str(content)


def test_nobody_has_the_report_mailed_for_or_by_somebody_who_may_not_run_it(as_user):
    """Frappe runs it as Administrator, whoever it is for."""
    with pytest.raises(frappe.PermissionError):
        order_of(AGENT).insert()
    with as_user(AGENT), pytest.raises(frappe.PermissionError):
        order_of(MANAGER).insert(ignore_permissions=True)
    order = order_of(MANAGER).insert()
    with as_user(AGENT), pytest.raises(frappe.PermissionError):
        order.get_report_content()


def test_nor_by_a_report_of_their_own_on_top_of_it(as_user):
    own = {"doctype": "Report", "report_name": "Mine", "report_type": "Custom Report"}
    own |= {"reference_report": REPORT, "ref_doctype": "SLA Fee Entry", "is_standard": "No"}
    frappe.get_doc(own).insert()
    with pytest.raises(frappe.PermissionError):
        order_of(AGENT).update({"report": "Mine"}).insert()
    with as_user(AGENT), pytest.raises(frappe.PermissionError):
        query_report.run("Mine")
