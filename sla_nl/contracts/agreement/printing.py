"""A contract as a document: its promises, hours, people, fees and service, and who signs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate

from sla_nl.clauses.articles import cite, names
from sla_nl.drawing.colours import printed
from sla_nl.drawing.promises import promises_html
from sla_nl.engine.contract import Contract
from sla_nl.engine.errors import ContractError
from sla_nl.engine.terms.vocabulary import READINGS
from sla_nl.engine.words.telling import Words
from sla_nl.site.language import language

from ..documents import CONTRACT, MATRIX, contract_of
from ..faults import faults_html
from . import sections
from .hours import hours_html
from .sections import Section
from .tables import table_html, value_of

Part = tuple[str, str]
"""A heading and what stands below it, as HTML."""

_BLANK = "<span class='blank'></span>"


def sla_nl_agreement(doc: Document) -> str:
    """Return a contract as HTML that can be printed and signed. The print format calls it.

    Frappe prints a document of any doctype with any format: of another one there is nothing to say.

    Raises: frappe.PermissionError: the user may not read the contract.
    """
    if doc.doctype != CONTRACT:
        return ""
    doc.check_permission("read")
    try:
        contract = contract_of(doc)
    except ContractError as error:
        return faults_html(doc, error.faults)
    parts = enumerate(_parts(doc, contract), 1)
    body = "".join(f"<h2>{number}. {escape(title)}</h2>{html}" for number, (title, html) in parts)
    return f"<div class='sla-agreement'>{_head(doc)}{body}</div>"


def _head(doc: Document) -> str:
    """Return the title, the version and the time for which the contract holds."""
    version = _("Version {0}").format(doc.version) if doc.version else ""
    dated = _("of {0}").format(formatdate(doc.version_date)) if doc.version_date else ""
    told = [
        doc.subscription or "",
        f"{version} {dated}".strip(),
        _("holds from {0}").format(formatdate(doc.valid_from)) if doc.valid_from else "",
        _("until {0}").format(formatdate(doc.valid_to)) if doc.valid_to else "",
    ]
    line = " · ".join(escape(part) for part in told if part)
    return f"<h1>{escape(doc.title)}</h1><p class='small'>{line}</p>"


def _parts(doc: Document, contract: Contract) -> Iterator[Part]:
    """Yield the numbered parts of the document; tables without rows are left out."""
    words = Words(language(), contract.zone, cite)
    yield _("Parties"), _parties(doc)
    calendars = (calendar.terms for calendar in contract.calendars.values())
    yield _("Service hours"), hours_html(calendars, words)
    yield from _tables(doc, sections.before_the_promises())
    yield _("Promises"), _promises(contract, words)
    yield from _tables(doc, sections.after_the_promises())
    if contract.terms.escalation_matrix:
        matrix = frappe.get_doc(MATRIX, contract.terms.escalation_matrix)
        yield from _tables(matrix, sections.of_the_matrix())
    yield _("How the text is read"), _readings(doc)
    yield _("Signatures"), _signatures(doc)


def _parties(doc: Document) -> str:
    customers = ", ".join(row.customer for row in doc.customers)
    rows = ((_("Supplier"), doc.vendor), (_("Customer"), customers))
    lines = "".join(
        f"<tr><th>{escape(label)}</th><td>{escape(name or '') or _BLANK}</td></tr>"
        for label, name in rows
    )
    agreed = _("The supplier and the customer agree what stands below.")
    clauses = names(doc.clause, language())
    return f"<table class='plain'>{lines}</table><p>{escape(agreed)}</p>{_source(clauses)}"


def _promises(contract: Contract, words: Words) -> str:
    """Return the tables of the promises, in colours that a printer has, and their articles."""
    html = printed(promises_html(contract, words))
    clauses = dict.fromkeys(c for target in contract.terms.targets for c in target.clauses)
    cited = ", ".join(citation.name for citation in words.citations(tuple(clauses)))
    return f"{html}{_source(cited)}"


def _source(clauses: str) -> str:
    return f"<p class='small'>{escape(clauses)}</p>" if clauses else ""


def _tables(doc: Document, wanted: Iterable[Section]) -> Iterator[Part]:
    for section in wanted:
        rows = [row for row in doc.get(section.table) if not row.get("is_off")]
        if rows:
            yield section.title, table_html(rows, section.columns)


def _readings(doc: Document) -> str:
    """Return how the contract reads what its text leaves open."""
    return f"<table class='plain'>{''.join(_reading(doc, field) for field in READINGS)}</table>"


def _reading(doc: Document, field: str) -> str:
    df, context = doc.meta.get_field(field), {"context": doc.doctype}
    question = _(df.description, **context) if df.description else ""
    small = f"<div class='small'>{escape(question)}</div>" if question else ""
    label, value = escape(_(df.label, **context)), escape(value_of(doc, field))
    return f"<tr><th>{label}{small}</th><td>{value}</td></tr>"


def _signatures(doc: Document) -> str:
    """Return lines on which both parties sign."""
    fields = (
        _("Name", context="SLA Contract"), _("Role", context="SLA Contract"),
        _("Place and date"), _("Signature", context="SLA Contract"),
    )  # fmt: skip
    sides = (_("For the supplier"), _("For the customer"))
    head = "".join(f"<th>{escape(side)}</th>" for side in sides)
    cell = f"<td>{{}}{_BLANK}</td>"
    rows = "".join(f"<tr>{cell.format(escape(field)) * len(sides)}</tr>" for field in fields)
    return f"<table class='signatures'><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
