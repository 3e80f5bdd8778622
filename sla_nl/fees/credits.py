"""Add an entry to the fee ledger for each credit that the supplier owes, and reverse it later.

A credit is a percentage of an invoice that the ledger does not know. So its entry asks for the
amount of that invoice, as a fee without a price asks for its hours (`states.confirm`). The amount
of the entry is negative: it goes to a credit note.

**One entry for each cause.** The credits of one `Source` are settled together, under a lock of the
document that they come from. A credit that has an entry gets no second one, and an entry whose
credit is gone is reversed. The cause of an entry is unique in the database, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha1
from typing import Any, NamedTuple

import frappe
from frappe.utils import now_datetime

from sla_nl.site.time import site_time

from . import ledger
from .ledger import ENTRY, PROPOSED

_CENT, _WHOLE = Decimal("0.01"), Decimal(100)
_KEYS = ("promise", "period", "percentage", "event", "fee_title")
_COLUMNS = (
    "name", "creation", "modified", "owner", "modified_by", "customer", "contract", "credit_case",
    "fee_title", "event", "state", "certainty", "basis", "amount", "has_amount", "currency",
    "percentage", "applies_to", "promise", "period", "clause", "cause", "charged_on",
)  # fmt: skip


class Credit(NamedTuple):
    """A percentage of an invoice that the supplier owes.

    Args:
        at: since when, in seconds of UTC.
        event: the trigger of its rule, such as `availability_missed`.
        certainty: `always`, or `possible` if the customer may ask for it.
        promise: the promise that was missed, as a text; empty for a case.
        period: the period in which it was, such as `2026-06`, or the moment of a step.
    """

    at: int
    title: str
    event: str
    percentage: Decimal
    certainty: str
    applies_to: str = ""
    promise: str = ""
    period: str = ""
    clauses: tuple[str, ...] = ()


class Source(NamedTuple):
    """Where credits come from: a case, or the promises of a contract to a customer in a period."""

    customer: str
    contract: str
    case: str = ""
    period: str = ""


def settle(source: Source, credits: Iterable[Credit]) -> list[str]:
    """Book the credits of a source that have no entry yet, and reverse entries without a credit.

    The caller holds the lock of the case or contract.

    Returns: the names of the new entries.
    """
    wanted = {_key(credit): credit for credit in credits}
    known = _entries(source)
    gone = {entry.reverses for entry in known if entry.reverses}
    standing = {
        _key(entry): entry.name for entry in known if not entry.reverses and entry.name not in gone
    }
    ledger.reverse_entries(name for key, name in standing.items() if key not in wanted)
    new = [(key, credit) for key, credit in wanted.items() if key not in standing]
    times = [_key(entry) for entry in known if entry.reverses]
    return [_book(source, credit, times.count(key)) for key, credit in new]


def share_of(percentage: Decimal, invoice_amount: Decimal) -> Decimal:
    """Return a percentage of an amount in whole cents, half a cent up."""
    return (invoice_amount * percentage / _WHOLE).quantize(_CENT, ROUND_HALF_UP)


def is_credit(entry: Any) -> bool:
    """Return whether an entry is a credit that asks for an invoice; a reversal of one is not."""
    return bool(entry.percentage) and not entry.reverses


def _entries(source: Source) -> list[Any]:
    """Return the entries and reversals of a source, as of this very moment."""
    of_period = """credit_case is null and customer = %(customer)s and contract = %(contract)s
        and period = %(period)s and percentage > 0"""
    return frappe.db.sql(
        f"""select name, ifnull(reverses, '') as reverses, {", ".join(_KEYS)} from `tab{ENTRY}`
        where {"credit_case = %(case)s" if source.case else of_period} lock in share mode""",
        source._asdict(),
        as_dict=True,
    )


def _key(credit: Any) -> tuple[str, ...]:
    """Return what makes a credit one of its own among those of its source."""
    percentage = f"{Decimal(str(credit.percentage)).normalize():f}"
    title = credit.title if isinstance(credit, Credit) else credit.fee_title
    return credit.promise or "", credit.period or "", percentage, credit.event, title


def _book(source: Source, credit: Credit, times: int) -> str:
    """Add an entry. Args: times: how often the same credit was reversed. Returns: its name."""
    now, user = now_datetime(), frappe.session.user
    moment = site_time(credit.at)
    assert moment is not None
    parts = (*source, *_key(credit))
    digest = sha1("|".join(parts).encode(), usedforsecurity=False).hexdigest()
    name = frappe.generate_hash(length=20)
    row = (
        name, now, now, user, user, source.customer, source.contract, source.case or None,
        credit.title, credit.event, PROPOSED, credit.certainty, "percentage", 0, 0, _currency(),
        credit.percentage, credit.applies_to, credit.promise, credit.period,
        ", ".join(credit.clauses), f"credit:{digest}:{times}", moment.date(),
    )  # fmt: skip
    frappe.db.sql(
        f"insert into `tab{ENTRY}` ({', '.join(_COLUMNS)}) values "
        f"({', '.join(['%s'] * len(_COLUMNS))}) on duplicate key update name = name",
        row,
    )
    return name


def _currency() -> str:
    """Return the currency of the site: an agreement names none for its discounts."""
    return str(frappe.db.get_default("currency") or "EUR")
