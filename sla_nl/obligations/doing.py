"""Mark an obligation as done, dropped or open again; doing a recurring one makes the next.

Each of them locks the obligation first, so two users at once, and a retry, make one next.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_to_date, cint, escape_html, get_datetime, now_datetime

from sla_nl.engine.errors import ContractError, NoOpeningTimeError
from sla_nl.site.messages import refuse, warn_html

from . import making
from .checking import DONE, DROPPED, OBLIGATION, OPEN, TO_DO, UNITS

_MOST_STEPS = 10_000


def done(name: str, at: datetime, note: str = "") -> list[str]:
    """Mark an obligation as done, and make what is due next.

    Doing one that is done already changes nothing.

    Args:
        at: when it was done; naive, in the site's zone.
    Returns: the names of the obligations that follow.
    Raises: frappe.ValidationError: it was dropped, or `at` is in the future.
    """
    if at > now_datetime():
        refuse(_("It cannot have been done in the future."))
    doc = _locked(name)
    if doc.state == DONE:
        return list(_following(name))
    if doc.state == DROPPED:
        refuse(_("It was dropped. Open it again first."))
    _store(doc, note, state=DONE, done_at=at, done_by=frappe.session.user)
    return _make_following(doc)


def dropped(name: str, reason: str) -> None:
    """Mark an obligation as dropped: it no longer has to be done.

    Raises: frappe.ValidationError: there is no reason, or it was done.
    """
    if not reason.strip():
        refuse(_("Say why it does not have to be done."))
    doc = _locked(name)
    if doc.state == DONE:
        refuse(_("It was done. Open it again first."))
    if doc.state in TO_DO:
        _store(doc, reason, state=DROPPED)


def open_again(name: str) -> None:
    """Take back that an obligation was done or dropped, and what was made due by it.

    Raises: frappe.ValidationError: somebody has done what followed from it.
    """
    doc = _locked(name)
    if doc.state in TO_DO:
        return
    following = _following(name)
    if set(following.values()) - set(TO_DO):
        refuse(_("What followed from it is done or dropped. Open that again first."))
    for one in following:
        frappe.delete_doc(OBLIGATION, one, ignore_permissions=True)
    _store(doc, "", state=OPEN, done_at=None, done_by=None)


def _locked(name: str) -> Document:
    return frappe.get_doc(OBLIGATION, name, for_update=True)


def _store(doc: Document, note: str, **fields: Any) -> None:
    doc.update(fields)
    if note.strip():
        doc.note = "\n".join(filter(None, (doc.note, note.strip())))
    doc.flags.by_app = True
    doc.save(ignore_permissions=True)


def _following(name: str) -> dict[str, str]:
    """Return what follows from an obligation, with its state, as they are now.

    So what was made or done while this user waited for the obligation is there.
    """
    rows = frappe.db.sql(
        f"select name, state from `tab{OBLIGATION}` where follows = %s order by due, name "
        "lock in share mode",
        (name,),
    )
    return dict(rows)


def _make_following(doc: Document) -> list[str]:
    """Make what doing an obligation makes due, under the version that holds then."""
    at = get_datetime(doc.done_at)
    contract = making.version_on(doc.contract, at.date()) if doc.contract else None
    if doc.contract and contract is None:
        return []
    kept = {"responsible": doc.responsible, "remind_days": doc.remind_days, "follows": doc.name}
    kept["new_version"] = doc.new_version
    if doc.repeat_unit:
        return [_repeat(doc, contract, at, kept)]
    if not (doc.next_event and contract):
        return []
    try:
        return making.after_event(contract, doc.next_event, at, **kept)
    except (ContractError, NoOpeningTimeError, OverflowError) as error:
        text = _("It is done. What follows from it has no date: {0}")
        warn_html(text.format(escape_html(str(error))), _("Nothing follows"))
        return []


def _repeat(doc: Document, contract: str | None, at: datetime, kept: dict[str, Any]) -> str:
    """Make the next of a series: its first date after both the last one and the day it was done.

    It counts from the first date of the series, so a shorter month does not move the next ones.
    """
    first = get_datetime(doc.first_due or doc.due)
    last = max(get_datetime(doc.due), at)
    number = cint(doc.number) + 1
    while number < _MOST_STEPS and _date(doc, first, number) <= last:
        number += 1
    return making.insert_once(
        {
            **kept,
            "contract": contract,
            "what": doc.what,
            "clause": doc.clause,
            "since": at,
            "due": _date(doc, first, number),
            "repeat_amount": doc.repeat_amount,
            "repeat_unit": doc.repeat_unit,
            "first_due": first,
            "number": number,
            "cause": f"after {doc.name}",
        }
    )


def _date(doc: Document, first: datetime, number: int) -> datetime:
    step = {UNITS[doc.repeat_unit]: cint(doc.repeat_amount) * number}
    return get_datetime(add_to_date(first, **step))
