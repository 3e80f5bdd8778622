"""Who holds the functions of a contract: ask for them, fill them in, count what is missing."""

from __future__ import annotations

from collections.abc import Mapping

import frappe

from sla_nl.contracts.documents import CONTRACT, MATRIX
from sla_nl.contracts.in_force import default_contracts
from sla_nl.people import choosing, form
from sla_nl.people.reading import users_of

from .agents import teams_of
from .roster import roster_of


def give_functions_of(contract: str, held: Mapping[str, str]) -> None:
    """Add a holder for each function to the matrix of a contract, if it has one.

    Args:
        held: as below.
    Raises: as below.
    """
    matrix = frappe.db.get_value(CONTRACT, contract, "escalation_matrix") if held else None
    if matrix:
        give_functions(matrix, held)


def give_functions(matrix: str, held: Mapping[str, str]) -> None:
    """Add a holder to a matrix for each function, and save it.

    Args:
        held: by function a team, a user or, if it is neither, an e-mail address.
    Raises: frappe.ValidationError: a function or an address is none.
    """
    document = frappe.get_doc(MATRIX, matrix)
    teams, users = teams_of(set(held.values())), users_of(set(held.values()))
    names = {user.name.casefold(): user.name for user in users}
    for function, who in held.items():
        user = names.get(who.casefold())
        field = "team" if who in teams else "user" if user else "email"
        value = user if field == "user" else who
        document.append("holders", {"function": function, field: value})
    document.save()


def unheld_of(contract: str) -> tuple[str, list[str]]:
    """Return the matrix of a contract and the functions in it that nobody holds."""
    matrix = frappe.db.get_value(CONTRACT, contract, "escalation_matrix")
    if not matrix:
        return "", []
    levels = form.levels_of(frappe.get_doc(MATRIX, matrix))
    return matrix, list(choosing.unheld(roster_of([matrix]), matrix, levels))


def levels_without_anybody() -> int:
    """Return on how many levels nobody is there now, in the matrices of contracts in use."""
    matrices = _in_use()
    if not matrices:
        return 0
    roster, count = roster_of(matrices), 0
    for name in matrices:
        levels = form.levels_of(frappe.get_doc(MATRIX, name))
        told = (choosing.receivers_of(roster, name, levels, level.level) for level in levels)
        count += sum(choice.is_nobody_left for choice in told)
    return count


def _in_use() -> list[str]:
    """Return the matrices of the contracts that tickets can fall under."""
    named = {"is_hidden": 0, "escalation_matrix": ("is", "set")}
    own = frappe.get_all(CONTRACT, named | {"is_standard": 0}, pluck="escalation_matrix")
    default = named | {"name": ("in", default_contracts())}
    return sorted({*own, *frappe.get_all(CONTRACT, default, pluck="escalation_matrix")})
