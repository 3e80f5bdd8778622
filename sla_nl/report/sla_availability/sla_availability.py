"""The report of availability: a row for each service and period, and a chart of the periods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import frappe
from frappe import _

from sla_nl.availability import figures, telling
from sla_nl.contracts.documents import CONTRACT
from sla_nl.contracts.faults import FAULTS, fault_text
from sla_nl.engine.calendars.periods import MONTHS
from sla_nl.engine.service.availability import Uptime
from sla_nl.report.columns import column
from sla_nl.site.access import permitted
from sla_nl.site.messages import refuse
from sla_nl.site.time import now_s

Row = dict[str, Any]
_USUAL, _MOST = 6, 36
_MOST_LINES = 8
"""The most services in the chart: more lines cannot be told apart."""


def execute(
    filters: Row | None = None,
) -> tuple[list[Row], list[Row], str | None, Row | None]:
    """Return the columns, the rows, the contracts that cannot be calculated, and the chart.

    Raises: frappe.PermissionError: the user may read no outages, or not the contract.
        frappe.ValidationError: a filter cannot be read.
    """
    frappe.has_permission("SLA Outage", "read", throw=True)
    wanted = frappe._dict(filters or {})
    if wanted.contract:
        permitted(CONTRACT, wanted.contract)
    kind, count = _period(wanted.period), _count(wanted.last)
    found: list[Uptime] = []
    faults: list[str] = []
    for contract in [wanted.contract] if wanted.contract else figures.contracts():
        try:
            found += figures.latest(contract, kind, count, now_s())
        except FAULTS as error:
            faults.append(f"{contract}: {fault_text(error)}")
    found = [one for one in found if one.agreed_s]
    faults_html = "<br>".join(map(frappe.utils.escape_html, faults)) or None
    return _columns(), [_row(one) for one in found], faults_html, _chart(found)


def _period(given: Any) -> str:
    """Return the kind of period. Raises: frappe.ValidationError."""
    if given and given not in MONTHS:
        refuse(_("{0} is none of {1}."), given, ", ".join(MONTHS))
    return given or figures.USUAL


def _count(given: Any) -> int:
    """Return how many periods are shown. Raises: frappe.ValidationError."""
    found = frappe.utils.cint(given) or _USUAL
    if not 0 < found <= _MOST:
        refuse(_("Choose up to {0} of them."), _MOST)
    return found


def _row(uptime: Uptime) -> Row:
    terms = uptime.contract.terms
    is_present = uptime.period.end > now_s()
    return {
        "contract": uptime.contract.name,
        "contract_title": terms.title or uptime.contract.name,
        "service": uptime.row.subject,
        "period": telling.period_name(uptime),
        "availability": telling.percent(uptime.availability),
        "gross": telling.percent(uptime.gross),
        "promised": telling.percent(uptime.row.minimum_percentage),
        "kept": telling.verdict(uptime, is_present),
        "is_missed": int(uptime.is_kept is False),
        "is_low": int(uptime.is_low),
        "budget": telling.budget(uptime, is_present),
        "down": telling.duration(uptime.down_s) if uptime.down_s else "–",
        "excluded": telling.excluded(uptime) or "–",
        "service_time": telling.duration(uptime.agreed_s),
    }


def _columns() -> list[Row]:
    contract = column("contract", _("Contract"), "Link", 170, CONTRACT)
    return [
        contract,
        column("service", _("Service", context="SLA Outage"), "Data", 160),
        column("period", _("Period"), "Data", 120),
        column("availability", _("Available"), "Data", 100),
        column("gross", _("Gross"), "Data", 100),
        column("promised", _("Promised"), "Data", 95),
        column("kept", _("Verdict"), "Data", 110),
        column("budget", _("How it stands"), "Data", 290),
        column("down", _("Down"), "Data", 110),
        column("excluded", _("Left out, and why"), "Data", 260),
        column("service_time", _("Service time"), "Data", 110),
    ]


def _chart(uptimes: Sequence[Uptime]) -> Row | None:
    """Return a chart of the minutes of downtime that count, a bar for each service.

    Percentages near 100 would all look alike.

    Returns: None if there is nothing to draw.
    """
    periods = sorted({one.period for one in uptimes}, key=lambda period: period.start)
    lines = dict(list(_lines(uptimes))[:_MOST_LINES])
    if not periods or not lines:
        return None
    names = {one.period.name: telling.period_name(one) for one in uptimes}
    return {
        "type": "bar",
        "data": {
            "labels": [names[period.name] for period in periods],
            "datasets": [
                {"name": name, "values": [own.get(period.name) for period in periods]}
                for name, own in lines.items()
            ],
        },
        "title": _("Minutes of downtime that count"),
        "animate": 0,
    }


def _lines(uptimes: Sequence[Uptime]) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield the minutes by period of each service; with the contract if there are several."""
    several = len({one.contract.name for one in uptimes}) > 1
    found: dict[str, dict[str, float]] = {}
    for one in uptimes:
        title = one.contract.terms.title or one.contract.name
        name = f"{one.row.subject} ({title})" if several else one.row.subject
        found.setdefault(name, {})[one.period.name] = round(one.lost_s / 60, 1)
    yield from found.items()
