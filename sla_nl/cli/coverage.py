"""The coverage of the five agreements: for each clause, whether the shipped documents act on it.

The register (`register/clauses.json`) has every clause of the five texts. Each is one of three:

    acts           a document names the clause in a row with columns that code acts on;
                   `engine/acting.py` lists these columns, and a test shows the effect of each
    reason         nothing acts on the clause; `register/reasons.json` says why. A document may
                   name it all the same, so that it is found beside the rule that it belongs to
    recorded only  a document names the clause, nothing acts on it, and no reason says why: a fault

The other files of the register:

    rests_on.json  the columns that carry a clause, where the row as a whole does not: the three
                   days after which a waiting customer is called stand in a row that also pauses.
                   A clause without columns does not rest on its row at all
    remarks.json   facts about a clause that a reader would not expect
    readings.json  the reading of each text that can be read in more than one way, with its code
"""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sla_nl.vendors import FIXTURES, read_documents, shipped_catalogue

from .mentions import Mention, Place, mentions

REGISTER = Path(__file__).parent / "register"


class Clause(NamedTuple):
    """A clause of the register: where it stands, what it is about, what it says."""

    id: str
    vendor: str
    section: str
    kind: str
    statement: str


class Counts(NamedTuple):
    """How many clauses act, are recorded only, or have a reason instead."""

    acting: int
    recorded: int
    reasons: int

    @property
    def total(self) -> int:
        """The number of clauses."""
        return sum(self)


class Reading(NamedTuple):
    """The reading of a text that can be read in more than one way.

    Args:
        default: how the shipped documents read it.
        alternatives: each other reading, with the readings to `set` or what to `edit` for it.
    """

    code: str
    clauses: tuple[str, ...]
    default: str
    alternatives: tuple[Mapping[str, Any], ...]


@dataclasses.dataclass(frozen=True)
class Register:
    """The clauses of the agreements, and the project's data about them."""

    clauses: tuple[Clause, ...]
    reasons: Mapping[str, str]
    rests_on: Mapping[str, tuple[str, ...]]
    remarks: Mapping[str, str]
    readings: tuple[Reading, ...]


@dataclasses.dataclass(frozen=True)
class VendorCoverage:
    """The clauses of one vendor: those that act, those that are recorded only, and the rest.

    Args:
        acting: the places of each clause that acts; recorded: of each that is recorded only.
        reasons: the reason of each clause on which nothing acts.
    """

    vendor: str
    clauses: tuple[Clause, ...]
    acting: Mapping[str, tuple[Place, ...]]
    recorded: Mapping[str, tuple[Place, ...]]
    reasons: Mapping[str, str]

    def counts(self, topic: str = "") -> Counts:
        """Count the clauses of a topic, or all of them."""
        ids = {clause.id for clause in self.clauses if topic in ("", clause.kind)}
        parts = (self.acting, self.recorded, self.reasons)
        return Counts(*(len(ids & part.keys()) for part in parts))

    def topics(self) -> list[str]:
        """Return the topics of the clauses, in alphabetical order."""
        return sorted({clause.kind for clause in self.clauses})


def read_register() -> Register:
    """Read the register of the project."""
    clauses, reasons, rests_on, remarks, readings = (
        json.loads((REGISTER / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("clauses", "reasons", "rests_on", "remarks", "readings")
    )
    return Register(
        tuple(Clause(**row) for row in clauses),
        reasons,
        {clause: tuple(columns) for clause, columns in rests_on.items()},
        remarks,
        tuple(_reading(row) for row in readings),
    )


def _reading(row: Mapping[str, Any]) -> Reading:
    return Reading(row["code"], tuple(row["clauses"]), row["default"], tuple(row["alternatives"]))


def shipped_mentions() -> tuple[Mention, ...]:
    """Return each mention of a clause in the shipped documents."""
    documents = (d for path in sorted(FIXTURES.glob("*.json")) for d in read_documents(path))
    calendars = [d for d in documents if d.get("doctype") == "SLA Calendar"]
    return mentions(shipped_catalogue(), calendars)


def coverage() -> tuple[VendorCoverage, ...]:
    """Return the coverage of the shipped documents, vendor by vendor."""
    return cover(read_register(), shipped_mentions())


def cover(register: Register, found: Iterable[Mention]) -> tuple[VendorCoverage, ...]:
    """Return the coverage of a register, vendor by vendor in its order."""
    by_clause: dict[str, list[Mention]] = {}
    for mention in found:
        by_clause.setdefault(mention.clause, []).append(mention)
    vendors: dict[str, list[Clause]] = {}
    for clause in register.clauses:
        vendors.setdefault(clause.vendor, []).append(clause)
    return tuple(_cover(name, own, register, by_clause) for name, own in vendors.items())


def _cover(
    vendor: str,
    clauses: list[Clause],
    register: Register,
    by_clause: Mapping[str, list[Mention]],
) -> VendorCoverage:
    named = {c.id: by_clause[c.id] for c in clauses if c.id in by_clause}
    places = {clause: tuple(m.place for m in own) for clause, own in named.items()}
    acting = {clause for clause, own in named.items() if _acts(own, register.rests_on.get(clause))}
    rest = {c.id for c in clauses} - acting
    reasons = {c.id: register.reasons.get(c.id, "") for c in clauses if c.id in rest}
    explained = {clause for clause in rest if reasons[clause] or clause not in places}
    return VendorCoverage(
        vendor,
        tuple(clauses),
        {clause: own for clause, own in places.items() if clause in acting},
        {clause: own for clause, own in places.items() if clause not in acting | explained},
        {clause: reason for clause, reason in reasons.items() if clause in explained},
    )


def _acts(found: Iterable[Mention], rests_on: tuple[str, ...] | None) -> bool:
    """Return whether code acts on one of the columns that carry a clause."""
    columns = {column for mention in found for column in mention.columns}
    return bool(columns if rests_on is None else columns.intersection(rests_on))


def coverage_faults() -> list[str]:
    """Return the contradictions between the register and the shipped documents, if any."""
    faults = [str(fault) for fault in shipped_catalogue().faults]
    return [*faults, *find_faults(read_register(), shipped_mentions())]


def find_faults(register: Register, found: Iterable[Mention]) -> list[str]:
    """Return a fault for each clause that is not accounted for, and for each unknown clause.

    A clause acts or has a reason: never both, never neither.
    """
    by_clause: dict[str, list[Mention]] = {}
    for mention in found:
        by_clause.setdefault(mention.clause, []).append(mention)
    places = {clause: own[0].place for clause, own in by_clause.items()}
    acting = {c for c, own in by_clause.items() if _acts(own, register.rests_on.get(c))}
    count = Counter(clause.id for clause in register.clauses)
    faults = [
        f"{clause}: {times} times in the register" for clause, times in count.items() if times > 1
    ]
    for clause in count:
        if clause not in places and not register.reasons.get(clause):
            faults.append(f"{clause}: named by no document, and no reason why")
        elif clause not in acting and not register.reasons.get(clause):
            faults.append(f"{clause}: nothing acts on {places[clause]}, and no reason why")
        elif clause in acting and clause in register.reasons:
            faults.append(f"{clause}: has a reason, but acts in {places[clause]}")
    named = [(clause, f"named by {place}") for clause, place in places.items()]
    faults += [
        f"{clause}: {what}, but no clause of the register"
        for clause, what in (*_named(register), *named)
        if clause not in count
    ]
    return faults


def _named(register: Register) -> Iterator[tuple[str, str]]:
    """Yield each clause that a part of the register names, with a word for that part."""
    yield from ((clause, "has a reason") for clause in register.reasons)
    yield from ((clause, "rests on columns") for clause in register.rests_on)
    yield from ((clause, "has a remark") for clause in register.remarks)
    for reading in register.readings:
        yield from ((clause, f"has reading {reading.code}") for clause in reading.clauses)
