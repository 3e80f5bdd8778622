"""The people of an escalation, for the form of a matrix."""

from typing import Any

import frappe
from frappe.model.document import Document

from sla_nl.contracts import copies
from sla_nl.contracts.documents import CONTRACT, MATRIX
from sla_nl.helpdesk.staff import search
from sla_nl.helpdesk.staff.holding import levels_without_anybody, unheld_of
from sla_nl.helpdesk.staff.roster import roster_with
from sla_nl.people import absences, form, picture
from sla_nl.site.access import permitted

from .arguments import document_of, names_of


@frappe.whitelist(methods=["POST"])
def of_matrix(document: str) -> dict[str, Any]:
    """Draw who would be told now on each level of the matrix in a form.

    Returns: `told` as HTML, and `functions`: those that its levels name.
    """
    matrix = _matrix_of(document)
    levels, name = form.levels_of(matrix), str(matrix.name or "")
    roster = roster_with({name: form.holders_in(matrix)})
    return {
        "told": "" if matrix.is_standard else picture.told_html(roster, name, levels),
        "functions": form.functions_in(levels),
    }


@frappe.whitelist(methods=["GET"])
def asked_of(contract: str) -> dict[str, Any]:
    """Return what "Use this contract" asks: the `functions` of its matrix, and who can hold them.

    Raises: frappe.PermissionError: the user may not make matrices, or not read the contract.
    """
    frappe.has_permission(MATRIX, "create", throw=True)
    matrix = permitted(CONTRACT, contract).escalation_matrix
    functions = form.functions_in(form.levels_of(permitted(MATRIX, matrix))) if matrix else []
    return {"functions": functions, "choices": search.choices() if functions else []}


@frappe.whitelist(methods=["GET"])
def unheld(contract: str) -> dict[str, Any]:
    """Return the `matrix` of a contract and the `functions` in it that nobody holds."""
    permitted(CONTRACT, contract)
    matrix, functions = unheld_of(contract)
    return {"matrix": matrix, "functions": functions}


@frappe.whitelist(methods=["GET"])
def contracts_with(matrix: str) -> list[dict[str, str]]:
    """Return the contracts of the site that use a matrix: `value` and `description`."""
    permitted(MATRIX, matrix)
    named = {"name": ("in", copies.contracts_with_matrix(matrix))}
    rows = frappe.get_list(CONTRACT, named, ["name", "title"], order_by="title", limit=0)
    return [{"value": row.name, "description": row.title} for row in rows]


@frappe.whitelist(methods=["POST"])
def copy_matrix(matrix: str, contracts: list[str] | str) -> str:
    """Copy a matrix to be edited, for some contracts that use it. Returns: the name of the copy.

    Other contracts keep the matrix as it is.
    """
    frappe.has_permission(MATRIX, "create", throw=True)
    permitted(MATRIX, matrix)
    names = names_of(contracts)
    for name in names:
        permitted(CONTRACT, name, "write")
    return copies.own_matrix(matrix, names)


@frappe.whitelist(methods=["POST"])
def be_away(first_day: str, last_day: str) -> str:
    """Enter days on which the user is away. Returns: the name of the absence.

    Args:
        first_day, last_day: such as `2026-06-08`; both are included.
    Raises: frappe.PermissionError: the user is no agent. frappe.ValidationError: a day is none, or
        the last one is before the first.
    """
    return absences.enter(first_day, last_day)


@frappe.whitelist(methods=["GET", "POST"])
def nobody_there(filters: str | list[Any] | dict[str, Any] | None = None) -> dict[str, Any]:
    """Return for a number card on how many levels nobody is there now.

    Args:
        filters: ignored; every number card sends them.
    """
    frappe.has_permission(MATRIX, "read", throw=True)
    route = ["List", MATRIX]
    return {"value": levels_without_anybody(), "fieldtype": "Int", "route": route}


@frappe.whitelist()
@frappe.validate_and_sanitize_search_inputs
def colleagues(
    doctype: str,
    txt: str,
    searchfield: str,
    start: int,
    page_len: int,
    filters: str | dict[str, Any] | list[Any] | None,
    as_dict: bool = False,
    reference_doctype: str | None = None,
) -> Any:
    """Return the users who can hold a function, by name and address.

    Raises: frappe.PermissionError: the user may not change matrices.
    """
    frappe.has_permission(MATRIX, "write", throw=True)
    return search.colleagues_like(txt, start, page_len, as_dict)


@frappe.whitelist()
@frappe.validate_and_sanitize_search_inputs
def teams(
    doctype: str,
    txt: str,
    searchfield: str,
    start: int,
    page_len: int,
    filters: str | dict[str, Any] | list[Any] | None,
    as_dict: bool = False,
    reference_doctype: str | None = None,
) -> Any:
    """Return the teams that can hold a function.

    Raises: frappe.PermissionError: the user may not change matrices.
    """
    frappe.has_permission(MATRIX, "write", throw=True)
    return search.teams_like(txt, start, page_len, as_dict)


def _matrix_of(document: str) -> Document:
    """Return the matrix in a form; for those who may not change it as it is stored.

    Otherwise they could name anybody in the form and read whether they are away.
    """
    matrix = document_of(document, MATRIX)
    if frappe.has_permission(MATRIX, "write"):
        return matrix
    return permitted(MATRIX, str(matrix.name))
