"""`sla-nl availability`: the availability of the services of a contract in a period."""

from __future__ import annotations

from typing import BinaryIO

from sla_nl.engine.calendars.periods import Period
from sla_nl.engine.contract import Contract
from sla_nl.engine.errors import LineError
from sla_nl.engine.service.availability import Uptime, uptimes
from sla_nl.engine.service.availability_steps import uptime_steps
from sla_nl.engine.service.credits import credits_after
from sla_nl.engine.service.maintenance import judge_window
from sla_nl.engine.service.outages import Outage, read_outage
from sla_nl.engine.service.planned import Planned
from sla_nl.engine.service.windows import Window, read_window
from sla_nl.engine.terms.vocabulary import AVAILABILITY_MISSED
from sla_nl.engine.words.service import ServiceWords

from ..job import Job, opened_source
from ..writing.output import CommandError
from ..writing.records import EXPLANATION, Column, Output, Record, hours, percent, write
from .lines import Failures, Row, attempt, contract_of, read_rows

COLUMNS = (
    Column("contract", ("Contract", "Contract")),
    Column("service", ("Service", "Dienst")),
    Column("period", ("Period", "Periode")),
    Column("agreed_s", ("Agreed", "Afgesproken"), hours),
    Column("down_s", ("Down", "Uitval"), hours),
    Column("excluded_s", ("Excluded", "Telt niet"), hours),
    Column("availability", ("Available %", "Beschikbaar %")),
    Column("gross", ("Gross %", "Bruto %")),
    Column("minimum", ("Promised %", "Beloofd %")),
    Column("budget_s", ("Budget", "Ruimte"), hours),
    Column("left_s", ("Left", "Over"), hours),
    Column("met", ("Kept", "Gehaald")),
)
"""The columns of a table and of csv; csv has `error` as well."""


class _Lines:
    """The outages and windows of a file, and the lines that are neither."""

    def __init__(self, job: Job, stream: BinaryIO) -> None:
        self.outages: list[Outage] = []
        self.windows: list[Window] = []
        self.failed: list[tuple[int, Record]] = []
        for row in read_rows(job, stream):
            found, error = attempt(_read, job, row)
            if found is None:
                self.failed.append((row.number, row.failed(error, job.contract)))
            elif isinstance(found, Window):
                self.windows.append(found)
            else:
                self.outages.append(found)


def measure_file(job: Job, period: Period, output: Output, is_explained: bool) -> int:
    """Write the availability of each service of the job's contract.

    Lines that cannot be read come first, each with its error.
    Returns: how many lines could not be read.
    Raises: CommandError: the calendar of a service is not known for the period.
    """
    failures = Failures(job)
    with opened_source(job) as stream:
        lines = _Lines(job, stream)
    figures, error = attempt(_measured, job, lines, period)
    if figures is None:
        raise CommandError(error)
    words = ServiceWords(job.language, job.contracts[job.contract].zone)
    records = ((0, _record(uptime, words, is_explained)) for uptime in figures)
    write(failures.watch([*lines.failed, *records]), COLUMNS, output)
    return failures.count


def _read(job: Job, row: Row) -> Outage | Window:
    """Return the outage or window of a line. Raises: LineError."""
    contract = contract_of(job, row)
    if contract.name != job.contract:
        raise LineError(
            "contract", f"{contract.name!r} is not {job.contract!r}, which is asked for"
        )
    if row.fields.get("type") is None:
        return read_outage(row.fields, contract, job.zone)
    if row.fields.get("cause") is not None:
        raise LineError("type", "a line has a type (maintenance) or a cause (an outage), not both")
    return read_window(row.fields, contract, job.zone, row.number)


def _measured(job: Job, lines: _Lines, period: Period) -> list[Uptime]:
    contract = job.contracts[job.contract]
    planned = Planned(contract, lines.windows)
    verdicts = [judge_window(planned, window, job.now) for window in lines.windows]
    return list(uptimes(contract, period, lines.outages, verdicts, job.now))


def _record(uptime: Uptime, words: ServiceWords, is_explained: bool) -> Record:
    """Return the line out of a service."""
    record: Record = {
        "contract": uptime.contract.name,
        "service": uptime.row.subject,
        "period": uptime.period.name,
        "agreed_s": uptime.agreed_s,
        "down_s": uptime.down_s,
        "excluded_s": uptime.excluded_s,
        "availability": percent(uptime.availability),
        "gross": percent(uptime.gross),
        "minimum": percent(uptime.row.minimum_percentage),
        "budget_s": uptime.budget_s,
        "left_s": uptime.left_s,
        "met": uptime.is_kept,
    }
    if uptime.is_kept is False and (owed := _credits(uptime.contract)):
        record["credits"] = owed
    if is_explained:
        record[EXPLANATION] = [words.step(step) for step in uptime_steps(uptime)]
    return record


def _credits(contract: Contract) -> list[Record]:
    """Return the credits that a missed availability causes."""
    return [
        {
            "title": rule.title,
            "percentage": percent(rule.percentage),
            "applies_to": rule.applies_to,
            "clauses": list(rule.clauses),
        }
        for rule in credits_after(contract, AVAILABILITY_MISSED)
    ]
