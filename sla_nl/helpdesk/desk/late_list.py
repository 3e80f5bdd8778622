"""The list to work from: what is late first, then what is due, by the next date.

The desk has it as a report, and Helpdesk as a view of its own list. Both read the same two fields
of a ticket. A text in them is for sorting, so Helpdesk's list gets words in its place.
"""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe import _

from sla_nl.engine.words.telling import clock_name
from sla_nl.site.language import language
from sla_nl.site.time import instant_of, now_s

from .. import TICKET
from ..ticket.stamps import DUE, LATE, SOLVED, UNDATED, URGENCY
from ..ticket.tickets import SOLVED as SOLVED_CATEGORY

Row = dict[str, Any]

VIEW = "SLA-NL-LATE-FIRST"
LABEL = "Late first"
"""The name and the label of Helpdesk's view of it."""

IS_LATE, HEADING = "sla_nl_is_late", "sla_nl_heading"
"""What `public/js/list_page.js` reads: whether a row is late, and the label of the view in two
languages, as Helpdesk does not translate it above the list.
"""

NEXT_DUE, NEXT_CLOCK = "sla_nl_next_due", "sla_nl_next_clock"
OPEN = {"status_category": ("!=", SOLVED_CATEGORY)}
ORDER = f"{URGENCY} asc"
_READ = (
    "name", "subject", "customer", "priority", "status", "agent_group", "_assign", "creation",
    NEXT_DUE, NEXT_CLOCK, URGENCY,
)  # fmt: skip
_UNITS = (("{0}d", 86400), ("{0}h", 3600), ("{0}m", 60))


def rows() -> list[Row]:
    """Return the open tickets that the user may see, in order, with words for the report."""
    found = frappe.get_list(TICKET, OPEN, _READ, order_by="creation", limit_page_length=0)
    found.sort(key=lambda row: row[URGENCY] or UNDATED)
    now = now_s()
    return [
        {
            **row,
            "standing": due_text(row[NEXT_DUE], now),
            "clock": clock_text(row[NEXT_CLOCK]),
            "assigned_to": ", ".join(map(_full_name, json.loads(row["_assign"] or "[]"))),
            "is_late": int(str(row[URGENCY]).startswith(LATE)),
        }
        for row in found
    ]


def in_words(answer: Row, view: str | None = None) -> Row:
    """Return an answer of Helpdesk's list with words in place of values that are for sorting.

    Args:
        view: the name of the view that is shown; the headings of our own view are translated too.
    """
    tellers, now = {NEXT_CLOCK: clock_text, URGENCY: urgency_text}, now_s()
    for row in answer.get("data") or ():
        if NEXT_DUE in row:
            due = instant_of(row[NEXT_DUE])
            row[NEXT_DUE], row[IS_LATE] = due_text(row[NEXT_DUE], now), _has_passed(due, now)
        row.update({key: tell(row[key]) for key, tell in tellers.items() if key in row})
    for column in answer.get("columns") or ():
        is_ours = column.get("key") in (NEXT_DUE, *tellers)
        if is_ours:
            column["type"] = "Data"  # Helpdesk would show the text of a date as one of the past
        if is_ours or view == VIEW:
            column["label"] = _(column.get("label") or "")
    if view == VIEW:
        answer[HEADING] = [LABEL, _(LABEL)]
    return answer


def due_text(due: Any, now: int) -> str:
    """Return the time to a date or since it, such as `Due in 3h 12m`; a dash without a date."""
    instant = instant_of(due)
    if instant is None:
        return "—"
    text = _("Overdue by {0}") if _has_passed(instant, now) else _("Due in {0}")
    return text.format(_span(abs(instant - now)))


def clock_text(key: str | None) -> str:
    """Return the name of a clock such as `resolution@99.9`; a dash if there is none."""
    return clock_name(key, language()) if key else "—"


def urgency_text(urgency: str | None) -> str:
    """Return how urgent a ticket is, in a word."""
    words = {LATE: _("Late"), DUE: _("Due"), UNDATED: _("No date"), SOLVED: _("Solved")}
    return words.get((urgency or UNDATED)[:1], "—")


def _has_passed(instant: int | None, now: int) -> bool:
    return instant is not None and instant <= now


def _span(seconds: int) -> str:
    """Return a time in its two largest units, as the panel does: `2d 4h`, `12m`."""
    parts: list[str] = []
    for unit, size in _UNITS:
        count, seconds = divmod(seconds, size)
        if count or parts or size == 60:
            parts.append(_(unit).format(count))
    return " ".join(parts[:2])


def _full_name(user: str) -> str:
    return str(frappe.utils.get_fullname(user))
