"""Tickets whose past is made up: saved, answered, forgotten by the app, copied by the hundred."""

from __future__ import annotations

from contextlib import contextmanager

import frappe

from sla_nl.helpdesk.bulk import batches
from sla_nl.helpdesk.ticket import helpdesk_log
from sla_nl.helpdesk.ticket.stamps import STAMPS
from sla_nl.helpdesk.upkeep import backfill
from sla_nl.runs import runs

JUDGED = ("due_key", "state", "start", "due", "held_due", "met_at", "breached_at", "paused_s")
COPIED = (
    ("HD Ticket", "name"),
    ("Version", "docname"),
    ("HD Ticket Activity", "ticket"),
    ("Communication", "reference_name"),
)


@contextmanager
def uncommitted():
    """What a job commits in its batches stays in the test's own transaction, as do its terms."""
    frappe.db.commit = frappe.db.rollback = lambda **_: None
    look_again, batches.look_again = batches.look_again, lambda: None
    try:
        yield
    finally:
        del frappe.db.commit, frappe.db.rollback
        batches.look_again = look_again


def saved(ticket, **fields):
    doc = frappe.get_doc("HD Ticket", ticket.name)
    doc.update(fields)
    doc.save()
    return frappe.get_doc("HD Ticket", ticket.name)


def replied(ticket, message="Working on it."):
    frappe.get_doc("HD Ticket", ticket.name).reply_via_agent(message=message)


def clocks(name):
    rows = frappe.get_all("SLA Clock", {"ticket": name}, JUDGED, order_by="due_key", as_list=True)
    return list(rows)


def stamps(name):
    return frappe.db.get_value("HD Ticket", name, list(STAMPS), as_dict=True)


def forget(*names):
    """Take away what the app wrote of tickets, as if it had not been there."""
    for table in ("SLA Ticket Event", "SLA Clock"):
        frappe.db.delete(table, {"ticket": ("in", names)})
    for name in names:
        left = dict.fromkeys(("sla_nl_judged_by", "sla_nl_next_clock", "sla_nl_next_due"))
        native = {"response_by": "2026-06-20 10:00:00", "agreement_status": "First Response Due"}
        frappe.db.set_value("HD Ticket", name, left | native, update_modified=False)
    helpdesk_log.forget_related()


def rebuilt():
    """Run a backfill here and now. Returns: its run."""
    run = runs.start(runs.BACKFILL)
    with uncommitted():
        backfill.work(run)
    return frappe.get_doc(runs.RUN, run)


def copies(name, number, first=0):
    """Copy a ticket with its log, in the database alone. Returns: the names of the copies."""
    names = [f"copy-{name}-{place:06d}" for place in range(first, first + number)]
    for table, field in COPIED:
        source = frappe.get_all(table, {field: name}, ["*"])
        columns = frappe.db.get_table_columns(table)
        rows = [
            tuple(
                copy if column == field
                else f"{row.name}-{place}" if column == "name"
                else row.get(column)
                for column in columns
            )
            for place, copy in enumerate(names, first)
            for row in source
        ]  # fmt: skip
        frappe.db.bulk_insert(table, columns, rows)
    return names


def clear(names):
    """Take committed tickets away again, with all that is kept of them, and of runs."""
    for table, field in (*COPIED, ("SLA Ticket Event", "ticket"), ("SLA Clock", "ticket")):
        frappe.db.delete(table, {field: ("in", names)})
    frappe.db.delete(runs.RUN)
    frappe.db.commit()
