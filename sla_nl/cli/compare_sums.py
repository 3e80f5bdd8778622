"""The sums of `sla-nl compare` as a table, side by side."""

from __future__ import annotations

from collections.abc import Iterator

from sla_nl.engine.sums import FeeSum, Outcome, Sums

from .figures import Record, written

_COLUMNS = (
    "kind", "priority", "target", "met", "met_after", "missed", "missed_after", "undecided",
    "undecided_after",
)  # fmt: skip
_WORDS = {
    "en": {
        "kind": "Kind", "priority": "Priority", "target": "Promise", "met": "Met",
        "met_after": "then", "missed": "Missed", "missed_after": "then", "undecided": "Undecided",
        "undecided_after": "then",
    },
    "nl": {
        "kind": "Soort", "priority": "Prioriteit", "target": "Belofte", "met": "Gehaald",
        "met_after": "dan", "missed": "Gemist", "missed_after": "dan", "undecided": "Onbeslist",
        "undecided_after": "dan",
    },
}  # fmt: skip
_TICKETS = {"en": "{0} tickets, {1} differ", "nl": "{0} tickets, {1} verschillen"}
_FEES = {"en": "Fees in {0}: {1}; then {2}", "nl": "Kosten in {0}: {1}; dan {2}"}
_FEE_SUM = {
    "en": "{0} of {1} together, {2} without an amount",
    "nl": "{0} van samen {1}, {2} zonder bedrag",
}


def sums_lines(sums: Sums, language: str) -> Iterator[bytes]:
    """Yield the sums of both sides: a line for each promise, then the tickets and the fees."""
    yield from written(_records(sums), "table", _COLUMNS, _WORDS[language])
    yield b"\n"
    yield _line(_TICKETS[language].format(sums.tickets, sums.different))
    for currency in sorted({**sums.before.fees, **sums.after.fees}):
        old = _told(sums.before.fees.get(currency, FeeSum()), language)
        new = _told(sums.after.fees.get(currency, FeeSum()), language)
        yield _line(_FEES[language].format(currency, old, new))


def _records(sums: Sums) -> Iterator[Record]:
    for row in sums.rows:
        before = sums.before.outcomes.get(row)
        after = sums.after.outcomes.get(row)
        yield row._asdict() | _counts(before, "") | _counts(after, "_after")


def _counts(outcome: Outcome | None, end: str) -> dict[str, int | None]:
    """Return the counts of a side by column; None where the side does not make the promise."""
    return {f"{name}{end}": getattr(outcome, name, None) for name in Outcome._fields}


def _told(fees: FeeSum, language: str) -> str:
    return _FEE_SUM[language].format(fees.number, fees.amount, fees.unknown)


def _line(text: str) -> bytes:
    return f"{text}\n".encode()
