"""Frappe draws a heat map of any column of any doctype for any user; of ours only for some.

With a chart of his own making, a customer would read what fees sum to. Other charts look at
permissions, but what they tell one user is kept for all of them.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.desk.doctype.dashboard_chart import dashboard_chart

from sla_nl.records.permissions import visible

from .counts import is_guarded

CHART = "Dashboard Chart"


@frappe.whitelist()
def get_chart(chart_name: str | None = None, chart: Any = None, **asked: Any) -> Any:
    """`frappe.desk.doctype.dashboard_chart.dashboard_chart.get`.

    Raises: frappe.PermissionError: the user has no desk; a chart of a doctype of the app or of
        Frappe that he may not read; a heat map of one of which he may not read every document.
    """
    frappe.only_for("Desk User")
    given = frappe.parse_json(chart) or {}
    name = chart_name or given.get("name")
    stored = frappe.db.get_value(CHART, name, ["document_type", "type"], as_dict=True) or {}
    for one in (given, stored):
        _check(one.get("document_type"), is_heat_map=one.get("type") == "Heatmap")
    return frappe.call(dashboard_chart.get, chart_name=chart_name, chart=chart, **asked)


def _check(doctype: str | None, is_heat_map: bool) -> None:
    """Raises: frappe.PermissionError: see above."""
    if doctype and is_guarded(doctype):
        frappe.has_permission(doctype, "read", throw=True)
        if is_heat_map and visible(doctype):
            frappe.throw(_("Not permitted"), frappe.PermissionError)
