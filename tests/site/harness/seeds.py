"""Documents of a site that name the app's fields or doctypes, and what uninstall leaves of them."""

from __future__ import annotations

import json

import frappe

from sla_nl.helpdesk import TICKET

DUE, FIELD = "sla_nl_next_due", "sla_nl_is_disruption"
FILTERS = [[TICKET, DUE, ">", "2026-01-01"], [TICKET, "status", "=", "Open"]]
LEFT = [[TICKET, "status", "=", "Open"]]
COLUMN = {"label": "Due", "key": DUE, "type": "Datetime"}

SEEDS = (
    # doctype, a row that names a field, and its columns after uninstall (None: the row is deleted)
    ("HD Ticket Template Field", {"parent": "Default", "parentfield": "fields", "fieldname": DUE,
                                  "parenttype": "HD Ticket Template"}, None),
    ("HD View", {"dt": TICKET, "label": "Seed", "type": "list", "order_by": f"{DUE} asc, name desc",
                 "columns": [{"label": "Name", "key": "name"}, COLUMN], "rows": ["name", DUE],
                 "filters": {DUE: [">", "2026-01-01"], "status": "Open"}, "group_by_field": FIELD},
     {"columns": [{"label": "Name", "key": "name"}], "rows": ["name"], "order_by": "name desc",
      "filters": {"status": "Open"}, "group_by_field": ""}),
    ("HD Field Layout", {"layout": [{"label": "SLA", "columns": [{"fields": [DUE, "status"]}]}]},
     {"layout": [{"label": "SLA", "columns": [{"fields": ["status"]}]}]}),
    ("List View Settings", {"fields": [{"fieldname": "name"}, {"fieldname": DUE}]},
     {"fields": [{"fieldname": "name"}]}),
    ("List Filter", {"reference_doctype": TICKET, "filters": FILTERS}, {"filters": LEFT}),
    ("Report", {"ref_doctype": TICKET, "report_type": "Report Builder", "json": {
        "fields": [["name", TICKET], [DUE, TICKET]], "filters": FILTERS, "add_total_row": 0,
        "order_by": f"`tab{TICKET}`.`{DUE}` desc"}},
     {"json": {"fields": [["name", TICKET]], "filters": LEFT, "add_total_row": 0}}),
    ("Report Column", {"parent": "Seed", "fieldname": DUE}, None),
    ("Report Filter", {"parent": "Seed", "fieldname": DUE}, None),
    ("Auto Email Report", {"filters": {DUE: "2026-01-01", "status": "Open"}, "to_date_field": DUE},
     {"filters": {"status": "Open"}, "to_date_field": ""}),
    ("Kanban Board", {"reference_doctype": TICKET, "field_name": "status", "filters": FILTERS,
                      "fields": ["name", DUE]}, {"filters": LEFT, "fields": ["name"]}),
    ("Kanban Board", {"reference_doctype": TICKET, "field_name": FIELD}, None),
    ("Number Card", {"document_type": TICKET, "filters_json": FILTERS}, {"filters_json": LEFT}),
    ("Dashboard Chart", {"document_type": TICKET, "filters_json": FILTERS}, {"filters_json": LEFT}),
    ("Dashboard Chart", {"document_type": TICKET, "based_on": DUE}, None),
    ("Workspace Quick List", {"parent": "Seed", "quick_list_filter": FILTERS},
     {"quick_list_filter": LEFT}),
    ("Workspace Shortcut", {"parent": "Seed", "stats_filter": FILTERS}, {"stats_filter": LEFT}),
    ("Calendar View", {"reference_doctype": TICKET, "start_date_field": DUE}, None),
    ("Milestone Tracker", {"document_type": TICKET, "track_field": FIELD}, None),
    ("Assignment Rule", {"document_type": TICKET, "field": FIELD}, {"field": ""}),
    ("Notification", {"document_type": TICKET, "enabled": 1, "event": "Days After",
                      "date_changed": DUE}, {"date_changed": None, "enabled": 0}),
    ("Notification Recipient", {"parent": "Seed", "receiver_by_document_field": FIELD}, None),
    ("Web Form Field", {"parent": "Seed", "fieldname": FIELD}, None),
    ("Web Form List Column", {"parent": "Seed", "fieldname": FIELD}, None),
    ("Webhook Data", {"parent": "Seed", "fieldname": FIELD, "key": "disruption"}, None),
    ("Form Tour Step", {"parent": "Seed", "fieldname": FIELD}, None),
    ("DocType Layout Field", {"parent": "Seed", "fieldname": FIELD}, None),
    ("Custom Field", {"dt": TICKET, "fieldname": "seed", "insert_after": DUE, "fieldtype": "Data"},
     {"insert_after": "total_hold_time"}),
    ("Property Setter", {"doc_type": TICKET, "property": "search_fields",
                         "value": f"status, {FIELD}"}, {"value": "status"}),
    ("Property Setter", {"doc_type": TICKET, "property": "field_order", "value": ["status", DUE]},
     {"value": ["status"]}),
    ("Property Setter", {"doc_type": TICKET, "property": "sort_field", "value": DUE}, None),
    ("Property Setter", {"doc_type": TICKET, "property": "hidden", "field_name": DUE}, None),
    ("Report", {"ref_doctype": "SLA Clock", "report_type": "Report Builder"}, None),
    ("Custom Field", {"dt": "SLA Contract", "fieldname": "seed", "fieldtype": "Data"}, None),
    ("Server Script", {"script": f"doc.{FIELD}"}, None),
)  # fmt: skip
SEEN = {"List": {"filters": FILTERS, "sort_by": DUE}, "GridView": {TICKET: [{"fieldname": DUE}]}}


def sow():
    """Insert a document for each of `SEEDS`, and return their doctypes and names."""
    made = []
    for number, (doctype, values, _left) in enumerate(SEEDS):
        name = "Seed" if doctype == "Server Script" else _name(number)
        row = {key: _text(value) for key, value in values.items()}
        frappe.get_doc({"doctype": doctype, "name": name, **row}).db_insert()
        made.append((doctype, name))
    frappe.db.sql(
        "insert into `__UserSettings` (`user`, doctype, data) values ('seed', %s, %s)",
        (TICKET, _text(SEEN)),
    )
    return made


def check():
    """Assert that uninstall cleaned or deleted every document of `SEEDS`."""
    for number, (doctype, _values, left) in enumerate(SEEDS):
        if left is None:
            assert not frappe.db.exists(doctype, _name(number)), (doctype, number)
        else:
            found = frappe.db.get_value(doctype, _name(number), list(left), as_dict=True)
            assert found == {key: _text(value) for key, value in left.items()}, (doctype, number)
    query = "select data from `__UserSettings` where `user` = 'seed'"
    assert frappe.db.sql(query) == (
        (_text({"List": {"filters": LEFT}, "GridView": {TICKET: []}}),),
    )


def _name(number):
    """Return a name that fits tables with numbers as names too."""
    return str(9_000 + number)


def clear(sown):
    """Delete the documents that `sow` returned."""
    for doctype, name in sown:
        frappe.db.delete(doctype, {"name": name})
    frappe.db.delete("__UserSettings", {"user": "seed"})


def _text(value):
    return json.dumps(value) if isinstance(value, list | dict) else value
