"""Hand a ticket over: a functional escalation assigns it to another team or agent."""

from __future__ import annotations

import json

import frappe
from frappe.desk.form import assign_to

from sla_nl.engine.escalation.climbing import Escalation
from sla_nl.escalation.log import Entry
from sla_nl.people.choosing import Choice
from sla_nl.site.transactions import attempt

from .. import TICKET


def hand_over(entry: Entry) -> None:
    """Assign the ticket of a functional escalation to those who are told.

    A fault, such as a team without a rule, is logged: they are told all the same.
    """
    choice, ticket = entry.choice, entry.verdict.ticket.id
    if choice is None or choice.is_nobody_left or not _is_functional(entry.escalation):
        return
    title = f"SLA NL: ticket {ticket} cannot be handed over"
    attempt(
        lambda: _hand_over(ticket, choice),
        lambda _error: frappe.log_error(title, frappe.get_traceback()),
    )


def _is_functional(told: Escalation) -> bool:
    return told.form == "functional" and not told.row.is_warning


def _hand_over(ticket: str, choice: Choice) -> None:
    """Give a ticket to the team that holds the function, or else to the first agent who does."""
    if choice.teams:
        _to_team(ticket, choice.teams[0])
        return
    agent = next((one.user for one in choice.receivers if one.is_agent), None)
    if agent is not None:
        _to_agent(ticket, agent)


def _to_team(ticket: str, team: str) -> None:
    """Give a ticket to a team. Helpdesk then assigns it to a member by the team's own rule."""
    doc = frappe.get_doc(TICKET, ticket)
    if doc.agent_group != team:
        doc.agent_group = team
        doc.flags.ignore_permissions = True
        doc.save()


def _to_agent(ticket: str, agent: str) -> None:
    """Assign a ticket to an agent only, as Helpdesk's page does, without a message of Frappe.

    Frappe tells whoever assigns something to themselves nothing; they are told by us.
    """
    assigned = json.loads(frappe.db.get_value(TICKET, ticket, "_assign") or "[]")
    for other in assigned:
        if other != agent:
            assign_to.remove(TICKET, ticket, other, ignore_permissions=True)
    if agent in assigned:
        return
    todo = {"doctype": TICKET, "name": ticket, "assign_to": [agent], "assigned_by": agent}
    assign_to.add(todo, ignore_permissions=True)
    frappe.db.set_value(
        "ToDo",
        {"reference_type": TICKET, "reference_name": ticket, "allocated_to": agent,
         "status": "Open"},
        "assigned_by",
        frappe.session.user,
        update_modified=False,
    )  # fmt: skip
