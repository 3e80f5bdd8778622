"""Correct the contracts of two customers that are merged into one.

Frappe puts the remaining customer into every row that named the other one. But a customer has one
contract at a time, so where both had one, that of the remaining customer holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from .cache_token import forget
from .documents import CONTRACT
from .periods import overlap

_ROW = "SLA Contract Customer"
_FLAG = "sla_nl_merged_rows"


def before_rename(document: Document, method: str, old: str, new: str, merge: bool = False) -> None:
    """Remember the rows of a customer that is merged into another one.

    After the merge nothing shows whose rows they were. They are not changed yet, because Frappe may
    still refuse the merge, or do it later on the queue.
    """
    frappe.flags[_FLAG] = (_rows(old), _rows(new)) if merge else None


def after_rename(document: Document, method: str, old: str, new: str, merge: bool = False) -> None:
    """Delete the rows for which the remaining customer has a contract, and say what has changed."""
    before = frappe.flags.pop(_FLAG, None)
    if not merge or before is None:
        return
    moved, own = before
    for row in moved:
        other = _contract_instead(row, own)
        if other is not None:
            frappe.db.delete(_ROW, {"name": row.name})
        if other != row.contract:
            _tell(row.contract, _outcome(other), old, new, row.contract, other)
    forget()


def _rows(customer: str) -> list[Any]:
    """Return the rows of contracts that name a customer, with the period of each contract."""
    contract, rows = frappe.qb.DocType(CONTRACT), frappe.qb.DocType(_ROW)
    return (
        frappe.qb.from_(rows)
        .join(contract)
        .on((contract.name == rows.parent) & (rows.parenttype == CONTRACT))
        .select(rows.name, contract.name.as_("contract"), contract.is_hidden)
        .select(contract.valid_from, contract.valid_to)
        .where(rows.customer == customer)
        .orderby(contract.name)
        .run(as_dict=True)
    )


def _contract_instead(row: Any, own: Iterable[Any]) -> str | None:
    """Return the contract that holds instead of a row's; None if the row's contract may hold."""
    for other in own:
        is_either_hidden = row.is_hidden or other.is_hidden
        if row.contract == other.contract or (not is_either_hidden and overlap(row, other)):
            return str(other.contract)
    return None


def _outcome(other: str | None) -> str:
    if other is None:
        return _("{0} was merged into {1}. {2} holds for {1} now.")
    return _("{0} was merged into {1}, which has the contract {3}. {2} holds for neither any more.")


def _tell(contract: str, text: str, *values: object) -> None:
    """Comment on a contract, and show the text to the user, also if Frappe merges on the queue."""
    told = text.format(*(escape_html(str(value)) for value in values))
    frappe.get_doc(CONTRACT, contract).add_comment("Info", told)
    frappe.publish_realtime(
        "msgprint", {"message": told}, user=frappe.session.user, after_commit=True
    )
