"""How many statements something costs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is sent to the database meanwhile, but for the ends of transactions."""
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
