"""The sums of `sla-nl compare` as a table, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sla_nl.engine.compliance.sums import FeeSum, Sums

from ..writing.records import EXPLANATION, Column, Record

SUM_COLUMNS = (
    Column("kind", ("Kind", "Soort")),
    Column("priority", ("Priority", "Prioriteit")),
    Column("target", ("Promise", "Belofte")),
    Column("met", ("Met", "Gehaald")),
    Column("met_after", ("then", "dan")),
    Column("missed", ("Missed", "Gemist")),
    Column("missed_after", ("then", "dan")),
    Column("undecided", ("Undecided", "Onbeslist")),
    Column("undecided_after", ("then", "dan")),
)
_TICKETS = {"en": "{0} tickets, {1} differ", "nl": "{0} tickets, {1} verschillen"}
_FEES = {"en": "fees in {0}: {1}; then {2}", "nl": "kosten in {0}: {1}; dan {2}"}
_FEE_SUM = {
    "en": "{0} of {1} together, {2} without an amount",
    "nl": "{0} van samen {1}, {2} zonder bedrag",
}
_ESCALATIONS = {"en": "escalations: {0}; then {1}", "nl": "escalaties: {0}; dan {1}"}


def sum_records(parts: Iterable[Sums], language: str) -> Iterator[Record]:
    """Yield the sums of both sides: a record for each promise; the last has the other sums."""
    sums = Sums()
    for part in parts:
        sums.add_sums(part)
    records = [*_records(sums)]
    if records:
        records[-1][EXPLANATION] = [*_sentences(sums, language)]
    yield from records


def _records(sums: Sums) -> Iterator[Record]:
    for row in sums.rows:
        before, after = sums.before.outcomes.get(row), sums.after.outcomes.get(row)
        yield row._asdict() | _counts(before, "") | _counts(after, "_after")


def _counts(outcome: list[int] | None, end: str) -> dict[str, int | None]:
    """Return the counts of a side by column; None where the side does not make the promise."""
    counts = outcome or (None, None, None)
    names = (f"{name}{end}" for name in ("met", "missed", "undecided"))
    return dict(zip(names, counts, strict=True))


def _sentences(sums: Sums, language: str) -> Iterator[str]:
    yield _TICKETS[language].format(sums.tickets, sums.different)
    for currency in sorted({**sums.before.fees, **sums.after.fees}):
        old = _told(sums.before.fees.get(currency, FeeSum()), language)
        new = _told(sums.after.fees.get(currency, FeeSum()), language)
        yield _FEES[language].format(currency, old, new)
    told = sums.before.escalations, sums.after.escalations
    if any(told):
        yield _ESCALATIONS[language].format(*told)


def _told(fees: FeeSum, language: str) -> str:
    return _FEE_SUM[language].format(fees.number, fees.amount, fees.unknown)
