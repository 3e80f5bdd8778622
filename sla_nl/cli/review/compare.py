"""`sla-nl compare`: the same tickets under another contract, version, reading or row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from sla_nl.engine.agreement.translation import Translation
from sla_nl.engine.compliance.comparing import Difference, difference
from sla_nl.engine.compliance.sums import Sums
from sla_nl.engine.contract import Contract
from sla_nl.engine.evaluate import evaluate
from sla_nl.engine.fees import Fee
from sla_nl.engine.verdict import Verdict

from ..job import Job, opened_source
from ..judging import FAULTS, Judged, bad_line, check_dates, failed, judge
from ..reading.jsonl import escalation_record, fee_record
from ..reading.source import Line
from ..stamp import check_contract
from ..sweep import Sweep
from ..writing.records import Column, Output, Record, heading, part, write, write_parts
from .compare_sums import SUM_COLUMNS, sum_records

COLUMNS = (
    Column("id", ("Ticket", "Ticket")),
    Column("contract", ("Contract", "Contract")),
    Column("what", ("What", "Wat")),
    Column("key", ("Promise", "Belofte")),
    Column("before", ("Before", "Voor")),
    Column("after", ("After", "Na")),
)


class Compared(NamedTuple):
    """What was found in a part of a file: its lines as they are written; for a table its sums."""

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


def compare(judges: Judges, output: Output, jobs: int | None) -> int:
    """Write what differs: a line for each ticket, or the sums as a table.

    Returns: how many lines could not be judged.
    Raises: CommandError: the file is no ticket file.
    """
    job, form = judges.job, output.form
    check_contract(job)
    sweep = Sweep(job, jobs, has_progress=output.is_quiet, judge=judges)
    with opened_source(job) as stream:
        parts = sweep.results(stream, partial(_compare, form))
        if form == "table":
            write(sum_records((part.sums for part in parts), output.language), SUM_COLUMNS, output)
        else:
            texts = (part.text for part in parts)
            write_parts(chain([heading(COLUMNS, form)], texts), output)
    return sweep.failed


def _compare(form: str, judged: Iterable[Judged]) -> Compared:
    sums, records = Sums(), []
    for line, before, after in judged:
        if before is None or after is None:
            records.append(bad_line(line))
            continue
        found = difference(before, after)
        if form == "table":
            sums.add(before, after, bool(found))
        elif found:
            record = _record(line, found, before, after)
            records += [record] if form == "jsonl" else _rows(record)
    return Compared(b"" if form == "table" else part(records, COLUMNS, form), sums)


def _rows(record: Record) -> Iterator[Record]:
    """Yield a row of csv for each value that differs."""
    named = {"id": record["id"], "contract": record["contract"]}
    for what in ("changed", "states"):
        for key, values in record[what].items():
            yield named | {"what": what, "key": key} | values
    if "fees" in record:
        told = {side: "; ".join(map(_fee_text, fees)) for side, fees in record["fees"].items()}
        yield named | {"what": "fees"} | told
    if "escalations" in record:
        both = record["escalations"].items()
        told = {side: "; ".join(map(_escalation_text, found)) for side, found in both}
        yield named | {"what": "escalations"} | told


def _record(line: Line, found: Difference, before: Verdict, after: Verdict) -> Record:
    one, other = before.contract.zone.iso, after.contract.zone.iso
    record: Record = {
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
    if found.escalations is not None:
        first, second = found.escalations
        record["escalations"] = {
            "before": [escalation_record(told, one) for told in first],
            "after": [escalation_record(told, other) for told in second],
        }
    return record


def _fees(fees: Iterable[Fee], iso: Callable[[int], str]) -> list[dict[str, Any]]:
    return [fee_record(fee, iso) for fee in fees]


def _escalation_text(escalation: Mapping[str, Any]) -> str:
    return f"{escalation['at']} {escalation['trigger']} ({escalation['to'] or '-'})"


def _fee_text(fee: Mapping[str, Any]) -> str:
    amount = f"{fee['currency']} {fee['amount']}" if fee["amount"] else fee["certainty"]
    return f"{fee['title']} ({amount})"
