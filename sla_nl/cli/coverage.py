"""Which clauses of the five SLAs the shipped documents carry, and why the others are not carried.

The register (`register/clauses.json`) has every clause of the five texts. A clause is *carried*
where a row, a contract, a calendar or a matrix names it, and has a *reason* (`register/
reasons.json`) where none does; never both, never neither.
"""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sla_nl.engine.terms.contract import ContractTerms
from sla_nl.engine.terms.escalation import EscalationMatrix
from sla_nl.vendors import FIXTURES, Catalogue, read_documents, shipped_catalogue

REGISTER = Path(__file__).parent / "register"


class Clause(NamedTuple):
    """A clause of the register: where it stands, what it is about, what it says."""

    id: str
    vendor: str
    section: str
    kind: str
    statement: str


class Place(NamedTuple):
    """Where a clause is carried: a document, one of its tables (or the document itself), a row."""

    document: str
    table: str
    row: int = 0

    def __str__(self) -> str:
        return f"{self.document} {self.table} row {self.row}" if self.row else self.document


@dataclasses.dataclass(frozen=True)
class VendorCoverage:
    """The clauses of one vendor.

    Args:
        carried: the places of each clause that the documents carry.
        others: the reason of each clause that they do not.
    """

    vendor: str
    clauses: tuple[Clause, ...]
    carried: Mapping[str, tuple[Place, ...]]
    others: Mapping[str, str]

    @property
    def total(self) -> int:
        return len(self.clauses)

    def counts(self) -> dict[str, int]:
        """How many clauses each table carries, the most first; one in two tables counts in both."""
        tables = (table for places in self.carried.values() for table in {p.table for p in places})
        return dict(sorted(Counter(tables).items(), key=lambda item: (-item[1], item[0])))


def read_register() -> tuple[Clause, ...]:
    """Every clause of the five texts, in their order."""
    rows = json.loads((REGISTER / "clauses.json").read_text(encoding="utf-8"))
    return tuple(Clause(**row) for row in rows)


def read_reasons() -> dict[str, str]:
    """Why a clause is carried by no document, by its id."""
    reasons: dict[str, str] = json.loads((REGISTER / "reasons.json").read_text(encoding="utf-8"))
    return reasons


def carried_places(
    catalogue: Catalogue, calendars: Iterable[Mapping[str, Any]]
) -> dict[str, tuple[Place, ...]]:
    """Where each clause is carried, by its id.

    Args:
        catalogue: the contracts, calendars and matrices.
        calendars: the documents of the calendars, for the clauses of their hours.
    """
    places: dict[str, list[Place]] = {}
    for clause, place in _mentions(catalogue, calendars):
        places.setdefault(clause, []).append(place)
    return {clause: tuple(found) for clause, found in places.items()}


def coverage() -> tuple[VendorCoverage, ...]:
    """The coverage of the shipped documents, vendor by vendor."""
    return cover(read_register(), read_reasons(), _shipped_places(shipped_catalogue()))


def coverage_faults() -> list[str]:
    """What is wrong between the register, the reasons and the shipped documents; empty is good."""
    catalogue = shipped_catalogue()
    wrong = find_faults(read_register(), read_reasons(), _shipped_places(catalogue))
    return [*map(str, catalogue.faults), *wrong]


def coverage_text() -> str:
    """The coverage of the shipped documents, to be read."""
    return format_coverage(coverage())


def cover(
    register: Iterable[Clause], reasons: Mapping[str, str], places: Mapping[str, tuple[Place, ...]]
) -> tuple[VendorCoverage, ...]:
    """The coverage of a register, vendor by vendor in its order."""
    vendors: dict[str, list[Clause]] = {}
    for clause in register:
        vendors.setdefault(clause.vendor, []).append(clause)
    return tuple(
        VendorCoverage(
            vendor,
            tuple(clauses),
            {c.id: places[c.id] for c in clauses if c.id in places},
            {c.id: reasons.get(c.id, "") for c in clauses if c.id not in places},
        )
        for vendor, clauses in vendors.items()
    )


def find_faults(
    register: Iterable[Clause], reasons: Mapping[str, str], places: Mapping[str, tuple[Place, ...]]
) -> list[str]:
    """Each clause that is doubled, in neither place or in both, and each id that is no clause."""
    count = Counter(clause.id for clause in register)
    faults = [
        f"{clause}: {times} times in the register" for clause, times in count.items() if times > 1
    ]
    for clause in count:
        if clause not in places and not reasons.get(clause):
            faults.append(f"{clause}: carried by no document, and no reason why")
        elif clause in places and clause in reasons:
            faults.append(f"{clause}: has a reason, but is carried by {places[clause][0]}")
    faults += [f"{clause}: a reason for no clause" for clause in reasons if clause not in count]
    faults += [
        f"{clause}: named by {found[0]}, but no clause of the register"
        for clause, found in places.items()
        if clause not in count
    ]
    return faults


def format_coverage(vendors: Iterable[VendorCoverage]) -> str:
    """Per vendor the counts, the carried clauses by table, and the others with their reasons."""
    return "\n\n".join("\n".join(_lines(vendor)) for vendor in vendors) + "\n"


def _lines(vendor: VendorCoverage) -> Iterator[str]:
    carried, others = len(vendor.carried), len(vendor.others)
    yield f"{vendor.vendor}: {vendor.total} clauses, {carried} carried, {others} not carried"
    yield "  carried by"
    for table, count in vendor.counts().items():
        yield f"    {table:<16}{count:>5}"
    if others:
        yield "  not carried"
    for clause in vendor.clauses:
        if clause.id in vendor.others:
            yield f"    {clause.id} ({clause.section}): {vendor.others[clause.id]}"


def _shipped_places(catalogue: Catalogue) -> dict[str, tuple[Place, ...]]:
    documents = (d for path in sorted(FIXTURES.glob("*.json")) for d in read_documents(path))
    calendars = [d for d in documents if d.get("doctype") == "SLA Calendar"]
    return carried_places(catalogue, calendars)


def _mentions(
    catalogue: Catalogue, calendars: Iterable[Mapping[str, Any]]
) -> Iterator[tuple[str, Place]]:
    for terms in catalogue.terms.values():
        yield from _document_mentions(terms.name, "contract", terms, terms.clauses)
    for matrix in catalogue.matrices.values():
        yield from _document_mentions(f"{matrix.name} matrix", "matrix", matrix, ())
    for calendar in catalogue.calendars.values():
        for clause in calendar.clauses:
            yield clause, Place(f"{calendar.name} calendar", "calendar")
    for document in calendars:
        for number, row in enumerate(document.get("hours") or (), 1):
            for clause in str(row.get("clause") or "").split(","):
                if clause.strip():
                    yield clause.strip(), Place(f"{document['name']} calendar", "hours", number)


def _document_mentions(
    name: str, table: str, document: ContractTerms | EscalationMatrix, clauses: Iterable[str]
) -> Iterator[tuple[str, Place]]:
    for clause in clauses:
        yield clause, Place(name, table)
    for field in dataclasses.fields(document):
        if "rows" in field.metadata:
            for number, row in enumerate(getattr(document, field.name), 1):
                for clause in getattr(row, "clauses", ()):
                    yield clause, Place(name, field.name, number)
