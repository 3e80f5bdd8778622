"""Read contracts, calendars and matrices from their documents, and compile contracts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import frappe
from frappe.model import no_value_fields, table_fields
from frappe.model.document import Document

from sla_nl.engine.calendars.terms import CalendarTerms
from sla_nl.engine.contract import Contract
from sla_nl.engine.documents.every_fault import read_all
from sla_nl.engine.documents.reading import read_calendar, read_contract_terms, read_matrix_for
from sla_nl.engine.errors import ContractError, Fault
from sla_nl.engine.terms.contract import ContractTerms
from sla_nl.engine.terms.escalation import EscalationMatrix
from sla_nl.engine.terms.vocabulary import CALENDAR_COLUMNS
from sla_nl.engine.texts import Text

CONTRACT, CALENDAR, MATRIX = "SLA Contract", "SLA Calendar", "SLA Escalation Matrix"
SETTINGS = "SLA Settings"
LONGEST_NAME = 140

Bundle = dict[str, Any]
"""A plain `contract`, its plain `matrix` or None, and its plain `calendars` by name."""

_NO_TERMS: dict[str, Any] = {
    "title": "", "customers": (), "valid_from": None, "valid_to": None, "is_hidden": False,
    "clause_texts": (),
}  # fmt: skip
"""Fields of a contract that are no terms, with a fixed value for comparing. See `_as_read`."""


def contract_of(document: Document) -> Contract:
    """Compile the contract in a document, saved or not.

    Raises: ContractError: with every fault of the contract, its calendars and its matrix.
    """
    faults: list[Fault] = []
    contract = read_contract(plain(document), faults)
    if contract is None or faults:
        raise ContractError(faults)
    return contract


def compiled(name: str) -> Contract | ContractError:
    """Compile a stored contract, hidden or not. Returns: the contract, or the error with faults."""
    label = f"{CONTRACT} {name!r}"
    if not frappe.db.exists(CONTRACT, name):
        return ContractError([Fault(label, "", "name", name, Text("the name of an SLA Contract"))])
    document = plain(frappe.get_doc(CONTRACT, name))
    faults: list[Fault] = []
    contract = read_contract(document, faults)
    return contract or ContractError(faults)


def bundled(document: Document) -> Bundle:
    """Return a plain contract, saved or not, with its calendars and its matrix as they are now."""
    contract = plain(document)
    matrix = _saved_matrix(contract)
    names = sorted({*calendars_of(contract), *calendars_of(matrix or {})})
    calendars = {name: found for name in names if (found := _saved_calendar(name))}
    return {"contract": contract, "matrix": matrix, "calendars": calendars}


def read_bundle(bundle: Bundle, faults: list[Fault]) -> Contract | None:
    """Compile a contract as it was when it was bundled; None if it has faults.

    Args:
        faults: as in `read_contract`.
    """
    return read_contract(bundle["contract"], faults, bundle["matrix"], bundle["calendars"])


def read_contract(
    document: Mapping[str, Any],
    faults: list[Fault],
    matrix: Mapping[str, Any] | None = None,
    plain_calendars: Mapping[str, Any] | None = None,
) -> Contract | None:
    """Compile a contract from a plain document; None if it has faults.

    Args:
        faults: the faults of the contract, its calendars and its matrix are added here.
        matrix: its matrix, if that is not saved yet.
        plain_calendars: all calendars by name; if None, the saved ones are read.
    """
    terms = read_contract_terms(document, faults)
    calendars = _calendars(calendars_of(document), plain_calendars, faults)
    is_readable = not faults
    found = _matrix(document, matrix, terms, calendars, plain_calendars, faults)
    if terms is None:
        return None
    try:
        contract = Contract(terms, calendars, matrix=found)
    except ContractError as error:
        faults += error.faults
        return None
    return contract if is_readable else None


def _matrix(
    document: Mapping[str, Any],
    matrix: Mapping[str, Any] | None,
    terms: ContractTerms | None,
    calendars: dict[str, CalendarTerms],
    plain_calendars: Mapping[str, Any] | None,
    faults: list[Fault],
) -> EscalationMatrix | None:
    """Return the escalation matrix of a contract, without the rows that have faults.

    A fault of a matrix keeps a contract from being saved, but no ticket from being stamped.

    Args:
        matrix: the plain matrix; if None, the saved one is read.
        calendars: those of the contract; the calendars of the matrix are added.
        plain_calendars: as in `read_contract`.
    """
    name = document.get("escalation_matrix")
    if not name:
        return None
    if matrix is None:
        matrix = _saved_matrix(document)
    if matrix is None:
        label = f"{CONTRACT} {document['name']!r}"
        expected = Text("the name of an SLA Escalation Matrix")
        faults.append(Fault(label, "", "escalation_matrix", name, expected))
        return None
    if terms is None:
        return None
    calendars |= _calendars(calendars_of(matrix), plain_calendars, faults)
    return read_all(partial(read_matrix_for, terms, calendars), matrix, faults)


def _saved_matrix(contract: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the saved matrix that a plain contract names; None if there is none."""
    name = contract.get("escalation_matrix")
    if not name or not frappe.db.exists(MATRIX, name):
        return None
    return _with_lasting_names(plain(frappe.get_doc(MATRIX, name)))


def _saved_calendar(name: str) -> dict[str, Any] | None:
    """Return a saved calendar as a plain document; None if there is none."""
    return plain(frappe.get_doc(CALENDAR, name)) if frappe.db.exists(CALENDAR, name) else None


def _with_lasting_names(matrix: dict[str, Any]) -> dict[str, Any]:
    """Leave out the names of the rows of a shipped matrix: each migrate gives them new ones.

    The log of escalations tells rows apart by their names, or else by their places.
    """
    if matrix.get("is_standard"):
        for row in matrix["triggers"]:
            row.pop("name", None)
    return matrix


def plain(document: Document) -> dict[str, Any]:
    """Return a document's name, fields and rows for the engine, without custom fields."""
    values = _values(document)
    for table in document.meta.get_table_fields():
        if not table.get("is_custom_field"):
            values[table.fieldname] = [_values(row) for row in document.get(table.fieldname)]
    return values


def has_other_terms(doctype: str, terms: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Return whether the terms in a plain contract or calendar differ from those before.

    Its title, its customers and the period in which it holds are no terms.
    """
    return _as_read(doctype, terms) != _as_read(doctype, before)


def calendars_of(terms: Mapping[str, Any]) -> list[str]:
    """Return the names of the calendars in a plain contract, sorted."""
    rows = [row for value in terms.values() if isinstance(value, list) for row in value]
    named = (row.get(column) for row in [terms, *rows] for column in CALENDAR_COLUMNS)
    return sorted({name for name in named if name})


def parts_of(name: str) -> list[tuple[str, str]]:
    """Return the doctype and name of a contract and of its calendars and matrix.

    What comes with the app is left out: a contract of the site only uses it.
    """
    terms = plain(frappe.get_doc(CONTRACT, name))
    calendars, matrix = calendars_of(terms), []
    if own := terms.get("escalation_matrix"):
        matrix = [(MATRIX, own)]
        calendars = sorted({*calendars, *calendars_of(plain(frappe.get_doc(MATRIX, own)))})
    parts = [*((CALENDAR, used) for used in calendars), *matrix, (CONTRACT, name)]
    return [part for part in parts if not frappe.db.get_value(*part, "is_standard")]


def free_name(doctype: str, wanted: str) -> str:
    """Return a name that no document has: the wanted name, or `name-2`, `name-3` and so on."""
    stem, name, number = wanted[: LONGEST_NAME - 5], wanted[:LONGEST_NAME], 1
    while frappe.db.exists(doctype, name):
        number += 1
        name = f"{stem}-{number}"
    return name


def slug(words: str) -> str:
    """Return words as lower-case letters, digits and dashes: `Müller & Co.` gives `muller-co`."""
    letters = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or "own"


def _calendars(
    names: list[str], plain_calendars: Mapping[str, Any] | None, faults: list[Fault]
) -> dict[str, CalendarTerms]:
    """Return the calendars that exist, by name; a faulty calendar without its faulty parts."""
    found = {}
    for name in names:
        document = _saved_calendar(name) if plain_calendars is None else plain_calendars.get(name)
        if document is not None:
            found[name] = read_all(read_calendar, document, faults) or CalendarTerms(name)
    return found


def _as_read(doctype: str, document: Mapping[str, Any]) -> ContractTerms | CalendarTerms | None:
    """Return the terms of a contract or calendar as the engine reads them."""
    if doctype == CALENDAR:
        return read_calendar(document, [])
    terms = read_contract_terms(document, [])
    return terms and replace(terms, **_NO_TERMS)


def _values(row: Document) -> dict[str, Any]:
    return {"name": row.name} | {
        item.fieldname: row.get(item.fieldname)
        for item in row.meta.fields
        if item.fieldtype not in (*no_value_fields, *table_fields)
        and not item.get("is_custom_field")
    }
