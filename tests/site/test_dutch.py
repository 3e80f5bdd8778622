"""Texts that a Dutch user reads on a real site."""

from __future__ import annotations

import json
import re
from html import unescape

import frappe
import pytest
from frappe.translate import get_translations_from_apps, get_translations_from_csv

DUTCH_AGENT = "agent.nl@example.com"
OURS = {"report", "response"}
"""Words that Frappe translates in another sense, but shows nowhere itself."""


def test_labels_codes_and_names_reach_the_browser_in_dutch(rest):
    """Both the desk and the ticket page ask for all translations at once."""
    words = rest(DUTCH_AGENT).get("method/helpdesk.api.general.get_translations")
    assert words["SLA Known Since"] == "SLA bekend sinds"
    assert words["working_days"] == "werkdagen"
    assert words["SLA Clock"] == "SLA-klok"
    assert words["Left:SLA Clock"] == "Resterend"
    assert words.get("Left") != "Resterend"  # Frappe's own word is a direction


def test_faults_of_a_contract_are_in_dutch(rest):
    contract = frappe.get_doc("SLA Contract", "vcare-connect-office")
    contract.good_friday = "ajar"
    contract.targets[0].clock = "ajar"
    found = rest(DUTCH_AGENT).call(
        "sla_nl.api.previews.of_contract", document=frappe.as_json(contract.as_dict())
    )
    faults = unescape(re.sub(r"<[^>]*>", "", found["faults"]))
    assert "Goede Vrijdag: ajar is ongeldig; verwacht wordt een van open, gesloten" in faults
    assert (
        "Streefwaarden · rij 1 · Klok: ajar is ongeldig; verwacht wordt een van registratie"
        in faults
    )


def test_the_steps_for_a_new_admin_are_in_dutch(make_agent, rest):
    """From Frappe 16 on they stand beside the sidebar; Frappe translates only their title there."""
    manager = make_agent("beheer@example.com", "SLA Manager")
    frappe.db.set_value("User", manager, "language", "nl")
    frappe.db.commit()
    if frappe.db.exists("DocType", "Workspace Sidebar"):
        module = frappe.db.get_value("Workspace Sidebar", "SLA NL", "module_onboarding")
        method = f"method/frappe.desk.desktop.get_onboarding_data?module={module}"
        (onboarding,) = rest(manager).get(method)
        assert len(onboarding["items"]) == 5
    else:
        workspace = json.dumps({"name": "SLA NL", "title": "SLA NL", "public": 1})
        found = rest(manager).call("frappe.desk.desktop.get_desktop_page", page=workspace)
        (onboarding,) = found["onboardings"]["items"]
        first = onboarding["items"][0]
        assert first["label"] == "Bekijk de contracten die bij de app horen"
        assert first["description"].startswith("Bij de app horen acht contracten")
        assert first["callback_message"].startswith("Bij de app horen acht contracten")
        assert first["callback_title"] == "Wat hier te doen is"
    assert onboarding["title"] == "Het eerste SLA-contract"


def test_the_panel_is_in_dutch(make_ticket, frozen, rest):
    with frozen("2026-06-08 10:00:00"):
        ticket = make_ticket(priority="High", sla_nl_contract="vcare-connect-office")
        data = rest(DUTCH_AGENT).get("method/sla_nl.api.panel.panel", ticket=ticket.name)
    assert data["texts"]["why"] == "Waarom deze datum?"
    assert data["kind"] == "Incident"
    assert data["next"]["name"] == "Reactie"


def test_faults_in_the_panel_are_in_dutch(make_ticket, frozen, rest):
    """The contract does not know the priority; the contract does not exist."""
    agent = rest(DUTCH_AGENT)
    asked = {"sla_nl_contract": "vcare-connect-office", "priority": "Someday"}
    found = agent.get("method/sla_nl.api.panel.price_of", **asked)
    assert found["fault"].startswith("'Someday' is geen prioriteit van 'vcare-connect-office'")
    with frozen("2026-06-08 10:00:00"):
        ticket = make_ticket(priority="High", sla_nl_contract="vcare-connect-office")
    frappe.db.set_value("HD Ticket", ticket.name, "sla_nl_contract", "Gone")
    found = agent.get("method/sla_nl.api.panel.panel", ticket=ticket.name)
    place, expected = found["fault"].split(": ", 1)
    assert place == "SLA Contract 'Gone' · ID"
    assert expected == "'Gone' is ongeldig; verwacht wordt de naam van een SLA-contract"
    ticket.delete()
    frappe.db.commit()


def test_a_refusal_is_in_dutch(site):
    frappe.local.lang = "nl"
    try:
        with pytest.raises(frappe.ValidationError, match="kan niet worden verwijderd") as refused:
            frappe.delete_doc("SLA Contract", "vcare-connect-office")
    finally:
        frappe.local.lang = "en"
    assert str(refused.value).startswith("SLA-contract ")


def test_the_words_of_frappe_and_helpdesk_stay_as_they_are(site):
    """A translation without a context holds for all apps of the site."""
    theirs = get_translations_from_apps("nl", ["frappe", "helpdesk"])
    changed = {
        text: (theirs[text], dutch)
        for text, dutch in get_translations_from_csv("nl", "sla_nl").items()
        if text in theirs and text not in OURS and theirs[text].casefold() != dutch.casefold()
    }
    assert not changed
