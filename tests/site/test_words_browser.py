"""The form of a contract in a browser: words in the user's language in place of codes."""

from __future__ import annotations

import re

import pytest
from harness.browsing import SIZE

from sla_nl.engine.terms import vocabulary

MANAGER = "manager@example.com"
CODES = {
    word
    for words in (vocabulary.CLOCKS, vocabulary.UNITS, vocabulary.CHANNELS, vocabulary.RULE_EVENTS,
                  vocabulary.EVENT_EFFECTS, vocabulary.FEE_EVENTS, vocabulary.STAMPS,
                  vocabulary.KINDS, *vocabulary.READINGS.values())
    for word in words
}  # fmt: skip
SAME = {"incident", "portal", "chat", "standby", "quote", "open", "monitoring", "lustrum"}
"""Codes that are words of both languages, or stand in a text of the agreement."""


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_tab_of_a_contract_shows_a_code(browser, make_agent, language, width):
    window = browser(make_agent(MANAGER, "SLA Manager"), language)
    window.page.set_viewport_size({"width": width, "height": SIZE["height"]})
    page = window.open("/app/sla-contract/vcare-connect-office")
    page.locator("[data-fieldname=week] svg").first.wait_for()
    found = {}
    for tab in ("priority", "target", "rules", "money", "contact", "availability", "readings"):
        page.locator(f"#sla-contract-{tab}_tab-tab").click()
        window.full_picture(f"{tab}-{width}")
        found[tab] = _codes(page, language)
    assert {tab: codes for tab, codes in found.items() if codes} == {}


def _codes(page, language):
    """Return the codes in the cells and selects that can be seen."""
    texts = page.evaluate("""() => [...document.querySelectorAll(
        '.tab-pane.active .static-area, .tab-pane.active .like-disabled-input')]
        .filter((node) => node.offsetParent).map((node) => node.innerText)""")
    words = {word for text in texts for word in re.split(r"[,\s]+", text)}
    shown = words & (CODES - SAME) if language == "nl" else set()
    return shown | {word for word in words if re.fullmatch(r"[a-z]+(_[a-z]+)+", word)}


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_matrix_shows_no_code(browser, make_agent, language):
    window = browser(make_agent(MANAGER, "SLA Manager"), language)
    page = window.open("/app/sla-escalation-matrix/vcare-connect")
    page.locator("[data-fieldname=triggers] .static-area").first.wait_for()
    window.full_picture("matrix")
    text = page.locator("[data-fieldname=triggers]").inner_text()
    assert re.findall(r"[a-z]+_[a-z_]+", text) == []
