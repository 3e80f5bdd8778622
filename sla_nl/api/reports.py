"""The post-incident report of a ticket: begin it, look at it, and send it."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime

from sla_nl.contracts.faults import FAULTS, fault_text
from sla_nl.helpdesk.page import activity, incident_reports
from sla_nl.helpdesk.page.access import readable, writable
from sla_nl.helpdesk.page.recording import is_offered
from sla_nl.helpdesk.page.standing import Standing, standing_of
from sla_nl.helpdesk.saving import recording
from sla_nl.helpdesk.saving.solving import solving
from sla_nl.helpdesk.ticket.tickets import is_solved
from sla_nl.site import requested
from sla_nl.site.access import permitted
from sla_nl.site.messages import refuse
from sla_nl.site.time import now_s

EVENT = "report_sent"


@frappe.whitelist(methods=["POST"])
def start(ticket: str) -> str:
    """Return the name of a ticket's report, which is made if there is none.

    Raises: frappe.PermissionError: the user may not write the ticket, or its SLA fields.
        frappe.ValidationError: the ticket has no contract, or nobody who reported it.
    """
    doc = writable(ticket)
    return incident_reports.start(doc, _standing(doc))


@frappe.whitelist(methods=["GET"])
def pdf(report: str, language: str = "nl") -> None:
    """Answer with a report as a PDF in Dutch or English.

    Raises: frappe.PermissionError: the user may not read the report, or its ticket.
        frappe.ValidationError: there is no such language; this machine makes no PDF.
    """
    found = permitted(incident_reports.REPORT, report)
    doc = readable(str(found.ticket))
    content = incident_reports.pdf(found, doc, _standing(doc), language)
    frappe.local.response.filename = f"{found.name}-{language}.pdf"
    frappe.local.response.filecontent = content
    frappe.local.response.type = "pdf"


@frappe.whitelist(methods=["POST"])
def send(report: str, modified: str) -> None:
    """Send a report to all its parties, which meets the clock of the report.

    Args:
        modified: when the report was last changed, as the form showed it. So it is not sent
            twice, by two users or by a request that is repeated.
    Raises: frappe.PermissionError: the user may not write the report, or its ticket.
        frappe.ValidationError: the report is not complete, or was changed or sent since; nothing
            can be mailed.
    """
    permitted(incident_reports.REPORT, report, "write")
    seen = requested.moment(modified, "modified")
    found = frappe.get_doc(incident_reports.REPORT, report, for_update=True)
    if get_datetime(found.modified) != seen:
        refuse(_("Somebody has changed or sent the report meanwhile. Load it again first."))
    doc = writable(str(found.ticket))
    with solving(doc.name, doc.status if is_solved(doc) else ""):
        incident_reports.send(found, doc, _standing(doc))
    doc.reload()
    if is_offered(doc, EVENT):
        at = now_s()
        recording.record(doc, EVENT, at, {})
        activity.tell_event(doc, EVENT, at, {})
    incident_reports.mark_sent(found)


def _standing(doc: Document) -> Standing:
    """Return how a ticket stands. Raises: frappe.ValidationError: it cannot be judged."""
    try:
        standing = standing_of(doc)
        if standing is None or not standing.verdict:
            refuse(_("No contract holds for this ticket."))
        return standing
    except FAULTS as error:
        refuse("{0}", fault_text(error))
