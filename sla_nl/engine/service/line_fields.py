"""Read the fields of a line about maintenance or an outage; a fault names the field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..calendars.instants import FIRST_S, HOW_TO_WRITE, LAST_S, InstantError, Zone, parse_instant
from ..errors import LineError
from ..texts import shown

Line = Mapping[str, Any]


def word(line: Line, field: str) -> str:
    """Return a text; empty if the line has none. Raises: LineError: it is no text."""
    value = line.get(field)
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise LineError(field, f"{shown(value)} is no text; write it between quotes")


def name(line: Line, field: str, known: Iterable[str], *, is_required: bool = False) -> str:
    """Return one of the known names; empty if the line has none and needs none.

    Raises: LineError: the name is missing or not known; the message lists those that are.
    """
    value, names = word(line, field), list(dict.fromkeys(known))
    if value in names or not (value or is_required):
        return value
    what = f"{shown(value)} is none of" if value else "is missing; expected one of"
    raise LineError(field, f"{what} {', '.join(names) or 'none at all'}")


def instant(line: Line, field: str, zone: Zone | None, earliest: int | None = None) -> int:
    """Return a moment in whole seconds of UTC. Raises: LineError: it is missing or no moment.

    Args:
        zone: the zone of a moment without an offset; if None, such a moment is an error.
        earliest: the moment that it follows; see `parse_instant`.
    """
    found = instant_or_none(line, field, zone, earliest)
    if found is None:
        raise LineError(field, f"a date and time is missing; {HOW_TO_WRITE}")
    return found


def instant_or_none(
    line: Line, field: str, zone: Zone | None, earliest: int | None = None
) -> int | None:
    """Return a moment, or None if the line has none. Raises: LineError: it is no moment."""
    value = line.get(field)
    if value is None or value == "":
        return None
    try:
        found = parse_instant(value, zone, earliest)
    except InstantError as error:
        raise LineError(field, f"{error}; {HOW_TO_WRITE}") from error
    if not FIRST_S <= found <= LAST_S:
        raise LineError(field, f"{shown(value)} lies outside the years 2 to 9998")
    return found


def flag(line: Line, field: str, default: bool) -> bool:
    """Return true or false; the default if the line has none. Raises: LineError."""
    value = line.get(field)
    if value is None:
        return default
    if value in (0, 1):
        return bool(value)
    raise LineError(field, f"{shown(value)} is neither true nor false")
