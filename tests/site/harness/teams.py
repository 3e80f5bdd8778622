"""Agents who see the tickets of their own teams only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import frappe

_LIMITED = {
    "restrict_tickets_by_agent_group": 1,
    "do_not_restrict_tickets_without_an_agent_group": 0,
}


@contextmanager
def restricted_to_teams() -> Iterator[None]:
    """Limit agents to the tickets of their own teams, for the web server too."""
    before = {name: frappe.db.get_single_value("HD Settings", name) for name in _LIMITED}
    frappe.db.set_single_value("HD Settings", dict(_LIMITED))
    frappe.db.commit()
    try:
        yield
    finally:
        frappe.db.set_single_value("HD Settings", before)
        frappe.db.commit()


def make_team(name: str, *agents: str) -> str:
    """Make a team of these agents, and return its name."""
    team = frappe.get_doc({"doctype": "HD Team", "team_name": name})
    for agent in agents:
        team.append("users", {"user": agent})
    team.insert()
    return str(team.name)
