"""The levels and triggers of a matrix, compiled for a contract."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import NamedTuple

from ..calendars.calendar import Calendar
from ..target_rows import TargetRow, span_row
from ..terms.contract import ContractTerms
from ..terms.escalation import EscalationLevel, EscalationMatrix, EscalationTrigger
from ..terms.vocabulary import RECORDED


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class TriggerRow:
    """A trigger with what counting needs.

    Args:
        place: the number of the row in its matrix, which orders rows that fire together.
        event, form, clauses: as in the terms, where they are read very often.
        delay: the time from the event to the telling; None if it is told at once.
        repeat: the time between two tellings; None if it is told once.
        calendar: the hours in which it is told; None if it is told at any time.
        level: the place of its own level among the levels; None if it has none.
        is_warning: whether it only warns whoever has the ticket, and so involves no level.
    """

    place: int
    terms: EscalationTrigger
    event: str
    form: str
    clauses: tuple[str, ...]
    delay: TargetRow | None
    repeat: TargetRow | None
    calendar: Calendar | None
    level: int | None
    is_warning: bool


class Triggers(NamedTuple):
    """The triggers for tickets of one kind and priority.

    Args:
        timed: the rows that fire by the clock.
        recorded: the rows that fire when somebody escalates, by the reason.
    """

    timed: tuple[TriggerRow, ...]
    recorded: Mapping[str, tuple[TriggerRow, ...]]


class Ladder:
    """An escalation matrix, compiled for a contract.

    Args:
        hierarchical, functional: the places of the levels of each form, the lowest first.
        positions: for each level its position among the levels of its form.
        rows: the triggers that are not switched off.
    """

    def __init__(
        self, matrix: EscalationMatrix, terms: ContractTerms, calendars: Mapping[str, Calendar]
    ) -> None:
        self.levels: tuple[EscalationLevel, ...] = matrix.levels
        self.hierarchical = self._places("hierarchical")
        self.functional = self._places("functional")
        both = (*enumerate(self.hierarchical), *enumerate(self.functional))
        self.positions = {place: position for position, place in both}
        self._by_name = {row.level.casefold(): place for place, row in enumerate(matrix.levels)}
        self.rows = tuple(
            self._compile(place, row, terms, calendars)
            for place, row in enumerate(matrix.triggers, 1)
            if not row.is_off
        )

    def place_of(self, level: str) -> int | None:
        """Return the place of a level by its name; None if there is no such level."""
        return self._by_name.get(level.casefold())

    def triggers_for(self, kind: str, priority: str) -> Triggers:
        """Return the triggers that hold for a kind and priority."""
        rows = [
            row
            for row in self.rows
            if row.terms.kind in ("", kind) and row.terms.priority in ("", priority)
        ]
        recorded = {
            event: own
            for event in RECORDED
            if (own := tuple(row for row in rows if row.terms.event == event))
        }
        return Triggers(tuple(r for r in rows if r.terms.event not in recorded), recorded)

    def _places(self, form: str) -> tuple[int, ...]:
        return tuple(place for place, row in enumerate(self.levels) if row.form == form)

    def _compile(
        self,
        place: int,
        row: EscalationTrigger,
        terms: ContractTerms,
        calendars: Mapping[str, Calendar],
    ) -> TriggerRow:
        counting = calendars[row.calendar or terms.calendar]
        return TriggerRow(
            place,
            row,
            row.event,
            row.form,
            row.clauses,
            span_row(row.amount, row.unit, terms, counting),
            span_row(row.repeat_amount, row.repeat_unit, terms, counting),
            calendars[row.calendar] if row.calendar else None,
            self.place_of(row.level) if row.level else None,
            row.event == "share_used" and not (row.form or row.level),
        )
