"""Only users who may read the report of unbilled fees get it, in each way that Frappe offers."""

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
    """Make a committed ticket with a fee for each of two customers, and a manager."""
    records.make_manager(MANAGER)
    for customer in ("Acme BV", "Other BV"):
        make_ticket(customer=customer, sla_nl_contract=OFFICE, **FEES)
    frappe.db.commit()


def customers(rows):
    """Return the customers of rows, without the rows that have none."""
    return {row["customer"] for row in rows if row["customer"]}


@pytest.mark.parametrize("user", [AGENT, CUSTOMER, "Guest"])
def test_the_report_refuses_a_user_without_its_roles(user, as_user):
    with as_user(user), pytest.raises(frappe.PermissionError):
        execute({"per_entry": 1})


def test_a_site_can_give_other_roles_the_report(as_user):
    roles = {"doctype": "Custom Role", "report": REPORT, "roles": [{"role": "Agent"}]}
    frappe.get_doc(roles).insert()
    with as_user(AGENT):
        assert {"Acme BV", "Other BV"} <= customers(execute()[1])
    with as_user(MANAGER), pytest.raises(frappe.PermissionError):
        execute()


def test_a_manager_limited_to_a_customer_gets_only_its_fees(as_user):
    """User Permissions of Frappe limit the sums and the list."""
    add_user_permission("HD Customer", "Acme BV", MANAGER)
    with as_user(MANAGER):
        assert customers(execute()[1]) == {"Acme BV"}
        assert customers(execute({"per_entry": 1})[1]) == {"Acme BV"}


@pytest.mark.parametrize("user", [AGENT, CUSTOMER])
def test_other_users_cannot_run_or_export_the_report(user, rest):
    body = {"report_name": REPORT, "filters": {}, "file_format_type": "CSV", "visible_idx": []}
    for method in ("run", "export_query", "get_script"):
        with pytest.raises(RestError) as refusal:
            rest(user).call(f"frappe.desk.query_report.{method}", **body)
        assert refusal.value.status == 403, method


@pytest.mark.parametrize("user", [AGENT, CUSTOMER])
def test_a_report_queued_by_another_user_is_empty(user, as_user, monkeypatch):
    """Frappe 15 queues the report for every user; the job then fails without a file."""
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
    """Generate the report as a worker does, within the test's transaction."""
    with monkeypatch.context() as patch:
        patch.setattr(frappe.db, "commit", lambda **_: None)
        generate_report(name)


def order_of(user, **fields):
    return frappe.get_doc(
        doctype="Auto Email Report", report=REPORT, user=user, enabled=1, frequency="Daily",
        email_to="boss@example.com", format="CSV", filters="{}", report_type="Script Report",
        **fields,
    )  # fmt: skip


def test_a_mail_of_the_report_has_the_fees_that_a_manager_may_read(as_user):
    with as_user(MANAGER):
        content = order_of(MANAGER).insert(ignore_permissions=True).get_report_content()
    assert "Acme BV" in str(content)
    assert "Other BV" in str(content)


def test_the_report_is_not_mailed_for_or_by_a_user_who_may_not_run_it(as_user):
    """Frappe runs the report for a mail as Administrator, for every user."""
    with pytest.raises(frappe.PermissionError):
        order_of(AGENT).insert()
    with as_user(AGENT), pytest.raises(frappe.PermissionError):
        order_of(MANAGER).insert(ignore_permissions=True)
    order = order_of(MANAGER).insert()
    with as_user(AGENT), pytest.raises(frappe.PermissionError):
        order.get_report_content()


def test_a_custom_report_based_on_it_is_refused_too(as_user):
    own = {"doctype": "Report", "report_name": "Mine", "report_type": "Custom Report"}
    own |= {"reference_report": REPORT, "ref_doctype": "SLA Fee Entry", "is_standard": "No"}
    frappe.get_doc(own).insert()
    with pytest.raises(frappe.PermissionError):
        order_of(AGENT).update({"report": "Mine"}).insert()
    with as_user(AGENT), pytest.raises(frappe.PermissionError):
        query_report.run("Mine")
