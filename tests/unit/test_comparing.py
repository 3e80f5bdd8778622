"""What differs between two judgements of a ticket: who is told (docs/design.md 4.17)."""

from __future__ import annotations

import dataclasses
import json

from click.testing import CliRunner
from factories import CALENDARS, at, make_ticket

from sla_nl.cli.main import main
from sla_nl.engine.compliance.comparing import difference
from sla_nl.engine.contract import Contract
from sla_nl.engine.evaluate import evaluate
from sla_nl.vendors import shipped_contracts

OFFICE = shipped_contracts()["vcare-connect-office"]
TICKET = make_ticket(OFFICE, "P1", "2026-06-08 09:00", ("2026-06-08 09:00", "registered"))


def told_otherwise(**columns):
    """Return the contract with other columns in each trigger of its matrix."""
    matrix = OFFICE.matrix
    rows = tuple(dataclasses.replace(row, **columns) for row in matrix.triggers)
    matrix = dataclasses.replace(matrix, triggers=rows)
    return Contract(OFFICE.terms, CALENDARS, matrix=matrix)


def compared(other, now="2026-06-08 10:00"):
    before, after = (evaluate(contract, TICKET, at(now)) for contract in (OFFICE, other))
    return difference(before, after)


def test_only_who_is_told_differs():
    """The difference has all escalations of both sides."""
    found = compared(told_otherwise(is_off=True))
    before, after = found.escalations
    assert found
    assert (found.due, found.states, found.fees) == ({}, {}, None)
    assert [e.to for e in before] == ["Service & Support", "Customer Service Manager"]
    assert after == ()


def test_other_words_for_the_same_trigger_make_no_difference():
    assert not compared(told_otherwise(definition="anders"))


def test_the_command_writes_who_is_told_on_each_side(tmp_path):
    """Round the clock Service & Support is told on Saturday, as under office hours."""
    line = {"id": "T", "contract": OFFICE.name, "kind": "incident", "priority": "P1",
            "reported_at": "2026-06-13T10:00:00+02:00"}  # fmt: skip
    path = tmp_path / "tickets.jsonl"
    path.write_text(json.dumps(line), encoding="utf-8")
    command = ["compare", str(path), "--with", "vcare-connect-24x7",
               "--now", "2026-06-13T11:00:00+02:00"]  # fmt: skip
    text = CliRunner().invoke(main, [*command, "--format", "jsonl"]).stdout
    sides = json.loads(text)["escalations"]
    told = {side: [(e["at"][11:16], e["trigger"]) for e in found] for side, found in sides.items()}
    assert told == {
        "before": [("10:00", "prioritised")],
        "after": [("10:00", "prioritised"), ("10:30", "target_missed")],
    }
    rows = CliRunner().invoke(main, [*command, "--format", "csv"]).stdout.splitlines()
    (row,) = (row for row in rows if ",escalations," in row)
    assert row.count("Service & Support") == 2
