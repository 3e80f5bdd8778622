"""The changes of a document, as Frappe shows them below its form.

Frappe shows whoever may read a document every change of it, whatever the level of the field, and
with the codes that a text stores. Its texts are made in the browser, where nothing can be added, so
the values are put into words here. A choice of a list is stored as a word, in the language of
whoever changed it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import frappe
from frappe import _
from frappe.model.meta import Meta

from sla_nl.clauses import articles
from sla_nl.records.permissions import ticket_doctype
from sla_nl.site.language import language

from .reading import PREFIX, hidden_fields, is_ours

_LISTS = ("clocks", "channels", "event", "announced_through", "media")
"""The texts of a contract that list codes; see `public/js/contract/words.js`."""

Change = Sequence[Any]
"""A field, its value before and its value now."""


def get_versions(original: Callable[..., Any], **asked: Any) -> Any:
    """Guard `frappe.desk.form.load.get_versions`: say changes in words, without those of fields
    of the app that the user may not read.
    """
    versions, meta = original(**asked), frappe.get_meta(asked["doc"].doctype)
    is_ticket = meta.name == ticket_doctype()
    if is_ticket or is_ours(meta.name):
        hidden = hidden_fields() if is_ticket else frozenset()
        for version in versions:
            version["data"] = _told(version["data"], meta, hidden)
    return versions


def _told(data: str, meta: Meta, hidden: frozenset[str]) -> str:
    """Return what a version tells, as JSON, in words and without changes of hidden fields."""
    told = frappe.parse_json(data)
    changed = (change for change in told.get("changed") or () if change[0] not in hidden)
    told["changed"] = [_in_words(meta, change) for change in changed]
    told["row_changed"] = [_row_in_words(meta, *row) for row in told.get("row_changed") or ()]
    return json.dumps(told)


def _row_in_words(meta: Meta, table: str, *row: Any) -> list[Any]:
    """Return a changed row of a table: its place, its name, and its changes in words."""
    *place, changes = row
    field = meta.get_field(table)
    rows = frappe.get_meta(field.options) if field else None
    return [table, *place, [_in_words(rows, change) for change in changes] if rows else changes]


def _in_words(meta: Meta, change: Change) -> list[Any]:
    name, *values = change
    field = meta.get_field(name)
    if field is None or not (is_ours(meta.name) or name.startswith(PREFIX)):
        return [name, *values]
    return [name, *(_words_of(field, value) for value in values)]


def _words_of(field: Any, value: Any) -> Any:
    """Return a value in the words that the form shows, in the language of the user."""
    if not value or not isinstance(value, str):
        return value
    if field.fieldname == "clause":
        return articles.names(value, language())
    if field.fieldname in _LISTS:
        return ", ".join(_(code) for code in articles.listed(value))
    return value
