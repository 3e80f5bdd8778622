"""The fee ledger: an entry for each fee of a verdict, a reversal for each that is gone.

Entries are only added; what one says, and for whom, is never altered. A person moves it through
its states: Proposed, Confirmed, Invoiced; Waived, which ends it; Disputed, which holds it.

**Once for a cause.** A cause names the ticket, the contract, the rule, the moment and how often it
was reversed before; it is unique in the database. So a retried save, or a second worker, adds
nothing, and a fee that comes back after its reversal is an entry of its own.

**Reversals.** The reversal of an entry carries its amount with the opposite sign.
- Nobody was billed yet (Proposed, Confirmed, Disputed), or ever will be (Waived): its state is
  `Reversed`, and both are out of the bill for good.
- The entry was Invoiced: the reversal is `Proposed`, a credit, which goes its own way to an
  invoice. Where the first invoice is cancelled before that, there is nothing to give back, and the
  credit becomes `Reversed` too.

**What counts.** An entry lives while it is neither Waived nor Reversed, nor has a reversal that is
`Reversed`. A ticket's total is the sum of what lives; what is unbilled, that of what lives and is
not Invoiced: so the two always differ by exactly what stands on invoices. An entry without an
amount counts as 0 and is told apart.

Entries are locked in the order of their names, so that nobody waits for somebody who waits for him.

**As of when.** Whoever writes entries holds the lock of their ticket. What he reads of the ledger
is from when his transaction began: where that was before he got the lock, he asks for what is there
now (`is_latest`). That reads with locks, on the gaps between tickets too, in which others could not
book at the same time; so it is not for those who need not.
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
"""The SQL condition on an entry `e` that counts."""

_COLUMNS = (
    "name", "creation", "modified", "owner", "modified_by", "ticket", "customer", "contract",
    "fee_title", "event", "state", "certainty", "basis", "amount", "has_amount", "currency",
    "vat_code", "minutes", "clause", "cause", "charged_on",
)  # fmt: skip
_COPIED = (
    "ticket", "customer", "contract", "fee_title", "event", "certainty", "basis", "has_amount",
    "currency", "vat_code", "minutes", "clause",
)  # fmt: skip


class _Entry(NamedTuple):
    """What of an entry tells it from others; `reverses` is empty for one that is no reversal."""

    name: str
    cause: str
    customer: str
    reverses: str


class Total(NamedTuple):
    """What a ticket costs its customer in one currency.

    Args:
        amount: in `currency`, of the entries whose amount is known.
        without_amount: how many more ask for an amount.
    """

    currency: str
    amount: Decimal
    without_amount: int


def totals(ticket: str) -> list[Total]:
    """What a ticket costs, for each currency of an entry that counts; [] where none does."""
    rows = frappe.db.sql(
        f"""select e.currency, cast(sum(e.amount) as char), cast(sum(1 - e.has_amount) as int)
        from `tabSLA Fee Entry` e where e.ticket = %s and {LIVES}
        group by e.currency order by e.currency""",
        ticket,
    )
    return [Total(currency or "", exact(amount), asking) for currency, amount, asking in rows]


def exact(amount: str) -> Decimal:
    """An amount that the database gave as text, to the cent: as a number it would be a float."""
    return Decimal(amount).quantize(Decimal("0.01"))


def book(
    ticket: str, customer: str | None, contract: str, fees: Iterable[Fee], is_latest: bool = False
) -> None:
    """Add an entry for each fee; one that stands for its cause is left as it is."""
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
            ", ".join(rule.clauses), f"{cause}:{times}", moment.date(),
        ))  # fmt: skip
    frappe.db.sql(
        f"insert into `tabSLA Fee Entry` ({', '.join(_COLUMNS)}) values "
        f"{', '.join(['%s'] * len(rows))} on duplicate key update name = name",
        tuple(rows),
    )


def reverse(ticket: str, contract: str, fees: Iterable[Fee], is_latest: bool = False) -> None:
    """Add a reversal for the entry of each fee, where it has none yet."""
    causes = tuple(f"{_cause(ticket, contract, fee)}:" for fee in fees)
    if causes:
        standing = _standing(ticket, is_latest)
        _reverse(entry.name for entry in standing if entry.cause.startswith(causes))


def reverse_all(ticket: str, is_latest: bool = False) -> None:
    """Add a reversal for each entry of a ticket that no contract holds for any more."""
    _reverse(entry.name for entry in _standing(ticket, is_latest))


def settle(
    ticket: str, customer: str | None, contract: str, fees: Iterable[Fee], is_latest: bool = False
) -> None:
    """Have a ticket that came under a contract owe what that says, and nothing else.

    What stands for the same customer and cause stays: the app may have been off meanwhile.
    """
    fees = list(fees)
    causes = tuple(f"{_cause(ticket, contract, fee)}:" for fee in fees)
    _reverse(
        entry.name
        for entry in _standing(ticket, is_latest)
        if entry.customer != (customer or "") or not entry.cause.startswith(causes)
    )
    book(ticket, customer, contract, fees, is_latest)


def rename_contract(old: str, new: str) -> None:
    """Rename a contract in the causes of its entries: `ticket:contract:row:event:...`.

    Frappe has renamed it in the entries' link field by then.
    """
    frappe.db.sql(
        """update `tabSLA Fee Entry`
        set cause = insert(cause, char_length(ticket) + 2, char_length(%(old)s), %(new)s)
        where contract = %(new)s
        and substring(cause, char_length(ticket) + 2, char_length(%(old)s) + 1) = %(prefix)s""",
        {"old": old, "new": new, "prefix": f"{old}:"},
    )


def remove(*tickets: str) -> None:
    """Take away the entries of tickets that never were: those of a demo, and no others."""
    names = frappe.get_all(ENTRY, {"ticket": ("in", tickets)}, pluck="name")
    frappe.db.delete("Version", {"ref_doctype": ENTRY, "docname": ("in", names)})
    frappe.db.delete(ENTRY, {"ticket": ("in", tickets)})


def _reverse(entries: Iterable[str]) -> None:
    """Add a reversal for each entry; one that has got its reversal meanwhile keeps that."""
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
    """Let nobody else write these entries until this transaction ends.

    Returns: those that are in the state, as of this very moment, in the order of their names.
    """
    if not names:
        return []
    return frappe.db.sql_list(
        """select name from `tabSLA Fee Entry` where name in %s and state like %s
        order by name for update""",
        (tuple(names), state),
    )


def reversal_of(entry: str) -> dict[str, str] | None:
    """Name and state of the entry that reverses another, if there is one."""
    return frappe.db.get_value(ENTRY, {"reverses": entry}, ["name", "state"], as_dict=True)


def _standing(ticket: str, is_latest: bool) -> list[_Entry]:
    """The entries of a ticket that are no reversal and have none."""
    entries = _entries(ticket, is_latest)
    gone = {entry.reverses for entry in entries}
    return [entry for entry in entries if not entry.reverses and entry.name not in gone]


def _entries(ticket: str, is_latest: bool) -> list[_Entry]:
    """The entries and reversals of a ticket; see above for `is_latest`."""
    rows = frappe.db.sql(
        "select name, cause, ifnull(customer, ''), ifnull(reverses, '') "
        "from `tabSLA Fee Entry` where ticket = %s"
        f"{' lock in share mode' if is_latest else ''}",
        ticket,
    )
    return [_Entry(*row) for row in rows]


def _cause(ticket: str, contract: str, fee: Fee) -> str:
    return f"{ticket}:{contract}:{fee.cause}"
