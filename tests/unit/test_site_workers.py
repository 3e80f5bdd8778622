"""Test files are shared among the workers of the site suite, so that all end about together."""

from __future__ import annotations

from tests.site.harness.workers import share, weights

SECONDS = {"test_a.py": 60.0, "test_b.py": 30.0, "test_c.py": 20.0, "test_d.py": 10.0}


def test_each_file_has_one_worker_and_the_loads_are_even():
    first, second = (share(SECONDS, number, 2) for number in (1, 2))
    assert first == {"test_a.py"}
    assert second == {"test_b.py", "test_c.py", "test_d.py"}


def test_a_file_that_never_ran_weighs_by_its_tests():
    tests = [("test_a.py", "one"), ("test_a.py", "two"), ("test_b.py", "one")]
    assert weights(tests, {"test_b.py": 30.0}) == {"test_a.py": 2.0, "test_b.py": 30.0}
