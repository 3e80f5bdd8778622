"""A guest, a hostile customer, and an agent who may not see the ticket are all refused.

Every method, doctype and report of the app is tried, including those that are added later.
"""

from __future__ import annotations

import importlib
import inspect
import os
from pathlib import Path

import frappe
import pytest
import requests
from frappe.permissions import add_user_permission
from harness.rest_client import RestError
from harness.teams import restricted_to_teams

import sla_nl
from sla_nl.fees import states
from sla_nl.setup.uninstall import own_doctypes

GUEST, OWNER, STRANGER = "Guest", "klant@example.com", "klant@other.example"
CUSTOMERS = [GUEST, OWNER, STRANGER]
OFFICE, MANAGER = "vcare-connect-office", "manager@example.com"
LOGS = ("SLA Ticket Event", "SLA Clock", "SLA Fee Entry")
APP = Path(sla_nl.__file__).parent


def methods():
    """Return the dotted names of all functions of the app that can be called over HTTP."""
    for path in APP.rglob("*.py"):
        if "@frappe.whitelist" in path.read_text("utf-8"):
            importlib.import_module(".".join(path.relative_to(APP.parent).with_suffix("").parts))
    found = {m for m in frappe.whitelisted if m.__module__.startswith("sla_nl.")}
    return sorted(f"{m.__module__}.{m.__name__}" for m in found)


def arguments(method, ticket):
    """Return valid arguments for each required parameter of a method."""
    known = {
        "ticket": ticket,
        "doctype": "SLA Fee Entry",
        "name": OFFICE,
        "contract": OFFICE,
        "calendar": frappe.db.get_value("SLA Calendar", {}),
        "entry": frappe.db.get_value("SLA Fee Entry", {"ticket": ticket}),
        "customers": ["Acme BV"],
        "first_year": 2026,
        "last_year": 2026,
        "event": "recovered",
    }
    parameters = inspect.signature(frappe.get_attr(method)).parameters
    return {
        name: known.get(name, "1")
        for name, parameter in parameters.items()
        if parameter.default is inspect.Parameter.empty
    }


@pytest.fixture
def ticket(make_ticket, site):
    """Make a committed ticket of Acme BV with a fee, and return its name."""
    fields = {"sla_nl_kind": "change", "sla_nl_priority": "P1", "sla_nl_is_disruption": "No"}
    doc = make_ticket(customer="Acme BV", raised_by=OWNER, sla_nl_contract=OFFICE, **fields)
    frappe.db.commit()
    assert all(frappe.db.exists(doctype, {"ticket": doc.name}) for doctype in LOGS)
    return doc.name


@pytest.fixture
def status_of(rest):
    """Return a function that sends a request as a user, and returns the status and text."""

    seats = {}

    def send(user, verb, path, body):
        if user == GUEST:
            address = f"{os.environ['SLA_NL_SERVER']}/api/{path}"
            answer = requests.request(verb, address, json=body, timeout=60)
            return answer.status_code, answer.text
        try:
            seat = seats.get(user) or seats.setdefault(user, rest(user))
            return 200, str(seat._send(verb, path, json=body))
        except RestError as error:
            return error.status, error.body

    return send


@pytest.mark.parametrize("user", CUSTOMERS)
def test_no_method_answers_a_customer(user, ticket, status_of):
    assert len(methods()) > 3
    for method in methods():
        for verb in ("POST", "GET"):
            body = arguments(method, ticket)
            status, text = status_of(user, verb, f"method/{method}", body)
            assert status == 403, (verb, method, status, text[-300:])


@pytest.mark.parametrize("user", CUSTOMERS)
def test_no_doctype_can_be_read_or_written_by_a_customer(user, ticket, status_of):
    for doctype in own_doctypes():
        name = (
            frappe.db.get_value(doctype, {}) if not frappe.get_meta(doctype).issingle else doctype
        )
        path = f"resource/{doctype}"
        tries = [("POST", path, {"name": "mine"})]
        if name != doctype:  # a single doctype has no list
            tries.append(("GET", path, {}))
        for verb in ("GET", "PUT", "DELETE") if name else ():
            tries.append((verb, f"{path}/{name}", {"state": "Waived"}))
        calls = ("get_value",) if name == doctype else ("get_list", "get_value", "get_count")
        for call in (f"frappe.client.{name}" for name in calls):
            tries.append(("POST", f"method/{call}", {"doctype": doctype, "fieldname": "name"}))
        for verb, where, body in tries:
            status, text = status_of(user, verb, where, body)
            assert status == 403, (user, verb, where, status, text[-300:])


@pytest.mark.parametrize("user", CUSTOMERS)
def test_no_report_runs_for_a_customer(user, status_of):
    for report in frappe.get_all("Report", {"module": "SLA NL"}, pluck="name"):
        body = {"report_name": report, "filters": {}}
        status, text = status_of(user, "POST", "method/frappe.desk.query_report.run", body)
        assert status == 403, (report, status, text[-300:])


def test_a_customer_cannot_write_the_fields_of_the_app(ticket, status_of):
    """The app's fields are for agents; Helpdesk ignores fields that a user may not write."""
    before = frappe.get_doc("HD Ticket", ticket).as_dict()
    fields = {name: before[name] for name in before if name.startswith("sla_nl_")}
    status_of(OWNER, "PUT", f"resource/HD Ticket/{ticket}", WANTED)
    for name, value in WANTED.items():
        body = {"doctype": "HD Ticket", "name": ticket, "fieldname": name, "value": value}
        status_of(OWNER, "POST", "method/frappe.client.set_value", body)
    after = frappe.get_doc("HD Ticket", ticket).as_dict()
    assert {name: after[name] for name in fields} == fields


WANTED = {
    "sla_nl_contract": "covide-basic",
    "sla_nl_kind": "question",
    "sla_nl_priority": "P4",
    "sla_nl_channel": "phone",
    "sla_nl_reported_at": "2016-01-01 10:00:00",
    "sla_nl_cannot_wait": 1,
    "sla_nl_is_disruption": "Yes",
    "sla_nl_outside_sla": "Yes",
    "sla_nl_planned_for": "2036-01-01 10:00:00",
    "sla_nl_known_since": "2016-01-01 10:00:00",
    "sla_nl_judged_by": "",
    "sla_nl_pause_reason": "supplier",
    "sla_nl_events": 0,
    "sla_nl_next_due": None,
}


def answer_with(status_of, ticket, user=OWNER, **fields):
    """Answer a ticket on the portal with changed fields, and return the status of the request."""
    sent = frappe.parse_json(frappe.get_doc("HD Ticket", ticket).as_json()) | fields
    body = {
        "docs": frappe.as_json(sent),
        "method": "create_communication_via_contact",
        "args": {"message": "Thanks."},
    }
    return status_of(user, "POST", "method/run_doc_method", body)[0]


def test_an_answer_of_a_customer_does_not_write_the_fields_of_the_app(ticket, status_of):
    """Helpdesk saves the ticket that is sent with an answer without checking permission."""
    before = frappe.get_doc("HD Ticket", ticket)
    entries = frappe.get_all("SLA Fee Entry", {"ticket": ticket}, pluck="name")
    assert answer_with(status_of, ticket, **WANTED) == 200
    after = frappe.get_doc("HD Ticket", ticket)
    changed = {name for name in WANTED if after.get(name) != before.get(name)}
    assert changed <= {"sla_nl_events"}
    assert (after.sla_nl_events or 0) >= before.sla_nl_events
    assert frappe.get_all("SLA Fee Entry", {"ticket": ticket}, pluck="name") == entries


def test_an_answer_of_an_agent_writes_the_fields_of_the_app(ticket, status_of):
    assert answer_with(status_of, ticket, "agent@example.com", sla_nl_is_disruption="Yes") == 200
    assert frappe.db.get_value("HD Ticket", ticket, "sla_nl_is_disruption") == "Yes"


def test_a_ticket_that_a_customer_makes_by_an_answer_lacks_the_fields_too(ticket, status_of):
    """Helpdesk inserts a ticket that is sent as new without checking permission."""
    answer_with(status_of, ticket, **WANTED, subject="Mine", __islocal=1)
    made = frappe.get_all("HD Ticket", {"subject": "Mine"}, [*WANTED, "name"], limit=1)
    assert made
    assert {name: made[0][name] or None for name in list(WANTED)[:9]} == dict.fromkeys(
        list(WANTED)[:9]
    )


def test_a_new_ticket_keeps_the_fields_that_other_code_set(as_user):
    """A web form of the site, for instance, may set the channel."""
    fields = {"subject": "By a form", "raised_by": OWNER, "sla_nl_channel": "form"}
    with as_user(OWNER):
        made = frappe.get_doc({"doctype": "HD Ticket", **fields}).insert(ignore_permissions=True)
    assert made.reload().sla_nl_channel == "form"


def test_the_ticket_that_a_customer_reads_has_no_fees(ticket, status_of):
    status, text = status_of(OWNER, "GET", f"resource/HD Ticket/{ticket}", {})
    entry = frappe.get_doc("SLA Fee Entry", {"ticket": ticket})
    assert status == 200
    assert entry.fee_title not in text
    assert entry.name not in text


def test_an_agent_is_refused_a_ticket_of_another_team(ticket, status_of, make_agent):
    agent = make_agent("elsewhere@example.com")
    with restricted_to_teams():
        for method in methods():
            if "ticket" in inspect.signature(frappe.get_attr(method)).parameters:
                body = arguments(method, ticket)
                for verb in ("POST", "GET"):
                    status, text = status_of(agent, verb, f"method/{method}", body)
                    assert status == 403, (verb, method, status, text[-300:])
        for doctype in LOGS:
            name = frappe.db.get_value(doctype, {"ticket": ticket})
            assert status_of(agent, "GET", f"resource/{doctype}/{name}", {})[0] == 403
            found = status_of(agent, "GET", f"resource/{doctype}?limit=0", {})[1]
            assert name not in found
            body = {"doctype": doctype, "filters": {"ticket": ticket}}
            status, text = status_of(agent, "POST", "method/frappe.client.get_count", body)
            assert (status, text) == (200, "0")


@pytest.mark.parametrize("doctype", LOGS)
def test_an_agent_limited_to_a_customer_sees_only_its_records(
    doctype, ticket, make_ticket, as_user
):
    """A User Permission of Frappe limits tickets, and so the records of tickets."""
    agent = "agent2@example.com"
    fields = {"sla_nl_kind": "change", "sla_nl_priority": "P1", "sla_nl_is_disruption": "No"}
    own = make_ticket(customer="Other BV", sla_nl_contract=OFFICE, **fields).name
    tickets = {"ticket": ("in", (own, ticket))}
    with as_user(agent):
        assert set(frappe.get_list(doctype, tickets, pluck="ticket")) == {own, ticket}
    add_user_permission("HD Customer", "Other BV", agent)
    with as_user(agent):
        assert set(frappe.get_list("HD Ticket", pluck="name", limit=0)) >= {own}
        assert set(frappe.get_list(doctype, tickets, pluck="ticket")) == {own}


def test_an_agent_counts_records_that_they_may_see(ticket, status_of):
    body = {"doctype": "SLA Fee Entry", "filters": {"ticket": ticket}}
    answer = status_of("agent@example.com", "POST", "method/frappe.client.get_count", body)
    assert answer == (200, "1")


COPIES = (
    "Version", "Deleted Document", "Activity Log", "Access Log", "Error Log", "Prepared Report",
    "Data Import", "View Log",
)  # fmt: skip
"""Doctypes in which Frappe keeps contents of other documents, or who viewed them."""


@pytest.mark.parametrize("user", [*CUSTOMERS, "agent@example.com"])
def test_copies_of_unreadable_documents_cannot_be_counted(user, ticket, status_of):
    """Counting versions whose data is like an amount would reveal it digit by digit."""
    for doctype in COPIES:
        for call in ("frappe.client.get_count", "sla_nl.overrides.counts.get_count"):
            status, text = status_of(user, "POST", f"method/{call}", {"doctype": doctype})
            assert status == 403, (doctype, call, status, text[-300:])


def test_versions_of_fees_are_counted_for_users_who_may_read_them(ticket, rest):
    entry = frappe.db.get_value("SLA Fee Entry", {"ticket": ticket})
    states.dispute(entry, "Too much.")
    filters = {"ref_doctype": "SLA Fee Entry", "data": ["like", "%Too much.%"]}
    body = {"doctype": "Version", "filters": filters}
    assert rest().call("frappe.client.get_count", **body) == 1
    with pytest.raises(RestError) as refusal:
        rest(OWNER).call("frappe.client.get_count", **body)
    assert refusal.value.status == 403


def heat_map(status_of, user, doctype, **fields):
    """Request a chart that sums a column by day, and return the status and text."""
    chart = {"name": "Mine", "type": "Heatmap", "chart_type": "Sum", "based_on": "creation"}
    chart |= {"document_type": doctype, "filters_json": "[]", **fields}
    body = {"chart": frappe.as_json(chart), "no_cache": 1}
    path = "method/frappe.desk.doctype.dashboard_chart.dashboard_chart.get"
    return status_of(user, "POST", path, body)


@pytest.mark.parametrize("doctype", ["SLA Fee Entry", "Version"])
def test_a_customer_gets_no_heat_map_of_fees(doctype, ticket, status_of):
    """Frappe itself draws any column of any doctype without checking permission."""
    for user in CUSTOMERS:
        assert heat_map(status_of, user, doctype, value_based_on="idx")[0] == 403, user
    assert heat_map(status_of, "Administrator", doctype, value_based_on="idx")[0] == allowed_status(
        status_of
    )


def allowed_status(status_of):
    """Return the status of an allowed heat map: 200, or 500 as Frappe 17 cannot draw any yet."""
    status = heat_map(status_of, "Administrator", "ToDo", value_based_on="idx")[0]
    assert status == (200 if int(frappe.__version__.partition(".")[0]) < 17 else 500)
    return status


def test_an_agent_gets_no_heat_map_of_fees_because_managers_alone_see_all(
    ticket, status_of, make_agent
):
    """Credits that belong to no ticket are for managers only."""
    agent, manager = make_agent("elsewhere@example.com"), make_agent(MANAGER, "SLA Manager")
    asked = {"doctype": "SLA Fee Entry", "value_based_on": "amount"}
    assert heat_map(status_of, manager, **asked)[0] == allowed_status(status_of)
    assert heat_map(status_of, agent, **asked)[0] == 403
    with restricted_to_teams():
        assert heat_map(status_of, agent, **asked)[0] == 403
        asked |= {"type": "Line", "timespan": "Last Year", "time_interval": "Monthly"}
        assert heat_map(status_of, agent, **asked)[0] == 200


def test_a_search_for_a_link_finds_only_records_that_an_agent_may_see(
    ticket, status_of, make_agent
):
    """Frappe skips the permission on documents if the browser asks for that."""
    agent = make_agent("elsewhere@example.com")
    for doctype in LOGS:
        name = frappe.db.get_value(doctype, {"ticket": ticket})
        body = {"doctype": doctype, "txt": name, "ignore_user_permissions": 1}
        find = "POST", "method/frappe.desk.search.search_widget", body
        assert name in status_of(agent, *find)[1]
        with restricted_to_teams():
            assert status_of(agent, *find) == (200, "[]")


def test_the_title_of_a_contract_is_shown_to_users_who_may_read_it(status_of):
    body = {"doctype": "SLA Contract", "docname": OFFICE}
    title = "POST", "method/frappe.desk.search.get_link_title", body
    assert status_of(OWNER, *title)[0] == 403
    assert status_of("agent@example.com", *title)[0] == 200


@pytest.mark.parametrize("user", [OWNER, "agent@example.com"])
def test_other_doctypes_are_counted_as_without_the_app(user, ticket, status_of, as_user):
    for doctype in ("HD Ticket", "HD Article Category"):
        status, text = status_of(
            user, "POST", "method/frappe.client.get_count", {"doctype": doctype}
        )
        with as_user(user):
            readable = len(frappe.get_list(doctype, pluck="name", limit=0))
        is_by_permission = int(frappe.__version__.partition(".")[0]) >= 16
        expected = readable if is_by_permission else frappe.db.count(doctype)
        assert (status, int(text)) == (200, expected)
