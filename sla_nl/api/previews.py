"""Pictures for the forms of contracts and calendars, drawn from what stands in the form."""

from typing import Any

import frappe
from frappe import _

from sla_nl.contracts import preview
from sla_nl.contracts.documents import CALENDAR, CONTRACT
from sla_nl.contracts.faults import fault_text, faults_html
from sla_nl.contracts.preview import Trial
from sla_nl.engine.errors import ContractError, NoOpeningTimeError, TicketError
from sla_nl.engine.terms.vocabulary import CHANNELS, KINDS
from sla_nl.site import requested
from sla_nl.site.messages import refuse
from sla_nl.site.time import instant_of

from .arguments import document_of


@frappe.whitelist(methods=["POST"])
def of_contract(document: str) -> dict[str, Any]:
    """Draw the promises and the opening hours of the contract in a form."""
    return preview.of_contract(document_of(document, CONTRACT))


@frappe.whitelist(methods=["POST"])
def of_calendar(document: str) -> dict[str, str]:
    """Draw the week of the calendar in a form."""
    return preview.of_calendar(document_of(document, CALENDAR))


@frappe.whitelist(methods=["POST"])
def of_ticket(
    document: str,
    reported_at: str,
    kind: str,
    priority: str = "",
    channel: str = "",
    responded_at: str | None = None,
) -> dict[str, str]:
    """Draw the due dates of a ticket under the contract in a form; moments are in site time.

    Returns: `dates` as HTML, or `faults` of the contract.
    """
    contract = document_of(document, CONTRACT)
    if kind not in KINDS or (channel and channel not in CHANNELS):
        refuse(_("Choose a kind and a channel from the list."))
    reported = _instant(reported_at, _("Reported"))
    responded = _instant(responded_at, _("Responded"))
    if reported is None:
        refuse(_("Say when the ticket is reported."))
    if responded is not None and responded < reported:
        refuse(_("The response cannot come before the report."))
    trial = Trial(kind, priority, reported, channel, responded)
    try:
        return {"dates": preview.of_trial(contract, trial)}
    except ContractError as error:
        return {"faults": faults_html(contract, error.faults)}
    except (TicketError, NoOpeningTimeError) as error:
        refuse("{0}", fault_text(error))


def _instant(text: str | None, label: str) -> int | None:
    """Read a moment; None where it is empty. Raises: frappe.ValidationError."""
    return instant_of(requested.moment(text, label)) if text else None
