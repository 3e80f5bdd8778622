"""Find out through which channels older tickets came, as far as Helpdesk's records show it.

A ticket that is made under a contract has its channel in the first row of its timeline, if the
channel is known. For other tickets this module looks at who filed them and at their first message.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import frappe

from .facts import CHANNEL, channel_of

_MAILED_WITHIN_S = 600
"""The most seconds between a ticket and the mail that made it. A later mail is a reply."""

Fields = Mapping[str, Any]


def read_channels(tickets: Collection[Fields]) -> dict[str, str]:
    """Return the known channels by ticket, with at most three SQL statements."""
    known = {ticket["name"]: ticket.get(CHANNEL) or channel_of(ticket) for ticket in tickets}
    mailed = _mailed(known)
    strangers = _strangers(ticket for ticket in tickets if ticket.get("via_customer_portal"))
    for ticket in tickets:
        name = ticket["name"]
        if known[name] is None and name in mailed:
            known[name] = "email"
        elif known[name] == "portal" and not ticket.get(CHANNEL) and ticket["owner"] in strangers:
            known[name] = None
    return {name: channel for name, channel in known.items() if channel}


def _mailed(names: Iterable[str]) -> frozenset[str]:
    """Return the tickets whose first message is a mail that an email account received."""
    rows = frappe.db.sql(
        """select c.reference_name, c.email_account from `tabCommunication` c
        join `tabHD Ticket` t on t.name = c.reference_name
        where c.reference_doctype = 'HD Ticket' and c.reference_name in %s
        and c.sent_or_received = 'Received' and c.communication_type = 'Communication'
        and c.creation between t.creation and t.creation + interval %s second
        order by c.creation desc""",
        (tuple(names), _MAILED_WITHIN_S),
    )
    return frozenset(name for name, account in dict(rows).items() if account)


def _strangers(tickets: Iterable[Fields]) -> frozenset[str]:
    """Return the users who filed tickets and may have been agents.

    They are agents now, or their user was deleted.
    """
    owners = {str(ticket["owner"]) for ticket in tickets}
    if not owners:
        return frozenset()
    there = set(frappe.get_all("User", {"name": ("in", owners)}, pluck="name"))
    agents = frappe.get_all("HD Agent", {"name": ("in", owners)}, pluck="name")
    return frozenset((owners - there).union(agents))
