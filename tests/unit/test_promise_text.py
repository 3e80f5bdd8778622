"""A missed promise in words, as an invoice tells it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sla_nl.engine.words.telling import percent_text, promise_text


@pytest.mark.parametrize(
    ("promise", "language", "told"),
    [
        ("incident/Urgent/resolution@99.9", "en", "Incident Urgent: Resolution (99.9%)"),
        ("incident/Urgent/resolution@99.9", "nl", "Incident Urgent: Oplossing (99,9%)"),
        ("change/P1/P2/response@100", "en", "Change P1/P2: Response"),
        ("Vcare platform", "nl", "Vcare platform"),
        ("Mail/chat", "en", "Mail/chat"),
        ("", "en", ""),
    ],
)
def test_a_promise_reads_as_words(promise: str, language: str, told: str):
    assert promise_text(promise, language) == told


@pytest.mark.parametrize(
    ("figure", "places", "told"),
    [("99.99999", 2, "99.99%"), ("100", 2, "100%"), ("99.9537", 3, "99.953%"), ("0", 2, "0%")],
)
def test_a_share_is_rounded_down(figure: str, places: int, told: str):
    assert percent_text(Decimal(figure), "en", places) == told
