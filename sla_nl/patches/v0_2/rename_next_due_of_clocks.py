"""Rename the column `next_due` of `SLA Clock` to `look_again_at`, with its values.

It runs before the doctypes are synced, which would add the new column empty.
"""

from __future__ import annotations

import frappe

TABLE, OLD, NEW = "SLA Clock", "next_due", "look_again_at"


def execute() -> None:
    """Rename the column on a site that has the old one only."""
    if frappe.db.table_exists(TABLE):
        columns = {row[0] for row in frappe.db.sql(f"show columns from `tab{TABLE}`")}
        if OLD in columns and NEW not in columns:
            frappe.db.rename_column(TABLE, OLD, NEW)
