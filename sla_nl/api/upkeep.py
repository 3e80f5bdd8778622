"""What an admin starts over many tickets, from SLA Settings."""

import frappe

from sla_nl.contracts.documents import SETTINGS
from sla_nl.helpdesk.upkeep import backfill, dry_run


@frappe.whitelist(methods=["POST"])
def start_backfill() -> str:
    """Rebuild timelines from before the app, and stamp open tickets, on the queue.

    Returns: the name of the run.
    Raises: frappe.PermissionError.
    """
    frappe.has_permission(SETTINGS, "write", throw=True)
    return backfill.start()


@frappe.whitelist(methods=["POST"])
def start_dry_run() -> str:
    """Have a file written of what a backfill would change.

    Returns: the name of the run, to which the file will be attached.
    Raises: frappe.PermissionError.
    """
    frappe.has_permission(SETTINGS, "write", throw=True)
    return dry_run.start()
