"""Stamp the golden tickets that have escalations or follow-ups."""

from __future__ import annotations

import json
from datetime import datetime

from sla_nl.cli.judging import judge
from sla_nl.cli.reading.jsonl import write_lines
from sla_nl.cli.reading.source import Line
from sla_nl.engine.contract import Contract
from sla_nl.engine.documents.reading import read_matrix
from sla_nl.engine.ticket import read_ticket
from sla_nl.vendors import shipped_catalogue, shipped_contracts


def contract_of(row, readings):
    """Return the contract of a row; `matrix` of the row stands in place of the contract's own."""
    contract = shipped_contracts()[row["in"]["contract"]]
    if "matrix" in row:
        document = {"doctype": "SLA Escalation Matrix", "name": "own", "title": "Own"}
        faults = []
        matrix = read_matrix(document | row["matrix"], faults)
        assert not faults
        contract = Contract(contract.terms, shipped_catalogue().calendars, matrix=matrix)
    return contract.with_readings(readings)


def stamped(row, readings):
    """Return the line out of `sla-nl stamp --format jsonl` for a row."""
    contract = contract_of(row, readings)
    ticket = read_ticket(row["in"])
    now = int(datetime.fromisoformat(row["args"][1]).timestamp())
    line = Line(1, ticket.id, ticket.contract, ticket)
    (text,) = write_lines(judge([line], {contract.name: contract}, now), "en")
    return json.loads(text)


def agrees(found, expected):
    """Return whether a record has the expected values; other keys are not asked for."""
    return all(found.get(key) == value for key, value in expected.items())
