"""Tell receivers in the desk's notifications, and on the pages that they have open."""

from __future__ import annotations

from collections.abc import Sequence

import frappe

from sla_nl.site.notices import Notice, notify

from .log import ESCALATION
from .telling import Message, address

TOLD_EVENT = "sla_nl_escalation"
"""The event that open pages listen to. See `public/js/panel/escalation.js`."""


def ring(messages: Sequence[Message]) -> None:
    """Tell each receiver in the desk, and on their open pages after the commit."""
    notify(
        [
            Notice(one.user, one.text, ESCALATION, one.escalation, address(one.escalation))
            for one in messages
        ]
    )
    for one in messages:
        data = {"ticket": one.ticket, "text": one.text}
        frappe.publish_realtime(TOLD_EVENT, data, user=one.user, after_commit=True)
