"""The arguments with which an attack calls a method, for every known name of a parameter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .hidden import CONTRACT, REPORT, Hidden
from .methods import Method

Arguments = dict[str, Any]

DOCTYPES = (
    "doctype", "dt", "_doctype", "reference_doctype", "ref_doctype", "document_type",
    "data_doctype", "doctype_name", "linked_doctype", "for_doctype", "select_doctype",
    "reminder_doctype", "reference_dt", "aggregate_on_doctype", "party_type", "link_doctype",
    "parent_doctype", "goal_doctype", "source_doctype", "attached_to_doctype",
)  # fmt: skip
NAMES = (
    "name", "docname", "dn", "doc_name", "reference_name", "ref_name", "reference_docname", "id",
    "reminder_docname", "source_name", "reference", "issue", "entry", "contract", "calendar", "key",
    "document", "obligation", "old", "old_name", "parent_name", "attached_to_name", "source",
    "run",
)  # fmt: skip
FIELDS = (
    "fieldname", "field", "goal_field", "goal_value_field", "goal_total_field", "field_name",
    "aggregate_on_field", "label_field", "docfield", "column", "field_map", "title_field",
)  # fmt: skip
OTHERS = (
    "goal_doctype", "goal_field", "linked_doctype", "view", "link_doctype", "aggregate_on_doctype",
)  # fmt: skip
"""Parameters that may name another doctype than the method's first one."""

DOCUMENTS = {*DOCTYPES, "doc", "docs", "chart", "args", "view", "report_name", "export_fields"}
FILTERS = {"filters", "or_filters", "current_filters", "filter_fields", "chart", "args", "doc"}

SECRET = {
    "SLA Fee Entry": "amount", "SLA Contract": "title", "HD Ticket": "sla_nl_next_clock",
    "File": "file_name", "SLA Clock": "set_aside", "SLA Ticket Event": "source",
    "SLA Escalation": "level", "SLA Escalation Receiver": "why",
    "SLA Contract Customer": "customer", "SLA Settings": "demo",
    "SLA Run": "outcome", "Prepared Report": "filters", "Deleted Document": "data",
    "Version": "data", "Comment": "content", "SLA Follow-up Task": "what",
    "SLA Incident Report": "cause_found",
    "SLA Absence": "first_day", "SLA Obligation": "note", "SLA Outage": "description",
    "SLA Monitored Service": "last_message",
    "SLA Maintenance Notice": "email", "SLA Customer Feed": "token",
    "SLA Run Part": "found", "SLA Service Report": "comment",
    "SLA Credit Case": "requested_by", "SLA Registered Contact": "contact",
}  # fmt: skip
"""The doctypes that are tried, each with a field whose value may not leak."""

GUESSES = (
    ("HD Ticket", "sla_nl_contract", CONTRACT, f"{CONTRACT[:-1]}x"),
    ("SLA Fee Entry", "fee_title", "Zqfee", "Zqfex"),
    ("SLA Contract", "title", "Zqterms", "Zqtermx"),
)
"""A doctype and a field, with a value that one document has, and a value that no document has."""


def all_of(hidden: Hidden, doctype: str) -> Arguments:
    """Return a value for every known parameter, pointing at the hidden record of a doctype."""
    name, field = hidden.names[doctype], SECRET[doctype]
    document = {"doctype": doctype, "name": name}
    given: Arguments = dict.fromkeys(DOCTYPES, doctype) | dict.fromkeys(NAMES, name)
    given |= dict.fromkeys(FIELDS, field) | _TEXTS
    return given | {
        "fields": [field, "name"], "names": [name], "docnames": [name], "items": [name],
        "stats": [field, "owner"], "filter_fields": [field], "columns": [], "rows": [],
        "doc": document, "docs": document, "current_filters": [], "filters": {}, "no_cache": 1,
        "chart": _chart(doctype, field), "args": document | {"chart_name": "x"},
        "export_fields": {doctype: [field]}, "select_columns": {doctype: ["name", field]},
        "view": {"view_type": "group_by", "group_by_field": "subject", "label_doc": doctype,
                 "label_field": field, "name": "x"},
        "ticket": hidden.ticket, "prepared_report_name": hidden.names["Prepared Report"],
        "fid": hidden.names["File"], "version": hidden.names["Version"],
    }  # fmt: skip


def own(hidden: Hidden, user: str, reads_ticket: bool) -> Arguments:
    """Return a value for every known parameter, pointing at a record that the user may read.

    The record is the ticket, or the user's own `User` document.
    """
    if reads_ticket:
        return all_of(hidden, "HD Ticket")
    given = all_of(hidden, "HD Ticket")
    return given | dict.fromkeys(DOCTYPES, "User") | dict.fromkeys(NAMES, user)


def requests(method: Method, given: Arguments, of_user: Arguments) -> Iterator[Arguments]:
    """Yield the arguments of each request to try.

    Args:
        given: arguments that point at the record under attack.
        of_user: arguments that point at a record that the user may read.
    """
    given, of_user = _written_for(method, given), _written_for(method, of_user)
    named = (*method.required, *(n for n in method.parameters if n in (*DOCTYPES, *NAMES)))
    yield {name: given.get(name, given["name"]) for name in dict.fromkeys(named)}
    filled = dict.fromkeys(method.required, given["name"])
    if method.reads_request or method.is_open:
        yield from _read_from_request(given)
    if len(method.parameters) > len(set(named)) or method.is_open:
        yield filled | given
    if "filters" in method.parameters:
        yield {name: value for name, value in given.items() if name not in NAMES}
    if {"order_by", "group_by"} & set(method.parameters):
        yield given | {"order_by": f"{given['field']} asc", "group_by": given["field"]}
    if set(OTHERS) & set(method.parameters):
        yield filled | of_user | {name: given[name] for name in OTHERS}


def guess(given: Arguments, doctype: str, field: str, value: str, is_list: bool) -> Arguments:
    """Return the arguments with a filter `field = value` in each parameter that can hold one."""
    rows = [[doctype, field, "=", value]]
    filters = rows if is_list else {field: value}
    counting = {
        "document_type": doctype, "function": "Count", "filters_json": json.dumps(rows),
        "chart_type": "Count", "value_based_on": "idx",
    }  # fmt: skip
    return given | {
        "filters": filters, "current_filters": filters, "field": "assigned_to",
        "chart": given["chart"] | counting, "doc": given["doc"] | counting,
        "args": given["args"] | {"filters": filters},
    }  # fmt: skip


def mistyped(method: Method) -> Iterator[Arguments]:
    """Yield requests in which every argument has an unexpected type.

    Frappe's methods get shorter texts than ours: its search for addresses needs half a minute for
    a text of 200,000 characters.
    """
    length = 200_000 if method.path.startswith("sla_nl.") else 1_000
    for value in ([{"a": []}], {"a": [1]}, -1e308, "x" * length):
        yield dict.fromkeys((*method.parameters, "doctype", "name", "filters", "fields"), value)


def _written_for(method: Method, given: Arguments) -> Arguments:
    """Return the values, with lists and objects as JSON unless the method declares such a type."""
    return {
        name: json.dumps(value)
        if isinstance(value, list | dict) and name not in method.typed
        else value
        for name, value in given.items()
    }


def _read_from_request(given: Arguments) -> Iterator[Arguments]:
    doctype = {"doctype": given["doctype"], "filters": given["filters"]}
    field = given["field"]
    for fields in ([field, "name"], ["*"], ["count(name) as c"], [f"sum({field}) as s"]):
        yield doctype | {"fields": json.dumps(fields)}
    yield {"doctype": given["doctype"], "name": given["name"]}
    yield doctype | {"fields": json.dumps([field]), "file_format_type": "CSV", "title": "x"}
    yield {"report_name": REPORT, "filters": "{}", "file_format_type": "CSV", "visible_idx": "[0]"}


def _chart(doctype: str, field: str) -> dict[str, Any]:
    """Return a chart that sums a field by day; its name is the same for every user."""
    return {
        "name": f"Hidden {doctype}", "chart_name": f"Hidden {doctype}", "type": "Heatmap",
        "chart_type": "Sum", "document_type": doctype, "based_on": "creation",
        "value_based_on": field, "filters_json": "[]", "function": "Sum",
        "aggregate_function_based_on": field,
    }  # fmt: skip


_TEXTS: Arguments = {
    "txt": "", "searchfield": "name", "start": 0, "page_len": 20, "page_length": 20, "limit": 20,
    "limit_start": 0, "limit_page_length": 20, "report_name": REPORT, "report": REPORT,
    "query": "zq", "text": "zq", "search_term": "zq", "customer": "Acme BV", "month": "2026-06",
    "raise_exception": 0, "date_field": "charged_on", "goal_history_field": "idx",
    "goal_doctype_link": "ticket", "aggregation": "count", "title": "x", "as_dict": 1,
    "ignore_user_permissions": 1, "format": "Standard", "print_format": "Standard",
    "file_type": "CSV", "file_format_type": "CSV", "export_records": "all", "all_doctypes": 1,
    "with_data": 1, "template": 0, "message": "x", "content": "x", "subject": "x",
    "recipients": "x@example.com", "email": "x@example.com", "value": "x", "new": "zzz",
    "new_name": "zzz", "new_title": "zzz", "state": "Waived", "reason": "x", "tag": "zq",
    "heatmap_year": 0, "period": "Monthly", "type": "x", "parent": "SLA Contract",
    "parenttype": "SLA Contract", "file_url": "/private/files/hidden.csv",
    "filename": "/private/files/hidden.csv", "number": "1", "amount": "1", "event": "recovered",
    "customers": '["Acme BV"]',
}  # fmt: skip
