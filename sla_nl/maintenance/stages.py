"""The states of a window, and which of them a person can choose by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from sla_nl.site.messages import refuse

from .reading import ANNOUNCED, DRAFT, PLANNED, moment

_BY_HAND = (DRAFT, PLANNED)
_OPEN = (DRAFT, PLANNED, ANNOUNCED)
_KEPT = (
    "sequence", "told_digest", "announced_start", "reminded_for", "overrun_told", "real_start",
    "real_end", "cancel_reason", "overruled_by", "overruled_at", "overruled_rules",
)  # fmt: skip
"""Fields that only the app writes."""


@contextmanager
def moving() -> Iterator[None]:
    """Allow code within the `with` block to give a window any state."""
    before, frappe.flags.sla_nl_moving = frappe.flags.sla_nl_moving, True
    try:
        yield
    finally:
        frappe.flags.sla_nl_moving = before


def check(window: Document) -> None:
    """Refuse a state that a person cannot choose, and changes of what is past.

    A window whose customers were told in another way is announced by its `announced_at`.

    Raises: frappe.ValidationError.
    """
    if frappe.flags.sla_nl_moving:
        return
    before = window.get_doc_before_save()
    _keep(window, before)
    status = before.status if before else DRAFT
    if status in _BY_HAND and window.status in (*_BY_HAND, ANNOUNCED):
        _announce_by_hand(window)
    elif window.status != status:
        refuse(_("A window becomes {0} by its button or by the clock."), _(window.status))
    elif status not in _OPEN and _is_moved(window, before):
        refuse(_("It is {0}: its times cannot be changed any more."), _(status))


def _keep(window: Document, before: Document | None) -> None:
    for field in _KEPT:
        window.set(field, before.get(field) if before else None)


def _announce_by_hand(window: Document) -> None:
    """Make a window announced if somebody says when the customers were told."""
    at = moment(window.announced_at)
    if at is not None and at > now_datetime():
        refuse(_("Announced at: this moment is still to come."))
    if at is not None and window.status != DRAFT:
        window.status, window.announced_start = ANNOUNCED, window.planned_start
    elif window.status == ANNOUNCED:
        refuse(_("Say when the customers were told, or use the button Announce."))


def _is_moved(window: Document, before: Document | None) -> bool:
    fields = ("planned_start", "planned_end", "contract", "maintenance_type")
    return before is not None and any(
        str(before.get(field) or "") != str(window.get(field) or "") for field in fields
    )


def is_ahead(window: Document) -> bool:
    """Return whether the work is still to come."""
    return window.status in _OPEN
