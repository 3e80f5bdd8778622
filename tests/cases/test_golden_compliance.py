"""The golden cases of `sla-nl compliance`."""

import pytest
from golden import among, lines_in, params, written


@pytest.mark.parametrize(("row", "options", "expected"), list(params("compliance")))
def test_figures_are_those_of_the_row(row, options, expected, tmp_path):
    """Each expected line is found by its contract, kind, priority and target."""
    file = tmp_path / "tickets.jsonl", lines_in(row)
    found = written("compliance", *row["args"], *options, file=file)
    for line in expected:
        named = {k: line[k] for k in ("contract", "kind", "priority", "target") if k in line}
        assert line.items() <= among(found, named).items(), row["why"]


def test_file_of_cases_is_whole():
    """There are 20 rows, without alternatives."""
    assert len(list(params("compliance"))) == 20
