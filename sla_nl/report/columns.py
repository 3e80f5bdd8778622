"""The columns of the reports."""

from __future__ import annotations

from typing import Any


def column(name: str, label: str, fieldtype: str, width: int, options: str = "") -> dict[str, Any]:
    """Return a column of a Script Report, as Frappe takes it.

    Args:
        width: in pixels.
        options: the doctype of a link, or the field with the currency of an amount.
    """
    found: dict[str, Any] = {
        "fieldname": name, "label": label, "fieldtype": fieldtype, "width": width,
    }  # fmt: skip
    return found | ({"options": options} if options else {})
