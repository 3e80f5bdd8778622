"""Find the modules of the app that read each column of a contract.

The engine, the command and the drawings are run, and each read of a column is recorded. The modules
that need a site are searched for the names of columns.
"""

from __future__ import annotations

import ast
import dataclasses
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from sla_nl.cli.describe import calendar_text, contract_list, contract_text
from sla_nl.cli.job import Job, opened_source
from sla_nl.cli.judging import judge
from sla_nl.cli.reading.jsonl import write_lines
from sla_nl.cli.reading.parts import read_source
from sla_nl.cli.reading.source import Line
from sla_nl.cli.review.compliance import Question, count
from sla_nl.cli.review.desks import date_records, desk_records
from sla_nl.cli.writing.html import report
from sla_nl.cli.writing.table import csv_lines, table_rows
from sla_nl.drawing.promises import promises_html
from sla_nl.drawing.week import week_html
from sla_nl.engine.calendars.instants import zone
from sla_nl.engine.calendars.periods import period_of
from sla_nl.engine.compliance.results import figures_of
from sla_nl.engine.contract import Contract
from sla_nl.engine.service.availability import uptimes
from sla_nl.engine.service.availability_steps import uptime_steps
from sla_nl.engine.service.credit_steps import credit_steps
from sla_nl.engine.service.credits import credit_case, credits_after
from sla_nl.engine.service.maintenance import judge_window
from sla_nl.engine.service.maintenance_steps import window_steps
from sla_nl.engine.service.outages import read_outage
from sla_nl.engine.service.planned import Planned
from sla_nl.engine.service.windows import Window
from sla_nl.engine.terms.vocabulary import MEETING_HELD
from sla_nl.engine.ticket import read_ticket
from sla_nl.engine.words.service import ServiceWords
from sla_nl.engine.words.telling import Words
from sla_nl.examples import TICKETS_CSV
from sla_nl.vendors import shipped_catalogue

from .contracts import ROOT, tables

APP = ROOT / "sla_nl"
CASES = ROOT / "tests" / "cases"
OUTAGE = "2026-11-19T00:00:00Z"
NOW = int(datetime(2026, 11, 20, tzinfo=UTC).timestamp())
THAT_CHECK = frozenset(
    (
        "engine/documents/calendar_checks",
        "engine/documents/contract_checks",
        "engine/documents/reading",
        "engine/documents/matrix_checks",
        "engine/documents/review_checks",
        "engine/documents/service_checks",
        "cli/coverage",
        "vendors",
    )
)
"""The modules that read columns only to check documents or to count clauses."""

Reads = set[tuple[str, str, str]]
"""Reads of a column: the doctype, the attribute of the row and the module that read it."""


@cache
def seen() -> Reads:
    """Return the columns that modules without a site read while they judge, explain and draw."""
    with _watched() as reads:
        contracts = _contracts()
        _describe(contracts)
        _stamp(contracts)
        for contract in contracts.values():
            _service(contract)
            _review(contract)
    return {read for read in reads if read[2] not in THAT_CHECK}


@cache
def names_in(module: str) -> frozenset[str]:
    """Return the attributes that a module names, and its whole texts."""
    tree = _tree(module)
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return frozenset(attributes | set(_texts(tree)))


@cache
def words_in(module: str) -> frozenset[str]:
    """Return the words in the texts of a module, such as the columns of a statement in SQL."""
    return frozenset(word for text in _texts(_tree(module)) for word in re.findall(r"\w+", text))


def modules_with_a_site() -> list[str]:
    """Return the modules that only run on a site, as paths below the app.

    A printed contract shows every column, so what prints it is left out.
    """
    pure = ("engine", "cli", "drawing", "examples", "vendors", "__main__", "hooks", "__init__")
    paths = (path.relative_to(APP).with_suffix("") for path in APP.rglob("*.py"))
    printing = Path("contracts/agreement")
    return sorted(
        str(path) for path in paths if path.parts[0] not in pure and path.parent != printing
    )


def _tree(module: str) -> ast.Module:
    return ast.parse((APP / f"{module}.py").read_text(encoding="utf-8"))


def _texts(tree: ast.Module) -> Iterator[str]:
    """Yield the texts of a module, without docstrings."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docstrings
        ):
            yield node.value


@contextmanager
def _watched() -> Iterator[Reads]:
    """Record each read of a column of a row, with the module that reads it."""
    reads: Reads = set()
    classes = {table.row_class: table for table in tables()}
    for row_class, table in classes.items():
        columns = frozenset(column.attribute for column in table.columns)
        row_class.__getattribute__ = _reader(table.doctype, columns, reads)  # type: ignore[method-assign]
    try:
        yield reads
    finally:
        for row_class in classes:
            del row_class.__getattribute__


def _reader(doctype: str, columns: frozenset[str], reads: Reads) -> Any:
    def read(row: Any, name: str) -> Any:
        if name in columns:
            path = Path(sys._getframe(1).f_code.co_filename)
            if path.is_relative_to(APP):
                reads.add((doctype, name, str(path.relative_to(APP).with_suffix(""))))
        return object.__getattribute__(row, name)

    return read


def _contracts() -> Mapping[str, Contract]:
    """Return the shipped contracts, with a rate for each fee."""
    catalogue = shipped_catalogue()
    for name, terms in catalogue.terms.items():
        fees = tuple(dataclasses.replace(fee, rate=Decimal(100)) for fee in terms.fees)
        catalogue.terms[name] = dataclasses.replace(terms, fees=fees)
    return catalogue.contracts()


def _describe(contracts: Mapping[str, Contract]) -> None:
    list(contract_list(contracts))
    for contract in contracts.values():
        words = Words("en", contract.zone)
        list(contract_text(contract))
        list(calendar_text(contract.calendar, 2026, "en"))
        promises_html(contract, Words("en", contract.zone))
        week_html(contract.calendar.terms, words)


def _stamp(contracts: Mapping[str, Contract]) -> None:
    job = Job(str(TICKETS_CSV), contracts, "", zone("Europe/Amsterdam"), NOW, "en")
    with opened_source(job) as stream:
        lines = [*read_source(job, stream), *_cases()]
    judged = list(judge(lines, contracts, NOW))
    for written in (write_lines(judged, "en"), csv_lines(judged), table_rows(judged, "en")):
        list(written)
    report(judged, NOW, "en")


def _service(contract: Contract) -> None:
    """Judge a window of each type, measure each service, and tell each credit, with words."""
    words = ServiceWords("en", contract.zone)
    terms = contract.terms
    windows = [
        Window("W", contract.name, rule.maintenance_type, NOW, NOW + 86_400, NOW - 86_400)
        for rule in terms.maintenance
    ]
    planned = Planned(contract, windows)
    verdicts = [judge_window(planned, window, NOW) for window in windows]
    causes = ["", *(row.cause for row in terms.exclusions if row.scope == "availability")]
    outages = [
        read_outage({"start": OUTAGE, "end": None, "cause": cause}, contract) for cause in causes
    ]
    period = period_of(NOW, "month", contract.zone)
    told = [step for verdict in verdicts for step in window_steps(verdict)]
    for uptime in uptimes(contract, period, outages, verdicts, NOW + 86_400):
        told += uptime_steps(uptime)
    if credits_after(contract, MEETING_HELD):
        told += credit_steps(credit_case(contract, NOW, None, NOW))
    for step in told:
        words.step(step)


def _review(contract: Contract) -> None:
    """Count the golden cases of a contract, and tell its desks and what its events make due."""
    question = Question("2026-06", "decided", ())
    lines = [line for line in _cases() if line.contract == contract.name]
    counted = count(question, judge(lines, {contract.name: contract}, NOW))
    figures_of(counted.tally, {contract.name: contract}, "2026-06")
    list(desk_records(contract, NOW, contract.terms.priorities[0].code))
    for event in {rule.event for rule in contract.terms.follow_ups}:
        list(date_records(contract, event, NOW, {}))


def _cases() -> Iterable[Line]:
    for name in ("tickets", "escalations", "follow_ups"):
        text = (CASES / f"{name}.jsonl").read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), 1):
            row = json.loads(line)
            ticket = read_ticket(row.get("in", row))
            yield Line(number, ticket.id, ticket.contract, ticket)
