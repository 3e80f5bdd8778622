"""Make obligations from the rows of a contract: when it is taken into use, and after its events.

Each has a cause: its contract, its row, its event and the moment of that. A second one for the same
cause is impossible, so a retry and two users at once make one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from hashlib import sha1
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import getdate

from sla_nl.contracts.documents import CONTRACT
from sla_nl.contracts.in_force import contract_named
from sla_nl.engine.agreement.obligations import Obligation, due_of, obligations_of, recurring
from sla_nl.engine.terms.events import FollowUp
from sla_nl.site.time import instant_of, site_time

from .checking import OBLIGATION, OPEN

_MOST_VERSIONS = 100


def take_up(contract: str, since: datetime, responsible: str) -> list[str]:
    """Make the obligations that recur under a contract, now that it is taken into use.

    Args:
        since: naive, in the site's zone.
    Returns: the names of the obligations.
    """
    compiled, at = contract_named(contract), instant_of(since)
    assert at is not None
    found = [Obligation(row, due_of(compiled, row, at)) for row in recurring(compiled)]
    return [make(contract, one, one.rule.event, since, responsible=responsible) for one in found]


def after_event(contract: str, event: str, happened: datetime, **fields: Any) -> list[str]:
    """Make what an event of a contract makes due. Returns: the names of the obligations.

    Args:
        happened: naive, in the site's zone.
        fields: further fields of each, such as `responsible`.
    """
    at = instant_of(happened)
    assert at is not None
    return make_all(
        contract, obligations_of(contract_named(contract), event, at), event, happened, **fields
    )


def make_all(
    contract: str, found: Iterable[Obligation], event: str, happened: datetime, **fields: Any
) -> list[str]:
    """Make obligations of one event. Returns: their names."""
    return [make(contract, one, event, happened, **fields) for one in found]


def make(contract: str, found: Obligation, event: str, happened: datetime, **fields: Any) -> str:
    """Make one obligation of an event, or return the one that was made for it before."""
    return insert_once(
        {
            "contract": contract,
            "what": found.rule.action,
            "event": event,
            "next_event": found.rule.next_event,
            "clause": ", ".join(found.rule.clauses),
            "since": happened,
            "due": site_time(found.due),
            "cause": cause_of(contract, found.rule, event, happened),
            **fields,
        }
    )


def insert_once(fields: dict[str, Any]) -> str:
    """Insert an obligation, or return the name of the one with the same cause."""
    doc: Document = frappe.get_doc({"doctype": OBLIGATION, "state": OPEN, **fields})
    doc.flags.by_app = True
    doc.flags.ignore_permissions = True
    frappe.db.savepoint("sla_nl_obligation")
    try:
        return str(doc.insert().name)
    except (frappe.UniqueValidationError, frappe.DuplicateEntryError):
        frappe.db.rollback(save_point="sla_nl_obligation")
        frappe.clear_messages()
        cause = {"cause": fields["cause"]}
        return str(frappe.db.get_value(OBLIGATION, cause, "name", for_update=True))


def cause_of(contract: str, rule: FollowUp, event: str, happened: datetime) -> str:
    """Return what makes an obligation unique."""
    parts = (contract, rule.action, *rule.clauses, event, happened.isoformat(" ", "seconds"))
    return sha1("\n".join(parts).encode(), usedforsecurity=False).hexdigest()


def version_on(contract: str, day: date) -> str | None:
    """Return the version of a contract that holds on a day, from this one on; None if none does.

    Example: of the version of 2026, with a next one that holds from 2027 on, the next one for a
    day in 2027.
    """
    for _step in range(_MOST_VERSIONS):
        later = {"previous_version": contract, "valid_from": ("<=", day), "is_hidden": 0}
        following = frappe.db.get_value(CONTRACT, later, "name", order_by="valid_from desc")
        if not following:
            break
        contract = following
    ends = frappe.db.get_value(CONTRACT, contract, "valid_to")
    return None if ends and getdate(ends) < day else contract
