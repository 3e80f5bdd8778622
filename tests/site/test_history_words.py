"""The history below a form says changes in words, not in the codes that are stored."""

from __future__ import annotations

import frappe
import pytest

from sla_nl.api.contracts import use_contract
from sla_nl.overrides.versions import get_versions
from sla_nl.site.language import speaking

CLOCKS = {"en": "response, recovery", "nl": "reactie, herstel"}
CODES = ("calendar_days", "response, recovery", "vcare-4.5-p1-response")


@pytest.fixture
def contract(site):
    """Change a unit, clocks and a clause of a contract, and return it."""
    doc = frappe.get_doc("SLA Contract", use_contract("vcare-connect-office", []))
    unit, clocks, clause = CODES
    doc.targets[0].update({"unit": unit, "clause": clause})
    doc.event_rules[0].clocks = clocks
    doc.save()
    return doc


def stored(doc):
    """Return the changes as Frappe stores them."""
    return frappe.get_all("Version", {"docname": doc.name}, ["data"])


def rows_of(versions):
    """Return what the history says of changed rows: each field with its value now."""
    told = [frappe.parse_json(version["data"]) for version in versions]
    changed = (row for one in told for row in one.get("row_changed") or ())
    return {field: now for _table, _place, _name, fields in changed for field, _old, now in fields}


@pytest.mark.parametrize("language", CLOCKS)
def test_the_history_of_a_contract_is_in_words(contract, language):
    """Frappe stores a choice, such as a unit, in the language of whoever changed it."""
    with speaking(language):
        shown = rows_of(get_versions(stored, doc=contract))
    assert (shown["unit"], shown["clause"]) == ("calendar days", "art. 4.5")
    assert shown["clocks"] == CLOCKS[language]


def test_what_is_stored_keeps_its_codes(contract):
    assert rows_of(stored(contract))["clause"] == CODES[2]
