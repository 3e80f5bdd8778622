"""What an agent records on a ticket from the panel of its page."""

import frappe

from sla_nl.escalation import log
from sla_nl.helpdesk.escalating import by_hand
from sla_nl.helpdesk.page import activity, escalating
from sla_nl.helpdesk.page.access import writable
from sla_nl.helpdesk.page.recording import (
    check_offered,
    check_recorded,
    fact_of,
    moment_of,
    since,
)
from sla_nl.helpdesk.saving import recording
from sla_nl.helpdesk.ticket.translation import ESCALATED


@frappe.whitelist(methods=["POST"])
def record(ticket: str, event: str, at: str = "", whom: str = "", what: str = "") -> None:
    """Record that something happened to a ticket.

    Args:
        event: one of those that the panel offers for the ticket.
        at: when it happened, in the site's time; empty: now.
        whom: for `contacted`, the party: `customer` or `supplier`.
        what: for `followed_up`, the follow-up that was done, in the words of the contract.
    Raises: frappe.PermissionError: the user may not write the ticket, or its SLA fields.
        frappe.ValidationError: the panel does not offer the event; the moment is in the future or
            before the report.
    """
    doc = writable(ticket)
    facts = check_offered(doc, event, whom, what)
    moment = moment_of(doc, at)
    recording.record(doc, event, moment, facts)
    activity.tell_event(doc, event, moment, facts)


@frappe.whitelist(methods=["POST"])
def take_back(ticket: str, event: str, at: int, whom: str = "", what: str = "") -> None:
    """Take back an event that was recorded on a ticket. The timeline keeps it as taken back.

    An escalation by hand that is taken back repeats no more. Whoever was told of it stays told.

    Args:
        at: the moment of the event, in seconds of UTC.
        whom, what: as they were recorded.
    Raises: frappe.PermissionError: as above.
        frappe.ValidationError: it is not recorded, or was taken back before.
    """
    doc = writable(ticket)
    facts = check_recorded(doc, event, at, whom, what)
    verdict = escalating.verdict_of(doc) if event == ESCALATED else None
    recording.take_back(doc, event, at, facts)
    if verdict is not None:
        log.take_back(by_hand.causes_of(verdict, at))
    activity.tell_taken_back(doc, event, at, facts)


@frappe.whitelist(methods=["POST"])
def record_fact(
    ticket: str, field: str, value: str | int = "", shown: str | int = "", at: str = ""
) -> None:
    """Record a fact in a field of a ticket, unless somebody else has changed it meanwhile.

    Args:
        field: one of those that the panel offers for the ticket.
        value: the new value; a moment is in the site's time.
        shown: the value that the panel showed.
        at: since when it holds, in the site's time; empty: now.
    Raises: frappe.PermissionError: as above.
        frappe.ValidationError: the panel does not offer that; the ticket has another value than was
            shown; the planned date is past; the report, or `at`, is in the future.
    """
    doc = writable(ticket)
    control, read = fact_of(doc, field, str(value), str(shown))
    recording.record_fact(doc, field, read, since(doc, field, at))
    activity.tell_fact(doc, control)
