"""The golden escalations: who is told when, and who comes next."""

from __future__ import annotations

import pytest
from escalation_cases import agrees, stamped
from service_cases import params_of

PARAMS = list(params_of("escalations"))


@pytest.mark.parametrize(("row", "readings", "expected"), PARAMS)
def test_golden_ticket_escalates_when_its_row_says(row, readings, expected):
    """Rows have all escalations up to now, in order, or some of them, and the next one."""
    line = stamped(row, readings)
    found = line.get("escalations", [])
    if "escalations" in expected:
        wanted = expected["escalations"]
        assert len(found) == len(wanted), row["why"]
        assert all(map(agrees, found, wanted)), row["why"]
    for wanted in expected.get("escalations_include", []):
        assert any(agrees(escalation, wanted) for escalation in found), row["why"]
    if "next_escalation" in expected:
        wanted, following = expected["next_escalation"], line.get("next_escalation")
        is_right = following is None if wanted is None else following and agrees(following, wanted)
        assert is_right, row["why"]


def test_golden_file_is_whole():
    """There are 46 rows and 4 alternatives; each of them becomes a test."""
    assert len(PARAMS) == 50
