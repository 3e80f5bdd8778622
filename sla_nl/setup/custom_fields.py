"""The fields that the app adds to a ticket; for install and uninstall.

Only staff may read and write them: they have permission level 1. Helpdesk itself sends every column
of a ticket to its customer; `overrides/responses.py` takes them out (docs/design.md 6).
`permissions.py` tells who is staff.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import frappe
from frappe.custom.doctype.custom_field.custom_field import create_custom_fields
from frappe.model.document import Document

from sla_nl.engine.terms.vocabulary import CHANNELS, KINDS, PAUSE_REASONS
from sla_nl.helpdesk import TICKET

MODULE = "SLA NL"
PRIORITY_FIELD = "sla_nl_priority"

_YES_NO = "\nYes\nNo"

ANCHOR = "total_hold_time"
"""The field of a ticket after which the first of them comes."""

FIELDS: tuple[dict[str, Any], ...] = (
    {
        "fieldname": "sla_nl_section",
        "fieldtype": "Section Break",
        "label": "SLA",
        "insert_after": ANCHOR,
    },
    {
        "fieldname": "sla_nl_contract",
        "fieldtype": "Link",
        "label": "SLA Contract",
        "options": "SLA Contract",
        "link_filters": '[["SLA Contract","is_hidden","=",0]]',
        "description": "Empty: the contract of the customer.",
        "search_index": 1,
    },
    {
        "fieldname": "sla_nl_kind",
        "fieldtype": "Select",
        "label": "SLA Kind",
        "options": "\n".join(("", *KINDS)),
        "description": "Empty: by the ticket type.",
    },
    {
        "fieldname": PRIORITY_FIELD,
        "fieldtype": "Select",
        "label": "SLA Priority",
        "options": "",
        "description": "Empty: by the priority of Helpdesk.",
    },
    {
        "fieldname": "sla_nl_channel",
        "fieldtype": "Select",
        "label": "SLA Channel",
        "options": "\n".join(("", *CHANNELS)),
    },
    {
        "fieldname": "sla_nl_reported_at",
        "fieldtype": "Datetime",
        "label": "SLA Reported At",
        "description": "When it was reported, if that was not when the ticket was made.",
        "no_copy": 1,
    },
    {
        "fieldname": "sla_nl_known_since",
        "fieldtype": "Datetime",
        "label": "SLA Known Since",
        "description": "When the customer knew of it, where that was long before the report.",
    },
    {"fieldname": "sla_nl_column", "fieldtype": "Column Break"},
    {
        "fieldname": "sla_nl_cannot_wait",
        "fieldtype": "Check",
        "label": "SLA Cannot Wait",
        "description": "Goes on outside office hours until it is solved.",
        "no_copy": 1,
    },
    {
        "fieldname": "sla_nl_is_disruption",
        "fieldtype": "Select",
        "label": "SLA Disruption",
        "options": _YES_NO,
        "description": "Assessed: the service does not do what was agreed.",
        "no_copy": 1,
    },
    {
        "fieldname": "sla_nl_outside_sla",
        "fieldtype": "Select",
        "label": "Outside SLA",
        "options": _YES_NO,
        "description": "Assessed: the agreement does not cover it.",
        "no_copy": 1,
    },
    {
        "fieldname": "sla_nl_planned_for",
        "fieldtype": "Datetime",
        "label": "SLA Planned For",
        "description": "The date that was agreed with the customer.",
        "no_copy": 1,
    },
    {
        "fieldname": "sla_nl_pause_reason",
        "fieldtype": "Select",
        "label": "SLA Pause Reason",
        "options": "\n".join(("", *PAUSE_REASONS)),
        "description": "Why the ticket is paused. Empty: by its status.",
        "no_copy": 1,
    },
    {
        "fieldname": "sla_nl_next_due",
        "fieldtype": "Datetime",
        "label": "SLA Next Due",
        "read_only": 1,
        "no_copy": 1,
        "search_index": 1,
    },
    {
        "fieldname": "sla_nl_next_clock",
        "fieldtype": "Data",
        "label": "SLA Next Clock",
        "read_only": 1,
        "no_copy": 1,
    },
    {
        "fieldname": "sla_nl_urgency",
        "fieldtype": "Data",
        "label": "SLA Urgency",
        "description": "Sorts tickets: late, due, without a date, solved; each by date.",
        "default": "3",
        "search_index": 1,
        "read_only": 1,
        "no_copy": 1,
    },
    {
        "fieldname": "sla_nl_judged_by",
        "fieldtype": "Data",
        "label": "SLA Judged By",
        "description": "The contract by which the ticket was last stamped.",
        "search_index": 1,
        "hidden": 1,
        "read_only": 1,
        "no_copy": 1,
    },
    {
        "fieldname": "sla_nl_events",
        "fieldtype": "Int",
        "label": "SLA Events",
        "description": "How many rows its timeline had when it was last judged.",
        "hidden": 1,
        "read_only": 1,
        "no_copy": 1,
    },
)

_LAYOUT = ("Section Break", "Column Break")


def add_fields() -> None:
    """Add the fields that are missing; one that is there stays as the site has it."""
    after = ANCHOR
    missing = []
    for item in FIELDS:
        if not frappe.db.exists("Custom Field", f"{TICKET}-{item['fieldname']}"):
            level = 0 if item["fieldtype"] in _LAYOUT else 1
            missing.append({**item, "insert_after": after, "module": MODULE, "permlevel": level})
        after = item["fieldname"]
    if missing:
        create_custom_fields({TICKET: missing}, update=False)


def offer_priorities(contract: Document, method: str = "") -> None:
    """Offer the priorities of a contract on the ticket, besides those of others."""
    _offer(row.code for row in contract.priorities)


def offer_all_priorities() -> None:
    """Offer the priorities of every contract: Frappe runs no hooks of an app that it installs."""
    _offer(frappe.get_all("SLA Priority", pluck="code", order_by="parent, idx"))


def _offer(codes: Iterable[str]) -> None:
    """Add codes to those that are offered. One that was offered stays: a ticket may have it."""
    name = f"{TICKET}-{PRIORITY_FIELD}"
    options = frappe.db.get_value("Custom Field", name, "options")
    known = (options or "").split("\n")
    new = dict.fromkeys(code for code in codes if code not in known)
    if new and frappe.db.exists("Custom Field", name):
        text = "\n".join((*known, *new))
        frappe.db.set_value("Custom Field", name, "options", text, update_modified=False)
        frappe.clear_cache(doctype=TICKET)
        frappe.db.after_commit.add(lambda: frappe.clear_cache(doctype=TICKET))


def remove_fields() -> None:
    """Remove what is left of the fields: Frappe leaves their columns."""
    mine = ("like", "sla\\_nl\\_%")
    frappe.db.delete("Custom Field", {"dt": TICKET, "fieldname": mine})
    frappe.db.delete("Property Setter", {"doc_type": TICKET, "field_name": mine})
    columns = frappe.db.get_table_columns(TICKET)
    left = [item["fieldname"] for item in FIELDS if item["fieldname"] in columns]
    if left:
        drops = ", ".join(f"drop column `{column}`" for column in left)
        frappe.db.sql_ddl(f"alter table `tab{TICKET}` {drops}")
    frappe.clear_cache(doctype=TICKET)
