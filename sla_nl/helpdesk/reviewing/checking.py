"""Check a service report when it is saved, and keep what was sent as it was sent."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import validate_email_address

from sla_nl.contracts.documents import CONTRACT
from sla_nl.engine.calendars.periods import Period, PeriodError, read_period
from sla_nl.site.messages import refuse
from sla_nl.site.time import now_s, site_zone

REPORT = "SLA Service Report"
TO_REVIEW, SENT = "To review", "Sent"
SENDING = "sla_nl_sending"
"""The flag of a report that is being sent: only then its state changes."""

_TRUE_IS_NO_GRANT = int(frappe.__version__.partition(".")[0]) >= 16
_SERVER_SETS = ("state", "sent_at", "sent_by", "sent_to", "pdf")


def check(report: Document) -> None:
    """Refuse a report that cannot be, and any change of one that was sent.

    Raises: frappe.ValidationError.
    """
    before = report.get_doc_before_save()
    if before is not None:
        check_not_sent(before)
    if not report.flags.get(SENDING):
        for field in _SERVER_SETS:
            report.set(field, before.get(field) if before else None)
        report.state = TO_REVIEW
    period = month_of(report)
    if period.start > now_s():
        refuse(_("{0} has not begun yet."), report.month)
    for address in addresses(report):
        if not validate_email_address(address):
            refuse(_("{0} is no e-mail address."), address)
    title = frappe.db.get_value(CONTRACT, report.contract, "title")
    report.title = f"{report.customer}, {report.month}, {title or report.contract}"[:140]


def check_not_sent(report: Document) -> None:
    """Refuse to change or delete a report that was sent. Raises: frappe.ValidationError."""
    if report.state == SENT:
        refuse(_("{0} was sent. What was sent is kept as it is."), report.title or report.name)


def check_file(file: Document, method: str = "") -> None:
    """Refuse to change a file of a report that was sent. Raises: frappe.ValidationError."""
    if not file.is_new() and _is_kept(file):
        refuse(_("{0} was sent. What was sent is kept as it is."), file.file_name)


def allows_file(doc: Document, ptype: str = "read", user: str | None = None) -> bool | None:
    """Forbid every user to change or delete a file of a report that was sent.

    Frappe deletes a file from the disk before it asks whether that is allowed in other ways.

    Returns: False to forbid it. Else what leaves it to the other rules of Frappe: None before
        Frappe 16, which takes True for a permission, and True from then on, which takes None for
        a refusal.
    """
    if ptype in ("write", "delete") and _is_kept(doc):
        return False
    return True if _TRUE_IS_NO_GRANT else None


def _is_kept(file: Document) -> bool:
    if file.get("attached_to_doctype") != REPORT:
        return False
    return bool(frappe.db.get_value(REPORT, file.attached_to_name, "state") == SENT)


def month_of(report: Document) -> Period:
    """Return the month of a report in the zone of the site. Raises: frappe.ValidationError."""
    try:
        period = read_period(str(report.month or ""), site_zone())
    except PeriodError:
        period = None
    if period is None or period.kind != "month":
        refuse(_("{0} is no month; write it as 2026-06."), report.month)
    return period


def addresses(report: Document) -> list[str]:
    """Return the addresses to which a report is sent, each once."""
    text = str(report.recipients or "").replace(",", " ").replace(";", " ")
    return list(dict.fromkeys(address.lower() for address in text.split()))
