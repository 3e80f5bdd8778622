"""Cut the tickets of a run into parts that any number of workers share.

A worker takes a part by locking its row, and writes what it found there, in one transaction. If it
dies, the lock is gone and nothing is written, so another worker takes the part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import frappe
import orjson
from frappe.utils import create_batch, now_datetime

PART = "SLA Run Part"
SIZE = 500
"""How many tickets a part has."""

_COLUMNS = (
    "name", "creation", "modified", "owner", "modified_by", "run", "idx", "tickets", "is_done",
)  # fmt: skip


class Part(NamedTuple):
    """A part that this worker has locked."""

    name: str
    tickets: list[str]


def cut(run: str, tickets: Sequence[str]) -> None:
    """Store the tickets of a run in parts."""
    now, user = now_datetime(), frappe.session.user
    rows = [
        (f"{run}-{number:06d}", now, now, user, user, run, number, _dumped(list(names)), 0)
        for number, names in enumerate(create_batch(list(tickets), SIZE), 1)
    ]
    frappe.db.bulk_insert(PART, _COLUMNS, rows)


def take(run: str) -> Part | None:
    """Lock and return a part that nobody has done or locked; None if there is none.

    It stays locked until the transaction ends. Each part is tried by its name, so that no other
    part is locked on the way.
    """
    for name in _names(run, is_done=0):
        rows = frappe.db.sql(
            f"""select tickets from `tab{PART}` where name = %s and is_done = 0
            for update skip locked""",
            name,
        )
        if rows:
            return Part(name, orjson.loads(rows[0][0]))
    return None


def are_left(run: str) -> bool:
    """Return whether parts are not done yet."""
    return bool(_names(run, is_done=0))


def write(part: Part, sums: Any, lines: Any) -> None:
    """Write what was found in a part, as JSON, and mark it as done."""
    frappe.db.sql(
        f"""update `tab{PART}` set sums = %s, found = %s, is_done = 1, modified = %s
        where name = %s""",
        (_dumped(sums), _dumped(lines), now_datetime(), part.name),
    )


def sums(run: str) -> Iterator[Any]:
    """Yield the sums of each part that is done."""
    return _read(run, "sums")


def lines(run: str) -> Iterator[Any]:
    """Yield each line of the parts that are done, in the order of the tickets."""
    for found in _read(run, "found"):
        yield from found


def remove(run: str) -> None:
    """Delete the parts of a run that is deleted."""
    frappe.db.delete(PART, {"run": run})


def _read(run: str, column: str) -> Iterator[Any]:
    """Yield a column of each part, one row at a time, so that memory stays small."""
    for name in _names(run, is_done=1):
        for (text,) in frappe.db.sql(f"select {column} from `tab{PART}` where name = %s", name):
            yield orjson.loads(text)


def _names(run: str, is_done: int) -> list[str]:
    """Return the names of the parts that are done, or of those that are not, in order."""
    rows = frappe.db.sql(
        f"select name from `tab{PART}` where run = %s and is_done = %s order by name",
        (run, is_done),
    )
    return [name for (name,) in rows]


def _dumped(value: Any) -> str:
    return orjson.dumps(value).decode()
