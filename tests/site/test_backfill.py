"""Backfill: tickets from before the app get a timeline and dates, as if the app had been there.

Most tests make tickets with the app in place, remember its clocks and stamps, delete its rows, and
rebuild them from Helpdesk's own log.
"""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys

import click
import frappe
import pytest
from harness.counting import statements
from harness.past import clear, clocks, copies, forget, rebuilt, replied, saved, stamps, uncommitted

from sla_nl.commands.backfill import _dry_run
from sla_nl.helpdesk.upkeep import backfill, dry_run
from sla_nl.records import timeline
from sla_nl.runs import runs

MONDAY = "2026-06-08 10:00:00"
OFFICE = "vcare-connect-office"


def checksums():
    """Return a checksum of each table of the site, except tables of logs."""
    tables = [table for table in frappe.db.get_tables(cached=False) if "Log" not in table]
    return frappe.db.sql(f"checksum table {', '.join(f'`{table}`' for table in tables)}")


# -- rebuilt rows equal the original ones -------------------------------------------------------


def a_plain_ticket(ticket, frozen):
    """Do nothing to the ticket."""


def a_reply(ticket, frozen):
    with frozen("2026-06-08 11:00:00"):
        replied(ticket)


def two_replies(ticket, frozen):
    with frozen("2026-06-08 10:10:00"):
        replied(ticket)
    with frozen("2026-06-08 10:35:00"):
        replied(ticket, "News.")


def a_pause(ticket, frozen):
    with frozen("2026-06-08 11:00:00"):
        saved(ticket, status="Replied")
    with frozen("2026-06-08 15:00:00"):
        doc = frappe.get_doc("HD Ticket", ticket.name)
        doc.create_communication_via_contact("Here it is.")


def an_open_pause(ticket, frozen):
    with frozen("2026-06-08 11:00:00"):
        saved(ticket, status="Replied")


def another_priority(ticket, frozen):
    with frozen("2026-06-08 10:20:00"):
        saved(ticket, priority="Urgent")
    with frozen("2026-06-08 10:40:00"):
        saved(ticket, priority="High")


def another_type(ticket, frozen):
    with frozen("2026-06-08 10:20:00"):
        saved(ticket, ticket_type="Question")
    with frozen("2026-06-08 10:40:00"):
        saved(ticket, ticket_type="Incident")


def a_reopening(ticket, frozen):
    with frozen("2026-06-08 11:00:00"):
        saved(ticket, status="Resolved")
    with frozen("2026-06-08 14:00:00"):
        saved(ticket, status="Open")


def fields_of_the_contract(ticket, frozen):
    """Change fields that Helpdesk logs as the user sees them: a label, a formatted date."""
    with frozen("2026-06-08 10:20:00"):
        saved(ticket, sla_nl_cannot_wait=1, sla_nl_kind="change")
    with frozen("2026-06-08 10:30:00"):
        saved(ticket, sla_nl_planned_for="2026-06-26 14:00:00", sla_nl_priority="P4")


STORIES = (
    a_plain_ticket, a_reply, two_replies, a_pause, an_open_pause, another_priority, another_type,
    a_reopening, fields_of_the_contract,
)  # fmt: skip


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
@pytest.mark.parametrize("priority", ["Medium", "Urgent"])
def test_a_rebuilt_ticket_is_stamped_as_it_was_live(make_ticket, frozen, as_user, story, priority):
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, priority=priority, ticket_type="Incident")
    with as_user("agent@example.com"):
        story(ticket, frozen)
    with frozen("2026-06-09 09:00:00"):
        saved(ticket, sla_nl_outside_sla="No")
        live = clocks(ticket.name), stamps(ticket.name)
        forget(ticket.name)
        rebuilt()
        assert (clocks(ticket.name), stamps(ticket.name)) == live


def test_the_activity_log_replaces_deleted_versions(make_ticket, frozen):
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, priority="Medium", ticket_type="Incident")
    a_pause(ticket, frozen)
    with frozen("2026-06-09 09:00:00"):
        saved(ticket, sla_nl_outside_sla="No")
        live = clocks(ticket.name)
        forget(ticket.name)
        frappe.db.delete("Version", {"docname": ticket.name})
        rebuilt()
        assert clocks(ticket.name) == live
    sources = {
        row.source
        for row in frappe.get_all("SLA Ticket Event", {"ticket": ticket.name}, ["source"])
    }
    assert sources == {"HD Ticket", "HD Ticket Activity"}


def test_a_ticket_without_any_log_is_rebuilt_from_its_fields(make_ticket, frozen):
    """An imported ticket that was answered and waits for the customer."""
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, priority="Medium", ticket_type="Incident")
    forget(ticket.name)
    for table, field in (("Version", "docname"), ("HD Ticket Activity", "ticket")):
        frappe.db.delete(table, {field: ticket.name})
    frappe.db.set_value(
        "HD Ticket",
        ticket.name,
        {
            "first_responded_on": "2026-06-08 10:30:00",
            "status": "Replied",
            "status_category": "Paused",
            "on_hold_since": "2026-06-08 11:00:00",
        },
        update_modified=False,
    )
    with frozen("2026-06-09 09:00:00"):
        rebuilt()
    assert stamps(ticket.name).first_response_time == 1800
    assert str(stamps(ticket.name).on_hold_since) == "2026-06-08 11:00:00"
    assert stamps(ticket.name).agreement_status == "Paused"


def test_a_merge_adds_no_reply_and_a_split_removes_none(make_ticket, frozen):
    """A split moves a reply to the new ticket, but the old ticket still counts as answered."""
    from helpdesk.helpdesk.doctype.hd_ticket.api import merge_ticket, split_ticket

    fields = {"sla_nl_contract": OFFICE, "priority": "Medium", "ticket_type": "Incident"}
    with frozen(MONDAY):
        target, source, parent = (make_ticket(**fields) for _ in range(3))
    with frozen("2026-06-08 10:30:00"):
        replied(source)
        replied(parent)
    with frozen("2026-06-08 11:30:00"):
        merge_ticket(source.name, target.name)
        message = frappe.get_all(
            "Communication",
            {"reference_name": parent.name, "sent_or_received": "Sent"},
            pluck="name",
        )[0]
        child = split_ticket("The other half", message)
    names = (target.name, parent.name, child)
    with frozen("2026-06-08 11:45:00"):
        live = [clocks(name) for name in names]
        forget(*names)
        rebuilt()
        assert [clocks(name) for name in names] == live


def test_a_priority_that_was_renamed_since_is_understood(make_ticket, frozen):
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, priority="Medium", ticket_type="Incident")
    another_priority(ticket, frozen)
    with frozen("2026-06-09 09:00:00"):
        live = clocks(ticket.name)
        frappe.rename_doc("HD Ticket Priority", "Urgent", "Op slag", force=True)
        forget(ticket.name)
        rebuilt()
        assert [row[3] for row in clocks(ticket.name)] == [row[3] for row in live]
    facts = [row.facts for row in timeline.read(ticket.name)]
    assert {"priority": "Op slag"} in facts


# -- tickets and fields that stay unchanged -----------------------------------------------------


def test_a_closed_ticket_keeps_its_stamps_and_gets_its_timeline(make_ticket, frozen):
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, priority="Medium", ticket_type="Incident")
    with frozen("2026-06-08 11:00:00"):
        saved(ticket, status="Closed")
    forget(ticket.name)
    before = stamps(ticket.name)
    with frozen("2026-06-09 09:00:00"):
        rebuilt()
        assert stamps(ticket.name) == before
        assert clocks(ticket.name) == []
        assert [row.event for row in timeline.read(ticket.name)] == ["created", "changed"]
        saved(ticket, feedback_extra="Thanks")
        assert stamps(ticket.name) == before


def test_a_ticket_without_a_contract_stays_helpdesks_own(make_ticket, frozen):
    with frozen(MONDAY):
        ticket = make_ticket(priority="Medium")
    before = frappe.db.get_value("HD Ticket", ticket.name, "*")
    rebuilt()
    assert frappe.db.get_value("HD Ticket", ticket.name, "*") == before
    assert timeline.read(ticket.name) == []


def test_a_ticket_that_cannot_be_judged_is_counted_and_logged(make_ticket, frozen):
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, sla_nl_kind="incident", sla_nl_priority="P5")
    forget(ticket.name)
    run = rebuilt()
    assert run.faults == 1
    assert ticket.name in frappe.get_last_doc("Error Log").error


def test_the_modification_date_stays(make_ticket, frozen):
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, priority="Medium")
    forget(ticket.name)
    rebuilt()
    assert frappe.db.get_value("HD Ticket", ticket.name, "modified") == ticket.modified
    assert stamps(ticket.name).sla_nl_judged_by == OFFICE


def test_a_second_backfill_writes_nothing(make_ticket, frozen):
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, priority="Medium")
    forget(ticket.name)
    assert rebuilt().looked == 1
    assert rebuilt().looked == 0


def test_the_first_save_of_a_ticket_from_before_rebuilds_its_timeline(make_ticket, frozen):
    """Without a backfill, an earlier reply still counts as the response."""
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, priority="Medium", ticket_type="Incident")
    a_reply(ticket, frozen)
    forget(ticket.name)
    with frozen("2026-06-08 12:30:00"):
        again = saved(ticket, subject="Another subject")
    assert again.first_response_time == 3600
    assert again.agreement_status == "Resolution Due"


def test_a_batch_takes_a_fixed_number_of_statements(make_ticket, frozen):
    with frozen(MONDAY):
        names = [make_ticket(sla_nl_contract=OFFICE).name for _ in range(6)]
    counts = []
    for some in (names[:2], names[:2], names):
        forget(*some)
        run = runs.start(runs.BACKFILL)
        with statements() as ran:
            backfill._batch(run, some)
        counts.append(len(ran))
    assert counts[1] == counts[2]


# -- the dry run --------------------------------------------------------------------------------


def test_a_dry_run_says_what_would_change_and_changes_nothing(
    make_ticket, frozen, tmp_path, run_bench
):
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, priority="Medium", ticket_type="Incident")
    a_reply(ticket, frozen)
    forget(ticket.name)
    frappe.db.commit()
    before = checksums()
    run_bench("sla-nl", "backfill", "--dry-run", str(tmp_path / "plan.csv"))
    assert checksums() == before
    with (tmp_path / "plan.csv").open(encoding="utf-8") as file:
        lines = {row["field"]: row for row in csv.DictReader(file) if row["ticket"] == ticket.name}
    assert lines["response_by"]["before"] == "2026-06-20 10:00:00"
    assert lines["response_by"]["after"] == "2026-06-08 12:00:00"
    assert "Response: art. 4.5" in lines["response_by"]["why"]
    assert lines["timeline"]["after"] == "2 events"
    frappe.delete_doc("HD Ticket", ticket.name, force=True)
    frappe.db.commit()


# -- two at once, and one that is killed --------------------------------------------------------


@pytest.fixture
def many(make_ticket, frozen):
    """Make 600 committed tickets without records of the app; delete them after the test."""
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, priority="Medium", ticket_type="Incident")
    a_reply(ticket, frozen)
    forget(ticket.name)
    names = copies(ticket.name, 600)
    frappe.db.commit()
    yield names
    clear([*names, ticket.name])


def start(*args):
    """Start a bench command in a process of its own."""
    command = [sys.executable, "-m", "frappe.utils.bench_helper", "frappe", "--site"]
    return subprocess.Popen(
        [*command, os.environ["SLA_NL_SITE"], *args],
        cwd=os.environ["SITES_PATH"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    )


def events_each(names):
    """Return the lengths of the timelines as a set: one number if each ticket was done once."""
    found = timeline.read_all(names)
    return {len(found.get(name, ())) for name in names}


def test_two_workers_at_once_do_each_ticket_once(many):
    workers = [start("sla-nl", "backfill") for _ in range(2)]
    assert [worker.wait(120) for worker in workers] == [0, 0]
    frappe.db.commit()
    assert events_each(many) == {2}
    looked = frappe.get_all(runs.RUN, {"kind": runs.BACKFILL}, pluck="looked")
    assert sum(looked) == len(many) + 1
    due = frappe.get_all("SLA Clock", {"ticket": ("in", many), "due_key": "response@100"}, ["due"])
    assert {str(row.due) for row in due} == {"2026-06-08 12:00:00"}
    assert len(due) == len(many)


FATAL = """
import os, sys, frappe
from sla_nl.helpdesk.upkeep import backfill
frappe.init(os.environ["SLA_NL_SITE"], sites_path=os.environ["SITES_PATH"])
frappe.connect()
write, calls = backfill.carry_out, []
def fatal(todo):
    write(todo)
    calls.append(todo)
    if len(calls) == 2:
        os.kill(os.getpid(), 9)
backfill.carry_out = fatal
run = backfill.start()
frappe.db.commit()
backfill.work(run)
"""


def test_a_worker_that_is_killed_leaves_nothing_half_done(many, run_bench):
    """It dies before it commits its second batch; the next worker goes on in the same run."""
    killed = subprocess.run(
        [sys.executable, "-c", FATAL],
        cwd=os.environ["SITES_PATH"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert killed.returncode == -9
    frappe.db.commit()
    done = timeline.read_all(many)
    assert {len(rows) for rows in done.values()} == {2}
    assert len(many) - len(done) > backfill.BATCH
    run_bench("sla-nl", "backfill")
    assert events_each(many) == {2}
    run = frappe.get_all(runs.RUN, {"kind": runs.BACKFILL}, ["state", "looked", "total"])
    assert [(row.state, row.looked, row.total) for row in run] == [
        ("Done", len(many) + 1, len(many) + 1)
    ]


def test_a_worker_of_the_queue_does_the_backfill_that_the_desk_queued(many):
    from sla_nl.api.upkeep import start_backfill

    run = start_backfill()
    frappe.db.commit()
    assert start("worker", "--queue", "long", "--burst", "--quiet").wait(120) == 0
    frappe.db.commit()
    assert events_each(many) == {2}
    assert frappe.db.get_value(runs.RUN, run, ["state", "looked"]) == ("Done", len(many) + 1)


def test_a_job_whose_run_is_done_or_missing_does_nothing(make_ticket, frozen):
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE)
    run = rebuilt()
    forget(ticket.name)
    for name in (run.name, "no-such-run"):
        with uncommitted():
            backfill.work(name)
    assert timeline.read(ticket.name) == []


# -- the desk -----------------------------------------------------------------------------------


def test_the_button_needs_the_right_to_change_the_settings(as_user):
    from sla_nl.api.upkeep import start_backfill

    for user in ("agent@example.com", "klant@example.com"):
        with as_user(user), pytest.raises(frappe.PermissionError):
            start_backfill()
    name = start_backfill()
    assert frappe.db.get_value(runs.RUN, name, "state") == "Queued"


def test_a_dry_run_overwrites_no_file(tmp_path):
    """It makes no folder either."""
    taken, nowhere = tmp_path / "plan.csv", tmp_path / "none" / "plan.csv"
    taken.write_text("mine")
    for target, message in (
        (taken, f"{taken} exists already"),
        (nowhere, "No such file or directory"),
    ):
        with pytest.raises(click.ClickException, match=message):
            _dry_run(target)
    assert taken.read_text() == "mine"


def test_a_formula_in_a_dry_run_is_a_text_in_the_spreadsheet(make_ticket, frozen):
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE)
    forget(ticket.name)
    formula = "=HYPERLINK(1)"
    frappe.db.set_value("HD Ticket", ticket.name, "agreement_status", formula)
    text = io.StringIO()
    dry_run.write_csv(text)
    before = {
        row["field"]: row["before"]
        for row in csv.DictReader(io.StringIO(text.getvalue()))
        if row["ticket"] == ticket.name
    }
    assert before["agreement_status"] == f"'{formula}"


def test_a_dry_run_from_the_desk_is_a_private_file(make_ticket, frozen):
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE)
    forget(ticket.name)
    run = dry_run.start()
    dry_run.work(run)
    file = frappe.get_last_doc("File", {"attached_to_name": run})
    assert file.is_private
    assert f"{ticket.name},response_by" in file.get_content()
    assert frappe.db.get_value(runs.RUN, run, "state") == "Done"
    file.delete()
