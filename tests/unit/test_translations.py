"""What a form shows of the codes that it stores."""

from __future__ import annotations

import csv
import json
from pathlib import Path

APP = Path(__file__).parent.parent.parent / "sla_nl"


def test_every_code_of_a_form_has_english_words():
    """Frappe passes the options of a field through the translations, for English as well."""
    forms = (json.loads(path.read_text("utf-8")) for path in APP.glob("doctype/*/*.json"))
    options = {
        option
        for form in forms
        for field in form["fields"]
        if field["fieldtype"] == "Select"
        for option in field["options"].split("\n")
    }
    with (APP / "translations" / "en.csv").open(encoding="utf-8", newline="") as file:
        words = dict(csv.reader(file))
    assert {option for option in options if "_" in option} == set(words)
    assert not any("_" in word for word in words.values())
