"""What a customer sees of their services: what is down now, and the availability by month."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby
from operator import attrgetter

import frappe
from frappe import _

from sla_nl.availability import figures, telling
from sla_nl.availability.outages import OUTAGE
from sla_nl.contracts.faults import FAULTS
from sla_nl.contracts.in_force import contract_for
from sla_nl.engine.service.availability import Uptime
from sla_nl.site.time import now_s

_MONTHS = 6
_CELL = "padding:6px 12px 6px 0;border-top:1px solid #e2e2e2;text-align:left"
_SOFT = "color:#666;font-size:13px"
_BAD = "color:#b42318;font-weight:600"


def parts(customer: str) -> list[tuple[str, str]]:
    """Return the titles and the safe HTML of what a customer sees; none without a promise.

    It is that of the contract which holds for the customer now.
    """
    now = now_s()
    contract = contract_for(customer, now, None)
    try:
        uptimes = list(figures.latest(contract, figures.USUAL, _MONTHS, now)) if contract else []
    except FAULTS:
        return []
    if contract is None or not uptimes:
        return []
    return [
        (_("Down now"), _down(contract, now)),
        (_("Availability by month"), _months([one for one in uptimes if one.agreed_s])),
    ]


def _down(contract: str, now: int) -> str:
    """Return the services that are down now, each with how long; one statement."""
    rows = frappe.db.sql(
        f"""select service, min(start_s) from `tab{OUTAGE}`
        where contract = %s and end_s = 0 group by service order by min(start_s)""",
        contract,
    )
    if not rows:
        return f'<p style="{_SOFT}">{escape(_("Nothing is down."))}</p>'
    told = _("{0}: down for {1}")
    return "".join(
        f'<p style="{_BAD}">'
        f"{escape(told.format(service or _('All services'), telling.duration(now - start)))}</p>"
        for service, start in rows
    )


def _months(uptimes: Sequence[Uptime]) -> str:
    """Return a table of the months: a row for each month, a column for each service."""
    services = list(dict.fromkeys(one.row.subject for one in uptimes))
    head = "".join(f'<th style="{_CELL}">{escape(name)}</th>' for name in ("", *services))
    body = "".join(_month(list(own), services) for _name, own in groupby(
        uptimes, attrgetter("period")))  # fmt: skip
    return (
        '<div style="overflow-x:auto"><table style="width:100%;border-collapse:collapse">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _month(uptimes: Sequence[Uptime], services: Sequence[str]) -> str:
    found = {one.row.subject: one for one in uptimes}
    cells = "".join(_cell(found.get(name)) for name in services)
    return f'<tr><td style="{_CELL}">{escape(telling.period_name(uptimes[0]))}</td>{cells}</tr>'


def _cell(uptime: Uptime | None) -> str:
    """Return the percentage, in red where the promise was not kept, and what was left out."""
    if uptime is None:
        return f'<td style="{_CELL}">–</td>'
    look = _BAD if uptime.is_kept is False else ""
    out = telling.excluded(uptime)
    why = _("Left out: {0}.").format(out) if out else ""
    return (
        f'<td style="{_CELL}"><span style="{look}">{telling.percent(uptime.availability)}</span>'
        f'<div style="{_SOFT}">{escape(why)}</div></td>'
    )
