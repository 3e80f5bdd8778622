"""Send a service report to the contacts of a customer, and keep what was sent."""

from __future__ import annotations

from html import escape
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from sla_nl.site import post
from sla_nl.site.language import speaking
from sla_nl.site.messages import refuse
from sla_nl.site.time import now_s, site_time

from .checking import REPORT, SENDING, SENT, addresses, check_not_sent, month_of
from .document import LANGUAGES, contract_title, month_name, pdf, title_of


def send(name: str) -> list[str]:
    """Send a report, once: each receiver gets a mail of their own with the PDF.

    The state, the kept PDF and the queued mails belong to one transaction: if one of them fails,
    nothing was sent.

    Returns: the addresses.
    Raises: frappe.ValidationError: it was sent already, its month is not over, or it has no
        receivers; nothing can be mailed, or this machine makes no PDF.
    """
    report = frappe.get_doc(REPORT, name, for_update=True)
    check_not_sent(report)
    receivers = addresses(report)
    if month_of(report).end > now_s():
        refuse(_("{0} is not over yet."), report.month)
    if not receivers:
        refuse(_("Fill in first: {0}."), _(report.meta.get_label("recipients")))
    content = pdf(report)
    file = _keep(report, content)
    _queue(report, receivers, str(file.name))
    report.flags[SENDING] = True
    report.update(
        {
            "state": SENT,
            "sent_at": site_time(now_s()),
            "sent_by": frappe.session.user,
            "sent_to": "\n".join(receivers),
            "pdf": file.file_url,
        }
    )
    report.save(ignore_permissions=True)
    return receivers


def deliveries(report: Document) -> list[dict[str, Any]]:
    """Return how the mails of a report stand: `to`, `state` and `fault`, by address."""
    rows = frappe.db.sql(
        """select r.recipient as `to`, q.status as state, q.error as fault
        from `tabEmail Queue` q join `tabEmail Queue Recipient` r on r.parent = q.name
        where q.reference_doctype = %s and q.reference_name = %s order by r.recipient""",
        (REPORT, report.name),
        as_dict=True,
    )
    return [row | {"fault": post.last_line(row.fault)} for row in rows]


def kept(report: Document) -> bytes | None:
    """Return the PDF as it was sent; None if the report was not sent, or its file is gone."""
    name = report.pdf and frappe.db.get_value(
        "File", {"attached_to_doctype": REPORT, "attached_to_name": report.name}
    )
    return bytes(frappe.get_doc("File", name).get_content()) if name else None


def file_name(report: Document, ending: str = "pdf") -> str:
    """Return the name of a file of a report: `Acme BV 2026-06.pdf`."""
    safe = "".join(c if c.isalnum() or c in " .-_&" else "-" for c in str(report.customer))
    return f"{safe} {report.month}.{ending}"


def _keep(report: Document, content: bytes) -> Document:
    """Keep the PDF with the report, as a private file."""
    values = {
        "doctype": "File",
        "file_name": file_name(report),
        "is_private": 1,
        "content": content,
        "attached_to_doctype": REPORT,
        "attached_to_name": report.name,
        "attached_to_field": "pdf",
    }
    return frappe.get_doc(values).insert(ignore_permissions=True)


def _queue(report: Document, receivers: list[str], file: str) -> None:
    """Queue a mail to each receiver. Raises: frappe.ValidationError: nothing can be mailed."""
    if not post.sender(REPORT):
        refuse(_("Nothing was sent: the site has no outgoing e-mail account."))
    with speaking(LANGUAGES[report.language]):
        subject = f"{title_of(report)}: {report.customer}"
        html = _letter(report)
    for address in receivers:
        try:
            post.send(REPORT, report.name, address, subject, html, [{"fid": file}])
        except frappe.OutgoingEmailError as error:
            frappe.clear_messages()
            refuse(_("Nothing was sent: {0}"), post.last_line(str(error)))


def _letter(report: Document) -> str:
    """Return the text of the mail as safe HTML, in the language that is spoken."""
    told = _("Attached is the service report for {0}, under {1}.")
    lines = [told.format(month_name(report.month), contract_title(report))]
    lines += [line for line in str(report.comment or "").splitlines() if line.strip()]
    lines.append(_("If you have a question about it, answer this mail."))
    return "".join(f"<p>{escape(line)}</p>" for line in lines)
