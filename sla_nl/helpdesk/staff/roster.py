"""Who is there on a day: the roster from which those who are told are chosen.

A sweep reads one roster for all its escalations, in at most seven statements.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sla_nl.engine.terms.escalation import EscalationHolder
from sla_nl.people import reading
from sla_nl.people.roster import Absence, Person, Roster
from sla_nl.site.time import now_s, site_time

from .agents import Agent, agents_of, teams_of


def roster_of(
    matrices: Collection[str], *, users: Collection[str] = (), at_s: int | None = None
) -> Roster:
    """Return the roster of some matrices on the day of a moment.

    Args:
        users: others whose absence matters, such as those to whom the tickets are assigned.
        at_s: an instant in seconds of UTC; None for now.
    """
    holders = reading.holders_of(matrices) if matrices else {}
    return roster_with(holders, users=users, at_s=at_s)


def roster_with(
    holders: Mapping[str, tuple[EscalationHolder, ...]],
    *,
    users: Collection[str] = (),
    at_s: int | None = None,
) -> Roster:
    """Return the roster for holders that need not be stored yet, such as those in a form."""
    day = _day(at_s)
    rows = [row for own in holders.values() for row in own]
    teams = teams_of({row.team for row in rows if row.team})
    managers = reading.managers()
    named = {
        *(row.user for row in rows if row.user),
        *(user for team in teams.values() for user in team.members),
        *managers,
        *users,
    }
    return Roster(day, holders, _people(named, day), teams, managers)


def _day(at_s: int | None) -> date:
    moment = site_time(now_s() if at_s is None else at_s)
    assert moment is not None
    return moment.date()


def _people(users: Collection[str], day: date) -> dict[str, Person]:
    if not users:
        return {}
    agents, absences = agents_of(users), reading.absences_of(users, day)
    return {
        row.name: _person(row, agents.get(row.name), absences.get(row.name, ()))
        for row in reading.users_of(users)
    }


def _person(row: Any, agent: Agent | None, absences: tuple[Absence, ...]) -> Person:
    return Person(
        user=row.name,
        name=row.full_name or row.name,
        email=row.email or row.name,
        is_enabled=bool(row.enabled),
        is_colleague=row.user_type == "System User",
        is_agent=agent is not None,
        is_active=agent is None or agent.is_active,
        status=agent.status if agent else "",
        absences=absences,
    )
