"""Fill a site with customers of the five vendors, their contracts, and tickets of a year.

    file -> customers -> tickets as Helpdesk makes them -> their past -> contracts -> judged

The tickets are those of the command `make demo`. They fall at instructive moments: a lunch break,
Christmas, the nights in which the clocks change. Open tickets are moved by whole weeks towards now.
The settings hold a list of all documents that were made, so that exactly those can be removed
again.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime

from sla_nl.contracts import copies
from sla_nl.contracts.documents import CONTRACT, SETTINGS, parts_of
from sla_nl.contracts.in_force import contract_named
from sla_nl.examples import TICKETS_CSV
from sla_nl.fees import ledger
from sla_nl.records import clocks, timeline
from sla_nl.site.time import now_s

from .. import TICKET
from ..ticket import tickets
from ..ticket.beginnings import entries, rebuild_missing
from ..ticket.facts import LINKED
from ..ticket.stamps import EVENTS, stamps_of
from ..ticket.tickets import contract_of
from ..ticket.translation import judge

AS_OF = datetime.fromisoformat("2026-11-20 16:55")
"""The moment for which the open tickets of the file were written."""

_CUSTOMER, _STATUS, _TYPE = LINKED["customer"], LINKED["status"], LINKED["ticket_type"]
RATES = {"vcare-connect-24x7": {"fixed": "175.00", "per_hour": "120.00"}}
"""Agreed rates in euros, by contract and basis. Other fees need an amount before invoicing."""

_NO_LETTERS = re.compile(r"[^a-z]+")
_SOLVED = ("Resolved", "Closed")
_SAVEPOINT = "sla_nl_demo"
_MOMENTS = (
    "creation", "first_responded_on", "resolution_date", "on_hold_since", "modified",
    "sla_nl_planned_for",
)  # fmt: skip

Made = list[tuple[str, str]]
"""The doctype and name of each document that was made."""


class DemoError(frappe.ValidationError):
    """The site cannot be filled, or has no demo to remove."""


class ExampleTicket(NamedTuple):
    """A ticket of the file.

    Args:
        contract: the contract of its customer.
        content: the fields that it is made with.
        past: the fields that are written later, such as its status and dates.
    """

    contract: str
    content: dict[str, Any]
    past: dict[str, Any]


def fill() -> Made:
    """Fill the site. Returns: the documents that were made, in that order.

    Raises: DemoError: the site has the demo already, or a customer of the same name; then nothing
        was made.
    """
    rows = list(read_rows(now_datetime()))
    customers = {row.content["customer"]: row.contract for row in rows}
    _refuse_existing(customers)
    mute, frappe.flags.mute_emails = frappe.flags.mute_emails, True
    try:
        made = [*_make_choices(rows), *_make_customers(customers)]
        names = [_make_ticket(row) for row in rows]
    finally:
        frappe.flags.mute_emails = mute
    made += [(TICKET, name) for name in names]
    for customer, contract in customers.items():
        own = copies.copy_for(contract, [customer])
        if contract in RATES:
            _agree_rates(own, RATES[contract])
        made += parts_of(own)
    _judge(names)
    _remember(made)
    return made


def clear() -> tuple[int, Made]:
    """Remove the documents that `fill` made, except documents that others use by now.

    Returns: the number of removed tickets, and the documents that stay.

    Raises: DemoError: the site has no demo.
    """
    made: Made = [(doctype, name) for doctype, name in json.loads(_remembered() or "[]")]
    if not made:
        raise DemoError(_("There is nothing of the demo on this site."))
    names = [name for doctype, name in made if doctype == TICKET]
    if names:
        ledger.remove(*names)
    for name in names:
        _delete(TICKET, name)
    others = [pair for pair in reversed(made) if pair[0] != TICKET]
    kept = [pair for pair in others if not _is_deleted(*pair)]
    _remember(kept[::-1])
    return len(names), kept


def read_rows(now: datetime) -> Iterator[ExampleTicket]:
    """Yield the tickets of the file; open ones are moved by the whole weeks from `AS_OF` to `now`.

    Args:
        now: naive, in the site's zone.
    """
    weeks = timedelta(weeks=(now - AS_OF) // timedelta(weeks=1))
    with TICKETS_CSV.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            is_solved = line["Status"] in _SOLVED
            yield _example(line, min(weeks, timedelta()) if is_solved else weeks)


def _example(line: dict[str, str], later: timedelta) -> ExampleTicket:
    """Return a line of the file as a ticket, with its dates moved by `later`."""
    values = {frappe.scrub(heading): value for heading, value in line.items()}
    values["sla_nl_planned_for"] = values["sla_planned_for"]
    moments = {
        field: get_datetime(values[field]) + later if values[field] else None for field in _MOMENTS
    }
    domain = _NO_LETTERS.sub("-", values["customer"].lower()).strip("-")
    content = {
        "subject": values["subject"],
        "description": f"<p>{values['subject']}</p>",
        "customer": values["customer"],
        "priority": values["priority"],
        "ticket_type": values["ticket_type"],
        "raised_by": f"melder@{domain}.example",
        "via_customer_portal": int(values["sla_channel"] == "portal"),
        "sla_nl_priority": values["sla_priority"],
        "sla_nl_channel": values["sla_channel"],
        "sla_nl_cannot_wait": int(values["sla_cannot_wait"]),
        "sla_nl_is_disruption": values["sla_disruption"],
    }
    return ExampleTicket(values["sla_contract"], content, {"status": values["status"], **moments})


def _refuse_existing(customers: dict[str, str]) -> None:
    """Raise DemoError if the site has the demo or one of its customers already."""
    if _remembered():
        raise DemoError(_("The demo is on this site already."))
    for customer in customers:
        if frappe.db.exists(_CUSTOMER, customer):
            raise DemoError(_("There is a customer {0} already.").format(customer))


def _make_choices(rows: list[ExampleTicket]) -> Made:
    """Make the statuses and ticket types that the site lacks. Returns: those documents."""
    wanted = [(_STATUS, row.past["status"]) for row in rows]
    wanted += [(_TYPE, row.content["ticket_type"]) for row in rows]
    missing = [pair for pair in dict.fromkeys(wanted) if not frappe.db.exists(*pair)]
    for doctype, name in missing:
        own = {"label_agent": name, "category": "Paused", "enabled": 1}
        frappe.get_doc({"doctype": doctype, "name": name, **own}).insert(ignore_permissions=True)
    return missing


def _make_customers(customers: dict[str, str]) -> Made:
    """Make the customers. Returns: those documents."""
    for customer in customers:
        content = {"doctype": _CUSTOMER, "customer_name": customer}
        frappe.get_doc(content).insert(ignore_permissions=True)
    return [(_CUSTOMER, customer) for customer in customers]


def _make_ticket(row: ExampleTicket) -> str:
    """Make a ticket as Helpdesk does, then write its past dates and status. Returns: its name."""
    ticket = frappe.get_doc({"doctype": TICKET, **row.content}).insert(ignore_permissions=True)
    past, created = row.past, row.past["creation"]
    derived = {
        "status_category": frappe.db.get_value(_STATUS, past["status"], "category"),
        "opening_date": created.date(),
        "opening_time": created.time(),
        "service_level_agreement_creation": created,
    }
    frappe.db.set_value(TICKET, ticket.name, past | derived, update_modified=False)
    for doctype, field in (("Communication", "reference_name"), ("HD Ticket Activity", "ticket")):
        frappe.db.set_value(doctype, {field: ticket.name}, "creation", created)
    message = {"reference_doctype": TICKET, "reference_name": ticket.name}
    frappe.db.set_value("Communication", message, "communication_date", created)
    return str(ticket.name)


def _agree_rates(name: str, rates: dict[str, str]) -> None:
    """Write agreed rates into the fees of a contract."""
    contract = frappe.get_doc(CONTRACT, name)
    for rule in contract.fees:
        rule.rate = rates.get(rule.basis)
    contract.save()


def _judge(names: list[str]) -> None:
    """Write timelines, stamps, clocks and fees for all tickets, also for solved ones.

    If the site has a default contract, it judged the tickets when they were made. That is removed
    first.
    """
    timeline.remove(*names)
    clocks.remove(*names)
    ledger.remove(*names)
    rows = tickets.lock(names, is_patient=True)
    rebuilt, stamps, verdicts = rebuild_missing(rows), {}, []
    for row in rows:
        name = row["name"]
        happenings = [own.happening for own in rebuilt[name]]
        verdict = judge(name, contract_named(contract_of(row) or ""), happenings, now_s())
        verdicts.append(verdict)
        stamps[name] = stamps_of(verdict) | {EVENTS: len(happenings)}
        ledger.book(name, row["customer"], verdict.contract.name, verdict.fees)
    timeline.append_all(entry for name, own in rebuilt.items() for entry in entries(name, own))
    tickets.write_stamps(stamps)
    clocks.write_all(verdicts)


def _is_deleted(doctype: str, name: str) -> bool:
    """Delete a document unless another one links to it. Returns: True if it was deleted."""
    frappe.db.savepoint(_SAVEPOINT)
    try:
        _delete(doctype, name, force=False)
    except frappe.LinkExistsError:
        frappe.db.rollback(save_point=_SAVEPOINT)
        return False
    return True


def _delete(doctype: str, name: str, force: bool = True) -> None:
    """Delete a document with its log, and a ticket also with its messages."""
    if doctype == TICKET:
        for message in frappe.get_all("Communication", {"reference_name": name}, pluck="name"):
            _delete("Communication", message)
        frappe.db.delete("HD Ticket Activity", {"ticket": name})
    frappe.db.delete("Version", {"ref_doctype": doctype, "docname": name})
    frappe.delete_doc(doctype, name, force, ignore_permissions=True, delete_permanently=True)


def _remembered() -> str:
    """Return the stored list of made documents as JSON; empty if there is no demo."""
    return frappe.db.get_single_value(SETTINGS, "demo", cache=False) or ""


def _remember(made: Made) -> None:
    """Store the list of made documents."""
    text = json.dumps(made) if made else ""
    frappe.db.set_single_value(SETTINGS, "demo", text, update_modified=False)
