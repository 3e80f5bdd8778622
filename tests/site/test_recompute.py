"""A change of terms: a queued run stamps open tickets again; solved tickets stay as they are."""

from __future__ import annotations

from datetime import datetime

import frappe
import pytest
from frappe.utils.fixtures import sync_fixtures
from harness.past import clocks, forget, saved, stamps, uncommitted

from sla_nl.api.contracts import new_version, use_contract
from sla_nl.contracts import copies
from sla_nl.contracts.documents import calendars_of, plain
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
    """Make a contract of a customer's own, with calendars of its own."""
    with frozen("2026-06-01 09:00:00"):
        name = use_contract(OFFICE, [make_customer(unique("Acme"))])
        for calendar in calendars_of(plain(frappe.get_doc("SLA Contract", name))):
            copies.own_calendar(calendar, [name])
        return frappe.get_doc("SLA Contract", name)


@pytest.fixture
def new_contract(frozen):
    """Make a contract without customers, and return its name."""
    with frozen("2026-06-01 09:00:00"):
        return use_contract(OFFICE, [])


@pytest.fixture
def make(contract, make_ticket, frozen):
    """Return a function that makes a ticket of the customer, reported on Monday at 10:00."""

    def one(**fields):
        with frozen(MONDAY):
            customer = contract.customers[0].customer
            wanted = {"priority": "Medium", "ticket_type": "Incident", **fields}
            return make_ticket(customer=customer, **wanted)

    return one


@pytest.fixture
def work_off_run(frozen):
    """Return a function that works off the queued run of a document, and returns the run."""

    def done(document):
        run = frappe.get_doc(runs.RUN, {"document": document.name, "state": ("!=", "Done")})
        with frozen(NOON), uncommitted():
            recompute.work(run.name)
        return run.reload()

    return done


def close_day(contract, day, frozen):
    """Close a day in the calendar of a contract, and return the calendar."""
    with frozen(NOON):
        calendar = frappe.get_doc("SLA Calendar", contract.calendar)
        calendar.append("closed_dates", {"date": day, "reason": "Move"})
        return calendar.save()


def change_terms(contract, frozen, amount="4"):
    """Change the amount of every response target of a contract, and return the contract."""
    with frozen(NOON):
        document = frappe.get_doc("SLA Contract", contract.name)
        for row in document.targets:
            if row.clock == "response":
                row.amount = amount
        return document.save()


def test_a_closed_day_moves_the_dates_of_open_tickets(contract, make, work_off_run, frozen):
    frappe.db.delete(runs.RUN)
    ticket, urgent = make(), make(priority="Urgent")
    with frozen("2026-06-08 10:05:00"):
        saved(ticket, status="Replied")
        saved(ticket, status="Open")
    before = stamps(ticket.name).resolution_by
    calendar = close_day(contract, "2026-06-12", frozen)
    assert stamps(ticket.name).resolution_by == before
    run = work_off_run(calendar)
    assert before == moment("2026-06-15 13:05:00")
    assert stamps(ticket.name).resolution_by == moment("2026-06-16 13:05:00")
    assert stamps(urgent.name).response_by == moment("2026-06-08 10:30:00")
    assert (run.state, run.looked) == ("Done", 2)
    assert run.outcome == f"2 open tickets looked at, {run.moved} dates moved, lost or new"
    comment = frappe.get_last_doc("Comment", {"reference_name": calendar.name})
    assert comment.content == run.outcome


def test_the_save_of_a_calendar_only_queues_a_run(contract, make, frozen):
    """The save itself stamps no ticket."""
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


def test_changed_terms_apply_to_open_tickets(contract, make, work_off_run, frozen):
    frappe.db.delete(runs.RUN)
    ticket = make()
    assert stamps(ticket.name).response_by == moment("2026-06-08 12:00:00")
    run = work_off_run(change_terms(contract, frozen))
    assert stamps(ticket.name).response_by == moment("2026-06-08 14:00:00")
    assert (run.looked, run.stamped, run.moved) == (1, 1, 1)


def test_a_contract_applies_to_earlier_open_tickets_of_its_customer(
    make_ticket, make_customer, work_off_run, frozen, unique
):
    """Their timelines are rebuilt from Helpdesk's log."""
    frappe.db.delete(runs.RUN)
    customer = make_customer(unique("Acme"))
    with frozen(MONDAY):
        ticket = make_ticket(customer=customer, priority="Medium", ticket_type="Incident")
    with frozen("2026-06-08 11:00:00"):
        frappe.get_doc("HD Ticket", ticket.name).reply_via_agent(message="Hello.")
        name = use_contract(OFFICE, [customer])
    run = work_off_run(frappe.get_doc("SLA Contract", name))
    assert run.looked == 1
    assert stamps(ticket.name).sla_nl_judged_by == name
    assert stamps(ticket.name).first_response_time == 3600


def test_a_ticket_that_no_contract_holds_for_loses_its_clocks(contract, make, work_off_run, frozen):
    frappe.db.delete(runs.RUN)
    ticket = make()
    with frozen(NOON):
        document = frappe.get_doc("SLA Contract", contract.name)
        document.customers = []
        document.save()
    work_off_run(document)
    assert not stamps(ticket.name).sla_nl_judged_by
    assert clocks(ticket.name) == []


def test_dates_that_are_lost_or_new_count_as_moved(contract, make, work_off_run, frozen):
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
        run = work_off_run(document)
        assert len(dates) >= 2
        assert (run.looked, run.moved) == (1, len(dates))
        expected = f"1 open tickets looked at, {len(dates)} dates moved, lost or new"
        assert run.outcome == expected


def test_the_date_of_a_target_that_is_gone_counts_as_moved(contract, make, work_off_run, frozen):
    frappe.db.delete(runs.RUN)
    make()
    with frozen(NOON):
        document = frappe.get_doc("SLA Contract", contract.name)
        rows = [row for row in document.targets if row.clock != "response"]
        document.set("targets", rows)
        document.save()
    assert work_off_run(document).moved == 1


# -- the settings ----------------------------------------------------------------------------------


def change_settings(frozen, **values):
    """Save the settings with these values, and return them."""
    with frozen(NOON):
        return frappe.get_doc("SLA Settings").update(values).save()


def test_a_changed_default_contract_applies_to_open_tickets(
    make_ticket, work_off_run, make, frozen
):
    """It applies only to tickets of customers without a contract of their own."""
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
        work_off_run(change_settings(frozen, default_contract=name))
        assert stamps(ticket.name).sla_nl_judged_by == name
        assert stamps(ticket.name).response_by == response_by
    work_off_run(change_settings(frozen, default_contract=None))
    assert not stamps(ticket.name).sla_nl_judged_by
    assert (stamps(own.name), stamps(solved.name)) == before


def test_a_new_version_of_the_default_contract_applies_to_later_tickets(
    contract, make_ticket, work_off_run, frozen
):
    """It also applies to tickets that were reported in its time before it was made."""
    frappe.db.delete(runs.RUN)
    with frozen(MONDAY):
        ticket = make_ticket(priority="Medium")
    work_off_run(change_settings(frozen, default_contract=contract.name))
    assert stamps(ticket.name).sla_nl_judged_by == contract.name
    with frozen(NOON):
        name = new_version(contract.name, "2026-06-08", "2027", reason="Both agree.")
    work_off_run(frappe.get_doc("SLA Contract", name))
    assert stamps(ticket.name).sla_nl_judged_by == name


def test_switching_the_app_off_and_on_removes_and_restores_clocks(make, work_off_run, frozen):
    frappe.db.delete(runs.RUN)
    ticket = make()
    before = stamps(ticket.name)
    work_off_run(change_settings(frozen, enabled=0))
    assert (stamps(ticket.name).sla_nl_judged_by, clocks(ticket.name)) == (None, [])
    work_off_run(change_settings(frozen, enabled=1))
    assert stamps(ticket.name) == before


def test_a_change_of_other_settings_starts_no_run(frozen):
    frappe.db.delete(runs.RUN)
    change_settings(frozen, demo="")
    assert not frappe.db.exists(runs.RUN)


# -- shipped documents -----------------------------------------------------------------------------


@pytest.fixture
def migrate(frozen):
    """Return a function that runs the steps of a migrate for shipped documents.

    It returns the names of the runs that are not done.
    """

    def done():
        with frozen(NOON), uncommitted():
            sync_fixtures("sla_nl")
            install.read_shipped()
        return frappe.get_all(runs.RUN, {"state": ("!=", "Done")}, pluck="name")

    return done


def as_if_shipped_before(doctype, name, **values):
    """Change a row of a shipped document, as if an earlier version of the app had shipped it so."""
    frappe.db.set_value(doctype, name, values, update_modified=False)
    frappe.db.set_single_value("SLA Settings", "terms_version", "earlier")
    frappe.local.sla_nl_terms_version = None
    frappe.cache.delete_value("sla_nl_terms_version")


def response_row():
    """Return the target of the shipped contract for the response to a P3 incident."""
    where = {"parent": OFFICE, "kind": "incident", "priority": "P3", "clock": "response"}
    return frappe.db.get_value("SLA Target", where)


def test_a_migrate_with_changed_terms_stamps_open_tickets_again(make_ticket, migrate, frozen):
    """Only the changed contract gets a date of change; tickets solved before are not compared."""
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


def test_a_migrate_with_a_changed_calendar_stamps_tickets_that_use_it(
    contract, make, migrate, frozen
):
    """The ticket has the site's own contract, which uses a shipped calendar."""
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


def test_a_migrate_starts_no_run_if_no_ticket_uses_the_changed_terms(contract, make, migrate):
    gone = {"sla_nl_contract": None, "sla_nl_judged_by": None, "customer": None}
    frappe.db.set_value("HD Ticket", {"name": ("is", "set")}, gone)
    make()
    frappe.db.delete(runs.RUN)
    as_if_shipped_before("SLA Target", response_row(), amount="9")
    assert migrate() == []


# -- solved tickets -------------------------------------------------------------------------------

LATER = [
    # id, fields that are saved on a solved ticket after the terms have changed
    ("feedback", {"feedback_extra": "Thanks"}),
    ("closed", {"status": "Closed"}),
    ("nothing", {}),
]


@pytest.mark.parametrize(("what", "fields"), LATER)
def test_a_solved_ticket_keeps_its_stamps(contract, make, work_off_run, frozen, what, fields):
    """Neither a run nor a later save judges it by the changed terms."""
    frappe.db.delete(runs.RUN)
    ticket = make()
    with frozen("2026-06-08 11:00:00"):
        saved(ticket, status="Resolved")
    before = stamps(ticket.name), clocks(ticket.name)
    run = work_off_run(change_terms(contract, frozen, amount="1"))
    assert run.looked == 0
    with frozen("2026-06-08 13:00:00"):
        saved(ticket, **fields)
    assert (stamps(ticket.name), clocks(ticket.name)) == before


def test_the_sweep_marks_only_the_report_of_a_solved_ticket(contract, make, frozen):
    """vcare-4.5: a solved P1 still needs a report, whose date passes after the terms changed."""
    ticket = make(priority="Urgent")
    with frozen("2026-06-08 11:00:00"):
        solved = saved(ticket, status="Resolved")
    assert solved.sla_nl_next_clock == "report@100"
    before = [row for row in clocks(ticket.name) if not row[0].startswith("report")]
    change_terms(contract, frozen)
    with frozen("2026-07-31 10:00:00"), uncommitted():
        sweep.run()
    after = clocks(ticket.name)
    assert [row for row in after if not row[0].startswith("report")] == before
    assert next(row[1] for row in after if row[0].startswith("report")) == "breached"
    assert stamps(ticket.name).response_by == solved.response_by


def test_a_reply_to_a_closed_ticket_is_recorded_and_not_judged(contract, make, frozen):
    ticket = make()
    with frozen("2026-06-08 11:00:00"):
        saved(ticket, status="Closed")
    change_terms(contract, frozen, amount="1")
    before = stamps(ticket.name), clocks(ticket.name)
    with frozen("2026-06-08 13:00:00"):
        frappe.get_doc("HD Ticket", ticket.name).reply_via_agent(message="You are welcome.")
    told = {"sla_nl_follow_ups": ""}  # the reply does what was still to be done
    assert (stamps(ticket.name), clocks(ticket.name)) == (before[0] | told, before[1])
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


def test_a_reopened_ticket_is_judged_by_the_present_terms(contract, make, frozen):
    ticket = make()
    with frozen("2026-06-08 11:00:00"):
        saved(ticket, status="Resolved")
    change_terms(contract, frozen)
    with frozen("2026-06-08 13:00:00"):
        saved(ticket, status="Open")
    assert stamps(ticket.name).response_by == moment("2026-06-08 14:00:00")


# -- versions -------------------------------------------------------------------------------------


def test_a_new_version_holds_for_tickets_reported_from_its_first_day(contract, make, frozen):
    """The old version ends the day before; a ticket keeps the version of its report."""
    ticket = make()
    customer = contract.customers[0].customer
    name = new_version(contract.name, "2026-07-01", "2027", reason="Both agree.")
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
def test_a_new_version_has_to_begin_while_the_old_one_holds(contract, first_day, message):
    contract.update({"valid_from": "2026-02-01", "valid_to": "2026-12-31"})
    contract.save()
    with pytest.raises(frappe.ValidationError, match=message):
        new_version(contract.name, first_day, "2027", reason="Both agree.")


@pytest.mark.parametrize(
    ("language", "message"), [("en", "cannot be changed"), ("nl", "kan niet worden gewijzigd")]
)
def test_a_standard_contract_has_no_new_version(site, monkeypatch, language, message):
    monkeypatch.setattr(frappe.local, "lang", language)
    with pytest.raises(frappe.ValidationError, match=message):
        new_version(OFFICE, "2026-07-01", "2")


def test_a_user_who_may_not_make_contracts_makes_no_version(contract, as_user):
    with as_user("agent@example.com"), pytest.raises(frappe.PermissionError):
        new_version(contract.name, "2026-07-01", "2")


# -- deleted contracts ----------------------------------------------------------------------------


def test_a_contract_with_tickets_cannot_be_deleted(contract, make):
    make()
    with pytest.raises(frappe.LinkExistsError):
        frappe.delete_doc("SLA Contract", contract.name)


def test_a_ticket_judged_by_a_deleted_contract_can_be_saved(contract, make, frozen):
    """The contract was deleted by force; the ticket gets Helpdesk's own dates again."""
    ticket = make()
    frappe.delete_doc("SLA Contract", contract.name, force=True)
    with frozen(NOON):
        again = saved(ticket, subject="Another subject")
    assert (again.subject, again.sla_nl_judged_by) == ("Another subject", None)
    assert again.response_by
    assert clocks(ticket.name) == []


def test_a_ticket_that_names_a_deleted_contract_can_be_saved(make_ticket, frozen, new_contract):
    """Its timeline records that the contract is gone; a ticket without a timeline gets none."""
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


def test_a_ticket_of_a_deleted_contract_gets_the_contract_of_its_customer(
    contract, make, frozen, new_contract
):
    ticket = make(sla_nl_contract=new_contract)
    with frozen("2026-06-08 11:00:00"):
        frappe.delete_doc("SLA Contract", new_contract, force=True)
    with frozen(NOON):
        assert saved(ticket, subject="Another subject").sla_nl_judged_by == contract.name
        (found,) = (one for one in verify() if one.ticket == ticket.name)
    assert found.findings == []


def test_other_documents_that_name_a_deleted_contract_can_be_saved(new_contract, frozen):
    later = new_version(new_contract, "2026-07-01", "2027", reason="Both agree.")
    change_settings(frozen, default_contract=new_contract)
    frappe.delete_doc("SLA Contract", new_contract, force=True)
    assert frappe.get_doc("SLA Contract", later).save().previous_version is None
    assert frappe.get_doc("SLA Settings").save().default_contract is None


def test_a_migrate_keeps_the_contracts_that_tickets_name(make_ticket):
    ticket = make_ticket(sla_nl_contract=OFFICE)
    with uncommitted():
        sync_fixtures("sla_nl")
    assert frappe.db.get_value("HD Ticket", ticket.name, "sla_nl_contract") == OFFICE


# -- interrupted runs -----------------------------------------------------------------------------


def test_an_interrupted_run_continues_after_its_last_batch(
    contract, make, work_off_run, frozen, monkeypatch
):
    """Each batch commits its work together with the progress of the run."""
    frappe.db.delete(runs.RUN)
    monkeypatch.setattr(recompute, "BATCH", 1)
    tickets = [make(), make()]
    document = change_terms(contract, frozen)
    run = frappe.get_doc(runs.RUN, {"document": document.name})
    with frozen(NOON), uncommitted():
        recompute._do(run.name, [tickets[0].name])
    assert work_off_run(document).looked == 2
    for ticket in tickets:
        assert stamps(ticket.name).response_by == moment("2026-06-08 14:00:00")


def test_a_run_without_progress_for_ten_minutes_is_queued_again(contract, frozen, monkeypatch):
    frappe.db.delete(runs.RUN)
    document = change_terms(contract, frozen)
    asked = []
    monkeypatch.setattr(runs, "enqueue", lambda work, run, number=1: asked.append((work, run)))
    with frozen("2026-06-08 12:05:00"):
        stalled.go_on()
    assert asked == []
    with frozen("2026-06-08 12:11:00"):
        stalled.go_on()
    run = frappe.db.get_value(runs.RUN, {"document": document.name})
    assert asked == [(recompute.work, run)]


def test_a_ticket_without_a_timeline_gets_one(contract, make, work_off_run, frozen):
    frappe.db.delete(runs.RUN)
    ticket = make()
    forget(ticket.name)
    work_off_run(change_terms(contract, frozen))
    assert stamps(ticket.name).response_by == moment("2026-06-08 14:00:00")
    assert frappe.db.count("SLA Ticket Event", {"ticket": ticket.name}) == 1


def test_the_job_that_queues_stalled_runs_is_scheduled(site):
    job = {"method": "sla_nl.helpdesk.upkeep.stalled.go_on"}
    assert frappe.db.get_value("Scheduled Job Type", job, "frequency") == "Hourly"
