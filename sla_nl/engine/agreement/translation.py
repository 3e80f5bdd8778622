"""Read a ticket of one contract as a ticket of another, whose priorities have other codes.

Example: an `Urgent` incident of Covide is a `P1` under Vcare connect, because both are what
Helpdesk calls Urgent.
"""

from __future__ import annotations

from functools import cache

from ..contract import Contract
from ..ticket import Event, Ticket


class Translation:
    """A translation of tickets from one contract to another.

    A code that the other contract has too stays. Another code is looked up by the priority that
    Helpdesk has for it. A code that cannot be translated stays, and judging the ticket then says
    what is wrong.
    """

    def __init__(self, own: Contract, other: Contract) -> None:
        self.own = own
        self.other = other
        self._code = cache(self._find_code)

    def ticket(self, ticket: Ticket) -> Ticket:
        """Return the ticket as one of the other contract."""
        return ticket._replace(
            contract=self.other.name,
            priority=self._code(ticket.kind, ticket.priority),
            events=self._events(ticket),
        )

    def _events(self, ticket: Ticket) -> tuple[Event, ...]:
        if not any(event.priority for event in ticket.events):
            return ticket.events
        kind = ticket.kind
        found: list[Event] = []
        for event in sorted(ticket.events, key=lambda event: event.at):
            kind = event.kind or kind
            if event.priority:
                event = event._replace(priority=self._code(kind, event.priority))
            found.append(event)
        return tuple(found)

    def _find_code(self, kind: str, code: str) -> str:
        if self.other.knows(kind, code):
            return code
        for row in self.own.terms.priority_map:
            if row.priority == code and row.kind in ("", kind):
                found = self.other.priority_of(kind, row.ticket_type, row.helpdesk_priority)
                if self.other.knows(kind, found):
                    return found
        return code
