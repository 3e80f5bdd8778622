"""The fields `sla_nl_*` of a ticket are for staff: no way of reading gives them to a customer.

Each way is tried over HTTP by every user, on a ticket that all of them but one may read.
"""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress

import frappe
import pytest
import requests
from harness.teams import make_team, restricted_to_teams
from werkzeug.wrappers import Response

from sla_nl.overrides import responses

OWNER, STRANGER = "klant@example.com", "klant@other.example"
AGENT, MANAGER, ELSEWHERE = "agent@example.com", "agent.nl@example.com", "agent2@example.com"
ADMIN = "Administrator"
TICKET, OFFICE = "HD Ticket", "vcare-connect-office"
VALUES = {
    "sla_nl_kind": "change",
    "sla_nl_priority": "P4",
    "sla_nl_known_since": "2031-03-01 09:11:00",
    "sla_nl_planned_for": "2031-03-02 09:12:00",
    "sla_nl_next_due": "2031-03-03 09:13:00",
    "sla_nl_next_clock": "Zqnext",
    "sla_nl_judged_by": "Zqjudge",
    "sla_nl_outside_sla": "Yes",
}
"""What the ticket holds; the dates and the words stand nowhere else."""

WORDS = re.compile(r"2031-0|0[123]-03-2031|Zqnext|Zqjudge")
SECRET = re.compile(rf"{WORDS.pattern}|sla_nl_\w+\\*[\"'] ?: ?(?!null)")
"""What tells of them: such a date or word, or a value under the name of such a field."""

COLUMNS = ["name", "sla_nl_next_clock", "sla_nl_outside_sla"]


@pytest.fixture(scope="module")
def ticket(site):
    """Make a ticket of Acme in the team of an agent, with a value in each field; commit."""
    team = make_team("Hidden fields", AGENT)
    doc = frappe.get_doc(
        doctype=TICKET, subject="Printer", description="It burns.", customer="Acme BV",
        raised_by=OWNER, agent_group=team, sla_nl_contract=OFFICE,
    ).insert()  # fmt: skip
    doc.reload().update({"sla_nl_planned_for": "2031-03-02 09:12:00"})
    doc.save()
    frappe.get_doc("User", MANAGER).add_roles("SLA Manager")
    frappe.db.commit()
    yield str(doc.name)
    frappe.set_user("Administrator")
    frappe.get_doc("User", MANAGER).remove_roles("SLA Manager")
    frappe.db.commit()


@pytest.fixture(scope="module")
def cookies():
    """Return the cookies of each user who has logged in."""
    return {}


@pytest.fixture
def answer(rest, cookies, ticket):
    """Return a function that sends a request as a user, and returns all that comes back."""

    def send(user, verb, path, body=None):
        frappe.db.set_value(TICKET, ticket, VALUES, update_modified=False)
        seat = cookies.get(user) or cookies.setdefault(user, rest(user).cookies())
        address = f"{os.environ['SLA_NL_SERVER']}/{path}"
        headers = {"Accept": "application/json"} if path.startswith("api/") else {}
        frappe.db.commit()
        found = requests.request(
            verb, address, json=body, cookies=seat, headers=headers, timeout=60
        )
        frappe.db.rollback()
        return found.status_code, found.text

    return send


def method(path, **arguments):
    return lambda ticket: ("POST", f"api/method/{path}", given(arguments, ticket))


def given(value, ticket):
    """Put the ticket into arguments: its name for `NAME`, as a whole for `DOC`."""
    if value == "DOC":
        return sent(ticket)
    if isinstance(value, dict):
        return {key: given(one, ticket) for key, one in value.items()}
    if isinstance(value, list):
        return [given(one, ticket) for one in value]
    return value.replace("NAME", ticket) if isinstance(value, str) else value


def sent(ticket):
    """Return a ticket as a page sends it that does not know our fields."""
    doc = frappe.parse_json(frappe.get_doc(TICKET, ticket).as_json())
    return json.dumps({k: v for k, v in doc.items() if not k.startswith("sla_nl_")}, default=str)


def rest_route(verb, path, body=None):
    return lambda ticket: (verb, f"api/{path}".replace("NAME", ticket), body)


def followed(link):
    """Return the method, with its arguments, that fetches fields for a link in this version."""
    if hasattr(frappe.client, "validate_link"):
        return "api/method/frappe.client.validate_link", {**link, "fields": json.dumps(COLUMNS)}
    body = {**link, "fields_to_fetch": json.dumps(COLUMNS)}
    return "api/method/frappe.client.validate_link_and_fetch", body


ONE = [["name", "=", "NAME"]]
READS = {
    "the page": method("helpdesk.helpdesk.doctype.hd_ticket.api.get_one", name="NAME"),
    "the customer's page": method(
        "helpdesk.helpdesk.doctype.hd_ticket.api.get_one", name="NAME", is_customer_portal=True
    ),
    "the list": method(
        "helpdesk.api.doc.get_list_data", doctype=TICKET, rows=COLUMNS, filters={"name": "NAME"}
    ),
    "client.get": method("frappe.client.get", doctype=TICKET, name="NAME"),
    "client.get_list": method(
        "frappe.client.get_list", doctype=TICKET, fields=COLUMNS, filters=ONE
    ),
    "all fields": method("frappe.client.get_list", doctype=TICKET, fields=["*"], filters=ONE),
    "by another name": method(
        "frappe.client.get_list", doctype=TICKET, fields=["sla_nl_next_clock as x"], filters=ONE
    ),
    "of the merged ticket": method(
        "frappe.client.get_list", doctype=TICKET, fields=["merged_with.sla_nl_next_clock as x"]
    ),
    "client.get_value": method(
        "frappe.client.get_value", doctype=TICKET, fieldname=COLUMNS, filters={"name": "NAME"}
    ),
    "a link that is followed": lambda ticket: (
        "POST", *followed({"doctype": TICKET, "docname": ticket})
    ),
    "the desk": method("frappe.desk.form.load.getdoc", doctype=TICKET, name="NAME"),
    "the desk's history": method("frappe.desk.form.load.get_docinfo", doctype=TICKET, name="NAME"),
    "the desk's list": method(
        "frappe.desk.reportview.get", doctype=TICKET, fields=COLUMNS, filters=ONE
    ),
    "a report": method(
        "frappe.desk.reportview.get", doctype=TICKET, view="Report",
        fields=json.dumps([f"`tabHD Ticket`.`{name}`" for name in COLUMNS]), filters=ONE,
    ),
    "an export": method(
        "frappe.desk.reportview.export_query", doctype=TICKET, file_format_type="CSV", title="x",
        fields=json.dumps([f"`tabHD Ticket`.`{name}`" for name in COLUMNS]), filters=ONE,
    ),
    "a print": method(
        "frappe.www.printview.get_html_and_style", doc=TICKET, name="NAME", no_letterhead=1
    ),
    "a printed page": lambda ticket: ("GET", f"printview?doctype={TICKET}&name={ticket}", None),
    "a link": method("frappe.desk.search.search_link", doctype=TICKET, txt="NAME"),
    "another form": method(
        "frappe.desk.search.search_widget", doctype=TICKET, txt="NAME",
        filter_fields='["sla_nl_next_clock"]',
    ),
    "REST": rest_route("GET", f"resource/{TICKET}/NAME"),
    "REST, a method": rest_route(
        "GET", f"resource/{TICKET}/NAME?run_method=get_last_communication"
    ),
    "REST, a list": rest_route("GET", f'resource/{TICKET}?fields=["*"]&limit_page_length=0'),
    "REST 2": rest_route("GET", f"v2/document/{TICKET}/NAME"),
    "REST 2, a list": rest_route("GET", f'v2/document/{TICKET}?fields=["*"]&limit=100'),
}  # fmt: skip
"""Ways to read a ticket; what each sends."""

EXPRESSIONS = (
    "max(sla_nl_next_clock) as x",
    "greatest(name, sla_nl_next_clock) as x",
    "max(greatest(name, `tabHD Ticket`.`sla_nl_next_clock`)) as x",
    "least(sla_nl_next_clock, 1*1) as x",
    {"MAX": "sla_nl_next_clock", "as": "x"},
)
"""Columns that are reckoned with; not each version of Frappe takes them all."""

WRITES = {
    "client.set_value": method(
        "frappe.client.set_value", doctype=TICKET, name="NAME", fieldname="subject", value="Hot"
    ),
    "client.save": method("frappe.client.save", doc="DOC"),
    "the desk": method("frappe.desk.form.save.savedocs", doc="DOC", action="Save"),
    "a method of one that is sent": method("run_doc_method", docs="DOC", method="mark_seen"),
    "a method of one that is named": method(
        "run_doc_method", dt=TICKET, dn="NAME", method="mark_seen"
    ),
    "REST": rest_route("PUT", f"resource/{TICKET}/NAME", {"subject": "Hot"}),
    "REST 2": rest_route("PATCH", f"v2/document/{TICKET}/NAME", {"subject": "Hot"}),
    "a new one": method(
        "helpdesk.helpdesk.doctype.hd_ticket.api.new", doc={"subject": "New", "description": "-"}
    ),
    "client.insert": method(
        "frappe.client.insert", doc={"doctype": TICKET, "subject": "New", "description": "-"}
    ),
    "REST, a new one": rest_route(
        "POST", f"resource/{TICKET}", {"subject": "New", "description": "-"}
    ),
}  # fmt: skip
"""Ways to change or make a ticket, which answer with it."""

UNSEEN = ("of the merged ticket", "a link", "REST, a method")
"""Ways that show nobody the values of this ticket; a customer tries them all the same."""


@pytest.mark.parametrize("way", READS)
def test_no_way_of_reading_gives_them_to_a_customer(way, ticket, answer):
    for user in (OWNER, STRANGER):
        _status, text = answer(user, *READS[way](ticket))
        assert seen_in(text) == [], user


def seen_in(text):
    """Return what of an answer tells of the fields, with what is around it."""
    return [text[max(0, m.start() - 60) : m.end() + 60] for m in SECRET.finditer(text)]


@pytest.mark.parametrize("way", READS)
def test_agents_managers_and_admins_read_them_all_the_same(way, ticket, answer):
    """So each way reaches them; else the test above could not fail."""
    if way in UNSEEN:
        return
    shown = {}
    for user in (AGENT, MANAGER, ADMIN):
        status, text = answer(user, *READS[way](ticket))
        shown[user] = status if status != 200 else bool(seen_in(text))
    assert shown == {AGENT: True, MANAGER: True, ADMIN: True}


@pytest.mark.parametrize("way", READS)
def test_an_agent_of_another_team_reads_nothing_of_the_ticket(way, ticket, answer):
    with restricted_to_teams():
        _status, text = answer(ELSEWHERE, *READS[way](ticket))
    assert not WORDS.search(text)


@pytest.mark.parametrize("way", WRITES)
def test_nor_does_an_answer_to_a_change(way, ticket, answer):
    assert seen_in(answer(OWNER, *WRITES[way](ticket))[1]) == []


@pytest.mark.parametrize("way", WRITES)
def test_an_agent_has_them_in_the_answer_to_a_change(way, ticket, answer):
    status, text = answer(AGENT, *WRITES[way](ticket))
    assert status == 200, text[-500:]
    assert seen_in(text)


@pytest.mark.parametrize("field", EXPRESSIONS, ids=str)
def test_no_customer_has_them_reckoned_with(field, ticket, answer):
    body = {"doctype": TICKET, "fields": [field], "filters": [["name", "=", ticket]]}
    for name in ("frappe.client.get_list", "frappe.desk.reportview.get"):
        _status, text = answer(OWNER, "POST", f"api/method/{name}", body)
        assert seen_in(text) == []


BODY = b'{"data":{"name":"1","sla_nl_kind":"change","more":[{"sla_nl_events":3,"n":0.1}]}}'


@pytest.mark.parametrize(
    ("user", "body", "expected"),
    [
        (OWNER, BODY, b'{"data": {"name": "1", "more": [{"n": 0.1}]}}'),
        (OWNER, b'{"data":{"sla_nl_of_others":1}}', b'{"data": {"sla_nl_of_others": 1}}'),
        (OWNER, b'{"data":1}', b'{"data":1}'),
        (OWNER, b'{"data":"sla_nl_kind"', b"{}"),
        (AGENT, BODY, BODY),
    ],
)
def test_what_becomes_of_an_answer(user, body, expected, as_user):
    """An answer that cannot be read is not sent; that of an agent is sent as it was."""
    response = Response(body, mimetype="application/json")
    with as_user(user), suppress(ValueError):
        responses.after_request(response, None)
    assert response.get_data() == expected


def test_a_text_that_is_no_json_is_sent_as_it_is(as_user):
    response = Response(BODY, mimetype="text/csv")
    with as_user(OWNER):
        responses.after_request(response, None)
        responses.after_request(None, None)
    assert response.get_data() == BODY
