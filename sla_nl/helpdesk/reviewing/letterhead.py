"""The letterhead of the firm."""

from __future__ import annotations

from typing import Any

import frappe

_HEAD = "Letter Head"


def letterhead() -> str:
    """Return the default letterhead of the site as safe HTML; empty if there is none.

    Only System Managers write letterheads, and Frappe cleans them as it does for its own prints.
    """
    found: Any = frappe.db.get_value(
        _HEAD, {"is_default": 1, "disabled": 0}, ["content", "name"], as_dict=True
    )
    if not found or not found.content:
        return ""
    return str(frappe.render_template(found.content, {"doc": frappe._dict()}))
