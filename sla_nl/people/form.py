"""Read levels and holders from the form of a matrix, saved or not."""

from __future__ import annotations

from frappe.model.document import Document

from sla_nl.engine.terms.escalation import EscalationHolder, EscalationLevel

from .reading import holder_of
from .roster import key_of

_COLUMNS = ("level", "contact", "form", "first_deputy", "second_deputy")


def levels_of(matrix: Document) -> list[EscalationLevel]:
    """Return the levels that have a name and a function; a form may have half a row."""
    texts = (
        [str(row.get(column) or "").strip() for column in _COLUMNS] for row in matrix.get("levels")
    )
    return [
        EscalationLevel(level, contact, form, first, second)
        for level, contact, form, first, second in texts
        if level and contact
    ]


def holders_in(matrix: Document) -> tuple[EscalationHolder, ...]:
    """Return the holders who are somebody; a form may have half a row."""
    rows = (holder_of(row) for row in matrix.get("holders"))
    return tuple(row for row in rows if row.user or row.team or row.email)


def functions_in(levels: list[EscalationLevel]) -> list[str]:
    """Return the functions that levels name, each once, the lowest level first."""
    named = [f for row in levels for f in (row.contact, row.first_deputy, row.second_deputy) if f]
    return list({key_of(function): function for function in named}.values())
