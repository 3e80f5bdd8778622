"""The clocks of a solved ticket as it was judged, where its contract's terms say another thing now.

A change of terms never re-judges a closed ticket (DESIGN 5): its page shows what it was judged by.
"""

from __future__ import annotations

from frappe import _
from frappe.model.document import Document

from ..engine.terms import CLOCKS
from ..engine.verdict import Verdict
from ..services import clocks
from ..services.clocks import Stored
from .tickets import is_solved

_JUDGED = ("", "due", "met_at")
"""What tells other terms: a promise more or less, a date, the moment at which one was met."""


def clocks_kept(doc: Document, verdict: Verdict) -> list[Stored]:
    """The clocks as they are stored, in the usual order; none where the verdict says the same."""
    if not is_solved(doc):
        return []
    stored = clocks.read_all([doc.name]).get(doc.name, {})
    if not any(found.field in _JUDGED for found in clocks.differences(verdict, stored)):
        return []
    return sorted(stored.values(), key=_place)


def note() -> str:
    """Why a page shows these clocks."""
    return _("The terms have changed since. These are the dates by which the ticket was judged.")


def _place(row: Stored) -> tuple[int, str]:
    clock, _, share = row["due_key"].partition("@")
    return CLOCKS.index(clock), share
