"""Dutch for every text of the app, and words for the codes that a form stores."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter

import pytest
from shown import APP, Shown, python_texts, script_texts, setup_texts, shown_texts

from sla_nl.cli.reading.columns import CUSTOM_FIELDS, OTHER_FIELDS
from sla_nl.engine.terms.vocabulary import OCCASIONS
from sla_nl.engine.words.tables import CLOCK_NAMES, KIND_NAMES, STATE_NAMES

_PLACE = re.compile(r"\{\w*\}|%s|%\(\w+\)s|</?\w[^>]*>|\*\*|`")
_NAMED = re.compile(r"\*\*(.+?)\*\*|“(.+?)”")


def _rows(language: str) -> list[list[str]]:
    """Return the rows as Frappe reads them."""
    path = APP / "translations" / f"{language}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _dutch() -> dict[Shown, str]:
    rows = (row for row in _rows("nl") if len(row) in (2, 3))
    return {(text, context[0] if context else ""): dutch for text, dutch, *context in rows}


DUTCH = _dutch()
SHOWN = shown_texts()


def _found(shown: Shown) -> Shown:
    """Return the text as Frappe finds it: with its context, or else without."""
    return shown if shown in DUTCH else (shown[0], "")


def test_every_text_is_in_dutch():
    missing = [
        f"{path}: {text}" for (text, ctx), path in SHOWN.items() if _found((text, ctx)) not in DUTCH
    ]
    assert not missing, "\n".join(["not in nl.csv:", *missing])


def test_every_translation_is_of_a_text_that_is_shown():
    unused = [text for text, _ in DUTCH.keys() - {_found(shown) for shown in SHOWN}]
    assert not unused, "\n".join(["in nl.csv, but shown nowhere:", *unused])


def test_frappe_reads_every_row():
    """Frappe skips a row that does not have two or three cells, and strips each cell."""
    for number, row in enumerate(_rows("nl"), start=1):
        assert len(row) in (2, 3), f"row {number}: {row}"
        assert all(cell and cell == cell.strip() for cell in row), f"row {number}: {row}"
    assert not (APP / "translations" / "nl.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_no_text_is_translated_twice():
    keys = Counter((row[0], *row[2:]) for row in _rows("nl"))
    assert not [key for key, count in keys.items() if count > 1]


def test_a_translation_has_the_places_and_marks_of_its_text():
    def marks(text: str) -> list[str]:
        return sorted(_PLACE.findall(text.replace("`share`", "")))

    assert not {key: dutch for key, dutch in DUTCH.items() if marks(key[0]) != marks(dutch)}


def test_a_button_or_tab_that_a_text_names_is_called_so_in_dutch():
    """A text that names “Use this contract” must use the Dutch label of that button."""
    words = {text: dutch for (text, context), dutch in DUTCH.items() if not context}
    for (text, _), dutch in DUTCH.items():
        for name in filter(None, (a or b for a, b in _NAMED.findall(text))):
            assert words[name] in (a or b for a, b in _NAMED.findall(dutch)), dutch


def test_a_code_is_called_in_the_desk_as_in_the_explanations():
    for names in (CLOCK_NAMES, KIND_NAMES, STATE_NAMES):
        for code, dutch in names["nl"].items():
            assert DUTCH[code, ""] == dutch


def test_the_fields_of_a_ticket_have_the_dutch_labels_that_the_command_reads():
    own = {**CUSTOM_FIELDS, **OTHER_FIELDS}
    labels = [names for field, names in own.items() if field.startswith("sla_nl_")]
    assert {names[0]: DUTCH[names[0], ""] for names in labels} == dict(labels)


def test_every_code_of_a_form_has_english_words():
    """Frappe looks up the options of a field in the translations, also for English."""
    forms = (json.loads(path.read_text("utf-8")) for path in APP.glob("doctype/*/*.json"))
    options = {
        option
        for form in forms
        for field in form["fields"]
        if field["fieldtype"] == "Select"
        for option in field["options"].split("\n")
    }
    words = dict(_rows("en"))
    assert {option for option in options if "_" in option} | set(OCCASIONS) == set(words)
    assert not any("_" in word for word in words.values())


def test_the_form_of_a_contract_knows_the_same_occasions():
    script = (APP / "public/js/contract/events.js").read_text("utf-8")
    assert tuple(re.findall(r'^\t"(\w+)",$', script, re.MULTILINE)) == OCCASIONS


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ('_("one")', [("one", "")]),
        ('frappe.throw(_(\n    "one "\n    "two {0}"\n).format(1))', [("one two {0}", "")]),
        ('_("Left", context="SLA Clock")', [("Left", "SLA Clock")]),
        ('Text("one {0}", (1,))', [("one {0}", "")]),
        ("_(name)", []),
        ('gettext_("one")', []),
    ],
)
def test_the_texts_of_python_are_found(source, texts):
    assert list(python_texts(source)) == texts


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ('__("one", [1])', [("one", "")]),
        ("`<b>${__('it\\'s')}</b>`", [("it's", "")]),
        ('__(\n\t"one " +\n\t"two"\n)', [("one two", "")]),
        ("__(`one`)", [("one", "")]),
        ('__("Close", null, "SLA Calendar")', [("Close", "SLA Calendar")]),
        ("__(state)", []),
        ('a__("one")', []),
    ],
)
def test_the_texts_of_a_script_are_found(source, texts):
    assert list(script_texts(source)) == texts


def test_the_texts_of_installed_records_are_found():
    source = 'FIELDS = ({"label": "Kind", "options": X},)\nMANAGER, AGENT = "SLA Manager", "Agent"'
    assert sorted(setup_texts(source)) == ["Kind", "SLA Manager"]


def test_a_moment_says_more_only_where_its_form_says_it():
    """Frappe adds the time zone to a moment's description and then finds no translation."""
    for path in sorted(APP.glob("doctype/*/*.json")):
        script = path.with_suffix(".js")
        texts = [text for text, *_ in script_texts(script.read_text())] if script.exists() else []
        for field in json.loads(path.read_text()).get("fields", []):
            if field["fieldtype"] == "Datetime":
                assert field.get("description") in (None, *texts), f"{path.name}: {field['label']}"
