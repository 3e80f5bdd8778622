"""Check maintenance windows against their contracts when they are saved."""

from __future__ import annotations

from datetime import datetime

import frappe
from frappe import _
from frappe.model.document import Document

from sla_nl.contracts.documents import CONTRACT
from sla_nl.site import requested
from sla_nl.site.messages import refuse
from sla_nl.site.time import now_s

from . import overruling, stages
from .judging import judge
from .moments import look_again_at
from .reading import contracts_of


def check(window: Document) -> None:
    """Refuse a window that cannot be as it is, and fill in what follows from its fields.

    Raises: frappe.ValidationError: its moments are not in order; a contract does not have its type
        or its service; it breaks a hard rule; it cannot have this status.
    """
    start, end = (_moment(window, field) for field in ("planned_start", "planned_end"))
    if start is not None and end is not None and start >= end:
        refuse(_("The planned end must be after the planned start."))
    for contract in filter(None, contracts_of(window)):
        _check_type(window, contract)
    _check_service(window)
    window.title = title_of(window)
    stages.check(window)
    if start is None or end is None or not window.contract:
        return  # Frappe says which of them is missing.
    judged = judge(window, now_s())
    overruling.check(window, judged)
    window.look_at = look_again_at(window, judged, now_s())


def title_of(window: Document) -> str:
    """Return the title of a window: its type, and the service if it is about one."""
    parts = (window.maintenance_type, window.service)
    return " · ".join(str(part).strip() for part in parts if part)[:140]


def maintenance_types(contract: str) -> list[str]:
    """Return the maintenance types of a contract, in the contract's order, each once."""
    return _column(contract, "SLA Maintenance Rule", "maintenance_type")


def services(contract: str) -> list[str]:
    """Return the services whose availability a contract promises, in order, each once."""
    return _column(contract, "SLA Availability", "subject")


def _check_type(window: Document, contract: str) -> None:
    types = maintenance_types(contract)
    if window.maintenance_type not in types:
        known = ", ".join(types) or _("none")
        text = _("{0} is no maintenance type of {1}; it has {2}.")
        refuse(text, window.maintenance_type, contract, known)


def _check_service(window: Document) -> None:
    """Refuse a service that no contract of the window promises."""
    if not window.service:
        return
    known = [name for contract in contracts_of(window) for name in services(contract)]
    if window.service not in known:
        text = _("{0} is no service of {1}; it has {2}. Leave it empty for all services.")
        refuse(text, window.service, window.contract, ", ".join(known) or _("none"))


def _column(contract: str, doctype: str, column: str) -> list[str]:
    rows = frappe.get_all(
        doctype, {"parent": contract, "parenttype": CONTRACT}, pluck=column, order_by="idx"
    )
    return list(dict.fromkeys(row for row in rows if row))


def _moment(window: Document, field: str) -> datetime | None:
    """Return a moment of a window; None if it is empty. Raises: frappe.ValidationError."""
    value = window.get(field)
    if not value or isinstance(value, datetime):
        return value or None
    return requested.moment(value, _(window.meta.get_label(field)))


def tidy(window: Document) -> None:
    """Read the moments of a window in a form, and refuse what is none.

    Raises: frappe.ValidationError.
    """
    for field in ("planned_start", "planned_end", "announced_at", "announced_start"):
        window.set(field, _moment(window, field))
    for field in ("contract", "maintenance_type", "service"):
        if not isinstance(window.get(field) or "", str):
            refuse(_("{0}: a text is expected."), _(window.meta.get_label(field)))
