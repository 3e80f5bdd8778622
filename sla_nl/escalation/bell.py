"""Tell receivers in the desk's notifications, and on the pages that they have open."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe import _

from sla_nl.site.language import speaking
from sla_nl.site.notices import Notice, notify

from .log import ESCALATION
from .telling import Message, address

TOLD_EVENT = "sla_nl_escalation"
"""The event that open pages listen to. See `public/js/panel/escalation.js`."""

MOST_TOASTS = 3
"""The most messages at once that a page shows to a user; of more it shows the number."""


def ring(messages: Sequence[Message]) -> None:
    """Tell each receiver in the desk, and on their open pages after the commit."""
    notify(
        [
            Notice(one.user, one.text, ESCALATION, one.escalation, address(one.escalation))
            for one in messages
        ]
    )
    for user in {one.user for one in messages}:
        for data in _toasts([one for one in messages if one.user == user]):
            frappe.publish_realtime(TOLD_EVENT, data, user=user, after_commit=True)


def _toasts(messages: Sequence[Message]) -> list[dict[str, str]]:
    """Return what the open pages of a user show: a few messages, or how many tickets there are."""
    if len(messages) <= MOST_TOASTS:
        return [{"ticket": one.ticket, "text": one.text} for one in messages]
    with speaking(messages[0].language):
        text = _("{0} tickets need you").format(len({one.ticket for one in messages}))
    return [{"ticket": "", "text": text}]
