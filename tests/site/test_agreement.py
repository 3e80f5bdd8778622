"""A contract as a document that two parties can sign."""

from __future__ import annotations

import os
import re
import shutil
from html import unescape

import frappe
import pytest

from sla_nl.api.contracts import use_contract
from sla_nl.vendors import shipped_contracts

FORMAT = "SLA Agreement"


@pytest.fixture(autouse=True)
def _forget_prints(site):
    """Delete Frappe's log of what was printed: it names doctypes of the app."""
    yield
    frappe.db.rollback()
    frappe.db.delete("Access Log", {"export_from": "SLA Contract"})
    frappe.db.commit()


def printed(name, language="en"):
    """Return the text of a printed contract."""
    before, frappe.local.lang = frappe.local.lang, language
    try:
        html = frappe.get_print("SLA Contract", name, FORMAT)
    finally:
        frappe.local.lang = before
    html = re.sub(r"<(style|script).*?</\1>", "", html, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]*>", " ", html))


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("name", shipped_contracts())
def test_a_shipped_contract_prints_in_words(site, name, language):
    text = printed(name, language)
    assert re.findall(r"\b[a-z]+(?:_[a-z]+)+\b|\w@\d", text) == []
    assert re.findall(r"\b(?:vcare|covide|raet|smartfms|inl)-\w[\w.]*-[\w-]+", text) == []
    assert "var(" not in text


def test_it_has_what_both_parties_agree(make_customer, unique):
    customer = make_customer(unique("Signer"))
    text = printed(use_contract("vcare-connect-office", [customer]))
    for part in (
        customer, "Vcare connect", "Monday to Friday: 08:00–17:00", "30 working minutes",
        "Spoedkosten", "Teammanager Operations", "Preventief onderhoud", "art. 4.5",
        "For the customer", "99.99",
    ):  # fmt: skip
        assert part in text, part


def test_it_reads_dutch_for_a_dutch_reader(site):
    text = printed("covide-basic", "nl")
    for part in (
        "Partijen",
        "Servicetijden",
        "Maandag tot en met vrijdag",
        "99,5",
        "Ondertekening",
    ):
        assert part in text, part


def test_a_customer_cannot_print_it(make_customer_user, as_user):
    with as_user(make_customer_user()), pytest.raises(frappe.PermissionError):
        frappe.get_print("SLA Contract", "covide-basic", FORMAT)


def test_the_format_says_nothing_of_another_document(make_ticket):
    """Frappe prints a document of any doctype with any format."""
    html = frappe.get_print("HD Ticket", make_ticket().name, FORMAT)
    assert "<div class='sla-agreement'>" not in html


def test_a_text_of_the_contract_is_no_markup(make_customer, unique):
    contract = use_contract("vcare-connect-office", [make_customer(unique("Hostile"))])
    row = frappe.get_doc("SLA Contract", contract).fees[0].name
    frappe.db.set_value("SLA Fee Rule", row, "title", "<script>alert(1)</script>")
    assert "<script>alert(1)" not in frappe.get_print("SLA Contract", contract, FORMAT)


@pytest.mark.skipif(not shutil.which("wkhtmltopdf"), reason="wkhtmltopdf is not installed")
def test_it_is_a_pdf_too(site, monkeypatch):
    """wkhtmltopdf reads style sheets from the site."""
    monkeypatch.setitem(frappe.local.conf, "host_name", os.environ["SLA_NL_SERVER"])
    pdf = frappe.get_print("SLA Contract", "covide-basic", FORMAT, as_pdf=True)
    assert pdf.startswith(b"%PDF")
    assert len(pdf) > 20_000


@pytest.mark.parametrize("language", ["en", "nl"])
def test_it_looks_like_a_document(browser, language):
    window = browser("Administrator", language)
    for name in ("vcare-connect-office", "covide-basic", "visma-raet", "smart-fms-basic",
                 "inlenersbeloning"):  # fmt: skip
        address = f"/printview?doctype=SLA Contract&name={name}&format={FORMAT}&_lang={language}"
        page = window.open(f"{address}&no_letterhead=1")
        page.locator(".sla-agreement .signatures").wait_for()
        window.full_picture(name)
