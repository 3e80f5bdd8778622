"""Read numbers that users type, also where only the site's number format tells what they mean."""

from __future__ import annotations

from decimal import Decimal

import frappe

from sla_nl.engine.documents.numerals import readings

_USUAL = "#,###.##"
_EITHER = ".,"


def number_of(value: str | float | Decimal) -> Decimal | None:
    """Return the number that a user typed, or None if it is no number.

    Example: `87.50` and `87,50` are 87.5 on every site. `1.500` is 1500 where the number format of
    the site is `#.###,##`, and 1.5 where it is `#,###.##`.
    """
    found = readings(value)
    if len(found) < 2:
        return found[0] if found else None
    thousands, decimals = found
    return decimals if _decimal_mark() in str(value) else thousands


def _decimal_mark() -> str:
    """Return the mark before the decimals in the number format of the site.

    A format without decimals has one separator, that of thousands: then it is the other mark.
    """
    marks = str(frappe.get_system_settings("number_format") or _USUAL).replace("#", "")
    return marks[-1] if marks[0] != marks[-1] else _EITHER.replace(marks[-1], "")
