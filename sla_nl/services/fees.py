"""The fee ledger: an entry for each fee of a verdict, a reversal for each that is gone.

Entries are only added. The same cause cannot make two: a cause names the ticket, the contract, the
rule, the moment and the place in the timeline, and is unique in the database.
"""

from __future__ import annotations

from collections.abc import Iterable

import frappe
from frappe.utils import now_datetime

from ..engine.fees import Fee
from .site_time import site_time

_COLUMNS = (
    "name", "creation", "modified", "owner", "modified_by", "ticket", "customer", "contract",
    "fee_title", "event", "state", "certainty", "basis", "amount", "has_amount", "currency",
    "vat_code", "minutes", "clause", "cause", "charged_on",
)  # fmt: skip


def book(
    ticket: str, customer: str | None, contract: str, fees: Iterable[Fee], number: int
) -> None:
    """Add an entry for each fee; one that is there for its cause is left as it is.

    Args:
        number: the place in the ticket's timeline from which the fees follow.
    """
    now, user = now_datetime(), frappe.session.user
    rows = []
    for fee in fees:
        rule, moment = fee.rule, site_time(fee.at)
        assert moment is not None
        rows.append((
            frappe.generate_hash(length=10), now, now, user, user, ticket, customer, contract,
            rule.title, rule.event, "Proposed", rule.certainty, rule.basis, fee.amount or 0,
            int(fee.amount is not None), rule.currency, rule.vat_code, fee.minutes or 0,
            ", ".join(rule.clauses), f"{_cause(ticket, contract, fee)}:{number}", moment.date(),
        ))  # fmt: skip
    if rows:
        frappe.db.sql(
            f"insert into `tabSLA Fee Entry` ({', '.join(_COLUMNS)}) values "
            f"{', '.join(['%s'] * len(rows))} on duplicate key update name = name",
            tuple(rows),
        )


def reverse(ticket: str, contract: str, fees: Iterable[Fee]) -> None:
    """Add a reversal for the entry of each fee, where it has none yet."""
    now, user = now_datetime(), frappe.session.user
    for fee in fees:
        frappe.db.sql(
            """insert into `tabSLA Fee Entry`
            (name, creation, modified, owner, modified_by, ticket, customer, contract, fee_title,
            event, state, certainty, basis, amount, has_amount, currency, vat_code, minutes, clause,
            cause, charged_on, reverses)
            select %(name)s, %(now)s, %(now)s, %(user)s, %(user)s, e.ticket, e.customer, e.contract,
            e.fee_title, e.event, 'Reversed', e.certainty, e.basis, -e.amount, e.has_amount,
            e.currency, e.vat_code, e.minutes, e.clause, concat(e.cause, ':reversed'), %(day)s,
            e.name
            from `tabSLA Fee Entry` e
            where e.ticket = %(ticket)s and e.cause like %(cause)s
            and e.state != 'Reversed' and not exists (
                select 1 from `tabSLA Fee Entry` r where r.reverses = e.name)
            on duplicate key update name = `tabSLA Fee Entry`.name""",
            {
                "name": frappe.generate_hash(length=10),
                "now": now,
                "user": user,
                "day": now.date(),
                "ticket": ticket,
                "cause": f"{_escaped(_cause(ticket, contract, fee))}:%",
            },
        )


def _cause(ticket: str, contract: str, fee: Fee) -> str:
    return f"{ticket}:{contract[:80]}:{fee.cause}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
