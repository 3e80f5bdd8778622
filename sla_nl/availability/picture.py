"""Draw how the services of a contract stand now, and what of an outage counts, for their forms."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from frappe import _
from frappe.model.document import Document

from sla_nl.drawing.colours import AMBER, GREEN, INK, LINE, RED, SOFT
from sla_nl.engine.service.availability import Uptime
from sla_nl.site.time import now_s

from . import figures, telling

_CELL = f"padding:6px 10px;border-bottom:1px solid {LINE};vertical-align:top;text-align:left"


def of_contract(uptimes: Sequence[Uptime]) -> str:
    """Return the services with their figures as an HTML table, every text escaped."""
    if not uptimes:
        return f'<p style="color:{SOFT}">{escape(_("This contract promises no availability."))}</p>'
    heads = (
        _("Service", context="SLA Outage"),
        _("Available"),
        _("Promised"),
        _("How it stands"),
        _("Left out"),
    )
    head = "".join(f'<th style="{_CELL};color:{SOFT};font-weight:500">{h}</th>' for h in heads)
    rows = "".join(_row(one) for one in uptimes)
    return (
        f'<div style="overflow-x:auto"><table style="width:100%;border-collapse:collapse;'
        f'color:{INK}"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _row(uptime: Uptime) -> str:
    net, gross = telling.percent(uptime.availability), telling.percent(uptime.gross)
    soft = f'<div style="color:{SOFT};font-size:12px">'
    under = f"{soft}{escape(_('gross {0}').format(gross))}</div>" if gross != net else ""
    cells = (
        f"{escape(uptime.row.subject)}{soft}{escape(telling.period_name(uptime))}</div>",
        f"{net}{under}",
        telling.percent(uptime.row.minimum_percentage),
        f"{escape(telling.budget(uptime, is_present=True))}{_bar(uptime)}",
        escape(telling.excluded(uptime)) or "–",
    )
    return f"<tr>{''.join(_cell(cell) for cell in cells)}</tr>"


def _cell(html: str) -> str:
    return f'<td style="{_CELL}">{html}</td>'


def _bar(uptime: Uptime) -> str:
    """Return a bar of the budget that is left; nothing where there is none to use up."""
    if not uptime.budget_s or uptime.left_s is None or uptime.row.period != uptime.period.kind:
        return ""
    share = max(0, min(100, uptime.left_s * 100 // uptime.budget_s))
    colour = RED if uptime.left_s < 0 else AMBER if uptime.is_low else GREEN
    shape = "height:6px;border-radius:3px"
    return (
        f'<div style="{shape};background:{LINE};margin-top:4px;max-width:220px">'
        f'<div style="{shape};background:{colour};width:{share}%"></div></div>'
    )


def of_outage(outage: Document) -> str:
    """Return what of an outage counts for each service of its contract, as HTML.

    Raises: ContractError; NoOpeningTimeError.
    """
    now = now_s()
    start, end = outage.start_s, outage.end_s or now
    alone = figures.of_outage(outage.contract, outage.name, start, max(end, start + 1), now)
    concerned = [one for one in alone if outage.service in (None, "", one.row.subject)]
    lines = "".join(f"<p>{escape(_of_service(one))}</p>" for one in concerned)
    if not outage.end_s:
        open_since = _("It goes on: {0} so far.").format(telling.duration(now - start))
        lines = f'<p style="color:{AMBER}">{escape(open_since)}</p>{lines}'
    return lines or f"<p>{escape(_('Its contract does not have this service any more.'))}</p>"


def _of_service(uptime: Uptime) -> str:
    """Return a sentence such as `Portal: 30 min down in service time, and all of it counts.`."""
    if not uptime.down_s:
        return _("{0}: outside the service time, so it does not count.").format(uptime.row.subject)
    down = telling.duration(uptime.down_s)
    if not uptime.excluded_s:
        text = _("{0}: {1} down in service time, and all of it counts.")
        return text.format(uptime.row.subject, down)
    why = telling.excluded(uptime)
    if uptime.excluded_s == uptime.down_s:
        text = _("{0}: {1} down in service time, which does not count: {2}.")
        return text.format(uptime.row.subject, down, why)
    text = _("{0}: {1} down in service time, and {2} counts. Left out: {3}.")
    return text.format(uptime.row.subject, down, telling.duration(uptime.lost_s), why)
