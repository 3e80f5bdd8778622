"""What of an HD Ticket bears on its clocks, and how that changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import frappe
from frappe.model.document import Document

from sla_nl.records.timeline import Facts, Happening
from sla_nl.site.time import instant_of

from .translation import BY_CUSTOMER

CHANNEL = "sla_nl_channel"

FACTS = (
    "status",
    "status_category",
    "priority",
    "ticket_type",
    "customer",
    "sla_nl_contract",
    "sla_nl_kind",
    "sla_nl_priority",
    CHANNEL,
    "sla_nl_known_since",
    "sla_nl_cannot_wait",
    "sla_nl_is_disruption",
    "sla_nl_outside_sla",
    "sla_nl_planned_for",
    "last_agent_response",
    "is_merged",
)
"""The fields of a ticket by which it is judged."""

LINKED = {
    "status": "HD Ticket Status",
    "priority": "HD Ticket Priority",
    "ticket_type": "HD Ticket Type",
    "customer": "HD Customer",
    "sla_nl_contract": "SLA Contract",
}
"""Those that are names of documents, which may be renamed."""

_TURN = frozenset(("priority", "ticket_type", "sla_nl_kind", "sla_nl_priority"))
"""Those that can make it more urgent."""

MOMENTS = frozenset(("sla_nl_known_since", "sla_nl_planned_for", "last_agent_response"))
CHECKS = frozenset(("sla_nl_cannot_wait",))
ONCE = frozenset(("is_merged",))
"""What a ticket becomes and stays; until then it is no fact."""

_STAFF = frozenset(("Agent", "Agent Manager", "SLA Manager", "System Manager"))


def facts_of(doc: Document | Mapping[str, Any]) -> Facts:
    """The facts of a ticket that is being made; moments are whole seconds of UTC."""
    facts = stated_facts(doc)
    if channel := facts.get(CHANNEL) or channel_of(doc):
        facts[CHANNEL] = channel
    return facts


def stated_facts(doc: Document | Mapping[str, Any]) -> Facts:
    """The facts that the fields of a ticket say."""
    facts = {name: _fact(name, doc.get(name)) for name in FACTS}
    return {name: value for name, value in facts.items() if value is not None}


def channel_of(doc: Document | Mapping[str, Any]) -> str | None:
    """Through which channel a ticket came, as far as Helpdesk tells.

    Its page for new tickets says "portal" for an agent's too, who may have been called.
    """
    if doc.get("via_customer_portal"):
        return None if is_staff(str(doc.get("owner") or "")) else "portal"
    return "email" if doc.get("email_account") or _is_mail(doc) else None


def changed_facts(doc: Document, before: Document) -> Facts:
    """The facts that a save changes, with their new values, and whether the customer did it."""
    changed: Facts = {
        name: new
        for name in FACTS
        if (new := _fact(name, doc.get(name))) != _fact(name, before.get(name))
    }
    if changed.keys() & _TURN and not is_staff(frappe.session.user):
        changed[BY_CUSTOMER] = 1
    return changed


def missed_facts(doc: Document | Mapping[str, Any], rows: Iterable[Happening]) -> Facts:
    """The facts in which a ticket differs from its timeline: what happened without a contract.

    A ticket that states no channel has the one that its timeline began with, or none that is known.
    """
    missed = unsaid(stated_facts(doc), (row.facts for row in rows))
    return {name: value for name, value in missed.items() if name != CHANNEL or value}


def unsaid(now: Facts, said: Iterable[Facts]) -> Facts:
    """The facts that are not what was said of them last; a check is off until it is said."""
    known: Facts = dict.fromkeys(CHECKS, 0)
    for facts in said:
        known |= facts
    return {name: now.get(name) for name in FACTS if now.get(name) != known.get(name)}


def is_staff(user: str) -> bool:
    """Whether a user works here, and is no customer."""
    return not _STAFF.isdisjoint(frappe.get_roles(user))


def _fact(name: str, value: Any) -> str | int | None:
    if name in CHECKS:
        return int(value or 0)
    if value is None or value == "" or (name in ONCE and not value):
        return None
    if name in MOMENTS:
        return instant_of(value)
    return value if isinstance(value, int) else str(value)


def _is_mail(doc: Document | Mapping[str, Any]) -> bool:
    """Whether a mail is being made into this new ticket: Frappe asks for no mandatory field then.

    Nothing of that is stored on the ticket; its message follows.
    """
    return isinstance(doc, Document) and doc.is_new() and bool(doc.flags.ignore_mandatory)
