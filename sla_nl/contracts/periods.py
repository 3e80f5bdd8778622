"""Compare the periods in which contracts are valid."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from frappe.utils import getdate

_EVER = date.max - timedelta(days=1)


def overlap(one: Any, other: Any) -> bool:
    """Return whether two contracts are valid on the same day.

    Args:
        one, other: documents or rows with `valid_from` and `valid_to`; an empty date means no end.
    """
    return _first_day(one) <= _last_day(other) and _first_day(other) <= _last_day(one)


def _first_day(contract: Any) -> date:
    return getdate(contract.valid_from) if contract.valid_from else date.min


def _last_day(contract: Any) -> date:
    return getdate(contract.valid_to) if contract.valid_to else _EVER
