"""Frappe draws sums of any column of any doctype for any user; check first what they may read.

With a chart of their own making, a customer would read what fees sum to. The names of fields in a
chart are put into the query as they are, so they must be fields.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
from frappe import _

from sla_nl.site.messages import refuse, refuse_permission

from .reading import check_columns, check_fields, check_readable, check_whole, is_ours

CHART, CARD = "Dashboard Chart", "Number Card"
_COLUMNS = (
    "based_on", "value_based_on", "group_by_based_on", "aggregate_function_based_on",
)  # fmt: skip
_AGGREGATIONS = ("sum", "count", "avg", "min", "max")


def get(original: Callable[..., Any], **asked: Any) -> Any:
    """Guard `frappe.desk.doctype.dashboard_chart.dashboard_chart.get`.

    Raises: frappe.PermissionError: the user has no desk, or may not read the doctype; a heat map of
        a doctype of which they may not read every document. frappe.ValidationError: what is summed
        or grouped is no field of the doctype.
    """
    frappe.only_for("Desk User")
    given = _parsed(asked.get("chart"), CHART)
    name = asked.get("chart_name") or given.get("name")
    fields = ["document_type", "parent_document_type", "type", "filters_json", *_COLUMNS]
    stored = frappe.db.get_value(CHART, {"name": str(name)}, fields, as_dict=True) or {}
    for chart in (given, stored):
        _check(chart, asked.get("filters"))
        if chart.get("document_type") and is_ours(chart["document_type"]):
            asked["refresh"] = 1  # what one user was shown is kept, and shown to others
    return original(**asked)


def get_result(original: Callable[..., Any], **asked: Any) -> Any:
    """Guard `frappe.desk.doctype.number_card.number_card.get_result`.

    Raises: frappe.PermissionError, frappe.ValidationError: as above.
    """
    _check(_parsed(asked["doc"], CARD), asked.get("filters"))
    return original(**asked)


def get_monthly_goal_graph_data(original: Callable[..., Any], **asked: Any) -> Any:
    """Guard `frappe.utils.goal.get_monthly_goal_graph_data`, which sums without looking at rights.

    Raises: frappe.PermissionError: the user may not read every document that is summed.
        frappe.ValidationError: what is summed is no field, or the function none that is known.
    """
    doctype = asked["goal_doctype"]
    if asked.get("aggregation", "sum") not in _AGGREGATIONS:
        refuse_permission()
    check_whole(doctype)
    check_columns(doctype, asked["goal_field"], asked["date_field"])
    check_fields(asked.get("filters"), asked["goal_field"])
    return original(**asked)


def _parsed(given: Any, doctype: str) -> dict[str, Any]:
    """Return what a request says of a chart or a card. Raises: frappe.ValidationError."""
    try:
        parsed = frappe.parse_json(given) or {}
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict):
        refuse(_("{0} is expected."), _(doctype))
    return parsed


def _check(chart: dict[str, Any], filters: Any) -> None:
    """Check what the user may read of a chart. Raises: see `get`."""
    doctype = chart.get("document_type")
    if not doctype:
        return
    check_readable(doctype, chart.get("parent_document_type"))
    columns = [chart.get(column) for column in _COLUMNS]
    check_columns(doctype, *columns)
    check_fields(filters, chart.get("filters_json"), columns)
    if chart.get("type") == "Heatmap":
        check_whole(doctype)
