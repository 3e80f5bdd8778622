"""The windows of a span for the desk's calendar view."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.desk.reportview import validate_args

from .reading import ANNOUNCED, CANCELLED, DONE, DRAFT, IN_PROGRESS, PLANNED, WINDOW

_COLOURS = {
    DRAFT: "#e2e2e2", PLANNED: "#ffe28a", ANNOUNCED: "#b5d8ff", IN_PROGRESS: "#ffc591",
    DONE: "#bce8cd", CANCELLED: "#f6c9c9",
}  # fmt: skip
"""Light colours, on which dark text is legible; the title says the state too."""


def events_between(start: datetime, end: datetime, filters: list[Any]) -> list[dict[str, Any]]:
    """Return the windows that share a moment with a span, as far as the user may read them.

    Raises: frappe.DataError: a filter names a field that does not exist.
    """
    wanted = [
        *filters,
        [WINDOW, "planned_start", "<", end],
        [WINDOW, "planned_end", ">", start],
    ]
    validate_args(frappe._dict(doctype=WINDOW, filters=wanted))
    fields = ["name", "title", "status", "planned_start", "planned_end"]
    rows = frappe.get_list(WINDOW, filters=wanted, fields=fields, limit_page_length=1_000)
    return [
        row | {"title": f"{row.title} ({_(row.status)})", "color": _COLOURS[row.status]}
        for row in rows
    ]
