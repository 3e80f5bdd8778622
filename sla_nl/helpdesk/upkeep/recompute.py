"""Stamp open tickets again after a change of terms, in a job on the queue.

Such a change is an edit of a contract, calendar or escalation matrix, another default contract, the
app switched on or off, or another time zone of the site.

The save of the document only adds a run. Each batch is its own transaction and records how far the
run is. So after a worker has died, the run goes on from there. A ticket that is resolved or closed
keeps its stamps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from sla_nl.contracts.documents import CALENDAR, CONTRACT, MATRIX, calendars_of, plain
from sla_nl.contracts.in_force import default_contracts
from sla_nl.runs import runs
from sla_nl.runs.batches import run_batch
from sla_nl.runs.runs import RECOMPUTE, Count
from sla_nl.site.time import now_s

from .. import TICKET
from ..bulk.restamp import carry_out, plans, tally
from ..ticket import tickets
from ..ticket.tickets import SOLVED

BATCH = 250
_TRIES = 3
_SHIPPED = {"is_standard": 1}
_UNDER_CONTRACTS = """and (sla_nl_judged_by in %(contracts)s or sla_nl_contract in %(contracts)s
    or customer in (select customer from `tabSLA Contract Customer`
        where parent in %(contracts)s))"""
_SETUP_FLAGS = ("in_fixtures", "in_install", "in_migrate", "in_uninstall", "in_patch")


def after_change(document: Document, method: str = "") -> None:
    """Queue the stamping of open tickets if the terms of a document have changed.

    Who holds the functions of a matrix is no term: it is looked at when somebody is told.
    """
    if any(frappe.flags.get(flag) for flag in _SETUP_FLAGS):
        return
    before = document.get_doc_before_save()
    if before is None and document.doctype != CONTRACT:
        return
    if before is None or _terms(before) != _terms(document):
        start(document)


def after_settings(document: Document, method: str = "") -> None:
    """Queue it if the app was switched on or off, or another contract is the default now."""
    before = document.get_doc_before_save()
    if before is None or _switches(before) != _switches(document):
        start(document)


def after_time_zone(document: Document, method: str = "") -> None:
    """Queue it if the site's time zone has changed, because stamps are in the site's time."""
    if document.has_value_changed("time_zone"):
        start(document)


def after_shipped_anew() -> None:
    """Queue it if a migrate has changed shipped contracts or calendars that open tickets use.

    A ticket uses a shipped contract if that is the default or if the ticket names it. A shipped
    calendar may also be used by a contract of the site's own.
    """
    if touched(contracts_of()):
        start()


def start(document: Document | None = None) -> None:
    """Queue the stamping of the open tickets that a changed document touches."""
    runs.enqueue(work, runs.start(RECOMPUTE, document=document))


def work(run: str) -> None:
    """Do a run, or go on from the ticket that it has reached."""
    if not runs.is_open(run):
        return
    document = frappe.db.get_value(runs.RUN, run, ["document_type", "document", "at_ticket"])
    contracts, at = contracts_of(*document[:2]), document[2] or ""
    while names := touched(contracts, at):
        at = names[-1]
        _do(run, names)
    runs.finish(
        run, _("{0} open tickets looked at, {1} dates moved, lost or new"), "looked", "moved"
    )
    frappe.db.commit()


def contracts_of(doctype: str | None = None, name: str | None = None) -> list[str] | None:
    """Return the contracts that a changed document touches.

    A contract touches itself; a calendar or matrix touches the contracts that use it. Without a
    document, the result is the contracts that use a shipped calendar, as all shipped contracts do.

    Returns: None for all contracts. That is so if the default contract is among them (no customer
        names it), for a change of settings, and after two documents of Helpdesk were merged.
    """
    if doctype == CONTRACT and name:
        found = [name]
    elif doctype == MATRIX and name:
        found = frappe.get_all(CONTRACT, {"escalation_matrix": name}, pluck="name")
    elif doctype in (CALENDAR, None):
        found = _using({name} if name else set(frappe.get_all(CALENDAR, _SHIPPED, pluck="name")))
    else:
        return None
    return None if set(found) & set(default_contracts()) else found


def touched(contracts: Sequence[str] | None, after: str = "") -> list[str]:
    """Return the next open tickets that contracts judge or may judge, by name.

    Args:
        contracts: None for all contracts.
        after: the name of the last ticket before them.
    """
    if contracts is not None and not contracts:
        return []
    rows = frappe.db.sql(
        f"""select name from `tab{TICKET}` where name > %(after)s
        and (ifnull(status_category, '') != '{SOLVED}'
            or sla_nl_judged_by != '' and resolution_date is null)
        {"" if contracts is None else _UNDER_CONTRACTS}
        order by name limit {BATCH}""",
        {"after": after, "contracts": tuple(contracts or ())},
    )
    return [name for (name,) in rows]


def _terms(document: Document) -> dict[str, Any]:
    """Return a document without the holders of functions."""
    return {table: rows for table, rows in plain(document).items() if table != "holders"}


def _using(calendars: set[str]) -> list[str]:
    """Return the contracts that use one of these calendars."""
    contracts = frappe.get_all(CONTRACT, pluck="name", order_by="name")
    terms = ((contract, plain(frappe.get_doc(CONTRACT, contract))) for contract in contracts)
    return [contract for contract, own in terms if not calendars.isdisjoint(calendars_of(own))]


def _switches(settings: Document) -> tuple[int, str]:
    """Return the settings that decide which contracts hold."""
    return cint(settings.enabled), settings.default_contract or ""


def _do(run: str, names: list[str]) -> None:
    """Stamp a batch again, and wait for tickets that others have locked.

    If its tickets are done one by one, the run records the last one that is done.
    """

    def stamp(names: list[str]) -> int:
        todo = plans(tickets.lock(names, is_patient=True), now_s())
        carry_out(todo)
        runs.count(run, tally(todo), names[-1])
        return len(names)

    def give_up(name: str, fault: str) -> int:
        frappe.log_error(f"SLA NL: ticket {name} keeps its stamps", fault)
        runs.count(run, Count(1, faults=1), name)
        return 1

    for _try in range(_TRIES):
        if run_batch(names, stamp, give_up) == len(names):
            return
    raise frappe.QueryDeadlockError
