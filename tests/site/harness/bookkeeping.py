"""ERPNext on the test sites of a bench that has it, with one company that can bill.

Run by the bench's Python, as a part of `prepare`: what is made here is in the template of the
sites, so it costs the first run a minute or two, and the later ones a larger dump.

The company keeps the Dutch chart of accounts, which has neither a default income account nor an
account for rounding differences. It bills in 2026; tests freeze a day of that year.
"""

from __future__ import annotations

import os
from pathlib import Path

import frappe

ERPNEXT = "erpnext"
COMPANY, ABBR = "Proef BV", "PB"
INCOME = f"Diensten handel hoog tarief - {ABBR}"
"""An income account of the chart."""

ITEM = "SLA-KOSTEN"

WIZARD = {
    "company_name": COMPANY,
    "company_abbr": ABBR,
    "chart_of_accounts": "Netherlands - Grootboekschema",
    "fy_start_date": "2026-01-01",
    "fy_end_date": "2026-12-31",
    "domain": "Services",
}
"""What the setup wizard asks for, beside what it asks on a site without ERPNext."""


def is_on_bench() -> bool:
    """Return whether the bench of this run has ERPNext; its site has it then."""
    apps = Path(os.environ["SITES_PATH"], "apps.txt").read_text("utf-8").split()
    return ERPNEXT in apps


def make_item() -> None:
    """Make the item of the invoices' lines, a service with its income account."""
    item = {
        "doctype": "Item", "item_code": ITEM, "item_name": "SLA-kosten", "is_stock_item": 0,
        "item_group": "Services", "stock_uom": "Nos",
        "item_defaults": [{"company": COMPANY, "income_account": INCOME}],
    }  # fmt: skip
    frappe.get_doc(item).insert()
