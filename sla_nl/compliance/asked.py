"""Read a choice of promises from the filters of a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from frappe.utils import add_months, cint, getdate, nowdate

from .choices import DECIDED, Choice

GROUPS = ("customer", "team", "month")
_TEXTS = ("contract", "customer", "team", "kind", "priority", "target")


def choice_of(filters: Mapping[str, Any], readable: str) -> Choice:
    """Return the choice that filters make; without a period that of the previous month.

    Args:
        filters: the fields of a choice, and `by_customer`, `by_team` and `by_month`.
        readable: which tickets may be read; see `Choice`.
    """
    return Choice(
        str(filters.get("period") or last_month()),
        str(filters.get("basis") or DECIDED),
        tuple(group for group in GROUPS if cint(filters.get(f"by_{group}"))),
        **{name: str(filters.get(name) or "") for name in _TEXTS},
        readable=readable,
    )


def last_month() -> str:
    """Return the previous calendar month, such as `2026-06`."""
    return f"{getdate(add_months(nowdate(), -1)):%Y-%m}"
