"""The coverage as a text for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from .coverage import (
    Clause,
    Counts,
    Register,
    VendorCoverage,
    cover,
    read_register,
    shipped_mentions,
)
from .mentions import Place

_HEADS = ("acts", "recorded only", "reason")


def coverage_text() -> str:
    """Return the coverage of the shipped documents, to be read."""
    register = read_register()
    return format_coverage(cover(register, shipped_mentions()), register)


def format_coverage(vendors: Iterable[VendorCoverage], register: Register) -> str:
    """Return for each vendor the counts by topic and every clause; at the end the whole counts."""
    vendors = tuple(vendors)
    parts = ["\n".join(_lines(vendor, register)) for vendor in vendors]
    whole = Counts(*map(sum, zip(*(vendor.counts() for vendor in vendors), strict=True)))
    return "\n\n".join([*parts, _summary("all vendors", whole)]) + "\n"


def _summary(name: str, counts: Counts) -> str:
    told = ", ".join(f"{head} {count}" for head, count in zip(_HEADS, counts, strict=True))
    return f"{name}: {counts.total} clauses: {told}"


def _lines(vendor: VendorCoverage, register: Register) -> Iterator[str]:
    yield _summary(vendor.vendor, vendor.counts())
    yield _row("topic", _HEADS)
    for topic in vendor.topics():
        yield _row(topic, map(str, vendor.counts(topic)))
    for head, places in zip(_HEADS, (vendor.acting, vendor.recorded), strict=False):
        told = {clause: places_text(own) for clause, own in places.items()}
        yield from _listed(head, vendor.clauses, told)
    yield from _listed("reason", vendor.clauses, vendor.reasons)
    yield from _listed("remarks", vendor.clauses, register.remarks)
    yield from _readings(vendor, register)


def _row(topic: str, cells: Iterable[str]) -> str:
    widths = (len(head) + 2 for head in _HEADS)
    return f"    {topic:<24}" + "".join(f"{c:>{w}}" for c, w in zip(cells, widths, strict=True))


def _listed(head: str, clauses: Iterable[Clause], told: Mapping[str, str]) -> Iterator[str]:
    """Yield a heading, and a line for each clause that has a text."""
    lines = [f"    {c.id} ({c.section}): {told[c.id]}" for c in clauses if c.id in told]
    if lines:
        yield f"  {head}"
        yield from lines


def _readings(vendor: VendorCoverage, register: Register) -> Iterator[str]:
    own = {clause.id for clause in vendor.clauses}
    found = [reading for reading in register.readings if own.intersection(reading.clauses)]
    if found:
        yield "  readings"
    for reading in found:
        clauses = ", ".join(clause for clause in reading.clauses if clause in own)
        yield f"    {reading.code} ({clauses}): {reading.default}"


def places_text(places: Iterable[Place]) -> str:
    """Return places in few words: `covide-basic, covide-premium targets rows 2, 4-6`."""
    rows: dict[tuple[str, str], list[int]] = {}
    for place in places:
        rows.setdefault((place.document, place.table), []).append(place.row)
    documents: dict[str, list[str]] = {}
    for (document, table), numbers in rows.items():
        documents.setdefault(_rows_text(table, numbers), []).append(document)
    return "; ".join(f"{', '.join(names)}{told}" for told, names in documents.items())


def _rows_text(table: str, numbers: list[int]) -> str:
    """Return the rows of a table; nothing for the document itself."""
    if numbers == [0]:
        return ""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = ", ".join(f"{r[0]}-{r[-1]}" if len(r) > 1 else str(r[0]) for r in runs)
    return f" {table} {'row' if len(numbers) == 1 else 'rows'} {told}"
