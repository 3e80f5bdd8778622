"""Copy a standard contract for customers, a contract to a new version, or a calendar to edit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from sla_nl.engine.terms.vocabulary import CALENDAR_COLUMNS
from sla_nl.site.messages import refuse

from .documents import CALENDAR, CONTRACT, LONGEST_NAME, MATRIX, free_name, slug


def copy_for(name: str, customers: Sequence[str]) -> str:
    """Copy a standard contract, with its matrix, to documents of the site.

    The copy shares the calendars of the app with all other copies. `own_calendar` copies one when
    somebody wants to edit it.

    Args:
        name: the standard contract.
        customers: the customers for which the copy holds.
    Returns: the name of the new contract, such as `centric-bakker-bv`.
    Raises: frappe.ValidationError: it is not standard, or a customer has another contract.
    """
    source = frappe.get_doc(CONTRACT, name)
    if not source.is_standard:
        refuse(_("{0} is your own contract already."), name)
    holder = customers[0] if customers else _("own")
    contract = _copied(source, holder)
    if source.escalation_matrix:
        contract.escalation_matrix = _copy(MATRIX, source.escalation_matrix, holder).name
    for customer in customers:
        contract.append("customers", {"customer": customer})
    contract.insert(set_name=free_name(CONTRACT, f"{name}-{slug(holder)}"))
    return contract.name


def next_version(name: str, first_day: date, version: str) -> str:
    """Copy a contract of the site to a new version that holds from a day on.

    The old contract ends the day before. The date of the report decides which version holds for a
    ticket, so a ticket keeps the version under which it was reported (docs/design.md 5). The same
    goes for a default contract.

    Args:
        version: the name of the new version, such as `2027`; empty if the contract has none.
    Returns: the name of the new contract.
    Raises: frappe.ValidationError: the contract is standard, or does not hold both on the first
        day of the new version and on the day before.
    """
    source = frappe.get_doc(CONTRACT, name)
    source.refuse(_("changed"))
    if source.valid_from and first_day <= getdate(source.valid_from):
        refuse(_("A new version begins after the first day of {0}."), name)
    if source.valid_to and first_day > getdate(source.valid_to):
        refuse(_("A new version begins before the last day of {0}."), name)
    copy = frappe.copy_doc(source)
    copy.update({"version": version, "valid_from": first_day, "valid_to": source.valid_to})
    copy.previous_version = source.name
    source.valid_to = first_day - timedelta(days=1)
    source.save()
    copy.insert(set_name=free_name(CONTRACT, f"{name}-{slug(version or str(first_day))}"))
    return copy.name


def own_calendar(name: str, contracts: Sequence[str]) -> str:
    """Copy a calendar, for contracts of the site that use the copy from now on.

    Args:
        contracts: some of `contracts_with`; other contracts keep the calendar that they have.
    Returns: the name of the copy, such as `vcare-office-own`.
    Raises: frappe.ValidationError: a contract is standard, or does not use the calendar.
    """
    users = set(contracts_with(name))
    for contract in contracts:
        if contract not in users:
            refuse(_("{0} is no contract of your own with the calendar {1}."), contract, name)
    copy = _copy(CALENDAR, name, _("own")).name
    for contract in contracts:
        document = frappe.get_doc(CONTRACT, contract)
        for row in (document, *document.get_all_children()):
            for column in CALENDAR_COLUMNS:
                if row.get(column) == name:
                    row.set(column, copy)
        document.save()
    return copy


def own_matrix(name: str, contracts: Sequence[str]) -> str:
    """Copy a matrix, for contracts of the site that use the copy from now on.

    Args:
        contracts: some of `contracts_with_matrix`; other contracts keep the matrix that they have.
    Returns: the name of the copy.
    Raises: frappe.ValidationError: a contract is standard, or does not use the matrix.
    """
    users = set(contracts_with_matrix(name))
    for contract in contracts:
        if contract not in users:
            refuse(_("{0} is no contract of your own with the matrix {1}."), contract, name)
    copy = _copy(MATRIX, name, _("own")).name
    for contract in contracts:
        document = frappe.get_doc(CONTRACT, contract)
        document.escalation_matrix = copy
        document.save()
    return copy


def contracts_with_matrix(matrix: str) -> list[str]:
    """Return the contracts of the site that use a matrix, sorted."""
    own = {"escalation_matrix": matrix, "is_standard": 0}
    return sorted(frappe.get_all(CONTRACT, own, pluck="name"))


def contracts_with(calendar: str) -> list[str]:
    """Return the contracts of the site that use a calendar, in any of their rows, sorted."""
    found = set(frappe.get_all(CONTRACT, {"calendar": calendar}, pluck="name"))
    for table in frappe.get_meta(CONTRACT).get_table_fields():
        columns = (c for c in CALENDAR_COLUMNS if frappe.get_meta(table.options).has_field(c))
        for column in columns:
            named = {column: calendar, "parenttype": CONTRACT}
            found |= set(frappe.get_all(table.options, named, pluck="parent"))
    own = {"name": ("in", sorted(found)), "is_standard": 0}
    return sorted(frappe.get_all(CONTRACT, own, pluck="name"))


def _copy(doctype: str, name: str, holder: str) -> Document:
    copy = _copied(frappe.get_doc(doctype, name), holder)
    return copy.insert(set_name=free_name(doctype, f"{name}-{slug(holder)}"))


def _copied(source: Document, holder: str) -> Document:
    copy = frappe.copy_doc(source)
    copy.update({"is_standard": 0, "is_hidden": 0})
    copy.title = f"{source.title} ({holder})"[:LONGEST_NAME]
    return copy
