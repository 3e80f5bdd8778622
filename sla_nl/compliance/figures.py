"""The shares and means of a period."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

import frappe

from sla_nl.contracts.in_force import contract_named
from sla_nl.engine.compliance.results import Mean, Share, figures_of, percentage
from sla_nl.engine.contract import Contract
from sla_nl.engine.errors import ContractError

from .choices import Choice, check
from .sums import MEAN, tally


class Figures(NamedTuple):
    """The figures of a period, and the contracts that cannot be read and are left out."""

    found: list[Share | Mean]
    faulty: list[str]


def figures(choice: Choice) -> Figures:
    """Return the figures of a choice, in the order of the contracts and of their rows.

    The engine makes them from counts of the database, as it does for `sla-nl compliance`.

    Raises: frappe.ValidationError: the period is none.
    """
    check(choice)
    contracts, faulty = contracts_with_tickets(choice.contract)
    counts = tally(choice, contracts)
    return Figures(figures_of(counts, contracts, choice.period), faulty)


def share_met(choice: Choice) -> Decimal | None:
    """Return the share of all decided promises that was met, in percent; None if there are none."""
    contracts, _faulty = contracts_with_tickets(choice.contract)
    counts = [
        own
        for promise, own in tally(choice, contracts).items()
        if not promise.target.endswith(MEAN)
    ]
    met, decided = sum(own[0] for own in counts), sum(own[0] + own[1] for own in counts)
    return percentage(met, decided) if decided else None


def contracts_with_tickets(only: str = "") -> tuple[Mapping[str, Contract], list[str]]:
    """Return the contracts that judged tickets, by name, and those that cannot be read.

    Args:
        only: the name of a contract, to leave out the others.
    """
    names = frappe.db.sql("select distinct contract from `tabSLA Clock`", pluck=True)
    contracts, faulty = {}, []
    for name in sorted(filter(None, names)):
        if only and name != only:
            continue
        try:
            contracts[name] = contract_named(name)
        except ContractError:
            faulty.append(name)
    return contracts, faulty
