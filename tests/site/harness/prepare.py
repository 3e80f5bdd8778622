"""Prepare a new site as the template of all test sites; run by the bench's own Python.

Called as `python -m harness.prepare SITE`, in the folder `sites`. The site gets Helpdesk, ERPNext
with a company where the bench has it (`bookkeeping`), a completed setup wizard (English, the
Netherlands, Europe/Amsterdam) and the cast of `records`. Replies need no e-mail account
(`skip_email_workflow`).
"""

from __future__ import annotations

import sys

import frappe

from . import bookkeeping
from .cast import PASSWORD
from .records import make_cast

WIZARD = {
    "language": "English",
    "country": "Netherlands",
    "timezone": "Europe/Amsterdam",
    "currency": "EUR",
    "full_name": "Site Suite",
    "email": "site-suite@example.com",
    "password": PASSWORD,
}


def main(site: str) -> None:
    """Install Helpdesk on a site, complete the setup wizard, and make the users."""
    frappe.init(site=site)
    frappe.connect()
    from frappe.desk.page.setup_wizard.setup_wizard import setup_complete
    from frappe.installer import install_app

    has_erpnext = bookkeeping.is_on_bench()
    for app in (*([bookkeeping.ERPNEXT] if has_erpnext else []), "helpdesk"):
        install_app(app)
        frappe.db.commit()
    setup_complete(WIZARD | (bookkeeping.WIZARD if has_erpnext else {}))
    if has_erpnext:
        bookkeeping.make_item()
    frappe.db.set_single_value("HD Settings", "skip_email_workflow", 1)
    frappe.db.set_single_value("System Settings", "enable_scheduler", 0)
    make_cast()
    frappe.db.commit()
    check()
    frappe.destroy()


def check() -> None:
    """Check the time zone and the priorities of the site, on which the tests rely.

    Raises: SystemExit: one of them is wrong.
    """
    zone = frappe.db.get_single_value("System Settings", "time_zone")
    if zone != WIZARD["timezone"]:
        raise SystemExit(f"the setup wizard left the time zone {zone}")
    if not frappe.db.exists("HD Ticket Priority", "Urgent"):
        raise SystemExit("Helpdesk has no priorities")


if __name__ == "__main__":
    main(*sys.argv[1:])
