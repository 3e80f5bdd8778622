"""Find in the app's sources each text that Frappe translates before a user sees it."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sla_nl.engine.terms.vocabulary import CHANNELS, KINDS, OCCASIONS, READINGS

APP = Path(__file__).parent.parent.parent / "sla_nl"

Shown = tuple[str, str]
"""A text and its context: the doctype for which Frappe prefers a translation, or none."""

_LITERAL = r"""(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\$])*`)"""
_SCRIPT_CALL = re.compile(
    rf"(?<![\w.$])__\(\s*({_LITERAL}(?:\s*\+\s*{_LITERAL})*)(?:,\s*null,\s*({_LITERAL}))?"
)
_SCRIPT_LITERAL = re.compile(_LITERAL)
_TAG = re.compile(r"<[^>]+>")
_LETTER = re.compile(r"[^\W\d_]")

_CALLS = ("_", "Text")
_FIELD_KEYS = ("label", "description")
_FIELD_NAMES = ("_YES_NO", "MANAGER", "BLOCK")
_PARTS = frozenset(
    (
        "Workspace",
        "Module Onboarding",
        "Number Card",
        "Dashboard Chart",
        "Onboarding Step",
        "Report",
    )
)
_PART_KEYS = frozenset(
    "label title subtitle description success_message action_label chart_name report_name "
    "text callback_title callback_message".split()
)

MADE_ON_INSTALL = (APP / "records" / "permissions.py", APP / "erpnext" / "fields.py")
"""The files beside `setup` with texts of records that are made on install."""


def shown_texts() -> dict[Shown, str]:
    """Return each text with the first file that has it."""
    found: dict[Shown, str] = {}
    for path in sorted(APP.rglob("*")):
        for text, context in _texts(path):
            if _LETTER.search(re.sub(r"\{\d\}$", "", text)):
                found.setdefault((text, context), str(path.relative_to(APP)))
    return found


def _texts(path: Path) -> Iterator[Shown]:
    if path.suffix == ".py":
        yield from python_texts(path.read_text("utf-8"))
        if path.parent.name == "setup" or path in MADE_ON_INSTALL:
            yield from _plain(setup_texts(path.read_text("utf-8")))
        if path == APP / "engine" / "terms" / "vocabulary.py":
            yield from _plain(
                [*KINDS, *CHANNELS, *OCCASIONS, *(w for words in READINGS.values() for w in words)]
            )
    elif path.suffix == ".js":
        yield from script_texts(path.read_text("utf-8"))
    elif path.suffix == ".json" and path.parent.name not in ("fixtures", "register", "clauses"):
        document = json.loads(path.read_text("utf-8"))
        if document["doctype"] == "DocType":
            yield from _form_texts(document)
        elif document["doctype"] in _PARTS:
            yield from _plain(_part_texts(document))


def python_texts(source: str) -> Iterator[Shown]:
    """Yield the texts of `_("...")`, with their context, and of the engine's `Text("...")`."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
            continue
        if node.func.id in _CALLS:
            named = (k.value for k in node.keywords if k.arg == "context")
            context = next((word for value in named for word in _constant(value)), "")
            yield from ((text, context) for text in _constant(node.args[0]))


def script_texts(source: str) -> Iterator[Shown]:
    """Yield the texts of `__("...")` with their context; texts joined by `+` are one text."""
    for call in _SCRIPT_CALL.finditer(source):
        text = "".join(map(_unquoted, _SCRIPT_LITERAL.findall(call[1])))
        yield text, _unquoted(call[2]) if call[2] else ""


def setup_texts(source: str) -> Iterator[str]:
    """Yield the labels, descriptions, choices and names in records that the install makes."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value in _FIELD_KEYS:
                    yield from _constant(value)
        elif isinstance(node, ast.Assign):
            yield from _assigned(node.targets[0], node.value)


def _assigned(target: ast.expr, value: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, its in zip(target.elts, value.elts, strict=True):
            yield from _assigned(one, its)
    elif isinstance(target, ast.Name) and target.id in _FIELD_NAMES:
        yield from (word for text in _constant(value) for word in text.split("\n"))


def _constant(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def _unquoted(literal: str) -> str:
    text: str = ast.literal_eval(f'"""{literal[1:-1]}"""' if literal[0] == "`" else literal)
    return text


def _plain(texts: Any) -> Iterator[Shown]:
    return ((text, "") for text in texts)


def _form_texts(form: dict[str, Any]) -> Iterator[Shown]:
    """Yield the names of a form and its groups and, in its context, labels, help and choices."""
    name = form["name"]
    yield from ((name, ""), (form["module"], ""))
    yield from ((link["group"], "") for link in form.get("links", ()) if link.get("group"))
    for field in form["fields"]:
        yield from ((field[key], name) for key in _FIELD_KEYS if field.get(key))
        if field["fieldtype"] == "Select":
            yield from ((option, name) for option in (field.get("options") or "").split("\n"))


def _part_texts(part: Any) -> Iterator[str]:
    """Yield the texts under the keys that the desk shows, at any depth, without their HTML tags."""
    if isinstance(part, list):
        for item in part:
            yield from _part_texts(item)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key in _PART_KEYS and isinstance(value, str):
                yield _TAG.sub("", value)
            elif key == "content":
                yield from _part_texts(json.loads(value))
            else:
                yield from _part_texts(value)
