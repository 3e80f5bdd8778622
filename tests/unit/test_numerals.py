"""A number is read as people write it; what may be two numbers is told as two."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sla_nl.engine.documents.fields import number
from sla_nl.engine.documents.numerals import readings
from sla_nl.engine.errors import ExpectedError

ROWS = [
    # what is written, the numbers that it may mean
    ("87.50", ["87.50"]),
    ("87,50", ["87.50"]),
    ("150,00", ["150.00"]),
    ("1,5", ["1.5"]),
    (" -4 ", ["-4"]),
    (".5", [".5"]),
    ("1500", ["1500"]),
    ("1.500", ["1500", "1.500"]),
    ("1,500", ["1500", "1.500"]),
    ("0.125", ["0.125"]),
    ("99.9951", ["99.9951"]),
    ("1.234,50", ["1234.50"]),
    ("1,234.50", ["1234.50"]),
    ("1'234.50", ["1234.50"]),
    ("1 234,50", ["1234.50"]),
    ("1\u00a0234", ["1234"]),
    ("1.234.567", ["1234567"]),
    ("1.234,567", ["1234.567"]),
    (0.5, ["0.5"]),
    (3, ["3"]),
    (Decimal("1.500"), ["1.500"]),
    *[(text, []) for text in ("", ".", "abc", "1.2.3", "12,34,5", "1.234.56", "1,2 3", "1e3", "٣")],
    *[(value, []) for value in (None, True, float("nan"), float("inf"), [1])],
]


@pytest.mark.parametrize(("written", "meant"), ROWS)
def test_what_a_number_may_mean(written, meant):
    assert readings(written) == tuple(map(Decimal, meant))


@pytest.mark.parametrize(
    ("written", "read"),
    [("99.995", "99.995"), ("99,995", "99.995"), ("12,5", "12.5"), ("100", "100")],
)
def test_a_share_of_three_decimals_can_be_nothing_else(written, read):
    assert number("0", "100")(written) == Decimal(read)


@pytest.mark.parametrize("written", ["1.500", "1,500"])
def test_a_contract_refuses_what_may_be_two_numbers(written):
    with pytest.raises(ExpectedError) as error:
        number("0", "1000000")(written)
    assert str(error.value.expected) == "the one that is meant, 1500 or 1.5"
