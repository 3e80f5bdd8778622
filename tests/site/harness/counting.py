"""Count the SQL statements of a step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the SQL statements of the block, except begins and ends of transactions."""
    found: list[str] = []
    sql = frappe.db.sql

    def listen(query: Any, *args: Any, **kwargs: Any) -> Any:
        if str(query).split()[0].lower() not in ("commit", "start", "rollback"):
            found.append(str(query))
        return sql(query, *args, **kwargs)

    frappe.db.sql = listen
    try:
        yield found
    finally:
        del frappe.db.sql
