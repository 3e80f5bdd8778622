"""Read agents with their availability, and teams with their members."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import frappe

from sla_nl.people.roster import Team

AGENT, TEAM, STATUS = "HD Agent", "HD Team", "HD Agent Status"


class Agent(NamedTuple):
    """An agent. Args: status: the availability that they chose, if they are not available."""

    is_active: bool
    status: str


def agents_of(users: Collection[str]) -> dict[str, Agent]:
    """Return the agents among some users. Who has several agents is active if one of them is."""
    agent = frappe.qb.DocType(AGENT)
    query = frappe.qb.from_(agent).where(agent.user.isin(sorted(users)))
    query = query.select(agent.user, agent.is_active)
    has_status = frappe.get_meta(AGENT).has_field("availability")
    if has_status:
        status = frappe.qb.DocType(STATUS)
        query = query.left_join(status).on(status.name == agent.availability)
        query = query.select(agent.availability, status.category)
    found: dict[str, Agent] = {}
    for user, is_active, *rest in query.run() if users else ():
        status_name, category = rest if rest else ("", "")
        is_away = category not in (None, "", "Active")
        if user not in found or is_active:
            found[user] = Agent(bool(is_active), status_name if is_away else "")
    return found


def teams_of(names: Collection[str]) -> dict[str, Team]:
    """Return some teams with their members, in the order of the team's rows."""
    if not names:
        return {}
    has_switch = frappe.get_meta(TEAM).has_field("disabled")
    fields = ["name", *(["disabled"] if has_switch else [])]
    teams = frappe.get_all(TEAM, {"name": ("in", sorted(names))}, fields)
    rows = frappe.get_all(
        frappe.get_meta(TEAM).get_field("users").options,
        {"parenttype": TEAM, "parent": ("in", sorted(names))},
        ["parent", "user"],
        order_by="parent, idx",
    )
    members: dict[str, list[str]] = {}
    for row in rows:
        members.setdefault(row.parent, []).append(row.user)
    return {
        team.name: Team(team.name, tuple(members.get(team.name, ())), not team.get("disabled"))
        for team in teams
    }
