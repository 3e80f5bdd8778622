"""Choose who is told about a service of a contract.

Those are whom its matrix names for `service_unavailable`. Where a contract has no matrix, or its
matrix no such row, the SLA Managers are told.
"""

from __future__ import annotations

from collections.abc import Iterable

import frappe

from sla_nl.contracts.in_force import contract_named
from sla_nl.engine.contract import Contract
from sla_nl.people.choosing import Choice, managers_of, receivers_of

from ..staff.roster import roster_of

_EVENT = "service_unavailable"


def receivers(contract: str) -> Choice:
    """Return who is told. Raises: ContractError."""
    terms = contract_named(contract)
    level, matrix = _level(terms), terms.terms.escalation_matrix
    if not level or terms.ladder is None:
        return Choice(managers_of(roster_of(())), "", "", 0, ())
    return receivers_of(roster_of({matrix}), matrix, terms.ladder.levels, level)


def languages_of(users: Iterable[str]) -> dict[str, str]:
    """Return the languages of users, as they have them; an empty text for that of the site."""
    names = sorted({user for user in users if user})
    rows = frappe.get_all("User", {"name": ("in", names)}, ["name", "language"]) if names else []
    return {row.name: row.language or "" for row in rows}


def _level(contract: Contract) -> str:
    """Return the level that the matrix tells of a service that is not available."""
    matrix = contract.matrix
    rows = [] if matrix is None else [row for row in matrix.triggers if row.event == _EVENT]
    row = next((row for row in rows if not row.is_off), None)
    if row is None or contract.ladder is None:
        return ""
    of_form = (one.level for one in contract.ladder.levels if row.form in ("", one.form))
    return row.level or next(of_form, "")
