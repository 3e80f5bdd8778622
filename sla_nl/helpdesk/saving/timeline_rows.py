"""The rows of a ticket's timeline that a save reads, completes and adds."""

from __future__ import annotations

from collections.abc import Sequence

from frappe.model.document import Document

from sla_nl.records import timeline
from sla_nl.records.timeline import CHANGED, Facts, Happening
from sla_nl.site.time import instant_of, now_s

from ..ticket.beginnings import entries, rebuild_missing
from ..ticket.facts import CHANNEL
from ..ticket.helpdesk_log import SAME_SAVE_S
from ..ticket.stamps import EVENTS
from ..ticket.tickets import row_of
from .messages import message_of
from .state import Pending, save_of

RESPONSE = "last_agent_response"


def read(doc: Document, before: Document) -> list[Happening]:
    """Return the timeline of a ticket that is locked.

    A transaction reads the rows as they were when it began. A save that waited for another save
    misses the rows of that one, so it reads them again with a lock.
    """
    rows, save = timeline.read(before.name), save_of(doc)
    save.has_waited = len(rows) != (before.get(EVENTS) or 0)
    return timeline.read(before.name, is_latest=True) if save.has_waited else rows


def complete(doc: Document, before: Document, rows: list[Happening]) -> list[Happening]:
    """Write the rows that a timeline lacks up to this save, and return the whole timeline."""
    until = (instant_of(before.modified, until=now_s()) or 0) + SAME_SAVE_S
    rebuilt = rebuild_missing([row_of(before)], {before.name: rows}, until)[before.name]
    timeline.append_all(entries(before.name, rebuilt, len(rows)))
    if not rows and not doc.sla_nl_channel:
        doc.sla_nl_channel = rebuilt[0].happening.facts.get(CHANNEL)
    return [*rows, *(row.happening for row in rebuilt)]


def queue(
    doc: Document, rows: Sequence[Happening], changed: Facts, recorded: Happening | None
) -> Pending:
    """Queue the new rows of the timeline, so that they are written even if the judgement fails."""
    new = _new_rows(doc, changed)
    new += [recorded] if recorded is not None else []
    doc.set(EVENTS, len(rows) + len(new))
    pending = save_of(doc).pending = Pending(new, len(rows))
    return pending


def _new_rows(doc: Document, changed: Facts) -> list[Happening]:
    """Return rows for the facts that a save changes; a response gets the date of its message."""
    message, rows, rest = message_of(doc), [], dict(changed)
    if message is not None and message.written_at is not None and RESPONSE in rest:
        response = {RESPONSE: rest.pop(RESPONSE)}
        rows = [Happening(message.written_at, CHANGED, response)]
    changed_at = save_of(doc).changed_at
    at = now_s() if changed_at is None else changed_at
    return [*rows, Happening(at, CHANGED, rest)] if rest else rows
