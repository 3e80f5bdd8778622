"""An admin gives the articles of their own contract their texts, and people read them there."""

from __future__ import annotations

import frappe
import pytest

from sla_nl.api.contracts import use_contract
from sla_nl.api.panel import explain
from sla_nl.api.previews import of_contract
from sla_nl.contracts.documents import has_other_terms, plain

TEXT = "Answered within the hour, & 24 hours a day."


@pytest.fixture
def own(make_customer, unique):
    """Make a contract whose promises rest on an article that is typed, with its text."""
    customer = make_customer(unique("Artikel BV"))
    doc = frappe.get_doc("SLA Contract", use_contract("vcare-connect-office", [customer]))
    for row in doc.targets:
        row.clause = "art. 12"
    doc.append("clause_texts", {"article": "Art. 12", "text": TEXT})
    doc.save()
    return doc


def test_the_explanation_of_a_ticket_unfolds_to_the_text(own, make_ticket):
    ticket = make_ticket(customer=own.customers[0].customer, priority="Urgent")
    html = "".join(part["html"] for part in explain(ticket.name))
    assert "Answered within the hour, &amp; 24 hours a day." in html


def test_the_form_unfolds_to_the_text(own):
    own.run_method("onload")
    assert own.get_onload("clauses")["art. 12"]["text"] == TEXT


def test_the_drawing_of_the_promises_has_the_text(own):
    assert "Answered within the hour, &amp; 24 hours" in of_contract(own.as_json())["promises"]


def test_a_text_is_no_term(own):
    """So a change of it stamps no ticket again."""
    before = plain(own)
    own.clause_texts[0].text = "Answered at once."
    assert not has_other_terms("SLA Contract", plain(own), before)


def test_a_copy_has_the_texts_too(own):
    assert frappe.copy_doc(own).clause_texts[0].text == TEXT
