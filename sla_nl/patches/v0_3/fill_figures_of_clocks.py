"""Fill the columns of existing clocks from which the figures of a period are summed."""

from __future__ import annotations

import frappe

WORK = "sla_nl.helpdesk.upkeep.filling.run"


def execute() -> None:
    """Fill them; run again, it goes on with the clocks that lack them."""
    frappe.get_attr(WORK)()
