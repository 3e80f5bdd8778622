"""Move an entry of the fee ledger from state to state; `ledger` says what the states mean.

    Proposed -> Confirmed -> Invoiced
    Invoiced -> Confirmed: its invoice was cancelled, deleted, or lost the line
    Invoiced -> Reversed: a credit note of its invoice gave it back; and Invoiced again without that
    Proposed, Confirmed -> Disputed -> Proposed, Confirmed
    Proposed, Confirmed, Disputed -> Waived

Each step locks the entry and then checks its state. So if two people move an entry at once, or a
request is retried, one succeeds and the other gets an error. The versions of an entry tell who did
what, when and why.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import frappe
from frappe import _

from sla_nl.engine.fees import billed_minutes, hourly_amount
from sla_nl.records.permissions import writing
from sla_nl.site.messages import refuse
from sla_nl.site.numbers import number_of

from . import credits
from .ledger import CONFIRMED, DISPUTED, ENTRY, INVOICED, PROPOSED, REVERSED, WAIVED, lock

OPEN = (PROPOSED, CONFIRMED, DISPUTED)
"""The states of an entry that is neither billed nor closed."""

_MOST, _CENT = Decimal(10) ** 9, Decimal("0.01")
_MOST_HOURS = 1000
_OF_CREDIT = ["fee_title", "percentage", "reverses"]


class FeeStateError(frappe.ValidationError):
    """An entry that cannot be moved to a state; it stays as it is."""


def confirm(
    entry: str,
    amount: Decimal | None = None,
    hours: Decimal | None = None,
    invoice_amount: Decimal | None = None,
) -> None:
    """Confirm that a fee or credit is owed.

    Args:
        amount: needed where the entry has none; another amount is allowed only after a dispute.
        hours: of work, in place of the amount, where the entry has a rate per hour.
        invoice_amount: the amount of which a credit is a percentage, in place of the amount.
    Raises: FeeStateError.
    """
    given = [value for value in (amount, hours, invoice_amount) if value is not None]
    if len(given) > 1:
        text = _("Give the hours, the amount, or the amount of the invoice: one of them.")
        refuse(text, error=FeeStateError)
    work: dict[str, Any] = {}
    if hours is not None:
        work["minutes"], amount = _priced(entry, hours)
    elif invoice_amount is not None:
        work["invoice_amount"], amount = invoice_amount, _credited_of(entry, invoice_amount)
    elif amount is not None:
        _refuse_amount_of_credit(entry)
    _check_consent(entry)
    _move(entry, (PROPOSED, DISPUTED), CONFIRMED, amount=amount, **work)


def waive(entry: str, reason: str) -> None:
    """Waive a fee: it is never charged."""
    _move(entry, OPEN, WAIVED, waived_reason=_required(reason))


def dispute(entry: str, reason: str) -> None:
    """Hold a fee to which the customer objects."""
    _move(entry, (PROPOSED, CONFIRMED), DISPUTED, disputed_reason=_required(reason))


def propose_again(entry: str) -> None:
    """End a dispute; the fee has to be confirmed again."""
    _move(entry, (DISPUTED,), PROPOSED)


def invoice(entry: str, number: str) -> None:
    """Mark a confirmed fee as billed. Args: number: of the invoice; `release` finds it by that."""
    _move(entry, (CONFIRMED,), INVOICED, invoice=_required(number))


def credit(entry: str, number: str) -> None:
    """Mark an invoiced fee as given back by a credit note of its invoice.

    A reversal of the entry that was still to be billed is closed: the customer has its money.

    Args: number: of the credit note.
    Raises: FeeStateError: a credit of our own gave it back before.
    """
    if _reversals(entry, (INVOICED,)):
        title = frappe.db.get_value(ENTRY, entry, "fee_title")
        refuse(_("{0} was given back already, by a credit."), title, error=FeeStateError)
    _move(entry, (INVOICED,), REVERSED, credit_note=_required(number))
    for reversal in _reversals(entry, OPEN):
        _move(reversal, OPEN, REVERSED)


def release(number: str, entries: Iterable[str] | None = None) -> None:
    """Give back the entries of an invoice or credit note that is gone, or has lost their lines.

    An entry of an invoice is to be billed again. An entry of a credit note is on its invoice
    again, and a reversal of it is proposed again. A credit for an entry that is on no invoice has
    nothing to give back: it becomes Reversed.

    Args: entries: only these; None is all.
    """
    for name in _credited(number, entries):
        _undo_credit(name)
    names = lock(_named({"invoice": number}, entries), INVOICED)
    for name in names:
        _move(name, (INVOICED,), CONFIRMED)
    for name in _void_credits(names):
        _move(name, OPEN, REVERSED)


def reinvoice(number: str, instead_of: str, but_not: Iterable[str] = ()) -> list[str]:
    """Let an invoice take the place of a cancelled one.

    Args: but_not: entries of the cancelled invoice that stay as they are.
    Returns: the entries that are on the new invoice now.
    """
    kept = set(but_not)
    waiting = lock(_named({"invoice": instead_of}), CONFIRMED)
    names = [name for name in waiting if name not in kept and not is_reversed(name)]
    for name in names:
        invoice(name, number)
    return names


def is_reversed(entry: str) -> bool:
    """Return whether a reversal takes the entry out of the bill, as of this very moment."""
    return bool(_reversals(entry, (REVERSED,)))


def amount_of(value: str | float | None) -> Decimal | None:
    """Return an amount that a user typed, as they write numbers; None if it is empty.

    Raises: frappe.ValidationError: it is not above 0, or not in whole cents.
    """
    if value is None or value == "":
        return None
    amount = number_of(value)
    if amount is None or not 0 < amount < _MOST or amount != amount.quantize(_CENT):
        text = _("{0} is not an amount above 0 in whole cents; write it as {1} or {2}.")
        refuse(text, value, "1234.50", "1234,50")
    return amount


def hours_of(value: str | float | None) -> Decimal | None:
    """Return hours that a user typed, such as `1,5`; None if it is empty.

    Raises: frappe.ValidationError: it is no number above 0, or more than 1000 hours.
    """
    if value is None or value == "":
        return None
    hours = number_of(value)
    if hours is None or not 0 < hours <= _MOST_HOURS:
        text = _("{0} is no number of hours above 0, up to {1}; write it as {2} or {3}.")
        refuse(text, value, _MOST_HOURS, "1.5", "1,5")
    return hours


def _priced(entry: str, hours: Decimal) -> tuple[int, Decimal]:
    """Return the minutes to bill for hours of work, and the amount at the rate of the entry.

    The rate, the step and the minimum are those that the contract had when the fee was booked.
    """
    columns = ["rate", "rounding_minutes", "minimum_minutes", "fee_title"]
    rate, step, minimum, title = frappe.db.get_value(ENTRY, entry, columns)
    if not rate:
        text = _("{0} has no rate per hour: give its amount.")
        refuse(text, title, error=FeeStateError)
    minutes = billed_minutes(math.ceil(hours * 60), step, minimum)
    return minutes, hourly_amount(Decimal(str(rate)), minutes)


def _check_consent(entry: str) -> None:
    """Refuse a fee that the customer has yet to approve. Raises: FeeStateError."""
    needs, given, title = frappe.db.get_value(
        ENTRY, entry, ["needs_consent", "consented_on", "fee_title"]
    )
    if needs and not given:
        text = _("{0} waits for the customer's approval: record that on the ticket first.")
        refuse(text, title, error=FeeStateError)


def _credited_of(entry: str, invoice_amount: Decimal) -> Decimal:
    """Return the amount of a credit, which is negative. Raises: FeeStateError: it is none."""
    found = frappe.db.get_value(ENTRY, entry, _OF_CREDIT, as_dict=True)
    if not credits.is_credit(found):
        text = _("{0} is no share of an invoice: give its amount.")
        refuse(text, found.fee_title, error=FeeStateError)
    return Decimal(0) - credits.share_of(Decimal(str(found.percentage)), invoice_amount)


def _refuse_amount_of_credit(entry: str) -> None:
    """Refuse an amount for a credit, which follows from its invoice. Raises: FeeStateError."""
    found = frappe.db.get_value(ENTRY, entry, _OF_CREDIT, as_dict=True)
    if credits.is_credit(found):
        text = _("{0} is a share of an invoice: give the amount of that invoice.")
        refuse(text, found.fee_title, error=FeeStateError)


def _move(entry: str, allowed: tuple[str, ...], state: str, **values: Any) -> None:
    """Move an entry to a state, and write these values.

    Raises: FeeStateError: it is in none of the `allowed` states.
    """
    document = frappe.get_doc(ENTRY, entry, for_update=True)
    if document.state not in allowed or is_reversed(entry):
        _refuse(document, state)
    if "amount" in values:
        _check_amount(document, values["amount"])
        if values["amount"] is None:
            del values["amount"]
        else:
            values["has_amount"] = 1
    document.update({"state": state, **values})
    document.flags.ignore_links = True
    with writing():
        document.save(ignore_permissions=True)


def _check_amount(document: Any, amount: Decimal | None) -> None:
    """Refuse to confirm without an amount, or with another one than is known."""
    title = document.fee_title
    if amount is None:
        if not document.has_amount:
            refuse(_asking(document), title, error=FeeStateError)
    elif document.reverses or (document.has_amount and document.state != DISPUTED):
        refuse(_("The amount of {0} is known already."), title, error=FeeStateError)


def _asking(document: Any) -> str:
    """Return what an entry without an amount asks for."""
    if document.rate:
        return _("{0} asks for its hours.")
    if credits.is_credit(document):
        return _("{0} asks for the amount of its invoice.")
    return _("{0} asks for its amount.")


def _refuse(document: Any, state: str) -> None:
    """Say why an entry cannot be moved to a state. Raises: FeeStateError."""
    if document.state in OPEN and is_reversed(document.name):
        refuse(_("{0} was reversed."), document.fee_title, error=FeeStateError)
    named = (document.fee_title, _(document.state), _(state))
    refuse(_("{0} is {1}; it cannot become {2}."), *named, error=FeeStateError)


def _undo_credit(entry: str) -> None:
    """Put an entry back on its invoice, and propose its reversal again."""
    for reversal in _reversals(entry, (REVERSED,)):
        _move(reversal, (REVERSED,), PROPOSED)
    _move(entry, (REVERSED,), INVOICED, credit_note=None)


def _credited(number: str, entries: Iterable[str] | None) -> list[str]:
    """Return the entries of an invoice or credit note that a credit note gave back, locked."""
    is_credited = {"credit_note": ("is", "set")}
    of_invoice = _named({"invoice": number, **is_credited}, entries)
    return lock([*of_invoice, *_named({"credit_note": number}, entries)], REVERSED)


def _named(filters: dict[str, Any], entries: Iterable[str] | None = None) -> list[str]:
    """Return the entries that fit the filters. Args: entries: only these; None is all."""
    wanted = {} if entries is None else {"name": ("in", list(entries))}
    return frappe.get_all(ENTRY, {**filters, **wanted}, pluck="name")


def _reversals(entry: str, states: tuple[str, ...]) -> list[str]:
    """Return the reversal of an entry if it is in one of these states, as of this very moment."""
    return frappe.db.sql_list(
        f"""select name from `tab{ENTRY}` where reverses = %s and state in %s
        lock in share mode""",
        (entry, states),
    )


def _void_credits(entries: list[str]) -> list[str]:
    """Return the open credits among or for these entries whose original is on no invoice."""
    if not entries:
        return []
    return frappe.db.sql_list(
        f"""select r.name from `tab{ENTRY}` r join `tab{ENTRY}` o on r.reverses = o.name
        where (r.name in %(names)s or o.name in %(names)s)
        and o.state != %(invoiced)s and r.state in %(open)s order by r.name""",
        {"names": tuple(entries), "invoiced": INVOICED, "open": OPEN},
    )


def _required(text: str) -> str:
    """Return a reason or number without spaces around it. Raises: frappe.MandatoryError: empty."""
    required = text.strip()
    if not required:
        refuse(_("Say why, or by which invoice."), error=frappe.MandatoryError)
    return required
