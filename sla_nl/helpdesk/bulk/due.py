"""Find out which kinds of work are due, in one statement.

A sweep runs each minute, and mostly nothing is due. So it does not ask each kind in turn.
"""

from __future__ import annotations

import frappe

from sla_nl.escalation import log, moments
from sla_nl.site.time import latest_passed, site_time

ESCALATIONS, MAINTENANCE = "escalations", "maintenance"
CREDITS, OBLIGATIONS = "credits", "obligations"

_DUE = f"""
    (select '{ESCALATIONS}' from {moments.TABLE} where at <= %(passed)s limit 1)
    union (select '{ESCALATIONS}' from `tab{log.RECEIVER}` where mail = 'waiting' limit 1)
    union (select '{MAINTENANCE}' from `tabSLA Maintenance Window` where look_at <= %(now)s limit 1)
    union (select '{MAINTENANCE}' from `tabSLA Maintenance Notice` where mail = 'waiting' limit 1)
    union (select '{CREDITS}' from `tabSLA Credit Case` where look_again_at <= %(now)s limit 1)
    union (select '{OBLIGATIONS}' from `tabSLA Obligation` where remind_at <= %(now)s limit 1)"""
"""Each part reads the first row of an index. The work itself reads its rows under a lock."""


def kinds_due(now_s: int) -> set[str]:
    """Return the kinds of work of which something is due, apart from clocks and follow-ups."""
    moment = {"passed": latest_passed(now_s), "now": site_time(now_s)}
    return set(frappe.db.sql(_DUE, moment, pluck=True))
