"""The golden follow-ups: what somebody has to do by when, and whether it is done."""

from __future__ import annotations

import pytest
from escalation_cases import agrees, stamped
from service_cases import params_of

PARAMS = list(params_of("follow_ups"))


@pytest.mark.parametrize(("row", "readings", "expected"), PARAMS)
def test_golden_ticket_has_the_follow_ups_of_its_row(row, readings, expected):
    """Rows have some follow-ups or all of them, and dates of clocks."""
    line = stamped(row, readings)
    found = line.get("follow_ups", [])
    for wanted in expected.get("follow_ups", []):
        assert any(agrees(task, wanted) for task in found), row["why"]
    if expected.get("follow_ups_complete"):
        assert len(found) == len(expected["follow_ups"]), row["why"]
    for clause in expected.get("follow_ups_exclude", []):
        assert not any(clause in task["clauses"] for task in found), row["why"]
    assert agrees(line["due"], expected.get("due", {})), row["why"]


def test_golden_file_is_whole():
    """There are 23 rows and 17 alternatives; each of them becomes a test."""
    assert len(PARAMS) == 40
