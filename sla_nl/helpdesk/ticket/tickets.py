"""Many tickets at once: read under a lock, and their stamps written in one statement."""

from __future__ import annotations

from collections.abc import Collection, Mapping
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

SOLVED = "Resolved"

Row = Mapping[str, Any]

_COLUMNS = (
    "name", "creation", "modified", "owner", "via_customer_portal", "email_account",
    "first_responded_on",
    *FACTS, *STAMPS, EVENTS,
)  # fmt: skip


def read(names: Collection[str]) -> list[Row]:
    """What bears on the clocks of tickets, in the order of their names."""
    return _read(names, "")


def lock(names: Collection[str], is_patient: bool = False) -> list[Row]:
    """The same, held until the transaction ends.

    Args:
        is_patient: wait for tickets that others hold right now, else do without them.
    """
    return _read(names, "for update" if is_patient else "for update skip locked")


def write_stamps(stamps: Mapping[str, Stamps]) -> None:
    """Write the stamps of tickets, and how many events they have; no other column.

    The tickets must be locked: then they are there, and the statement only updates.
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


def tell(names: Collection[str]) -> None:
    """After the commit: forget cached tickets, and have the pages that show one load it anew."""
    keys = [frappe.get_document_cache_key(TICKET, name) for name in names]
    frappe.db.after_commit.add(partial(frappe.cache.delete_value, keys))
    for name in names:
        room = get_doc_room(TICKET, name)
        publish_event("helpdesk:ticket-update", room=room, data={"ticket_id": name})


def contract_of(ticket: Row | Document) -> str | None:
    """The contract that a ticket falls under, or None."""
    reported = instant_of(ticket.get("creation")) or 0
    return contract_for(ticket.get("customer"), reported, ticket.get("sla_nl_contract"))


def row_of(doc: Document) -> Row:
    """A document as the rows that are read here."""
    return {column: doc.get(column) for column in _COLUMNS}


def is_solved(ticket: Row | Document) -> bool:
    """Whether it is resolved or closed, for its contract too: its stamps stay as they are."""
    if ticket.get("status_category") != SOLVED:
        return False
    return not ticket.get("sla_nl_judged_by") or bool(ticket.get("resolution_date"))


def differences(ticket: Row, stamps: Stamps) -> dict[str, tuple[Any, Any]]:
    """The stamps that differ from what a ticket has: by field, what it has and what they say."""
    return {
        field: (ticket[field], stamp)
        for field, stamp in stamps.items()
        if _plain(ticket[field]) != _plain(stamp)
    }


def _plain(value: Any) -> Any:
    """A value as it compares: a column holds decimals, and an empty text may be null."""
    if isinstance(value, Decimal):
        return int(value)
    return value or None


def _read(names: Collection[str], how: str) -> list[Row]:
    return frappe.db.sql(
        f"select {', '.join(_COLUMNS)} from `tab{TICKET}` where name in %s order by name {how}",
        (tuple(names),),
        as_dict=True,
    )
