"""What is still to be billed: the report and its export."""

from __future__ import annotations

import csv
import io
import json
import os
from functools import partial

import frappe
import openpyxl
import pytest
import requests
from frappe.permissions import add_user_permission
from harness import bookkeeping, charging, records
from harness.charging import reassess
from harness.counting import statements

from sla_nl.erpnext import invoices
from sla_nl.fees import states, unbilled
from sla_nl.fees.ledger import ENTRY
from sla_nl.fees.unbilled import Choice

REPORT = "SLA Unbilled Fees"


@pytest.fixture
def customer(unique, make_customer):
    """Make a customer of this test alone."""
    return make_customer(unique("Unbilled BV"))


@pytest.fixture
def charge(make_ticket, frozen, customer):
    """Return a function that makes a ticket with a rush fee and returns its entry."""

    return partial(charging.charge, make_ticket, frozen, customer)


def figures(rows):
    """Return (month, currency, entries, without amount, proposed, confirmed, disputed, total)."""
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
    """Return a function that exports the report over REST, as the desk does."""

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
    answer = export("Excel", per_entry=1, last_month="2026-06", state="Confirmed")
    assert answer.ok, answer.text
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    head, *rows = list(sheet.iter_rows(values_only=True))
    found = [dict(zip(head, row, strict=True)) for row in rows]
    assert [(row["Amount"], row["Currency"]) for row in found] == [
        (100.1, "EUR"), (0.2, "EUR"), (75, "USD"),
    ]  # fmt: skip
    assert {row["Clauses"] for row in found} == {"art. 5.1"}
    assert {row["Customer"] for row in found} == {customer}


def test_only_a_manager_sees_the_report(ledger, export):
    for user in ("agent@example.com", "klant@example.com"):
        assert export("CSV", user).status_code == 403
    manager = records.make_manager("finance@example.com")
    assert len(export("CSV", manager).text.splitlines()) == 4
    assert len(export("CSV", manager, per_entry=1).text.splitlines()) == 8


without_erpnext = pytest.mark.skipif(bookkeeping.is_on_bench(), reason="ERPNext is on this bench")


@without_erpnext
def test_without_erpnext_a_draft_is_refused(charge, customer):
    charge("2026-06-08", "100")
    with pytest.raises(frappe.ValidationError, match="ERPNext is not installed"):
        invoices.draft(customer, "2026-06")


def test_a_guest_drafts_nothing(site):
    answer = requests.post(
        f"{os.environ['SLA_NL_SERVER']}/api/method/sla_nl.api.fees.draft_invoices",
        json={"customer": "x", "month": "2026-06"}, timeout=60,
    )  # fmt: skip
    assert answer.status_code == 403


@without_erpnext
def test_without_erpnext_the_settings_ask_for_no_company_or_item(site):
    """A Link to a doctype that is not there would break the form."""
    meta = frappe.get_meta("SLA Settings")
    assert not meta.has_field("invoice_company")
    assert not meta.has_field("invoice_item")
    targets = {field.options for field in meta.fields if field.fieldtype == "Link"}
    assert all(frappe.db.exists("DocType", target) for target in targets)
