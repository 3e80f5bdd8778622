"""Read, lock and stamp many tickets at once, and compare them with new stamps."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

import frappe
from frappe.model.document import Document
from helpdesk.utils import get_doc_room, publish_event

from sla_nl.contracts.in_force import contract_for
from sla_nl.site.time import instant_of

from .. import TICKET
from .facts import FACTS
from .stamps import EVENTS, STAMPS, Stamps
from .translation import REPORTED

SOLVED = "Resolved"

TicketRow = Mapping[str, Any]
"""The columns of one HD Ticket that the app uses."""

_COLUMNS = (
    "name", "creation", "modified", "owner", "via_customer_portal", "email_account",
    "first_responded_on", "_assign",
    *FACTS, *STAMPS, EVENTS,
)  # fmt: skip

_FEW_COLUMNS = (
    "name", "creation", "customer", "priority", "status_category", "resolution_date",
    "sla_nl_contract", "sla_nl_judged_by", REPORTED,
)  # fmt: skip


def read(names: Collection[str]) -> list[TicketRow]:
    """Return the rows of tickets, in the order of their names."""
    return _read(names, "")


def read_briefly(names: Collection[str]) -> list[TicketRow]:
    """Return the rows of tickets with few columns: customer, priority, report, status, contract.

    It is for work over very many tickets, in which each column that is read costs time.
    """
    return _read(names, "", _FEW_COLUMNS)


def lock(names: Collection[str], is_patient: bool = False) -> list[TicketRow]:
    """Return the rows of tickets and lock them until the transaction ends.

    Args:
        is_patient: wait for tickets that others have locked; else leave them out.
    """
    return _read(names, "for update" if is_patient else "for update skip locked")


def write_stamps(stamps: Mapping[str, Stamps]) -> None:
    """Write the stamps of tickets and the number of their events in one SQL statement.

    The tickets must be locked: then they exist, so the statement only updates rows.
    """
    fields = (*STAMPS, EVENTS)
    if stamps:
        updates = ", ".join(f"{field} = values({field})" for field in fields)
        rows = tuple((name, *(own[field] for field in fields)) for name, own in stamps.items())
        frappe.db.sql(
            f"insert into `tab{TICKET}` (name, {', '.join(fields)}) values "
            f"{', '.join(['%s'] * len(rows))} on duplicate key update {updates}",
            rows,
        )


def announce(names: Collection[str]) -> None:
    """Clear tickets from the cache and reload the pages that show them, both after the commit."""
    keys = [frappe.get_document_cache_key(TICKET, name) for name in names]
    frappe.db.after_commit.add(partial(frappe.cache.delete_value, keys))
    for name in names:
        room = get_doc_room(TICKET, name)
        publish_event("helpdesk:ticket-update", room=room, data={"ticket_id": name})


def reported_at(ticket: TicketRow | Document) -> int:
    """Return when a ticket was reported, in seconds of UTC.

    That is the moment that an agent has said, or else the moment at which it was made.
    """
    return instant_of(ticket.get(REPORTED) or ticket.get("creation")) or 0


def contract_of(ticket: TicketRow | Document) -> str | None:
    """Return the contract that a ticket falls under, or None."""
    chosen = ticket.get("sla_nl_contract")
    return contract_for(ticket.get("customer"), reported_at(ticket), chosen)


def assignee_of(ticket: TicketRow | Document) -> str:
    """Return the user to whom a ticket is assigned, or an empty text.

    Frappe keeps them as a JSON list; Helpdesk assigns one.
    """
    try:
        found = json.loads(ticket.get("_assign") or "[]")
    except ValueError:
        return ""
    return str(found[0]) if isinstance(found, list) and found else ""


def row_of(doc: Document) -> TicketRow:
    """Return a document as a row, like `read` does."""
    return {column: doc.get(column) for column in _COLUMNS}


def is_solved(ticket: TicketRow | Document) -> bool:
    """Return whether a ticket is resolved or closed, for its contract too.

    The stamps of such a ticket stay as they are.
    """
    if ticket.get("status_category") != SOLVED:
        return False
    return not ticket.get("sla_nl_judged_by") or bool(ticket.get("resolution_date"))


def differences(ticket: TicketRow, stamps: Stamps) -> dict[str, tuple[Any, Any]]:
    """Return the stamps that differ from a ticket: by field, its value and the stamp."""
    return {
        field: (ticket[field], stamp)
        for field, stamp in stamps.items()
        if _comparable(ticket[field]) != _comparable(stamp)
    }


def _comparable(value: Any) -> Any:
    """Return a value that can be compared: an int for a decimal, None for an empty text."""
    if isinstance(value, Decimal):
        return int(value)
    return value or None


def _read(
    names: Collection[str], locking: str, columns: Sequence[str] = _COLUMNS
) -> list[TicketRow]:
    return frappe.db.sql(
        f"select {', '.join(columns)} from `tab{TICKET}` where name in %s order by name {locking}",
        (tuple(names),),
        as_dict=True,
    )
