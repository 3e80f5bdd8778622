"""The part of the panel about outages: those of the ticket, and the services that can be down."""

from __future__ import annotations

from typing import Any

from frappe import _
from frappe.model.document import Document

from sla_nl.availability import telling
from sla_nl.contracts.faults import FAULTS, fault_text
from sla_nl.engine.verdict import Verdict
from sla_nl.site.messages import refuse

from ..outages import tickets
from . import activity
from .standing import Standing, standing_of
from .teller import Teller

Data = dict[str, Any]
_INCIDENT, _FIELD, _NO = "incident", "sla_nl_is_disruption", "No"


def outages_of(doc: Document, standing: Standing, teller: Teller, can_act: bool) -> Data | None:
    """Return what the panel shows of outages; None if the contract promises no availability.

    Args:
        can_act: whether the user may write the ticket.
    """
    offered = _services(standing)
    if not offered:
        return None
    stored = tickets.of_ticket(doc.name)
    recorded = {one.service or "" for one in stored}
    free = [one for one in offered if one not in recorded and "" not in recorded]
    if not (stored or (can_act and free)):
        return None
    return {
        "recorded": [_shown(one, teller) for one in stored],
        "services": free if can_act else [],
    }


def record(doc: Document, service: str) -> str:
    """Record a ticket as an outage, and say so in its activity. Returns: the name of the outage.

    Args:
        doc: a ticket that is locked.
    Raises: frappe.ValidationError: the panel does not offer that.
    """
    try:
        standing = standing_of(doc, is_latest=True)
        offered = _services(standing) if standing is not None else []
    except FAULTS as error:
        refuse("{0}", fault_text(error))
    if standing is None or not offered:
        refuse(_("This ticket cannot be an outage: its contract promises no availability for it."))
    if service and service not in offered:
        text = _("{0} is no service of {1}; it has {2}.")
        refuse(text, service, standing.contract.name, ", ".join(offered))
    outage = tickets.record(doc.name, standing.verdict, service)
    activity.tell_outage(doc, service or ", ".join(offered))
    return str(outage.name)


def _services(standing: Standing) -> list[str]:
    """Return the services that an incident can take down; none if it is no disruption."""
    verdict: Verdict = standing.verdict
    if verdict.history.service_level.kind != _INCIDENT or standing.facts.get(_FIELD) == _NO:
        return []
    rows = standing.contract.terms.availability
    return list(dict.fromkeys(row.subject for row in rows))


def _shown(outage: Any, teller: Teller) -> Data:
    """Return an outage with its state in words."""
    since = teller.words.brief(outage.start_s, teller.now)
    if outage.end_s:
        text = _("down for {0}, from {1}").format(
            telling.duration(outage.end_s - outage.start_s), since
        )
    else:
        text = _("down since {0}").format(since)
    if outage.exclusion:
        text = f"{text} · {_('Excluded: {0}').format(outage.exclusion)}"
    return {"name": outage.name, "service": outage.service or _("All services"), "text": text}
