"""`sla-nl compare`: the same tickets under another contract, version, reading or row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from sla_nl.engine.comparing import Difference, difference
from sla_nl.engine.contract import Contract
from sla_nl.engine.evaluate import evaluate
from sla_nl.engine.fees import Fee
from sla_nl.engine.sums import Sums
from sla_nl.engine.translation import Translation
from sla_nl.engine.verdict import Verdict

from .compare_sums import sums_lines
from .figures import ERROR, Record, csv_lines, json_line
from .job import Job, opened_source
from .jsonl import fee_record
from .judging import FAULTS, Judged, bad_line, check_dates, failed, judge
from .output import opened_output
from .source import Line
from .stamp import check_contract
from .sweep import Sweep

COLUMNS = ("id", "contract", "what", "key", "before", "after", ERROR)


class Compared(NamedTuple):
    """What was found in a part of a file: its lines as they are written, and the sums."""

    text: bytes
    sums: Sums


class Judges:
    """Judges tickets twice: under what is in force, and under something else.

    Args:
        others: the contracts of the other side, by id.
        other: the contract of all tickets on the other side; empty where each keeps its own.
    """

    def __init__(self, job: Job, others: Mapping[str, Contract], other: str) -> None:
        self.job = job
        self.others = others
        self.other = other
        self._translations: dict[str, Translation] = {}

    def __call__(self, lines: Iterable[Line]) -> Iterator[Judged]:
        """Yield each line with both verdicts; one that either side refuses has none."""
        for item in judge(lines, self.job.contracts, self.job.now):
            line, before = item.line, item.verdict
            if before is None:
                yield item
                continue
            try:
                after = self._after(before)
            except FAULTS as error:
                yield Judged(failed(line, error), None)
            else:
                yield Judged(line, before, after)

    def _after(self, before: Verdict) -> Verdict:
        own = before.contract.name
        translation = self._translations.get(own)
        if translation is None:
            other = self.others[self.other or own]
            translation = self._translations[own] = Translation(before.contract, other)
        after = evaluate(translation.other, translation.ticket(before.ticket), before.now)
        check_dates(after)
        return after


def compare(
    judges: Judges, form: str, output: Path | None, is_forced: bool, jobs: int | None
) -> int:
    """Write what differs: a line for each ticket, or the sums as a table.

    Returns: how many lines could not be judged.
    Raises: CommandError: the file is no ticket file.
    """
    job = judges.job
    check_contract(job)
    sweep = Sweep(job, jobs, has_progress=True, judge=judges)
    with opened_source(job) as stream, opened_output(output, job.source, is_forced) as out:
        if form == "csv":
            out.write((",".join(COLUMNS) + "\r\n").encode())
        sums = Sums()
        for part in sweep.results(stream, partial(_compare, form)):
            out.write(part.text)
            sums.add_sums(part.sums)
        if form == "table":
            for text in sums_lines(sums, job.language):
                out.write(text)
    return sweep.failed


def _compare(form: str, judged: Iterable[Judged]) -> Compared:
    sums, texts = Sums(), []
    for line, before, after in judged:
        if before is None or after is None:
            if form != "table":
                texts.append(_WRITERS[form]([bad_line(line)]))
            continue
        found = difference(before, after)
        sums.add(before, after, bool(found))
        if found and form != "table":
            texts.append(_LINES[form](line, found, before, after))
    return Compared(b"".join(texts), sums)


def _json(line: Line, found: Difference, before: Verdict, after: Verdict) -> bytes:
    return json_line(_record(line, found, before, after))


def _csv(line: Line, found: Difference, before: Verdict, after: Verdict) -> bytes:
    """Return a row of csv for each value that differs."""
    record = _record(line, found, before, after)
    named = {"id": line.id, "contract": line.contract}
    rows: list[Record] = [
        named | {"what": what, "key": key} | values
        for what in ("changed", "states")
        for key, values in record[what].items()
    ]
    if "fees" in record:
        told = {side: "; ".join(map(_fee_text, fees)) for side, fees in record["fees"].items()}
        rows.append(named | {"what": "fees"} | told)
    return _csv_rows(rows)


def _record(line: Line, found: Difference, before: Verdict, after: Verdict) -> dict[str, Any]:
    one, other = before.contract.zone.iso, after.contract.zone.iso
    record: dict[str, Any] = {
        "id": line.id,
        "contract": line.contract,
        "changed": {
            key: {
                "before": None if old is None else one(old),
                "after": None if new is None else other(new),
            }
            for key, (old, new) in found.due.items()
        },
        "states": {key: {"before": old, "after": new} for key, (old, new) in found.states.items()},
    }
    if found.fees is not None:
        old, new = found.fees
        record["fees"] = {"before": _fees(old, one), "after": _fees(new, other)}
    return record


def _fees(fees: Iterable[Fee], iso: Callable[[int], str]) -> list[dict[str, Any]]:
    return [fee_record(fee, iso) for fee in fees]


def _fee_text(fee: Mapping[str, Any]) -> str:
    amount = f"{fee['currency']} {fee['amount']}" if fee["amount"] else fee["certainty"]
    return f"{fee['title']} ({amount})"


def _csv_rows(records: Iterable[Record]) -> bytes:
    return b"".join(csv_lines(records, COLUMNS, has_heading=False))


def _json_rows(records: Iterable[Record]) -> bytes:
    return b"".join(map(json_line, records))


_LINES = {"jsonl": _json, "csv": _csv}
_WRITERS = {"jsonl": _json_rows, "csv": _csv_rows}
