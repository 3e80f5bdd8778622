"""Show what the contract wants told about a ticket, and by whom."""

from __future__ import annotations

from frappe import _

from sla_nl.engine.agreement.communication import Telling, tellings_of, untold_status
from sla_nl.engine.clock_state import NOT_APPLICABLE
from sla_nl.engine.words.communication import telling_lines

from .standing import Standing
from .teller import Data, Teller
from .templates import CLOSING, UPDATE


def telling(standing: Standing, teller: Teller, is_writable: bool) -> Data | None:
    """Return what has to be told about a ticket; None if its contract says nothing of that.

    `messages` are the drafts that the page offers.
    """
    verdict = standing.verdict
    level, is_solved = verdict.history.service_level, verdict.history.is_resolved
    rules = tellings_of(standing.contract, level.kind, level.priority, standing.now)
    untold = untold_status(verdict)
    clocks = {c.clock for c in verdict.clocks if c.state != NOT_APPLICABLE}
    has_report = "report" in clocks and is_writable
    if not (rules or untold or has_report or "update" in clocks):
        return None
    offered = (
        [_offer(CLOSING, _("Write closing message"))]
        if is_solved
        else [_offer(UPDATE, _("Write update")), _offer(CLOSING, _("Solve with a message"))]
    )
    return {
        "rules": [_lines(one, teller) for one in rules],
        "untold": _untold(untold),
        "messages": offered if is_writable else [],
        "report": _("Post-incident report") if has_report else "",
    }


def _offer(purpose: str, label: str) -> dict[str, str]:
    return {"purpose": purpose, "label": label}


def _untold(untold: tuple[str, tuple[str, ...]] | None) -> Data | None:
    if untold is None:
        return None
    status, clauses = untold
    text = _("The customer is to be told of the status {0}.").format(status)
    return {"text": text, "clauses": list(clauses)}


def _lines(found: Telling, teller: Teller) -> Data:
    """Return a rule as lines of a label and a text."""
    return {
        "title": found.rule.subject,
        "lines": [list(line) for line in telling_lines(found, teller.words)],
        "clauses": list(found.rule.clauses),
    }
