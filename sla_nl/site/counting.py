"""Count documents by permission, on every version of Frappe."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.desk.reportview import validate_args

from .messages import refuse

_TAKES_OBJECTS = int(frappe.__version__.partition(".")[0]) >= 16
_COUNT = {"COUNT": "name", "as": "total"} if _TAKES_OBJECTS else "count(name) as total"
"""The field to select. Frappe 16 and later write an SQL function as an object and refuse texts."""


def count(doctype: str, filters: Any = None) -> int:
    """Return how many documents the user may read.

    Args:
        filters: as for `frappe.get_list`: an object, or a list of lists.
    Raises: frappe.PermissionError: the user may not read the doctype. frappe.ValidationError: the
        filters are malformed. frappe.DataError: a filter names a field that does not exist.
    """
    wanted = filters or []
    if isinstance(wanted, str | int | float):
        wanted = {"name": wanted}
    if not isinstance(wanted, dict) and not all(map(is_filter, wanted)):
        refuse(_("Filters must be an object, or a list of lists."))
    validate_args(frappe._dict(doctype=doctype, filters=wanted))
    (row,) = frappe.get_list(doctype, filters=wanted, fields=[_COUNT], order_by=None)
    return int(row.total)


def is_filter(given: Any) -> bool:
    """Return whether this is a field, an operator and a value, perhaps after a doctype."""
    return isinstance(given, list | tuple) and len(given) >= 3
