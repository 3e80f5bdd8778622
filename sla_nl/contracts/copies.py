"""Copies of contracts: of a standard one into the site's own, and of one's own to new terms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from sla_nl.engine.terms.vocabulary import CALENDAR_COLUMNS
from sla_nl.site.messages import refuse

from .documents import CALENDAR, CONTRACT, LONGEST_NAME, MATRIX, calendars_of, free_name, plain


def copy_for(name: str, customers: Sequence[str]) -> str:
    """Copy a standard contract, its calendars and its matrix into the site's own.

    Args:
        name: the standard contract.
        customers: those for which the copy holds.
    Returns: the name of the copy.
    Raises: frappe.ValidationError: it is not standard, or a customer has another contract.
    """
    source = frappe.get_doc(CONTRACT, name)
    if not source.is_standard:
        refuse(_("{0} is your own contract already."), name)
    holder = customers[0] if customers else _("own")
    calendars = {c: _copy(CALENDAR, c, holder).name for c in calendars_of(plain(source))}
    contract = _copied(source, holder)
    if source.escalation_matrix:
        contract.escalation_matrix = _copy(MATRIX, source.escalation_matrix, holder).name
    for row in (contract, *contract.get_all_children()):
        for column in CALENDAR_COLUMNS:
            if calendar := row.get(column):
                row.set(column, calendars[calendar])
    for customer in customers:
        contract.append("customers", {"customer": customer})
    contract.insert(set_name=free_name(CONTRACT, f"{name}-{_slug(holder)}"))
    return contract.name


def next_version(name: str, first_day: date, version: str) -> str:
    """Copy a contract of the site's own to new terms that hold from a day on.

    The old one ends the day before. Which of them holds for a ticket is decided by its report, so
    that a ticket keeps the version under which it was reported (docs/design.md 5); also where the
    old one is the default contract.

    Args:
        version: what the new one is called.
    Returns: the name of the new contract.
    Raises: frappe.ValidationError: it is standard, or does not hold on the day or the one before.
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
    copy.insert(set_name=free_name(CONTRACT, f"{name}-{_slug(version)}"))
    return copy.name


def _copy(doctype: str, name: str, holder: str) -> Document:
    copy = _copied(frappe.get_doc(doctype, name), holder)
    return copy.insert(set_name=free_name(doctype, f"{name}-{_slug(holder)}"))


def _copied(source: Document, holder: str) -> Document:
    copy = frappe.copy_doc(source)
    copy.update({"is_standard": 0, "is_hidden": 0})
    copy.title = f"{source.title} ({holder})"[:LONGEST_NAME]
    return copy


def _slug(words: str) -> str:
    """Lower-case letters, digits and dashes: `Müller & Co.` gives `muller-co`."""
    letters = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or "own"
