"""Which level is told: the ladder of one ticket, climbed a level at a time.

Triggers that fire at one moment climb together: two that reach the same level are one escalation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..terms.escalation import EscalationLevel
from .causes import Cause
from .ladder import Ladder, TriggerRow


class Escalation(NamedTuple):
    """An escalation of a ticket. Instants are whole seconds of UTC.

    Args:
        at: when somebody is told.
        level: the level that is told; None if the matrix has none for it.
        number: 1, or 2 and more where it is repeated.
        clauses: those of all triggers that fired together.
        reason: why it is told: the cause of the first of those triggers in the matrix.
    """

    at: int
    level: EscalationLevel | None
    number: int
    clauses: tuple[str, ...]
    reason: Cause

    @property
    def row(self) -> TriggerRow:
        """The trigger that names it."""
        return self.reason.row

    @property
    def trigger(self) -> str:
        """The event of the trigger: `target_missed`."""
        return self.reason.row.event

    @property
    def form(self) -> str:
        """`functional` or `hierarchical`; empty if neither the row nor the level has a form."""
        level, cause = self.level, self.reason
        if level is not None and (cause.level is not None or not cause.row.form):
            return level.form
        return cause.row.form

    @property
    def clock(self) -> str:
        """The due key of its clock; empty if it has none."""
        return self.reason.clock

    @property
    def to(self) -> str:
        """The function that is told; empty without a level."""
        return "" if self.level is None else self.level.contact

    @property
    def deputies(self) -> tuple[str, ...]:
        """The functions that are asked if the first is not there, in order."""
        level = self.level
        if level is None or not level.first_deputy:
            return ()
        both = (level.first_deputy, level.second_deputy)
        return both if level.second_deputy else both[:1]

    @property
    def due_at(self) -> int:
        """The moment before closed hours, pauses and a late beginning of the row moved it."""
        return self.reason.at

    @property
    def cause(self) -> str:
        """A key that stays the same whenever the ticket is judged, and that no other has."""
        reason = self.reason
        name = reason.row.terms.name or reason.row.place
        parts = (name, reason.row.event, *reason.key, self.number)
        return ":".join(str(part) for part in parts if part != "")


class Firing(NamedTuple):
    """A cause that is told at a moment.

    Args:
        number: 1, or the number of the repeat.
        level: the place of the level for a repeat, which stays at its level; None climbs.
    """

    cause: Cause
    number: int = 1
    level: int | None = None

    @property
    def fixed_level(self) -> int | None:
        """The level of a repeat, the one that somebody chose, or that of the row."""
        if self.level is not None:
            return self.level
        cause = self.cause
        return cause.row.level if cause.level is None else cause.level

    @property
    def is_formless(self) -> bool:
        """True if neither the row nor a level of its own gives it a form."""
        return not self.cause.row.form and self.fixed_level is None


Told = tuple[Escalation, int | None, Sequence[Firing]]
"""An escalation, the place of its level, and the firings that it tells."""


class Climb:
    """The levels that a ticket has reached."""

    def __init__(self, ladder: Ladder) -> None:
        self.ladder = ladder
        self._reached = 0
        # The first functional level took the ticket in; no hierarchical level knows of it yet.
        self._functional, self._hierarchical = 0, -1

    def tell(self, at: int, firings: Sequence[Firing]) -> Sequence[Told]:
        """Return the escalations of one moment, the lowest level first.

        Rows without a form come first: they tell the level that was reached. Then the others climb
        from there.
        """
        if len(firings) == 1:
            place = self._place(firings[0])
            self._mark(place, firings[0])
            return ((self._escalation(at, firings, place), place, firings),)
        places: dict[int, int | None] = {}
        for is_formless in (True, False):
            group = [firing for firing in firings if firing.is_formless is is_formless]
            places |= {id(firing): self._place(firing) for firing in group}
            for firing in group:
                self._mark(places[id(firing)], firing)
        return self._merged(at, firings, places)

    def _place(self, firing: Firing) -> int | None:
        """Return the level of a firing: its own, or the one above that which was reached.

        Above the last level it is the last again. Without a form it is the level that was reached,
        at the start the first.
        """
        fixed = firing.fixed_level
        if fixed is not None:
            return fixed
        form, ladder = firing.cause.row.form, self.ladder
        if not form:
            return self._reached if ladder.levels else None
        if form == "functional":
            levels, reached = ladder.functional, self._functional
        else:
            levels, reached = ladder.hierarchical, self._hierarchical
        return levels[min(reached + 1, len(levels) - 1)] if levels else None

    def _mark(self, place: int | None, firing: Firing) -> None:
        """Keep that a level was reached; a warning to whoever has the ticket reaches none."""
        if place is None or firing.cause.row.is_warning:
            return
        self._reached = max(self._reached, place)
        position = self.ladder.positions[place]
        if self.ladder.levels[place].form == "functional":
            self._functional = max(self._functional, position)
        else:
            self._hierarchical = max(self._hierarchical, position)

    def _merged(
        self, at: int, firings: Sequence[Firing], places: dict[int, int | None]
    ) -> Sequence[Told]:
        groups: dict[object, list[Firing]] = {}
        for firing in sorted(firings, key=_rank):
            place = places[id(firing)]
            key = firing.cause.row.event if place is None else place
            groups.setdefault(key, []).append(firing)
        found: list[Told] = []
        for together in groups.values():
            place = places[id(together[0])]
            found.append((self._escalation(at, together, place), place, together))
        return sorted(found, key=lambda told: -1 if told[1] is None else told[1])

    def _escalation(self, at: int, together: Sequence[Firing], place: int | None) -> Escalation:
        cause, number, _level = together[0]
        clauses = cause.row.clauses
        if len(together) > 1:
            clauses = tuple(dict.fromkeys(c for f in together for c in f.cause.row.clauses))
        level = None if place is None else self.ladder.levels[place]
        return Escalation(at, level, number, clauses, cause)


def _rank(firing: Firing) -> tuple[int, int, int]:
    """Return a key that puts the firing first that names an escalation: a new one of the first row.

    Of several repeats of one row it is the one whose cause is the oldest.
    """
    cause, number, _level = firing
    return cause.row.place, number, cause.at
