"""The people, teams and holders of a day, as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from sla_nl.engine.terms.escalation import EscalationHolder

Absence = tuple[date, date]
"""The first and the last day away."""


class Person(NamedTuple):
    """A user of the site.

    Args:
        name: the full name, for texts.
        is_colleague: whether they may use the desk; a customer in the portal may not.
        is_agent: whether they have an agent in Helpdesk, to whom a ticket can be assigned.
        is_active: whether that agent is active.
        status: the availability that they chose, if it is one in which they are not available.
    """

    user: str
    name: str = ""
    email: str = ""
    is_enabled: bool = True
    is_colleague: bool = True
    is_agent: bool = False
    is_active: bool = True
    status: str = ""
    absences: tuple[Absence, ...] = ()


class Team(NamedTuple):
    """A team of Helpdesk. Args: members: their users."""

    name: str
    members: tuple[str, ...] = ()
    is_enabled: bool = True


class Roster(NamedTuple):
    """Who is there on a day. One roster serves many escalations, such as those of a sweep.

    Args:
        holders: by the name of a matrix.
        people: by their user.
        teams: by their name.
        managers: the users who are told if nobody else can be.
    """

    day: date
    holders: Mapping[str, tuple[EscalationHolder, ...]]
    people: Mapping[str, Person]
    teams: Mapping[str, Team]
    managers: tuple[str, ...] = ()

    def without(self, users: Iterable[str]) -> Roster:
        """Return the roster as it would be if some users were away today."""
        away = {
            user: person._replace(absences=((self.day, self.day),))
            for user in users
            if (person := self.people.get(user))
        }
        return self._replace(people={**self.people, **away})


def key_of(function: str) -> str:
    """Return a function as it is compared: without regard to case and outer spaces."""
    return function.strip().casefold()
