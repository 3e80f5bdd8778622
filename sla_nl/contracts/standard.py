"""Standard documents: the contracts, calendars and matrices that the app ships.

Every migrate imports them again, so users cannot change them. A site hides the documents that it
does not want, and copies those that it uses (docs/design.md 5).
"""

from __future__ import annotations

from hashlib import sha1
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr, now_datetime

from sla_nl.clauses.articles import named_in
from sla_nl.site.language import language
from sla_nl.site.messages import refuse

from .cache_token import forget, is_shipped_anew
from .documents import MATRIX, free_name, has_other_terms, plain, slug
from .refusals import check


class StandardDocument(Document):
    """A contract, calendar or matrix; checked when saved. Users cannot edit a standard one."""

    def onload(self) -> None:
        """Give the form the clauses that the document names."""
        self.set_onload("clauses", named_in(self.as_dict(), language()))

    @staticmethod
    def prepare_for_import(document: dict[str, Any]) -> None:
        """Prepare a shipped document. Frappe calls this before it imports a file."""
        _prepare_for_import(document)

    def before_naming(self) -> None:
        """Keep the name that a request or a script gives: Frappe would drop it."""
        is_temporary = str(self.name or "").startswith(f"new-{slug(self.doctype)}-")
        self.flags.given_name = None if is_temporary else self.name

    def autoname(self) -> None:
        """Name the document by its title: `SLA Bakker` becomes `sla-bakker`."""
        wanted = slug(str(self.title or ""))
        self.name = self.flags.given_name or free_name(self.doctype, wanted)

    def before_validate(self) -> None:
        """Refuse to make a standard document, or to change one except by hiding it.

        Raises: frappe.ValidationError.
        """
        if frappe.flags.in_fixtures:
            _keep_date(self)
            return
        before = self.get_doc_before_save()
        if before is None or not before.is_standard:
            if cint(self.is_standard):
                refuse(_("Only the app itself brings standard documents."))
        elif _as_texts(before) != _as_texts(self):
            before.refuse(_("changed"))

    def validate(self) -> None:
        """Refuse a document with faults. Raises: frappe.ValidationError."""
        check(self)

    def before_save(self) -> None:
        """Store the time at which the terms of a contract or calendar were last changed."""
        before = self.get_doc_before_save()
        if before is not None and _has_other_terms(self.doctype, plain(self), before):
            self.terms_changed = now_datetime()

    def on_update(self) -> None:
        """Make every process read the terms again."""
        forget()

    def before_rename(self, old: str, new: str, merge: bool = False) -> None:
        """Refuse to rename a standard document, or to merge a document into another one.

        A merge would leave customers without a contract, or move dates, without a word.

        Raises: frappe.ValidationError.
        """
        self.refuse(_("renamed"))
        if merge:
            text = _("{0} {1} cannot be merged into another one. Hide it, or delete it.")
            refuse(text, _(self.doctype), old)

    def after_rename(self, old: str, new: str, merge: bool = False) -> None:
        """Make every process read the terms again."""
        forget()

    def on_trash(self) -> None:
        """Refuse to delete a standard document. Raises: frappe.ValidationError."""
        self.refuse(_("deleted"))
        forget()

    def refuse(self, done: str) -> None:
        """Refuse to do something to a standard document.

        Args:
            done: the action as a translated participle, such as `_("renamed")`.
        Raises: frappe.ValidationError.
        """
        if cint(self.is_standard) and not frappe.flags.in_fixtures:
            text = _("{0} {1} is standard: it cannot be {2}, only hidden.")
            values = (_(self.doctype), self.name, done)
            refuse(text, *values, title=_("Standard document"))


def _prepare_for_import(document: dict[str, Any]) -> None:
    """Fill in the defaults and the row names of a shipped document, and keep it hidden if it was.

    Each row gets the same name at every import, so that a migrate without news changes nothing. A
    document of the site with the same name is renamed.
    """
    if not frappe.flags.in_fixtures:
        return
    doctype, name = document["doctype"], document["name"]
    before = frappe.get_doc(doctype, name) if frappe.db.exists(doctype, name) else None
    if before and not before.is_standard:
        frappe.rename_doc(doctype, name, free_name(doctype, name), show_alert=False)
        before = None
    meta = frappe.get_meta(doctype)
    _fill(document, meta)
    for table in meta.get_table_fields():
        for number, row in enumerate(document.get(table.fieldname) or (), 1):
            _fill(row, frappe.get_meta(table.options))
            place = f"{doctype} {name} {table.fieldname} {number}"
            row["name"] = sha1(place.encode(), usedforsecurity=False).hexdigest()[:20]
    if before:
        document["is_hidden"] = before.is_hidden
        document["terms_changed"] = before.get("terms_changed")
        if is_shipped_anew() and _has_other_terms(doctype, document, before):
            document["terms_changed"] = now_datetime()


def _has_other_terms(doctype: str, terms: dict[str, Any], before: Document) -> bool:
    return doctype != MATRIX and has_other_terms(doctype, terms, plain(before))


def _fill(row: dict[str, Any], meta: Any) -> None:
    """Fill the empty fields of a document or row with their defaults, so that a form shows them."""
    for item in meta.fields:
        if item.default and row.get(item.fieldname) is None:
            row[item.fieldname] = item.default


def _keep_date(document: Document) -> None:
    """Set the date of each row to that of the file. Frappe does so for the document itself."""
    for row in document.get_all_children():
        row.modified = document.creation


def _as_texts(document: Document) -> dict[str, Any]:
    """Return a document's fields and rows as texts, except `is_hidden`.

    A form sends texts where the database has numbers and dates; as texts they can be compared.
    """
    terms = plain(document)
    terms.pop("is_hidden")
    return {
        name: [_texts(row) for row in value] if isinstance(value, list) else value
        for name, value in _texts(terms).items()
    }


def _texts(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, list) else cstr(value) for name, value in row.items()}
