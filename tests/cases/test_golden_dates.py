"""The golden cases of `sla-nl dates`."""

import pytest
from golden import params, written


@pytest.mark.parametrize(("row", "options", "expected"), list(params("dates")))
def test_obligations_are_due_when_the_row_says(row, options, expected):
    """An obligation is found by its clause."""
    found = written("dates", *row["args"], *options)
    for line in expected:
        (own,) = [o for o in found if set(line["clauses"]) <= set(o["clauses"])]
        assert own["due"] == line["due"], row["why"]


def test_file_of_cases_is_whole():
    """There are 15 rows and 12 alternatives."""
    assert len(list(params("dates"))) == 27
