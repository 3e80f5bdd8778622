"""The service reports for customers: make, look at, export and send them."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from sla_nl.compliance import asked
from sla_nl.helpdesk.reviewing import document, exporting, making, sending
from sla_nl.helpdesk.reviewing.checking import REPORT, SENT
from sla_nl.helpdesk.reviewing.contents import Contents
from sla_nl.site.access import permitted


@frappe.whitelist(methods=["POST"])
def make() -> str:
    """Make the reports of the previous month that do not exist yet, on the queue.

    Returns: that month, such as `2026-06`.
    """
    frappe.has_permission(REPORT, "create", throw=True)
    month = asked.last_month()
    frappe.enqueue(
        making.make, month=month, queue="long", job_id=f"sla_nl_reports_{month}", deduplicate=True
    )
    return month


@frappe.whitelist(methods=["GET"])
def look(report: str) -> dict[str, Any]:
    """Return a report as a page, how its mails stand, and what its reviewer has to know."""
    found = permitted(REPORT, report)
    if found.state == SENT:
        return {"html": "", "deliveries": sending.deliveries(found), "notes": []}
    return {"html": document.html(found), "deliveries": [], "notes": _notes(found)}


@frappe.whitelist(methods=["GET"])
def pdf(report: str) -> None:
    """Answer with a report as a PDF: as it was sent, or as it is now.

    Raises: frappe.PermissionError: the user may not read it. frappe.ValidationError: this machine
        makes no PDF.
    """
    found = permitted(REPORT, report)
    _answer(sending.file_name(found), sending.kept(found) or document.pdf(found), "pdf")


@frappe.whitelist(methods=["GET"])
def export(report: str, form: str = "xlsx") -> None:
    """Answer with the figures of a report as a file.

    Args:
        form: `csv` or `xlsx`.
    Raises: frappe.PermissionError: the user may not read it. frappe.ValidationError: no such form.
    """
    found = permitted(REPORT, report)
    content = exporting.export(found, form)
    _answer(sending.file_name(found, form), content, "binary")


@frappe.whitelist(methods=["POST"])
def send(report: str) -> list[str]:
    """Send a report to its receivers, once. Returns: their addresses.

    Raises: frappe.PermissionError: the user may not write it. frappe.ValidationError: it was sent
        already, its month is not over, it has no receivers, or nothing can be mailed.
    """
    return sending.send(str(permitted(REPORT, report, "write").name))


def _notes(report: Document) -> list[str]:
    notes = []
    if count := Contents(report).unconfirmed:
        text = _("Fees of this month that are not confirmed yet, and are not in the report: {0}.")
        notes.append(text.format(count))
    if not report.recipients:
        notes.append(_("The customer has no contact with an e-mail address. Fill one in."))
    return notes


def _answer(name: str, content: bytes, kind: str) -> None:
    frappe.local.response.filename = name
    frappe.local.response.filecontent = content
    frappe.local.response.type = kind
