"""Stamp the open tickets of a contract again if maintenance that stops their clocks has changed."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.model.document import Document

from sla_nl.contracts.documents import CONTRACT
from sla_nl.maintenance import stopping
from sla_nl.maintenance.reading import contracts_of

from . import recompute

_DECIDING = (
    "status", "contract", "maintenance_type", "planned_start", "planned_end", "real_start",
    "real_end", "announced_at", "announced_start", "interrupts", "overruled_by",
)  # fmt: skip
"""The fields of a window that decide which clocks stand still, and when."""


def after_change(window: Document, method: str = "") -> None:
    """Queue the stamping of the tickets that a changed window touches.

    Those are open tickets under a contract that lets maintenance stop clocks; others cost nothing.
    """
    before = window.get_doc_before_save()
    if before is not None and _deciding(before) == _deciding(window):
        return
    stopping.forget()
    named = set(contracts_of(window)) | set(contracts_of(before) if before else ())
    rule = {"name": ("in", sorted(named)), "maintenance_rule": stopping.STOPS}
    for contract in frappe.get_all(CONTRACT, rule, pluck="name"):
        recompute.start(frappe.get_doc(CONTRACT, contract))


def after_delete(window: Document, method: str = "") -> None:
    """Queue it after a window was deleted."""
    stopping.forget()
    window._doc_before_save = None
    after_change(window)


def _deciding(window: Document) -> list[Any]:
    return [str(window.get(field) or "") for field in _DECIDING] + contracts_of(window)
