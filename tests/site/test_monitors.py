"""Monitors report over HTTP, with the bodies that these tools really send."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import frappe
import pytest
import requests
import yaml
from harness.outages import (
    MONITOR,
    SERVICE,
    Monitor,
    body,
    clear,
    make_monitor,
    own_contract,
    spans,
)
from harness.rest_client import RestError

from sla_nl.setup.uninstall import own_doctypes

LATER = "2026-06-09T10:00:00"
PORTAL = "Klantportaal"
BEGAN, OVER = "2026-06-09 10:00:35", "2026-06-09 11:30:05"
REPORTED = "SLA Monitored Service"


@pytest.fixture(autouse=True)
def nothing_reported(site):
    """Leave nothing of other tests, and nothing of this one."""
    clear()
    yield
    clear()


@pytest.fixture
def contract(make_customer, unique):
    return own_contract(make_customer(unique("Bewaakt BV")))


@pytest.fixture(scope="module")
def key(site):
    """Make the user of the monitor once; it is deleted at the end."""
    yield make_monitor()
    frappe.db.rollback()
    frappe.delete_doc("User", MONITOR, force=True, ignore_permissions=True)
    frappe.db.commit()


@pytest.fixture
def monitor(key):
    return Monitor(key)


def link(contract, name=PORTAL, service=SERVICE):
    """Link a name of the monitor to a service, and commit."""
    known = frappe.db.get_value(REPORTED, {"reported_name": name})
    doc = frappe.get_doc(REPORTED, known) if known else frappe.new_doc(REPORTED)
    doc.reported_name = name
    doc.append("targets", {"contract": contract, "service": service})
    doc.save()
    frappe.db.commit()
    return doc


def stored(doctype="SLA Outage"):
    frappe.db.rollback()
    return frappe.db.count(doctype)


def waiting():
    """Return how many requests wait for a service that this test has locked, after a moment."""
    time.sleep(0.5)
    query = """select count(*) from information_schema.processlist
        where info like '%%from `tabSLA Monitored Service`%%for update'"""
    return frappe.db.sql(query, ())[0][0]


@pytest.mark.parametrize(("down", "up", "name", "expected"), [
    ("kuma-down", "kuma-up", PORTAL, (BEGAN, OVER)),
    ("alertmanager-firing", "alertmanager-resolved", "http_checks",
     ("2026-06-09 10:00:45", "2026-06-09 11:30:45")),
    ("zabbix-problem", "zabbix-ok", PORTAL, ("2026-06-09 10:00:00", "2026-06-09 11:30:00")),
])  # fmt: skip
def test_a_tool_reports_an_outage_and_its_end(contract, monitor, down, up, name, expected):
    """The times of the tools are UTC; the outage has them in the site's zone."""
    link(contract, name)
    assert monitor.report(LATER, json=body(down)) == {"stored": 1, "not_linked": []}
    frappe.db.rollback()
    assert spans(contract=contract) == [(expected[0], "")]
    monitor.report(LATER, json=body(up))
    frappe.db.rollback()
    assert spans(contract=contract) == [expected]
    outage = frappe.get_doc("SLA Outage", {"contract": contract})
    assert (outage.source, outage.service, outage.status) == ("Monitor", SERVICE, "Ended")


def test_a_plain_form_reports_in_the_time_of_the_site(contract, monitor):
    """A form without a moment is of now, 12:00 in Amsterdam."""
    link(contract)
    monitor.report(LATER, data={"service": PORTAL, "status": "down", "at": "2026-06-09 10:00"})
    monitor.report(LATER, data={"service": PORTAL, "status": "up"})
    frappe.db.rollback()
    assert spans(contract=contract) == [("2026-06-09 10:00:00", "2026-06-09 12:00:00")]


def test_what_tries_out_the_connection_records_nothing(monitor):
    for name in ("kuma-test", "kuma-pending"):
        assert monitor.report(json=body(name)) == {"stored": 0, "not_linked": []}
    assert stored(REPORTED) == 0


def test_the_same_report_a_thousand_times_is_one_outage(contract, monitor):
    link(contract)
    down = body("kuma-down")
    answers = [monitor.report(LATER, json=down)["stored"] for _number in range(1000)]
    assert sum(answers) == 1
    assert stored("SLA Monitor Report") == stored() == 1
    monitor.report(LATER, json=body("kuma-up"))
    monitor.report(LATER, json=down)
    frappe.db.rollback()
    assert spans(contract=contract) == [(BEGAN, OVER)]


def test_a_report_without_a_moment_is_one_until_the_service_is_up_again(contract, monitor):
    """A form that a script sends each minute says nothing new while the state is the same."""
    link(contract)
    for minute in range(5):
        form = {"service": PORTAL, "status": "down"}
        monitor.report(f"2026-06-09T08:0{minute}:00", data=form)
    assert stored("SLA Monitor Report") == stored() == 1


def test_two_monitors_at_once_make_one_outage(contract, key):
    """They report a service that is new, and one that is linked, in different threads."""
    link(contract)
    bodies = [body("kuma-down"), body("alertmanager-firing")] * 8
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda one: Monitor(key).report(LATER, json=one), bodies))
    assert sum(answer["stored"] for answer in answers) == 2
    assert (stored(), stored(REPORTED)) == (1, 2)


def test_a_service_that_comes_back_at_the_very_moment_loses_no_report(contract, key):
    """Both reports wait for the service; the second one began before the first was stored.

    It is sent several times, because a process of the web server takes one request after another.
    """
    link(contract)
    frappe.db.sql("select name from `tabSLA Monitored Service` for update")
    with ThreadPoolExecutor(10) as pool:
        answers = []
        for count, name in ((1, "kuma-down"), (2, "kuma-up")):
            while waiting() < count and len(answers) < 10:
                answers.append(pool.submit(Monitor(key).report, LATER, json=body(name)))
        both = waiting()
        frappe.db.rollback()
        new = sum(answer.result()["stored"] for answer in answers)
    frappe.db.rollback()
    assert (both, new) == (2, 2)
    assert spans(contract=contract) == [(BEGAN, OVER)]


def test_flapping_within_a_minute_is_one_outage(contract, monitor):
    link(contract)
    for at, state in (("10:00:00", "down"), ("10:05:00", "up"), ("10:05:40", "down"),
                      ("10:20:00", "up"), ("10:30:00", "down"), ("10:31:00", "up")):  # fmt: skip
        moment = f"2026-06-09 {at}"
        monitor.report(LATER, data={"service": PORTAL, "status": state, "at": moment})
    frappe.db.rollback()
    assert spans(contract=contract) == [
        ("2026-06-09 10:00:00", "2026-06-09 10:20:00"),
        ("2026-06-09 10:30:00", "2026-06-09 10:31:00"),
    ]


def test_reports_that_come_in_another_order_end_up_in_their_place(contract, monitor):
    link(contract)
    monitor.report(LATER, json=body("kuma-up"))
    assert stored() == 0
    monitor.report(LATER, json=body("kuma-down"))
    frappe.db.rollback()
    assert spans(contract=contract) == [(BEGAN, OVER)]


def test_an_unknown_service_is_kept_and_shown_until_a_manager_links_it(contract, monitor):
    """Managers are told once; the outage of before is recorded when it is linked."""
    frappe.get_doc("User", "agent@example.com").add_roles("SLA Manager")
    frappe.db.commit()
    try:
        for name in ("kuma-down", "kuma-down", "kuma-up"):
            assert monitor.report(LATER, json=body(name))["not_linked"] == [PORTAL]
        assert stored() == 0
        service = frappe.get_doc(REPORTED, {"reported_name": PORTAL})
        assert (service.status, service.last_state, service.tool) == (
            "Not linked", "Up", "Uptime Kuma",
        )  # fmt: skip
        told = {"document_name": service.name, "for_user": "agent@example.com"}
        assert frappe.db.count("Notification Log", told) == 1
        assert link(contract).status == "Linked"
        assert spans(contract=contract) == [(BEGAN, OVER)]
    finally:
        frappe.get_doc("User", "agent@example.com").remove_roles("SLA Manager")
        frappe.db.commit()


def test_a_service_of_several_contracts_is_an_outage_of_each(
    contract, monitor, make_customer, unique
):
    other = own_contract(make_customer(unique("Ander BV")), "covide-basic")
    link(contract)
    link(other, service="Systemen")
    monitor.report(LATER, json=body("kuma-down"))
    frappe.db.rollback()
    assert spans(contract=contract) == spans(contract=other) == [(BEGAN, "")]


def test_an_ignored_service_has_no_outages_and_its_reports_stay(contract, monitor):
    service = link(contract)
    service.is_ignored = 1
    service.save()
    frappe.db.commit()
    monitor.report(LATER, json=body("kuma-down"))
    assert (stored(), stored("SLA Monitor Report")) == (0, 1)


def test_what_a_person_decided_stays(contract, monitor):
    """The end that a manager entered, and the exclusion, outlive later reports."""
    link(contract)
    monitor.report(LATER, json=body("kuma-down"))
    frappe.db.rollback()
    outage = frappe.get_doc("SLA Outage", {"contract": contract})
    outage.update({"ends_at": "2026-06-09 10:30:00", "exclusion": "DDoS",
                   "exclusion_reason": "Log of the provider"})  # fmt: skip
    outage.save()
    frappe.db.commit()
    assert outage.is_by_hand
    monitor.report(LATER, json=body("kuma-up"))
    frappe.db.rollback()
    assert spans(contract=contract) == [(BEGAN, "2026-06-09 10:30:00")]
    assert outage.reload().exclusion == "DDoS"


def test_the_double_hour_of_autumn_is_exact(contract, monitor):
    """Down from 02:50 in summer time to 02:10 in winter time: twenty minutes."""
    link(contract)
    for at, state in (("2026-10-25T00:50:00Z", "down"), ("2026-10-25T01:10:00Z", "up")):
        monitor.report("2026-10-25T06:00:00", data={"service": PORTAL, "status": state, "at": at})
    frappe.db.rollback()
    assert spans(contract=contract) == [("2026-10-25 02:50:00", "2026-10-25 02:10:00")]
    outage = frappe.get_doc("SLA Outage", {"contract": contract})
    assert outage.end_s - outage.start_s == 1200
    outage.description = "Clock change"
    outage.save()
    assert outage.end_s - outage.start_s == 1200


@pytest.mark.parametrize(("given", "status", "text"), [
    ({"json": {}}, 417, "the body has none of"),
    ({"json": [1, 2]}, 417, "the body has none of"),
    ({"json": {"service": "A", "status": "<b>maybe"}}, 417, "is neither up nor down"),
    ({"data": "service=A&status=down&at=soon"}, 417, "the body has none of"),
    ({"data": {"service": "A", "status": "down", "at": "soon"}}, 417, "is no date and time"),
])  # fmt: skip
def test_nonsense_is_refused_with_a_text(monitor, given, status, text):
    answer = monitor.post(**given)
    assert (answer.status_code, text in answer.text) == (status, True), answer.text
    messages = answer.json().get("_server_messages", "")
    assert text in messages
    assert "<b>" not in messages


def test_reports_are_limited(monitor, monkeypatch):
    """After three thousand in a minute an address has to wait."""
    ip = frappe.cache.make_key("rl:sla_nl.api.monitor.report:127.0.0.1")
    monitor.report(json=body("kuma-test"))
    if frappe.cache.get(ip) is None:
        ip += b":60"  # Frappe 17 names the seconds too
    assert int(frappe.cache.get(ip)) == 1
    frappe.cache.setex(ip, 60, 3000)
    assert monitor.post(json=body("kuma-test")).status_code == 429
    frappe.cache.delete(ip)


def test_a_system_manager_makes_a_key_that_reports_and_a_new_one_ends_it(contract, rest):
    """The user that is made has one role; an SLA Manager may not make users."""
    email = "mijn-kuma@monitor.invalid"
    link(contract)
    make = "sla_nl.api.monitor.make_key"
    try:
        made = rest().call(make, title="Mijn Kuma")
        assert made["address"].endswith("/api/method/sla_nl.api.monitor.report")
        assert Monitor(made["header"]).report(LATER, json=body("kuma-down"))["stored"] == 1
        other = rest().call(make, title="Mijn Kuma")["header"]
        assert Monitor(made["header"]).post(json=body("kuma-up")).status_code == 401
        assert Monitor(other).report(LATER, json=body("kuma-up"))["stored"] == 1
        frappe.db.rollback()
        roles = {"parent": email, "parenttype": "User"}
        assert frappe.get_all("Has Role", roles, pluck="role") == ["SLA Monitor"]
    finally:
        frappe.db.rollback()
        frappe.delete_doc("User", email, force=True, ignore_permissions=True)
        frappe.db.commit()


# -- by role


@pytest.mark.parametrize("user", ["klant@example.com", "agent@example.com"])
def test_others_may_not_report(rest, user):
    for method, given in (("report", {"service": "A", "status": "down"}),
                          ("make_key", {"title": "A"})):  # fmt: skip
        with pytest.raises(RestError) as refused:
            rest(user).call(f"sla_nl.api.monitor.{method}", **given)
        assert refused.value.status == 403


def test_a_guest_and_a_wrong_key_may_not_report(key):
    assert Monitor("").post(json=body("kuma-down")).status_code == 403
    assert Monitor("token monitor-key:wrong").post(json=body("kuma-down")).status_code == 401
    assert stored(REPORTED) == 0


def test_a_monitor_may_do_nothing_else(monitor):
    """Not even what every Website User may: its key may lie about in a configuration."""
    site = monitor.address.partition("/api/")[0]
    headers = {"Authorization": monitor.key}
    methods = ["frappe.auth.get_logged_user", "frappe.client.get_count", "sla_nl.api.panel.script",
               "helpdesk.api.config.get_config"]  # fmt: skip
    paths = [f"method/{name}" for name in methods]
    paths += [f"resource/{doctype}" for doctype in (*own_doctypes(), "HD Ticket", "User")]
    for path in paths:
        for verb in ("GET", "POST"):
            answer = requests.request(
                verb, f"{site}/api/{path}", headers=headers, json={"doctype": "HD Ticket"},
                timeout=60,
            )  # fmt: skip
            assert answer.status_code == 403, (verb, path, answer.status_code)
    page = requests.get(f"{site}/helpdesk", headers=headers, timeout=60)
    assert page.status_code == 403


MEDIA_TYPE = Path(__file__).parents[2] / "docs" / "zabbix.yaml"
KNOWN = {
    "{EVENT.ID}": "24581", "{EVENT.NAME}": "Website is down", "{EVENT.TIMESTAMP}": "1780992000",
    "{HOST.NAME}": PORTAL,
}  # fmt: skip
RUN = """([script, value]) => {
    const sent = { headers: [] };
    class HttpRequest {
        addHeader(header) { sent.headers.push(header); }
        post(url, body) { Object.assign(sent, { url, body: JSON.parse(body) }); return "{}"; }
        getStatus() { return 200; }
    }
    sent.result = new Function("value", "HttpRequest", script)(value, HttpRequest);
    return sent;
}"""


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("zabbix-problem", {"{EVENT.VALUE}": "1"}),
        ("zabbix-ok", {"{EVENT.VALUE}": "0", "{EVENT.RECOVERY.TIMESTAMP}": "1780997400"}),
    ],
)
def test_the_shipped_script_for_zabbix_posts_that_body(browser, name, more):
    """Zabbix fills in its macros, and leaves those that have no value as they are."""
    (media,) = yaml.safe_load(MEDIA_TYPE.read_text("utf-8"))["zabbix_export"]["media_types"]
    macros = KNOWN | more
    given = {one["name"]: macros.get(one["value"], one["value"]) for one in media["parameters"]}
    sent = browser("Administrator").page.evaluate(RUN, [media["script"], json.dumps(given)])
    assert (sent["result"], sent["body"]) == ("OK", body(name))
    assert "Authorization: token API_KEY:API_SECRET" in sent["headers"]
    assert sent["url"].endswith("/api/method/sla_nl.api.monitor.report")
