"""What customers see of maintenance: a calendar to subscribe to, and a page; only their own."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime

import frappe
import pytest
import requests
import vobject
from harness.maintaining import FEED, NOW, WINDOW, clear, make_client, make_contact, stored
from harness.records import make_manager
from harness.rest_client import RestError
from icalendar import Calendar

from sla_nl.api import customer_calendars as api
from sla_nl.helpdesk.customers import feeds
from sla_nl.helpdesk.customers.contacts import customers_of, receivers_of

KLANT, STRANGER = "klant@example.com", "klant@other.example"
MANAGER = "calendar.manager@example.com"
TOLD = {"announced_at": NOW, "announced_through": "phone"}


@pytest.fixture(autouse=True)
def cleared(site):
    """Leave no window, calendar and contact behind."""
    clear()
    yield
    clear()


@pytest.fixture
def clients(unique, frozen):
    """Make two customers with a contract each; the first has windows in every state."""
    first, other = (
        make_client(unique("Agenda BV"), "nl", "en"),
        make_client(unique("Buur BV"), "en"),
    )
    with frozen(NOW):
        told = stored(first.contract, **TOLD)
        stored(first.contract, planned_start="2026-07-20 22:00:00", text_en="Zqdraft",
               planned_end="2026-07-21 02:00:00", status="Draft")  # fmt: skip
        stored(first.contract, planned_start="2026-07-22 22:00:00", text_en="Zqplanned",
               planned_end="2026-07-23 02:00:00")  # fmt: skip
        off = stored(first.contract, planned_start="2026-08-20 22:00:00",
                     planned_end="2026-08-21 02:00:00", **TOLD)  # fmt: skip
        frappe.db.set_value(WINDOW, off.name, {"status": "Cancelled", "sequence": 2})
        stored(other.contract, text_en="Zqother", text_nl="Zqander", **TOLD)
    frappe.db.commit()
    return first, other, told


def fetch(link, verb="GET", **headers):
    """Ask the site as a calendar does, without a session."""
    path = link.partition("/sla-maintenance/")[2]
    address = f"{os.environ['SLA_NL_SERVER']}/sla-maintenance/{path}"
    return requests.request(verb, address, timeout=60, headers=headers)


def renewed(customer):
    link = api.renew(customer)
    frappe.db.commit()
    return link


def test_a_calendar_has_the_announced_windows_of_its_customer(clients):
    first, _other, told = clients
    answer = fetch(renewed(first.customer))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.text).walk("VEVENT")
    found = {(event.decoded("dtstart"), str(event["status"])) for event in events}
    assert found == {
        (datetime(2026, 6, 20, 20, tzinfo=UTC), "CONFIRMED"),
        (datetime(2026, 8, 20, 20, tzinfo=UTC), "CANCELLED"),
    }
    assert not re.search("Zqdraft|Zqplanned|Zqother|Zqander", answer.text)
    assert told.name in events[0]["uid"]


def test_a_second_reader_understands_it(clients):
    """Lines end as the standard says, and no line is longer than 75 octets."""
    first, *_ = clients
    answer = fetch(renewed(first.customer) + "?lang=en")
    calendar = vobject.readOne(answer.text)
    assert calendar.method.value == "PUBLISH"
    assert [event.summary.value for event in calendar.vevent_list] == (
        ["Maintenance: Groot onderhoud"] * 2
    )
    lines = answer.content.split(b"\r\n")
    assert not any(b"\n" in line or len(line) > 75 for line in lines)


def test_a_calendar_speaks_the_language_that_its_address_asks_for(clients):
    first, *_ = clients
    link = renewed(first.customer)
    assert "Onderhoud: Groot onderhoud" in fetch(link + "?lang=nl").text
    assert "Maintenance: Groot onderhoud" in fetch(link + "?lang=en").text
    assert fetch(link + "?lang=zz").status_code == 200


def test_a_calendar_answers_head_without_a_body(clients):
    first, *_ = clients
    answer = fetch(renewed(first.customer), "HEAD")
    assert (answer.status_code, answer.text) == (200, "")
    assert answer.headers["Content-Type"].startswith("text/calendar")


WRONG = ["x.ics", "%27%20or%201=1.ics", "a" * 3_000 + ".ics", ".ics", "%00.ics", "%ff.ics"]


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_token_does_not_exist(clients, name):
    first, *_ = clients
    renewed(first.customer)
    answer = fetch(f"/sla-maintenance/{name}")
    assert answer.status_code in (400, 404, 414)
    assert first.customer not in answer.text
    assert "Traceback" not in answer.text


def test_a_renewed_address_ends_the_old_one(clients):
    first, *_ = clients
    old = renewed(first.customer)
    new = renewed(first.customer)
    assert fetch(old).status_code == 404
    assert fetch(new).status_code == 200
    assert frappe.db.count(FEED, {"customer": first.customer}) == 1


def test_a_deleted_calendar_ends(clients, as_user):
    first, *_ = clients
    link = renewed(first.customer)
    with as_user(make_manager(MANAGER)):
        frappe.get_doc(FEED, {"customer": first.customer}).delete()
    frappe.db.commit()
    assert fetch(link).status_code == 404


def test_members_and_managers_get_the_address_and_nobody_else(clients, as_user):
    first, *_ = clients
    allowed = (*first.emails, make_manager(MANAGER), "Administrator")
    for user in allowed:
        with as_user(user):
            link = api.renew(first.customer)
            assert api.link(first.customer) == link
    for user in (KLANT, STRANGER, "agent@example.com", "Guest"):
        with as_user(user):
            for method in (api.link, api.renew):
                with pytest.raises(frappe.PermissionError):
                    method(first.customer)
                with pytest.raises(frappe.PermissionError):
                    method("No such customer")


def test_nobody_writes_a_calendar_by_hand_or_reads_it_over_rest(clients, rest, as_user):
    first, *_ = clients
    renewed(first.customer)
    feed = frappe.get_doc(FEED, {"customer": first.customer})
    with pytest.raises(frappe.PermissionError):
        feed.save()
    for user in (KLANT, "agent@example.com"):
        with pytest.raises(RestError) as refusal:
            rest(user).get(f"resource/{FEED}")
        assert refusal.value.status == 403


def test_renaming_merging_and_deleting_customers(clients, unique, make_customer):
    """A calendar follows its customer; of two that are merged the remaining one keeps its own."""
    first, other, _told = clients
    renewed(first.customer)
    link = renewed(other.customer)
    name = unique("Nieuwe Buur BV")
    frappe.rename_doc("HD Customer", other.customer, name, force=True)
    assert feeds.link_of(name) == link
    frappe.rename_doc("HD Customer", first.customer, name, merge=True, force=True)
    assert feeds.link_of(name) == link
    assert frappe.db.count(FEED) == 1
    gone = make_customer(unique("Weg BV"))
    feeds.renew(gone)
    frappe.delete_doc("HD Customer", gone)
    assert frappe.db.count(FEED) == 1


def test_contacts_are_told_once_and_disabled_users_are_not(unique, make_customer):
    name = make_customer(unique("Contact BV"))
    stem = frappe.scrub(name)
    make_contact(name, f"{stem}.a@client.example", "nl")
    make_contact(name, f"{stem}.b@client.example", "en", enabled=0)
    make_contact(name, f"{stem.upper()}.A@client.example")
    found = [(one.email, one.language, one.customer) for one in receivers_of([name])]
    assert found == [(f"{stem}.a@client.example", "nl", name)]
    assert customers_of(f"{stem}.a@client.example") == [name]
    assert receivers_of([]) == []


# -- the page --------------------------------------------------------------------------------------


def page_of(session):
    return session.page("/sla-maintenance")


def test_the_page_shows_a_customer_their_own(clients, as_user, frozen):
    from sla_nl.www import sla_maintenance

    first, other, _told = clients
    context = frappe._dict()
    with frozen(NOW), as_user(first.emails[1]):
        sla_maintenance.get_context(context)
    [shown] = context.customers
    assert shown["name"] == first.customer
    html = "".join(section.html for section in shown["sections"])
    assert "Saturday 20 June 2026 22:00" in html
    assert "The servers get an update." in html
    assert "cancelled" in html
    assert not re.search("Zqdraft|Zqplanned|Zqother|Zqander", html)
    assert other.customer not in html


def test_the_page_shows_agents_and_managers_nothing_and_sends_guests_to_the_login(clients, as_user):
    from sla_nl.www import sla_maintenance

    for user in ("agent@example.com", make_manager(MANAGER)):
        context = frappe._dict()
        with as_user(user):
            sla_maintenance.get_context(context)
        assert context.customers == []
    with as_user("Guest"), pytest.raises(frappe.Redirect):
        sla_maintenance.get_context(frappe._dict())


def test_what_a_customer_writes_is_shown_as_text(clients, as_user, frozen):
    """No text of a window runs as a script on the page."""
    from sla_nl.helpdesk.customers import portal

    first, *_ = clients
    bad = "<script>alert(1)</script>"
    with frozen(NOW):
        window = stored(first.contract, **TOLD)
        frappe.db.set_value(WINDOW, window.name, {"text_en": bad, "service": bad})
        html = "".join(section.html for section in portal.sections(first.customer))
    assert "<script" not in html
    assert "&lt;script&gt;" in html
