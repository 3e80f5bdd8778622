"""A planner in a process of its own: `teller.py SITE MOMENT WINDOW`, run in `sites`.

It prints "ready", waits for a line of input, announces the window as if it were MOMENT (UTC), and
prints how many people are told, or why nobody is.
"""

from __future__ import annotations

import os
import sys

import frappe
from freezegun import freeze_time

from sla_nl.api import maintenance


def main(site: str, moment: str, window: str) -> None:
    """Announce a window; see the module's docstring."""
    frappe.init(site=site, sites_path=os.environ["SITES_PATH"])
    frappe.connect()
    frappe.set_user("Administrator")
    print("ready", flush=True)
    sys.stdin.readline()
    with freeze_time(moment):
        try:
            print(maintenance.announce(window, 0))
            frappe.db.commit()
        except frappe.ValidationError as error:
            frappe.db.rollback()
            print(error)


if __name__ == "__main__":
    main(*sys.argv[1:])
