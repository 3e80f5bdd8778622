"""Check maintenance windows against their contract."""

from __future__ import annotations

from datetime import datetime

import frappe
from frappe import _
from frappe.model.document import Document

from sla_nl.contracts.documents import CONTRACT
from sla_nl.site import requested
from sla_nl.site.messages import refuse


def check(window: Document) -> None:
    """Refuse a window that ends before it starts, or whose type its contract does not have.

    Raises: frappe.ValidationError.
    """
    start, end = (_moment(window, field) for field in ("planned_start", "planned_end"))
    if start is not None and end is not None and start >= end:
        refuse(_("The planned end must be after the planned start."))
    types = maintenance_types(window.contract)
    if window.maintenance_type not in types:
        known = ", ".join(types) or _("none")
        text = _("{0} is no maintenance type of {1}; it has {2}.")
        refuse(text, window.maintenance_type, window.contract, known)


def _moment(window: Document, field: str) -> datetime | None:
    """Return a moment of a window; None if it is empty. Raises: frappe.ValidationError."""
    value = window.get(field)
    if not value or isinstance(value, datetime):
        return value or None
    return requested.moment(value, _(window.meta.get_label(field)))


def maintenance_types(contract: str) -> list[str]:
    """Return the maintenance types of a contract, in the contract's order, each once."""
    rows = frappe.get_all(
        "SLA Maintenance Rule",
        {"parent": contract, "parenttype": CONTRACT},
        pluck="maintenance_type",
        order_by="idx",
    )
    return list(dict.fromkeys(rows))
