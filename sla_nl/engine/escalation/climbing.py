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
        row: the trigger that names it; the first in the matrix if several fired together.
        level: the level that is told; None if the matrix has none for it.
        form: `functional` or `hierarchical`; empty if neither the row nor the level has one.
        clock: the due key of its clock; empty if it has none.
        number: 1, or 2 and more where it is repeated.
        clauses: those of all triggers that fired together.
        due_at: the moment before closed hours, pauses and late beginnings moved it.
        cause: a key that stays the same whenever the ticket is judged, and is no other's.
    """

    at: int
    row: TriggerRow
    level: EscalationLevel | None
    form: str
    clock: str
    number: int
    clauses: tuple[str, ...]
    due_at: int
    cause: str

    @property
    def trigger(self) -> str:
        """The event of the trigger: `target_missed`."""
        return self.row.terms.event

    @property
    def to(self) -> str:
        """The function that is told; empty without a level."""
        return "" if self.level is None else self.level.contact

    @property
    def deputies(self) -> tuple[str, ...]:
        """The functions that are asked if the first is not there, in order."""
        if self.level is None:
            return ()
        return tuple(filter(None, (self.level.first_deputy, self.level.second_deputy)))


class Firing(NamedTuple):
    """A cause that is told at a moment.

    Args:
        level: the place of the level for a repeat, which stays at its level; None climbs.
    """

    cause: Cause
    number: int = 1
    level: int | None = None


class Climb:
    """The levels that a ticket has reached."""

    def __init__(self, ladder: Ladder) -> None:
        self.ladder = ladder
        self._reached = 0
        self._positions = {"functional": 0, "hierarchical": -1}
        # The first functional level took the ticket in; no hierarchical one knows of it yet.

    def tell(
        self, at: int, firings: Sequence[Firing]
    ) -> list[tuple[Escalation, int | None, list[Firing]]]:
        """Return the escalations of one moment, each with the place of its level and its firings.

        Rows without a form come first: they tell the level that was reached. Then the others climb
        from there.
        """
        places = {id(firing): _fixed_level(firing) for firing in firings}
        for has_form in (False, True):
            group = [firing for firing in firings if bool(_form(firing)) is has_form]
            for firing in group:
                if places[id(firing)] is None:
                    places[id(firing)] = self._next(_form(firing))
            for firing in group:
                self._mark(places[id(firing)], firing.cause.row)
        return self._merged(at, firings, places)

    def _next(self, form: str) -> int | None:
        """Return the level above the one that was reached; above the last the last again.

        Without a form it is the level that was reached, at the start the first.
        """
        if not form:
            return self._reached if self.ladder.levels else None
        levels = self.ladder.functional if form == "functional" else self.ladder.hierarchical
        if not levels:
            return None
        return levels[min(self._positions[form] + 1, len(levels) - 1)]

    def _mark(self, place: int | None, row: TriggerRow) -> None:
        """Keep that a level was reached; a warning to whoever has the ticket reaches none."""
        if place is None or row.is_warning:
            return
        self._reached = max(self._reached, place)
        form = self.ladder.levels[place].form
        levels = self.ladder.functional if form == "functional" else self.ladder.hierarchical
        self._positions[form] = max(self._positions[form], levels.index(place))

    def _merged(
        self, at: int, firings: Sequence[Firing], places: dict[int, int | None]
    ) -> list[tuple[Escalation, int | None, list[Firing]]]:
        groups: dict[object, list[Firing]] = {}
        for firing in sorted(firings, key=_place_of_row):
            place = places[id(firing)]
            key = firing.cause.row.terms.event if place is None else place
            groups.setdefault(key, []).append(firing)
        found = []
        for together in groups.values():
            place = places[id(together[0])]
            found.append((self._escalation(at, together, place), place, together))
        return sorted(found, key=lambda told: -1 if told[1] is None else told[1])

    def _escalation(self, at: int, together: Sequence[Firing], place: int | None) -> Escalation:
        cause, number, _level = together[0]
        level = None if place is None else self.ladder.levels[place]
        row = cause.row
        form = row.terms.form or ("" if level is None else level.form)
        if cause.level is not None and level is not None:
            form = level.form
        clauses = tuple(dict.fromkeys(c for f in together for c in f.cause.row.terms.clauses))
        key = f"{row.terms.name or row.place}:{row.terms.event}:{cause.key}:{number}"
        return Escalation(at, row, level, form, cause.clock, number, clauses, cause.at, key)


def _fixed_level(firing: Firing) -> int | None:
    """Return the level of a repeat, the one that somebody chose, or that of the row."""
    cause = firing.cause
    if firing.level is not None:
        return firing.level
    return cause.row.level if cause.level is None else cause.level


def _form(firing: Firing) -> str:
    """Return the form of the row; a dash if its level decides it; empty if nothing does."""
    form = firing.cause.row.terms.form
    return form or ("-" if _fixed_level(firing) is not None else "")


def _place_of_row(firing: Firing) -> int:
    return firing.cause.row.place
