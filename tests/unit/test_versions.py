"""Versions compare by their numbers."""

import pytest
from factories import table

from sla_nl.engine.agreement.versions import is_newer, version_key

ORDERS = [
    # id, earlier, later
    ("by-number", "3.9", "3.10"),
    ("major", "3.10", "4.0"),
    ("one-more-part", "3.10", "3.10.1"),
    ("year", "3.10", "2027"),
    ("prefix", "v3.9", "V3.10"),
    ("words", "versie 3.9", "Version 3.10"),
    ("none", "", "1.0"),
    ("words-only", "draft", "1.0"),
    ("padded", "3.09", "3.10"),
    ("dates", "2026-09-30", "2026-10-01"),
]


@pytest.mark.parametrize(("earlier", "later"), table(ORDERS))
def test_a_later_version_is_newer(earlier, later):
    assert is_newer(later, earlier)
    assert not is_newer(earlier, later)


@pytest.mark.parametrize("other", ["3", "3.0", "v3", "3.0.0", "versie 3"])
def test_the_same_version_is_not_newer(other):
    assert not is_newer(other, "3")
    assert not is_newer("3", other)


def test_versions_sort_by_their_key():
    """The history of Vcare connect: 3.10 came last."""
    versions = ["3.10", "3.9", "1.0", "2.3", "1.1", "3.0"]
    assert sorted(versions, key=version_key) == ["1.0", "1.1", "2.3", "3.0", "3.9", "3.10"]
