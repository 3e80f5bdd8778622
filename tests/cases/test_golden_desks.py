"""The golden cases of `sla-nl desks`."""

import pytest
from golden import params, written


@pytest.mark.parametrize(("row", "options", "expected"), list(params("desks")))
def test_desks_are_those_of_the_row(row, options, expected):
    """A desk is found by its subject; null means that there is no such desk."""
    found = {line["subject"]: line for line in written("desks", *row["args"], *options)}
    for subject, values in expected.items():
        if values is None:
            assert subject not in found, row["why"]
        else:
            assert values.items() <= found[subject].items(), row["why"]


def test_file_of_cases_is_whole():
    """There are 20 rows and 2 alternatives."""
    assert len(list(params("desks"))) == 22
