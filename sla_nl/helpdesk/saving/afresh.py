"""Clear the fields of a new ticket that were copied from another ticket.

An agent splits a ticket, or copies it in the desk (Duplicate). The dates, replies and assessments
of the other ticket do not hold for the new one. Contract, kind and priority stay.
"""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from ..ticket.stamps import EVENTS, STAMPS, UNDATED, URGENCY
from ..ticket.translation import PAUSE_REASON, REPORTED

_FOUND_OUT = (
    REPORTED, "sla_nl_planned_for", "sla_nl_is_disruption", "sla_nl_outside_sla",
    "sla_nl_cannot_wait", PAUSE_REASON,
)  # fmt: skip
_REPLIED = ("last_agent_response", "first_responded_on")
_MERGED = ("is_merged", "merged_with")
_OPEN = "Open"


def start_afresh(doc: Document) -> None:
    """Empty the fields of a new ticket that were copied from another one.

    An import may set most of these fields itself, so it only loses those of a split ticket.
    """
    if doc.get("ticket_split_from"):
        doc.update(dict.fromkeys((*STAMPS, EVENTS, *_FOUND_OUT, *_REPLIED)))
        doc.set(URGENCY, UNDATED)
    if doc.get("status_category") not in (None, "", _OPEN):
        # Helpdesk fills in an empty category from the status that it gives to a new ticket.
        doc.status_category = None
    if doc.get("is_merged") and not frappe.flags.in_import:
        doc.update(dict.fromkeys((*_FOUND_OUT, *_REPLIED, *_MERGED)))
