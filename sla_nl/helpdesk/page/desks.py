"""Tell which desk of the contract takes a ticket now, and when the others open."""

from __future__ import annotations

from frappe import _

from sla_nl.engine.agreement.desks import Desk, desks_of
from sla_nl.engine.errors import NoOpeningTimeError

from .standing import Standing
from .teller import Data, Teller


def desks(standing: Standing, teller: Teller) -> list[Data]:
    """Return the desks of a ticket's contract: those that take it now first, then as they open.

    A desk that never takes the ticket's priority is left out.

    Returns: [] for a solved ticket, and if the calendar of a desk does not open again.
    """
    history = standing.verdict.history
    if history.is_resolved:
        return []
    priority = history.service_level.priority
    try:
        found = desks_of(standing.contract, standing.now, priority)
    except NoOpeningTimeError:
        return []
    concerned = [desk for desk in found if _is_for(desk, priority)]
    concerned.sort(key=lambda desk: (not desk.takes, desk.opens_at or 0))
    return [_data(desk, teller) for desk in concerned]


def _is_for(desk: Desk, priority: str) -> bool:
    return not desk.rule.priorities or priority in desk.rule.priorities


def _data(desk: Desk, teller: Teller) -> Data:
    return {
        "name": desk.rule.subject,
        "channel": teller.channel(desk.rule.channel),
        "address": desk.rule.address,
        "takes": bool(desk.takes),
        "when": _when(desk, teller),
        "definition": desk.rule.definition,
    }


def _when(desk: Desk, teller: Teller) -> str:
    """Return `open until Mon 8 June 17:00`, `always open`, or `opens Tue 9 June 08:00`."""
    moment = desk.closes_at if desk.is_open else desk.opens_at
    if moment is None:
        return _("always open")
    text = _("open until {0}") if desk.is_open else _("opens {0}")
    return text.format(teller.words.brief(moment, teller.now))
