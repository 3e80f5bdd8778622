"""The golden cases of fees, in `sla-nl stamp`."""

import pytest
from golden import lines_in, params, written


@pytest.mark.parametrize(("row", "options", "expected"), list(params("fees")))
def test_fees_are_those_of_the_row(row, options, expected, tmp_path):
    """The row has all fees, each with its certainty and clause."""
    file = tmp_path / "tickets.jsonl", lines_in(row)
    (line,) = written("stamp", *row["args"], *options, file=file)
    found = [(fee["certainty"], fee["clauses"]) for fee in line.get("fees", [])]
    wanted = expected["fees"]
    assert len(found) == len(wanted), row["why"]
    for fee, (certainty, clauses) in zip(wanted, found, strict=True):
        assert certainty == fee["certainty"], row["why"]
        assert set(fee["clauses"]) <= set(clauses), row["why"]


def test_file_of_cases_is_whole():
    """There are 10 rows, without alternatives."""
    assert len(list(params("fees"))) == 10
