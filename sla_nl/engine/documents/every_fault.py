"""Find every fault of a document at once.

A document is checked in stages: each field, each row, then the rows together. A stage needs all
fields that the stage before it reads, so that one fault would hide the faults of later stages, and
an admin would have to mend and check a document again and again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from ..errors import Fault

T = TypeVar("T")
Read = Callable[[Mapping[str, Any], list[Fault]], T | None]

_ROW = re.compile(r"(\w+) row (\d+)")
_REFERS_TO = {
    "priority": "priorities",
    "counts_towards": "maintenance",
    "maintenance_types": "maintenance",
}
"""For each field that names a row of a table: the table."""


def read_all(read: Read[T], document: Mapping[str, Any], faults: list[Fault]) -> T | None:
    """Read a document, and add all its faults to the list.

    If it has faults, it is read again without the faulty rows and values, until no new fault is
    found. A fault that only follows from the parts left out is not added.

    Args:
        read: a function that reads a document and adds the faults that it finds to a list.
    Returns: the result of the last reading; None if even the rest could not be read.
    """
    if not isinstance(document, Mapping):
        return read(document, faults)
    rest = _Rest(document)
    while True:
        found: list[Fault] = []
        made = read(rest.document(), found)
        own = (rest.as_written(fault) for fault in found if not rest.is_consequence(fault))
        fresh = [fault for fault in own if fault not in faults]
        if not fresh:
            return made
        faults += fresh
        for fault in fresh:
            rest.leave_out(fault)


class _Rest:
    """The rest of a document, without the rows and values that have faults."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._values: dict[str, str | None] = {}
        self._rows: dict[str, set[int]] = {}

    def document(self) -> dict[str, Any]:
        """Return the rest; a missing value that is required is replaced by a dash."""
        rows = {name: [row for _, row in self._kept(name)] for name in self._rows}
        return {**self._document, **rows, **self._values}

    def leave_out(self, fault: Fault) -> None:
        """Leave out the row of a fault, or its value if it is in no row."""
        if place := _ROW.match(fault.row):
            self._rows.setdefault(place[1], set()).add(int(place[2]))
        elif not fault.row:
            self._values[fault.field] = "-" if fault.value in (None, "") else None

    def as_written(self, fault: Fault) -> Fault:
        """Return a fault with the number that its row has in the whole document."""
        place = _ROW.match(fault.row)
        if place is None or place[1] not in self._rows:
            return fault
        number = self._kept(place[1])[int(place[2]) - 1][0]
        return fault._replace(row=f"{place[1]} row {number}{fault.row[place.end() :]}")

    def is_consequence(self, fault: Fault) -> bool:
        """Return whether a fault can follow from the parts left out."""
        if not fault.row:
            return fault.field in self._values or fault.field in self._rows
        return fault.row in self._rows or _REFERS_TO.get(fault.field) in self._rows

    def _kept(self, name: str) -> list[tuple[int, Any]]:
        """Return the rows of a table that are left, with their numbers in the whole document."""
        rows = enumerate(self._document[name], 1)
        return [(number, row) for number, row in rows if number not in self._rows[name]]
