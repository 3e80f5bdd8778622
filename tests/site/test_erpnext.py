"""Draft Sales Invoices in a real ERPNext, and what becomes of them and of their entries."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import frappe
import pytest
from frappe.permissions import add_user_permission
from harness import bookkeeping, charging, records
from harness.bookkeeping import ABBR, COMPANY, INCOME, ITEM
from harness.charging import TITLE, assess, reassess, state
from harness.rest_client import RestError

from sla_nl.erpnext import invoices
from sla_nl.fees import credits, ledger, states
from sla_nl.fees.ledger import ENTRY
from sla_nl.site.time import now_s

pytestmark = pytest.mark.skipif(
    not bookkeeping.is_on_bench(), reason="ERPNext is not on this bench"
)

OFFICE = "vcare-connect-office"
TODAY = "2026-07-01 09:00:00"
INVOICE = "Sales Invoice"
DEFAULT = f"Netherlands VAT 21% - {ABBR}"
"""The default template of taxes that ERPNext makes for a Dutch company."""

HIGH, LOW = f"VAT 21% - {ABBR}", f"VAT 6% - {ABBR}"
"""Its accounts of VAT."""


@pytest.fixture
def customer(unique, make_customer):
    """Make a customer of this test alone, whom ERPNext knows by the same name."""
    name = make_customer(unique("Invoiced BV"))
    make("Customer", customer_name=name, customer_type="Company")
    return name


@pytest.fixture
def charge(make_ticket, frozen, customer):
    """Return a function that makes a ticket with a rush fee and returns its entry."""
    return partial(charging.charge, make_ticket, frozen, customer)


@pytest.fixture(autouse=True)
def settings(site, frozen):
    """Bill on a fixed day, with the item of the lines, and no exchange rates of the network."""
    frappe.db.set_single_value("SLA Settings", "invoice_item", ITEM)
    frappe.db.set_single_value("Currency Exchange Settings", "disabled", 1)
    with frozen(TODAY):
        yield


@pytest.fixture
def draft(customer):
    """Return a function that drafts what is billed for a month and returns the invoices."""

    def run(month="2026-06"):
        return [frappe.get_doc(INVOICE, name) for name in invoices.draft(customer, month)]

    return run


@pytest.fixture
def bill(charge, draft):
    """Return a function that drafts one invoice of fees and returns it with its entries."""

    def run(*amounts):
        entries = [charge(f"2026-06-{day:02}", amount) for day, amount in enumerate(amounts, 8)]
        (invoice,) = draft()
        return invoice, *entries

    return run


def make(doctype, **values):
    return frappe.get_doc({"doctype": doctype, **values}).insert()


def amounts(invoice):
    return [(line.qty, line.rate, line.amount) for line in invoice.items]


def entry_of(line):
    return line.sla_nl_fee_entry


def tax_template(title, rate):
    """Make a template of VAT on the invoice, and return its name."""
    row = {
        "charge_type": "On Net Total", "account_head": HIGH, "rate": rate,
        "description": f"Btw {rate}%",
    }  # fmt: skip
    template = make("Sales Taxes and Charges Template", title=title, company=COMPANY, taxes=[row])
    return template.name


def item_template(title, code, rates):
    """Make a template of VAT for single lines, and return its name."""
    rows = [{"tax_type": account, "tax_rate": rate} for account, rate in rates.items()]
    return make(
        "Item Tax Template", title=title, company=COMPANY, taxes=rows, sla_nl_vat_code=code
    ).name


# The draft


def test_a_draft_has_a_line_for_each_confirmed_entry(charge, draft, customer):
    one, other = charge("2026-06-08", "100.10"), charge("2026-06-09", "33")
    asking, later = charge("2026-06-10"), charge("2026-07-01", "7")
    (invoice,) = draft()
    assert (invoice.company, invoice.customer, invoice.currency) == (COMPANY, customer, "EUR")
    assert invoice.docstatus == 0
    assert amounts(invoice) == [(1, 100.1, 100.1), (1, 33, 33)]
    assert (invoice.net_total, invoice.grand_total) == (133.1, 161.05)
    line = invoice.items[0]
    assert (line.item_code, line.item_name, line.income_account) == (ITEM, TITLE, INCOME)
    assert entry_of(line) == one
    for part in (frappe.db.get_value(ENTRY, one, "ticket"), TITLE, "art. 5.1"):
        assert part in line.description
    assert state(one) == state(other) == ("Invoiced", invoice.name)
    assert state(asking) == ("Proposed", None)
    assert state(later) == ("Confirmed", None)


def test_a_title_is_escaped_on_the_line(charge, draft):
    frappe.db.set_value(ENTRY, charge("2026-06-08", "1"), "fee_title", "<img src=x onerror=y>")
    (invoice,) = draft()
    assert "<img" not in invoice.items[0].description


def test_a_second_draft_finds_nothing_more(bill, draft):
    bill("100")
    with pytest.raises(frappe.ValidationError, match="no confirmed fees"):
        draft()


def test_a_fee_of_nothing_is_left_out_and_stays_confirmed(charge, draft):
    nothing = charge("2026-06-08", "0")
    with pytest.raises(frappe.ValidationError, match="nothing to bill"):
        draft()
    charge("2026-06-09", "5")
    (invoice,) = draft()
    assert amounts(invoice) == [(1, 5, 5)]
    assert state(nothing) == ("Confirmed", None)


def test_the_bill_is_not_rounded_to_whole_units(dollars, charge, draft):
    """The company has no account for rounding differences."""
    frappe.db.set_value("Currency", "USD", "smallest_currency_fraction_value", 1)
    charge("2026-06-08", "33.33", currency="USD")
    (invoice,) = draft()
    assert (invoice.grand_total, invoice.rounded_total) == (40.33, 0)
    invoice.submit()


def test_an_invoice_is_drafted_over_rest_by_a_manager_who_may_make_one(charge, customer, rest):
    charge("2026-06-08", "100")
    frappe.db.commit()
    arguments = {"customer": customer, "month": "2026-06"}
    manager = records.make_manager("finance@example.com")
    for user in ("agent@example.com", "klant@example.com", manager):
        with pytest.raises(RestError) as refused:
            rest(user).call("sla_nl.api.fees.draft_invoices", **arguments)
        assert refused.value.status == 403
    (name,) = rest().call("sla_nl.api.fees.draft_invoices", **arguments)
    frappe.db.commit()
    assert frappe.db.get_value(INVOICE, name, "docstatus") == 0


# The amount


@pytest.fixture
def priced(site):
    """Price the item at 99, in the price list that invoices have by default."""
    frappe.db.delete("Item Price", {"item_code": ITEM})
    price_list = frappe.db.get_single_value("Selling Settings", "selling_price_list")
    make("Item Price", item_code=ITEM, price_list=price_list, price_list_rate=99)


@pytest.fixture
def discounted(site):
    """Make a rule that takes 10% off the item."""
    make(
        "Pricing Rule", title="Tien procent", apply_on="Item Code", items=[{"item_code": ITEM}],
        price_or_product_discount="Price", rate_or_discount="Discount Percentage",
        discount_percentage=10, selling=1, company=COMPANY, currency="EUR",
    )  # fmt: skip


def test_the_price_list_and_its_rules_change_no_amount(priced, discounted, charge, draft):
    for day, amount in ((8, "33"), (9, "99"), (10, "200")):
        charge(f"2026-06-{day:02}", amount)
    (invoice,) = draft()
    invoice.save()
    with_discounts = [line.discount_amount or line.discount_percentage for line in invoice.items]
    assert amounts(invoice) == [(1, 33, 33), (1, 99, 99), (1, 200, 200)]
    assert with_discounts == [0, 0, 0]
    assert invoice.net_total == 332


def test_a_rule_on_the_whole_invoice_changes_no_amount(charge, draft):
    make(
        "Pricing Rule", title="Alles", apply_on="Transaction", price_or_product_discount="Price",
        rate_or_discount="Discount Percentage", discount_percentage=10, selling=1,
        company=COMPANY, currency="EUR",
    )  # fmt: skip
    charge("2026-06-08", "200")
    (invoice,) = draft()
    assert invoice.net_total == 200


# Value added tax


def test_the_default_template_of_the_company_gives_the_vat(bill):
    invoice, _ = bill("100")
    assert invoice.taxes_and_charges == DEFAULT
    assert (invoice.net_total, invoice.total_taxes_and_charges) == (100, 21)


def test_a_tax_rule_of_the_customer_goes_before_the_default(bill, customer):
    shifted = tax_template("Verlegd", 0)
    make("Tax Category", title="Verlegd")
    frappe.db.set_value("Customer", customer, "tax_category", "Verlegd")
    make(
        "Tax Rule", tax_type="Sales", tax_category="Verlegd", company=COMPANY,
        sales_tax_template=shifted,
    )  # fmt: skip
    invoice, _ = bill("100")
    assert (invoice.taxes_and_charges, invoice.total_taxes_and_charges) == (shifted, 0)


def test_a_vat_code_chooses_the_tax_template_of_its_line(charge, draft):
    low = item_template("Laag", "L9", {HIGH: 0, LOW: 9})
    titled = item_template("Nul", "", {HIGH: 0})
    charge("2026-06-08", "100", vat_code="L9")
    charge("2026-06-09", "100", vat_code="Nul")
    charge("2026-06-10", "100")
    (invoice,) = draft()
    assert [line.item_tax_template for line in invoice.items] == [low, titled, None]
    assert invoice.total_taxes_and_charges == 9 + 0 + 21
    assert "VAT code L9" in invoice.items[0].description


def test_a_vat_code_without_a_template_is_told_and_nothing_is_drafted(charge, draft):
    entry = charge("2026-06-08", "100", vat_code="X")
    with pytest.raises(frappe.ValidationError, match="no Item Tax Template for VAT code X"):
        draft()
    assert state(entry) == ("Confirmed", None)


def test_a_template_that_the_item_does_not_allow_is_told(charge, draft):
    low = item_template("Laag", "L9", {HIGH: 0, LOW: 9})
    high = item_template("Hoog", "H21", {HIGH: 21})
    item = frappe.get_doc("Item", ITEM)
    item.append("taxes", {"item_tax_template": high})
    item.save()
    charge("2026-06-08", "100", vat_code="L9")
    with pytest.raises(frappe.ValidationError, match=f"does not allow the tax template {low}"):
        draft()


# Currencies


def make_rate(currency, rate):
    make(
        "Currency Exchange", date="2026-06-30", from_currency=currency, to_currency="EUR",
        exchange_rate=rate, for_selling=1,
    )  # fmt: skip


@pytest.fixture
def dollars(site):
    """Invoices in dollars are allowed on the company's account of debtors, at 0.90."""
    frappe.db.set_single_value(
        "Accounts Settings", "allow_multi_currency_invoices_against_single_party_account", 1
    )
    make_rate("USD", 0.9)


def test_each_currency_has_an_invoice_of_its_own(dollars, charge, draft):
    charge("2026-06-08", "100")
    charge("2026-06-09", "75", currency="USD")
    drafted = draft()
    assert [(doc.currency, doc.conversion_rate, doc.base_grand_total) for doc in drafted] == [
        ("EUR", 1, 121), ("USD", 0.9, 81.68),
    ]  # fmt: skip
    for invoice in drafted:
        invoice.submit()


def test_a_currency_without_a_rate_is_told_and_the_other_is_drafted(charge, draft):
    charge("2026-06-08", "100")
    dollars = charge("2026-06-09", "75", currency="USD")
    (invoice,) = draft()
    assert (invoice.currency, amounts(invoice)) == ("EUR", [(1, 100, 100)])
    assert state(dollars) == ("Confirmed", None)
    (told,) = [message["message"] for message in frappe.get_message_log()]
    assert told == (
        "USD: There is no exchange rate from USD to EUR on 2026-07-01: add a Currency Exchange."
    )


def test_what_erpnext_refuses_is_told_and_the_other_currency_is_drafted(charge, draft):
    """The account of debtors is in euros, and ERPNext's setting allows no other currency."""
    make_rate("USD", 0.9)
    charge("2026-06-08", "100")
    dollars = charge("2026-06-09", "75", currency="USD")
    before = frappe.db.count(INVOICE)
    (invoice,) = draft()
    assert invoice.currency == "EUR"
    assert frappe.db.count(INVOICE) == before + 1
    assert state(dollars) == ("Confirmed", None)
    (told,) = [message["message"] for message in frappe.get_message_log()]
    assert told.startswith("USD: ")
    assert "should be same" in told


# What is missing


def no_company():
    frappe.db.set_single_value("Global Defaults", "default_company", "")
    frappe.defaults.clear_default("company")


def no_account():
    frappe.db.delete("Item Default", {"parent": ITEM})
    frappe.clear_document_cache("Item", ITEM)


MISSING = [
    (no_company, "no company to bill for"),
    (lambda: setting("invoice_company", "Gone BV"), "company Gone BV does not exist"),
    (lambda: setting("invoice_item", ""), "no item for the lines"),
    (lambda: setting("invoice_item", "GONE"), "item GONE of SLA Settings"),
    (lambda: frappe.db.set_value("Item", ITEM, "disabled", 1), f"item {ITEM} of SLA Settings"),
    (no_account, f"item {ITEM} has no income account in {COMPANY}"),
]


def setting(field, value):
    frappe.db.set_single_value("SLA Settings", field, value)


@pytest.mark.parametrize(("take", "told"), MISSING, ids=[told for _, told in MISSING])
def test_what_is_missing_is_told_before_anything_is_written(take, told, charge, draft):
    entry = charge("2026-06-08", "100")
    take()
    before = frappe.db.count(INVOICE)
    with pytest.raises(frappe.ValidationError, match=told):
        draft()
    assert frappe.db.count(INVOICE) == before
    assert state(entry) == ("Confirmed", None)


def test_a_customer_that_erpnext_does_not_know_is_told(charge, draft, customer):
    entry = charge("2026-06-08", "100")
    frappe.delete_doc("Customer", customer)
    with pytest.raises(frappe.ValidationError, match="has no customer"):
        draft()
    assert state(entry) == ("Confirmed", None)


def test_the_customer_that_helpdesk_links_to_is_billed(bill, customer):
    holding = make("Customer", customer_name=f"{customer} Holding", customer_type="Company")
    frappe.db.set_value("HD Customer", customer, "erpnext_customer", holding.name)
    invoice, _ = bill("100")
    assert invoice.customer == holding.name


def test_the_company_of_the_settings_bills(bill):
    no_company()
    setting("invoice_company", COMPANY)
    invoice, _ = bill("100")
    assert invoice.company == COMPANY


def test_who_may_not_read_the_customer_is_told_and_nothing_is_written(
    charge, draft, as_user, unique
):
    entry = charge("2026-06-08", "100")
    user = records.make_manager("boekhouder@example.com")
    frappe.get_doc("User", user).add_roles("Accounts User")
    other = make("Customer", customer_name=unique("Other BV"), customer_type="Company")
    add_user_permission("Customer", other.name, user)
    with as_user(user), pytest.raises(frappe.ValidationError, match="EUR: "):
        draft()
    assert state(entry) == ("Confirmed", None)


# Editing, submitting, cancelling, amending, deleting


def test_a_line_that_is_removed_gives_its_entry_back(bill, draft):
    invoice, kept, removed = bill("100", "50")
    invoice.remove(invoice.items[1])
    invoice.save()
    assert state(kept) == ("Invoiced", invoice.name)
    assert state(removed)[0] == "Confirmed"
    (second,) = draft()
    assert state(removed) == ("Invoiced", second.name)


def test_a_text_and_a_line_of_ones_own_can_be_changed(bill):
    invoice, entry = bill("100")
    invoice.items[0].description = "Spoed op 8 juni"
    invoice.append("items", {"item_code": ITEM, "qty": 2, "rate": 12.5})
    invoice.save()
    assert (invoice.net_total, state(entry)) == (125, ("Invoiced", invoice.name))


EDITS = {
    "rate": lambda invoice, other: invoice.items[0].update({"rate": 80}),
    "quantity": lambda invoice, other: invoice.items[0].update({"qty": 2}),
    "customer": lambda invoice, other: invoice.update({"customer": other}),
    "currency": lambda invoice, other: invoice.update({"currency": "USD", "conversion_rate": 0.9}),
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_line_that_differs_from_the_ledger_is_refused(edit, bill, dollars, unique):
    invoice, _ = bill("100")
    other = make("Customer", customer_name=unique("Other BV"), customer_type="Company").name
    EDITS[edit](invoice, other)
    with pytest.raises(frappe.ValidationError, match=r"Row 1 bills .* but the fee"):
        invoice.save()


def test_one_fee_is_on_one_line_of_one_invoice(bill):
    invoice, entry = bill("100")
    copy = frappe.copy_doc(invoice)
    with pytest.raises(frappe.ValidationError, match=f"is on invoice {invoice.name} already"):
        copy.insert()
    invoice.append("items", {**invoice.items[0].as_dict(), "name": None, "idx": 2})
    with pytest.raises(frappe.ValidationError, match="Rows 1 and 2 bill the same fee"):
        invoice.save()
    assert state(entry) == ("Invoiced", invoice.name)


def test_a_fee_that_is_not_confirmed_cannot_be_put_on_a_line(bill, charge):
    invoice, _ = bill("100")
    proposed = charge("2026-06-20")
    invoice.append("items", {"item_code": ITEM, "qty": 1, "rate": 5, "sla_nl_fee_entry": proposed})
    with pytest.raises(frappe.ValidationError, match="is Proposed, not Confirmed"):
        invoice.save()


def test_a_deleted_draft_gives_its_entries_back(bill, draft):
    invoice, entry = bill("100")
    frappe.delete_doc(INVOICE, invoice.name)
    assert state(entry)[0] == "Confirmed"
    assert len(draft()) == 1


@pytest.fixture
def submitted(bill):
    """Return a submitted invoice of two fees, with its entries."""
    invoice, *entries = bill("100", "50")
    invoice.submit()
    return invoice.reload(), *entries


def test_a_submitted_invoice_is_booked_for_the_ledgers_amount(submitted):
    invoice, one, other = submitted
    entries = {"voucher_no": invoice.name, "account": INCOME, "is_cancelled": 0}
    booked = sum(frappe.get_all("GL Entry", entries, pluck="credit"))
    assert (invoice.docstatus, booked, invoice.outstanding_amount) == (1, 150, 181.5)
    assert state(one) == state(other) == ("Invoiced", invoice.name)


def amend(invoice):
    amendment = frappe.copy_doc(invoice)
    amendment.amended_from = invoice.name
    return amendment


def test_a_cancelled_invoice_gives_its_entries_back_to_its_amendment(submitted, draft):
    invoice, one, other = submitted
    invoice.cancel()
    assert [state(one)[0], state(other)[0]] == ["Confirmed", "Confirmed"]
    amendment = amend(invoice).insert()
    assert state(one) == state(other) == ("Invoiced", amendment.name)
    with pytest.raises(frappe.ValidationError, match="no confirmed fees"):
        draft()
    frappe.delete_doc(INVOICE, amendment.name)
    frappe.delete_doc(INVOICE, invoice.name)
    assert [state(one)[0], state(other)[0]] == ["Confirmed", "Confirmed"]


def test_an_amendment_does_not_bill_what_was_billed_elsewhere_meanwhile(submitted, draft):
    invoice, one, _ = submitted
    invoice.cancel()
    (second,) = draft()
    with pytest.raises(frappe.ValidationError, match=f"is on invoice {second.name}"):
        amend(invoice).insert()
    assert state(one) == ("Invoiced", second.name)


def test_an_amendment_takes_over_what_was_marked_by_hand(bill, charge):
    """The entry is on no line: its number was typed."""
    invoice, _ = bill("100")
    by_hand = charge("2026-06-20", "70")
    states.invoice(by_hand, invoice.name)
    invoice.submit()
    invoice.reload().cancel()
    amendment = amend(invoice).insert()
    assert state(by_hand) == ("Invoiced", amendment.name)


# Credits of our own


def test_a_credit_is_on_a_credit_note_of_its_own(submitted, charge, draft, frozen):
    """ERPNext submits no negative line on an invoice: the two are not mixed."""
    _, one, _ = submitted
    credit = reassess(one, "2026-07-02", frozen)
    states.confirm(credit)
    charge("2026-07-03", "300")
    bill, note = draft("2026-07")
    assert (bill.is_return, amounts(bill)) == (0, [(1, 300, 300)])
    assert (note.is_return, amounts(note), note.grand_total) == (1, [(-1, 100, -100)], -121)
    assert state(credit) == ("Invoiced", note.name)
    bill.submit()
    note.submit()


# Credits of missed promises


@pytest.fixture
def credited(customer, frozen):
    """Return a function that books a credit of a case, and returns its entry."""

    def book(percentage, at="2026-06-15 10:00:00"):
        with frozen(at):
            found = credits.Credit(
                now_s(), "Korting wegens te late oplossingen", "incident_meeting_held",
                Decimal(percentage), "possible", "Eerstvolgende maandfactuur van het abonnement",
                promise="Service time", period="2026-06", clauses=("covide-7.3-discount-5",),
            )  # fmt: skip
            source = credits.Source(customer, OFFICE, period="2026-06")
            (entry,) = credits.settle(source, [found])
            return entry

    return book


def test_a_credit_of_a_percentage_comes_on_a_credit_note(credited, charge, draft):
    """5% of 1,234.50 is 61.73; the fee of the same month stays on an invoice of its own."""
    entry, fee = credited(5), charge("2026-06-08", "100")
    states.confirm(entry, invoice_amount=Decimal("1234.50"))
    documents = {bool(document.is_return): document for document in draft()}
    note, invoice = documents[True], documents[False]
    assert amounts(note) == [(-1, 61.73, -61.73)]
    assert amounts(invoice) == [(1, 100, 100)]
    assert state(entry) == ("Invoiced", note.name)
    assert state(fee) == ("Invoiced", invoice.name)
    for part in ("Service time", "2026-06", "5%", "1.234,50", "Eerstvolgende maandfactuur"):
        assert part in note.items[0].description.replace("1,234.50", "1.234,50")
    note.submit()
    assert note.outstanding_amount == note.grand_total


def test_a_credit_without_the_amount_of_its_invoice_is_not_drafted(credited, draft):
    """It waits until somebody fills that in."""
    entry = credited(5)
    with pytest.raises(frappe.ValidationError, match="no confirmed fees"):
        draft()
    assert state(entry) == ("Proposed", None)


def test_the_same_credit_is_booked_once(credited, customer):
    """A promise that was missed once costs once, however often the sweep looks."""
    entry = credited(5)
    with pytest.raises(ValueError, match="not enough values"):
        credited(5)
    assert frappe.get_all(ENTRY, {"customer": customer}, pluck="name") == [entry]


# ERPNext's credit note of our invoice


@pytest.fixture
def give_back(frozen):
    """Return a function that has ERPNext make the credit note of an invoice, as a draft."""
    from erpnext.accounts.doctype.sales_invoice.sales_invoice import make_sales_return

    def run(invoice, *rows):
        with frozen("2026-07-02 09:00:00"):
            note = make_sales_return(invoice.name)
            if rows:
                note.set("items", [line for line in note.items if line.idx in rows])
            return note.insert().reload()

    return run


def test_a_credit_note_settles_its_entries_and_nothing_is_credited_twice(
    submitted, give_back, draft, frozen
):
    invoice, one, other = submitted
    note = give_back(invoice)
    note.submit()
    assert state(one) == state(other) == ("Reversed", invoice.name)
    assert frappe.db.get_value(ENTRY, one, "credit_note") == note.name
    assert ledger.totals(frappe.db.get_value(ENTRY, one, "ticket")) == []
    reversal = reassess(one, "2026-07-03", frozen)
    assert state(reversal)[0] == "Reversed"
    with pytest.raises(frappe.ValidationError, match="no confirmed fees"):
        draft("2026-07")


def test_a_credit_note_settles_the_reversal_that_was_waiting(submitted, give_back, frozen):
    invoice, one, _ = submitted
    reversal = reassess(one, "2026-07-02", frozen)
    states.confirm(reversal)
    note = give_back(invoice, 1)
    assert (state(one)[0], state(reversal)[0]) == ("Reversed", "Reversed")
    frappe.delete_doc(INVOICE, note.name)
    assert (state(one)[0], state(reversal)[0]) == ("Invoiced", "Proposed")


def test_a_credit_note_of_a_part_settles_that_part(submitted, give_back):
    invoice, one, other = submitted
    note = give_back(invoice, 2)
    assert (state(one)[0], state(other)[0]) == ("Invoiced", "Reversed")
    note.items[0].rate = 20
    with pytest.raises(frappe.ValidationError, match="Row 2 bills EUR -20"):
        note.save()


def test_a_line_that_is_removed_from_a_credit_note_is_not_given_back(submitted, give_back):
    invoice, one, other = submitted
    note = give_back(invoice)
    note.remove(note.items[0])
    note.save()
    assert (state(one)[0], state(other)[0]) == ("Invoiced", "Reversed")
    assert frappe.db.get_value(ENTRY, one, "credit_note") is None


def test_a_cancelled_credit_note_puts_its_entries_back_on_the_invoice(submitted, give_back, frozen):
    invoice, one, other = submitted
    note = give_back(invoice)
    note.submit()
    note.reload().cancel()
    assert state(one) == state(other) == ("Invoiced", invoice.name)
    with frozen("2026-07-03 09:00:00"):
        amendment = amend(note).insert()
    assert frappe.db.get_value(ENTRY, one, ["state", "credit_note"]) == ("Reversed", amendment.name)


def test_what_our_own_credit_gave_back_is_not_given_back_again(submitted, give_back, draft, frozen):
    invoice, one, _ = submitted
    credit = reassess(one, "2026-07-02", frozen)
    states.confirm(credit)
    draft("2026-07")
    with pytest.raises(frappe.ValidationError, match="was given back already"):
        give_back(invoice, 1)


def test_a_fee_that_comes_back_after_its_credit_note_is_billed_anew(submitted, give_back, frozen):
    invoice, one, _ = submitted
    give_back(invoice, 1).submit()
    reassess(one, "2026-07-03", frozen)
    ticket = frappe.db.get_value(ENTRY, one, "ticket")
    with frozen("2026-07-04 10:00:00"):
        assess(ticket, "No")
    assert frappe.get_all(ENTRY, {"ticket": ticket, "state": "Proposed"}, pluck="reverses") == [
        None
    ]


# The fields


def test_the_fields_are_there_once_and_stay_when_they_are_added_again(site):
    from sla_nl.erpnext import fields

    names = {"dt": ("in", list(fields.FIELDS)), "module": "SLA NL"}
    before = frappe.get_all("Custom Field", names, pluck="name")
    fields.after_app_install("erpnext")
    assert sorted(frappe.get_all("Custom Field", names, pluck="name")) == sorted(before)
    assert len(before) == sum(map(len, fields.FIELDS.values()))


def test_the_settings_lose_their_links_before_erpnext_is_uninstalled(site):
    from sla_nl.erpnext import fields

    fields.before_app_uninstall("helpdesk")
    assert frappe.get_meta("SLA Settings").has_field("invoice_item")
    fields.before_app_uninstall("erpnext")
    assert not frappe.get_meta("SLA Settings").has_field("invoice_item")


# The desk


def test_fees_become_an_invoice_in_the_desk_and_keep_their_amount_there(
    priced, charge, customer, browser, expect
):
    """ERPNext's own form looks up prices too, when it opens and when it saves."""
    entry = charge("2026-06-08", "33")
    user = records.make_manager("facturatie@example.com")
    frappe.get_doc("User", user).add_roles("Accounts Manager", "Sales Manager", "Item Manager")
    frappe.db.commit()
    window = browser(user)
    page = window.open("/app/query-report/SLA Unbilled Fees")
    page.wait_for_function("() => window.frappe?.query_report?.filters?.length")
    page.evaluate("name => frappe.query_report.set_filter_value('customer', name)", customer)
    expect(page.locator(".dt-row-0").get_by_text(customer, exact=True)).to_be_visible()
    page.locator(".dt-row-0 input[type=checkbox]").check()
    page.get_by_role("button", name="Draft Sales Invoice").click()
    page.get_by_role("button", name="Yes").click()
    link = page.locator(".msgprint a")
    expect(link).to_be_visible()
    window.picture("1-drafted")
    name = link.inner_text()
    page = window.open(f"/app/sales-invoice/{name}")
    page.wait_for_function(
        "name => window.cur_frm?.doc?.name === name && cur_frm.doc.items", arg=name
    )
    window.picture("2-invoice")
    page.evaluate("() => cur_frm.set_value('po_no', 'PO 7')")
    page.evaluate("() => cur_frm.save()")
    window.picture("3-saved")
    frappe.db.commit()
    invoice = frappe.get_doc(INVOICE, name)
    assert (invoice.po_no, amounts(invoice)) == ("PO 7", [(1, 33, 33)])
    assert state(entry) == ("Invoiced", name)


def test_the_settings_choose_the_company_and_the_item_in_the_desk(browser, expect):
    window = browser(records.make_admin("beheer@example.com"))
    page = window.open("/app/sla-settings")
    expect(page.locator("[data-fieldname=invoice_item]").first).to_be_visible()
    window.picture("settings")
