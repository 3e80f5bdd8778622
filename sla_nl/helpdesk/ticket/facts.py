"""The facts of a ticket: the fields of HD Ticket that its clocks depend on, and their changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import frappe
from frappe.model.document import Document

from sla_nl.records.timeline import Facts, Happening
from sla_nl.site.time import instant_of

from .translation import BY_CUSTOMER, PAUSE_REASON, REPORTED

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
    REPORTED,
    "sla_nl_known_since",
    "sla_nl_cannot_wait",
    "sla_nl_is_disruption",
    "sla_nl_outside_sla",
    "sla_nl_planned_for",
    PAUSE_REASON,
    "last_agent_response",
    "is_merged",
)
"""The fields of a ticket that its judgement depends on."""

LINKED = {
    "status": "HD Ticket Status",
    "priority": "HD Ticket Priority",
    "ticket_type": "HD Ticket Type",
    "customer": "HD Customer",
    "sla_nl_contract": "SLA Contract",
}
"""The facts that are names of documents, with their doctypes. Such a document may be renamed."""

_URGENCY = frozenset(("priority", "ticket_type", "sla_nl_kind", "sla_nl_priority"))
"""The facts that can make a ticket more urgent."""

MOMENTS = frozenset((REPORTED, "sla_nl_known_since", "sla_nl_planned_for", "last_agent_response"))
"""The facts that are dates with a time."""

CHECKS = frozenset(("sla_nl_cannot_wait",))
"""The facts that are check boxes."""

ONE_WAY = frozenset(("is_merged",))
"""One-way flags: recorded only once set."""

_STAFF = frozenset(("Agent", "Agent Manager", "SLA Manager", "System Manager"))
"""The roles of users who work here, and are no customers."""


def facts_of(doc: Document | Mapping[str, Any]) -> Facts:
    """Return the facts of a ticket that is being made; moments are whole seconds of UTC."""
    facts = stated_facts(doc)
    if channel := facts.get(CHANNEL) or channel_of(doc):
        facts[CHANNEL] = channel
    return facts


def stated_facts(doc: Document | Mapping[str, Any]) -> Facts:
    """Return the facts that are filled in on a ticket."""
    facts = {name: _fact(name, doc.get(name)) for name in FACTS}
    return {name: value for name, value in facts.items() if value is not None}


def channel_of(doc: Document | Mapping[str, Any]) -> str | None:
    """Return `portal` or `email` for a new ticket, or None if its channel is unknown.

    Helpdesk says "portal" for each ticket from its page for new tickets. An agent uses that page
    too, for example after a phone call, so for an agent the channel is unknown.
    """
    if doc.get("via_customer_portal"):
        return None if is_staff(str(doc.get("owner") or "")) else "portal"
    return "email" if doc.get("email_account") or _is_mail(doc) else None


def changed_facts(doc: Document, before: Document) -> Facts:
    """Return the facts that a save changes, with their new values.

    `by_customer` is among them if a customer changed a fact that can make the ticket more urgent.
    """
    changed: Facts = {
        name: new
        for name in FACTS
        if (new := _fact(name, doc.get(name))) != _fact(name, before.get(name))
    }
    if changed.keys() & _URGENCY and not is_staff(frappe.session.user):
        changed[BY_CUSTOMER] = 1
    return changed


def missed_facts(doc: Document | Mapping[str, Any], rows: Iterable[Happening]) -> Facts:
    """Return the facts of a ticket that differ from its timeline.

    They changed while the ticket had no contract. An empty channel is no difference: the first row
    of the timeline holds the channel, if it is known.
    """
    missed = unrecorded(stated_facts(doc), (row.facts for row in rows))
    return {name: value for name, value in missed.items() if name != CHANNEL or value}


def unrecorded(now: Facts, recorded: Iterable[Facts]) -> Facts:
    """Return the facts whose value differs from the last one in the timeline.

    A check box counts as off until the timeline has a value for it.
    """
    known: Facts = dict.fromkeys(CHECKS, 0)
    for facts in recorded:
        known |= facts
    return {name: now.get(name) for name in FACTS if now.get(name) != known.get(name)}


def is_staff(user: str) -> bool:
    """Return whether a user works here, and is no customer."""
    return not _STAFF.isdisjoint(frappe.get_roles(user))


def _fact(name: str, value: Any) -> str | int | None:
    """Return the value of a field as a fact; None if it is empty."""
    if name in CHECKS:
        return int(value or 0)
    if value is None or value == "" or (name in ONE_WAY and not value):
        return None
    if name in MOMENTS:
        return instant_of(value)
    return value if isinstance(value, int) else str(value)


def _is_mail(doc: Document | Mapping[str, Any]) -> bool:
    """Return whether Frappe is making this new ticket from a mail.

    Only then are mandatory fields ignored. The ticket itself does not yet show that it came by
    mail, because its message is stored after it.
    """
    return isinstance(doc, Document) and doc.is_new() and bool(doc.flags.ignore_mandatory)
