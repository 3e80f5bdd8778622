"""Read plain documents into typed rows, and name each fault's document, row, field and value.

A row class is a dataclass whose fields are made with `column`; a document is a mapping as Frappe
exports it. A fault does not raise: it goes into a list, so that a user sees all of them at once.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from ..errors import ExpectedError, Fault
from ..texts import Text, _
from .numerals import readings

Row = TypeVar("Row")
Read = Callable[[Any], Any]

STANDARD_FIELDS = frozenset(
    "doctype name owner creation modified modified_by docstatus idx parent parentfield parenttype "
    "_user_tags _comments _assign _liked_by __islocal __unsaved terms_changed "
    "previous_version".split()
)
"""Fields that Frappe or the app keeps in a document, and that are not terms of it."""


def column(read: Read, *, name: str = "", default: Any = dataclasses.MISSING) -> Any:
    """Make a dataclass field that is read from a document.

    Args:
        read: turns the document's value into the row's; raises ExpectedError.
        name: the field's name in the document, if it differs.
        default: the value if the document has none; without a default the field is required.
    """
    metadata = {"read": read, "name": name}
    return dataclasses.field(default=default, metadata=metadata)


def table(row_class: type) -> Any:
    """Make a dataclass field that holds child rows of a class."""
    return dataclasses.field(default=(), metadata={"rows": row_class})


def read_document(
    row_class: type[Row],
    document: Mapping[str, Any],
    label: str,
    faults: list[Fault],
    row: str = "",
) -> Row | None:
    """Return a row of `row_class` read from a document, or None if the document has faults.

    Args:
        label: how faults name the document, such as `SLA Contract 'visma-raet'`.
        faults: the list to which faults are added.
        row: the place of the row in its document, such as `targets row 3`.
    """
    if not isinstance(document, Mapping):
        faults.append(Fault(label, row, "", document, _("a document with fields")))
        return None
    known, values, before = set(STANDARD_FIELDS), {}, len(faults)
    for item in dataclasses.fields(row_class):  # type: ignore[arg-type]
        meta = item.metadata
        if not meta:
            continue
        name = meta.get("name") or item.name
        known.add(name)
        value = document.get(name)
        if child := meta.get("rows"):
            values[item.name] = _read_rows(child, value, label, faults, name)
        elif value is None or value == "":
            if item.default is dataclasses.MISSING:
                faults.append(Fault(label, row, name, value, _("a value")))
        else:
            try:
                values[item.name] = meta["read"](value)
            except ExpectedError as error:
                faults.append(Fault(label, row, name, value, error.expected))
    for name in document:
        if name not in known and not name.startswith("_"):
            faults.append(Fault(label, row, name, document[name], _("no field with this name")))
    return row_class(**values) if len(faults) == before else None


def _read_rows(
    row_class: type[Row], rows: Any, label: str, faults: list[Fault], name: str
) -> tuple[Row, ...]:
    if rows is None:
        return ()
    if not isinstance(rows, list | tuple):
        faults.append(Fault(label, "", name, rows, _("a list of rows")))
        return ()
    read = (
        read_document(row_class, row, label, faults, f"{name} row {number}")
        for number, row in enumerate(rows, start=1)
    )
    return tuple(row for row in read if row is not None)


# -- readers of values -----------------------------------------------------------------------------


def text(value: Any) -> str:
    """Read any text; numbers become text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise ExpectedError(_("a text"))
    return str(value).strip()


def choice(*options: str) -> Read:
    """Return a reader of one of the given words."""

    def read(value: Any) -> str:
        word = text(value)
        if word not in options:
            raise ExpectedError(_("one of {0}", options))
        return word

    return read


def words(*options: str) -> Read:
    """Return a reader of words separated by commas; without options it accepts any words."""

    def read(value: Any) -> tuple[str, ...]:
        found = tuple(word.strip() for word in text(value).split(",") if word.strip())
        if options and (wrong := tuple(word for word in found if word not in options)):
            # These words are typed the same in every language, so they are not translated.
            raise ExpectedError(_("some of {0}, not {1}", ", ".join(options), ", ".join(wrong)))
        return found

    return read


def flag(value: Any) -> bool:
    """Read a check box: 0 or 1, false or true."""
    if value in (0, 1, False, True, "0", "1"):
        return bool(int(value))
    raise ExpectedError(_("0 or 1"))


def number(low: str, high: str = "", *, is_above: bool = False) -> Read:
    """Return a reader of decimal numbers from `low` (or above it) to `high`. See `numerals`.

    A text that may be two numbers in that range, such as `1.500`, is refused: a rate must not
    depend on who reads it.
    """
    floor, ceiling = Decimal(low), Decimal(high) if high else None

    def is_within(amount: Decimal) -> bool:
        is_low = amount < floor or (is_above and amount == floor)
        return not is_low and (ceiling is None or amount <= ceiling)

    def read(value: Any) -> Decimal:
        found = [amount for amount in readings(value) if is_within(amount)]
        if not found:
            raise ExpectedError(_range(low, high, is_above))
        if len(found) > 1:
            both = (f"{amount.normalize():f}" for amount in found)
            raise ExpectedError(_("the one that is meant, {0} or {1}", *both))
        return found[0]

    return read


def _range(low: str, high: str, is_above: bool) -> Text:
    if high:
        above = _("a number above {0}, up to {1}", low, high)
        return above if is_above else _("a number of {0} or more, up to {1}", low, high)
    return _("a number above {0}", low) if is_above else _("a number of {0} or more", low)


def whole(low: int, high: int | None = None) -> Read:
    """Return a reader of whole numbers from `low` to `high`."""

    def read(value: Any) -> int:
        try:
            count = int(str(value).strip())
        except ValueError:
            count = low - 1
        if isinstance(value, bool) or count < low or (high is not None and count > high):
            if high is None:
                raise ExpectedError(_("a whole number from {0} up", str(low)))
            raise ExpectedError(_("a whole number from {0} to {1}", str(low), str(high)))
        return count

    return read


def minute_of_day(value: Any) -> int:
    """Read a local time from 00:00 to 24:00, as minutes since midnight.

    Example: `8:30`, `08:30` and, as the Dutch write it, `8.30` are 510. A number is no time.
    """
    typed = "" if isinstance(value, float) else str(value).strip()
    found = re.fullmatch(r"(\d{1,2})[:.](\d\d)(?::00)?", typed)
    minutes = int(found[1]) * 60 + int(found[2]) if found and int(found[2]) < 60 else -1
    if not 0 <= minutes <= 1440:
        raise ExpectedError(_("a time from 00:00 to 24:00"))
    return minutes


def time_text(minutes: int) -> str:
    """Return the `HH:MM` of a minute, 00:00 to 24:00; past 24:00 that of the next day."""
    minutes = minutes - 1440 if minutes > 1440 else minutes
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def a_date(value: Any) -> date:
    """Read a date `YYYY-MM-DD`."""
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise ExpectedError(_("a date such as 2026-12-31")) from None
