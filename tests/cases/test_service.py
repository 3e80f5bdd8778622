"""The golden cases of maintenance, availability and credits, under each reading that they name."""

from __future__ import annotations

import pytest
from service_cases import known, params_of, run


@pytest.mark.parametrize(("row", "readings", "expected"), list(params_of("maintenance")))
def test_golden_window_is_judged_as_its_row_says(row, readings, expected, tmp_path):
    """A row expects keys of the line out, or of the lines of several windows by their ids."""
    found = {line["id"]: line for line in run("maintenance", row, readings, tmp_path / "in.jsonl")}
    wanted = expected if "lines" in row else {row["in"]["id"]: expected}
    for window, keys in wanted.items():
        assert _window(keys, found[window]) == keys, row["why"]


def _window(expected, found):
    """Return the certain part of a window: of its faults the rules, of its error that it is one."""
    part = known(expected, found)
    if "error" in expected:
        part["error"] = bool(found.get("error"))
    if "faults" in expected:
        part["faults"] = [{k: f[k] for k in ("rule", "is_hard")} for f in found["faults"]]
    return part


@pytest.mark.parametrize(("row", "readings", "expected"), list(params_of("availability")))
def test_golden_availability_is_what_its_row_says(row, readings, expected, tmp_path):
    """A row expects keys of the line out of each service; percentages have six decimals."""
    lines = run("availability", row, readings, tmp_path / "in.jsonl")
    found = {line["service"]: line for line in lines}
    for service, keys in expected.items():
        assert known(keys, found[service]) == keys, row["why"]


@pytest.mark.parametrize(("row", "readings", "expected"), list(params_of("credits")))
def test_golden_credit_is_what_its_row_says(row, readings, expected):
    """A row expects the first meetings, all or some of the steps, and the percentage."""
    (found,) = run("credits", row, readings)
    part = known(expected, found)
    if "follow_ups" in expected:
        part["follow_ups"] = found["follow_ups"][: len(expected["follow_ups"])]
    if some := expected.get("steps_include"):
        part["steps_include"] = [step for step in some if step in found["steps"]]
    assert part == expected, row["why"]


@pytest.mark.parametrize(
    ("name", "rows"), [("maintenance", 52), ("availability", 38), ("credits", 10)]
)
def test_golden_files_are_whole(name, rows):
    """Each row and each alternative becomes a test."""
    assert len(list(params_of(name))) == rows
