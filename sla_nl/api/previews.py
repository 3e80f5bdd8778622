"""Pictures for the forms of contracts and calendars, drawn from what stands in the form."""

from collections.abc import Callable
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from sla_nl.contracts import preview
from sla_nl.contracts.documents import CALENDAR, CONTRACT, contract_of
from sla_nl.contracts.faults import fault_text, faults_html
from sla_nl.contracts.preview import Helpdesk
from sla_nl.contracts.trial import Trial
from sla_nl.engine.errors import ContractError, NoOpeningTimeError, TicketError
from sla_nl.engine.terms.vocabulary import CHANNELS, KINDS
from sla_nl.helpdesk.desk import configuration
from sla_nl.helpdesk.page.access import readable
from sla_nl.helpdesk.page.standing import verdict_under
from sla_nl.site import requested
from sla_nl.site.messages import refuse
from sla_nl.site.time import instant_of

from .arguments import document_of


@frappe.whitelist(methods=["POST"])
def of_contract(document: str) -> dict[str, Any]:
    """Draw the promises and the opening hours of the contract in a form, and give advice on it.

    Returns: also `helpdesk`: the priorities and ticket types of a trial.
    """
    contract = document_of(document, CONTRACT)
    helpdesk = Helpdesk(configuration.priorities(), configuration.ticket_types())
    shown = {"priorities": helpdesk.priorities, "ticket_types": helpdesk.ticket_types}
    return {**preview.of_contract(contract, helpdesk), "helpdesk": shown}


@frappe.whitelist(methods=["POST"])
def of_calendar(document: str) -> dict[str, str]:
    """Draw the week of the calendar in a form."""
    return preview.of_calendar(document_of(document, CALENDAR))


@frappe.whitelist(methods=["POST"])
def of_ticket(
    document: str,
    reported_at: str,
    kind: str = "",
    priority: str = "",
    channel: str = "",
    responded_at: str | None = None,
    ticket_type: str = "",
    helpdesk_priority: str = "",
) -> dict[str, str]:
    """Draw the due dates of a ticket under the contract in a form; moments are in site time.

    The maps of the contract say what the ticket type and the Helpdesk priority mean, as they do for
    a real ticket. `kind` and `priority` are the contract's own, and take their place.

    Returns: `dates` as HTML, or `faults` of the contract.
    """
    contract = document_of(document, CONTRACT)
    if (kind and kind not in KINDS) or (channel and channel not in CHANNELS):
        refuse(_("Choose a kind and a channel from the list."))
    reported = _instant(reported_at, _("Reported"))
    responded = _instant(responded_at, _("Responded"))
    if reported is None:
        refuse(_("Say when the ticket is reported."))
    if responded is not None and responded < reported:
        refuse(_("The response cannot come before the report."))
    trial = Trial(ticket_type, helpdesk_priority, reported, channel, responded, kind, priority)
    return _drawn(contract, lambda: preview.of_trial(contract, trial))


@frappe.whitelist(methods=["POST"])
def of_real_ticket(document: str, ticket: str) -> dict[str, str]:
    """Draw the due dates that a ticket would have under the contract in a form.

    Returns: `dates` as HTML, or `faults` of the contract.
    """
    doc, contract = readable(ticket), document_of(document, CONTRACT)
    return _drawn(contract, lambda: preview.of_verdict(verdict_under(doc, contract_of(contract))))


def _drawn(contract: Document, draw: Callable[[], str]) -> dict[str, str]:
    """Return what a function draws, or the faults of the contract."""
    try:
        return {"dates": draw()}
    except ContractError as error:
        return {"faults": faults_html(contract, error.faults)}
    except (TicketError, NoOpeningTimeError) as error:
        refuse("{0}", fault_text(error))


def _instant(text: str | None, label: str) -> int | None:
    """Read a moment; None where it is empty. Raises: frappe.ValidationError."""
    return instant_of(requested.moment(text, label)) if text else None
