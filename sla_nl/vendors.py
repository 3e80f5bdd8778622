"""Read contracts from documents without Frappe: the shipped fixtures, or an admin's own files.

A file is an export of Frappe: a JSON list of documents, each with its `doctype` and child rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from sla_nl.engine.calendars.terms import CalendarTerms
from sla_nl.engine.contract import Contract
from sla_nl.engine.documents.contract_checks import faults_of
from sla_nl.engine.documents.every_fault import read_all
from sla_nl.engine.documents.reading import read_calendar, read_contract_terms, read_matrix
from sla_nl.engine.errors import ContractError, Fault
from sla_nl.engine.terms.contract import ContractTerms
from sla_nl.engine.terms.escalation import EscalationMatrix
from sla_nl.engine.texts import _

FIXTURES = Path(__file__).parent / "fixtures"


class ContractFileError(ValueError):
    """A file that does not hold a list of documents."""


@dataclass
class Catalogue:
    """Contract terms, calendars and escalation matrices by name, with the faults found in them."""

    terms: dict[str, ContractTerms] = field(default_factory=dict)
    calendars: dict[str, CalendarTerms] = field(default_factory=dict)
    matrices: dict[str, EscalationMatrix] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    _faulty: list[Mapping[str, Any]] = field(default_factory=list)

    def add(self, documents: Iterable[Mapping[str, Any]], source: str) -> None:
        """Add documents; a document replaces an earlier one of the same doctype and name.

        A calendar or matrix with faults is added without its faulty rows, so that a contract which
        names it gets no fault for that.

        Args:
            source: how faults name the file.
        """
        for number, document in enumerate(documents, 1):
            doctype = document.get("doctype") if isinstance(document, Mapping) else None
            if doctype == "SLA Calendar":
                calendar = read_all(read_calendar, document, self.faults)
                _put(self.calendars, calendar or CalendarTerms(str(document.get("name"))))
            elif doctype == "SLA Contract":
                self._add_contract(document)
            elif doctype == "SLA Escalation Matrix":
                _put(self.matrices, read_all(read_matrix, document, self.faults))
            else:
                expected = _("SLA Calendar, SLA Contract or SLA Escalation Matrix")
                fault = Fault(source, f"document {number}", "doctype", doctype, expected)
                self.faults.append(fault)

    def contracts(self) -> dict[str, Contract]:
        """Return the compiled contracts by name.

        Raises: ContractError: a document has faults; it holds all faults of all documents.
        """
        made: dict[str, Contract] = {}
        faults = list(self.faults)
        for document in self._faulty:
            found: list[Fault] = []
            read_all(self._read_checked, document, found)
            faults += (fault for fault in found if fault not in self.faults)
        for name, terms in self.terms.items():
            faults += self._link_faults(terms)
            try:
                matrix = self.matrices.get(terms.escalation_matrix)
                made[name] = Contract(terms, self.calendars, matrix=matrix)
            except ContractError as error:
                faults += (fault for fault in error.faults if fault not in faults)
        if faults:
            raise ContractError(faults)
        return made

    def _add_contract(self, document: Mapping[str, Any]) -> None:
        """Add a contract; faults between its rows are found later, when all calendars are known."""
        before = len(self.faults)
        _put(self.terms, read_contract_terms(document, self.faults))
        if len(self.faults) > before:
            self._faulty.append(document)

    def _read_checked(self, document: Mapping[str, Any], faults: list[Fault]) -> None:
        """Add the faults of a contract to the list, also the faults between its rows."""
        terms = read_contract_terms(document, faults)
        if terms is not None:
            faults += self._link_faults(terms)
            faults += faults_of(terms, self.calendars, f"SLA Contract {terms.name!r}")

    def _link_faults(self, terms: ContractTerms) -> list[Fault]:
        matrix = terms.escalation_matrix
        if not matrix or matrix in self.matrices:
            return []
        expected = _("the name of an SLA Escalation Matrix")
        return [Fault(f"SLA Contract {terms.name!r}", "", "escalation_matrix", matrix, expected)]


def read_documents(path: Path) -> list[dict[str, Any]]:
    """Return the documents of a file. Raises: ContractFileError, OSError."""
    try:
        documents = json.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ContractFileError(f"{path}: not UTF-8: {error}") from error
    except json.JSONDecodeError as error:
        raise ContractFileError(f"{path}, line {error.lineno}: not JSON: {error.msg}") from error
    except (ValueError, RecursionError) as error:  # such as 10,000 nested brackets
        raise ContractFileError(f"{path}: cannot be read as JSON: {error}") from error
    if not isinstance(documents, list) or not documents:
        raise ContractFileError(f"{path}: expected a list of documents with a doctype")
    return documents


def shipped_catalogue() -> Catalogue:
    """Return a new catalogue of the five vendors' documents."""
    catalogue = Catalogue()
    for path in sorted(FIXTURES.glob("*.json")):
        catalogue.add(read_documents(path), path.name)
    return catalogue


@lru_cache(maxsize=1)
def shipped_contracts() -> Mapping[str, Contract]:
    """Return the five vendors' contracts by id; they are compiled once."""
    return shipped_catalogue().contracts()


def _put(found: dict[str, Any], document: Any) -> None:
    if document is not None:
        found[document.name] = document
