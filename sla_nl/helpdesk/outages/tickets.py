"""Record a ticket as an outage of a service: from its report until it was recovered or resolved."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.model.document import Document

from sla_nl.availability.checking import save_as_app
from sla_nl.availability.outages import OUTAGE, TICKET, moments
from sla_nl.contracts.in_force import contract_named
from sla_nl.engine.verdict import Verdict
from sla_nl.records import timeline
from sla_nl.site.time import now_s

from ..ticket.translation import judge

_SAVEPOINT = "sla_nl_outage"


def verdict_of(ticket: str, contract: str) -> Verdict:
    """Return the verdict on a ticket from its timeline.

    Raises: ContractError, TicketError, NoOpeningTimeError: it cannot be judged.
    """
    return judge(ticket, contract_named(contract), timeline.read(ticket), now_s())


def span_of(verdict: Verdict) -> tuple[int, int | None]:
    """Return when an outage began and ended: from the report to the recovery, or the resolution."""
    met = verdict.history.met
    ends = [met[clock] for clock in ("recovery", "resolution") if clock in met]
    start = verdict.history.reported_at
    return start, max(min(ends), start + 1) if ends else None


def of_ticket(ticket: str) -> list[Any]:
    """Return the outages of a ticket, with what its page shows of them."""
    return frappe.db.sql(
        f"""select name, service, contract, start_s, end_s, exclusion from `tab{OUTAGE}`
        where ticket = %s order by creation""",
        ticket,
        as_dict=True,
    )


def record(ticket: str, verdict: Verdict, service: str, is_automatic: bool = False) -> Document:
    """Record a ticket as an outage of a service, once. Returns: the outage.

    Args:
        service: a service of the ticket's contract; empty for all of them.
    """
    contract = verdict.contract.name
    cause = f"ticket:{ticket}:{contract}:{service}"[:140]
    if name := frappe.db.get_value(OUTAGE, {"cause": cause}):
        return frappe.get_doc(OUTAGE, name)
    outage = frappe.get_doc(
        doctype=OUTAGE, contract=contract, service=service, source=TICKET, ticket=ticket,
        cause=cause, is_automatic=int(is_automatic), **moments(*span_of(verdict)),
    )  # fmt: skip
    frappe.db.savepoint(_SAVEPOINT)
    try:
        save_as_app(outage)
    except (frappe.DuplicateEntryError, frappe.UniqueValidationError):
        frappe.db.rollback(save_point=_SAVEPOINT)
        frappe.clear_messages()
        # Another user has just recorded it; only locking reads see that.
        name = frappe.db.get_value(OUTAGE, {"cause": cause}, for_update=True)
        return frappe.get_doc(OUTAGE, name, for_update=True)
    return outage


def forget(ticket: str) -> None:
    """Keep the outages of a ticket that is deleted, without the ticket."""
    frappe.db.sql(f"update `tab{OUTAGE}` set ticket = null where ticket = %s", ticket)
