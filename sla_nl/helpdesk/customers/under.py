"""Find the customers that a contract holds for."""

from __future__ import annotations

from collections.abc import Iterable

import frappe

from sla_nl.contracts import in_force
from sla_nl.contracts.documents import CONTRACT

CUSTOMER = "HD Customer"
_ROW = "SLA Contract Customer"


def customers_under(contracts: Iterable[str], at: int) -> list[str]:
    """Return the customers for whom one of the contracts holds at a moment, by name.

    The default contract holds for each customer that has none of its own.

    Args:
        at: whole seconds of UTC.
    """
    wanted = set(contracts)
    candidates = _named_in(wanted)
    if wanted & set(in_force.default_contracts()):
        candidates = frappe.get_all(CUSTOMER, pluck="name")
    return sorted(
        name for name in set(candidates) if in_force.contract_for(name, at, None) in wanted
    )


def _named_in(contracts: set[str]) -> list[str]:
    rows = {"parenttype": CONTRACT, "parent": ("in", sorted(contracts))}
    return frappe.get_all(_ROW, rows, pluck="customer")
