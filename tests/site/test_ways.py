"""Every way to change a ticket, and the timeline and stamps after it (docs/design.md 7)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import bench_saves
import frappe
import pytest
from frappe.utils import get_datetime
from harness.past import saved

from sla_nl.api.contracts import use_contract
from sla_nl.contracts import cache_token
from sla_nl.helpdesk.bulk.restamp import plans
from sla_nl.helpdesk.ticket import helpdesk_log, tickets
from sla_nl.helpdesk.upkeep import verify
from sla_nl.site.time import now_s, site_time

MONDAY = "2026-06-08 10:00:00"
OFFICE = "vcare-connect-office"


def moment(text):
    return datetime.fromisoformat(text)


def timeline(ticket):
    """Return the timeline as (time, event, facts), without the creation."""
    rows = frappe.get_all(
        "SLA Ticket Event",
        {"ticket": ticket.name, "event": ("!=", "created")},
        ["at", "event", "facts"],
        order_by="at_s, idx",
    )
    return [(row.at, row.event, frappe.parse_json(row.facts)) for row in rows]


def clock(ticket, key):
    return frappe.get_doc("SLA Clock", {"ticket": ticket.name, "due_key": key})


def native(ticket):
    """Return the fields that Helpdesk's own SLA would stamp."""
    names = ("response_by", "resolution_by", "agreement_status")
    return [ticket.get(name) for name in names]


@pytest.fixture
def p3(make_ticket, frozen):
    """Make a P3 incident of the office contract, reported on Monday 8 June 2026 at 10:00."""
    with frozen(MONDAY):
        return make_ticket(sla_nl_contract=OFFICE, priority="Medium", ticket_type="Incident")


def test_a_new_ticket_is_stamped(p3):
    """vcare-4.5: 2 hours to respond; the resolution starts at the response.

    Until then its clock has no date, but Helpdesk's field gets the latest possible one, because
    Helpdesk shows an empty field as failed.
    """
    assert p3.response_by == moment("2026-06-08 12:00:00")
    assert p3.resolution_by == moment("2026-06-15 15:00:00")
    assert clock(p3, "resolution@100").due is None
    assert p3.agreement_status == "First Response Due"
    assert p3.sla_nl_next_due == moment("2026-06-08 12:00:00")
    assert p3.sla_nl_next_clock == "response@100"
    assert clock(p3, "registration@100").state == "met"


def test_helpdesks_banner_follows_the_hours_of_the_contract(make_ticket, frozen):
    """Under 24/7 no ticket is outside working hours; the office hours end at 17:00."""
    turn = {"priority": "Urgent", "ticket_type": "Incident"}
    with frozen("2026-06-08 17:30:00"):
        late, early = (
            make_ticket(sla_nl_contract=name, **turn) for name in (OFFICE, "vcare-connect-24x7")
        )
    assert (late.raised_outside_working_hours, early.raised_outside_working_hours) == (1, 0)


def test_a_reply_by_an_agent_is_the_response(p3, frozen):
    with frozen("2026-06-08 11:00:00"):
        frappe.get_doc("HD Ticket", p3.name).reply_via_agent(message="Working on it.")
    ticket = frappe.get_doc("HD Ticket", p3.name)
    assert ticket.first_response_time == 3600
    assert ticket.resolution_by == moment("2026-06-15 14:00:00")
    assert clock(ticket, "recovery@80").due == moment("2026-06-09 10:00:00")


def test_a_second_reply_is_an_update_of_a_p1(make_ticket, frozen):
    """vcare-b1-interval-p1: an update is due every 30 minutes from the response on."""
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, priority="Urgent")
    for at in ("2026-06-08 10:10:00", "2026-06-08 10:35:00"):
        with frozen(at):
            frappe.get_doc("HD Ticket", ticket.name).reply_via_agent(message="News.")
    assert clock(ticket, "update@100").due == moment("2026-06-08 11:05:00")


def test_a_reply_by_the_customer_resumes_the_clock(p3, frozen, as_user):
    """vcare-2.5-info-at-once: 4 office hours of waiting move the resolution by 4 hours."""
    with frozen("2026-06-08 11:00:00"):
        waiting = saved(p3, status="Replied")
    assert waiting.agreement_status == "Paused"
    assert waiting.on_hold_since == moment("2026-06-08 11:00:00")
    assert waiting.resolution_by > waiting.on_hold_since
    with frozen("2026-06-08 15:00:00"):
        doc = frappe.get_doc("HD Ticket", p3.name)
        doc.create_communication_via_contact("Here it is.")
    resumed = frappe.get_doc("HD Ticket", p3.name)
    assert resumed.status_category == "Open"
    assert resumed.on_hold_since is None
    assert resumed.total_hold_time == 4 * 3600
    assert resumed.resolution_by == moment("2026-06-16 09:00:00")
    assert resumed.agreement_status == "Resolution Due"


def test_a_reopened_ticket_has_the_clocks_of_its_new_kind(make_ticket, frozen):
    """covide-premium promises nothing for a question, so the clock of the incident goes."""
    turn = {"sla_nl_contract": "covide-premium", "priority": "High", "sla_nl_kind": "incident"}
    with frozen(MONDAY):
        ticket = make_ticket(**turn)
    with frozen("2026-06-08 11:00:00"):
        saved(ticket, status="Resolved")
    with frozen("2026-06-08 12:00:00"):
        saved(ticket, sla_nl_kind="question")
    assert clock(ticket, "resolution@90").state == "met"
    with frozen("2026-06-08 13:00:00"):
        saved(ticket, status="Open")
    assert not frappe.db.exists("SLA Clock", {"ticket": ticket.name, "clock": "resolution"})


def test_a_priority_is_raised(p3, frozen):
    """Every unmet clock is judged by the new priority from the report on (docs/design.md 4.8)."""
    with frozen("2026-06-08 10:20:00"):
        raised = saved(p3, priority="Urgent")
    assert raised.response_by == moment("2026-06-08 10:30:00")
    assert {"priority": "Urgent"} in [facts for _, _, facts in timeline(p3)]


def test_a_raise_past_the_date_is_a_breach(p3, frozen):
    with frozen("2026-06-08 10:45:00"):
        raised = saved(p3, priority="Urgent")
    assert raised.agreement_status == "Failed"
    assert clock(raised, "response@100").breached_at == moment("2026-06-08 10:30:00")


def test_a_type_changes_the_kind_and_its_clocks(p3, frozen):
    """A change request has no recovery clock, so that clock is deleted."""
    if not frappe.db.exists("HD Ticket Type", "Change"):
        frappe.get_doc({"doctype": "HD Ticket Type", "name": "Change"}).insert()
    with frozen("2026-06-08 10:20:00"):
        change = saved(p3, ticket_type="Change")
    assert change.response_by == moment("2026-06-11 10:00:00")
    assert not frappe.db.exists("SLA Clock", {"ticket": p3.name, "due_key": "recovery@80"})


def test_a_ticket_is_resolved_and_reopened(p3, frozen):
    with frozen("2026-06-08 11:00:00"):
        resolved = saved(p3, status="Resolved")
    assert resolved.resolution_date == moment("2026-06-08 11:00:00")
    assert resolved.agreement_status == "Fulfilled"
    with frozen("2026-06-08 14:00:00"):
        reopened = saved(p3, status="Open")
    assert reopened.resolution_date is None
    assert reopened.agreement_status == "Resolution Due"


def test_a_plan_replaces_the_date_of_a_change(make_ticket, frozen):
    """vcare-5.1-st-planned-ext: the resolution is due at the planned date."""
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, sla_nl_kind="change", sla_nl_priority="P4")
        assert (ticket.resolution_by, ticket.agreement_status) == (None, "First Response Due")
        planned = saved(ticket, sla_nl_planned_for="2026-06-26 14:00:00")
    assert planned.resolution_by == moment("2026-06-26 14:00:00")


def test_a_change_can_be_created_with_its_planned_date(make_ticket, frozen):
    """An agent may know the date when they make the ticket."""
    planned = {"sla_nl_kind": "change", "sla_nl_planned_for": "2026-06-26 14:00:00"}
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, sla_nl_priority="P4", **planned)
    assert ticket.resolution_by == moment("2026-06-26 14:00:00")


def test_an_unchanged_save_changes_nothing(p3, frozen):
    before, rows = native(p3), timeline(p3)
    with frozen("2026-06-08 10:05:00"):
        again = saved(p3, subject="Another subject")
    assert (native(again), timeline(again)) == (before, rows)


def test_a_save_marks_a_date_that_has_passed(p3, frozen):
    with frozen("2026-06-08 12:30:00"):
        late = saved(p3, subject="Another subject")
    assert late.agreement_status == "Failed"
    assert clock(late, "response@100").state == "breached"


@pytest.fixture
def hourly_job(monkeypatch):
    """Return Helpdesk's hourly job, without its commits."""
    from helpdesk.helpdesk.doctype.hd_ticket.hd_ticket import update_sla_status_in_ticket

    monkeypatch.setattr(frappe.db, "commit", lambda: None)
    return update_sla_status_in_ticket


def test_the_hourly_job_judges_by_the_contract(p3, frozen, hourly_job):
    with frozen("2026-06-08 12:30:00"):
        hourly_job()
    assert frappe.db.get_value("HD Ticket", p3.name, "agreement_status") == "Failed"


def test_auto_close_without_validation_stops_the_clocks(p3, frozen):
    """Such a save does not call the SLA of Helpdesk (docs/design.md 7)."""
    with frozen("2026-06-08 11:00:00"):
        doc = frappe.get_doc("HD Ticket", p3.name)
        doc.status = "Closed"
        doc.flags.ignore_validate = True
        doc.save(ignore_permissions=True)
    assert clock(p3, "resolution@100").state == "met"
    assert clock(p3, "resolution@100").met_at == moment("2026-06-08 11:00:00")


def split_off(ticket):
    """Reply to a ticket, split the reply off, and return the new ticket."""
    from helpdesk.helpdesk.doctype.hd_ticket.api import split_ticket

    frappe.get_doc("HD Ticket", ticket.name).reply_via_agent(message="Working on it.")
    message = frappe.get_all(
        "Communication", {"reference_name": ticket.name}, pluck="name", order_by="creation desc"
    )[0]
    return frappe.get_doc("HD Ticket", split_ticket("The other half", message))


def test_a_split_ticket_starts_its_own_timeline(p3, frozen):
    with frozen("2026-06-08 11:00:00"):
        child = split_off(p3)
        found = [one.findings for one in verify.verify() if one.ticket in (child.name, p3.name)]
    created = frappe.get_doc("SLA Ticket Event", {"ticket": child.name, "event": "created"})
    assert found == [[], []]
    assert created.at == moment("2026-06-08 11:00:00")
    assert child.response_by == moment("2026-06-08 13:00:00")


def test_copied_messages_of_a_merge_are_no_replies(p3, make_ticket, frozen):
    from helpdesk.helpdesk.doctype.hd_ticket.api import merge_ticket

    with frozen("2026-06-08 10:10:00"):
        other = make_ticket(sla_nl_contract=OFFICE, priority="Medium")
        frappe.get_doc("HD Ticket", other.name).reply_via_agent(message="Hello.")
    with frozen("2026-06-08 11:30:00"):
        merge_ticket(other.name, p3.name)
    assert clock(p3, "response@100").met_at is None


def test_an_event_that_an_agent_records_meets_its_clock(p3, frozen, as_user):
    from sla_nl.api.tickets import record

    with frozen("2026-06-08 11:00:00"), as_user("agent@example.com"):
        record(p3.name, "recovered")
    assert clock(p3, "recovery@80").met_at == moment("2026-06-08 11:00:00")
    with as_user("klant@example.com"), pytest.raises(frappe.PermissionError):
        record(p3.name, "recovered")


def test_a_ticket_without_a_contract_is_as_helpdesk_made_it(make_ticket, frozen):
    with frozen(MONDAY):
        ticket = make_ticket(priority="Medium")
    assert not frappe.db.exists("SLA Ticket Event", {"ticket": ticket.name})
    assert not ticket.sla_nl_judged_by
    assert ticket.agreement_status == "First Response Due"


def test_a_priority_that_helpdesks_sla_lacks_stops_no_save(make_ticket, frozen):
    """Helpdesk's own SLA raises an error for it; the contract does not need it."""
    frappe.get_doc({"doctype": "HD Ticket Priority", "name": "Now", "integer_value": 1}).insert()
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, sla_nl_priority="P1", priority="Now")
    assert ticket.response_by == moment("2026-06-08 10:30:00")


def test_a_fault_is_logged_and_the_ticket_keeps_helpdesks_stamps(make_ticket, frozen):
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, sla_nl_kind="incident", sla_nl_priority="P5")
    assert ticket.response_by is not None
    assert not ticket.sla_nl_judged_by
    assert frappe.get_all("Error Log", {"method": ("like", f"SLA NL: ticket {ticket.name}%")})


def test_a_fault_is_logged_with_its_contract_and_its_clauses(
    make_ticket, make_customer, frozen, unique
):
    """A minute a day is too little for a million hours of response time (docs/design.md 6)."""
    customer = make_customer(unique("Never BV"))
    contract = use_contract(OFFICE, [customer])
    response = {"parent": contract, "clock": "response"}
    frappe.db.set_value("SLA Target", response, "amount", 1_000_000)
    hours = {"parent": frappe.db.get_value("SLA Contract", contract, "calendar")}
    frappe.db.set_value("SLA Calendar Hours", hours, {"opens": "08:00", "closes": "08:01"})
    cache_token.forget()
    with frozen(MONDAY):
        ticket = make_ticket(customer=customer, priority="Medium", ticket_type="Incident")
    assert ticket.response_by is not None
    logs = frappe.get_all("Error Log", {"method": ("like", f"%({contract})")}, pluck="error")
    assert all(log.startswith("response@100: vcare-4.5-p3-response") for log in logs)
    assert logs
    (plan,) = plans(tickets.read([ticket.name]), now_s())
    assert plan.fault.startswith("response@100: vcare-4.5-p3-response")


def test_a_contract_that_promises_no_date_stamps_none(make_ticket, frozen, hourly_job):
    """raet-solve-3-release: the fields stay empty after Helpdesk's hourly job too."""
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract="visma-raet", priority="Low")
        hourly_job()
    ticket = frappe.get_doc("HD Ticket", ticket.name)
    assert (ticket.response_by, ticket.resolution_by, ticket.agreement_status) == (None, None, "")


def test_an_event_with_the_same_cause_is_written_once(p3):
    from sla_nl.records import timeline as rows

    happening = rows.Happening(1780909200, "recovered", {})
    for _ in range(2):
        rows.append(p3.name, happening, "the same cause", 9)
    assert frappe.db.count("SLA Ticket Event", {"cause": "the same cause"}) == 1


def test_a_ticket_gets_the_contract_of_its_customer(make_ticket, make_customer, frozen, unique):
    customer = make_customer(unique("Bakkerij"))
    name = use_contract("smart-fms-basic", [customer])
    with frozen("2026-06-08 12:45:00"):
        ticket = make_ticket(customer=customer, priority="Urgent", via_customer_portal=1)
    assert ticket.sla_nl_judged_by == name
    assert get_datetime(ticket.response_by) == moment("2026-06-08 15:00:00")


def test_the_records_of_a_deleted_ticket_are_deleted(p3):
    frappe.delete_doc("HD Ticket", p3.name)
    for doctype in ("SLA Ticket Event", "SLA Clock"):
        assert not frappe.db.exists(doctype, {"ticket": p3.name})


def test_a_ticket_that_leaves_its_contract_gets_helpdesks_dates(p3, frozen):
    """When it returns to the contract, it is judged with all events since its report."""
    with frozen("2026-06-08 10:10:00"):
        left = saved(p3, sla_nl_contract=None)
    assert not left.sla_nl_judged_by
    assert left.response_by is not None
    assert not frappe.db.exists("SLA Clock", {"ticket": p3.name})
    with frozen("2026-06-08 10:15:00"):
        saved(p3, priority="Urgent")
    with frozen("2026-06-08 10:20:00"):
        back = saved(p3, sla_nl_contract=OFFICE)
    assert back.response_by == moment("2026-06-08 10:30:00")
    assert clock(back, "response@100").state == "running"


@pytest.fixture
def other_sla(monkeypatch):
    """Put another app's class in the place of ours."""
    from helpdesk.helpdesk.doctype.hd_service_level_agreement.hd_service_level_agreement import (
        HDServiceLevelAgreement,
    )

    class OtherSLA(HDServiceLevelAgreement):
        pass

    name = "HD Service Level Agreement"
    monkeypatch.setitem(frappe.controllers.setdefault(frappe.local.site, {}), name, OtherSLA)


def test_hooks_stamp_a_ticket_if_another_app_overrides_the_sla(make_ticket, frozen, other_sla):
    """They do so at insertion, at a save without a change, and at a change (docs/design.md 6)."""
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, priority="Medium", ticket_type="Incident")
        assert ticket.response_by == moment("2026-06-08 12:00:00")
        assert clock(ticket, "response@100").due == ticket.response_by
        again = saved(ticket, subject="Another subject")
        assert native(again) == native(ticket)
    with frozen("2026-06-08 10:20:00"):
        assert saved(ticket, priority="Urgent").response_by == moment("2026-06-08 10:30:00")


def test_without_the_app_the_next_save_restores_helpdesks_stamps(p3, make_ticket, frozen):
    """Without hooks, as after an uninstall, the ticket equals one that never had a contract."""
    with frozen(MONDAY):
        never = make_ticket(priority="Medium", ticket_type="Incident")
    assert native(p3) != native(never)
    with frozen("2026-06-08 10:20:00"), bench_saves.hooks(are_on=False):
        assert native(saved(p3)) == native(never)


def test_a_recorded_response_is_shown_on_helpdesks_page(p3, frozen, as_user):
    """The header of that page reads `first_responded_on`."""
    from sla_nl.api.tickets import record

    with frozen("2026-06-08 10:40:00"), as_user("agent@example.com"):
        record(p3.name, "responded")
    saved = frappe.get_doc("HD Ticket", p3.name)
    assert saved.first_responded_on == moment("2026-06-08 10:40:00")
    assert saved.agreement_status == "Resolution Due"


def test_a_split_ticket_has_no_assessment_and_no_fee_of_its_parent(make_ticket, frozen):
    change = {"sla_nl_contract": OFFICE, "sla_nl_kind": "change", "sla_nl_priority": "P1"}
    with frozen(MONDAY):
        parent = make_ticket(**change, sla_nl_is_disruption="No")
    with frozen("2026-06-08 11:00:00"):
        child = split_off(parent)
    assert (child.sla_nl_is_disruption or "", child.sla_nl_cannot_wait) == ("", 0)
    assert child.sla_nl_priority == "P1"
    assert frappe.db.count("SLA Fee Entry", {"ticket": parent.name}) == 1
    assert frappe.db.count("SLA Fee Entry", {"ticket": child.name}) == 0


def test_a_merged_ticket_stays_resolved_whatever_its_status_becomes(p3, make_ticket, frozen):
    """With `auto_update_status`, Helpdesk sets the merged ticket back to Replied."""
    from helpdesk.helpdesk.doctype.hd_ticket.api import merge_ticket

    frappe.db.set_single_value("HD Settings", "auto_update_status", 1)
    frappe.clear_document_cache("HD Settings", "HD Settings")
    with frozen("2026-06-08 10:10:00"):
        target = make_ticket(sla_nl_contract=OFFICE, priority="Medium", ticket_type="Incident")
    with frozen("2026-06-08 11:30:00"):
        merge_ticket(p3.name, target.name)
    source = frappe.get_doc("HD Ticket", p3.name)
    assert source.is_merged
    states = frappe.get_all("SLA Clock", {"ticket": p3.name}, pluck="state")
    assert set(states) <= {"met", "not started", "not applicable"}
    assert clock(p3, "resolution@100").met_at == moment("2026-06-08 11:30:00")


def test_a_copied_message_sets_no_response_fields(p3, make_ticket, frozen):
    from helpdesk.helpdesk.doctype.hd_ticket.api import merge_ticket

    with frozen("2026-06-08 10:10:00"):
        other = make_ticket(sla_nl_contract=OFFICE, priority="Medium", ticket_type="Incident")
        frappe.get_doc("HD Ticket", other.name).reply_via_agent(message="Hello.")
    with frozen("2026-06-08 11:30:00"):
        merge_ticket(other.name, p3.name)
        found = [row for row in verify.verify() if row.ticket == p3.name]
    target = frappe.get_doc("HD Ticket", p3.name)
    assert (target.last_agent_response, target.first_responded_on) == (None, None)
    assert [own.findings for own in found] == [[]]


def test_a_copied_reply_that_is_split_off_is_no_reply_in_the_log(p3, make_ticket, frozen):
    """A merge brought the reply and a split removed it; it never was a reply to this ticket."""
    from helpdesk.helpdesk.doctype.hd_ticket.api import merge_ticket, split_ticket

    with frozen("2026-06-08 10:10:00"):
        other = make_ticket()
        other.reply_via_agent(message="Working on that one.")
    with frozen("2026-06-08 11:00:00"):
        merge_ticket(other.name, p3.name)
    with frozen("2026-06-08 12:00:00"):
        messages = {"reference_doctype": "HD Ticket", "reference_name": p3.name}
        copy = frappe.get_all("Communication", {**messages, "sent_or_received": "Sent"}, "name")
        split_ticket("Once more", copy[0].name)
    helpdesk_log.forget_related()
    log = helpdesk_log.read_logs([p3.name])[p3.name]
    assert [site_time(at).hour for at in log.replies] == [12]


def test_a_recorded_report_changes_no_other_clock_of_a_solved_ticket(
    make_ticket, make_customer, unique, frozen, as_user
):
    """This holds even if the terms have changed since (docs/design.md 5)."""
    from sla_nl.api.tickets import record

    own = use_contract(OFFICE, [make_customer(unique("Report BV"))])
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=own, priority="Urgent", ticket_type="Incident")
    with frozen("2026-06-08 10:20:00"):
        solved = saved(ticket, status="Resolved")
    contract = frappe.get_doc("SLA Contract", own)
    for row in contract.targets:
        if row.clock in ("response", "resolution") and row.amount:
            row.amount = str(Decimal(row.amount) + 1)
    with frozen("2026-06-08 10:30:00"):
        contract.save()
    before = {key: clock(ticket, key).due for key in ("response@100", "resolution@100")}
    with frozen("2026-06-08 11:00:00"), as_user("agent@example.com"):
        record(ticket.name, "report_sent")
    after = frappe.get_doc("HD Ticket", ticket.name)
    assert (after.response_by, after.resolution_by) == (solved.response_by, solved.resolution_by)
    assert {key: clock(ticket, key).due for key in before} == before
    assert clock(ticket, "report@100").met_at == moment("2026-06-08 11:00:00")
