"""What somebody still has to do by a date: as rows, on the panel, in the bell, and in a list."""

from __future__ import annotations

import frappe
import pytest
from frappe.desk.form import assign_to
from harness.counting import statements

from sla_nl.api.panel import panel
from sla_nl.api.tickets import record, take_back
from sla_nl.helpdesk.bulk import sweep
from sla_nl.helpdesk.upkeep.verify import verify
from sla_nl.records import follow_ups

OFFICE = "vcare-connect-office"
AGENT, OTHER, DUTCH = "agent@example.com", "agent2@example.com", "agent.nl@example.com"
TASK = "SLA Follow-up Task"
MONDAY, TUESDAY, WEDNESDAY = "2026-06-08 10:00:00", "2026-06-09 14:00:00", "2026-06-10 09:30:00"
DUE, LATE = "2026-06-12 14:00:00", "2026-06-12 14:01:00"
WAITING = "Wacht op Klant"
FIELDS = ("what", "whom", "state", "since", "due", "done_at", "assigned_to")


@pytest.fixture
def status():
    """Make the status in which Vcare waits for its customer."""
    if not frappe.db.exists("HD Ticket Status", WAITING):
        row = {"label_agent": WAITING, "category": "Paused", "enabled": 1}
        frappe.get_doc({"doctype": "HD Ticket Status", **row}).insert()
    return WAITING


@pytest.fixture
def change(make_ticket, frozen):
    """Make a change of Monday 10:00 under Vcare's office contract."""
    with frozen(MONDAY):
        return make_ticket(sla_nl_contract=OFFICE, sla_nl_kind="change", sla_nl_priority="P3").name


@pytest.fixture
def waiting(change, status, frozen):
    """Have that ticket wait for the customer from Tuesday 14:00 on."""
    with frozen(TUESDAY):
        save(change, status=status)
    return change


def save(ticket, **fields):
    doc = frappe.get_doc("HD Ticket", ticket)
    doc.update(fields)
    doc.save()


def resolution_by(ticket):
    return frappe.db.get_value("HD Ticket", ticket, "resolution_by")


def rows(ticket):
    found = frappe.get_all(TASK, {"ticket": ticket}, FIELDS, order_by="since, due, what")
    return [tuple(str(value or "") for value in row.values()) for row in found]


def bells(user, ticket):
    filters = {"user_to": user, "reference_ticket": ticket, "notification_type": "Reaction"}
    return frappe.get_all("HD Notification", filters, pluck="message", order_by="creation")


def test_a_status_that_waits_asks_for_contact_within_three_working_days(waiting):
    approach = ("Klant benaderen", "customer", "open", TUESDAY, DUE, "", "")
    assert rows(waiting) == [approach]


def test_contact_does_it_and_the_next_is_due_as_long_after_it(waiting, frozen):
    with frozen(WEDNESDAY):
        record(waiting, "contacted", whom="customer")
    assert [row[2:6] for row in rows(waiting)] == [
        ("done", TUESDAY, DUE, WEDNESDAY),
        ("open", WEDNESDAY, "2026-06-15 09:30:00", ""),
    ]


def test_contact_that_was_recorded_by_mistake_is_taken_back(waiting, frozen):
    with frozen(WEDNESDAY):
        record(waiting, "contacted", whom="customer")
        item = panel(waiting)["recorded"][0]
        assert (item["title"], item["can_take_back"]) == ("Customer contacted", True)
        take_back(waiting, "contacted", item["at"], whom=item["whom"], what=item["what"])
        assert panel(waiting)["recorded"][0]["taken_back"]
    assert [row[2] for row in rows(waiting)] == ["open"]


def test_another_status_drops_it(waiting, frozen):
    with frozen(WEDNESDAY):
        save(waiting, status="Open")
    assert [row[2] for row in rows(waiting)] == ["dropped"]


def test_the_extra_days_of_a_contact_move_the_deadline(waiting, frozen):
    """A change of priority 2 has 48 hours; a contact gives the customer three working days."""
    with frozen(TUESDAY):
        save(waiting, sla_nl_priority="P2")
    assert str(resolution_by(waiting)) == "2026-06-10 10:00:00"
    with frozen(WEDNESDAY):
        record(waiting, "contacted", whom="customer")
    assert str(resolution_by(waiting)) == "2026-06-15 09:30:00"


def test_after_two_contacts_without_an_answer_the_ticket_is_to_be_closed(waiting, frozen):
    with frozen("2026-06-11 10:30:00"):
        record(waiting, "contacted", whom="customer")
    with frozen("2026-06-16 09:00:00"):
        record(waiting, "contacted", whom="customer")
        (task,) = panel(waiting)["to_do"]
    assert (task["what"], task["is_closing"]) == ("Close the ticket: nobody answers", True)


def test_an_event_of_the_ticket_asks_for_word_within_three_working_days(change, frozen):
    """A request for a quote: two things to tell the customer, which one message does."""
    with frozen(TUESDAY):
        record(change, "quote_requested")
        assert [(row[2], row[4]) for row in rows(change)] == [("open", DUE)] * 2
        told = [task["doing"]["label"] for task in panel(change)["to_do"]]
    assert told == ["Customer contacted"] * 2
    with frozen(WEDNESDAY):
        save(change, last_agent_response=WEDNESDAY)
    assert [row[2] for row in rows(change)] == ["done", "done"]


def test_a_solved_p1_is_to_be_evaluated_and_told(make_ticket, frozen):
    """They have no date; they are done on the solved ticket."""
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, sla_nl_priority="P1").name
    with frozen(TUESDAY):
        save(ticket, status="Resolved")
        evaluation = "Evaluatie van elke prioriteit 1"
        assert [(row[0][:10], row[2]) for row in rows(ticket)] == [
            ("Afmelding:", "open"), ("Evaluatie ", "open"),
        ]  # fmt: skip
    with frozen(WEDNESDAY):
        record(ticket, "followed_up", what=evaluation)
        save(ticket, last_agent_response=WEDNESDAY)
        assert [row[2] for row in rows(ticket)] == ["done", "done"]
        assert panel(ticket)["to_do"] == []


def test_what_is_not_to_be_done_cannot_be_recorded(waiting):
    for wrong in ({"event": "contacted", "whom": "supplier"}, {"event": "contacted"},
                  {"event": "followed_up", "what": "Klant"}, {"event": "followed_up"}):  # fmt: skip
        with pytest.raises(frappe.ValidationError, match="not to be done on the ticket now"):
            record(waiting, **wrong)


def test_the_sweep_marks_what_is_missed_and_tells_who_has_the_ticket_once(waiting, frozen):
    """The bell rings for the assignee, in their language, and not again in the next minute."""
    with frozen(WEDNESDAY):
        assign_to.add({"doctype": "HD Ticket", "name": waiting, "assign_to": [DUTCH]})
    try:
        assert rows(waiting)[0][-1] == DUTCH
        with frozen(DUE):
            sweep.run()
            assert (rows(waiting)[0][2], bells(DUTCH, waiting)) == ("open", [])
        with frozen(LATE):
            sweep.run()
            sweep.run()
            (message,) = bells(DUTCH, waiting)
        assert message == "SLA: Klant benaderen had af moeten zijn op vr 12 juni 14:00 ·"
        assert rows(waiting)[0][2] == "missed"
    finally:
        clear(waiting)


def test_another_assignee_gets_what_is_to_be_done(waiting):
    for user in (AGENT, OTHER):
        assign_to.clear("HD Ticket", waiting)
        assign_to.add({"doctype": "HD Ticket", "name": waiting, "assign_to": [user]})
        assert rows(waiting)[0][-1] == user
    assign_to.clear("HD Ticket", waiting)
    assert rows(waiting)[0][-1] == ""


def test_a_ticket_that_loses_its_contract_has_nothing_to_do(waiting, frozen):
    with frozen(WEDNESDAY):
        save(waiting, sla_nl_contract=None)
    assert rows(waiting) == []
    assert not frappe.db.get_value("HD Ticket", waiting, "sla_nl_follow_ups")


def test_a_deleted_ticket_leaves_none(waiting):
    frappe.delete_doc("HD Ticket", waiting)
    assert rows(waiting) == []


def test_rows_are_written_only_where_what_is_to_be_done_changes(waiting, change, frozen):
    """A save that changes nothing of it costs no statement for it."""
    with frozen(WEDNESDAY), statements() as seen:
        save(waiting, priority="Low")
    assert not [query for query in seen if TASK in query]


def test_verify_finds_a_digest_that_is_wrong(waiting, frozen):
    frappe.db.set_value("HD Ticket", waiting, "sla_nl_follow_ups", "other")
    with frozen(WEDNESDAY):
        (found,) = [one for one in verify() if one.ticket == waiting]
    assert [finding.what for finding in found.findings] == ["sla_nl_follow_ups"]


def test_only_agents_see_the_list_and_nobody_writes_it(waiting, rest):
    """A row is read like its ticket, and written by the app alone."""
    frappe.db.commit()
    try:
        assert [row["ticket"] for row in listed(rest(AGENT), waiting)] == [waiting]
        with pytest.raises(Exception, match="403"):
            listed(rest("klant@example.com"), waiting)
        name = frappe.db.get_value(TASK, {"ticket": waiting})
        with pytest.raises(Exception, match="403"):
            rest(AGENT).call("frappe.client.set_value", doctype=TASK, name=name,
                             fieldname="state", value="done")  # fmt: skip
    finally:
        clear(waiting)


def listed(session, ticket):
    return session.call(
        "frappe.client.get_list", doctype=TASK, filters=f'{{"ticket": "{ticket}"}}',
        fields='["ticket", "what"]',
    )  # fmt: skip


def clear(ticket):
    """Delete what a committed ticket would leave for other tests."""
    frappe.db.delete("HD Notification", {"reference_ticket": ticket})
    follow_ups.remove(ticket)
    frappe.delete_doc("HD Ticket", ticket, force=True)
    frappe.db.commit()


def test_a_known_workaround_is_to_be_told_to_the_customer(make_ticket, frozen):
    """An agent records it on a problem (vcare-6.3); a word to the customer does it."""
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, sla_nl_kind="problem", priority="Low").name
    with frozen(TUESDAY):
        assert {"event": "workaround_known", "label": "Workaround known"} in panel(ticket)["events"]
        record(ticket, "workaround_known")
    with frozen(WEDNESDAY):
        record(ticket, "contacted", whom="customer")
    told = ("Workaround melden aan gebruiker en contactpersoon", "customer", "done", TUESDAY)
    assert [row[:4] for row in rows(ticket)] == [told]
