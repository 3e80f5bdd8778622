"""Refuse holders who cannot hold a function."""

from __future__ import annotations

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.model.document import Document

from sla_nl.contracts.faults import faults_html
from sla_nl.engine.errors import Fault
from sla_nl.engine.texts import Text
from sla_nl.site.messages import refuse_html

from .reading import users_of


def check(matrix: Document) -> None:
    """Refuse a matrix in which a customer of the portal holds a function, also by their address.

    They would be mailed who is told about their ticket, and why.

    Raises: frappe.ValidationError: with every such row.
    """
    if not frappe.flags.in_fixtures and (faults := list(faults_of(matrix))):
        title = _("{0} cannot be saved").format(_(matrix.doctype))
        refuse_html(faults_html(matrix, faults), title=title)


def faults_of(matrix: Document) -> Iterator[Fault]:
    """Yield a fault for each holder who is a user of the portal only."""
    rows = matrix.get("holders") or ()
    named = {str(name) for row in rows for name in (row.user, row.email) if name}
    outside = {
        user.name.casefold()
        for user in (users_of(named) if named else ())
        if user.user_type != "System User"
    }
    for row in rows:
        for field in ("user", "email"):
            if str(row.get(field) or "").casefold() in outside:
                expected = Text("a colleague; this is a user of the portal")
                yield Fault("", f"holders row {row.idx}", field, row.get(field), expected)
