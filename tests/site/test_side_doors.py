"""Methods of Frappe and Helpdesk that reveal facts about documents without showing them.

Users send the requests over HTTP, so they pass the guards that a web process sets up by itself.
"""

from __future__ import annotations

import importlib
import json
import sys

import frappe
import pytest
from harness.rest_client import RestError

from sla_nl.overrides import guards

OWNER, STRANGER = "klant@example.com", "klant@other.example"
AGENT = "agent@example.com"
OFFICE, TICKET, ENTRY = "vcare-connect-office", "HD Ticket", "SLA Fee Entry"
CHART = "frappe.desk.doctype.dashboard_chart.dashboard_chart.get"
CHART_AGAIN = "frappe.desk.doctype.dashboard_chart.test_dashboard_chart.get"
NOT_FOR_REQUESTS = ("DatabaseQuery.prepare_args", "get_versions")
"""The guarded functions that no request may call by name: methods for requests call them."""

FEES = "(select max(amount) from `tabSLA Fee Entry`)"


@pytest.fixture
def ticket(make_ticket, site):
    """Make a committed ticket of Acme BV with a fee, and return its name."""
    fields = {"sla_nl_kind": "change", "sla_nl_priority": "P1", "sla_nl_is_disruption": "No"}
    doc = make_ticket(customer="Acme BV", raised_by=OWNER, sla_nl_contract=OFFICE, **fields)
    frappe.db.commit()
    return doc.name


@pytest.fixture
def answer(rest):
    """Return a function that calls a method as a user, and returns its status and answer."""
    seats = {}

    def ask(user, method, **body):
        seat = seats.get(user) or seats.setdefault(user, rest(user))
        try:
            return 200, seat.call(method, **body)
        except RestError as error:
            return error.status, error.body

    return ask


def heat_map(doctype, **fields):
    chart = {"name": "Mine", "type": "Heatmap", "chart_type": "Sum", "based_on": "creation"}
    chart |= {"document_type": doctype, "filters_json": "[]", "value_based_on": "idx", **fields}
    return {"chart": json.dumps(chart), "no_cache": 1}


@pytest.fixture
def guarded(site):
    """Set up the guards in this process too."""
    guards.before_request()


def test_every_guard_is_set_before_an_existing_method(guarded):
    """A method that a new version moved would lose its guard."""
    found = {
        (module, name)
        for module, name in guards.GUARDS
        if hasattr(_owner(module, name), "__wrapped__")
    }
    assert found == set(guards.GUARDS)


def _owner(module, name):
    found = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    return found


def test_no_module_has_a_reference_to_an_unguarded_function(guarded):
    """Every imported name is replaced, in modules that are loaded before or after the guards."""
    importlib.import_module("frappe.desk.doctype.dashboard_chart.test_dashboard_chart")
    new = {id(function) for function in guards._replaced.values()}
    for module in list(sys.modules.values()):
        for name, value in list(getattr(module, "__dict__", {}).items()):
            assert id(value) not in guards._replaced, (module, name)
    assert not [f for f in frappe.whitelisted if id(f) in guards._replaced]
    offered = [f for f in frappe.whitelisted if id(f) in new]
    assert len(offered) == len(new) - len(NOT_FOR_REQUESTS)


def test_a_site_without_the_app_is_left_alone(guarded, monkeypatch):
    """A process serves several sites, and not all of them have the app."""
    monkeypatch.setattr(guards, "APP", "an_app_that_is_not_installed")
    monkeypatch.setattr(guards.counts, "get_count", lambda *_, **__: pytest.fail("guarded"))
    frappe.form_dict.clear()
    assert frappe.client.get_count(doctype=TICKET, filters={}) == frappe.db.count(TICKET)


@pytest.mark.parametrize("method", [CHART, CHART_AGAIN])
def test_no_customer_sums_fees_by_any_name_of_the_chart_method(method, ticket, answer):
    for user in (OWNER, STRANGER):
        for doctype in (ENTRY, "Version", TICKET):
            assert answer(user, method, **heat_map(doctype))[0] == 403, (user, doctype)
    line = {"type": "Line", "timespan": "Last Year", "time_interval": "Monthly"}
    assert answer("Administrator", method, **heat_map(ENTRY, **line))[0] == 200


@pytest.mark.parametrize("method", [CHART, CHART_AGAIN])
@pytest.mark.parametrize(
    "fields",
    [
        {"value_based_on": FEES},
        {"value_based_on": "(select password from `__Auth` limit 1)"},
        {"based_on": f"creation) + {FEES} + date(creation"},
        {"type": "Line", "value_based_on": FEES, "timespan": "Last Year"},
        {"type": "Line", "based_on": FEES, "timespan": "Last Year"},
        {"chart_type": "Group By", "group_by_type": "Sum", "group_by_based_on": FEES},
        {"chart_type": "Group By", "group_by_type": "Sum", "group_by_based_on": "owner",
         "aggregate_function_based_on": FEES},
    ],
)  # fmt: skip
def test_a_chart_takes_fields_of_the_doctype_and_no_sql(method, fields, ticket, answer):
    """Frappe puts them into the query unchanged, so other values are refused to everybody."""
    status, text = answer("Administrator", method, **heat_map("ToDo", **fields))
    assert (status, "is no field of" in text) == (417, True), text[-300:]


def test_a_number_card_takes_a_field_of_the_doctype_and_no_sql(ticket, answer):
    method = "frappe.desk.doctype.number_card.number_card.get_result"
    card = {"document_type": "ToDo", "function": "Sum", "aggregate_function_based_on": "idx"}
    assert answer(AGENT, method, doc=json.dumps(card), filters="[]")[0] == 200
    card["aggregate_function_based_on"] = FEES
    assert answer("Administrator", method, doc=json.dumps(card), filters="[]")[0] == 417


def test_a_chart_of_a_doctype_that_the_user_may_not_read_is_refused(answer):
    assert answer(AGENT, CHART, **heat_map("Error Log"))[0] == 403


def test_a_stored_chart_is_checked_like_a_chart_in_the_request(ticket, answer, unique):
    """Frappe lets any user store a chart."""
    name = unique("Chart")
    chart = json.loads(heat_map("ToDo", value_based_on=FEES)["chart"])
    frappe.get_doc({**chart, "doctype": "Dashboard Chart", "chart_name": name}).db_insert()
    frappe.db.set_value("Dashboard Chart", {"chart_name": name}, "name", name)
    frappe.db.commit()
    assert answer("Administrator", CHART, chart_name=name)[0] == 417
    assert answer(OWNER, CHART, chart_name=name)[0] == 403
    frappe.db.delete("Dashboard Chart", {"name": name})
    frappe.db.commit()


GOAL = "frappe.utils.goal.get_monthly_goal_graph_data"


def goal(ticket, **fields):
    return {
        "title": "x", "doctype": TICKET, "docname": ticket, "goal_value_field": "idx",
        "goal_total_field": "idx", "goal_history_field": "idx", "goal_doctype": ENTRY,
        "goal_doctype_link": "ticket", "goal_field": "amount", "date_field": "charged_on",
        "aggregation": "count", **fields,
    }  # fmt: skip


def test_no_goal_counts_the_fees_of_a_customer(ticket, answer):
    for user in (OWNER, STRANGER):
        assert answer(user, GOAL, **goal(ticket))[0] == 403
    assert answer("Administrator", GOAL, **goal(ticket))[0] == 200


def test_a_goal_takes_no_sql_as_its_function_or_field(ticket, answer):
    raw = f"{FEES} + sum"
    assert answer("Administrator", GOAL, **goal(ticket, aggregation=raw))[0] == 403
    assert answer("Administrator", GOAL, **goal(ticket, goal_field=FEES))[0] == 417


def test_a_group_of_a_list_is_not_named_by_a_contract(answer, make_ticket):
    """Helpdesk labels a group with a field of any document whose name equals the group's value."""
    make_ticket(customer="Acme BV", raised_by=OWNER, subject=OFFICE)
    frappe.db.commit()
    view = {"view_type": "group_by", "group_by_field": "subject", "name": "x"}
    for label in ({"label_doc": "SLA Contract", "label_field": "title"},
                  {"label_doc": TICKET, "label_field": "sla_nl_contract"}):  # fmt: skip
        body = {"doctype": TICKET, "view": view | label, "filters": {}}
        status, text = answer(OWNER, "helpdesk.api.doc.get_list_data", **body)
        assert (status, frappe.db.get_value("SLA Contract", OFFICE, "title") in text) == (
            403,
            False,
        )
    label = {"label_doc": "HD Article Category", "label_field": "category_name"}
    body = {"doctype": "HD Article", "view": view | label | {"group_by_field": "category"}}
    assert answer(AGENT, "helpdesk.api.doc.get_list_data", **body, filters={})[0] == 200


GUESSES = (
    ("frappe.client.get", {"doctype": ENTRY, "filters": {"amount": [">", 0]}}),
    ("frappe.client.get", {"doctype": ENTRY, "filters": {"amount": ["<", 0]}}),
    ("frappe.client.get", {"doctype": TICKET, "filters": {"sla_nl_contract": OFFICE}}),
    ("frappe.client.get", {"doctype": TICKET, "filters": {"sla_nl_contract": "none"}}),
    ("frappe.client.get_value", {"doctype": TICKET, "fieldname": "name",
                                 "filters": {"sla_nl_contract": OFFICE}}),
    ("frappe.client.get_count", {"doctype": TICKET, "filters": {"sla_nl_contract": OFFICE}}),
    ("frappe.client.get_count", {"doctype": TICKET, "filters": {"SLA_NL_Contract": OFFICE}}),
    ("frappe.client.get_count", {"doctype": TICKET,
                                 "filters": [[TICKET, "sla_nl_contract", "=", OFFICE]]}),
    ("frappe.client.get_count", {"doctype": TICKET,
                                 "filters": '{"sla\\u005fnl_contract": "x"}'}),
    ("frappe.client.get_list", {"doctype": TICKET, "filters": {"sla_nl_next_clock": "response"}}),
    ("frappe.client.get_list", {"doctype": TICKET, "or_filters": {"sla_nl_contract": OFFICE}}),
    ("frappe.client.get_list", {"doctype": TICKET, "order_by": "sla_nl_next_due desc"}),
    ("frappe.client.get_list", {"doctype": TICKET, "group_by": "sla_nl_contract"}),
    ("frappe.desk.reportview.get", {"doctype": TICKET, "fields": ["name"],
                                    "filters": {"sla_nl_contract": OFFICE}}),
    ("frappe.desk.reportview.get_list", {"doctype": TICKET, "fields": ["name"],
                                         "order_by": "`tabHD Ticket`.`sla_nl_next_due` desc"}),
    ("frappe.desk.reportview.get_count", {"doctype": TICKET,
                                          "filters": [[TICKET, "sla_nl_contract", "=", OFFICE]]}),
    ("frappe.desk.reportview.get_sidebar_stats", {"doctype": TICKET, "stats": '["owner"]',
                                                  "filters": '[["sla_nl_contract", "=", "x"]]'}),
    ("frappe.desk.listview.get_group_by_count", {"doctype": TICKET, "field": "assigned_to",
                                                 "current_filters": '{"sla_nl_contract": "x"}'}),
    ("frappe.desk.search.search_widget", {
        "doctype": TICKET, "txt": "", "ignore_user_permissions": 1,
        "filter_fields": '["sla_nl_contract"]'}),
    ("frappe.desk.search.search_link", {"doctype": TICKET, "txt": "", "ignore_user_permissions": 1,
                                        "filters": {"sla_nl_contract": OFFICE}}),
    ("frappe.desk.doctype.number_card.number_card.get_result", {
        "doc": json.dumps({"document_type": TICKET, "function": "Count"}),
        "filters": '[["HD Ticket", "sla_nl_contract", "=", "x"]]'}),
    ("frappe.desk.doctype.number_card.number_card.get_result", {
        "doc": json.dumps({"document_type": TICKET, "function": "Count"}),
        "filters": json.dumps([f"{FEES} > 0"])}),
    ("frappe.client.get_list", {"doctype": TICKET, "filters": [f"{FEES} > 0"]}),
    ("frappe.client.get_list", {"doctype": TICKET, "fields": [f"{FEES} as x"]}),
    ("frappe.client.get_list", {"doctype": TICKET, "fields": [f"max({FEES}) as x"]}),
    ("frappe.client.get_list", {"doctype": TICKET, "order_by": f"if({FEES} > 0, name, creation)"}),
    ("frappe.client.get_list", {"doctype": TICKET, "group_by": FEES}),
    ("frappe.desk.reportview.get", {"doctype": TICKET, "fields": [f"sum({FEES}) as x"]}),
    ("frappe.desk.listview.get_group_by_count", {"doctype": TICKET, "field": "owner",
                                                 "current_filters": json.dumps([f"{FEES} > 0"])}),
    ("helpdesk.api.doc.get_list_data", {"doctype": TICKET, "filters": {"sla_nl_contract": OFFICE}}),
    ("helpdesk.api.doc.get_list_data", {"doctype": TICKET, "order_by": "sla_nl_next_due desc"}),
)  # fmt: skip
"""Requests that guess values of a ticket by a field of the app or of a fee."""


@pytest.mark.parametrize(("method", "body"), GUESSES)
def test_no_customer_can_guess_values_of_the_apps_fields(method, body, ticket, answer):
    """The request is refused, or its answer is the same for a right and a wrong guess."""
    opposite = json.loads(json.dumps(body).replace("> 0", "< 0"))
    for user in (OWNER, STRANGER):
        status, text = answer(user, method, **body)
        if status == 200 and opposite != body:  # Frappe 17 takes the SQL for a name
            assert answer(user, method, **opposite) == (200, text)
        else:
            assert status in (403, 404, 417), (user, status, str(text)[-300:])


ROUTES = (
    ("GET", "resource/SLA Fee Entry/{entry}"),
    ("GET", "resource/SLA Fee Entry/{entry}?run_method=as_dict"),
    ("POST", "resource/SLA Fee Entry/{entry}?run_method=as_dict"),
    ("GET", 'resource/SLA Fee Entry?fields=["*"]&limit_page_length=0'),
    ("GET", 'resource/SLA Fee Entry?fields=["sum(amount) as a"]'),
    ("GET", 'resource/HD Ticket?fields=["sla_nl_contract"]&filters=[["name","=","{ticket}"]]'),
    ("PUT", "resource/SLA Fee Entry/{entry}"),
    ("DELETE", "resource/SLA Fee Entry/{entry}"),
    ("POST", "resource/SLA Fee Entry"),
    ("GET", "v2/document/SLA Fee Entry/{entry}"),
    ("GET", 'v2/document/SLA Fee Entry?fields=["fee_title"]&limit=0'),
    ("PATCH", "v2/document/SLA Fee Entry/{entry}"),
    ("DELETE", "v2/document/SLA Fee Entry/{entry}"),
    ("POST", "v2/document/SLA Fee Entry"),
    ("GET", "v2/document/SLA Fee Entry/{entry}/method/as_dict"),
    ("POST", "v2/document/SLA Fee Entry/{entry}/method/as_dict"),
    ("POST", "method/run_doc_method?dt=SLA Fee Entry&dn={entry}&method=as_dict"),
    ("POST", "v2/method/run_doc_method?method=as_dict"),
    ("GET", "method/frappe.www.printview.get_html_and_style?doc=SLA Fee Entry&name={entry}"),
    ("GET", "method/frappe.utils.print_format.download_pdf?doctype=SLA Fee Entry&name={entry}"),
    ("GET", "../printview?doctype=SLA Fee Entry&name={entry}"),
    ("GET", "../list/SLA Fee Entry"),
    ("GET", "../sla-fee-entry/{entry}"),
)
"""The addresses that lead to an entry, except methods, which `test_every_method` tries."""


@pytest.mark.parametrize(("verb", "route"), ROUTES)
def test_no_address_shows_or_changes_an_entry_of_others(
    verb, route, ticket, rest, restrict, make_agent
):
    name = frappe.db.get_value(ENTRY, {"ticket": ticket})
    secret = f"Secret {name}"
    frappe.db.set_value(ENTRY, name, "fee_title", secret)
    before = frappe.db.get_value(ENTRY, name, ["state", "amount", "modified"])
    elsewhere = make_agent("elsewhere@example.com")
    restrict()
    path = route.format(entry=name, ticket=ticket)
    for user in (elsewhere, STRANGER, OWNER):
        try:
            text = str(rest(user)._send(verb, path, json={"state": "Waived", "ticket": ticket}))
        except (RestError, ValueError) as error:
            text = getattr(error, "body", "")
        assert secret not in text, (user, text[-300:])
        assert OFFICE not in text or user == OWNER, (user, text[-300:])
    frappe.db.rollback()
    assert frappe.db.get_value(ENTRY, name, ["state", "amount", "modified"]) == before
    assert frappe.db.count(ENTRY, {"ticket": ticket}) == 1


def test_an_agent_filters_tickets_they_may_see_by_a_field_of_the_app(
    ticket, answer, restrict, make_agent
):
    """An agent who is limited to a team finds no ticket of another team."""
    elsewhere = make_agent("elsewhere@example.com")
    body = {"doctype": TICKET, "filters": {"name": ticket, "sla_nl_contract": OFFICE}}
    assert answer(elsewhere, "frappe.client.get_count", **body) == (200, 1)
    restrict()
    assert answer(elsewhere, "frappe.client.get_count", **body) == (200, 0)
    assert answer(elsewhere, "frappe.client.get", **body)[0] == 404
    body = {"doctype": TICKET, "txt": ticket, "ignore_user_permissions": 1,
            "filter_fields": '["sla_nl_contract"]'}  # fmt: skip
    assert answer(elsewhere, "frappe.desk.search.search_widget", **body) == (200, [])


@pytest.mark.parametrize("doctype", ["SLA Ticket Event", "SLA Clock", ENTRY])
def test_an_agent_opens_the_records_of_a_ticket(doctype, ticket, rest):
    """From Frappe 16 on, a permission hook has to return True for this."""
    name = frappe.db.get_value(doctype, {"ticket": ticket})
    assert rest(AGENT).get(f"resource/{doctype}/{name}")["ticket"] == ticket


def test_the_list_of_links_does_not_show_the_number_of_fees(ticket, answer):
    """Frappe 17 shows how many linked documents a user may not read."""
    body = {"doctype": TICKET, "docname": ticket}
    status, found = answer(OWNER, "frappe.desk.form.linked_with.get", **body)
    assert status in (200, 403)
    assert ENTRY not in str(found)


@pytest.fixture
def restrict(site):
    """Return a function that limits agents to the tickets of their own teams."""
    names = ("restrict_tickets_by_agent_group", "do_not_restrict_tickets_without_an_agent_group")
    before = {name: frappe.db.get_single_value("HD Settings", name) for name in names}

    def switch():
        frappe.db.set_single_value("HD Settings", dict(zip(names, (1, 0), strict=True)))
        frappe.db.commit()

    yield switch
    frappe.db.set_single_value("HD Settings", before)
    frappe.db.commit()


@pytest.mark.parametrize(
    ("filters", "status"),
    [(None, 200), ("", 200), ({}, 200), ([], 200), ("[]", 200), ({"state": "Proposed"}, 200),
     ([["state", "=", "Proposed"]], 200), ([[ENTRY, "state", "in", ["Proposed"]]], 200),
     (["state", "=", "Proposed"], 417), ([1], 417), ([["state"]], 417), ({"nothing": 1}, 417)],
)  # fmt: skip
def test_a_count_takes_filters_of_every_form(filters, status, ticket, answer):
    body = {} if filters is None else {"filters": filters}
    found, text = answer(AGENT, "frappe.client.get_count", doctype=ENTRY, **body)
    assert found == status, str(text)[-300:]
    if not filters or filters == "[]":
        assert text == frappe.db.count(ENTRY)


def test_a_doctype_that_is_not_a_text_is_refused(answer):
    for method in ("frappe.client.get_count", CHART, "frappe.desk.search.get_link_title"):
        body = {"doctype": [ENTRY], "docname": "x", **heat_map([ENTRY])}
        assert answer(AGENT, method, **body)[0] == 417, method
