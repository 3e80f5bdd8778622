"""What becomes of obligations when their contract, a user or another obligation is deleted."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from .checking import OBLIGATION, TO_DO


def after_contract(contract: Document, method: str = "") -> None:
    """Delete what still had to be done under a deleted contract; what was done keeps its evidence.

    During a migrate nothing is changed, because it deletes shipped contracts and adds them again.
    """
    if frappe.flags.in_fixtures:
        return
    for field in ("contract", "new_version"):
        ended = {field: contract.name, "state": ("in", TO_DO)}
        for name in frappe.get_all(OBLIGATION, ended, pluck="name"):
            frappe.delete_doc(OBLIGATION, name, ignore_permissions=True)
        _clear(field, contract.name)


def after_user(user: Document, method: str = "") -> None:
    """Leave the obligations of a deleted user to the managers."""
    _clear("responsible", user.name)


def after_obligation(obligation: Document) -> None:
    """Forget that others followed from a deleted obligation."""
    _clear("follows", obligation.name)


def _clear(field: str, value: str) -> None:
    frappe.db.set_value(OBLIGATION, {field: value}, field, None, update_modified=False)
