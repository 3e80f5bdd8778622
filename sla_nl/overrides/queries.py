"""Frappe 15 hides fields that a user may not read, but filters, sorts and reckons by them; refuse
that.

It looks at the first field only of an expression such as `greatest(name, sla_nl_next_clock)`. From
Frappe 16 on it refuses all that itself, for every field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import frappe

from .reading import check_fields, is_ours

_COLUMN = re.compile(r"[\w`. ]*")
"""A field alone, perhaps with its table or another name: Frappe itself leaves it out."""


def prepare_args(original: Callable[..., Any], self: Any) -> Any:
    """Guard `DatabaseQuery.prepare_args`, through which every list of documents goes.

    Raises: frappe.PermissionError: it names a field of the app that the user may not read.
    """
    if not self.flags.ignore_permissions and not is_ours(self.doctype):
        expressions = _expressions(self.fields)
        check_fields(self.filters, self.or_filters, self.order_by, self.group_by, *expressions)
    return original(self)


def _expressions(fields: Any) -> Iterator[str]:
    """Give the columns of a list that are no field alone.

    Args:
        fields: a list, or a text as Frappe takes it: JSON, or with commas between the columns.
    """
    columns = _parsed(fields) if isinstance(fields, str) else fields or ()
    return (str(one) for one in columns if not _COLUMN.fullmatch(str(one)))


def _parsed(fields: str) -> Any:
    try:
        return frappe.parse_json(fields)
    except ValueError:
        return fields.split(",")
