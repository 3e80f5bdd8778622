"""Make, print and send the post-incident report of a ticket.

It is begun with what is known of the ticket, filled in on a form, and sent to all parties through
Helpdesk's own reply, with the report as a PDF.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import validate_email_address

from sla_nl.drawing.incident_report import report_html
from sla_nl.engine.words.tables import LANGUAGES
from sla_nl.site.access import permitted
from sla_nl.site.language import speaking
from sla_nl.site.messages import refuse
from sla_nl.site.pdf import pdf_of
from sla_nl.site.time import instant_of, now_s, site_time

from .. import TICKET
from .drafts import draft_of, happened, language_of
from .sending import reply
from .standing import Standing
from .teller import Teller
from .templates import REPORT as MESSAGE

REPORT = "SLA Incident Report"
_LANGUAGES = {"Dutch": "nl", "English": "en"}
"""The languages that a form offers, with their codes."""

_PARTS = ("impact", "cause_found", "how_solved", "further_actions", "evaluation")


def check(report: Document) -> None:
    """Refuse a report of a ticket that the user may not write, or with an address that is none.

    Raises: frappe.PermissionError, frappe.ValidationError.
    """
    permitted(TICKET, str(report.ticket), "write")
    for address in parties(report):
        if not validate_email_address(address):
            refuse(_("{0} is no e-mail address."), address)


def parties(report: Document) -> list[str]:
    """Return the addresses that get a report, each once."""
    text = str(report.parties or "").replace(",", " ").replace(";", " ")
    return list(dict.fromkeys(text.split()))


def start(doc: Document, standing: Standing) -> str:
    """Return the report of a ticket; a new one has what is known of the ticket."""
    if name := frappe.db.exists(REPORT, doc.name):
        return str(name)
    solved_at = standing.verdict.history.met.get("resolution")
    report = frappe.get_doc(
        {
            "doctype": REPORT,
            "ticket": doc.name,
            "solved_at": site_time(solved_at),
            "language": _name_of(language_of(doc)),
            "parties": doc.raised_by,
        }
    )
    return str(report.insert().name)


def pdf(report: Document, doc: Document, standing: Standing, language: str) -> bytes:
    """Return a report as a PDF in a language.

    Raises: frappe.ValidationError: there is no such language, or this machine makes no PDF.
    """
    if language not in LANGUAGES:
        refuse(_("{0} is none of {1}."), language, ", ".join(LANGUAGES))
    return pdf_of(html(report, doc, standing, language))


def html(report: Document, doc: Document, standing: Standing, language: str) -> str:
    """Return a report as a page in a language."""
    with speaking(language):
        teller = Teller(standing.now)
        since = standing.verdict.history.reported_at - 1
        return report_html(
            _("Post-incident report"),
            _("Ticket {0}: {1}").format(doc.name, doc.subject),
            list(_facts(report, doc, standing, teller)),
            [(_(report.meta.get_label(part)), str(report.get(part) or "")) for part in _PARTS],
            list(happened(standing, since, teller)),
            _("What happened"),
        )


def send(report: Document, doc: Document, standing: Standing) -> None:
    """Send a report to its parties, in its language.

    Raises: frappe.ValidationError: it is not complete; nothing can be mailed.
    """
    _check_complete(report)
    language = _LANGUAGES[report.language]
    attached = _file(report, pdf(report, doc, standing, language))
    draft = draft_of(doc, standing, MESSAGE, language)
    reply(doc, ", ".join(parties(report)), draft.text, [attached])


def mark_sent(report: Document) -> None:
    """Say on a report that it was sent now, and by whom."""
    report.update({"sent_at": site_time(now_s()), "sent_by": frappe.session.user})
    report.save()


def remove(ticket: str) -> None:
    """Delete the report of a ticket that is deleted."""
    if frappe.db.exists(REPORT, ticket):
        frappe.delete_doc(REPORT, ticket, force=True, ignore_permissions=True)


def _name_of(code: str) -> str:
    """Return the name of a language, as a form offers it."""
    return next(name for name, known in _LANGUAGES.items() if known == code)


def _facts(
    report: Document, doc: Document, standing: Standing, teller: Teller
) -> Iterator[tuple[str, str]]:
    """Yield the facts at the top of a report, each as a label and a text."""
    history = standing.verdict.history
    level = history.service_level
    moments = (history.met.get("response"), history.met.get("recovery"))
    responded, recovered = ("" if at is None else _moment(at, teller) for at in moments)
    solved_at = instant_of(report.solved_at)
    yield _("Customer"), str(doc.customer or "")
    yield (
        _("Priority"),
        str(teller.priority(standing.contract, level.kind, level.priority)["title"]),
    )
    yield _("Reported"), _moment(history.reported_at, teller)
    yield _("Responded"), responded
    yield _("Recovered"), recovered
    yield _("Solved at"), "" if solved_at is None else _moment(solved_at, teller)
    yield _("Solution"), _(report.solution) if report.solution else ""


def _moment(at: int, teller: Teller) -> str:
    return f"{teller.words.moment(at)} ({teller.words.zone.name})"


def _check_complete(report: Document) -> None:
    """Refuse a report that lacks what the agreement asks for. Raises: frappe.ValidationError."""
    needed = ("solution", "solved_at", "cause_found", "how_solved", "parties")
    missing = [_(report.meta.get_label(field)) for field in needed if not report.get(field)]
    if missing:
        refuse(_("Fill in first: {0}."), ", ".join(missing))


def _file(report: Document, content: bytes) -> str:
    """Return the name of a private file with the report, as it is attached to the message."""
    values: dict[str, Any] = {
        "doctype": "File",
        "file_name": f"{report.name}.pdf",
        "is_private": 1,
        "content": content,
        "attached_to_doctype": REPORT,
        "attached_to_name": report.name,
    }
    return str(frappe.get_doc(values).insert(ignore_permissions=True).name)
