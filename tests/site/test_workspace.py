"""The workspace: its cards, chart and list, and who sees them."""

from __future__ import annotations

import json
import re
from html import unescape

import frappe
import pytest
from frappe.desk import desktop
from harness.rest_client import RestError
from harness.teams import make_team, restricted_to_teams

from sla_nl.contracts import copies
from sla_nl.helpdesk.desk.lists import broken_this_month, next_due, open_tickets
from sla_nl.site.counting import count

OFFICE = "vcare-connect-office"
CARDS = (
    "SLA Due Today", "SLA Breached This Month", "SLA Aims Missed This Month",
    "SLA Met Last Month", "SLA Paused", "SLA Unbilled Fees", "SLA Nobody There",
    "SLA Waiting for Acknowledgement",
    "SLA To Do", "SLA Services Down", "SLA Little Downtime Left", "SLA Obligations To Do",
)  # fmt: skip
FRIDAY, MONDAY = "2026-06-05 09:00:00", "2026-06-08 09:00:00"
NOON = "2026-06-08 12:00:00"
MANAGER = "manager@example.com"


@pytest.fixture
def customer(make_customer, unique):
    """Make a customer with a contract; it promises a response to a P2 in a working hour."""
    name = make_customer(unique("Busy BV"))
    copies.copy_for(OFFICE, [name])
    return name


@pytest.fixture
def file(customer, make_ticket, frozen):
    """Return a function that files a ticket at a moment and saves changes at another."""

    def filed(at, then=None, priority="P2", kind="incident", team=None, **changes):
        with frozen(at):
            ticket = make_ticket(
                customer=customer, subject="<b>Bold</b> printer", sla_nl_kind=kind,
                sla_nl_priority=priority, agent_group=team,
            )  # fmt: skip
        if then:
            with frozen(then):
                ticket = frappe.get_doc("HD Ticket", ticket.name)
                ticket.update(changes)
                ticket.save()
        return ticket.name

    return filed


def card_values(session):
    """Return the value of each card."""
    shown = []
    for card in CARDS:
        doc = session.get(f"resource/Number Card/{card}")
        if doc["type"] == "Custom":
            value = session.call(doc["method"], filters=doc["filters_json"])
            shown.append(value["value"] if isinstance(value, dict) else value)
            continue
        arguments = {"doc": json.dumps(doc), "filters": doc["filters_json"]}
        number = "frappe.desk.doctype.number_card.number_card.get_result"
        shown.append(session.call(number, **arguments))
    return shown


def rows_due_next(session):
    """Return the rows of the list "Due next", as texts."""
    html = session.get("method/sla_nl.api.desk.due_next")
    rows = re.findall(r"<tr.*?</tr>", html)[1:]
    return [" ".join(unescape(re.sub(r"<[^>]*>", " ", row)).split()) for row in rows]


def page(session):
    arguments = {"name": "SLA NL", "title": "SLA NL", "public": 1}
    return session.call("frappe.desk.desktop.get_desktop_page", page=json.dumps(arguments))


def test_a_manager_sees_all_of_the_workspace(make_agent, rest):
    found = page(rest(make_agent(MANAGER, "SLA Manager")))
    assert [c["number_card_name"] for c in found["number_cards"]["items"]] == list(CARDS)
    assert [c["chart_name"] for c in found["charts"]["items"]] == [
        "SLA Breaches per Week",
        "SLA Availability per Month",
    ]
    assert [b["custom_block_name"] for b in found["custom_blocks"]["items"]] == ["SLA Due Next"]
    assert len(found["shortcuts"]["items"]) == 6
    links = {link["link_to"] for card in found["cards"]["items"] for link in card["links"]}
    assert {"SLA Contract", "SLA Calendar", "SLA Clock", "SLA Settings", "SLA Run"} <= links


def test_a_manager_is_shown_the_five_steps_of_a_first_contract(make_agent, rest):
    """From Frappe 17 on they are beside the workspace, and asked for by themselves."""
    session = rest(make_agent(MANAGER, "SLA Manager"))
    if hasattr(desktop, "get_onboarding_data"):
        found = session.call("frappe.desk.desktop.get_onboarding_data", module="SLA NL")
    else:
        found = page(session)["onboardings"]["items"]
    assert [len(onboarding["items"]) for onboarding in found] == [5]


def test_an_agent_sees_what_they_may_read(make_agent, rest):
    found = page(rest(make_agent()))
    assert len(found["number_cards"]["items"]) == len(CARDS)
    assert found["onboardings"]["items"] == []
    links = {link["link_to"] for card in found["cards"]["items"] for link in card["links"]}
    assert "SLA Clock" in links
    assert "SLA Settings" not in links


def test_every_name_that_the_workspace_mentions_exists(site):
    """Frappe syncs a workspace without checking its links."""
    workspace = frappe.get_doc("Workspace", "SLA NL")
    for row in (*workspace.links, *workspace.shortcuts):
        if row.link_to:
            assert frappe.db.exists(row.get("link_type") or row.type, row.link_to)
    labels = {
        "number_card": {row.label for row in workspace.number_cards},
        "custom_block": {row.label for row in workspace.custom_blocks},
        "chart": {row.label for row in workspace.charts},
        "shortcut": {row.label for row in workspace.shortcuts},
        "card": {row.label for row in workspace.links if row.type == "Card Break"},
    }
    for block in json.loads(workspace.content):
        if block["type"] in labels:
            assert block["data"][f"{block['type']}_name"] in labels[block["type"]]


def test_cards_count_due_breached_paused_and_unbilled(file, make_agent, rest, frozen):
    """Due today: the response to a P2 by 13:00. Breached: a response due on Friday 10:00."""
    session = rest(make_agent(MANAGER, "SLA Manager"))
    with frozen(NOON):
        before = card_values(session)
    not_urgent = {"sla_nl_is_disruption": "No"}
    file(NOON)
    file(FRIDAY, MONDAY, status="Replied")
    file(MONDAY, MONDAY, status="Replied")
    file(MONDAY, NOON, "P1", "change", **not_urgent)
    taken_back = frappe.get_doc("HD Ticket", file(MONDAY, NOON, "P1", "change", **not_urgent))
    with frozen(NOON):
        taken_back.sla_nl_is_disruption = "Yes"
        taken_back.status = "Closed"
        taken_back.save()
    with frozen(NOON):
        after = card_values(session)
    due, breached, aims, _met, paused, unbilled, _nobody, _waiting, to_do, *_services = (
        b if isinstance(b, str) or isinstance(a, str) else b - a
        for a, b in zip(before, after, strict=True)
    )
    assert due == 2  # of the incident by 13:00, of the change by 17:00
    assert breached == 1  # the response of Friday
    assert aims == 0  # this contract has one promise for each clock
    assert paused == 6  # recovery, resolution and update of the two that wait for the customer
    assert unbilled == 1  # the other fee was reversed
    assert to_do == 0


def test_the_list_has_the_nearest_dates_first(file, make_agent, unique, rest, frozen):
    """The agent sees only their team's tickets; the text of a subject is escaped."""
    agent = make_agent("of-one-team@example.com")
    team = make_team(unique("Team"), agent)
    later, sooner = (file(NOON, priority=priority, team=team) for priority in ("P3", "P2"))
    with restricted_to_teams(), frozen(NOON):
        html = rest(agent).get("method/sla_nl.api.desk.due_next")
        rows = rows_due_next(rest(agent))
    assert rows[0].startswith("2026-06-08 13:00 Response")
    assert f"{sooner} <b>Bold</b> printer" in rows[0]
    assert any(f" {later} " in row for row in rows)
    assert rows == sorted(rows)
    assert "<b>" not in html


def test_an_agent_counts_and_lists_only_tickets_they_may_see(file, make_agent, rest, frozen):
    """Helpdesk limits tickets to teams, and the agent has no team."""
    file(NOON)
    agent = rest(make_agent("teamless@example.com"))
    frappe.db.set_single_value("HD Settings", "restrict_tickets_by_agent_group", 1)
    frappe.db.commit()
    try:
        with frozen(NOON):
            assert card_values(agent)[:6] == [0, 0, 0, "—", 0, 0]
            assert card_values(agent)[8] == 0
            assert rows_due_next(agent) == []
    finally:
        frappe.db.set_single_value("HD Settings", "restrict_tickets_by_agent_group", 0)
        frappe.db.commit()
    with frozen(NOON):
        assert card_values(agent)[0] > 0


def test_the_chart_counts_the_breaches_of_a_week(file, make_agent, rest, frozen):
    session = rest(make_agent())
    chart = "frappe.desk.doctype.dashboard_chart.dashboard_chart.get"

    def breaches():
        with frozen(NOON):
            found = session.call(chart, chart_name="SLA Breaches per Week", refresh=1)
            return sum(found["datasets"][0]["values"])

    before = breaches()
    file(FRIDAY, MONDAY, priority="P2", status="Replied")
    assert breaches() == before + 1


def test_every_query_of_the_desk_uses_an_index(file, frozen, monkeypatch):
    """The queries of the list, the cards and the tickets of a contract stay fast with many rows."""
    judged_by = frappe.db.get_value("HD Ticket", file(NOON), "sla_nl_judged_by")
    sql, seen = frappe.db.sql, []

    def listen(query, values=(), *args, **kwargs):
        seen.append((str(query), values))
        return sql(query, values, *args, **kwargs)

    with frozen(NOON), monkeypatch.context() as patch:
        patch.setattr(frappe.db, "sql", listen)
        next_due(20)
        for card in ("SLA Due Today", "SLA Paused"):
            filters = json.loads(frappe.db.get_value("Number Card", card, "filters_json"))
            count("SLA Clock", filters)
        broken_this_month(are_aims=False)
        open_tickets(judged_by)
    queries = [one for one in seen if re.search(r"(?i)from `tab(SLA Clock|HD Ticket)`", one[0])]
    assert len(queries) >= 5
    for query, values in queries:
        for row in frappe.db.sql(f"explain {query}", values, as_dict=True):
            assert row["possible_keys"], query


def test_a_customer_gets_no_list(make_customer_user, rest):
    with pytest.raises(RestError) as refused:
        rest(make_customer_user()).get("method/sla_nl.api.desk.due_next")
    assert refused.value.status == 403
