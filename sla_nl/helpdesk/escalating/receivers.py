"""Choose who is told of the escalations of a batch, from one roster."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import frappe
from frappe import _

from sla_nl.engine.escalation.climbing import Escalation
from sla_nl.engine.terms.escalation import EscalationHolder, EscalationLevel
from sla_nl.engine.verdict import Verdict
from sla_nl.people import reading
from sla_nl.people.choosing import Choice, receivers_of
from sla_nl.site.language import site_language, speaking

from ..staff.roster import roster_with
from ..ticket.tickets import TicketRow

_WHO = "who has it"
"""The name of the one level of a warning, which no matrix has."""

Case = tuple[Verdict, TicketRow, Sequence[Escalation]]


class Receivers:
    """Whoever can be told of the escalations of some tickets.

    Args:
        cases: each ticket with its escalations that are told.
        now: in seconds of UTC.
    """

    def __init__(self, cases: Sequence[Case], now: int) -> None:
        matrices = {matrix for verdict, _row, _told in cases if (matrix := _matrix(verdict))}
        holders = reading.holders_of(matrices) if matrices else {}
        with speaking(""):
            self._assigned, self._team = _("Assigned to"), _("Team")
        warned = [row for _verdict, row, told in cases if any(map(_is_for_those_who_have, told))]
        self._warned = self._those_who_have(warned)
        self.roster = roster_with(holders | self._warned, at_s=now) if cases else None
        people = self.roster.people if self.roster else {}
        self._languages, self._default = _languages(people), site_language()

    def of(self, verdict: Verdict, ticket: str, told: Escalation) -> Choice:
        """Return who is told of an escalation."""
        assert self.roster is not None
        if not _is_for_those_who_have(told):
            level = "" if told.level is None else told.level.level
            levels = verdict.contract.ladder.levels if verdict.contract.ladder else ()
            return receivers_of(self.roster, _matrix(verdict), levels, level)
        functions = dict.fromkeys(row.function for row in self._warned[_key(ticket)])
        first, second, *_rest = *functions, "", ""
        levels = (EscalationLevel(_WHO, first, first_deputy=second),) if first else ()
        choice = receivers_of(self.roster, _key(ticket), levels, _WHO)
        return choice._replace(level="", function="")

    def language_of(self, user: str) -> str:
        """Return the language of a user, or that of the site for somebody without one."""
        return self._languages.get(user) or self._default

    def _those_who_have(self, rows: Iterable[TicketRow]) -> dict[str, tuple[EscalationHolder, ...]]:
        """Return who has each ticket: those to whom it is assigned, and then its team."""
        names = [row["name"] for row in rows]
        found = {}
        for name, assigned, team in _assignments(names) if names else ():
            users = json.loads(assigned or "[]")
            own = [EscalationHolder(self._assigned, user=user) for user in users]
            own += [EscalationHolder(self._team, team=team)] if team else []
            found[_key(name)] = tuple(own)
        return found


def _is_for_those_who_have(told: Escalation) -> bool:
    """Return whether it concerns no level: a warning, or a procedure for whoever has the ticket."""
    return told.row.is_warning or told.level is None


def _assignments(names: Sequence[str]) -> list[tuple[str, str, str]]:
    return frappe.db.sql(
        "select name, _assign, agent_group from `tabHD Ticket` where name in %s", (tuple(names),)
    )


def _languages(users: Iterable[str]) -> dict[str, str]:
    names = sorted(users)
    rows = frappe.get_all("User", {"name": ("in", names)}, ["name", "language"]) if names else []
    return {row.name: row.language for row in rows}


def _matrix(verdict: Verdict) -> str:
    return verdict.contract.terms.escalation_matrix


def _key(ticket: str) -> str:
    """Return the key of a ticket in the roster; no matrix has that name."""
    return f"ticket\n{ticket}"
