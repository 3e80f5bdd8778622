"""Where Frappe and Helpdesk remember fields of a ticket by name: what is theirs stays, ours goes.

A saved view, a list setting or a filter that names a column which is gone breaks the list it is
for. Code that a site has written itself is left as it is, and printed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import click
import frappe
from frappe import _
from frappe.model.utils.user_settings import sync_user_settings

from sla_nl.safe_output import visible

MINE = re.compile(r"\bsla_nl_\w+")
_LIKE = ("like", "%sla\\_nl\\_%")

ROWS = (
    # rows about one field: without it there is nothing left of them
    ("HD Ticket Template Field", "fieldname"), ("Web Form Field", "fieldname"),
    ("Web Form List Column", "fieldname"), ("DocType Layout Field", "fieldname"),
    ("Form Tour Step", "fieldname"), ("Report Column", "fieldname"),
    ("Report Filter", "fieldname"), ("Webhook Data", "fieldname"),
    ("Document Naming Rule Condition", "field"), ("Print Format Field Template", "field"),
    ("Notification Recipient", "receiver_by_document_field"), ("Dashboard Chart Field", "y_field"),
    ("Property Setter", "field_name"), ("Kanban Board", "field_name"),
    ("Milestone Tracker", "track_field"), ("Milestone", "track_field"),
    ("Calendar View", "subject_field"), ("Calendar View", "start_date_field"),
    ("Calendar View", "end_date_field"), ("Number Card", "aggregate_function_based_on"),
    ("Dashboard Chart", "based_on"), ("Dashboard Chart", "value_based_on"),
    ("Dashboard Chart", "group_by_based_on"), ("Dashboard Chart", "aggregate_function_based_on"),
)  # fmt: skip
LISTS = (
    # columns, filters and orders: JSON, or names with commas between them
    ("HD View", "columns"), ("HD View", "rows"), ("HD View", "filters"), ("HD View", "order_by"),
    ("HD View", "group_by_field"), ("HD Field Layout", "layout"), ("List View Settings", "fields"),
    ("List Filter", "filters"), ("Kanban Board", "filters"), ("Kanban Board", "fields"),
    ("Report", "json"), ("Auto Email Report", "filters"), ("Auto Email Report", "filter_meta"),
    ("Auto Email Report", "from_date_field"), ("Auto Email Report", "to_date_field"),
    ("Number Card", "filters_json"), ("Number Card", "dynamic_filters_json"),
    ("Dashboard Chart", "filters_json"), ("Dashboard Chart", "dynamic_filters_json"),
    ("Workspace Quick List", "quick_list_filter"), ("Workspace Shortcut", "stats_filter"),
    ("Print Format", "format_data"), ("Web Form", "condition_json"),
    ("Assignment Rule", "field"), ("Notification", "set_property_after_alert"),
    ("Energy Point Rule", "field_to_check"), ("Energy Point Rule", "user_field"),
    ("Energy Point Rule", "multiplier_field"), ("Workflow Document State", "update_field"),
)  # fmt: skip
CODE = (
    # what a site has written itself
    ("Server Script", "script"), ("Client Script", "script"), ("HD Form Script", "script"),
    ("Report", "query"), ("Report", "report_script"), ("Report", "javascript"),
    ("Print Format", "html"), ("Notification", "condition"), ("Notification", "message"),
    ("Assignment Rule", "assign_condition"), ("Assignment Rule", "unassign_condition"),
    ("Assignment Rule", "close_condition"), ("Webhook", "webhook_json"), ("Webhook", "condition"),
    ("HD Service Level Agreement", "condition"), ("Workflow Transition", "condition"),
)  # fmt: skip

_LISTING = ("search_fields", "field_order")
"""The properties of a doctype that list its fields."""


def remove(anchor: str) -> None:
    """Remove the fields from all that remembers them.

    Args:
        anchor: the field of Helpdesk after which a site's own field comes that came after ours.
    """
    for doctype, column in ROWS:
        if _exists(doctype, column):
            frappe.db.delete(doctype, {column: _LIKE})
    for doctype, column in LISTS:
        if _exists(doctype, column):
            for name, text in _found(doctype, column):
                frappe.db.set_value(doctype, name, column, without(text), update_modified=False)
    _clean_property_setters()
    _clean_user_settings()
    after = {"insert_after": _LIKE}
    frappe.db.set_value("Custom Field", after, "insert_after", anchor, update_modified=False)
    for column in ("date_changed", "value_changed"):
        frappe.db.set_value("Notification", {column: _LIKE}, {column: None, "enabled": 0})
    for mention in _left():
        click.secho(visible(mention), fg="yellow")


def without(text: str) -> str:
    """Return a list, filter or order without our fields: JSON, or names separated by commas."""
    try:
        value = json.loads(text)
    except ValueError:
        return ", ".join(part.strip() for part in text.split(",") if not MINE.search(part))
    return "" if _is_mine(value) else json.dumps(_pruned(value))


def _pruned(value: Any) -> Any:
    """Remove list items that name one of our fields as a whole, and of objects only the key."""
    if isinstance(value, list):
        return [_pruned(item) for item in value if not _names_mine(item)]
    if isinstance(value, dict):
        return {
            key: _pruned(item)
            for key, item in value.items()
            if not (_is_mine(key) or _is_mine(item))
        }
    return value


def _names_mine(item: Any) -> bool:
    inside = item.values() if isinstance(item, dict) else item if isinstance(item, list) else [item]
    return any(map(_is_mine, inside))


def _is_mine(value: Any) -> bool:
    return isinstance(value, str) and MINE.search(value) is not None


def _exists(doctype: str, column: str) -> bool:
    return frappe.db.table_exists(doctype) and frappe.db.has_column(doctype, column)


def _found(doctype: str, column: str) -> list[tuple[str, str]]:
    query = f"select name, `{column}` from `tab{doctype}` where `{column}` like %s order by name"
    return frappe.db.sql(query, _LIKE[1])


def _clean_property_setters() -> None:
    """Remove our fields from properties that list fields; delete other properties that name one."""
    for name, text in _found("Property Setter", "value"):
        is_list = frappe.db.get_value("Property Setter", name, "property") in _LISTING
        if rest := without(text) if is_list else "":
            frappe.db.set_value("Property Setter", name, "value", rest, update_modified=False)
        else:
            frappe.db.delete("Property Setter", name)


def _clean_user_settings() -> None:
    """Remove our fields from users' list settings, first written from the cache to their table."""
    sync_user_settings()
    rows = frappe.db.sql(
        "select `user`, doctype, data from `__UserSettings` where data like %s", _LIKE[1]
    )
    for user, doctype, data in rows:
        frappe.db.sql(
            "update `__UserSettings` set data = %s where `user` = %s and doctype = %s",
            (without(data), user, doctype),
        )
    frappe.cache.delete_key("_user_settings")


def _left() -> Iterator[str]:
    """Yield a line for each piece of the site's own code that names our fields."""
    for doctype, column in CODE:
        if _exists(doctype, column):
            for name, _text in _found(doctype, column):
                yield _("{0} {1} names fields that are gone, in {2}.").format(doctype, name, column)
