"""Frappe 15 hides fields that a user may not read, but filters and sorts by them; refuse that.

From Frappe 16 on it refuses that itself, for every field.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .reading import check_fields, is_ours


def prepare_args(original: Callable[..., Any], self: Any) -> Any:
    """Guard `DatabaseQuery.prepare_args`, through which every list of documents goes.

    Raises: frappe.PermissionError: it names a field of the app that the user may not read.
    """
    if not self.flags.ignore_permissions and not is_ours(self.doctype):
        check_fields(self.filters, self.or_filters, self.order_by, self.group_by)
    return original(self)
