"""Faults between the rows about means, contacts and follow-ups."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..errors import Fault
from ..terms.contract import ContractTerms
from ..terms.targets import Average
from ..texts import Text, _
from .service_checks import amount_faults

MakeFault = Callable[[str, str, Any, Text], Fault]
"""A function from a row, a field, its value and the expected value to a fault."""


def review_faults(terms: ContractTerms, fault: MakeFault) -> Iterator[Fault]:
    """Yield the faults of the rows by which tickets are counted, called about and followed up."""
    yield from _average_faults(terms.averages, fault)
    for number, rule in enumerate(terms.status_rules, 1):
        if rule.closes_itself and not rule.closes_after:
            expected = _("a number of silent follow-ups after which the ticket is closed")
            yield fault(f"status_rules row {number}", "closes_after", rule.closes_after, expected)
    codes = {priority.code for priority in terms.priorities}
    for number, contact in enumerate(terms.contact_rules, 1):
        for code in contact.priorities:
            if code not in codes:
                row = f"contact_rules row {number}"
                yield fault(row, "priorities", code, _("codes of the priorities"))
    for number, follow_up in enumerate(terms.follow_ups, 1):
        row = f"follow_ups row {number}"
        yield from amount_faults(row, "amount", follow_up.amount, "unit", follow_up.unit, fault)
        if follow_up.is_before and follow_up.unit == "working_day_end":
            expected = _("another unit for what comes before the event")
            yield fault(row, "unit", follow_up.unit, expected)


def _average_faults(averages: tuple[Average, ...], fault: MakeFault) -> Iterator[Fault]:
    seen: set[tuple[str, str, str]] = set()
    for number, average in enumerate(averages, 1):
        row = f"averages row {number}"
        yield from amount_faults(row, "amount", average.amount, "unit", average.unit, fault)
        promise = (average.kind, average.priority, average.clock)
        if promise in seen:
            expected = _("one row for a kind, priority and clock")
            yield fault(row, "clock", average.clock, expected)
        seen.add(promise)
