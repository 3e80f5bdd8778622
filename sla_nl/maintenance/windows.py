"""Maintenance windows under a contract."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime

from sla_nl.contracts.documents import CONTRACT
from sla_nl.site.messages import refuse


def check(window: Document) -> None:
    """Refuse a window that ends before it starts, or of a type that its contract does not have.

    Raises: frappe.ValidationError.
    """
    if get_datetime(window.planned_start) >= get_datetime(window.planned_end):
        refuse(_("The planned end must be after the planned start."))
    types = maintenance_types(window.contract)
    if window.maintenance_type not in types:
        known = ", ".join(types) or _("none")
        text = _("{0} is no maintenance type of {1}; it has {2}.")
        refuse(text, window.maintenance_type, window.contract, known)


def maintenance_types(contract: str) -> list[str]:
    """The maintenance types of a contract, in its order, each once."""
    rows = frappe.get_all(
        "SLA Maintenance Rule",
        {"parent": contract, "parenttype": CONTRACT},
        pluck="maintenance_type",
        order_by="idx",
    )
    return list(dict.fromkeys(rows))
