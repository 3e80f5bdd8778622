"""Refuse to save a contract, calendar or matrix with faults."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from sla_nl.engine.documents.every_fault import read_all
from sla_nl.engine.documents.matrix_checks import matrix_label
from sla_nl.engine.documents.reading import read_calendar, read_matrix
from sla_nl.engine.errors import Fault
from sla_nl.engine.texts import Text
from sla_nl.site.messages import refuse_html

from .documents import CALENDAR, CONTRACT, MATRIX, plain, read_contract
from .faults import faults_html
from .periods import overlap


def check(document: Document) -> None:
    """Refuse a contract, calendar or matrix that the engine cannot use.

    Shipped documents are not checked here: a contract may be imported before its calendars.
    `sla_nl.setup.install.check_contracts` checks them afterwards.

    Raises: frappe.ValidationError: with every fault, its row and its field.
    """
    if frappe.flags.in_fixtures:
        return
    if faults := _faults(document):
        title = _("{0} cannot be saved").format(_(document.doctype))
        refuse_html(faults_html(document, faults), title=title)


def customer_faults(document: Document) -> list[Fault]:
    """Return a fault for each customer that is named twice or has another contract at that time."""
    faults, seen = [], set()
    for row in document.get("customers"):
        place = f"customers row {row.idx}"
        if row.customer in seen:
            expected = Text("each customer once")
            faults.append(Fault("", place, "customer", row.customer, expected))
        elif other := _other_contract(document, row.customer):
            expected = Text(
                "a customer without another contract at that time; it has {0}", (_period(other),)
            )
            faults.append(Fault("", place, "customer", row.customer, expected))
        seen.add(row.customer)
    return faults


def _faults(document: Document) -> list[Fault]:
    faults: list[Fault] = []
    terms = plain(document)
    if document.doctype == CALENDAR:
        read_calendar(terms, faults)
    elif document.doctype == MATRIX:
        _add_matrix_faults(terms, faults)
    else:
        read_contract(terms, faults)
        faults += customer_faults(document)
    return faults


def _add_matrix_faults(matrix: dict[str, Any], faults: list[Fault]) -> None:
    """Add the faults of a matrix: of its own, and beside each contract that uses it."""
    read_all(read_matrix, matrix, faults)
    users = frappe.get_all(CONTRACT, {"escalation_matrix": matrix["name"]}, pluck="name")
    for name in users:
        found: list[Fault] = []
        read_contract(plain(frappe.get_doc(CONTRACT, name)), found, matrix)
        label = matrix_label(matrix["name"])
        faults += (fault for fault in found if fault.document == label and fault not in faults)


def _other_contract(document: Document, customer: str) -> Any:
    """Return another contract of the customer that is valid on a day on which this one is valid.

    The query locks its rows, so that two contracts saved at the same time cannot both pass.
    """
    if document.is_hidden:
        return None
    contract = frappe.qb.DocType(CONTRACT)
    rows = frappe.qb.DocType("SLA Contract Customer")
    found = (
        frappe.qb.from_(rows)
        .join(contract)
        .on((contract.name == rows.parent) & (rows.parenttype == CONTRACT))
        .select(contract.name, contract.valid_from, contract.valid_to)
        .where((rows.customer == customer) & (contract.name != document.name))
        .where(contract.is_hidden == 0)
        .for_update()
        .run(as_dict=True)
    )
    return next((other for other in found if overlap(other, document)), None)


def _period(other: Any) -> str:
    """Return a contract and its period in words: `acme-2026 (01-01-2026 – 31-12-2026)`."""
    if not (other.valid_from or other.valid_to):
        return other.name
    first, last = (
        frappe.format(day, "Date") if day else "…" for day in (other.valid_from, other.valid_to)
    )
    return f"{other.name} ({first} – {last})"
