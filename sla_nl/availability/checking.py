"""Check an outage when it is saved: its moments, its service, and who excludes it."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from sla_nl.records.permissions import MANAGER
from sla_nl.site import requested
from sla_nl.site.messages import refuse
from sla_nl.site.time import instant_of, now_s

from .outages import ENDED, EXCLUDED, ONGOING, PERSON, causes_of, end_after, services_of

_BY_APP = "sla_nl_by_app"
"""The flag of a document that the app itself writes, with exact moments."""

_SKEW_S = 60
"""The clock of a browser may be ahead of the site's."""

_APPROVAL = ("approved_by", "approved_at")
_SERVER_SETS = ("source", "cause", "monitored_service", "is_by_hand", *_APPROVAL)


def save_as_app(outage: Document) -> None:
    """Save an outage whose moments are exact, whatever the rights of the user."""
    outage.flags.update({_BY_APP: True, "ignore_permissions": True})
    outage.save() if outage.name else outage.insert()


def check(outage: Document) -> None:
    """Refuse an outage that cannot be, and set what follows from it.

    Raises: frappe.ValidationError; frappe.PermissionError: only an SLA Manager excludes one.
    """
    before = outage.get_doc_before_save()
    if not outage.flags.get(_BY_APP):
        _keep_what_the_app_writes(outage, before)
        _read_moments(outage, before)
        _check_service(outage, before)
    _check_exclusion(outage, before)
    outage.status = EXCLUDED if outage.exclusion else ENDED if outage.end_s else ONGOING


def _keep_what_the_app_writes(outage: Document, before: Document | None) -> None:
    """Put back the fields that no user writes."""
    for field in _SERVER_SETS:
        outage.set(field, before.get(field) if before else None)
    if before is None:
        outage.source = PERSON


def _read_moments(outage: Document, before: Document | None) -> None:
    """Read the moments that a person gives. Raises: frappe.ValidationError."""
    start, end = (_moment(outage, field) for field in ("starts_at", "ends_at"))
    if start is None:
        refuse(_("Say when the outage began."))
    is_same = before is not None and _text(before.starts_at) == _text(start)
    outage.start_s = before.start_s if before and is_same else instant_of(start)
    if before is not None and is_same and _text(before.ends_at) == _text(end):
        outage.end_s = before.end_s
        return
    outage.end_s = end_after(end, outage.start_s) if end else 0
    if end and outage.end_s <= outage.start_s:
        refuse(_("The end must be after the start."))
    for at, field in ((outage.start_s, "starts_at"), (outage.end_s, "ends_at")):
        if at > now_s() + _SKEW_S:
            text = _("{0} is in the future. Give a moment up to now.")
            refuse(text, _(outage.meta.get_label(field)))
    outage.is_by_hand = int(before is not None and before.source != PERSON)


def _check_service(outage: Document, before: Document | None) -> None:
    """Refuse a service that the contract does not have. Raises: frappe.ValidationError."""
    places = [(one.contract, one.service or "") for one in (outage, before) if one is not None]
    if len(set(places)) < len(places):
        return
    known = services_of(outage.contract)
    if not known:
        text = _("{0} promises no availability. Add the service to its table Availability first.")
        refuse(text, outage.contract)
    if outage.service and outage.service not in known:
        text = _("{0} is no service of {1}; it has {2}.")
        refuse(text, outage.service, outage.contract, ", ".join(known))


def _check_exclusion(outage: Document, before: Document | None) -> None:
    """Check a cause for which the outage does not count, and set who approved it.

    Raises: frappe.ValidationError; frappe.PermissionError.
    """
    if _excluded(outage) == (_excluded(before) if before is not None else ("", "")):
        return
    if MANAGER not in frappe.get_roles() and frappe.session.user != "Administrator":
        refuse(_("Only an SLA Manager excludes an outage."), error=frappe.PermissionError)
    if not outage.exclusion:
        outage.update({"exclusion_reason": None, **dict.fromkeys(_APPROVAL)})
        return
    known = causes_of(outage.contract)
    if outage.exclusion not in known:
        text = _("{0} is no cause for which downtime is excluded under {1}; it has {2}.")
        refuse(text, outage.exclusion, outage.contract, ", ".join(known) or _("none"))
    if not (outage.exclusion_reason or "").strip():
        refuse(_("Say why the outage is excluded: the customer may ask."))
    outage.update({"approved_by": frappe.session.user, "approved_at": now_datetime()})


def _excluded(outage: Document) -> tuple[str, str]:
    return outage.exclusion or "", outage.exclusion_reason or ""


def _moment(outage: Document, field: str) -> Any:
    """Return a moment of an outage, None if it is empty. Raises: frappe.ValidationError."""
    value = outage.get(field)
    if not value or not isinstance(value, str):
        return value or None
    return requested.moment(value, _(outage.meta.get_label(field)))


def _text(moment: Any) -> str:
    return str(moment or "")[:19]
