"""Choose who is told of an escalation (docs/design.md 8.5).

The holder of the level's function is asked first, then the first deputy, then the second, and then
the same on the next level of that form. If nobody is left, all SLA Managers are told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from sla_nl.engine.terms.escalation import EscalationHolder, EscalationLevel

from .roster import Person, Roster, key_of

NOBODY, UNKNOWN, DISABLED, PORTAL = "nobody", "unknown", "disabled", "portal"
AWAY, INACTIVE, UNAVAILABLE, EMPTY = "away", "inactive", "unavailable", "empty"
REASONS = (NOBODY, UNKNOWN, DISABLED, PORTAL, AWAY, INACTIVE, UNAVAILABLE, EMPTY)
"""Why a function or a person was passed over. `nobody` holds the function; a user or team is
`unknown` if it does not exist any more; an `empty` team has no members.
"""


class Receiver(NamedTuple):
    """Somebody who is told.

    Args:
        user: empty for a mere e-mail address.
        team: the team through which they are told; empty if they hold the function themselves.
        is_agent: whether a ticket can be assigned to them.
    """

    user: str
    email: str
    name: str = ""
    team: str = ""
    is_agent: bool = False


class PassedOver(NamedTuple):
    """A function, or somebody who holds it, that could not be told.

    Args:
        who: the user or team; empty if nobody holds the function.
        name: their full name.
        reason: one of `REASONS`.
        until: the last day away.
        detail: the availability that they chose.
    """

    level: str
    function: str
    who: str
    reason: str
    name: str = ""
    team: str = ""
    until: date | None = None
    detail: str = ""


class Choice(NamedTuple):
    """Who is told of an escalation.

    Args:
        receivers: all of them are told.
        level, function: those of the receivers; empty if nobody was left.
        deputy: 0 for the holder of a level's function, 1 or 2 for a deputy.
        passed_over: who was asked before them, in order.
        is_nobody_left: whether the receivers are the SLA Managers, as nobody else is there.
    """

    receivers: tuple[Receiver, ...]
    level: str
    function: str
    deputy: int
    passed_over: tuple[PassedOver, ...]
    is_nobody_left: bool = False

    @property
    def teams(self) -> tuple[str, ...]:
        """The teams that hold the function, each once: a ticket can be handed to one of them."""
        return tuple(dict.fromkeys(r.team for r in self.receivers if r.team))


def receivers_of(
    roster: Roster, matrix: str, levels: Sequence[EscalationLevel], level: str
) -> Choice:
    """Return who is told of an escalation on a level.

    Args:
        matrix: the name of the matrix, whose holders the roster knows.
        levels: the levels of the matrix, the lowest first.
        level: the name of the level; where there is none of that name, the managers are told.
    """
    passed: list[PassedOver] = []
    asked: set[str] = set()
    for row in levels_from(levels, level):
        for deputy, function in enumerate(functions_of(row)):
            if key_of(function) in asked:  # The deputy of one level is often the next level.
                continue
            asked.add(key_of(function))
            if found := _holders_of(roster, matrix, row.level, function, passed):
                return Choice(found, row.level, function, deputy, tuple(passed))
    return Choice(managers_of(roster), "", "", 0, tuple(passed), is_nobody_left=True)


def levels_from(levels: Sequence[EscalationLevel], level: str) -> Iterator[EscalationLevel]:
    """Yield a level and the levels of its form above it."""
    place = next((n for n, row in enumerate(levels) if key_of(row.level) == key_of(level)), None)
    if place is not None:
        form = levels[place].form
        yield from (row for row in levels[place:] if row.form == form)


def functions_of(level: EscalationLevel) -> tuple[str, ...]:
    """Return the functions of a level in the order in which they are asked."""
    named = (level.contact, level.first_deputy, level.second_deputy)
    return tuple(function for function in named if function)


def unheld(roster: Roster, matrix: str, levels: Sequence[EscalationLevel]) -> tuple[str, ...]:
    """Return the functions of a matrix that nobody holds, each once, the lowest level first."""
    held = {key_of(row.function) for row in roster.holders.get(matrix, ())}
    named = (function for level in levels for function in functions_of(level))
    free = {key_of(function): function for function in named if key_of(function) not in held}
    return tuple(free.values())


def managers_of(roster: Roster) -> tuple[Receiver, ...]:
    """Return the SLA Managers who can be told; being away keeps nobody from it."""
    people = (roster.people.get(user) for user in roster.managers)
    return tuple(_receiver(one) for one in people if one and one.is_enabled and one.is_colleague)


def why_not(person: Person | None, day: date) -> tuple[str, date | None]:
    """Return why somebody cannot be told on a day, and their last day away; empty if they can."""
    if person is None:
        return UNKNOWN, None
    if not person.is_enabled:
        return DISABLED, None
    if not person.is_colleague:
        return PORTAL, None
    if until := _away_until(person, day):
        return AWAY, until
    if person.is_agent and not person.is_active:
        return INACTIVE, None
    return (UNAVAILABLE, None) if person.status else ("", None)


def _away_until(person: Person, day: date) -> date | None:
    """Return the last day of an absence that holds on a day; of several the last one."""
    return max((last for first, last in person.absences if first <= day <= last), default=None)


def _holders_of(
    roster: Roster, matrix: str, level: str, function: str, passed: list[PassedOver]
) -> tuple[Receiver, ...]:
    """Return who of the holders of a function is there; add the others to the list if nobody is."""
    wanted = key_of(function)
    rows = [row for row in roster.holders.get(matrix, ()) if key_of(row.function) == wanted]
    found: dict[str, Receiver] = {}
    missing = [] if rows else [PassedOver(level, function, "", NOBODY)]
    for row in rows:
        for own in _of_holder(roster, row):
            if isinstance(own, Receiver):
                found.setdefault(own.email, own)
            else:
                missing.append(own._replace(level=level, function=function))
    if not found:
        passed += (one for one in missing if one not in passed)
    return tuple(found.values())


def _of_holder(roster: Roster, row: EscalationHolder) -> Iterator[Receiver | PassedOver]:
    """Yield the people of a holder: those who are told, and those who cannot be."""
    if row.email:
        yield Receiver("", row.email, row.email)
    elif row.user:
        yield _of_user(roster, row.user)
    else:
        yield from _of_team(roster, row.team)


def _of_team(roster: Roster, name: str) -> Iterator[Receiver | PassedOver]:
    team = roster.teams.get(name)
    if team is None or not team.is_enabled:
        yield PassedOver("", "", name, UNKNOWN if team is None else DISABLED, name)
    elif not team.members:
        yield PassedOver("", "", name, EMPTY, name)
    else:
        yield from (_of_user(roster, user, name) for user in team.members)


def _of_user(roster: Roster, user: str, team: str = "") -> Receiver | PassedOver:
    person = roster.people.get(user)
    reason, until = why_not(person, roster.day)
    if person is None or reason:
        name, status = (person.name, person.status) if person else ("", "")
        detail = status if reason == UNAVAILABLE else ""
        return PassedOver("", "", user, reason, name or user, team, until, detail)
    return _receiver(person, team)


def _receiver(person: Person, team: str = "") -> Receiver:
    is_agent = person.is_agent and person.is_active
    return Receiver(person.user, person.email or person.user, person.name, team, is_agent)
