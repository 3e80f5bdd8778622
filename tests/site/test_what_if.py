"""Past tickets judged by a contract that is tried, and by what was in force (design 4.17)."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import frappe
import pytest
from frappe.permissions import add_user_permission
from harness.past import clear, copies, forget, replied, uncommitted

from sla_nl.api import what_if
from sla_nl.contracts import copies as contract_copies
from sla_nl.contracts.documents import CONTRACT
from sla_nl.helpdesk.what_if import judging, showing, working
from sla_nl.records import timeline
from sla_nl.runs import parts, runs
from sla_nl.site.pdf import pages_of

AGENT, MANAGER, KLANT = "agent@example.com", "manager@example.com", "klant@example.com"
OFFICE, ALWAYS, PREMIUM = "vcare-connect-office", "vcare-connect-24x7", "covide-premium"
SATURDAY, LATER, MONDAY = "2026-06-13 10:00:00", "2026-06-13 10:20:00", "2026-06-15 10:00:00"
JUNE = {"first_day": "2026-06-01", "last_day": "2026-06-30"}
LOGS = ("Log", "SLA Run", "Version", "tabSeries", "tabSessions")


@pytest.fixture
def customer(make_customer, unique):
    """Make a customer whose tickets only this test has."""
    return make_customer(unique("Tried BV"))


@pytest.fixture
def saturday(make_ticket, frozen, customer):
    """Make an urgent incident of a Saturday, which is answered on Monday at ten."""
    with frozen(SATURDAY):
        ticket = make_ticket(
            sla_nl_contract=OFFICE, priority="Urgent", ticket_type="Incident", customer=customer
        )
    with frozen(MONDAY):
        replied(ticket)
    return ticket.name


@pytest.fixture
def manager(make_agent):
    """Make an agent who is an SLA Manager too."""
    return make_agent(MANAGER, "SLA Manager")


def document(name, **values):
    """Return a contract as the form sends it."""
    return json.dumps(frappe.get_doc(CONTRACT, name).as_dict() | values, default=str)


def started(customer, name=ALWAYS, readings=None, **values):
    """Start a run on the tickets of a customer in June."""
    return what_if.start(
        document(name, **values), customers=[customer], readings=readings or {}, **JUNE
    )


def worked(run):
    """Do a run in this transaction, and return it."""
    with uncommitted():
        working.work(run)
    return frappe.get_doc(runs.RUN, run)


def sides(sums):
    """Return what was met, missed and not decided, and the escalations, on both sides."""
    return [(*side.totals, side.escalations) for side in (sums.before, sums.after)]


def checksums():
    """Return a checksum of each table, except those of logs and of runs."""
    tables = frappe.db.get_tables(cached=False)
    kept = [table for table in tables if not any(log in table for log in LOGS)]
    return frappe.db.sql(f"checksum table {', '.join(f'`{table}`' for table in kept)}")


# -- what is found ------------------------------------------------------------------------------


def test_both_sides_are_added_up_and_what_differs_is_told(saturday, customer, frozen, manager):
    """By office hours the answer of Monday 10:00 came too late by an hour and a half.

    Round the clock it came two days too late: so the dates differ, and who was told.
    """
    with frozen("2026-06-15 12:00:00"):
        run = worked(started(customer))
    assert (run.state, run.looked, run.differing, run.faults) == ("Done", 1, 1, 0)
    assert run.outcome == "1 tickets judged, 1 differ, 0 not judged"
    found, lines = working.result_of(run.name)
    assert list(found.cells) == [("2026-06", "Urgent")]
    before, after = sides(found.total)
    assert (before[1], after[1]) == (2, 2)
    (line,) = lines
    assert line["escalations"] == [before[3], after[3]]
    assert (line["ticket"], line["contract"]) == (saturday, OFFICE)
    promises = {promise[0]: promise[1:] for promise in line["promises"]}
    old, new, state, other, clauses = promises["response@100"]
    assert (new, state, other) == (old - 2 * 86_400 + 2 * 3_600, "breached", "breached")
    assert "vcare-4.5-p1-response" in clauses


def test_nothing_is_written_to_a_ticket(saturday, customer):
    before = checksums()
    run = worked(started(customer, PREMIUM))
    assert run.differing == 1
    assert checksums() == before


def test_a_ticket_without_a_contract_is_tried_with_its_rebuilt_history(
    make_ticket, frozen, customer
):
    """It has no timeline, and gets none; nothing was in force for it."""
    with frozen(SATURDAY):
        ticket = make_ticket(priority="Urgent", ticket_type="Incident", customer=customer)
    with frozen(LATER):
        replied(ticket)
    with frozen(MONDAY):
        run = worked(started(customer))
    found, (line,) = working.result_of(run.name)
    assert line["contract"] == ""
    before, after = sides(found.total)
    assert before == (0, 0, 0, 0)
    states = {promise[0]: promise[4] for promise in line["promises"]}
    assert (states["response@100"], states["update@100"]) == ("met", "breached")
    assert after[0] > 0
    assert timeline.read(ticket.name) == []


def test_only_tickets_of_the_period_and_of_the_customers_are_judged(
    saturday, customer, make_ticket, frozen, make_customer, unique
):
    """The moment that an agent has said for the report counts, not the creation."""
    other = make_customer(unique("Other BV"))
    with frozen("2026-07-01 09:00:00"):
        late = make_ticket(sla_nl_contract=OFFICE, customer=customer)
        made = {"sla_nl_contract": OFFICE, "customer": other}
        called = make_ticket(sla_nl_reported_at="2026-06-30 23:00:00", **made)
    assert worked(started(customer)).looked == 1
    run = what_if.start(document(ALWAYS), customers=[customer, other], **JUNE)
    stored = frappe.get_all(parts.PART, {"run": run}, pluck="tickets")
    assert sorted(json.loads(stored[0])) == sorted([saturday, called.name])
    assert late.name not in stored[0]


def test_a_draft_and_a_reading_are_tried_as_they_stand_in_the_form(make_ticket, frozen, customer):
    """Good Friday 2026 is 3 April; the draft has no name, and 15 minutes for the response."""
    with frozen("2026-04-03 10:00:00"):
        ticket = make_ticket(
            sla_nl_contract=OFFICE, priority="Urgent", ticket_type="Incident", customer=customer
        )
    april = {"customers": [customer], "first_day": "2026-04-01", "last_day": "2026-04-30"}
    present = frappe.get_doc(CONTRACT, OFFICE).good_friday
    other = {"open": "closed", "closed": "open"}[present]
    with frozen("2026-04-03 10:05:00"):
        reading = worked(what_if.start(document(OFFICE), readings={"good_friday": other}, **april))
        draft = frappe.get_doc(CONTRACT, OFFICE).as_dict() | {
            "__islocal": 1, "name": "new-sla-contract-x", "title": "Concept", "is_standard": 0,
        }  # fmt: skip
        for row in draft["targets"]:
            if (row["kind"], row["priority"], row["clock"]) == ("incident", "P1", "response"):
                row["amount"] = 0.25
        tried = worked(what_if.start(json.dumps(draft, default=str), **april))
    (by_reading,), (by_draft,) = (working.result_of(run.name)[1] for run in (reading, tried))
    assert "Good Friday: " in reading.read_otherwise
    assert {promise[0] for promise in by_reading["promises"]} >= {"response@100"}
    keys = {promise[0]: promise[1:3] for promise in by_draft["promises"]}
    assert keys["response@100"][1] == keys["response@100"][0] - 15 * 60
    assert (tried.document, tried.tried) == (None, "Concept")
    assert by_draft["ticket"] == ticket.name


def test_a_ticket_that_cannot_be_judged_is_counted_with_the_reason(
    saturday, customer, make_ticket, frozen
):
    with frozen(SATURDAY):
        bad = make_ticket(sla_nl_contract=OFFICE, sla_nl_priority="P1", customer=customer)
    run = worked(started(customer, PREMIUM))
    assert (run.looked, run.faults) == (2, 1)
    (fault,) = (line for line in working.result_of(run.name)[1] if "fault" in line)
    assert fault["ticket"] == bad.name
    assert "P1" in fault["fault"]
    assert "P1" in showing.form_html(run)


def test_the_terms_stay_as_they_were_if_the_contract_is_changed_or_deleted(
    saturday, customer, frozen
):
    own = contract_copies.copy_for(ALWAYS, [])
    run = started(customer, own)
    frappe.delete_doc(CONTRACT, own)
    with frozen("2026-06-15 12:00:00"):
        done = worked(run)
    assert (done.state, done.looked, done.differing) == ("Done", 1, 1)
    assert done.tried.startswith("Vcare connect")


def test_its_calendars_and_its_matrix_stay_as_they_were_too(saturday, customer):
    own = contract_copies.copy_for(ALWAYS, [])
    calendar = frappe.db.get_value(CONTRACT, own, "calendar")
    calendar = contract_copies.own_calendar(calendar, [own])
    before = worked(started(customer, own))
    run = started(customer, own)
    matrix = frappe.db.get_value(CONTRACT, own, "escalation_matrix")
    for doctype, name in (("SLA Calendar", calendar), ("SLA Escalation Matrix", matrix)):
        frappe.db.delete(doctype, name)
    after = worked(run)
    assert (after.state, after.outcome) == ("Done", before.outcome)
    assert json.loads(after.result) == json.loads(before.result)


def test_a_run_whose_terms_can_no_longer_be_read_stops_and_says_why(saturday, customer):
    """For example, the app was updated meanwhile."""
    run = started(customer, contract_copies.copy_for(ALWAYS, []))
    terms = json.loads(frappe.db.get_value(runs.RUN, run, "terms"))
    terms["contract"]["calendar"] = "gone"
    frappe.db.set_value(runs.RUN, run, "terms", json.dumps(terms))
    done = worked(run)
    assert done.state == "Stopped"
    assert "gone" in done.outcome


# -- workers ------------------------------------------------------------------------------------


@pytest.fixture
def small(monkeypatch):
    """Cut runs into parts of two tickets."""
    monkeypatch.setattr(parts, "SIZE", 2)


@pytest.fixture
def five(saturday, small):
    """Make four copies of the ticket, with the timeline of each."""
    names = copies(saturday, 4)
    rows = timeline.read(saturday)
    for name in names:
        entries = [
            timeline.Entry(name, row, f"{name}:{number}", number) for number, row in enumerate(rows)
        ]
        timeline.append_all(entries)
    return [saturday, *names]


def test_a_part_whose_worker_died_is_done_by_another(five, customer):
    """Its lock is gone with its connection, and nothing of it was written."""
    run = started(customer)
    first = parts.take(run)
    judging.judged(first.tickets, working._contract(run, _terms(run)), 0)
    assert parts.are_left(run)
    done = worked(run)
    assert (done.state, done.looked, done.total, done.differing) == ("Done", 5, 5, 5)
    assert working.result_of(run)[0].total.tickets == 5


def _terms(run):
    return frappe.db.get_value(runs.RUN, run, "terms")


def test_a_run_that_is_stopped_ends_after_the_part_at_which_it_is(five, customer, monkeypatch):
    run = started(customer)
    judge = judging.judged

    def stopping(*args):
        what_if.stop(run)
        return judge(*args)

    monkeypatch.setattr(working, "judged", stopping)
    stopped = worked(run)
    assert (stopped.state, stopped.looked, stopped.result) == ("Stopped", 2, None)
    assert stopped.outcome == "Stopped by Administrator."
    with pytest.raises(frappe.ValidationError, match="has ended already"):
        what_if.stop(run)
    with pytest.raises(frappe.ValidationError, match="not done yet"):
        what_if.tickets(run)
    assert what_if.result(run) == ""


def test_a_run_that_is_deleted_while_it_is_done_leaves_nothing(five, customer, monkeypatch):
    run = started(customer)
    judge = judging.judged

    def deleting(*args):
        frappe.delete_doc(runs.RUN, run)
        return judge(*args)

    monkeypatch.setattr(working, "judged", deleting)
    with uncommitted():
        working.work(run)
        working.work("no-such-run")
    assert not frappe.db.exists(runs.RUN, run)
    assert frappe.get_all(parts.PART, {"run": run}) == []


def test_two_runs_at_once_do_not_mix(five, customer):
    one, other = started(customer), started(customer, OFFICE)
    assert [worked(run).differing for run in (one, other)] == [5, 0]
    for run in (one, other):
        assert working.result_of(run)[0].total.tickets == 5


def test_a_run_without_progress_is_queued_again(saturday, customer, monkeypatch):
    from sla_nl.helpdesk.upkeep import stalled

    run = started(customer)
    frappe.db.set_value(runs.RUN, run, "modified", "2026-01-01", update_modified=False)
    queued = []
    monkeypatch.setattr(runs, "enqueue", lambda *job: queued.append(job))
    stalled.go_on()
    assert (working.work, run) in queued


KILLED = """
import os, sys, frappe
from sla_nl.helpdesk.what_if import working
frappe.init(os.environ["SLA_NL_SITE"], sites_path=os.environ["SITES_PATH"])
frappe.connect()
judged, calls = working.judged, []
def fatal(*args):
    found = judged(*args)
    calls.append(found)
    if len(calls) == int(sys.argv[2]):
        os.kill(os.getpid(), 9)
    return found
working.judged = fatal
working.work(sys.argv[1])
"""


def worker(run, dies_at):
    """Start a worker in a process of its own; it is killed in the part of this number."""
    return subprocess.Popen(
        [sys.executable, "-c", KILLED, run, str(dies_at)],
        cwd=os.environ["SITES_PATH"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    )


@pytest.fixture
def crowd(saturday, customer, monkeypatch):
    """Make 300 committed copies of the ticket; delete them after the test."""
    monkeypatch.setattr(parts, "SIZE", 20)
    names = copies(saturday, 300)
    forget(*names)
    frappe.db.commit()
    yield [saturday, *names]
    clear([saturday, *names])
    frappe.db.delete(parts.PART)
    frappe.db.delete("HD Customer", customer)
    frappe.db.commit()


def assert_each_was_counted_once(run, number):
    frappe.db.commit()
    done = frappe.get_doc(runs.RUN, run)
    assert (done.state, done.looked, done.differing) == ("Done", number, number)
    assert working.result_of(run)[0].total.tickets == number
    assert len([*parts.lines(run)]) == number


def test_two_workers_share_a_run(crowd, customer):
    run = started(customer)
    frappe.db.commit()
    workers = [worker(run, 0), worker(run, 0)]
    assert [process.wait(120) for process in workers] == [0, 0]
    assert_each_was_counted_once(run, len(crowd))


def test_what_a_killed_worker_left_is_done_by_another(crowd, customer):
    """It dies in its third part, of which nothing is counted."""
    run = started(customer)
    frappe.db.commit()
    assert worker(run, 3).wait(120) == -9
    frappe.db.commit()
    assert frappe.db.get_value(runs.RUN, run, ["looked", "state"]) == (40, "Running")
    assert worker(run, 0).wait(120) == 0
    assert_each_was_counted_once(run, len(crowd))


def test_a_worker_of_the_queue_does_what_the_form_started(crowd, customer):
    run = started(customer)
    frappe.db.commit()
    command = [sys.executable, "-m", "frappe.utils.bench_helper", "frappe", "--site"]
    queue = ["worker", "--queue", "long", "--burst", "--quiet"]
    done = subprocess.run(
        [*command, os.environ["SLA_NL_SITE"], *queue],
        cwd=os.environ["SITES_PATH"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]
    assert_each_was_counted_once(run, len(crowd))


# -- who may do it, and what they see -----------------------------------------------------------


def test_only_managers_try_contracts_and_read_runs(saturday, customer, as_user, manager):
    with as_user(manager):
        run = worked(started(customer)).name
        assert saturday in what_if.result(run)
    for user in (AGENT, KLANT):
        with as_user(user):
            for call in (
                lambda: started(customer), lambda: what_if.stop(run), lambda: what_if.result(run),
                lambda: what_if.pdf(run), lambda: what_if.tickets(run),
            ):  # fmt: skip
                with pytest.raises(frappe.PermissionError):
                    call()
            assert not frappe.has_permission(runs.RUN, "read", run)
            assert not frappe.has_permission(parts.PART, "read")


def test_a_manager_limited_to_a_customer_tries_and_reads_only_that(
    saturday, customer, as_user, manager, make_ticket, frozen, make_customer, unique
):
    """Without a choice all customers are those of the manager; runs of others are not shown."""
    other = make_customer(unique("Other BV"))
    with frozen(SATURDAY):
        make_ticket(sla_nl_contract=OFFICE, customer=other)
    of_admin = worked(started(other)).name
    add_user_permission("HD Customer", customer, manager)
    with as_user(manager):
        with pytest.raises(frappe.PermissionError):
            started(other)
        own = what_if.start(document(ALWAYS), **JUNE)
        assert worked(own).looked == 1
        assert saturday in what_if.result(own)
        with pytest.raises(frappe.PermissionError):
            what_if.result(of_admin)
        names = frappe.get_list(runs.RUN, pluck="name")
        assert own in names
        assert of_admin not in names


REFUSED = [
    # arguments, the message
    ({"first_day": "x"}, "Reported from: x is no date"),
    ({"last_day": "2026-05-31"}, "ends before it begins"),
    ({"first_day": "2020-01-01", "last_day": "2020-01-02"}, "No ticket of these customers"),
    ({"readings": {"good_friday": "maybe"}}, "maybe is none of open, closed"),
    ({"readings": {"nothing": "x"}}, "x is none of good_friday"),
    ({"customers": "{"}, "A list of names is expected"),
    ({"document": "{}"}, "SLA Contract is expected"),
]


@pytest.mark.parametrize(("given", "message"), REFUSED)
def test_what_cannot_be_meant_is_refused(saturday, customer, given, message):
    asked = {"document": document(ALWAYS), "customers": [customer], **JUNE, **given}
    with pytest.raises(frappe.ValidationError, match=message):
        what_if.start(**asked)


def test_a_contract_with_faults_is_not_tried(saturday, customer):
    with pytest.raises(frappe.ValidationError, match=r"(?i)calendar"):
        started(customer, calendar="")


# -- the page that is printed, and the file -----------------------------------------------------


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "nl",
            ("Wat als: ", "Per prioriteit", "5 tickets beoordeeld, 5 verschillen", "geprobeerd"),
        ),
        ("en", ("What if: ", "By priority", "By month of the report", "tried")),
    ],
)
def test_the_page_is_one_page_in_both_languages(five, customer, frozen, language, words):
    """Also with many tickets that differ, of which it shows as many as fit."""
    with frozen("2026-06-15 12:00:00"):
        run = worked(started(customer))
    stored = json.loads(run.result)
    stored["lines"] *= 20
    frappe.db.set_value(runs.RUN, run.name, "result", json.dumps(stored))
    html = showing.page_html(run, language)
    assert all(word in html for word in words)
    assert html.count(f">{customer}<") >= 12
    what_if.pdf(run.name, language)
    content = frappe.local.response.filecontent
    assert content.startswith(b"%PDF")
    assert pages_of(content) == 1
    pictures = Path(os.environ["SLA_NL_SHOTS"])
    pictures.mkdir(parents=True, exist_ok=True)
    (pictures / f"what-if-{language}.pdf").write_bytes(content)


def test_the_file_has_every_ticket_that_differs_and_no_formula(five, customer):
    frappe.db.set_value("HD Ticket", five[0], "priority", "=1+1", update_modified=False)
    run = worked(started(customer)).name
    what_if.tickets(run)
    text = frappe.local.response.filecontent.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert sorted(row["Ticket"] for row in rows) == sorted(five)
    assert {row["Contract in force"] for row in rows} == {OFFICE}
    assert "'=1+1" in {row["Priority"] for row in rows}
    assert all("Response: " in row["What differs"] for row in rows)


def test_a_language_that_there_is_not_is_refused(saturday, customer):
    run = worked(started(customer)).name
    with pytest.raises(frappe.ValidationError, match="fr is none of en, nl"):
        what_if.pdf(run, "fr")
