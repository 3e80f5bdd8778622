"""The list to work from: late first, then due, no date last, solved not at all."""

from __future__ import annotations

import json
from datetime import timedelta

import frappe
import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

from sla_nl.contracts import copies
from sla_nl.helpdesk.bulk import sweep
from sla_nl.helpdesk.desk import late_list
from sla_nl.helpdesk.desk.lists import broken_this_month
from sla_nl.helpdesk.ticket import tickets
from sla_nl.helpdesk.ticket.stamps import STAMPS
from sla_nl.helpdesk.upkeep.verify import verify
from sla_nl.overrides import pages
from sla_nl.patches.v0_2 import fill_urgency
from sla_nl.report.sla_work_list.sla_work_list import execute

OFFICE = "vcare-connect-office"
TICKET, VIEW = "HD Ticket", late_list.VIEW
FRIDAY, MONDAY = "2026-06-05 09:00:00", "2026-06-08 09:00:00"
NOON = "2026-06-08 12:00:00"
LIST = "helpdesk.api.doc.get_list_data"


@pytest.fixture
def customer(make_customer, unique):
    """Make a customer with a contract; it promises a response to a P2 in a working hour."""
    name = make_customer(unique("Late BV"))
    copies.copy_for(OFFICE, [name])
    return name


@pytest.fixture
def file(customer, make_ticket, frozen):
    """Return a function that files a ticket of the customer at a moment, and returns its name."""

    def filed(at, code="P2", **fields):
        content = {"customer": customer, "sla_nl_kind": "incident", "sla_nl_priority": code}
        with frozen(at):
            return make_ticket(**content | fields).name

    return filed


@pytest.fixture
def change(frozen):
    """Return a function that saves fields of a ticket at a moment."""

    def changed(name, at, **fields):
        with frozen(at):
            ticket = frappe.get_doc(TICKET, name)
            ticket.update(fields)
            ticket.save()

    return changed


def stamped(name):
    fields = [late_list.URGENCY, late_list.NEXT_DUE, late_list.NEXT_CLOCK]
    urgency, due, clock = frappe.db.get_value(TICKET, name, fields)
    return urgency, str(due or ""), clock


def swept(frozen, at):
    with frozen(at):
        sweep.run()


def own(names):
    """Return which of these tickets the list has, in its order."""
    return [row["name"] for row in late_list.rows() if row["name"] in names]


def test_what_is_late_comes_first_then_what_is_due_then_what_has_no_date(
    file, change, frozen, customer
):
    """A solved ticket is not in the list; one that waits for its customer has no date."""
    late = file(FRIDAY)
    later = file(MONDAY)
    due, held, solved = file(NOON), file(NOON), file(NOON)
    change(held, NOON, status="Replied")
    change(solved, NOON, status="Resolved")
    swept(frozen, "2026-06-08 12:00:30")
    names = (solved, held, due, later, late)
    assert own(names) == [late, later, due, held]
    assert stamped(solved)[0] == "4"


def test_a_late_ticket_keeps_the_date_that_it_missed(file, change, frozen):
    """Until its clock is met: then it is due by its next date, or late by another one."""
    name = file(FRIDAY)
    assert stamped(name) == ("2 2026-06-05 10:00:00", "2026-06-05 10:00:00", "response@100")
    swept(frozen, "2026-06-05 10:00:01")
    assert stamped(name) == ("1 2026-06-05 10:00:00", "2026-06-05 10:00:00", "response@100")
    change(name, "2026-06-05 11:00:00", last_agent_response="2026-06-05 11:00:00")
    urgency, due, _clock = stamped(name)
    assert urgency == f"2 {due}"
    assert due > "2026-06-05 11:00:00"


def test_a_missed_aim_makes_no_ticket_late(file, frozen):
    """covide: 90% of what is urgent is solved in 4 working hours, 99.9% in 6.

    The cards count the aim and the limit apart, and the ticket once in each.
    """
    with frozen(FRIDAY):
        before = [broken_this_month(are_aims)[0] for are_aims in (True, False)]
    name = file(FRIDAY, "Urgent", sla_nl_contract="covide-basic")
    aim, limit = (
        frappe.get_doc("SLA Clock", {"ticket": name, "due_key": f"resolution@{share}"})
        for share in ("90", "99.9")
    )
    assert (aim.is_aim, limit.is_aim) == (1, 0)
    answered = frappe.get_doc(TICKET, name)
    with frozen(FRIDAY):
        answered.last_agent_response = FRIDAY
        answered.save()
    counts = []
    for date in (aim.due, limit.due):
        with frozen(date + timedelta(seconds=1)):
            sweep.run()
            found = [broken_this_month(are_aims)[0] for are_aims in (True, False)]
        counts.append([new - old for new, old in zip(found, before, strict=True)])
        state = stamped(name)[0][0]
        assert state == ("2" if date == aim.due else "1")
    assert counts == [[1, 0], [1, 1]]


def test_a_ticket_without_a_contract_comes_after_those_with_a_date(
    file, make_ticket, make_customer, unique, frozen
):
    with frozen(FRIDAY):
        plain = make_ticket(customer=make_customer(unique("No contract"))).name
    due = file(NOON)
    assert stamped(plain)[0] == "3"
    assert own((plain, due)) == [due, plain]


def test_a_ticket_that_loses_its_contract_has_no_date(file, change, make_customer, unique):
    name = file(NOON)
    change(name, NOON, customer=make_customer(unique("No contract")))
    assert stamped(name) == ("3", "", None)


def test_a_part_that_is_split_off_does_not_take_over_the_urgency(file, make_ticket, frozen):
    name = file(FRIDAY)
    swept(frozen, MONDAY)
    source = frappe.get_doc(TICKET, name)
    with frozen(MONDAY):
        part = frappe.copy_doc(source, ignore_no_copy=False)
        part.update({"ticket_split_from": name, "customer": None, "sla_nl_contract": None})
        part.insert()
    assert (frappe.db.get_value(TICKET, part.name, "sla_nl_urgency") or "")[:1] in ("2", "3")


def test_the_report_says_who_has_it_and_by_when(file, frozen, as_user, make_agent):
    """Everybody sees the tickets that they may see; dates are in words."""
    agent = make_agent()
    late, due = file(FRIDAY), file(MONDAY)
    with frozen(MONDAY):
        frappe.get_doc(TICKET, late).assign_agent(agent)
    swept(frozen, MONDAY)
    with as_user(agent), frozen(MONDAY):
        columns, rows = execute()
    found = {row["name"]: row for row in rows if row["name"] in (late, due)}
    assert found[late]["standing"] == "Overdue by 2d 23h"
    assert found[due]["standing"] == "Due in 1h 0m"
    assert found[late]["clock"] == "Response"
    assert found[late]["assigned_to"] == frappe.utils.get_fullname(agent)
    assert {column["fieldname"] for column in columns} <= rows[0].keys()


def test_agents_have_it_as_a_view_in_helpdesk(file, frozen, make_agent, rest):
    """Helpdesk sends the view's own filters and order; the answer has words for an agent."""
    late, due = file(FRIDAY), file(MONDAY)
    swept(frozen, MONDAY)
    session = rest(make_agent())
    view = session.get(f"resource/HD View/{VIEW}")
    assert (view["is_standard"], view["public"]) == (1, 1)
    with frozen(MONDAY):
        answer = session.call(
            LIST, doctype=TICKET, order_by=view["order_by"], page_length=500,
            filters=json.loads(view["filters"]), columns=json.loads(view["columns"]),
            rows=json.loads(view["rows"]), view={"name": VIEW, "view_type": "list"},
        )  # fmt: skip
    rows = [row for row in answer["data"] if row["name"] in (late, due)]
    assert [row["sla_nl_next_due"] for row in rows] == ["Overdue by 2d 23h", "Due in 1h 0m"]
    assert [row["sla_nl_next_clock"] for row in rows] == ["Response", "Response"]


def test_the_view_is_in_dutch_for_a_dutch_agent(rest):
    session = rest("agent.nl@example.com")
    answer = session.call(
        LIST, doctype=TICKET, rows=["name"], view={"name": VIEW, "view_type": "list"},
        columns=[{"label": "Next date", "key": "sla_nl_next_due", "type": "Datetime"}],
    )  # fmt: skip
    assert answer["columns"][0] == {
        "label": "Volgende datum",
        "key": "sla_nl_next_due",
        "type": "Data",
    }


def test_an_existing_site_gets_both_columns_filled(file, change, frozen):
    """After the patch every stamp and clock is as a new judgement gives it."""
    names = [file(FRIDAY), file(FRIDAY, code="P3"), file(MONDAY), file(MONDAY)]
    change(names[1], FRIDAY, last_agent_response="2026-06-05 09:30:00")
    change(names[2], MONDAY, status="Resolved")
    change(names[3], MONDAY, status="Replied")
    swept(frozen, NOON)
    before = {row["name"]: {s: row[s] for s in STAMPS} for row in tickets.read(names)}
    frappe.db.sql("update `tabHD Ticket` set sla_nl_urgency = '3' where name in %s", [names])
    frappe.db.sql("update `tabSLA Clock` set is_aim = 0 where ticket in %s", [names])
    fill_urgency.execute()
    after = {row["name"]: {s: row[s] for s in STAMPS} for row in tickets.read(names)}
    assert after == before
    with frozen(NOON):
        found = [str(f) for one in verify() if one.ticket in names for f in one.findings]
    assert found == []


@pytest.mark.parametrize(
    ("path", "kind", "status", "has_it"),
    [
        ("/helpdesk", "text/html", 200, True),
        ("/helpdesk/tickets/0001", "text/html", 200, True),
        ("/helpdesks", "text/html", 200, False),
        ("/app/sla-contract", "text/html", 200, False),
        ("/helpdesk/tickets", "application/json", 200, False),
        ("/helpdesk/tickets", "text/html", 404, False),
    ],
)
def test_only_pages_of_helpdesk_get_the_script_for_its_lists(site, path, kind, status, has_it):
    body = "<html><head><title>Helpdesk</title></head></html>"
    response = Response(body, mimetype=kind, status=status)
    pages.after_request(response, Request(EnvironBuilder(path=path).get_environ()))
    assert (pages.address() in response.get_data(as_text=True)) is has_it
    pages.after_request(None, Request(EnvironBuilder(path=path).get_environ()))
