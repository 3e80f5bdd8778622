"""A change of terms: the open tickets it touches are stamped anew, on the queue.

The terms are those of a contract or a calendar, and which contract is the default; and it is so
where the site gets another time zone.

The save of the document writes down the run and waits for nothing. A batch is a transaction of its
own, by design, and keeps how far the run is: so it goes on where it was when a worker died. A
ticket that is resolved or closed keeps its stamps.
"""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from sla_nl.contracts.documents import CALENDAR, CONTRACT, calendars_of, plain
from sla_nl.contracts.in_force import default_contracts
from sla_nl.runs import runs
from sla_nl.runs.runs import RECOMPUTE, Count
from sla_nl.site.time import now_s

from .. import TICKET
from ..bulk.batches import run_batch
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
    """Have the open tickets of a contract or calendar stamped anew where its terms have changed."""
    if any(frappe.flags.get(flag) for flag in _SETUP_FLAGS):
        return
    before = document.get_doc_before_save()
    if before is None and document.doctype != CONTRACT:
        return
    if before is None or plain(before) != plain(document):
        start(document)


def after_settings(document: Document, method: str = "") -> None:
    """The same where the app is switched on or off, or another contract is the default."""
    before = document.get_doc_before_save()
    if before is None or _switches(before) != _switches(document):
        start(document)


def after_time_zone(document: Document, method: str = "") -> None:
    """The same where the site's clock is another one: dates are written down as it tells them."""
    if document.has_value_changed("time_zone"):
        start(document)


def after_shipped_anew() -> None:
    """The same where a migrate has brought other contracts or calendars that hold for tickets.

    A shipped contract holds where it is the default or a ticket names it; a shipped calendar also
    in a contract of the site's own.
    """
    if touched(contracts_of()):
        start()


def start(document: Document | None = None) -> None:
    """Have the open tickets that a change of a document touches stamped anew, on the queue."""
    runs.enqueue(work, runs.start(RECOMPUTE, document=document))


def work(run: str) -> None:
    """Make a run, or go on with one."""
    if not runs.is_open(run):
        return
    document = frappe.db.get_value(runs.RUN, run, ["document_type", "document", "at_ticket"])
    contracts, at = contracts_of(*document[:2]), document[2] or ""
    while names := touched(contracts, at):
        at = names[-1]
        _do(run, names)
    runs.finish(run, _("{0} open tickets looked at, {1} dates moved"), "looked", "moved")
    frappe.db.commit()


def contracts_of(doctype: str | None = None, name: str | None = None) -> list[str] | None:
    """The contracts that a change of a document bears on: itself, or those that use a calendar.

    Without a document, those that use a shipped calendar, as all shipped contracts do. None for any
    contract: where the default is among them, which no customer names; with settings; where two
    documents of Helpdesk became one.
    """
    if doctype == CONTRACT and name:
        found = [name]
    elif doctype in (CALENDAR, None):
        found = _using({name} if name else set(frappe.get_all(CALENDAR, _SHIPPED, pluck="name")))
    else:
        return None
    return None if set(found) & set(default_contracts()) else found


def touched(contracts: Sequence[str] | None, after: str = "") -> list[str]:
    """The next open tickets that contracts judge, or are to judge, by name; None is any."""
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


def _using(calendars: set[str]) -> list[str]:
    """The contracts that use one of some calendars."""
    contracts = frappe.get_all(CONTRACT, pluck="name", order_by="name")
    terms = ((contract, plain(frappe.get_doc(CONTRACT, contract))) for contract in contracts)
    return [contract for contract, own in terms if not calendars.isdisjoint(calendars_of(own))]


def _switches(settings: Document) -> tuple[int, str]:
    return cint(settings.enabled), settings.default_contract or ""


def _do(run: str, names: list[str]) -> None:
    """Stamp a batch anew; whoever holds one of its tickets is waited for.

    Where its tickets are done one by one, the run is as far as the last that is done.
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
