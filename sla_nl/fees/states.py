"""What a person does with an entry of the fee ledger; see `fees` for what the states mean.

    Proposed -> Confirmed -> Invoiced        Invoiced -> Confirmed: the invoice was cancelled
    Proposed, Confirmed -> Disputed -> Proposed, Confirmed
    Proposed, Confirmed, Disputed -> Waived

Each step takes the lock of the entry and looks at it as it is then, so of two people at once, or a
retry, one does it and the other is told. Who did what when, and why, is in the entry's versions.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

import frappe
from frappe import _

from sla_nl.records.permissions import writing
from sla_nl.site.messages import refuse

from .ledger import CONFIRMED, DISPUTED, ENTRY, INVOICED, PROPOSED, REVERSED, WAIVED, lock

OPEN = (PROPOSED, CONFIRMED, DISPUTED)
"""The states of what is still to be billed, or not."""

_MOST = Decimal(10) ** 9


class FeeStateError(frappe.ValidationError):
    """An entry cannot be moved like that; it stays as it is."""


def confirm(entry: str, amount: Decimal | None = None) -> None:
    """The fee is owed; with the amount, where the entry asks for it or another one was settled on.

    Raises: FeeStateError: there is no amount, or there is one already that is not disputed.
    """
    _move(entry, (PROPOSED, DISPUTED), CONFIRMED, amount=amount)


def waive(entry: str, reason: str) -> None:
    """The fee is not charged, for good."""
    _move(entry, OPEN, WAIVED, waived_reason=_told(reason))


def dispute(entry: str, reason: str) -> None:
    """The customer objects: the fee is held."""
    _move(entry, (PROPOSED, CONFIRMED), DISPUTED, disputed_reason=_told(reason))


def propose_again(entry: str) -> None:
    """The dispute is over, and the fee still to be confirmed."""
    _move(entry, (DISPUTED,), PROPOSED)


def invoice(entry: str, number: str) -> None:
    """The fee stands on an invoice.

    Args:
        number: of the invoice, by which the entry comes back where that is cancelled.
    """
    _move(entry, (CONFIRMED,), INVOICED, invoice=_told(number))


def release(number: str) -> None:
    """The invoice is no more: what stood on it is to be billed again.

    A credit for something that is on no invoice any more has nothing to give back. The entries
    remember the invoice, for one that takes its place.
    """
    names = _on_invoice(number, INVOICED)
    for name in names:
        _move(name, (INVOICED,), CONFIRMED)
    for name in _void_credits(names):
        _move(name, OPEN, REVERSED)


def reinvoice(number: str, instead_of: str) -> list[str]:
    """An invoice takes the place of a cancelled one. Returns: the entries that it now bills."""
    names = [name for name in _on_invoice(instead_of, CONFIRMED) if not is_reversed(name)]
    for name in names:
        invoice(name, number)
    return names


def is_reversed(entry: str) -> bool:
    """Whether a reversal takes the entry out of the bill, as of this very moment."""
    found = frappe.db.sql(
        f"""select 1 from `tab{ENTRY}` where reverses = %s and state = %s limit 1
        lock in share mode""",
        (entry, REVERSED),
    )
    return bool(found)


def amount_of(value: str | float | None) -> Decimal | None:
    """An amount that a person gave; None where he gave none.

    Raises: frappe.ValidationError: it is no amount of whole cents, or a negative one.
    """
    if value is None or value == "":
        return None
    try:
        amount = Decimal(str(value))
        is_sound = 0 <= amount < _MOST and amount == amount.quantize(Decimal("0.01"))
    except InvalidOperation:
        is_sound = False
    if not is_sound:
        refuse(_("{0} is not an amount of 0 or more, in whole cents."), value)
    return amount


def _move(entry: str, allowed: tuple[str, ...], state: str, **values: Any) -> None:
    """Bring an entry from one of some states to another, with these values."""
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
    title = document.fee_title
    if amount is None:
        if not document.has_amount:
            refuse(_("{0} asks for its amount."), title, error=FeeStateError)
    elif document.reverses or (document.has_amount and document.state != DISPUTED):
        refuse(_("The amount of {0} is known already."), title, error=FeeStateError)


def _refuse(document: Any, state: str) -> None:
    if document.state in OPEN and is_reversed(document.name):
        refuse(_("{0} was reversed."), document.fee_title, error=FeeStateError)
    told = (document.fee_title, _(document.state), _(state))
    refuse(_("{0} is {1}; it cannot become {2}."), *told, error=FeeStateError)


def _on_invoice(number: str, state: str) -> list[str]:
    """The entries of an invoice that are in a state, locked, in the order of their names."""
    return lock(frappe.get_all(ENTRY, {"invoice": number}, pluck="name"), state)


def _void_credits(entries: list[str]) -> list[str]:
    """The credits among or for these entries whose original stands on no invoice."""
    if not entries:
        return []
    return frappe.db.sql_list(
        f"""select r.name from `tab{ENTRY}` r join `tab{ENTRY}` o on r.reverses = o.name
        where (r.name in %(names)s or o.name in %(names)s)
        and o.state != %(invoiced)s and r.state in %(open)s order by r.name""",
        {"names": tuple(entries), "invoiced": INVOICED, "open": OPEN},
    )


def _told(text: str) -> str:
    """A text that a person must give. Raises: frappe.MandatoryError."""
    told = text.strip()
    if not told:
        refuse(_("Say why, or by which invoice."), error=frappe.MandatoryError)
    return told
