"""Frappe shows whoever may read a document every change of it, whatever the level of the field."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import frappe

from sla_nl.records.permissions import ticket_doctype

from .reading import hidden_fields


def get_versions(original: Callable[..., Any], **asked: Any) -> Any:
    """Guard `frappe.desk.form.load.get_versions`: leave out what changed in fields of the app that
    the user may not read.
    """
    versions = original(**asked)
    hidden = hidden_fields() if asked["doc"].doctype == ticket_doctype() else ()
    if hidden:
        for version in versions:
            version["data"] = _without(version["data"], hidden)
    return versions


def _without(data: str, fields: frozenset[str]) -> str:
    """Return what a version tells, as JSON, without changes of such fields."""
    told = frappe.parse_json(data)
    told["changed"] = [change for change in told.get("changed", ()) if change[0] not in fields]
    return json.dumps(told)
