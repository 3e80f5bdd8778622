"""A change of terms: open tickets are stamped anew, on the queue; what is solved stays as it is."""

from __future__ import annotations

from datetime import datetime

import frappe
import pytest
from frappe.utils.fixtures import sync_fixtures
from harness.past import clocks, forget, saved, stamps, uncommitted

from sla_nl.api.contracts import new_version, use_contract
from sla_nl.contracts.in_force import contract_for
from sla_nl.helpdesk.bulk import sweep
from sla_nl.helpdesk.ticket.facts import missed_facts
from sla_nl.helpdesk.upkeep import recompute, stalled
from sla_nl.helpdesk.upkeep.verify import verify
from sla_nl.records import timeline
from sla_nl.runs import runs
from sla_nl.setup import install
from sla_nl.site.time import instant_of

MONDAY = "2026-06-08 10:00:00"
NOON = "2026-06-08 12:00:00"
OFFICE = "vcare-connect-office"


def moment(text):
    return datetime.fromisoformat(text)


@pytest.fixture
def contract(make_customer, frozen, unique):
    """A contract of a customer's own; with its calendar, by name."""
    with frozen("2026-06-01 09:00:00"):
        return frappe.get_doc("SLA Contract", use_contract(OFFICE, [make_customer(unique("Acme"))]))


@pytest.fixture
def new_contract(frozen):
    """A contract of the site's own for no customer, by name."""
    with frozen("2026-06-01 09:00:00"):
        return use_contract(OFFICE, [])


@pytest.fixture
def make(contract, make_ticket, frozen):
    """Returns a function that makes a ticket of the customer, reported on Monday at 10:00."""

    def one(**fields):
        with frozen(MONDAY):
            customer = contract.customers[0].customer
            wanted = {"priority": "Medium", "ticket_type": "Incident", **fields}
            return make_ticket(customer=customer, **wanted)

    return one


@pytest.fixture
def run_of(frozen):
    """Returns a function that makes the run for a document, as a worker would, and returns it."""

    def done(document):
        run = frappe.get_doc(runs.RUN, {"document": document.name, "state": ("!=", "Done")})
        with frozen(NOON), uncommitted():
            recompute.work(run.name)
        return run.reload()

    return done


def close_day(contract, day, frozen):
    """Close a day in the calendar of a contract. Returns: the calendar."""
    with frozen(NOON):
        calendar = frappe.get_doc("SLA Calendar", contract.calendar)
        calendar.append("closed_dates", {"date": day, "reason": "Move"})
        return calendar.save()


def with_other_terms(contract, frozen, amount="4"):
    """Give the response of a P3 incident other hours. Returns: the contract."""
    with frozen(NOON):
        document = frappe.get_doc("SLA Contract", contract.name)
        for row in document.targets:
            if row.clock == "response":
                row.amount = amount
        return document.save()


def test_a_closed_day_moves_the_dates_of_open_tickets(contract, make, run_of, frozen):
    frappe.db.delete(runs.RUN)
    ticket, urgent = make(), make(priority="Urgent")
    with frozen("2026-06-08 10:05:00"):
        saved(ticket, status="Replied")
        saved(ticket, status="Open")
    before = stamps(ticket.name).resolution_by
    calendar = close_day(contract, "2026-06-12", frozen)
    assert stamps(ticket.name).resolution_by == before
    run = run_of(calendar)
    assert before == moment("2026-06-15 13:05:00")
    assert stamps(ticket.name).resolution_by == moment("2026-06-16 13:05:00")
    assert stamps(urgent.name).response_by == moment("2026-06-08 10:30:00")
    assert (run.state, run.looked) == ("Done", 2)
    assert run.outcome == f"2 open tickets looked at, {run.moved} dates moved, lost or new"
    comment = frappe.get_last_doc("Comment", {"reference_name": calendar.name})
    assert comment.content == run.outcome


def test_the_save_of_a_calendar_waits_for_no_ticket(contract, make, frozen):
    """It writes down the run, and stamps nothing."""
    frappe.db.delete(runs.RUN)
    ticket = make()
    before = clocks(ticket.name)
    close_day(contract, "2026-06-09", frozen)
    (run,) = frappe.get_all(runs.RUN, ["state", "looked"])
    assert (run.state, run.looked) == ("Queued", 0)
    assert clocks(ticket.name) == before


def test_a_save_that_changes_no_terms_starts_no_run(contract, frozen):
    frappe.db.delete(runs.RUN)
    frappe.get_doc("SLA Contract", contract.name).save()
    frappe.get_doc("SLA Calendar", contract.calendar).save()
    assert not frappe.db.exists(runs.RUN)


def test_other_terms_are_those_of_the_open_tickets(contract, make, run_of, frozen):
    frappe.db.delete(runs.RUN)
    ticket = make()
    assert stamps(ticket.name).response_by == moment("2026-06-08 12:00:00")
    run = run_of(with_other_terms(contract, frozen))
    assert stamps(ticket.name).response_by == moment("2026-06-08 14:00:00")
    assert (run.looked, run.stamped, run.moved) == (1, 1, 1)


def test_open_tickets_of_a_new_customer_come_under_the_contract(
    make_ticket, make_customer, run_of, frozen, unique
):
    """From before the contract was taken into use, with what their log says."""
    frappe.db.delete(runs.RUN)
    customer = make_customer(unique("Acme"))
    with frozen(MONDAY):
        ticket = make_ticket(customer=customer, priority="Medium", ticket_type="Incident")
    with frozen("2026-06-08 11:00:00"):
        frappe.get_doc("HD Ticket", ticket.name).reply_via_agent(message="Hello.")
        name = use_contract(OFFICE, [customer])
    run = run_of(frappe.get_doc("SLA Contract", name))
    assert run.looked == 1
    assert stamps(ticket.name).sla_nl_judged_by == name
    assert stamps(ticket.name).first_response_time == 3600


def test_a_ticket_that_falls_under_no_contract_any_more_loses_its_clocks(
    contract, make, run_of, frozen
):
    frappe.db.delete(runs.RUN)
    ticket = make()
    with frozen(NOON):
        document = frappe.get_doc("SLA Contract", contract.name)
        document.customers = []
        document.save()
    run_of(document)
    assert not stamps(ticket.name).sla_nl_judged_by
    assert clocks(ticket.name) == []


def test_dates_that_are_lost_or_new_count_as_moved(contract, make, run_of, frozen):
    """A P3 incident has a date for its response and, once it is answered, one for each share of its
    resolution."""
    frappe.db.delete(runs.RUN)
    ticket = make()
    with frozen("2026-06-08 10:05:00"):
        saved(ticket, status="Replied")
        saved(ticket, status="Open")
    dates = frappe.get_all("SLA Clock", {"ticket": ticket.name, "due": ("is", "set")})
    for customers in ([], contract.customers):
        frappe.db.delete(runs.RUN)
        with frozen(NOON):
            document = frappe.get_doc("SLA Contract", contract.name)
            document.set("customers", [{"customer": row.customer} for row in customers])
            document.save()
        run = run_of(document)
        assert len(dates) >= 2
        assert (run.looked, run.moved) == (1, len(dates))
        expected = f"1 open tickets looked at, {len(dates)} dates moved, lost or new"
        assert run.outcome == expected


def test_the_date_of_a_target_that_is_gone_counts_as_moved(contract, make, run_of, frozen):
    frappe.db.delete(runs.RUN)
    make()
    with frozen(NOON):
        document = frappe.get_doc("SLA Contract", contract.name)
        rows = [row for row in document.targets if row.clock != "response"]
        document.set("targets", rows)
        document.save()
    assert run_of(document).moved == 1


# -- the settings ----------------------------------------------------------------------------------


def with_settings(frozen, **values):
    """Save the settings with other values. Returns: the settings."""
    with frozen(NOON):
        return frappe.get_doc("SLA Settings").update(values).save()


def test_another_default_contract_is_that_of_the_open_tickets(make_ticket, run_of, make, frozen):
    """Of tickets of customers without a contract of their own, and of no other."""
    frappe.db.delete(runs.RUN)
    own = make()
    with frozen(MONDAY):
        ticket, solved = make_ticket(priority="Medium"), make_ticket(priority="Medium")
    with frozen("2026-06-08 11:00:00"):
        saved(solved, status="Closed")
    before = stamps(own.name), stamps(solved.name)
    for name, response_by in (
        (OFFICE, moment("2026-06-08 12:00:00")),
        ("covide-basic", moment("2026-06-15 13:00:00")),
    ):
        run_of(with_settings(frozen, default_contract=name))
        assert stamps(ticket.name).sla_nl_judged_by == name
        assert stamps(ticket.name).response_by == response_by
    run_of(with_settings(frozen, default_contract=None))
    assert not stamps(ticket.name).sla_nl_judged_by
    assert (stamps(own.name), stamps(solved.name)) == before


def test_a_new_version_of_the_default_contract_is_that_of_later_tickets(
    contract, make_ticket, run_of, frozen
):
    """Also of those that were reported before it was made."""
    frappe.db.delete(runs.RUN)
    with frozen(MONDAY):
        ticket = make_ticket(priority="Medium")
    run_of(with_settings(frozen, default_contract=contract.name))
    assert stamps(ticket.name).sla_nl_judged_by == contract.name
    with frozen(NOON):
        name = new_version(contract.name, "2026-06-08", "2")
    run_of(frappe.get_doc("SLA Contract", name))
    assert stamps(ticket.name).sla_nl_judged_by == name


def test_open_tickets_are_left_when_the_app_is_switched_off_and_judged_when_on(
    make, run_of, frozen
):
    frappe.db.delete(runs.RUN)
    ticket = make()
    before = stamps(ticket.name)
    run_of(with_settings(frozen, enabled=0))
    assert (stamps(ticket.name).sla_nl_judged_by, clocks(ticket.name)) == (None, [])
    run_of(with_settings(frozen, enabled=1))
    assert stamps(ticket.name) == before


def test_settings_that_say_nothing_of_contracts_start_no_run(frozen):
    frappe.db.delete(runs.RUN)
    with_settings(frozen, invoice_item="SLA")
    assert not frappe.db.exists(runs.RUN)


# -- what the app brings ---------------------------------------------------------------------------


@pytest.fixture
def migrate(frozen):
    """Returns a function that does of a migrate what concerns the shipped documents."""

    def done():
        with frozen(NOON), uncommitted():
            sync_fixtures("sla_nl")
            install.read_shipped()
        return frappe.get_all(runs.RUN, {"state": ("!=", "Done")}, pluck="name")

    return done


def as_if_shipped_before(doctype, name, **values):
    """Have the site as an earlier version of the app has left it: with other terms in a row."""
    frappe.db.set_value(doctype, name, values, update_modified=False)
    frappe.db.set_single_value("SLA Settings", "terms_version", "earlier")
    frappe.local.sla_nl_terms_version = None
    frappe.cache.delete_value("sla_nl_terms_version")


def response_row():
    """The row of the shipped contract for the response to an incident with priority P3."""
    where = {"parent": OFFICE, "kind": "incident", "priority": "P3", "clock": "response"}
    return frappe.db.get_value("SLA Target", where)


def test_a_migrate_that_brings_other_terms_reaches_the_open_tickets(make_ticket, migrate, frozen):
    """Of a contract that is shipped itself; whatever was solved before is not compared."""
    frappe.db.delete(runs.RUN)
    as_if_shipped_before("SLA Target", response_row(), amount="9")
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, priority="Medium", ticket_type="Incident")
    assert ticket.response_by == moment("2026-06-09 10:00:00")
    (run,) = migrate()
    with frozen(NOON), uncommitted():
        recompute.work(run)
    assert stamps(ticket.name).response_by == moment("2026-06-08 12:00:00")
    shipped = {"terms_changed": ("is", "set"), "is_standard": 1}
    changed = frappe.get_all("SLA Contract", shipped, pluck="name")
    assert changed == [OFFICE]
    assert migrate() == []


def test_a_migrate_that_brings_another_calendar_reaches_those_who_use_it(
    contract, make, migrate, frozen
):
    """A contract of the site's own with a shipped calendar."""
    with frozen("2026-06-01 09:00:00"):
        contract.update({"calendar": "vcare-office"})
        for row in contract.targets:
            row.calendar = row.calendar and "vcare-office"
        contract.save()
    frappe.db.delete(runs.RUN)
    day = frappe.db.get_value("SLA Calendar Hours", {"parent": "vcare-office", "day": "Monday"})
    as_if_shipped_before("SLA Calendar Hours", day, opens="11:00")
    ticket = make()
    assert ticket.response_by == moment("2026-06-08 13:00:00")
    (run,) = migrate()
    with frozen(NOON), uncommitted():
        recompute.work(run)
    assert stamps(ticket.name).response_by == moment("2026-06-08 12:00:00")


def test_a_migrate_starts_no_run_where_no_ticket_has_what_it_brings(contract, make, migrate):
    gone = {"sla_nl_contract": None, "sla_nl_judged_by": None}
    frappe.db.set_value("HD Ticket", {"name": ("is", "set")}, gone)
    make()
    frappe.db.delete(runs.RUN)
    as_if_shipped_before("SLA Target", response_row(), amount="9")
    assert migrate() == []


# -- what is solved -------------------------------------------------------------------------------

LATER = [
    # what happens to a solved ticket after the terms have changed
    ("feedback", {"feedback_extra": "Thanks"}),
    ("closed", {"status": "Closed"}),
    ("nothing", {}),
]


@pytest.mark.parametrize(("what", "fields"), LATER)
def test_a_solved_ticket_keeps_its_stamps(contract, make, run_of, frozen, what, fields):
    """Recomputed, saved again, closed: other terms never touch it."""
    frappe.db.delete(runs.RUN)
    ticket = make()
    with frozen("2026-06-08 11:00:00"):
        saved(ticket, status="Resolved")
    before = stamps(ticket.name), clocks(ticket.name)
    run = run_of(with_other_terms(contract, frozen, amount="1"))
    assert run.looked == 0
    with frozen("2026-06-08 13:00:00"):
        saved(ticket, **fields)
    assert (stamps(ticket.name), clocks(ticket.name)) == before


def test_the_sweep_marks_the_report_of_a_solved_ticket_and_nothing_else(contract, make, frozen):
    """vcare-4.5: a P1 that was solved needs a report; its date passes under other terms."""
    ticket = make(priority="Urgent")
    with frozen("2026-06-08 11:00:00"):
        solved = saved(ticket, status="Resolved")
    assert solved.sla_nl_next_clock == "report@100"
    before = [row for row in clocks(ticket.name) if not row[0].startswith("report")]
    with_other_terms(contract, frozen)
    with frozen("2026-07-31 10:00:00"), uncommitted():
        sweep.run()
    after = clocks(ticket.name)
    assert [row for row in after if not row[0].startswith("report")] == before
    assert next(row[1] for row in after if row[0].startswith("report")) == "breached"
    assert stamps(ticket.name).response_by == solved.response_by


def test_a_reply_to_a_closed_ticket_is_written_down_and_judges_nothing(contract, make, frozen):
    ticket = make()
    with frozen("2026-06-08 11:00:00"):
        saved(ticket, status="Closed")
    with_other_terms(contract, frozen, amount="1")
    before = stamps(ticket.name), clocks(ticket.name)
    with frozen("2026-06-08 13:00:00"):
        frappe.get_doc("HD Ticket", ticket.name).reply_via_agent(message="You are welcome.")
    assert (stamps(ticket.name), clocks(ticket.name)) == before
    assert (
        "last_agent_response"
        in frappe.get_last_doc("SLA Ticket Event", {"ticket": ticket.name}).facts
    )


def test_a_closed_ticket_keeps_its_stamps_when_its_customer_leaves(contract, make, frozen):
    ticket = make()
    with frozen("2026-06-08 11:00:00"):
        saved(ticket, status="Closed")
    document = frappe.get_doc("SLA Contract", contract.name)
    document.customers = []
    document.save()
    before = stamps(ticket.name), clocks(ticket.name)
    with frozen("2026-06-08 13:00:00"):
        saved(ticket, feedback_extra="Thanks")
    assert (stamps(ticket.name), clocks(ticket.name)) == before


def test_a_solved_ticket_that_is_reopened_is_judged_by_the_terms_of_now(contract, make, frozen):
    ticket = make()
    with frozen("2026-06-08 11:00:00"):
        saved(ticket, status="Resolved")
    with_other_terms(contract, frozen)
    with frozen("2026-06-08 13:00:00"):
        saved(ticket, status="Open")
    assert stamps(ticket.name).response_by == moment("2026-06-08 14:00:00")


# -- versions -------------------------------------------------------------------------------------


def test_a_new_version_holds_for_what_is_reported_from_its_first_day(contract, make, frozen):
    """The old one ends the day before; a ticket keeps the version under which it was reported."""
    ticket = make()
    customer = contract.customers[0].customer
    name = new_version(contract.name, "2026-07-01", "2027")
    later = frappe.get_doc("SLA Contract", name)
    assert (str(later.valid_from), later.version) == ("2026-07-01", "2027")
    assert str(contract.reload().valid_to) == "2026-06-30"
    assert [row.customer for row in later.customers] == [customer]
    for row in later.targets:
        row.amount = "9" if row.clock == "response" else row.amount
    later.save()
    with frozen("2026-07-02 10:00:00"):
        old = saved(ticket, subject="Another subject")
    assert old.sla_nl_judged_by == contract.name
    assert old.response_by == moment("2026-06-08 12:00:00")
    assert contract_for(customer, instant_of("2026-07-02 10:00:00"), None) == name
    assert contract_for(customer, instant_of("2026-06-30 23:59:59"), None) == contract.name


@pytest.mark.parametrize(
    ("first_day", "message"),
    [("2026-01-01", "after the first day"), ("2027-01-01", "before the last day")],
)
def test_a_new_version_begins_while_the_old_one_holds(contract, first_day, message):
    contract.update({"valid_from": "2026-02-01", "valid_to": "2026-12-31"})
    contract.save()
    with pytest.raises(frappe.ValidationError, match=message):
        new_version(contract.name, first_day, "2")


@pytest.mark.parametrize(
    ("language", "message"), [("en", "cannot be changed"), ("nl", "kan niet worden gewijzigd")]
)
def test_a_standard_contract_has_no_new_version(site, monkeypatch, language, message):
    monkeypatch.setattr(frappe.local, "lang", language)
    with pytest.raises(frappe.ValidationError, match=message):
        new_version(OFFICE, "2026-07-01", "2")


def test_who_may_not_make_contracts_makes_no_version(contract, as_user):
    with as_user("agent@example.com"), pytest.raises(frappe.PermissionError):
        new_version(contract.name, "2026-07-01", "2")


# -- a contract that is deleted -------------------------------------------------------------------


def test_a_contract_with_tickets_cannot_be_deleted(contract, make):
    make()
    with pytest.raises(frappe.LinkExistsError):
        frappe.delete_doc("SLA Contract", contract.name)


def test_a_ticket_of_a_contract_that_is_gone_is_saved_all_the_same(contract, make, frozen):
    """Deleted by force: the ticket is Helpdesk's own again."""
    ticket = make()
    frappe.delete_doc("SLA Contract", contract.name, force=True)
    with frozen(NOON):
        again = saved(ticket, subject="Another subject")
    assert (again.subject, again.sla_nl_judged_by) == ("Another subject", None)
    assert again.response_by
    assert clocks(ticket.name) == []


def test_a_ticket_that_names_a_contract_that_is_gone_is_saved_all_the_same(
    make_ticket, frozen, new_contract
):
    """Its timeline tells that it names none any more; one without a timeline gets none."""
    with frozen(MONDAY):
        ticket, early = (make_ticket(sla_nl_contract=new_contract) for _number in range(2))
    forget(early.name)
    with frozen("2026-06-08 11:00:00"):
        frappe.delete_doc("SLA Contract", new_contract, force=True)
    with frozen(NOON):
        for name in (ticket.name, early.name):
            again = saved(frappe.get_doc("HD Ticket", name), subject="Another subject")
            assert (again.subject, again.sla_nl_contract) == ("Another subject", None)
            assert (again.sla_nl_judged_by, clocks(name)) == (None, [])
    assert not missed_facts(frappe.get_doc("HD Ticket", ticket.name), timeline.read(ticket.name))
    assert timeline.read(early.name) == []


def test_a_ticket_that_names_a_contract_that_is_gone_falls_under_its_customers(
    contract, make, frozen, new_contract
):
    ticket = make(sla_nl_contract=new_contract)
    with frozen("2026-06-08 11:00:00"):
        frappe.delete_doc("SLA Contract", new_contract, force=True)
    with frozen(NOON):
        assert saved(ticket, subject="Another subject").sla_nl_judged_by == contract.name
        (found,) = (one for one in verify() if one.ticket == ticket.name)
    assert found.findings == []


def test_what_else_names_a_contract_that_is_gone_is_saved_all_the_same(new_contract, frozen):
    later = new_version(new_contract, "2026-07-01", "2")
    with_settings(frozen, default_contract=new_contract)
    frappe.delete_doc("SLA Contract", new_contract, force=True)
    assert frappe.get_doc("SLA Contract", later).save().previous_version is None
    assert frappe.get_doc("SLA Settings").save().default_contract is None


def test_a_migrate_that_brings_the_contracts_anew_lets_go_of_no_ticket(make_ticket):
    ticket = make_ticket(sla_nl_contract=OFFICE)
    with uncommitted():
        sync_fixtures("sla_nl")
    assert frappe.db.get_value("HD Ticket", ticket.name, "sla_nl_contract") == OFFICE


# -- a worker that dies ---------------------------------------------------------------------------


def test_a_run_goes_on_where_it_was(contract, make, run_of, frozen, monkeypatch):
    """What a batch did is in the database, with how far the run is."""
    frappe.db.delete(runs.RUN)
    monkeypatch.setattr(recompute, "BATCH", 1)
    tickets = [make(), make()]
    document = with_other_terms(contract, frozen)
    run = frappe.get_doc(runs.RUN, {"document": document.name})
    with frozen(NOON), uncommitted():
        recompute._do(run.name, [tickets[0].name])
    assert run_of(document).looked == 2
    for ticket in tickets:
        assert stamps(ticket.name).response_by == moment("2026-06-08 14:00:00")


def test_a_run_that_nobody_works_at_is_taken_up_again(contract, frozen, monkeypatch):
    frappe.db.delete(runs.RUN)
    document = with_other_terms(contract, frozen)
    asked = []
    monkeypatch.setattr(runs, "enqueue", lambda work, run, number=1: asked.append((work, run)))
    with frozen("2026-06-08 12:05:00"):
        stalled.go_on()
    assert asked == []
    with frozen("2026-06-08 12:11:00"):
        stalled.go_on()
    run = frappe.db.get_value(runs.RUN, {"document": document.name})
    assert asked == [(recompute.work, run)]


def test_a_ticket_without_a_timeline_gets_one(contract, make, run_of, frozen):
    frappe.db.delete(runs.RUN)
    ticket = make()
    forget(ticket.name)
    run_of(with_other_terms(contract, frozen))
    assert stamps(ticket.name).response_by == moment("2026-06-08 14:00:00")
    assert frappe.db.count("SLA Ticket Event", {"ticket": ticket.name}) == 1


def test_the_taking_up_is_scheduled(site):
    job = {"method": "sla_nl.helpdesk.upkeep.stalled.go_on"}
    assert frappe.db.get_value("Scheduled Job Type", job, "frequency") == "Hourly"
