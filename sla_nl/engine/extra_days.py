"""The days that a status adds to the deadline once somebody was contacted (docs/design.md 9)."""

from __future__ import annotations

from typing import NamedTuple

from .clock_state import Course, Extension
from .contract import Contract, StatusRow
from .counting import after
from .follow_ups import does, whom_of
from .history import NEVER, TicketHistory
from .terms.contract import ContractTerms
from .ticket import Ticket, in_order


class Contact(NamedTuple):
    """The last contact under the status that the ticket has, and the rule of that status."""

    at: int
    row: StatusRow


def last_contact(contract: Contract, ticket: Ticket, history: TicketHistory) -> Contact | None:
    """Return the contact that moves the deadline; None if none does."""
    spans = history.status_spans
    if not spans or spans[-1][2] != NEVER:
        return None
    name, began, _ended = spans[-1]
    row = history.service_level_at(contract, began).statuses.get(name)
    if row is None or row.extra is None:
        return None
    whom, what = whom_of(row), row.terms.follow_up
    contacts = [e.at for e in in_order(ticket) if e.at > began and does(e, whom, what)]
    return Contact(contacts[-1], row) if contacts else None


def extended(course: Course, contact: Contact, terms: ContractTerms) -> Course:
    """Return a course whose date is moved on by the extra days of a contact.

    Under a status that pauses only the held date moves: the clock itself waits. A date that had
    passed before the contact stays.
    """
    held, rule, extra = course.held_due, contact.row.terms, contact.row.extra
    is_paused = rule.effect == "pauses"
    if held is None or extra is None or (course.due is None) is not is_paused:
        return course
    if not is_paused and held < contact.at:
        return course
    moved = after(extra, contact.at if rule.extra_days_from == "follow_up" else held, terms)
    if moved <= held:
        return course
    due = None if is_paused else moved
    extension = Extension(contact.at, moved, rule.clauses)
    return course._replace(due=due, held_due=moved, extension=extension)
