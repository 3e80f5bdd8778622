"""The clocks of a solved ticket as it was judged, where its contract's terms say another thing now.

A change of terms never re-judges a closed ticket (docs/design.md 5): its page shows what it was
judged by.
"""

from __future__ import annotations

from frappe import _
from frappe.model.document import Document

from sla_nl.engine.terms.vocabulary import CLOCKS
from sla_nl.engine.verdict import Verdict
from sla_nl.records import clocks
from sla_nl.records.clocks import Stored

from ..ticket.tickets import is_solved

_FIELDS_OF_TERMS = ("", "due", "met_at")
"""What tells other terms: a promise more or less, a date, the moment at which one was met."""


def clocks_kept(doc: Document, verdict: Verdict | None = None) -> list[Stored]:
    """The clocks of a solved ticket as they are stored, in the usual order.

    Args:
        verdict: under today's terms; where it says the same, there is nothing to keep. None: there
            is none any more.
    """
    if not is_solved(doc):
        return []
    stored = clocks.read_all([doc.name]).get(doc.name, {})
    found = clocks.differences(verdict, stored) if verdict is not None else ()
    if verdict is not None and not any(one.field in _FIELDS_OF_TERMS for one in found):
        return []
    return sorted(stored.values(), key=_place)


def note() -> str:
    """Why a page shows these clocks."""
    return _("The terms have changed since. These are the dates by which the ticket was judged.")


def _place(row: Stored) -> tuple[int, str]:
    clock, _at, share = row["due_key"].partition("@")
    return CLOCKS.index(clock), share
