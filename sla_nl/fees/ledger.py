"""Add an entry to the fee ledger for each fee of a ticket, and a reversal when it no longer holds.

Entries are only added. The amount, customer and grounds of an entry never change; a person moves it
through its states (see `states`): Proposed, Confirmed and Invoiced, or Waived or Disputed.

**One entry for each cause.** The cause of an entry names the ticket, the contract, the rule, the
moment, and how often that fee was reversed before. It is unique in the database. So a save that is
retried, or a second worker, adds nothing. A fee that comes back after its reversal gets a new
entry.

**Reversals.** The reversal of an entry has the same amount with the opposite sign.
- If the entry is not on an invoice (Proposed, Confirmed, Disputed, Waived, or given back by a
  credit note), the state of the reversal is `Reversed`, and neither of the two counts any more.
- If the entry is Invoiced, the reversal is a credit. It begins as `Proposed` and goes to an invoice
  like any entry. If the first invoice is cancelled before that, the credit has nothing to give back
  and becomes `Reversed`.

**Which entries count.** An entry counts if it is not Waived or Reversed and has no reversal that is
`Reversed`. The total of a ticket is the sum of the entries that count; what is unbilled is the sum
of those that are not Invoiced. So the two differ by exactly the amount on invoices. An entry
without an amount counts as 0 and is shown as such.

**Locks.** Entries are always locked in the order of their names, which prevents deadlocks.

**Reading the latest entries.** Code that writes entries holds the lock of their ticket. By default
it reads the ledger as it was when its transaction began. If the transaction began before the lock
was given, pass `is_latest=True` to read what is there now. That reading locks the rows and the
gaps between them, in which others then cannot book, so use it only where it is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

import frappe
from frappe.utils import now_datetime

from sla_nl.engine.fees import Fee
from sla_nl.site.time import site_time

ENTRY = "SLA Fee Entry"
PROPOSED, CONFIRMED, INVOICED = "Proposed", "Confirmed", "Invoiced"
WAIVED, DISPUTED, REVERSED = "Waived", "Disputed", "Reversed"

LIVES = f"""e.state not in ('{WAIVED}', '{REVERSED}') and not exists (
    select 1 from `tabSLA Fee Entry` r where r.reverses = e.name and r.state = '{REVERSED}')"""
"""The SQL condition that selects the entries `e` that count."""

_COLUMNS = (
    "name", "creation", "modified", "owner", "modified_by", "ticket", "customer", "contract",
    "fee_title", "event", "state", "certainty", "basis", "amount", "has_amount", "currency",
    "vat_code", "minutes", "clause", "cause", "charged_on", "needs_consent", "rate",
    "rounding_minutes", "minimum_minutes",
)  # fmt: skip
_COPIED = (
    "ticket", "customer", "contract", "fee_title", "event", "certainty", "basis", "has_amount",
    "currency", "vat_code", "minutes", "clause", "credit_case", "percentage", "applies_to",
    "invoice_amount", "promise", "period",
)  # fmt: skip


class _Entry(NamedTuple):
    """The columns that identify an entry; `reverses` is empty if it is not a reversal."""

    name: str
    cause: str
    customer: str
    reverses: str


class Total(NamedTuple):
    """The total that a ticket costs its customer in one currency.

    Args:
        amount: the sum in `currency` of the entries that have an amount.
        without_amount: the number of entries that have no amount yet.
    """

    currency: str
    amount: Decimal
    without_amount: int


def totals(ticket: str) -> list[Total]:
    """Return what a ticket costs, one total for each currency; [] if no entry counts."""
    rows = frappe.db.sql(
        f"""select e.currency, cast(sum(e.amount) as char), cast(sum(1 - e.has_amount) as int)
        from `tabSLA Fee Entry` e where e.ticket = %s and {LIVES}
        group by e.currency order by e.currency""",
        ticket,
    )
    return [Total(currency or "", exact(amount), asking) for currency, amount, asking in rows]


def exact(amount: str) -> Decimal:
    """Return an amount in whole cents. Args: amount: as text, because a number is a float."""
    return Decimal(amount).quantize(Decimal("0.01"))


def book(
    ticket: str, customer: str | None, contract: str, fees: Iterable[Fee], is_latest: bool = False
) -> None:
    """Add an entry for each fee whose cause has no entry yet."""
    wanted = {_cause(ticket, contract, fee): fee for fee in fees}
    if not wanted:
        return
    now, user = now_datetime(), frappe.session.user
    reversed_causes = [entry.cause for entry in _entries(ticket, is_latest) if entry.reverses]
    rows = []
    for cause, fee in wanted.items():
        rule, moment = fee.rule, site_time(fee.at)
        assert moment is not None
        times = sum(old.startswith(f"{cause}:") for old in reversed_causes)
        rows.append((
            frappe.generate_hash(length=20), now, now, user, user, ticket, customer, contract,
            rule.title, rule.event, PROPOSED, rule.certainty, rule.basis, fee.amount or 0,
            int(fee.amount is not None), rule.currency, rule.vat_code, fee.minutes or 0,
            ", ".join(rule.clauses), f"{cause}:{times}", moment.date(), int(rule.needs_consent),
            *_hourly(fee),
        ))  # fmt: skip
    frappe.db.sql(
        f"insert into `tabSLA Fee Entry` ({', '.join(_COLUMNS)}) values "
        f"{', '.join(['%s'] * len(rows))} on duplicate key update name = name",
        tuple(rows),
    )


def reverse(ticket: str, contract: str, fees: Iterable[Fee], is_latest: bool = False) -> None:
    """Add a reversal to the entry of each fee, unless it has one."""
    causes = tuple(f"{_cause(ticket, contract, fee)}:" for fee in fees)
    if causes:
        standing = _standing(ticket, is_latest)
        reverse_entries(entry.name for entry in standing if entry.cause.startswith(causes))


def reverse_all(ticket: str, is_latest: bool = False) -> None:
    """Add a reversal to every entry of a ticket that is no longer under a contract."""
    reverse_entries(entry.name for entry in _standing(ticket, is_latest))


def settle(
    ticket: str, customer: str | None, contract: str, fees: Iterable[Fee], is_latest: bool = False
) -> None:
    """Book the fees of a ticket that came under a contract, and reverse its other entries.

    An entry with the same customer and cause stays: the app may have been switched off and on.
    """
    fees = list(fees)
    causes = tuple(f"{_cause(ticket, contract, fee)}:" for fee in fees)
    reverse_entries(
        entry.name
        for entry in _standing(ticket, is_latest)
        if entry.customer != (customer or "") or not entry.cause.startswith(causes)
    )
    book(ticket, customer, contract, fees, is_latest)


def approve(ticket: str, at: int | None) -> None:
    """Write when the customer approved the costs of a ticket that need it; None: not, or no more.

    An entry that was confirmed meanwhile stays as it is.
    """
    frappe.db.sql(
        f"""update `tab{ENTRY}` set consented_on = %s where ticket = %s and needs_consent = 1
        and state in ('{PROPOSED}', '{DISPUTED}')""",
        (site_time(at), ticket),
    )


def rename_contract(old: str, new: str) -> None:
    """Rename a contract in the causes of its entries: `ticket:contract:row:event:...`.

    Frappe itself has renamed it in the link field of the entries before this is called.
    """
    frappe.db.sql(
        """update `tabSLA Fee Entry`
        set cause = insert(cause, char_length(ticket) + 2, char_length(%(old)s), %(new)s)
        where contract = %(new)s
        and substring(cause, char_length(ticket) + 2, char_length(%(old)s) + 1) = %(prefix)s""",
        {"old": old, "new": new, "prefix": f"{old}:"},
    )


def remove(*tickets: str) -> None:
    """Delete the entries of the tickets of a demo, which nobody really reported."""
    names = frappe.get_all(ENTRY, {"ticket": ("in", tickets)}, pluck="name")
    frappe.db.delete("Version", {"ref_doctype": ENTRY, "docname": ("in", names)})
    frappe.db.delete(ENTRY, {"ticket": ("in", tickets)})


def reverse_entries(entries: Iterable[str]) -> None:
    """Add a reversal to each entry, unless somebody else has just added it."""
    now = now_datetime()
    for name in lock(list(entries)):
        frappe.db.sql(
            f"""insert into `tabSLA Fee Entry`
            (name, creation, modified, owner, modified_by, state, amount, cause, charged_on,
            reverses, {", ".join(_COPIED)})
            select %(new)s, %(now)s, %(now)s, %(user)s, %(user)s,
            if(e.state = '{INVOICED}', '{PROPOSED}', '{REVERSED}'), -e.amount,
            concat(e.cause, ':reversed'), %(day)s, e.name, {", ".join(f"e.{c}" for c in _COPIED)}
            from `tabSLA Fee Entry` e where e.name = %(name)s
            on duplicate key update name = `tabSLA Fee Entry`.name""",
            {
                "new": frappe.generate_hash(length=20),
                "now": now,
                "user": frappe.session.user,
                "day": now.date(),
                "name": name,
            },
        )


def lock(names: Sequence[str], state: str = "%") -> list[str]:
    """Lock entries for writing until this transaction ends.

    Args: state: as a pattern of SQL's `like`; `%` is any state.
    Returns: the entries in that state as of this very moment, in the order of their names.
    """
    if not names:
        return []
    return frappe.db.sql_list(
        """select name from `tabSLA Fee Entry` where name in %s and state like %s
        order by name for update""",
        (tuple(names), state),
    )


def reversal_of(entry: str) -> dict[str, str] | None:
    """Return the name and state of the reversal of an entry, None if it has none."""
    return frappe.db.get_value(ENTRY, {"reverses": entry}, ["name", "state"], as_dict=True)


def _standing(ticket: str, is_latest: bool) -> list[_Entry]:
    """Return the entries of a ticket that are not reversals and have no reversal."""
    entries = _entries(ticket, is_latest)
    gone = {entry.reverses for entry in entries}
    return [entry for entry in entries if not entry.reverses and entry.name not in gone]


def _entries(ticket: str, is_latest: bool) -> list[_Entry]:
    """Return the entries and reversals of a ticket; the module says what `is_latest` means."""
    rows = frappe.db.sql(
        "select name, cause, ifnull(customer, ''), ifnull(reverses, '') "
        "from `tabSLA Fee Entry` where ticket = %s"
        f"{' lock in share mode' if is_latest else ''}",
        ticket,
    )
    return [_Entry(*row) for row in rows]


def _hourly(fee: Fee) -> tuple[Decimal, int, int]:
    """Return the rate per hour, step and minimum by which somebody prices a fee later; or zeros."""
    rule = fee.rule
    if rule.basis != "per_hour" or fee.amount is not None:
        return Decimal(0), 0, 0
    return rule.rate or Decimal(0), rule.rounding_minutes, rule.minimum_minutes


def _cause(ticket: str, contract: str, fee: Fee) -> str:
    """Return the cause of a fee, without the count of its reversals."""
    return f"{ticket}:{contract}:{fee.cause}"
