"""The part of the panel about escalations: who was told, who is next, what can be escalated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname

from sla_nl.contracts.faults import FAULTS
from sla_nl.engine.terms.vocabulary import RECORDED
from sla_nl.engine.verdict import Verdict
from sla_nl.engine.words.escalations import escalation_reasons, trigger_name
from sla_nl.engine.words.telling import capital
from sla_nl.escalation import log
from sla_nl.escalation.deciding import FAILED, NOBODY, SENT
from sla_nl.escalation.log import NOT_MAILED, TOLD
from sla_nl.people.absences import enters_absences
from sla_nl.site.language import language
from sla_nl.site.messages import refuse
from sla_nl.site.time import instant_of

from .acknowledging import status_of
from .standing import standing_of
from .teller import Teller

Data = dict[str, Any]
_SHOWN = (*TOLD, "acknowledged")
"""The states of entries that the panel lists; the others told nobody, or were taken back."""


def escalations_of(
    doc: Document, verdict: Verdict | None, teller: Teller, can_act: bool
) -> Data | None:
    """Return what the panel shows of escalations; None if nothing was or can be escalated.

    Args:
        verdict: None if the ticket can no longer be judged.
        can_act: whether the user may write the ticket.
    """
    entries = [entry for entry in log.of_ticket(doc.name) if entry.state in _SHOWN]
    ahead = _next(verdict, teller) if verdict is not None else None
    offered = list(reasons(verdict)) if verdict is not None and can_act else []
    if not (entries or ahead or offered):
        return None
    return {
        "told": [_entry(entry, teller, can_act) for entry in entries],
        "next": ahead,
        "reasons": [[code, capital(trigger_name(code, language()))] for code in offered],
        "levels": levels(verdict) if verdict is not None and offered else [],
        "can_be_away": bool(offered) and enters_absences(),
    }


def reasons(verdict: Verdict) -> Iterator[str]:
    """Yield the reasons for which a ticket can be escalated as it stands: the matrix has a row."""
    triggers = verdict.history.service_level.triggers
    if triggers is not None and not verdict.history.is_resolved:
        yield from (reason for reason in RECORDED if reason in triggers.recorded)


def levels(verdict: Verdict) -> list[str]:
    """Return the names of the levels of a ticket's matrix, the lowest first."""
    ladder = verdict.contract.ladder
    return [] if ladder is None else [level.level for level in ladder.levels]


def check_offered(doc: Document, reason: str, level: str) -> None:
    """Refuse a reason or a level that the page does not offer for a ticket as it stands.

    Args:
        doc: a ticket that is locked.
    Raises: frappe.ValidationError: the message says which ones can be chosen.
    """
    verdict = verdict_of(doc)
    offered = list(reasons(verdict)) if verdict is not None else []
    if verdict is None or not offered:
        refuse(_("This ticket cannot be escalated now: it is solved, or its matrix has no row."))
    if reason not in offered:
        text = _("{0} is no reason to escalate this ticket; these are: {1}.")
        refuse(text, reason, ", ".join(offered))
    if level and level not in levels(verdict):
        text = _("{0} is no level of the matrix; it has {1}.")
        refuse(text, level, ", ".join(levels(verdict)))


def verdict_of(doc: Document) -> Verdict | None:
    """Return the verdict on a ticket that is locked; None if it cannot be judged."""
    try:
        standing = standing_of(doc, is_latest=True)
        return standing.verdict if standing is not None else None
    except FAULTS:
        return None


def _next(verdict: Verdict, teller: Teller) -> Data | None:
    """Return who is told next if nothing more happens, and why then."""
    ahead = verdict.next_escalation
    if ahead is None:
        return None
    level = "" if ahead.level is None or ahead.row.is_warning else ahead.level.level
    return {
        "at": teller.moment(ahead.at),
        "level": level,
        "to": ahead.to if level else _("whoever has the ticket"),
        "why": [capital(reason) for reason in escalation_reasons(teller.words, ahead)],
    }


def _entry(entry: Any, teller: Teller, can_act: bool) -> Data:
    """Return an entry of the log with its texts, and with what the user can do about it."""
    sent_at = instant_of(entry.sent_at)
    return {
        "name": entry.name,
        "title": _title(entry),
        "function": entry.function or "",
        "names": [get_fullname(one.user) if one.user else one.email for one in entry.receivers],
        "sent": teller.moment(sent_at),
        "state": entry.state,
        "status": status_of(entry) or _status(entry),
        "why": capital(trigger_name(entry.trigger, language())),
        "passed_over": (entry.passed_over or "").splitlines(),
        "note": entry.note or "",
        "task": entry.task or "",
        "procedure": entry.procedure or "",
        "faults": sorted({one.fault for one in entry.receivers if one.fault}),
        "is_waiting": bool(entry.is_waiting),
        "can_acknowledge": bool(entry.is_waiting and can_act),
        "can_send_again": can_act and any(one.mail == NOT_MAILED for one in entry.receivers),
    }


def _title(entry: Any) -> str:
    name = entry.level or _("Warning")
    if entry.number > 1:
        return _("{0}, time {1}").format(name, entry.number)
    return str(name)


def _status(entry: Any) -> str:
    """Return how an escalation stands that nobody has acknowledged."""
    if entry.state == SENT and not entry.is_waiting:
        return _("Not acknowledged; the ticket is solved")
    return _states()[entry.state]


def _states() -> dict[str, str]:
    return {
        SENT: _("Not acknowledged yet"),
        NOBODY: _("Nobody is there"),
        FAILED: _("The mail could not be sent"),
    }
