"""What the filters of the report offer: contracts, customers and teams that have tickets."""

from __future__ import annotations

import frappe

from sla_nl.records.permissions import ticket_doctype

from .choices import TEAM

_MOST = 20


def contracts(text: str) -> list[str]:
    """Return up to 20 contracts that judged tickets and whose name has a text."""
    return list(
        frappe.db.sql(
            "select distinct contract from `tabSLA Clock` where contract like %s "
            "order by contract limit %s",
            (f"%{text}%", _MOST),
            pluck=True,
        )
    )


def customers(text: str, readable: str) -> list[str]:
    """Return up to 20 customers of tickets whose name has a text.

    Args:
        readable: an SQL condition on the tickets that may be read; empty for all.
    """
    return _of_tickets("customer", text, readable)


def teams(text: str, readable: str) -> list[str]:
    """Return up to 20 teams of tickets. See `customers`."""
    return _of_tickets(TEAM, text, readable)


def _of_tickets(column: str, text: str, readable: str) -> list[str]:
    condition = readable.replace("%", "%%") or "true"
    return list(
        frappe.db.sql(
            f"select distinct {column} from `tab{ticket_doctype()}` "
            f"where {column} like %s and {condition} order by {column} limit %s",
            (f"%{text}%", _MOST),
            pluck=True,
        )
    )
