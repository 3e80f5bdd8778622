"""Overrule hard faults: an SLA Manager plans a window all the same, with a reason that is kept."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, now_datetime

from sla_nl.records.permissions import MANAGER
from sla_nl.site.messages import refuse, refuse_html

from .judging import Judged, hard_keys, hard_sentences
from .reading import ANNOUNCED, DRAFT, PLANNED

_JUDGED_BY = (
    "contract", "more_contracts", "maintenance_type", "service", "planned_start", "planned_end",
    "interrupts",
)  # fmt: skip
"""The fields by which a window is judged."""


def check(window: Document, judged: Sequence[Judged]) -> None:
    """Refuse to plan a window with hard faults that nobody has overruled.

    A draft can have any. A window that was planned before is looked at again only if its times or
    terms change: otherwise a text could not be corrected after the latest moment to announce.

    Raises: frappe.ValidationError.
    """
    if window.status not in (PLANNED, ANNOUNCED) or not _is_judged_anew(window):
        return
    refuse_unjudged(judged)
    require_overruled(window, judged)


def refuse_unjudged(judged: Sequence[Judged]) -> None:
    """Refuse a window that a contract with faults cannot judge. Raises: frappe.ValidationError."""
    if fault := next((one.fault for one in judged if one.fault), ""):
        refuse(_("It cannot be planned: {0}"), fault)


def require_overruled(window: Document, judged: Sequence[Judged]) -> None:
    """Stamp who overrules the hard faults of a window; refuse if nobody does.

    Raises: frappe.ValidationError: the reason is missing, or was given for other faults.
        frappe.PermissionError: the user is no SLA Manager.
    """
    keys = hard_keys(judged)
    known = (window.overruled_rules or "").splitlines()
    if not keys or (set(keys) <= set(known) and window.overrule_reason):
        return
    if not (window.overrule_reason or "").strip() or _is_old_reason(window):
        _refuse_faults(judged)
    if MANAGER not in frappe.get_roles():
        text = _("Only an SLA Manager can overrule a rule of the contract.")
        refuse(text, error=frappe.PermissionError)
    window.overruled_by, window.overruled_at = frappe.session.user, now_datetime()
    window.overruled_rules = "\n".join(keys)


def _is_old_reason(window: Document) -> bool:
    """Return whether the reason was given before, for other faults."""
    before = window.get_doc_before_save() or (None if window.is_new() else window)
    if before is None or not before.overruled_by:
        return False
    return bool(before.overrule_reason == window.overrule_reason)


def _is_judged_anew(window: Document) -> bool:
    before = window.get_doc_before_save()
    if before is None or before.status == DRAFT:
        return True
    return any(_value(before, field) != _value(window, field) for field in _JUDGED_BY)


def _value(window: Document, field: str) -> object:
    value = window.get(field)
    if isinstance(value, list):
        return [row.contract for row in value]
    return str(value or "")


def _refuse_faults(judged: Sequence[Judged]) -> None:
    lines = "".join(f"<li>{escape_html(text)}</li>" for text in hard_sentences(judged))
    said = _("The contract does not allow it:")
    hint = _(
        "Change the window, keep it as a draft, or let an SLA Manager write down why it is planned "
        "all the same."
    )
    refuse_html(f"{escape_html(said)}<ul>{lines}</ul>{escape_html(hint)}")
