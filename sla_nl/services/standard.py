"""Standard documents: the contracts, calendars and matrices that the app brings.

The app owns them and imports them anew with every migrate; a site hides those that it does not
want, and takes a copy of those that it uses (DESIGN 5).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha1
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr, getdate, now_datetime

from .documents import CALENDAR, CONTRACT, MATRIX, calendars_of, has_other_terms, plain
from .refusals import check
from .versions import forget, is_shipped_anew

_LONGEST_NAME = 140


class StandardDocument(Document):
    """A contract, calendar or matrix: checked when saved, the app's own where it is standard."""

    @staticmethod
    def prepare_for_import(document: dict[str, Any]) -> None:
        prepare_for_import(document)

    def before_validate(self) -> None:
        refuse_edits(self)

    def validate(self) -> None:
        check(self)

    def before_save(self) -> None:
        date_terms(self)

    def on_update(self) -> None:
        forget()

    def before_rename(self, old: str, new: str, merge: bool = False) -> None:
        refuse(self, _("renamed"))

    def after_rename(self, old: str, new: str, merge: bool = False) -> None:
        forget()

    def on_trash(self) -> None:
        refuse(self, _("deleted"))
        forget()


def prepare_for_import(document: dict[str, Any]) -> None:
    """Make a shipped document ready for the site: what it leaves out filled in, still hidden.

    Its rows get names of their own that stay the same, so that a migrate changes nothing. A
    document of the site's own that has its name makes way for it, under another name.
    """
    if not frappe.flags.in_fixtures:
        return
    doctype, name = document["doctype"], document["name"]
    before = frappe.get_doc(doctype, name) if frappe.db.exists(doctype, name) else None
    if before and not before.is_standard:
        frappe.rename_doc(doctype, name, _free_name(doctype, name), show_alert=False)
    elif before:
        document["is_hidden"] = before.is_hidden
    meta = frappe.get_meta(doctype)
    _fill(document, meta)
    for table in meta.get_table_fields():
        for number, row in enumerate(document.get(table.fieldname) or (), 1):
            _fill(row, frappe.get_meta(table.options))
            place = f"{doctype} {name} {table.fieldname} {number}"
            row["name"] = sha1(place.encode(), usedforsecurity=False).hexdigest()[:20]
    if before and before.is_standard:
        document["terms_changed"] = before.get("terms_changed")
        if is_shipped_anew() and _has_other_terms(doctype, document, before):
            document["terms_changed"] = now_datetime()


def refuse_edits(document: Document) -> None:
    """Refuse a change of a standard document other than hiding it; nobody makes a new one.

    Raises: frappe.ValidationError.
    """
    if frappe.flags.in_fixtures:
        _keep_date(document)
        return
    before = document.get_doc_before_save()
    if before is None or not before.is_standard:
        if cint(document.is_standard):
            frappe.throw(_("Only the app itself brings standard documents."))
    elif _text(before) != _text(document):
        refuse(before, _("changed"))


def refuse(document: Document, done: str) -> None:
    """Refuse what is done to a standard document. Raises: frappe.ValidationError."""
    if cint(document.is_standard) and not frappe.flags.in_fixtures:
        frappe.throw(
            _("{0} {1} is standard: it cannot be {2}, only hidden.").format(
                _(document.doctype), frappe.bold(document.name), done
            ),
            title=_("Standard document"),
        )


def date_terms(document: Document) -> None:
    """Keep when the terms of a contract or calendar were last changed."""
    before = document.get_doc_before_save()
    if before is not None and _has_other_terms(document.doctype, plain(document), before):
        document.terms_changed = now_datetime()


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
        frappe.throw(_("{0} is your own contract already.").format(frappe.bold(name)))
    holder = customers[0] if customers else _("own")
    calendars = {c: _copy(CALENDAR, c, holder).name for c in calendars_of(plain(source))}
    contract = _copied(source, holder)
    if source.escalation_matrix:
        contract.escalation_matrix = _copy(MATRIX, source.escalation_matrix, holder).name
    for row in (contract, *contract.get_all_children()):
        if calendar := row.get("calendar"):
            row.calendar = calendars[calendar]
    for customer in customers:
        contract.append("customers", {"customer": customer})
    contract.insert(set_name=_free_name(CONTRACT, f"{name}-{_slug(holder)}"))
    return contract.name


def next_version(name: str, first_day: date, version: str) -> str:
    """Copy a contract of the site's own to new terms that hold from a day on.

    The old one ends the day before. Which of them holds for a ticket is decided by its report, so
    that a ticket keeps the version under which it was reported (DESIGN 5); also where the old one
    is the default contract.

    Args:
        version: what the new one is called.
    Returns: the name of the new contract.
    Raises: frappe.ValidationError: it is standard, or does not hold on the day or the one before.
    """
    source = frappe.get_doc(CONTRACT, name)
    refuse(source, "changed")
    if source.valid_from and first_day <= getdate(source.valid_from):
        frappe.throw(_("A new version begins after the first day of {0}.").format(name))
    if source.valid_to and first_day > getdate(source.valid_to):
        frappe.throw(_("A new version begins before the last day of {0}.").format(name))
    copy = frappe.copy_doc(source)
    copy.update({"version": version, "valid_from": first_day, "valid_to": source.valid_to})
    copy.previous_version = source.name
    source.valid_to = first_day - timedelta(days=1)
    source.save()
    copy.insert(set_name=_free_name(CONTRACT, f"{name}-{_slug(version)}"))
    return copy.name


def _has_other_terms(doctype: str, terms: dict[str, Any], before: Document) -> bool:
    return doctype != MATRIX and has_other_terms(doctype, terms, plain(before))


def _copy(doctype: str, name: str, holder: str) -> Document:
    copy = _copied(frappe.get_doc(doctype, name), holder)
    return copy.insert(set_name=_free_name(doctype, f"{name}-{_slug(holder)}"))


def _copied(source: Document, holder: str) -> Document:
    copy = frappe.copy_doc(source)
    copy.update({"is_standard": 0, "is_hidden": 0})
    copy.title = f"{source.title} ({holder})"[:_LONGEST_NAME]
    return copy


def _free_name(doctype: str, wanted: str) -> str:
    """A name that no document has: the wanted one, or that with a number."""
    stem, name, number = wanted[: _LONGEST_NAME - 5], wanted[:_LONGEST_NAME], 1
    while frappe.db.exists(doctype, name):
        number += 1
        name = f"{stem}-{number}"
    return name


def _slug(words: str) -> str:
    """Lower-case letters, digits and dashes: `Müller & Co.` gives `muller-co`."""
    letters = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or "own"


def _fill(row: dict[str, Any], meta: Any) -> None:
    """Write out the defaults of a document or row, so that a form shows what holds."""
    for item in meta.fields:
        if item.default and row.get(item.fieldname) is None:
            row[item.fieldname] = item.default


def _keep_date(document: Document) -> None:
    """Date the rows as the file does; the document itself gets its date back from Frappe."""
    for row in document.get_all_children():
        row.modified = document.creation


def _text(document: Document) -> dict[str, Any]:
    """A document's terms as texts, so that what a form sends compares with what is stored."""
    terms = plain(document)
    terms.pop("is_hidden")
    return {
        name: [_texts(row) for row in value] if isinstance(value, list) else value
        for name, value in _texts(terms).items()
    }


def _texts(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, list) else cstr(value) for name, value in row.items()}
