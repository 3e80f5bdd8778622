"""The documents `SLA Outage`: names of fields, exact moments, and those of a contract and period.

A document has its moments twice: as people read them, and as whole seconds of UTC. In the hour that
exists twice each autumn only the second kind is exact, and a monitor gives exact moments.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import frappe
from frappe.utils import get_datetime

from sla_nl.contracts.documents import CONTRACT
from sla_nl.engine.service.outages import Outage
from sla_nl.site.time import instant_of, site_time, site_zone

OUTAGE = "SLA Outage"
PERSON, TICKET, MONITOR = "Person", "Ticket", "Monitor"
"""The sources of an outage."""

ONGOING, ENDED, EXCLUDED = "Ongoing", "Ended", "Excluded"
"""The states of an outage. `Excluded`: a person approved a cause for which it does not count."""


def services_of(contract: str) -> list[str]:
    """Return the services whose availability a contract promises, in its order, each once."""
    return _column("SLA Availability", contract, {}, "subject")


def causes_of(contract: str) -> list[str]:
    """Return the causes for which downtime does not count under a contract, in its order."""
    return _column("SLA Exclusion", contract, {"scope": "availability"}, "cause")


def of_contract(contract: str, start: int, end: int) -> list[Outage]:
    """Return the outages under a contract that touch a period, in seconds of UTC, by their start.

    One statement, whatever their number.
    """
    rows = frappe.db.sql(
        """select name, start_s, end_s, service, exclusion from `tabSLA Outage`
        where contract = %s and start_s < %s and (end_s = 0 or end_s > %s) order by start_s""",
        (contract, end, start),
    )
    return [
        Outage(name, start_s, end_s or None, service or "", cause or "")
        for name, start_s, end_s, service, cause in rows
    ]


def moments(start: int, end: int | None) -> dict[str, Any]:
    """Return the fields of an outage that lasts from an instant up to another one."""
    return {
        "start_s": start,
        "end_s": end or 0,
        "starts_at": site_time(start),
        "ends_at": site_time(end),
    }


def end_after(naive: Any, start: int) -> int:
    """Return the instant of a naive end, in seconds of UTC.

    When the clock goes back, an hour exists twice. An end that would lie before its start is in the
    second of the two.
    """
    found = instant_of(naive) or 0
    if found >= start:
        return found
    moment = get_datetime(naive).replace(tzinfo=site_zone().tz, fold=1)
    return found + int((_offset(moment.replace(fold=0)) - _offset(moment)).total_seconds())


def _offset(moment: Any) -> timedelta:
    found: timedelta = moment.utcoffset() or timedelta()
    return found


def _column(doctype: str, contract: str, filters: dict[str, Any], column: str) -> list[str]:
    of_contract = {"parent": contract, "parenttype": CONTRACT, **filters}
    return list(dict.fromkeys(frappe.get_all(doctype, of_contract, pluck=column, order_by="idx")))
