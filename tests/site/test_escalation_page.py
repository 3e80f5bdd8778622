"""The ticket's page and the page of an escalation: who was told, acknowledging, escalating now."""

from __future__ import annotations

import email
from email import policy

import frappe
import pytest
from harness.escalating import (
    AGENT,
    DUTCH,
    MANAGER_OF_SERVICE,
    MONDAY,
    SECOND,
    SUPPORT,
    hold,
    log_of,
    mails,
    own_contract,
    sweep_now,
    told,
)
from harness.records import make_manager
from harness.rest_client import RestError
from harness.teams import make_team, restricted_to_teams

from sla_nl.api import escalations as api
from sla_nl.api.panel import panel
from sla_nl.api.tickets import take_back
from sla_nl.records import timeline

FIRST, LATER = "2026-06-08 10:00:30", "2026-06-08 10:05:00"
OWNER, STRANGER = "klant@example.com", "klant@other.example"
BOSS = "duty.manager@example.com"

pytestmark = pytest.mark.usefixtures("account")


@pytest.fixture
def contract(make_customer, unique):
    """Make a contract of Vcare in which agents hold two functions."""
    name, matrix = own_contract(make_customer(unique("Blad BV")))
    hold(matrix, {SUPPORT: AGENT, MANAGER_OF_SERVICE: SECOND})
    return frappe._dict(name=name, matrix=matrix)


@pytest.fixture
def make(contract, make_ticket, frozen):
    """Return a function that makes incidents of Acme BV under that contract, and sweeps."""

    def ticket(priority="Urgent"):
        content = {"customer": "Acme BV", "priority": priority, "ticket_type": "Incident"}
        with frozen(MONDAY):
            name = make_ticket(sla_nl_contract=contract.name, raised_by=OWNER, **content).name
        with frozen(FIRST):
            sweep_now()
        return name

    return ticket


@pytest.fixture
def ticket(make):
    """Make a P1 that was told to the first level."""
    return make()


def entry_of(ticket, level="Laag"):
    return frappe.db.get_value("SLA Escalation", {"ticket": ticket, "level": level})


def shown(ticket, frozen):
    with frozen(LATER):
        return panel(ticket)["escalations"]


def test_the_panel_says_who_was_told_who_is_next_and_what_can_be_escalated(ticket, frozen, as_user):
    with as_user(AGENT):
        found = shown(ticket, frozen)
    [told_of] = found["told"]
    assert (told_of["title"], told_of["function"]) == ("Laag", SUPPORT)
    assert told_of["names"] == ["agent"]
    assert told_of["status"] == "Not acknowledged yet"
    assert told_of["can_acknowledge"]
    assert (found["next"]["level"], found["next"]["to"]) == ("Midden", MANAGER_OF_SERVICE)
    assert found["next"]["at"]["text"] == "Mon 8 June 10:30"
    assert ["third_party", "Another party is needed"] in found["reasons"]
    assert found["levels"] == ["Laag", "Midden", "Hoog", "Zeer hoog"]


def test_a_ticket_without_a_matrix_shows_nothing_of_it(make_ticket, frozen):
    with frozen(MONDAY):
        name = make_ticket(sla_nl_contract="covide-basic", priority="Low").name
        found = panel(name)["escalations"]
    assert found is None or found["told"] == []


def test_acknowledging_ends_the_wait_and_is_in_the_history(ticket, frozen, as_user):
    with frozen(LATER), as_user(AGENT):
        api.acknowledge(entry_of(ticket))
        found = panel(ticket)["escalations"]["told"][0]
    assert log_of(ticket, "state", "acknowledged_by") == [("acknowledged", AGENT)]
    assert found["status"] == "Acknowledged by agent, Mon 8 June 10:05."
    assert not found["can_acknowledge"]
    [row] = [one for one in timeline.read(ticket) if one.event == "acknowledged"]
    assert row.facts["level"] == "Laag"
    lines = frappe.get_all("HD Ticket Activity", {"ticket": ticket}, pluck="action")
    assert "acknowledged the escalation to Laag" in lines
    with frozen("2026-06-08 10:06:00"), as_user(SECOND):
        api.acknowledge(entry_of(ticket))
    assert log_of(ticket, "acknowledged_by") == [AGENT]


def test_an_acknowledged_level_still_climbs_when_the_next_promise_is_missed(ticket, frozen):
    """Only repeats end; a new trigger climbs (docs/design.md 8.3)."""
    with frozen(LATER):
        api.acknowledge(entry_of(ticket))
        frappe.db.commit()
    with frozen("2026-06-08 10:30:30"):
        sweep_now()
    assert log_of(ticket, "level", "state") == [("Laag", "acknowledged"), ("Midden", "sent")]


def test_an_acknowledgement_ends_the_repeats(contract, make, frozen):
    """A row tells its level each ten minutes until somebody has it in hand."""
    doc = frappe.get_doc("SLA Escalation Matrix", contract.matrix)
    doc.append("triggers", {
        "event": "not_resolved", "amount": "5", "unit": "minutes", "level": "Midden",
        "repeat_amount": "10", "repeat_unit": "minutes", "kind": "incident", "priority": "P3",
    })  # fmt: skip
    doc.save()
    name = make("Medium")
    for minute in (5, 15):
        with frozen(f"2026-06-08 10:{minute:02}:30"):
            sweep_now()
    assert log_of(name, "number") == [1, 2]
    with frozen("2026-06-08 10:16:00"):
        api.acknowledge(entry_of(name, "Midden"))
        frappe.db.commit()
    with frozen("2026-06-08 11:00:00"):
        sweep_now()
    assert log_of(name, "number") == [1, 2]
    assert set(log_of(name, "state")) == {"acknowledged"}


def test_escalating_now_tells_at_once_and_keeps_the_procedure(ticket, frozen, as_user):
    with frozen(LATER), as_user(AGENT):
        api.escalate(ticket, "poor_performance")
        found = panel(ticket)["escalations"]["told"]
    assert [one["title"] for one in found] == ["Midden", "Laag"]
    assert told(ticket) == [AGENT, SECOND]
    lines = frappe.get_all("HD Ticket Activity", {"ticket": ticket}, pluck="action")
    assert "escalated the ticket: poor performance" in lines
    with frozen("2026-06-08 10:06:00"), as_user(AGENT):
        api.escalate(ticket, "third_party")
        found = panel(ticket)["escalations"]["told"]
    assert found[0]["procedure"] == "Ketenregie"


def test_a_note_goes_to_those_who_are_told(ticket, frozen, as_user):
    """It is in the log, on the panel, in the mail and in the ticket's activity; it is no HTML."""
    with frozen(LATER), as_user(AGENT):
        api.escalate(ticket, "poor_performance", note="Call <b>me</b>\n first")
        [found, *_others] = panel(ticket)["escalations"]["told"]
        sweep_now()
    assert found["note"] == "Call ‹b›me‹/b› first"
    assert log_of(ticket, "note")[1] == "Call ‹b›me‹/b› first"
    text = email.message_from_string(mails(SECOND)[0].message, policy=policy.default)
    assert "Call ‹b›me‹/b› first" in text.get_body(("plain",)).get_content()
    lines = frappe.get_all("HD Ticket Activity", {"ticket": ticket}, pluck="action")
    assert "escalated the ticket: poor performance. “Call ‹b›me‹/b› first”" in lines


def test_a_note_that_is_too_long_is_refused(ticket, frozen):
    with frozen(LATER), pytest.raises(frappe.ValidationError, match="has 501 characters"):
        api.escalate(ticket, "poor_performance", note="x" * 501)


def test_an_escalation_by_hand_is_taken_back(ticket, frozen, as_user):
    """Its mail is not sent, nobody has to acknowledge it, and the next promise climbs as before."""
    with frozen(LATER), as_user(AGENT):
        api.escalate(ticket, "poor_performance", note="A mistake")
        [item, *_others] = panel(ticket)["recorded"]
        assert (item["title"], item["can_take_back"]) == ("Escalated: poor performance", True)
        take_back(ticket, item["event"], item["at"])
        with pytest.raises(frappe.ValidationError, match="was taken back before"):
            take_back(ticket, item["event"], item["at"])
        sweep_now()
        shown = panel(ticket)
    assert [one["title"] for one in shown["escalations"]["told"]] == ["Laag"]
    assert shown["recorded"][0]["taken_back"]
    assert log_of(ticket, "level", "state", "is_waiting") == [
        ("Laag", "sent", 1), ("Midden", "taken back", 0),
    ]  # fmt: skip
    assert mails(SECOND) == []
    with frozen("2026-06-08 10:30:30"):
        sweep_now()
    assert log_of(ticket, "level", "state")[2:] == [("Midden", "sent")]


def test_escalating_to_a_level_tells_that_level(contract, ticket, frozen):
    hold(contract.matrix, {"Operationeel Directeur": DUTCH})
    with frozen(LATER):
        api.escalate(ticket, "poor_performance", "Zeer hoog")
    assert ("Zeer hoog", "sent") in log_of(ticket, "level", "state")


@pytest.mark.parametrize(("reason", "level", "text"), [
    ("calamity", "", "is no reason to escalate this ticket; these are: "),
    ("boredom", "", "is no reason to escalate this ticket; these are: "),
    ("third_party", "Olympus", "is no level of the matrix; it has Laag, Midden"),
])  # fmt: skip
def test_what_the_page_does_not_offer_is_refused(ticket, frozen, reason, level, text):
    with frozen(LATER), pytest.raises(frappe.ValidationError, match=text):
        api.escalate(ticket, reason, level)


def test_a_solved_ticket_cannot_be_escalated(ticket, frozen):
    with frozen(LATER):
        doc = frappe.get_doc("HD Ticket", ticket)
        doc.status = "Closed"
        doc.save()
        with pytest.raises(frappe.ValidationError, match="cannot be escalated now"):
            api.escalate(ticket, "third_party")


# -- by role --------------------------------------------------------------------------------------


@pytest.mark.parametrize("user", [OWNER, STRANGER, "Guest"])
def test_a_customer_sees_and_does_nothing(ticket, rest, frozen, user):
    """Not even the one whose ticket it is: not by a method, a list, a document or the page."""
    name = entry_of(ticket)
    if user == "Guest":
        import os

        import requests

        for method in ("acknowledge", "send_again", "escalate"):
            url = f"{os.environ['SLA_NL_SERVER']}/api/method/sla_nl.api.escalations.{method}"
            answer = requests.post(url, json={"escalation": name, "ticket": ticket, "reason": "x"})
            assert answer.status_code == 403
        page = requests.get(f"{os.environ['SLA_NL_SERVER']}/sla-escalation?name={name}")
        assert "Laag" not in page.text
        return
    seat = rest(user)
    calls = {
        "acknowledge": {"escalation": name}, "send_again": {"escalation": name},
        "escalate": {"ticket": ticket, "reason": "third_party"},
    }  # fmt: skip
    for method, values in calls.items():
        with pytest.raises(RestError) as refused:
            seat.call(f"sla_nl.api.escalations.{method}", **values)
        assert refused.value.status == 403
    for doctype in ("SLA Escalation", "SLA Next Escalation", "SLA Escalation Receiver"):
        with pytest.raises(RestError) as refused:
            seat.call("frappe.client.get_list", doctype=doctype, parent="SLA Escalation")
        assert refused.value.status in (403, 417)
    with pytest.raises(RestError):
        seat.get(f"resource/SLA Escalation/{name}")
    assert log_of(ticket, "state") == ["sent"]


def test_somebody_who_is_no_agent_and_was_told_acknowledges(contract, make, frozen, rest):
    """A director need not be an agent of Helpdesk."""
    boss = make_manager(BOSS)
    frappe.get_doc("User", boss).add_roles("Report Manager")
    frappe.get_doc("User", boss).remove_roles("SLA Manager")
    hold(contract.matrix, {SUPPORT: boss})
    name = make()
    assert told(name) == [boss]
    with frozen(LATER):
        rest(boss).call("sla_nl.api.escalations.acknowledge", escalation=entry_of(name))
    frappe.db.rollback()
    assert log_of(name, "state", "acknowledged_by") == [("acknowledged", boss)]
    with pytest.raises(RestError):
        rest(boss).call("sla_nl.api.escalations.escalate", ticket=name, reason="third_party")


def test_an_agent_of_another_team_sees_nothing_of_it(ticket, make_agent, rest, unique):
    team = make_team(unique("Eigen"), AGENT)
    frappe.db.set_value("HD Ticket", ticket, "agent_group", team)
    other = make_agent("elsewhere@example.com")
    frappe.db.commit()
    try:
        with restricted_to_teams():
            seat = rest(other)
            rows = seat.call("frappe.client.get_list", doctype="SLA Escalation",
                             filters={"ticket": ticket})  # fmt: skip
            assert rows == []
            for values in ({"fields": ["why"]}, {"fields": ["email"]}):
                rows = seat.call("frappe.client.get_list", doctype="SLA Escalation Receiver",
                                 parent="SLA Escalation", **values)  # fmt: skip
                assert rows == []
            with pytest.raises(RestError) as refused:
                seat.call("sla_nl.api.escalations.acknowledge", escalation=entry_of(ticket))
            assert refused.value.status == 403
    finally:
        frappe.db.set_value("HD Ticket", {"agent_group": team}, "agent_group", None)
        frappe.delete_doc("HD Team", team, force=True)
        frappe.db.commit()


def test_nobody_writes_the_log_by_hand(ticket, as_user):
    with pytest.raises(frappe.PermissionError):
        frappe.get_doc("SLA Escalation", entry_of(ticket)).save()
    with pytest.raises(frappe.PermissionError):
        frappe.delete_doc("SLA Next Escalation", ticket)
