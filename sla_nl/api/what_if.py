"""Try a contract on past tickets: start a run, stop it, and read what it found."""

import frappe
from frappe import _
from frappe.model.document import Document

from sla_nl.contracts.documents import CONTRACT
from sla_nl.engine.terms.vocabulary import READINGS
from sla_nl.engine.words.tables import LANGUAGES
from sla_nl.helpdesk.what_if import showing, starting
from sla_nl.helpdesk.what_if.starting import Question
from sla_nl.runs import runs
from sla_nl.site import requested
from sla_nl.site.access import permitted
from sla_nl.site.messages import refuse

from .arguments import document_of, names_of, texts_of
from .fees import MANAGERS


@frappe.whitelist(methods=["POST"])
def start(
    document: str,
    first_day: str,
    last_day: str,
    customers: list[str] | str = "[]",
    readings: dict[str, str] | str = "",
) -> str:
    """Try the contract in a form on tickets that were reported in a period. Returns: the run.

    Args:
        customers: empty for all customers.
        readings: fields of the contract that are tried with another value.
    Raises: frappe.PermissionError: the user is no manager, or may not read the contract.
    """
    frappe.only_for(MANAGERS, message=True)
    contract = document_of(document, CONTRACT)
    first = requested.day(first_day, _("Reported from"))
    last = requested.day(last_day, _("Reported until"))
    if last < first:
        refuse(_("The period ends before it begins."))
    chosen = texts_of(readings)
    for name, value in chosen.items():
        if value not in READINGS.get(name, ()):
            refuse(_("{0} is none of {1}."), value, ", ".join(READINGS.get(name, READINGS)))
    return starting.start(contract, chosen, Question(names_of(customers), first, last))


@frappe.whitelist(methods=["POST"])
def stop(run: str) -> None:
    """Stop a run. What its workers have found is dropped.

    Raises: frappe.PermissionError: the user may not delete the run, or it tries no contract.
    """
    found = _run(run, "delete")
    text = _("Stopped by {0}.").format(frappe.utils.get_fullname())
    if not runs.stop(found.name, text):
        refuse(_("This run has ended already."))


@frappe.whitelist(methods=["GET"])
def result(run: str) -> str:
    """Return what a run found, as HTML for its form; empty while it is not done."""
    found = _run(run)
    return showing.form_html(found) if found.state == runs.DONE else ""


@frappe.whitelist(methods=["GET"])
def pdf(run: str, language: str = "nl") -> None:
    """Answer with what a run found as a PDF of one page, in Dutch or English."""
    found = _done(run)
    if language not in LANGUAGES:
        refuse(_("{0} is none of {1}."), language, ", ".join(LANGUAGES))
    _answer(f"{showing.title_of(found.name)}-{language}.pdf", showing.pdf(found, language), "pdf")


@frappe.whitelist(methods=["GET"])
def tickets(run: str) -> None:
    """Answer with a CSV file of all tickets that differ, with what differs."""
    found = _done(run)
    content = showing.csv(found).encode("utf-8-sig")
    _answer(f"{showing.title_of(found.name)}.csv", content, "download")


def _done(run: str) -> Document:
    found = _run(run)
    if found.state != runs.DONE:
        refuse(_("This run is not done yet."))
    return found


def _run(run: str, right: str = "read") -> Document:
    """Return a run that tries a contract. Raises: frappe.PermissionError."""
    found = permitted(runs.RUN, run, right)
    if found.kind != runs.WHAT_IF:
        refuse(_("This run tries no contract."))
    return found


def _answer(filename: str, content: bytes, kind: str) -> None:
    """Let the answer of the request be a file."""
    frappe.local.response.filename = filename
    frappe.local.response.filecontent = content
    frappe.local.response.type = kind
