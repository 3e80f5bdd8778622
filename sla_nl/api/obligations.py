"""Obligations: do one, drop one, open one again, and record an event of a contract."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from sla_nl.contracts.documents import CONTRACT
from sla_nl.contracts.faults import FAULTS, fault_text
from sla_nl.contracts.in_force import contract_named
from sla_nl.engine.agreement.obligations import contract_events
from sla_nl.engine.terms.vocabulary import VERSION_EFFECTIVE
from sla_nl.obligations import doing, making, new_version
from sla_nl.obligations.checking import OBLIGATION
from sla_nl.site import requested
from sla_nl.site.access import permitted
from sla_nl.site.messages import refuse


@frappe.whitelist(methods=["POST"])
def done(obligation: str, at: str = "", note: str = "") -> list[str]:
    """Mark an obligation as done, and make what follows from it.

    Args:
        at: when it was done; empty for now.
    Returns: the names of the obligations that follow.
    Raises: frappe.PermissionError: the user may not write it.
    """
    permitted(OBLIGATION, obligation, "write")
    moment = requested.moment(at, _("Done at")) if at else now_datetime()
    return doing.done(obligation, moment, note)


@frappe.whitelist(methods=["POST"])
def drop(obligation: str, reason: str) -> None:
    """Mark an obligation as dropped: it no longer has to be done. Managers only."""
    _managed(obligation)
    doing.dropped(obligation, reason)


@frappe.whitelist(methods=["POST"])
def open_again(obligation: str) -> None:
    """Take back that an obligation was done or dropped. Managers only."""
    _managed(obligation)
    doing.open_again(obligation)


@frappe.whitelist(methods=["GET"])
def events_of(contract: str) -> list[str]:
    """Return the events of a contract that can be recorded. "New version" records its own."""
    permitted(CONTRACT, contract)
    with told_faults():
        found = contract_events(contract_named(contract))
    return [event for event in found if event != VERSION_EFFECTIVE]


@frappe.whitelist(methods=["POST"])
def record_event(contract: str, event: str, at: str) -> list[str]:
    """Record an event of a contract, such as an objection, and make what it makes due.

    Returns: the names of the obligations.
    Raises: frappe.PermissionError: the user may not write the contract, or make obligations.
        frappe.ValidationError: nothing follows from the event.
    """
    frappe.has_permission(OBLIGATION, "create", throw=True)
    document = permitted(CONTRACT, contract, "write")
    document.refuse(_("changed"))
    if event not in events_of(contract):
        refuse(_("Nothing follows from {0} under this contract."), event)
    moment = requested.moment(at, _("Happened at"))
    if moment > now_datetime():
        refuse(_("It cannot have happened in the future."))
    with told_faults():
        return making.after_event(contract, event, moment, responsible=frappe.session.user)


@frappe.whitelist(methods=["GET"])
def version_dates(contract: str, first_day: str, announced_at: str = "") -> dict[str, Any]:
    """Return what a new version makes due, before it is made: see `new_version.told`."""
    permitted(CONTRACT, contract)
    first = requested.day(first_day, _("Holds from"))
    told_at = requested.moment(announced_at, _("Announced at")) if announced_at else None
    with told_faults():
        return new_version.told(new_version.dates_of(contract, first, told_at))


@contextmanager
def told_faults() -> Iterator[None]:
    """Refuse what a broken contract cannot date, in words. Raises: frappe.ValidationError."""
    try:
        yield
    except FAULTS as error:
        refuse("{0}", fault_text(error))
    except OverflowError:
        refuse(_("By this contract a date lies too far away."))


def _managed(obligation: str) -> None:
    """Refuse somebody who may not delete it: an agent who is responsible for it."""
    permitted(OBLIGATION, obligation, "delete")
