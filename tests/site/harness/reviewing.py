"""Tickets with a history for the figures of a month, and the same tickets as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import frappe
from freezegun import freeze_time

from sla_nl.contracts.in_force import contract_named
from sla_nl.helpdesk.bulk import sweep
from sla_nl.helpdesk.ticket.translation import ticket_of
from sla_nl.records import timeline

from .past import uncommitted

ACCOUNT = "Reviews"
OFFICE = "vcare-connect-office"
PAST = (
    # priority, kind, when reported, then moments with what was saved: an answer, or fields
    ("P1", "incident", "05-29 16:00", ("05-29 16:10", "reply"), ("06-01 09:00", "Resolved")),
    ("P1", "incident", "06-01 09:00", ("06-01 09:10", "reply"), ("06-01 10:30", "Resolved")),
    ("P1", "incident", "06-02 09:00", ("06-02 11:00", "reply"), ("06-02 16:00", "Resolved")),
    ("P2", "incident", "06-03 09:00", ("06-03 09:30", "reply"), ("06-03 09:45", "P3"),
     ("06-04 15:00", "Resolved")),
    ("P3", "incident", "06-08 13:00", ("06-08 15:00", "reply"), ("06-08 15:30", "Replied"),
     ("06-10 09:00", "Open"), ("06-12 09:00", "Resolved"), ("06-15 09:00", "Open"),
     ("06-29 09:00", "Resolved")),
    ("P2", "incident", "06-30 16:30", ("07-01 12:00", "reply"), ("07-02 16:00", "Resolved")),
    ("P3", "incident", "06-30 16:45"),
    ("P2", "incident", "07-01 09:00"),
    ("P4", "change", "06-09 10:00", ("06-09 11:00", "reply"), ("06-26 11:00", "Resolved")),
)  # fmt: skip
NOW = "2026-07-01 17:00:00"


@contextmanager
def account() -> Iterator[None]:
    """Have an outgoing mail account, within the transaction of the test."""
    values = {
        "doctype": "Email Account", "email_account_name": ACCOUNT, "email_id": "sla@acme.example",
        "smtp_server": "127.0.0.1", "smtp_port": "1", "enable_outgoing": 1,
        "default_outgoing": 1, "no_smtp_authentication": 1,
    }  # fmt: skip
    doc = frappe.get_doc(values)
    doc.name = ACCOUNT
    doc.db_insert()
    frappe.local.outgoing_email_account = {}
    try:
        yield
    finally:
        frappe.db.delete("Email Account", {"name": ACCOUNT})
        frappe.clear_document_cache("Email Account", ACCOUNT)
        frappe.local.outgoing_email_account = {}


def make_past(customer: str, **fields: Any) -> list[str]:
    """Make the tickets of `PAST`, last judged at `NOW`. Returns: their names."""
    names = [_make(customer, fields, *told) for told in PAST]
    with freeze_time(_utc(NOW)), uncommitted():
        sweep.run()
    return names


def export(names: list[str], path: Path, customer: str) -> Path:
    """Write tickets as a file of JSON lines for the command, from their timelines."""
    lines = [json.dumps(_line(name, customer)) for name in names]
    path.write_text("\n".join(lines), "utf-8")
    return path


def _make(
    customer: str,
    fields: dict[str, Any],
    priority: str,
    kind: str,
    at: str,
    *steps: tuple[str, str],
) -> str:
    codes = {"sla_nl_kind": kind, "sla_nl_priority": priority}
    with freeze_time(_utc(f"2026-{at}:00")):
        ticket = frappe.get_doc({
            "doctype": "HD Ticket", "subject": f"Printer of {at}", "description": "It burns.",
            "customer": customer, "sla_nl_contract": OFFICE, **codes, **fields,
        }).insert()  # fmt: skip
    for moment, what in steps:
        if f"2026-{moment}:00" <= NOW:
            with freeze_time(_utc(f"2026-{moment}:00")):
                _change(ticket.name, what)
    return str(ticket.name)


def _change(name: str, what: str) -> None:
    doc = frappe.get_doc("HD Ticket", name)
    if what == "reply":
        doc.reply_via_agent(message="Working on it.")
        return
    doc.update({"sla_nl_priority": what} if what[0] == "P" else {"status": what})
    doc.save()


def _line(name: str, customer: str) -> dict[str, Any]:
    """Return a ticket as a line of a file (docs/design.md 3)."""
    ticket = ticket_of(name, timeline.read(name), contract_named(OFFICE))
    events = [
        {key: value for key, value in event._asdict().items() if value not in ("", None)}
        for event in ticket.events
    ]
    for event in events:
        event |= {key: _iso(event[key]) for key in ("at", "until") if key in event}
    line = {key: value for key, value in ticket._asdict().items() if value not in ("", None, ())}
    line.pop("is_approximate")
    return line | {
        "customer": customer, "reported_at": _iso(ticket.reported_at), "events": events,
    }  # fmt: skip


def _iso(instant: int) -> str:
    return datetime.fromtimestamp(instant, UTC).isoformat()


def _utc(local: str) -> str:
    """Return a summer moment of the site's zone in UTC, as freezegun wants it."""
    return str(frappe.utils.add_to_date(local, hours=-2))
