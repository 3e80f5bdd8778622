"""What is still to be billed: the report and its export, and invoices where ERPNext is.

ERPNext is not on the test site: doctypes with its names and the fields that are used stand for it.
"""

from __future__ import annotations

import csv
import io
import json
import os
from decimal import Decimal

import frappe
import openpyxl
import pytest
import requests
from frappe.custom.doctype.custom_field.custom_field import create_custom_fields
from frappe.permissions import add_user_permission
from harness import records
from harness.counting import statements
from harness.rest_client import RestError

from sla_nl.erpnext import invoices
from sla_nl.fees import states, unbilled
from sla_nl.fees.ledger import ENTRY
from sla_nl.fees.unbilled import Choice

OFFICE = "vcare-connect-office"
REPORT = "SLA Unbilled Fees"


@pytest.fixture
def customer(unique, make_customer):
    """A customer of this test alone."""
    return make_customer(unique("Unbilled BV"))


@pytest.fixture
def charge(make_ticket, frozen, customer):
    """Returns a function that makes a ticket with a rush fee; returns the entry."""

    def make(day, amount=None, currency="EUR", vat_code=""):
        with frozen(f"{day} 10:00:00"):
            ticket = make_ticket(
                sla_nl_contract=OFFICE, sla_nl_kind="change", sla_nl_priority="P1",
                customer=customer,
            )  # fmt: skip
        with frozen(f"{day} 11:00:00"):
            assess(ticket.name, "No")
        name = frappe.get_all(ENTRY, {"ticket": ticket.name}, pluck="name")[0]
        frappe.db.set_value(ENTRY, name, {"currency": currency, "vat_code": vat_code})
        if amount is not None:
            states.confirm(name, Decimal(amount))
        return name

    return make


def assess(ticket, answer):
    doc = frappe.get_doc("HD Ticket", ticket)
    doc.sla_nl_is_disruption = answer
    doc.save()


def reassess(entry, day, frozen):
    """The ground of an entry is gone; returns its reversal."""
    with frozen(f"{day} 12:00:00"):
        assess(frappe.db.get_value(ENTRY, entry, "ticket"), "Yes")
    return frappe.db.get_value(ENTRY, {"reverses": entry})


def state(entry):
    return frappe.db.get_value(ENTRY, entry, ["state", "invoice"])


def figures(rows):
    """Sums as (month, currency, entries, without amount, proposed, confirmed, disputed, total)."""
    return [tuple(row[1:5]) + tuple(str(amount) for amount in row[5:]) for row in rows]


@pytest.fixture
def ledger(charge, frozen):
    """Entries of two months and two currencies, in every state."""
    charge("2026-06-08", "100.10")
    charge("2026-06-09", "0.20")
    charge("2026-06-10")
    charge("2026-06-11", "75", currency="USD")
    states.dispute(charge("2026-06-12", "10"), "Why?")
    states.waive(charge("2026-06-12", "1000"), "Goodwill")
    invoiced = charge("2026-06-15", "50")
    states.invoice(invoiced, "2026-0007")
    reassess(invoiced, "2026-07-02", frozen)
    reassess(charge("2026-06-16", "1000"), "2026-07-02", frozen)
    charge("2026-07-31", "5")


def test_what_is_unbilled_is_counted_in_one_query_however_much_it_is(ledger, customer, as_user):
    """Of what the user may see: as often as it is listed."""
    with statements() as ran:
        count = unbilled.count_readable()
    assert count == len(unbilled.entries(Choice()))
    assert sum(ENTRY in query for query in ran) == 1
    agent = "agent2@example.com"
    add_user_permission("HD Customer", customer, agent)
    with as_user(agent):
        assert len(unbilled.entries(Choice(customer))) == 7
        assert 7 <= unbilled.count_readable() <= count


def test_what_is_unbilled_is_summed_by_month_and_currency(ledger, customer):
    assert figures(unbilled.sums(Choice(customer))) == [
        ("2026-06", "EUR", 4, 1, "0.00", "100.30", "10.00", "110.30"),
        ("2026-06", "USD", 1, 0, "0.00", "75.00", "0.00", "75.00"),
        ("2026-07", "EUR", 2, 0, "-50.00", "5.00", "0.00", "-45.00"),
    ]


def test_the_months_and_the_state_choose_what_is_summed(ledger, customer):
    july = Choice(customer, "2026-07", "2026-07")
    assert figures(unbilled.sums(july)) == [
        ("2026-07", "EUR", 2, 0, "-50.00", "5.00", "0.00", "-45.00")
    ]
    assert figures(unbilled.sums(Choice(customer, last="2026-06", state="Disputed"))) == [
        ("2026-06", "EUR", 1, 0, "0.00", "0.00", "10.00", "10.00")
    ]
    assert len(unbilled.entries(Choice(customer))) == 7


@pytest.mark.parametrize("month", ["2026", "2026-13", "06-2026", "2026-06-01", "'"])
def test_a_month_that_is_none_is_told(month):
    with pytest.raises(frappe.ValidationError, match="is no month"):
        unbilled.sums(Choice(first=month))


def test_a_state_that_is_billed_or_none_is_told():
    with pytest.raises(frappe.ValidationError, match="is none of"):
        unbilled.sums(Choice(state="Invoiced"))


@pytest.fixture
def export(rest, customer):
    """Returns a function that exports the report over REST, as the desk does."""

    def load(kind, user="Administrator", **filters):
        session = rest(user)
        session.get("method/frappe.auth.get_logged_user")
        return session._session.get(
            f"{os.environ['SLA_NL_SERVER']}/api/method/frappe.desk.query_report.export_query",
            params={
                "report_name": REPORT, "file_format_type": kind, "visible_idx": "[]",
                "filters": json.dumps({"customer": customer, **filters}),
            },
            timeout=60,
        )  # fmt: skip

    return load


def test_the_report_is_exported_with_the_same_figures(ledger, export, customer):
    rows = list(csv.reader(io.StringIO(export("CSV").text)))
    assert rows[0][:5] == ["Customer", "Month", "Currency", "Entries", "Without amount"]
    assert [row[1:5] + [str(float(cell)) for cell in row[5:]] for row in rows[1:]] == [
        ["2026-06", "EUR", "4", "1", "0.0", "100.3", "10.0", "110.3"],
        ["2026-06", "USD", "1", "0", "0.0", "75.0", "0.0", "75.0"],
        ["2026-07", "EUR", "2", "0", "-50.0", "5.0", "0.0", "-45.0"],
    ]


def test_the_entries_are_exported_one_by_one_as_numbers(ledger, export, customer):
    content = export("Excel", per_entry=1, last_month="2026-06", state="Confirmed").content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    head, *rows = list(sheet.iter_rows(values_only=True))
    found = [dict(zip(head, row, strict=True)) for row in rows]
    assert [(row["Amount"], row["Currency"]) for row in found] == [
        (100.1, "EUR"), (0.2, "EUR"), (75, "USD"),
    ]  # fmt: skip
    assert {row["Clauses"] for row in found} == {"vcare-5.1-rush-fee-always"}
    assert {row["Customer"] for row in found} == {customer}


def test_only_a_manager_sees_the_report(ledger, export):
    for user in ("agent@example.com", "klant@example.com"):
        assert export("CSV", user).status_code == 403
    manager = records.make_manager("finance@example.com")
    assert len(export("CSV", manager).text.splitlines()) == 4
    assert len(export("CSV", manager, per_entry=1).text.splitlines()) == 8


# Invoices


def field(name, kind="Data", options="", **more):
    return {"fieldname": name, "label": name, "fieldtype": kind, "options": options, **more}


STAND_INS = {
    "Customer": [field("customer_name", reqd=1)],
    "Item": [field("item_code", reqd=1)],
    "Sales Invoice Item": [
        field("item_code", "Link", "Item"), field("item_name", reqd=1),
        field("description", "Text Editor"), field("qty", "Float"), field("rate", "Currency"),
        field("conversion_factor", "Float"), field("income_account", reqd=1),
    ],
    "Sales Invoice": [
        field("customer", "Link", "Customer"), field("currency", "Link", "Currency"),
        field("is_return", "Check"), field("items", "Table", "Sales Invoice Item"),
        field("amended_from", "Link", "Sales Invoice"),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def erpnext(site):
    """ERPNext's doctypes, as far as they are used."""
    frappe.set_user("Administrator")
    for name, fields in STAND_INS.items():
        frappe.get_doc(
            {
                "doctype": "DocType", "name": name, "module": "Custom", "custom": 1,
                "fields": fields, "istable": int(name.endswith(" Item")),
                "is_submittable": int(name == "Sales Invoice"),
                "autoname": {"Customer": "field:customer_name", "Item": "field:item_code"}.get(
                    name, "hash"
                ),
                "permissions": [] if name.endswith(" Item") else [
                    {"role": "System Manager", "read": 1, "write": 1, "create": 1, "delete": 1}
                    | ({"submit": 1, "cancel": 1} if name == "Sales Invoice" else {})
                ],
            }
        ).insert()  # fmt: skip
    frappe.db.commit()
    yield
    frappe.db.rollback()
    for name in reversed(STAND_INS):
        frappe.delete_doc("DocType", name, force=True)
        frappe.db.sql_ddl(f"drop table if exists `tab{name}`")
    frappe.db.commit()


@pytest.fixture
def debtor(erpnext, customer):
    """ERPNext's customer of the same name."""
    return frappe.get_doc({"doctype": "Customer", "customer_name": customer}).insert().name


def test_without_erpnext_a_draft_is_refused(charge, customer):
    charge("2026-06-08", "100")
    assert not frappe.db.exists("DocType", "Sales Invoice")
    with pytest.raises(frappe.ValidationError, match="ERPNext is not installed"):
        invoices.draft(customer, "2026-06")


def test_a_draft_has_a_line_for_each_confirmed_entry(debtor, charge, customer):
    one, other = charge("2026-06-08", "100.10", vat_code="H21"), charge("2026-06-09", "0")
    asking, later = charge("2026-06-10"), charge("2026-07-01", "7")
    (name,) = invoices.draft(customer, "2026-06")
    invoice = frappe.get_doc("Sales Invoice", name)
    assert (invoice.customer, invoice.currency, invoice.docstatus) == (customer, "EUR", 0)
    assert [(line.qty, line.rate) for line in invoice.items] == [(1, 100.1), (1, 0)]
    told = invoice.items[0].description
    for part in (frappe.db.get_value(ENTRY, one, "ticket"), "Spoedkosten", "vcare-5.1", "H21"):
        assert part in told
    assert state(one) == state(other) == ("Invoiced", name)
    assert state(asking) == ("Proposed", None)
    assert state(later) == ("Confirmed", None)


def test_a_title_is_escaped_on_the_line(debtor, charge, customer):
    frappe.db.set_value(ENTRY, charge("2026-06-08", "1"), "fee_title", "<img src=x onerror=y>")
    (name,) = invoices.draft(customer, "2026-06")
    assert "<img" not in frappe.get_doc("Sales Invoice", name).items[0].description


def test_the_item_of_the_settings_is_on_every_line(debtor, charge, customer):
    frappe.get_doc({"doctype": "Item", "item_code": "SLA-FEE"}).insert()
    frappe.db.set_single_value("SLA Settings", "invoice_item", "SLA-FEE")
    charge("2026-06-08", "1")
    (name,) = invoices.draft(customer, "2026-06")
    assert frappe.get_doc("Sales Invoice", name).items[0].item_code == "SLA-FEE"


def test_each_currency_has_an_invoice_of_its_own(debtor, charge, customer):
    charge("2026-06-08", "100")
    charge("2026-06-09", "75", currency="USD")
    drafted = [
        frappe.get_doc("Sales Invoice", name) for name in invoices.draft(customer, "2026-06")
    ]
    assert [(doc.currency, [line.rate for line in doc.items]) for doc in drafted] == [
        ("EUR", [100]), ("USD", [75]),
    ]  # fmt: skip


def test_a_second_draft_finds_nothing_more(debtor, charge, customer):
    charge("2026-06-08", "100")
    invoices.draft(customer, "2026-06")
    with pytest.raises(frappe.ValidationError, match="no confirmed fees"):
        invoices.draft(customer, "2026-06")


def test_a_credit_is_a_line_below_zero_and_alone_a_credit_note(debtor, charge, customer, frozen):
    first = charge("2026-06-08", "100")
    invoices.draft(customer, "2026-06")
    credit = reassess(first, "2026-07-02", frozen)
    states.confirm(credit)
    charge("2026-07-03", "30")
    (name,) = invoices.draft(customer, "2026-07")
    note = frappe.get_doc("Sales Invoice", name)
    assert note.is_return == 1
    assert [(line.qty, line.rate) for line in note.items] == [(-1, 100), (-1, -30)]
    states.release(name)
    charge("2026-07-04", "300")
    (name,) = invoices.draft(customer, "2026-07")
    bill = frappe.get_doc("Sales Invoice", name)
    assert bill.is_return == 0
    assert [(line.qty, line.rate) for line in bill.items] == [(1, -100), (1, 30), (1, 300)]


def test_a_customer_that_erpnext_does_not_know_is_told(erpnext, charge, customer):
    entry = charge("2026-06-08", "100")
    with pytest.raises(frappe.ValidationError, match="has no customer"):
        invoices.draft(customer, "2026-06")
    assert state(entry) == ("Confirmed", None)


@pytest.fixture
def linked(erpnext, customer):
    """The link that newer versions of Helpdesk keep on its customer."""
    field = {"fieldname": "erpnext_customer", "fieldtype": "Data", "label": "ERPNext Customer"}
    create_custom_fields({"HD Customer": [field]})
    frappe.db.set_value("HD Customer", customer, "erpnext_customer", f"{customer} Holding")
    frappe.get_doc({"doctype": "Customer", "customer_name": f"{customer} Holding"}).insert()
    yield
    frappe.db.rollback()
    frappe.delete_doc("Custom Field", "HD Customer-erpnext_customer")
    frappe.db.sql_ddl("alter table `tabHD Customer` drop column erpnext_customer")


def test_the_customer_that_helpdesk_links_to_is_billed(linked, charge, customer):
    charge("2026-06-08", "100")
    (name,) = invoices.draft(customer, "2026-06")
    assert frappe.db.get_value("Sales Invoice", name, "customer") == f"{customer} Holding"


def test_a_deleted_draft_gives_its_entries_back(debtor, charge, customer):
    entry = charge("2026-06-08", "100")
    (name,) = invoices.draft(customer, "2026-06")
    frappe.delete_doc("Sales Invoice", name)
    assert state(entry)[0] == "Confirmed"
    assert len(invoices.draft(customer, "2026-06")) == 1


@pytest.fixture
def submitted(debtor, charge, customer):
    """Returns a submitted invoice and its entry."""
    entry = charge("2026-06-08", "100")
    (name,) = invoices.draft(customer, "2026-06")
    invoice = frappe.get_doc("Sales Invoice", name)
    invoice.items[0].income_account = "Sales"
    invoice.submit()
    return invoice, entry


def test_a_cancelled_invoice_gives_its_entries_back_to_its_amendment(submitted):
    invoice, entry = submitted
    assert state(entry) == ("Invoiced", invoice.name)
    invoice.cancel()
    assert state(entry)[0] == "Confirmed"
    amendment = frappe.copy_doc(invoice)
    amendment.amended_from = invoice.name
    amendment.insert()
    assert state(entry) == ("Invoiced", amendment.name)
    frappe.delete_doc("Sales Invoice", amendment.name)
    assert state(entry)[0] == "Confirmed"


def test_an_invoice_is_drafted_over_rest_by_a_manager_who_may_make_one(
    debtor, charge, customer, rest
):
    charge("2026-06-08", "100")
    arguments = {"customer": customer, "month": "2026-06"}
    manager = records.make_manager("finance@example.com")
    for user in ("agent@example.com", "klant@example.com", manager):
        with pytest.raises(RestError) as refused:
            rest(user).call("sla_nl.api.fees.draft_invoices", **arguments)
        assert refused.value.status == 403
    (name,) = rest().call("sla_nl.api.fees.draft_invoices", **arguments)
    frappe.db.commit()
    assert frappe.db.exists("Sales Invoice", name)


def test_a_guest_drafts_nothing(site):
    answer = requests.post(
        f"{os.environ['SLA_NL_SERVER']}/api/method/sla_nl.api.fees.draft_invoices",
        json={"customer": "x", "month": "2026-06"}, timeout=60,
    )  # fmt: skip
    assert answer.status_code == 403
