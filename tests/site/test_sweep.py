"""The sweep: a clock whose date has passed is marked once, whatever happens meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import frappe
import pymysql
import pytest
from harness.counting import statements
from redis import ConnectionPool, Redis
from redis.exceptions import TimeoutError as RedisTimeoutError

from sla_nl.contracts import cache_token
from sla_nl.helpdesk.bulk import marking, restamp, sweep
from sla_nl.helpdesk.ticket import tickets
from sla_nl.runs import sweeps

OFFICE = "vcare-connect-office"
MONDAY = "2026-06-08 10:00:00"
DUE = "2026-06-08 12:00:00"
"""vcare-4.5: two office hours to respond."""
PAST = "2026-06-08 12:00:01"
PAST_UTC = "2026-06-08 10:00:01"
SWEEPER = Path(__file__).parent / "harness" / "sweeper.py"


@pytest.fixture(autouse=True)
def nothing_due(site):
    """The sweep finds the tickets of the test at hand only."""
    frappe.db.sql("update `tabSLA Clock` set look_again_at = null, set_aside = null")
    frappe.db.commit()


@pytest.fixture
def make(make_ticket, frozen):
    """Makes P3 incidents of the office contract, reported on Monday 8 June 2026 at 10:00."""

    def tickets(number=1, at=MONDAY, **fields):
        content = {"sla_nl_contract": OFFICE, "priority": "Medium", "ticket_type": "Incident"}
        with frozen(at):
            made = [make_ticket(**(content | fields)).name for _ in range(number)]
        frappe.db.commit()
        return made

    return tickets


@pytest.fixture
def ticket(make):
    return make()[0]


@pytest.fixture
def swept(frozen):
    """Sweeps as if it were a moment, as a job does; returns the number of clocks marked."""

    def at(moment=PAST):
        with frozen(moment):
            cache_token.look_again()
            marked = sweep.run()
            frappe.db.commit()
        return marked

    return at


@pytest.fixture
def other():
    """A second connection to the site's database, which commits each statement."""
    conf = frappe.conf
    connection = pymysql.connect(
        host=conf.db_host or "127.0.0.1", port=int(conf.db_port or 3306), user=conf.db_name,
        password=conf.db_password, database=conf.db_name, autocommit=True,
    )  # fmt: skip
    yield connection
    connection.close()


@pytest.fixture
def no_redis(monkeypatch):
    """Nothing answers where the cache and the queue should be."""
    monkeypatch.setattr(frappe.cache, "connection_pool", ConnectionPool(port=1))
    name = "frappe.utils.background_jobs._redis_queue_conn"
    monkeypatch.setattr(name, Redis(port=1))
    monkeypatch.setattr(
        "frappe.utils.background_jobs.get_redis_conn", lambda *a, **k: Redis(port=1)
    )


def now(name):
    """The ticket as it is in the database."""
    return frappe.get_doc("HD Ticket", name)


def clock(name, key="response@100"):
    return frappe.get_doc("SLA Clock", {"ticket": name, "due_key": key})


def states(names, key="response@100"):
    return [clock(name, key).state for name in names]


def logged():
    return frappe.get_all(
        "Error Log",
        {"method": ("like", "SLA NL: %")},
        ["method", "error"],
    )


def failing(function, error, name):
    """The function, which fails for the ticket of that name."""

    def called(stamps):
        if name in stamps:
            raise error
        return function(stamps)

    return called


# -- what is marked --------------------------------------------------------------------------------


def test_a_date_that_passes_is_marked_once(ticket, swept):
    assert swept(DUE) == 0
    assert now(ticket).agreement_status == "First Response Due"
    assert swept() == 1
    assert now(ticket).agreement_status == "Failed"
    assert clock(ticket).state == "breached"
    assert clock(ticket).breached_at == datetime.fromisoformat(DUE)
    written = clock(ticket).modified
    assert swept("2026-06-08 12:01:00") == 0
    assert clock(ticket).modified == written


def test_the_ticket_is_not_modified(ticket, swept):
    before = now(ticket)
    swept()
    after = now(ticket)
    assert (after.modified, after.modified_by) == (before.modified, before.modified_by)
    assert {f for f in before.as_dict() if before.get(f) != after.get(f)} == {
        "agreement_status", "sla_nl_next_due", "sla_nl_next_clock",
    }  # fmt: skip


def test_the_next_clock_takes_over(ticket, swept, frozen):
    """vcare-4.5-p3: 80% of recoveries within a day; the resolution is still ahead."""
    with frozen("2026-06-08 11:00:00"):
        now(ticket).reply_via_agent(message="Working on it.")
    frappe.db.commit()
    assert now(ticket).sla_nl_next_clock == "recovery@80"
    assert swept("2026-06-09 10:00:01") == 1
    assert clock(ticket, "recovery@80").state == "breached"
    assert now(ticket).sla_nl_next_clock != "recovery@80"
    assert now(ticket).sla_nl_next_due > datetime.fromisoformat("2026-06-09 10:00:01")
    assert now(ticket).agreement_status == "Resolution Due"


def test_the_hourly_job_of_helpdesk_agrees(ticket, swept, frozen):
    from helpdesk.helpdesk.doctype.hd_ticket.hd_ticket import update_sla_status_in_ticket

    swept()
    before = now(ticket).as_dict()
    with frozen("2026-06-08 12:05:00"):
        update_sla_status_in_ticket()
    assert now(ticket).as_dict() == before


def test_a_save_after_the_sweep_changes_nothing(ticket, swept, frozen):
    swept()
    before = now(ticket)
    with frozen("2026-06-08 12:05:00"):
        now(ticket).save()
    assert now(ticket).agreement_status == before.agreement_status
    assert swept("2026-06-08 12:06:00") == 0


def test_a_paused_ticket_is_not_touched(ticket, swept, frozen):
    with frozen("2026-06-08 11:00:00"):
        doc = now(ticket)
        doc.status = "Replied"
        doc.save()
    frappe.db.commit()
    before = now(ticket).as_dict()
    assert swept("2026-07-08 11:00:00") == 0
    assert now(ticket).as_dict() == before


def test_a_day_without_a_sweep_loses_none(make, swept):
    """Each clock is marked with the date that passed, not with the moment of the sweep."""
    early, late = make()[0], make(at="2026-06-08 15:00:00")[0]
    assert swept("2026-06-09 16:00:00") == 2
    assert clock(early).breached_at == datetime.fromisoformat(DUE)
    assert clock(late).breached_at == datetime.fromisoformat("2026-06-08 17:00:00")


def test_more_than_a_run_takes_is_for_the_next(make, swept, monkeypatch):
    monkeypatch.setattr(sweep, "AT_MOST", 2)
    make(3)
    assert [swept(), swept(), swept()] == [2, 1, 0]


def test_a_planned_date_that_passes_before_the_work_begins_is_looked_at_once(
    make, make_customer, unique, swept, frozen
):
    """The clock of a change that starts at the response stays, and is not due each minute."""
    from sla_nl.api.contracts import use_contract

    own = use_contract(OFFICE, [make_customer(unique("Later BV"))])
    later = {"starts_at": "responded"}
    frappe.db.set_value("SLA Target", {"parent": own, "clock": "resolution"}, later)
    name = make(sla_nl_kind="change", sla_nl_contract=own)[0]
    with frozen("2026-06-08 10:30:00"):
        doc = now(name)
        doc.sla_nl_planned_for = "2026-06-08 13:00:00"
        doc.save()
    frappe.db.commit()
    date = datetime.fromisoformat("2026-06-08 13:00:00")
    assert clock(name, "resolution@100").look_again_at == date
    swept("2026-06-08 13:00:01")
    assert clock(name, "resolution@100").state == "not started"
    assert clock(name, "resolution@100").due == date
    assert clock(name, "resolution@100").look_again_at is None


def test_a_ticket_without_a_contract_any_more_is_left(make, make_customer, unique, swept):
    from sla_nl.api.contracts import use_contract

    customer = make_customer(unique("Gone BV"))
    own = use_contract(OFFICE, [customer])
    name = make(customer=customer, sla_nl_contract=None)[0]
    frappe.db.set_value("SLA Contract", own, "is_hidden", 1)
    cache_token.forget()
    frappe.db.commit()
    assert swept() == 0
    assert not frappe.db.exists("SLA Clock", {"ticket": name})
    assert now(name).sla_nl_judged_by is None
    assert now(name).agreement_status == "First Response Due"


# -- at the same time ------------------------------------------------------------------------------


def started(site, *args):
    process = subprocess.Popen(
        [sys.executable, SWEEPER, site, PAST_UTC, *args], cwd=os.environ["SITES_PATH"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout.readline() == "ready\n"
    return process


def finished(processes):
    """Let them go at once. Returns: how many clocks each has marked; 0 for one that was killed."""
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    return [int(process.communicate()[0] or 0) for process in processes]


def test_two_sweeps_at_once_mark_each_clock_once(site, make, swept):
    names = make(30)
    both = finished([started(site), started(site)])
    frappe.db.commit()
    assert sum(both) + swept() == len(names)
    assert states(names) == ["breached"] * len(names)


STEPS = ("lock", "plans", "write_stamps", "write_all", "announce", "_set_aside")


@pytest.mark.parametrize(("step", "times", "done"), [
    *((step, 2, 1) for step in STEPS),
    ("commit", 4, 1), ("record", 1, 3),
])  # fmt: skip
def test_a_worker_killed_halfway_loses_none(site, make, swept, step, times, done):
    """The tickets are swept one by one; it dies with the second, and what it held is taken up."""
    names = make(3)
    process = started(site, step, str(times))
    finished([process])
    assert process.returncode == -9
    frappe.db.commit()
    assert states(names).count("breached") == done
    failed = [now(name).agreement_status for name in names].count("Failed")
    assert failed == done
    assert until(swept, 3 - done) == 3 - done
    assert states(names) == ["breached"] * 3
    assert [now(name).agreement_status for name in names] == ["Failed"] * 3


def until(swept, number):
    """Sweep until so many are marked, for as long as the database keeps the locks of the dead."""
    marked, patience = swept(), 50
    while marked < number and patience:
        time.sleep(0.1)
        marked, patience = marked + swept(), patience - 1
    return marked


def test_a_ticket_that_is_being_saved_is_taken_next_time(make, swept, other):
    held, free = make(2)
    with other.cursor() as cursor:
        cursor.execute("start transaction")
        cursor.execute("select name from `tabHD Ticket` where name = %s for update", (held,))
        assert swept() == 1
        assert states([held, free]) == ["running", "breached"]
        cursor.execute("rollback")
    assert swept() == 1
    assert states([held, free]) == ["breached"] * 2


def test_what_was_saved_while_the_lock_was_waited_for_is_seen(ticket, swept, other, monkeypatch):
    """Another sweep marked it between the question what is due and the lock."""
    asked = sweep.clocks.tickets_due

    def then_marked(*args):
        found = asked(*args)
        with other.cursor() as cursor:
            cursor.execute("update `tabSLA Clock` set look_again_at = null, state = 'breached'")
        return found

    monkeypatch.setattr(sweep.clocks, "tickets_due", then_marked)
    assert swept() == 0
    assert now(ticket).agreement_status == "First Response Due"


def test_a_deadlock_is_for_the_next_sweep(make, swept, monkeypatch, no_logs):
    names = make(2)
    with monkeypatch.context() as patch:
        error = frappe.QueryDeadlockError("injected")
        patch.setattr(tickets, "write_stamps", failing(tickets.write_stamps, error, names[0]))
        assert swept() == 0
    assert logged() == []
    assert swept() == 2


def test_a_connection_that_drops_loses_none(make, swept, other, monkeypatch):
    names = make(2)
    write = tickets.write_stamps

    def dropped(*args):
        [[own]] = frappe.db.sql("select connection_id()")
        with other.cursor() as cursor:
            cursor.execute(f"kill {own}")
        time.sleep(0.1)
        write(*args)

    with monkeypatch.context() as patch:
        patch.setattr(tickets, "write_stamps", dropped)
        with pytest.raises(Exception, match=r"2013|2006|gone away|\(0, ''\)"):
            swept()
    frappe.db.close()
    frappe.db.connect()
    assert states(names) == ["running"] * 2
    assert swept() == 2
    assert states(names) == ["breached"] * 2


def test_without_redis_clocks_are_marked(ticket, swept, no_redis):
    assert swept() == 1
    assert clock(ticket).state == "breached"
    frappe.local.cache = {}  # as in the next request
    assert sweeps.is_overdue()


def test_without_redis_tickets_are_saved(ticket, no_redis, frozen, monkeypatch):
    monkeypatch.setattr(sweep, "_looked", {})
    with frozen("2026-06-08 11:00:00"):
        doc = now(ticket)
        doc.subject = "Still on fire"
        doc.save()
    assert now(ticket).subject == "Still on fire"


# -- what cannot be judged -------------------------------------------------------------------------


@pytest.fixture
def fragile(make_customer, unique):
    """A contract of the site's own, and a function that breaks or mends it."""
    from sla_nl.api.contracts import use_contract

    name = use_contract(OFFICE, [make_customer(unique("Fragile BV"))])
    calendar = frappe.db.get_value("SLA Contract", name, "calendar")

    def turn(is_broken):
        value = "Nowhere" if is_broken else calendar
        frappe.db.set_value("SLA Contract", name, "calendar", value)
        cache_token.forget()
        frappe.db.commit()

    return name, turn


@pytest.fixture
def no_logs():
    frappe.db.delete("Error Log")
    frappe.db.commit()


def test_a_broken_contract_is_logged_once_and_blocks_no_other(make, swept, fragile, no_logs):
    name, turn = fragile
    broken, sound = make(2, sla_nl_contract=name), make()[0]
    turn(True)
    assert swept() == 1
    assert clock(sound).state == "breached"
    [log] = logged()
    assert name in log.method
    assert "Nowhere" in log.error
    assert all(ticket in log.error for ticket in broken)
    with statements() as sent:
        assert swept("2026-06-08 12:01:00") == 0
    assert len(sent) == 2
    assert len(logged()) == 1
    turn(False)
    assert swept("2026-06-08 12:02:00") == 2
    assert states(broken) == ["breached"] * 2
    assert {clock(ticket).set_aside for ticket in broken} == {None}


def test_a_ticket_that_raises_is_set_aside_until_it_is_saved(make, swept, frozen, no_logs):
    wrong, sound = make(2)
    frappe.db.sql(
        "update `tabSLA Ticket Event` set facts = json_set(facts, '$.priority', 'Someday') "
        "where ticket = %s",
        wrong,
    )
    assert swept() == 1
    assert states([wrong, sound]) == ["running", "breached"]
    assert swept("2026-06-08 12:01:00") == 0
    assert len(logged()) == 1
    with frozen("2026-06-08 12:02:00"):
        doc = now(wrong)
        doc.priority = "High"
        doc.save()
    assert clock(wrong).state == "breached"
    assert clock(wrong).set_aside is None


def test_what_the_database_refuses_for_one_ticket_blocks_no_other(
    make, swept, monkeypatch, no_logs
):
    wrong, *sound = make(3)
    error = frappe.db.DataError(1406, "Data too long")
    monkeypatch.setattr(tickets, "write_stamps", failing(tickets.write_stamps, error, wrong))
    assert swept() == 2
    assert states(sound) == ["breached"] * 2
    assert swept("2026-06-08 12:01:00") == 0
    [log] = logged()
    assert "Data too long" in log.error


PASSING = {
    "no answer of Redis": lambda: RedisTimeoutError("Timeout reading from socket"),
    "a module that is being deployed": lambda: ModuleNotFoundError("No module named 'holidays'"),
    "a full disk": lambda: OSError(28, "No space left on device"),
}
"""Faults of the machine, which the next minute may not have."""

PLACES = [
    # where it strikes, and how many errors are written of two tickets
    ((restamp, "judge"), 1),
    ((marking, "carry_out"), 2),
]


@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.parametrize(("place", "errors"), PLACES, ids=["judge", "write"])
def test_a_fault_that_passes_sets_no_ticket_aside(
    make, swept, monkeypatch, no_logs, fault, place, errors
):
    """It is no fault of the ticket or its contract: the next sweep tries again."""
    due = make(2)

    def strike(*args, **kwargs):
        raise PASSING[fault]()

    with monkeypatch.context() as patch:
        patch.setattr(*place, strike)
        for minute in (1, 2):
            assert swept(f"2026-06-08 12:0{minute}:00") == 0
    assert {clock(name).set_aside for name in due} == {None}
    assert len(logged()) == errors
    assert swept("2026-06-08 12:03:00") == 2
    assert states(due) == ["breached"] * 2


def test_the_clocks_of_a_deleted_ticket_go(make, swept):
    gone, sound = make(2)
    frappe.db.sql("delete from `tabHD Ticket` where name = %s", gone)
    assert swept() == 1
    assert not frappe.db.exists("SLA Clock", {"ticket": gone})
    assert clock(sound).state == "breached"


# -- the page, the desk, the jobs ------------------------------------------------------------------


def test_an_open_page_is_told_after_the_commit(ticket, swept, other, monkeypatch):
    """In Helpdesk's room of the ticket; what the page then reads is there."""
    told = []

    def emitted(event, message, room):
        with other.cursor() as cursor:
            cursor.execute("select agreement_status from `tabHD Ticket` where name = %s", (ticket,))
            told.append((event, message, room, cursor.fetchone()[0]))

    monkeypatch.setattr("frappe.realtime.emit_via_redis", emitted)
    swept()
    event = ("helpdesk:ticket-update", {"ticket_id": ticket}, f"open_doc:HD Ticket/{ticket}")
    assert told == [(*event, "Failed")]
    swept("2026-06-08 12:01:00")
    assert len(told) == 1


def test_a_cached_ticket_is_forgotten(ticket, swept):
    assert frappe.get_cached_doc("HD Ticket", ticket).agreement_status == "First Response Due"
    swept()
    assert frappe.get_cached_doc("HD Ticket", ticket).agreement_status == "Failed"


def test_with_nothing_due_it_takes_two_statements(make, swept):
    make()
    swept("2026-06-08 10:59:00")
    with statements() as sent:
        swept("2026-06-08 11:00:00")
    assert len(sent) == 2


def test_the_settings_show_the_last_sweep(make, swept):
    make(2)
    swept()
    swept("2026-06-08 12:01:00")
    settings = frappe.get_doc("SLA Settings")
    assert str(settings.last_sweep) == "2026-06-08 12:01:00"
    assert str(settings.last_marking) == PAST
    assert settings.clocks_marked == 2


def test_settings_saved_meanwhile_keep_the_last_sweep(swept):
    settings = frappe.get_doc("SLA Settings")
    swept("2026-06-08 12:01:00")
    settings.save()
    assert str(frappe.get_doc("SLA Settings").last_sweep) == "2026-06-08 12:01:00"


def test_a_disabled_app_marks_nothing(ticket, swept):
    frappe.db.set_single_value("SLA Settings", "enabled", 0)
    cache_token.forget()
    frappe.db.commit()
    try:
        assert swept() == 0
        assert clock(ticket).state == "running"
    finally:
        frappe.db.set_single_value("SLA Settings", "enabled", 1)
        cache_token.forget()
        frappe.db.commit()
    assert swept() == 1


def test_a_site_in_maintenance_is_left_alone(ticket, swept, monkeypatch):
    monkeypatch.setitem(frappe.local.conf, "maintenance_mode", 1)
    with statements() as sent:
        assert swept() == 0
    assert sent == []


@pytest.fixture
def queued(monkeypatch):
    """The jobs that are asked for; this process has not looked yet, and no sweep ran lately."""
    jobs = []
    monkeypatch.setattr(sweep, "_looked", {})
    monkeypatch.setattr(frappe, "enqueue", lambda *args, **kwargs: jobs.append(kwargs["job_id"]))
    frappe.cache.delete_value("sla_nl_last_sweep")
    return jobs


def test_a_save_asks_for_a_sweep_where_none_ran_lately(ticket, queued):
    with statements() as sent:
        sweep.ask_for_one()
    assert (queued, sent) == (["sla_nl_sweep"], [])
    now(ticket).save()
    assert len(queued) == 1


def test_a_save_finds_that_none_ran_lately(ticket, queued):
    now(ticket).save()
    assert queued == ["sla_nl_sweep"]


def test_a_save_asks_for_none_where_one_ran(ticket, queued, swept):
    swept("2026-06-08 11:00:00")
    now(ticket).save()
    assert queued == []


def test_the_job_that_is_asked_for_sweeps(ticket, frozen):
    """In the queue once, however often it is asked for; a worker runs it."""
    from frappe.utils.background_jobs import get_job

    frappe.cache.delete_value("sla_nl_last_sweep")
    for _ in range(2):
        sweep._looked.clear()
        sweep.ask_for_one()
    job = get_job("sla_nl_sweep")
    assert job.origin.endswith(":short")
    job.kwargs["is_async"] = False
    with frozen(PAST):
        job.func(**job.kwargs)
    job.delete()
    assert clock(ticket).state == "breached"


def test_the_second_job_sweeps_where_the_first_is_stuck(ticket, frozen):
    with frozen(PAST):
        frappe.cache.delete_value("sla_nl_last_sweep")
        sweep.catch_up()
        assert clock(ticket).state == "breached"
        frappe.db.sql("update `tabSLA Clock` set state = 'running', look_again_at = due")
        sweep.catch_up()
    assert clock(ticket).state == "running"


def test_both_jobs_are_scheduled(site):
    jobs = frappe.get_all(
        "Scheduled Job Type",
        {"method": ("like", "sla_nl.helpdesk.bulk.sweep.%")},
        ["method", "frequency", "cron_format"],
    )
    assert {(job.method, job.frequency, job.cron_format or None) for job in jobs} == {
        ("sla_nl.helpdesk.bulk.sweep.run", "Cron", "* * * * *"),
        ("sla_nl.helpdesk.bulk.sweep.catch_up", "All", None),
    }
