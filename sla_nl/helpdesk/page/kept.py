"""Read the stored clocks of a solved ticket whose contract has other terms now.

A change of terms never judges a solved ticket again (docs/design.md 5). So its page shows the dates
by which it was judged.
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
"""Differences that show changed terms: a clock added or removed, a due date, a met time."""


def clocks_kept(doc: Document, verdict: Verdict | None = None) -> list[Stored]:
    """Return the stored clocks of a solved ticket, in the usual order.

    Args:
        verdict: under today's terms; None if the contract can no longer judge the ticket.
    Returns: [] for an open ticket, and if the verdict has the same clocks.
    """
    if not is_solved(doc):
        return []
    stored = clocks.read_all([doc.name]).get(doc.name, {})
    found = clocks.differences(verdict, stored) if verdict is not None else ()
    if verdict is not None and not any(one.field in _FIELDS_OF_TERMS for one in found):
        return []
    return sorted(stored.values(), key=_place)


def note() -> str:
    """Return the text that explains why a page shows stored clocks."""
    return _("The terms have changed since. These are the dates by which the ticket was judged.")


def _place(row: Stored) -> tuple[int, str]:
    """Return the sort key of a clock: its type, then its share."""
    clock, _at, share = row["due_key"].partition("@")
    return CLOCKS.index(clock), share
