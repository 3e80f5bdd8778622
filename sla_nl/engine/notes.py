"""Notes on how a ticket was reported: through which channel, by whom, to which desk.

A verdict shows them beside its clocks. They change no date.
"""

from __future__ import annotations

from collections.abc import Iterator

from .contract import Contract
from .history import Note, TicketHistory
from .ticket import Ticket


def notes_of(contract: Contract, ticket: Ticket, history: TicketHistory) -> Iterator[Note]:
    """Yield the notes on how a ticket was reported, and on the decision that it cannot wait."""
    if ticket.channel:
        yield from _on_channel(ticket.channel, history)
        if contract.desks_for_some:
            yield from _on_desk(contract, ticket.channel, history)
    if ticket.is_registered is False and (rule := contract.contact_rule) is not None:
        yield Note(f"contact_{rule.others}", {"subject": rule.subject}, rule.clauses)
    if history.decisions:
        yield from _on_decision(history)


def _on_channel(channel: str, history: TicketHistory) -> Iterator[Note]:
    """Yield a note for each channel rule that leaves out the channel of the report."""
    for rule in history.service_level.channel_rules:
        if channel not in rule.channels:
            values: dict[str, str | int] = {
                "channel": channel,
                "channels": ", ".join(rule.channels),
            }
            yield Note(f"channel_{rule.effect}", values, rule.clauses)


def _on_desk(contract: Contract, channel: str, history: TicketHistory) -> Iterator[Note]:
    """Yield a note if no desk of the report's channel takes the ticket's priority.

    Example: Raet's stand-by is for availability only (raet-standby-scope).
    """
    desks = contract.desks_for_some.get(channel, ())
    if desks and not any(history.service_level.priority in desk.priorities for desk in desks):
        subjects = dict.fromkeys(desk.subject for desk in desks)
        priorities = dict.fromkeys(code for desk in desks for code in desk.priorities)
        clauses = dict.fromkeys(code for desk in desks for code in desk.clauses)
        values: dict[str, str | int] = {
            "subject": ", ".join(subjects),
            "priorities": ", ".join(priorities),
        }
        yield Note("desk_for_others", values, tuple(clauses))


def _on_decision(history: TicketHistory) -> Iterator[Note]:
    """Yield a note if the decision that the ticket cannot wait changes nothing."""
    level, reported = history.service_level, history.reported_at
    rule = next((rule for rule in level.round_the_clock if rule.event == "cannot_wait"), None)
    if rule is None:
        yield Note("cannot_wait_without_rule", {})
        return
    rows = [row for rows in level.rows for row in rows if row.clock in rule.clocks]
    if not any(row.calendar.is_open(reported) for row in rows):
        yield Note("cannot_wait_outside_hours", {}, rule.clauses)
