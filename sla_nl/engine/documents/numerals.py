"""Read a number as people write it: `87.50`, `87,50`, `1.234,50` or `1 234.50`."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

_GROUPED = re.compile(
    r"[+-]?[1-9]\d{0,2}(?P<group>[.,' \u00a0\u202f])\d{3}(?:(?P=group)\d{3})*"
    r"(?:(?!(?P=group))[.,](?P<cents>\d+))?",
    re.ASCII,
)
"""A number with a separator of thousands, perhaps with decimals after the other mark."""

_SIMPLE = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)", re.ASCII)
"""A number without a separator of thousands."""


def readings(value: Any) -> tuple[Decimal, ...]:
    """Return the numbers that a value may mean: none, one, or two.

    Example: `87,50` means 87.5, `1.500` means 1500 or 1.5, and `abc` means nothing.
    Returns: of two numbers, the one with a separator of thousands first.
    """
    if isinstance(value, bool):
        return ()
    if isinstance(value, int | float | Decimal):
        number = Decimal(str(value))
        return (number,) if number.is_finite() else ()
    text, found = str(value).strip(), []
    if grouped := _GROUPED.fullmatch(text):
        cents = grouped["cents"] or ""
        whole = text[: len(text) - len(cents)]
        found.append(Decimal(re.sub(r"[^\d+-]", "", whole) + (f".{cents}" if cents else "")))
    if _SIMPLE.fullmatch(text):
        found.append(Decimal(text.replace(",", ".")))
    return tuple(found)
