"""Tell in Helpdesk's bell that a follow-up was missed.

Whoever has the ticket is told; if nobody has it, the members of its team are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from operator import attrgetter

import frappe
from frappe import _
from frappe.utils import escape_html

from sla_nl.engine.words.telling import Words
from sla_nl.records.follow_ups import Missed
from sla_nl.site.language import supported
from sla_nl.site.time import instant_of, now_s, site_zone

from .. import TICKET
from ..escalating.bell import tell


def remind(missed: Iterable[Missed]) -> None:
    """Tell each ticket's agents of the follow-ups that were missed, once for a ticket."""
    lines = []
    for ticket, group in groupby(missed, attrgetter("ticket")):
        tasks = list(group)
        for user, language in _languages(_receivers(ticket, tasks[0].assigned_to)):
            lines.append((user, ticket, f"{_text(tasks, language)} ·"))
    tell(lines)


def _receivers(ticket: str, assignee: str) -> list[str]:
    """Return who is told: whoever has the ticket, or else the members of its team."""
    if assignee:
        return [assignee]
    team = frappe.db.get_value(TICKET, ticket, "agent_group")
    if not team:
        return []
    members = {"parenttype": "HD Team", "parent": team}
    return frappe.get_all("HD Team Member", members, order_by="idx", pluck="user")


def _languages(users: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the users that can log in, each with their language."""
    filters = {"name": ("in", users), "enabled": 1}
    for row in frappe.get_all("User", filters, ["name", "language"], order_by="name"):
        yield row.name, supported(row.language)


def _text(tasks: Collection[Missed], language: str) -> str:
    """Return what was missed as a text in a language; Helpdesk shows it as HTML."""
    words, now = Words(language, site_zone()), now_s()
    closing = _("Close the ticket: nobody answers", lang=language)
    told = _("SLA: {0} was due {1}", lang=language)
    return "; ".join(
        told.format(
            escape_html(closing if task.is_closing else task.what),
            words.brief(instant_of(task.due) or now, now),
        )
        for task in tasks
    )
