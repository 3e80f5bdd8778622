"""What somebody escalates by hand: the note that they give with it, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable

from frappe import _

from sla_nl.engine.escalation.climbing import Escalation
from sla_nl.engine.terms.vocabulary import RECORDED
from sla_nl.engine.verdict import Verdict
from sla_nl.escalation.log import cause_of
from sla_nl.records.timeline import Happening
from sla_nl.site.messages import refuse

from ..ticket.translation import ESCALATED

NOTE = "note"
MOST_CHARACTERS = 500

_NO_TAGS = str.maketrans("<>", "‹›")
"""Forms and reports of Frappe show a text as HTML, so a note has no signs of HTML."""


def read_note(text: str) -> str:
    """Return a note as it is stored, in one line.

    Raises: frappe.ValidationError: it is too long.
    """
    note = " ".join(text.split()).translate(_NO_TAGS)
    if len(note) > MOST_CHARACTERS:
        told = _("The note has {0} characters. Write at most {1}.")
        refuse(told, len(note), MOST_CHARACTERS)
    return note


def note_of(rows: Iterable[Happening], told: Escalation) -> str:
    """Return the note of an escalation by hand; empty if it has none, or another cause.

    Args:
        rows: the timeline of its ticket.
    """
    event = told.row.terms.event
    if event not in RECORDED:
        return ""
    at = told.reason.key[0]
    facts = (row.facts for row in rows if (row.event, row.at) == (ESCALATED, at))
    said = (one.get(NOTE) for one in facts if one.get("reason") == event)
    return str(next(said, None) or "")


def causes_of(verdict: Verdict, at: int) -> list[str]:
    """Return the causes in the log of what somebody escalated at a moment, with its repeats."""
    by_hand = (e for e in verdict.escalations if e.row.terms.event in RECORDED)
    return [cause_of(verdict.ticket.id, one.cause) for one in by_hand if one.reason.key[0] == at]
