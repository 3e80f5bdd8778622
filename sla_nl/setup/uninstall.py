"""Uninstalling the app: what Frappe leaves of it is taken away."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import frappe

from sla_nl.erpnext import fields as erpnext_fields
from sla_nl.helpdesk.escalating.bell import AUTHOR
from sla_nl.monitoring.users import ROLE as MONITOR
from sla_nl.records.permissions import MANAGER

from . import custom_fields, desk, form_scripts, mentions, message_templates, permissions, views

_REMEMBERED = (
    # where Frappe remembers a doctype by name, and in which column
    ("Singles", "doctype"), ("Version", "ref_doctype"), ("Comment", "reference_doctype"),
    ("Custom DocPerm", "parent"), ("Property Setter", "doc_type"), ("DocShare", "share_doctype"),
    ("User Permission", "allow"), ("ToDo", "reference_type"), ("View Log", "reference_doctype"),
    ("Tag Link", "document_type"), ("List Filter", "reference_doctype"),
    ("List View Settings", "name"), ("Document Follow", "ref_doctype"),
    ("Notification Log", "document_type"), ("Activity Log", "reference_doctype"),
    ("Custom Field", "dt"), ("Client Script", "dt"), ("Server Script", "reference_doctype"),
    ("Report", "ref_doctype"), ("Print Format", "doc_type"), ("Notification", "document_type"),
    ("Number Card", "document_type"), ("Dashboard Chart", "document_type"),
    ("Kanban Board", "reference_doctype"), ("Calendar View", "reference_doctype"),
    ("Web Form", "doc_type"), ("Webhook", "webhook_doctype"), ("HD View", "dt"),
    ("Assignment Rule", "document_type"), ("Milestone Tracker", "document_type"),
    ("Data Import", "reference_doctype"), ("Workspace Shortcut", "link_to"),
    ("Workspace Link", "link_to"), ("Workspace Quick List", "document_type"),
)  # fmt: skip
_SERIES = ("SLA-MW-", "SLA-OUT-", "SLA-CC-")


def after_uninstall() -> None:
    """Remove what Frappe leaves: permissions, the role, columns, and what it remembers by name."""
    form_scripts.remove_scripts()
    message_templates.remove_templates()
    views.remove_view()
    permissions.remove_permissions()
    desk.remove()
    doctypes = own_doctypes()
    remove_files({"attached_to_doctype": ("in", doctypes)})
    remove_results(doctypes)
    remove_messages(doctypes)
    for table, column in _REMEMBERED:
        if frappe.db.table_exists(table):
            frappe.db.delete(table, {column: ("in", doctypes)})
    mentions.remove(custom_fields.ANCHOR)
    frappe.db.sql("delete from `__UserSettings` where doctype in %s", [doctypes])
    frappe.db.sql("delete from `tabSeries` where name in %s", [_SERIES])
    for role in (MANAGER, MONITOR):
        for table in ("Has Role", "Custom DocPerm"):
            frappe.db.delete(table, {"role": role})
        frappe.delete_doc("Role", role, force=True, ignore_permissions=True, ignore_missing=True)
    remove_jobs()
    custom_fields.remove_fields()
    erpnext_fields.remove()
    frappe.clear_cache()


def remove_jobs() -> None:
    """Take the scheduled jobs away, with what is logged of them."""
    jobs = frappe.get_all("Scheduled Job Type", {"method": ("like", "sla_nl.%")}, pluck="name")
    for table, column in (
        ("Scheduled Job Log", "scheduled_job_type"),
        ("Scheduled Job Type", "name"),
    ):
        frappe.db.delete(table, {column: ("in", jobs)})


def remove_results(doctypes: Sequence[str]) -> None:
    """Remove what the app's reports gave: prepared reports with their files, and their mails."""
    reports = frappe.get_all("Report", {"ref_doctype": ("in", doctypes)}, pluck="name")
    reports += [json.loads(path.read_text())["name"] for path in _own("report")]
    prepared = frappe.get_all("Prepared Report", {"report_name": ("in", reports)}, pluck="name")
    attached = {"attached_to_doctype": "Prepared Report", "attached_to_name": ("in", prepared)}
    remove_files(attached)
    frappe.db.delete("Prepared Report", {"name": ("in", prepared)})
    frappe.db.delete("Auto Email Report", {"report": ("in", reports)})


def remove_messages(doctypes: Sequence[str]) -> None:
    """Remove the mails about escalations with their answers, and the lines in Helpdesk's bell.

    The lines in the history of tickets stay: they are history.
    """
    about = {"reference_doctype": ("in", doctypes)}
    mails = frappe.get_all("Email Queue", about, pluck="name")
    frappe.db.delete("Email Queue Recipient", {"parent": ("in", mails)})
    for table in ("Email Queue", "Communication"):
        frappe.db.delete(table, about)
    if frappe.db.table_exists("HD Notification"):
        frappe.db.delete("HD Notification", {"owner": AUTHOR})


def remove_files(attached: dict[str, Any]) -> None:
    """Remove files, from the disk too. Args: attached: filters that say to what."""
    for name in frappe.get_all("File", attached, pluck="name"):
        frappe.db.set_value("File", name, {"attached_to_doctype": None, "attached_to_name": None})
        frappe.delete_doc("File", name, ignore_permissions=True)


def own_doctypes() -> list[str]:
    """Return the names of the app's doctypes from its folder; the database has none by now."""
    return sorted(json.loads(path.read_text())["name"] for path in _own("doctype"))


def _own(kind: str) -> Iterable[Path]:
    """Return the files of the app's documents of a kind, such as `report`."""
    return Path(frappe.get_app_path("sla_nl", kind)).glob("*/*.json")
