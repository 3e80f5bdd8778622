"""The dependencies in `setup.py`, and the Dutch holidays that the package `holidays` has.

A release of `holidays` may move a date, and with it deadlines. So its version has an upper bound.
When somebody raises that bound, these tests show whether a Dutch holiday has moved.
"""

from __future__ import annotations

import re
from datetime import date
from importlib.metadata import requires, version

import pytest

from sla_nl.engine.calendars.holidays_nl import official_holidays

UNBOUND = {"tzdata"}
"""Packages without an upper bound: newer data on time zones is always better."""

HOLIDAYS = {
    2020: "01-01 04-12 04-13 04-27 05-05 05-21 05-31 06-01 12-25 12-26",
    2021: "01-01 04-04 04-05 04-27 05-13 05-23 05-24 12-25 12-26",
    2022: "01-01 04-17 04-18 04-27 05-26 06-05 06-06 12-25 12-26",
    2023: "01-01 04-09 04-10 04-27 05-18 05-28 05-29 12-25 12-26",
    2024: "01-01 03-31 04-01 04-27 05-09 05-19 05-20 12-25 12-26",
    2025: "01-01 04-20 04-21 04-26 05-05 05-29 06-08 06-09 12-25 12-26",
    2026: "01-01 04-05 04-06 04-27 05-14 05-24 05-25 12-25 12-26",
    2027: "01-01 03-28 03-29 04-27 05-06 05-16 05-17 12-25 12-26",
    2028: "01-01 04-16 04-17 04-27 05-25 06-04 06-05 12-25 12-26",
    2029: "01-01 04-01 04-02 04-27 05-10 05-20 05-21 12-25 12-26",
    2030: "01-01 04-21 04-22 04-27 05-05 05-30 06-09 06-10 12-25 12-26",
    2031: "01-01 04-13 04-14 04-26 05-22 06-01 06-02 12-25 12-26",
    2032: "01-01 03-28 03-29 04-27 05-06 05-16 05-17 12-25 12-26",
    2033: "01-01 04-17 04-18 04-27 05-26 06-05 06-06 12-25 12-26",
    2034: "01-01 04-09 04-10 04-27 05-18 05-28 05-29 12-25 12-26",
    2035: "01-01 03-25 03-26 04-27 05-03 05-05 05-13 05-14 12-25 12-26",
}
"""New Year, Easter, King's Day (26 April if the 27th is a Sunday), 5 May each fifth year,
Ascension Day, Whitsun and Christmas."""


def dependencies():
    """Return the packages that the app needs, each with the versions that it accepts."""
    needed = [line for line in requires("sla_nl") or () if "extra ==" not in line]
    return [re.fullmatch(r"([\w-]+)\s*(.*)", line).groups() for line in needed]


@pytest.mark.parametrize(("name", "versions"), dependencies(), ids=lambda text: text or "any")
def test_a_dependency_has_a_lower_and_an_upper_bound(name, versions):
    if name not in UNBOUND:
        assert ">=" in versions
        assert "<" in versions


def test_holidays_is_bound_to_the_release_whose_dates_are_listed_here():
    ((_, versions),) = [found for found in dependencies() if found[0] == "holidays"]
    low, high = (re.search(rf"{sign}(\d+)\.(\d+)", versions).groups() for sign in (">=", r"<"))
    assert (int(high[0]), int(high[1])) == (int(low[0]), int(low[1]) + 1)
    assert version("holidays").split(".")[:2] == list(low)


@pytest.mark.parametrize(("year", "texts"), HOLIDAYS.items(), ids=map(str, HOLIDAYS))
def test_the_dutch_holidays_of_a_year_have_not_moved(year, texts):
    expected = {date.fromisoformat(f"{year}-{text}") for text in texts.split()}
    assert official_holidays(year) == expected
