"""Give tickets a history: save and answer them, delete the app's records of them, copy them."""

from __future__ import annotations

from contextlib import contextmanager

import frappe

from sla_nl.helpdesk.ticket import helpdesk_log
from sla_nl.helpdesk.ticket.stamps import STAMPS, UNDATED
from sla_nl.helpdesk.upkeep import backfill
from sla_nl.helpdesk.what_if import working
from sla_nl.runs import batches, runs

JUDGED = ("due_key", "state", "start", "due", "held_due", "met_at", "breached_at", "paused_s")
COPIED = (
    ("HD Ticket", "name"),
    ("Version", "docname"),
    ("HD Ticket Activity", "ticket"),
    ("Communication", "reference_name"),
)


@contextmanager
def uncommitted():
    """Keep the batches of a job in the test's transaction: no commit, rollback or terms refresh."""
    frappe.db.commit = frappe.db.rollback = lambda **_: None
    look_again = batches.look_again
    batches.look_again = working.look_again = lambda: None
    try:
        yield
    finally:
        del frappe.db.commit, frappe.db.rollback
        batches.look_again = working.look_again = look_again


def saved(ticket, **fields):
    """Save a ticket with these fields, and return it as it is stored."""
    doc = frappe.get_doc("HD Ticket", ticket.name)
    doc.update(fields)
    doc.save()
    return frappe.get_doc("HD Ticket", ticket.name)


def replied(ticket, message="Working on it."):
    """Answer a ticket as an agent."""
    frappe.get_doc("HD Ticket", ticket.name).reply_via_agent(message=message)


def clocks(name):
    """Return the stored clocks of a ticket, as tuples of the columns `JUDGED`."""
    rows = frappe.get_all("SLA Clock", {"ticket": name}, JUDGED, order_by="due_key", as_list=True)
    return list(rows)


def stamps(name):
    """Return the stamps of a ticket."""
    return frappe.db.get_value("HD Ticket", name, list(STAMPS), as_dict=True)


def forget(*names):
    """Delete the app's records and stamps of tickets, as if it had not been installed yet."""
    for table in ("SLA Ticket Event", "SLA Clock"):
        frappe.db.delete(table, {"ticket": ("in", names)})
    for name in names:
        left = dict.fromkeys(("sla_nl_judged_by", "sla_nl_next_clock", "sla_nl_next_due"))
        left["sla_nl_urgency"] = UNDATED
        native = {"response_by": "2026-06-20 10:00:00", "agreement_status": "First Response Due"}
        frappe.db.set_value("HD Ticket", name, left | native, update_modified=False)
    helpdesk_log.forget_related()


def rebuilt():
    """Run a backfill in this process, and return its `SLA Run`."""
    run = runs.start(runs.BACKFILL)
    with uncommitted():
        backfill.work(run)
    return frappe.get_doc(runs.RUN, run)


def copies(name, number, first=0):
    """Copy a ticket and Helpdesk's log of it by SQL, and return the names of the copies."""
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
    """Delete committed tickets with all their records, and every `SLA Run`; commit."""
    for table, field in (*COPIED, ("SLA Ticket Event", "ticket"), ("SLA Clock", "ticket")):
        frappe.db.delete(table, {field: ("in", names)})
    frappe.db.delete(runs.RUN)
    frappe.db.commit()
