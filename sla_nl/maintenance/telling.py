"""Announce, change, cancel and end a window, and log who is told.

Each step locks the window, so of two planners at once the second one sees what the first one did.
The log is written in the same transaction; the sweep mails it. Callers find the contacts.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha1
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from sla_nl.site import post
from sla_nl.site.messages import refuse
from sla_nl.site.time import now_s

from . import notices, overruling, stages
from .judging import judge
from .notices import Person
from .reading import (
    ANNOUNCED,
    CANCELLED,
    DONE,
    DRAFT,
    IN_PROGRESS,
    PLANNED,
    WINDOW,
    announced_at,
)

ANNOUNCE, CHANGE, CANCEL, START, FINISH = "announce", "change", "cancel", "start", "finish"

KINDS = {
    ANNOUNCE: notices.ANNOUNCED,
    CHANGE: notices.CHANGED,
    CANCEL: notices.CANCELLED,
    FINISH: notices.COMPLETED,
}
"""The message that each step sends."""

_SHOWN = (
    "planned_start", "planned_end", "maintenance_type", "service", "interrupts", "text_nl",
    "text_en",
)  # fmt: skip
"""The fields that customers see."""


def steps_of(window: Any) -> list[str]:
    """Return the steps that can be taken with a stored window."""
    status, told = window.status, window.sequence or 0
    found = []
    if not told and status in (PLANNED, ANNOUNCED):
        found.append(ANNOUNCE)
    if told and status == ANNOUNCED and is_changed(window):
        found.append(CHANGE)
    if status in (PLANNED, ANNOUNCED):
        found.append(START)
    if status == IN_PROGRESS:
        found.append(FINISH)
    if status in (DRAFT, PLANNED, ANNOUNCED, IN_PROGRESS):
        found.append(CANCEL)
    return found


def is_changed(window: Any) -> bool:
    """Return whether customers were told something else than what the window says now."""
    return bool(window.told_digest) and window.told_digest != digest_of(window)


def locked(name: str, step: str, seen: int) -> Document:
    """Return a window, locked, for a step.

    Args:
        seen: how many messages had been sent when the user looked.
    Raises: frappe.ValidationError: somebody else was first, or the step cannot be taken.
    """
    window = frappe.get_doc(WINDOW, name, for_update=True)
    if (window.sequence or 0) != seen:
        refuse(_("Somebody else has just told the customers. Load the window again."))
    if step not in steps_of(window):
        refuse(_("This cannot be done: the window is {0}."), _(window.status))
    return window


def people_for(window: Any, step: str, current: Sequence[Person]) -> list[Person]:
    """Return who is told by a step: the contacts of now, or those who were told before."""
    if step in (ANNOUNCE, CHANGE):
        return list(current)
    if step == FINISH and not window.tell_when_done:
        return []
    return notices.told_of(window.name) if step in (CANCEL, FINISH) else []


def gone_from(window: Any, current: Sequence[Person]) -> list[Person]:
    """Return who was told before and is no contact any more: a change cancels it for them."""
    emails = {one.email for one in current}
    return [one for one in notices.told_of(window.name) if one.email not in emails]


def announce(window: Document, people: Sequence[Person]) -> int:
    """Announce a window that is locked. Returns: how many people are told.

    Raises: frappe.ValidationError: it breaks a hard rule that nobody has overruled; nobody would be
        told; the site cannot send mails.
    """
    _check_can_tell(people)
    _check_allowed(window)
    window.status = ANNOUNCED
    return _store(window, ANNOUNCE, people)


def change(window: Document, people: Sequence[Person]) -> int:
    """Tell that a locked window has changed. Returns: how many are told. See `announce`."""
    _check_can_tell(people)
    _check_allowed(window)
    gone = gone_from(window, people)
    number = _store(window, CHANGE, people)
    notices.add(window.name, notices.CANCELLED, window.sequence, gone)
    return number + len(gone)


def cancel(window: Document, reason: str) -> int:
    """Cancel a window that is locked, and tell those who were told of it. Returns: how many."""
    window.status, window.cancel_reason = CANCELLED, reason.strip()
    return _store(window, CANCEL, people_for(window, CANCEL, ()))


def start(window: Document) -> None:
    """Start a window that is locked; from now on somebody has to end it."""
    window.status, window.real_start, window.ended_by_hand = IN_PROGRESS, now_datetime(), 1
    _save(window)


def finish(window: Document) -> int:
    """End a window that is locked, and tell those who were told of it. Returns: how many."""
    window.status, window.real_end = DONE, now_datetime()
    return _store(window, FINISH, people_for(window, FINISH, ()))


def complete(window: Document) -> int:
    """Log the message that a window is done, which the clock has ended. Returns: how many."""
    people = people_for(window, FINISH, ())
    if people:
        window.sequence = (window.sequence or 0) + 1
        notices.add(window.name, KINDS[FINISH], window.sequence, people)
    return len(people)


def check_deletable(window: Document) -> None:
    """Refuse to delete a window of which customers were told; delete the log of a cancelled one.

    Raises: frappe.ValidationError.
    """
    if window.status != CANCELLED and notices.told_of(window.name):
        text = _("Customers were told of it. Cancel it first, so that they hear that it is off.")
        if window.status == DONE:
            text = _("Customers were told of it, and who was told is kept. It cannot be deleted.")
        refuse(text)
    notices.remove(window.name)


def digest_of(window: Any) -> str:
    """Return a digest of what customers see of a window."""
    text = "\n".join(str(window.get(field) or "") for field in _SHOWN)
    return sha1(text.encode(), usedforsecurity=False).hexdigest()


def _store(window: Document, step: str, people: Sequence[Person]) -> int:
    """Store a step and log its message. Returns: how many people are told."""
    if step in (ANNOUNCE, CHANGE):
        _stamp(window)
    if people:
        window.sequence = (window.sequence or 0) + 1
    _save(window)
    notices.add(window.name, KINDS[step], window.sequence or 0, people)
    return len(people)


def _stamp(window: Document) -> None:
    """Write when the start of a window was announced; a change of other things keeps that."""
    if announced_at(window) is None:
        window.announced_at = now_datetime()
    window.announced_start = window.planned_start
    window.announced_through = window.announced_through or "email"
    window.told_digest = digest_of(window)


def _save(window: Document) -> None:
    with stages.moving():
        window.save(ignore_permissions=True)


def _check_allowed(window: Document) -> None:
    judged = judge(window, now_s())
    overruling.refuse_unjudged(judged)
    overruling.require_overruled(window, judged)


def _check_can_tell(people: Sequence[Person]) -> None:
    if not people:
        text = _("Nobody would be told: no customer of the contract has a contact with an address.")
        refuse(text)
    if not post.sender(WINDOW):
        refuse(_("The site has no outgoing e-mail account to tell anybody. Set up one first."))
