"""The golden tickets: each row under the default readings and under each of its alternatives."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sla_nl.engine.evaluate import evaluate
from sla_nl.engine.ticket import read_ticket
from sla_nl.vendors import shipped_contracts

CASES = Path(__file__).with_name("tickets.jsonl")
NOW = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)


def _params():
    """Make a parameter per row and alternative; keys that an alternative omits are not changed."""
    for line in CASES.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        default = row["expect"]["due"]
        yield pytest.param(row, {}, default, id=f"{row['id']}-default")
        for alternative in row.get("alternatives", []):
            readings = alternative["set"]
            name = ",".join(f"{key}={value}" for key, value in readings.items())
            yield pytest.param(
                row, readings, default | alternative["due"], id=f"{row['id']}-{name}"
            )


@pytest.mark.parametrize(("row", "readings", "expected"), list(_params()))
def test_golden_ticket_is_due_when_its_row_says(row, readings, expected):
    """Rows have due dates as local ISO 8601 texts, or null if there is no date."""
    ticket = read_ticket(row)
    contract = shipped_contracts()[ticket.contract].with_readings(readings)
    verdict = evaluate(contract, ticket, NOW)
    dues = {clock.key: clock.due for clock in verdict.clocks}
    assert expected.keys() <= dues.keys(), row["why"]
    found = {key: None if dues[key] is None else contract.zone.iso(dues[key]) for key in expected}
    assert found == expected, row["why"]


def test_golden_file_is_whole():
    """There are 184 rows and 84 alternatives; each of them becomes a test."""
    assert len(list(_params())) == 268
