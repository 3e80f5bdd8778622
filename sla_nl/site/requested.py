"""Read the moments and days that a request brings, or refuse them with a text that says how."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from frappe import _

from .messages import refuse
from .time import site_zone

_Day = TypeVar("_Day", bound=date)

_FIRST_YEAR, _LAST_YEAR = 1970, 2199
"""Years in which calendars can be counted; others are slips of the pen."""


def moment(text: str, label: str) -> datetime:
    """Read a moment as the site stores it: naive, in its zone. One with an offset is moved there.

    Example: `moment("2026-06-12T09:00", _("Reported at"))`.

    Args:
        label: what the moment is called on the page.
    Raises: frappe.ValidationError: it cannot be read, or lies too far from today.
    """
    read = _parsed(datetime.fromisoformat, text)
    if read is None:
        refuse(_("{0}: {1} is no date and time; write it as 2026-06-12 09:00."), label, text)
    return read.astimezone(site_zone().tz).replace(tzinfo=None) if read.tzinfo else read


def day(text: str, label: str) -> date:
    """Read a day. See `moment`."""
    read = _parsed(date.fromisoformat, text)
    if read is None:
        refuse(_("{0}: {1} is no date; write it as 2026-06-12."), label, text)
    return read


def _parsed(parse: Callable[[str], _Day], text: str) -> _Day | None:
    """Return what a text says; None where it cannot be read, or names another age."""
    try:
        read = parse(text)
    except (ValueError, TypeError):
        return None
    return read if _FIRST_YEAR <= read.year <= _LAST_YEAR else None
