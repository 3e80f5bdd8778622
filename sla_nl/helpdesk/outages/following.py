"""Follow the tickets that are outages. Runs each minute, so it costs no save of a ticket anything.

tickets that changed lately -> assessed as a disruption, and the contract says so: an outage
                            -> assessed as none: the outage that came by itself goes
open outages of tickets     -> recovered or resolved: the outage ends
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import frappe
from frappe.utils import get_datetime, now_datetime

from sla_nl.availability.checking import save_as_app
from sla_nl.availability.outages import OUTAGE, TICKET, moments
from sla_nl.contracts.documents import CONTRACT
from sla_nl.contracts.faults import FAULTS
from sla_nl.contracts.in_force import is_enabled
from sla_nl.site.fault_log import is_new
from sla_nl.site.transactions import in_own_transaction

from .. import TICKET as HD_TICKET
from . import tickets

_SEEN = "sla_nl_outages_seen"
_OVERLAP = timedelta(minutes=2)
"""A save that is not committed yet gets its moment earlier than its row is seen."""

_AT_MOST_BACK = timedelta(days=7)
_DISRUPTION, _NONE = "Yes", "No"


def run() -> None:
    """Follow the tickets that changed since the last run."""
    if frappe.conf.maintenance_mode or not is_enabled():
        return
    now = now_datetime()
    since = _since(now)
    _each(_assessed(since), _record)
    _each(_withdrawn(since), _withdraw)
    _each(_open(since), _end)
    frappe.cache.set_value(_SEEN, str(now))


def _since(now: datetime) -> datetime:
    """Return from when changes of tickets are looked at."""
    seen = frappe.cache.get_value(_SEEN)
    earliest: datetime = now - _AT_MOST_BACK
    return max(get_datetime(seen) - _OVERLAP, earliest) if seen else earliest


def _each(rows: Iterable[Any], do: Callable[[Any], None]) -> None:
    """Do something for each row, each in its own transaction; log what fails, once a day."""
    for row in rows:
        in_own_transaction(partial(do, row), partial(_log, row.ticket))


def _log(ticket: str, error: Exception) -> None:
    """Log an error, unless it is a fault of the contract, which its form shows."""
    if not isinstance(error, FAULTS) and is_new(f"outage {ticket}", str(error)):
        frappe.log_error(f"SLA NL: ticket {ticket} is no outage yet")


def _assessed(since: datetime) -> list[Any]:
    """Return the disruptions under contracts that make outages of them, with their services."""
    return frappe.db.sql(
        f"""select t.name as ticket, a.parent as contract, a.subject as service
        from `tab{HD_TICKET}` t join `tabSLA Availability` a
            on a.parent = t.sla_nl_judged_by and a.parenttype = %s and a.from_tickets = 1
        where t.modified >= %s and t.sla_nl_is_disruption = %s and not exists (
            select name from `tab{OUTAGE}` o where o.ticket = t.name and o.service = a.subject)""",
        (CONTRACT, since, _DISRUPTION),
        as_dict=True,
    )


def _record(row: Any) -> None:
    verdict = tickets.verdict_of(row.ticket, row.contract)
    tickets.record(row.ticket, verdict, row.service, is_automatic=True)


def _withdrawn(since: datetime) -> list[Any]:
    """Return the outages that came by themselves, and whose tickets are no disruption any more."""
    return frappe.db.sql(
        f"""select o.name, o.ticket from `tab{OUTAGE}` o
        join `tab{HD_TICKET}` t on t.name = o.ticket
        where t.modified >= %s and t.sla_nl_is_disruption = %s and o.is_automatic = 1
            and o.is_by_hand = 0 and ifnull(o.exclusion, '') = ''""",
        (since, _NONE),
        as_dict=True,
    )


def _withdraw(row: Any) -> None:
    frappe.delete_doc(OUTAGE, row.name, ignore_permissions=True)


def _open(since: datetime) -> list[Any]:
    """Return the open outages whose tickets changed."""
    return frappe.db.sql(
        f"""select o.name, o.ticket, o.contract from `tab{OUTAGE}` o
        join `tab{HD_TICKET}` t on t.name = o.ticket
        where o.source = %s and o.end_s = 0 and o.is_by_hand = 0 and t.modified >= %s""",
        (TICKET, since),
        as_dict=True,
    )


def _end(row: Any) -> None:
    """End an outage if its ticket was recovered or resolved."""
    start, end = tickets.span_of(tickets.verdict_of(row.ticket, row.contract))
    outage = frappe.get_doc(OUTAGE, row.name, for_update=True)
    if not outage.is_by_hand and (outage.start_s, outage.end_s) != (start, end or 0):
        outage.update(moments(start, end))
        save_as_app(outage)
