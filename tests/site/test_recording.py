"""What agents record from the panel: at once, with a page that is old, and dates that are past."""

from __future__ import annotations

import os

import frappe
import pytest
from harness.cast import PASSWORD
from harness.rest_client import Rest, RestError

from sla_nl.api.panel import panel
from sla_nl.api.tickets import record, record_fact, take_back
from sla_nl.records import timeline
from sla_nl.site.time import instant_of

FIRST, SECOND = "agent@example.com", "agent2@example.com"
OFFICE = "vcare-connect-office"
MONDAY, LATER = "2026-06-08 10:00:00", "2026-06-08 10:10:00"
DISRUPTION, OUTSIDE, PLANNED = "sla_nl_is_disruption", "sla_nl_outside_sla", "sla_nl_planned_for"


@pytest.fixture
def change(make_ticket, frozen):
    """Make a change of Monday under a contract with rush fees and planned dates; commit."""
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, sla_nl_kind="change", priority="Medium")
    frappe.db.commit()
    return ticket.name


@pytest.fixture
def meanwhile(change, frozen, site):
    """Return a function that has the first agent record something, in a process of its own."""

    def send(method, **values):
        now = "2026-06-08T08:05:00"
        seat = Rest(os.environ["SLA_NL_SERVER"], FIRST, PASSWORD, lambda: now, lambda: None)
        seat.call(f"sla_nl.api.tickets.{method}", ticket=change, **values)

    return send


def facts(name):
    """Return what the ticket and its timeline say of the assessment, read anew."""
    frappe.db.rollback()
    fields = (DISRUPTION, OUTSIDE)
    said = {}
    for row in timeline.read(name):
        said |= row.facts
    stored = tuple(one or None for one in frappe.db.get_value("HD Ticket", name, fields))
    assert tuple(said.get(field) for field in fields) == stored
    return stored


def test_of_two_at_once_the_second_keeps_what_the_first_has_recorded(
    change, meanwhile, frozen, as_user
):
    """The second one's request has read the ticket already when the first one saves it."""
    with frozen(LATER), as_user(SECOND):
        assert panel(change)
        meanwhile("record_fact", field=DISRUPTION, value="Yes")
        record_fact(change, OUTSIDE, "No")
        frappe.db.commit()
    assert facts(change) == ("Yes", "No")


def test_of_two_events_at_once_both_are_there(change, meanwhile, frozen, as_user):
    with frozen(LATER), as_user(SECOND):
        assert panel(change)
        meanwhile("record", event="responded")
        record(change, "no_access")
        frappe.db.commit()
    assert [row.event for row in timeline.read(change)] == ["created", "responded", "no_access"]


def test_an_event_that_another_has_recorded_meanwhile_is_not_recorded_again(
    change, meanwhile, frozen, as_user
):
    with frozen(LATER), as_user(SECOND):
        assert panel(change)
        meanwhile("record", event="responded")
        with pytest.raises(frappe.ValidationError, match="responded cannot be recorded"):
            record(change, "responded")
    frappe.db.rollback()
    assert [row.event for row in timeline.read(change)] == ["created", "responded"]


def test_a_fact_that_another_has_changed_meanwhile_stays_and_is_told(
    change, meanwhile, frozen, as_user
):
    """The page of the second one still shows "Not assessed"."""
    with frozen(LATER), as_user(SECOND):
        meanwhile("record_fact", field=DISRUPTION, value="Yes")
        with pytest.raises(frappe.ValidationError, match=r"A disruption\? as Yes meanwhile"):
            record_fact(change, DISRUPTION, "No")
        assert facts(change)[0] == "Yes"
        record_fact(change, DISRUPTION, "Yes")  # it is what they meant
        record_fact(change, DISRUPTION, "No", "Yes")  # they have seen it
        frappe.db.commit()
    assert facts(change)[0] == "No"


def test_a_form_that_is_old_is_refused(change, meanwhile, frozen, rest):
    """Frappe itself does so for a document that is sent as a whole."""
    document = frappe.get_doc("HD Ticket", change)
    meanwhile("record_fact", field=DISRUPTION, value="Yes")
    body = frappe.parse_json(document.as_json()) | {OUTSIDE: "No"}
    with frozen(LATER), pytest.raises(RestError) as refusal:
        rest(SECOND).call("frappe.client.save", doc=frappe.as_json(body))
    assert "has been modified" in refusal.value.body
    assert facts(change) == ("Yes", None)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        (PLANNED, "2026-06-08 10:09:59", "Planned for: 2026-06-08 10:09 is past"),
        (PLANNED, "2020-06-12 09:00:00", "Planned for: 2020-06-12 09:00 is past"),
        (PLANNED, "tomorrow", "write it as 2026-06-12 09:00"),
        (PLANNED, "3026-06-12 09:00:00", "write it as 2026-06-12 09:00"),
        (DISRUPTION, "Maybe", "Maybe is none of"),
        ("sla_nl_kind", "<b>x", "&lt;b&gt;x is none of"),
        ("sla_nl_judged_by", OFFICE, "SLA Judged By cannot be recorded"),
        ("subject", "x", "Subject cannot be recorded"),
        ("nothing", "x", "cannot be recorded"),
    ],
)
def test_what_cannot_be_recorded_is_refused_with_the_reason(field, value, told, change, frozen):
    before = frappe.get_doc("HD Ticket", change).as_dict()
    with frozen(LATER), pytest.raises(frappe.ValidationError) as refusal:
        record_fact(change, field, value)
    assert told in str(refusal.value)
    frappe.db.rollback()
    assert frappe.get_doc("HD Ticket", change).as_dict() == before


@pytest.mark.parametrize(
    ("field", "value", "shown", "stored"),
    [
        (PLANNED, "2026-06-08 10:10:00", "", "2026-06-08 10:10:00"),
        (PLANNED, "2026-06-20T09:00", "", "2026-06-20 09:00:00"),
        (PLANNED, "", "2026-07-01T09:00", "None"),
        ("sla_nl_kind", "", "change", ""),
        ("sla_nl_priority", "P1", "", "P1"),
    ],
)
def test_what_the_panel_offers_is_recorded(field, value, shown, stored, change, frozen):
    if field == PLANNED and shown:
        with frozen(MONDAY):
            record_fact(change, PLANNED, shown)
    with frozen(LATER):
        record_fact(change, field, value, shown)
    assert str(frappe.db.get_value("HD Ticket", change, field)) == stored


def test_a_box_is_ticked_and_unticked(make_ticket, frozen):
    with frozen(MONDAY):
        name = make_ticket(sla_nl_contract="vcare-connect-24x7", priority="Medium").name
    offered = {one["field"]: one["kind"] for one in panel(name)["fields"]}
    assert offered["sla_nl_cannot_wait"] == "check"
    for value, shown in ((1, 0), (0, 1)):
        with frozen(LATER):
            record_fact(name, "sla_nl_cannot_wait", value, shown)
        assert frappe.db.get_value("HD Ticket", name, "sla_nl_cannot_wait") == value


def test_a_save_is_not_stopped_by_a_planned_date_that_is_past(change, frozen):
    """An import, or a form on which another field changes years later."""
    with frozen(LATER):
        doc = frappe.get_doc("HD Ticket", change)
        doc.sla_nl_planned_for = "2020-06-12 09:00:00"
        doc.save()
    with frozen("2027-06-08 10:10:00"):
        doc = frappe.get_doc("HD Ticket", change)
        doc.subject = "Later"
        doc.save()
    assert str(frappe.db.get_value("HD Ticket", change, PLANNED)) == "2020-06-12 09:00:00"


def met(name, key="response@100"):
    clock = frappe.db.get_value("SLA Clock", {"ticket": name, "due_key": key}, ("state", "met_at"))
    return clock[0], str(clock[1])


def lines(name):
    """Return the lines of the ticket's activity, the last first."""
    order = "creation desc, name desc"
    return frappe.get_all("HD Ticket Activity", {"ticket": name}, pluck="action", order_by=order)


@pytest.mark.parametrize(
    ("at", "stored"),
    [
        ("", LATER),
        ("2026-06-08 10:05", "2026-06-08 10:05:00"),
        ("2026-06-08 10:00", MONDAY),
        ("2026-06-08T08:05:00Z", "2026-06-08 10:05:00"),
    ],
)
def test_an_event_is_recorded_at_its_moment(at, stored, change, frozen):
    with frozen(LATER):
        record(change, "responded", at)
        (shown,) = panel(change)["recorded"]
    assert met(change) == ("met", stored)
    assert str(frappe.db.get_value("HD Ticket", change, "first_responded_on")) == stored
    assert shown["title"] == "Responded"
    assert lines(change)[0] == f"recorded Responded, Mon 8 June {stored[11:16]}"


def test_a_report_within_a_minute_counts_as_the_first_moment(make_ticket, frozen):
    """A page shows 10:00 for a report of 10:00:40."""
    with frozen("2026-06-08 10:00:40"):
        name = make_ticket(sla_nl_contract=OFFICE, sla_nl_kind="change", priority="Medium").name
    with frozen(LATER):
        record(name, "responded", "2026-06-08 10:00")
    assert met(name) == ("met", "2026-06-08 10:00:40")


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("2026-06-08 10:11", "When: 2026-06-08 10:11 is in the future"),
        ("2026-06-08 09:59", "is before the report of 2026-06-08 10:00"),
        ("yesterday", "write it as 2026-06-12 09:00"),
    ],
)
def test_a_moment_that_cannot_be_true_is_refused(at, told, change, frozen):
    with frozen(LATER):
        for method, given in (
            (record, ("responded", at)),
            (record_fact, (DISRUPTION, "No", "", at)),
        ):
            with pytest.raises(frappe.ValidationError, match=told):
                method(change, *given)
    frappe.db.rollback()
    assert [row.event for row in timeline.read(change)] == ["created"]


def test_an_assessment_has_its_moment_and_other_fields_have_none(change, frozen):
    with frozen(LATER):
        record_fact(change, DISRUPTION, "No", at="2026-06-08 10:05")
        with pytest.raises(frappe.ValidationError, match="it takes no moment"):
            record_fact(change, "sla_nl_kind", "", "change", "2026-06-08 10:05")
    row = timeline.read(change)[-1]
    assert (row.at, row.facts) == (instant_of("2026-06-08 10:05:00"), {DISRUPTION: "No"})
    assert lines(change)[0] == "recorded A disruption?: No"


def test_an_event_is_taken_back_with_its_history_and_recorded_again(change, frozen, as_user):
    with frozen(LATER):
        with as_user(FIRST):
            record(change, "responded", "2026-06-08 10:05")
        at = panel(change)["recorded"][0]["at"]
        with as_user(SECOND):
            take_back(change, "responded", at)
            (shown,) = panel(change)["recorded"]
        assert (met(change), frappe.db.get_value("HD Ticket", change, "first_responded_on")) == (
            ("running", "None"),
            None,
        )
        assert "recorded Mon 8 June 10:10 by" in shown["told"]
        assert shown["taken_back"].startswith("Taken back Mon 8 June 10:10 by")
        assert not shown["can_take_back"]
        with pytest.raises(frappe.ValidationError, match="was taken back before"):
            take_back(change, "responded", at)
        record(change, "responded", "2026-06-08 10:05")
    assert met(change) == ("met", "2026-06-08 10:05:00")
    rows = [row.event for row in timeline.read(change)]
    assert rows == ["created", "responded", "withdrawn", "responded"]
    assert "took back Responded, Mon 8 June 10:05" in lines(change)


def test_a_report_that_was_sent_is_taken_back_on_a_solved_ticket(make_ticket, frozen):
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract="vcare-connect-24x7", priority="Urgent")
    with frozen(LATER):
        ticket.status = "Resolved"
        ticket.save()
        record(ticket.name, "report_sent")
        state = met(ticket.name, "report@100")
        take_back(ticket.name, "report_sent", instant_of(LATER))
    assert (state[0], met(ticket.name, "report@100")[0]) == ("met", "running")


def test_a_field_is_taken_back_to_the_value_before(change, frozen):
    """The panel sends the value before, and records it like any other."""
    with frozen(LATER):
        record_fact(change, DISRUPTION, "Yes")
        record_fact(change, DISRUPTION, "No", "Yes")
        last, first = panel(change)["recorded"]
        assert [one["title"] for one in (last, first)] == [
            "A disruption?: No",
            "A disruption?: Yes",
        ]
        assert [one["can_take_back"] for one in (last, first)] == [True, False]
        record_fact(change, DISRUPTION, last["before"], "No")
    assert frappe.db.get_value("HD Ticket", change, DISRUPTION) == "Yes"
    assert len(timeline.read(change)) == 4


def test_the_report_and_the_channel_are_recorded_and_the_future_is_refused(change, frozen):
    with frozen(LATER):
        for value, told in (("2026-06-08 10:11", "is in the future"), ("x", "write it as")):
            with pytest.raises(frappe.ValidationError, match=told):
                record_fact(change, "sla_nl_reported_at", value, "2026-06-08T10:00")
        record_fact(change, "sla_nl_reported_at", "2026-06-08 02:00:00", "2026-06-08T10:00")
        record_fact(change, "sla_nl_channel", "phone")
        fields = {one["field"]: one["value"] for one in panel(change)["fields"]}
    assert fields["sla_nl_reported_at"] == "2026-06-08T02:00"
    assert fields["sla_nl_channel"] == "phone"
    told = {"recorded Reported through: Telephone", "recorded Reported at: Mon 8 June 02:00"}
    assert told <= set(lines(change))
