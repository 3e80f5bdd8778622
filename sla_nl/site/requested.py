"""Read moments and days from a request, or refuse them with a text that shows how to write them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from frappe import _

from .messages import refuse
from .time import site_zone

_Day = TypeVar("_Day", bound=date)

_FIRST_YEAR, _LAST_YEAR = 1970, 2199
"""The first and last year that are accepted; a year outside them is taken for a typing error."""


def moment(text: str, label: str) -> datetime:
    """Read a moment as the site stores it: naive, in the site's zone.

    A moment with an offset is converted to that zone.

    Example: `moment("2026-06-12T09:00", _("Reported at"))`.

    Args:
        label: the name of the field on the page.
    Raises: frappe.ValidationError: the text cannot be read, or its year is not accepted.
    """
    read = readable_moment(text)
    if read is None:
        refuse(_("{0}: {1} is no date and time; write it as 2026-06-12 09:00."), label, text)
    return read


def readable_moment(text: str) -> datetime | None:
    """Return a moment as `moment` does; None if it cannot be read, or its year is not accepted."""
    read = _parsed(datetime.fromisoformat, text)
    if read is None or read.tzinfo is None:
        return read
    return read.astimezone(site_zone().tz).replace(tzinfo=None)


def day(text: str, label: str) -> date:
    """Read a day. See `moment`."""
    read = _parsed(date.fromisoformat, text)
    if read is None:
        refuse(_("{0}: {1} is no date; write it as 2026-06-12."), label, text)
    return read


def _parsed(parse: Callable[[str], _Day], text: str) -> _Day | None:
    """Return the date in a text; None if it cannot be read, or its year is not accepted."""
    try:
        read = parse(text)
    except (ValueError, TypeError):
        return None
    return read if _FIRST_YEAR <= read.year <= _LAST_YEAR else None
