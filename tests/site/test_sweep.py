"""The sweep marks a clock whose date has passed once, whatever happens at the same time."""

from __future__ import annotations

import time
from datetime import datetime

import frappe
import pymysql
import pytest
from harness.counting import statements
from harness.sweeping import let_sweep, start_sweeper
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


@pytest.fixture(autouse=True)
def nothing_due(site):
    """Reset all clocks, so that the sweep finds only tickets of the test."""
    frappe.db.sql("update `tabSLA Clock` set look_again_at = null, set_aside = null")
    frappe.db.commit()


@pytest.fixture
def make(make_ticket, frozen):
    """Return a function that makes P3 incidents, reported on Monday 8 June 2026 at 10:00."""

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
def run_sweep(frozen):
    """Return a function that sweeps at a moment, as a job does, and returns how many it marked."""

    def at(moment=PAST):
        with frozen(moment):
            cache_token.look_again()
            marked = sweep.run()
            frappe.db.commit()
        return marked

    return at


@pytest.fixture
def other():
    """Open a second connection to the site's database, which commits each statement."""
    conf = frappe.conf
    connection = pymysql.connect(
        host=conf.db_host or "127.0.0.1", port=int(conf.db_port or 3306), user=conf.db_name,
        password=conf.db_password, database=conf.db_name, autocommit=True,
    )  # fmt: skip
    yield connection
    connection.close()


@pytest.fixture
def no_redis(monkeypatch):
    """Replace the cache and the queue by addresses where no Redis answers."""
    monkeypatch.setattr(frappe.cache, "connection_pool", ConnectionPool(port=1))
    name = "frappe.utils.background_jobs._redis_queue_conn"
    monkeypatch.setattr(name, Redis(port=1))
    monkeypatch.setattr(
        "frappe.utils.background_jobs.get_redis_conn", lambda *a, **k: Redis(port=1)
    )


def stored(name):
    """Return the ticket as it is in the database."""
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
    """Return the function, changed so that it fails for the ticket of this name."""

    def called(stamps):
        if name in stamps:
            raise error
        return function(stamps)

    return called


# -- marking ---------------------------------------------------------------------------------------


def test_a_date_that_passes_is_marked_once(ticket, run_sweep):
    assert run_sweep(DUE) == 0
    assert stored(ticket).agreement_status == "First Response Due"
    assert run_sweep() == 1
    assert stored(ticket).agreement_status == "Failed"
    assert clock(ticket).state == "breached"
    assert clock(ticket).breached_at == datetime.fromisoformat(DUE)
    written = clock(ticket).modified
    assert run_sweep("2026-06-08 12:01:00") == 0
    assert clock(ticket).modified == written


def test_the_ticket_is_not_modified(ticket, run_sweep):
    before = stored(ticket)
    run_sweep()
    after = stored(ticket)
    assert (after.modified, after.modified_by) == (before.modified, before.modified_by)
    assert {f for f in before.as_dict() if before.get(f) != after.get(f)} == {
        "agreement_status", "sla_nl_urgency",
    }  # fmt: skip


def test_the_ticket_then_keeps_the_date_that_it_missed(ticket, run_sweep, frozen):
    """vcare-4.5-p3: 80% of recoveries within a day, which is the only promise of that clock."""
    with frozen("2026-06-08 11:00:00"):
        stored(ticket).reply_via_agent(message="Working on it.")
    frappe.db.commit()
    assert stored(ticket).sla_nl_next_clock == "recovery@80"
    assert run_sweep("2026-06-09 10:00:01") == 1
    assert clock(ticket, "recovery@80").state == "breached"
    assert stored(ticket).sla_nl_next_clock == "recovery@80"
    assert stored(ticket).sla_nl_next_due == datetime.fromisoformat("2026-06-09 10:00:00")
    assert stored(ticket).sla_nl_urgency == "1 2026-06-09 10:00:00"
    assert stored(ticket).agreement_status == "Resolution Due"


def test_the_hourly_job_of_helpdesk_agrees(ticket, run_sweep, frozen):
    from helpdesk.helpdesk.doctype.hd_ticket.hd_ticket import update_sla_status_in_ticket

    run_sweep()
    before = stored(ticket).as_dict()
    with frozen("2026-06-08 12:05:00"):
        update_sla_status_in_ticket()
    assert stored(ticket).as_dict() == before


def test_a_save_after_the_sweep_changes_nothing(ticket, run_sweep, frozen):
    run_sweep()
    before = stored(ticket)
    with frozen("2026-06-08 12:05:00"):
        stored(ticket).save()
    assert stored(ticket).agreement_status == before.agreement_status
    assert run_sweep("2026-06-08 12:06:00") == 0


def test_a_paused_ticket_is_not_touched(ticket, run_sweep, frozen):
    with frozen("2026-06-08 11:00:00"):
        doc = stored(ticket)
        doc.status = "Replied"
        doc.save()
    frappe.db.commit()
    before = stored(ticket).as_dict()
    assert run_sweep("2026-07-08 11:00:00") == 0
    assert stored(ticket).as_dict() == before


def test_a_day_without_a_sweep_loses_no_breach(make, run_sweep):
    """Each clock is marked with the date that passed, not with the moment of the sweep."""
    early, late = make()[0], make(at="2026-06-08 15:00:00")[0]
    assert run_sweep("2026-06-09 16:00:00") == 2
    assert clock(early).breached_at == datetime.fromisoformat(DUE)
    assert clock(late).breached_at == datetime.fromisoformat("2026-06-08 17:00:00")


def test_a_sweep_leaves_more_than_its_limit_to_the_next(make, run_sweep, monkeypatch):
    monkeypatch.setattr(sweep, "AT_MOST", 2)
    make(3)
    assert [run_sweep(), run_sweep(), run_sweep()] == [2, 1, 0]


def test_a_planned_date_before_the_response_is_looked_at_once(
    make, make_customer, unique, run_sweep, frozen
):
    """The clock starts at the response, so it stays "not started" and is not due again."""
    from sla_nl.api.contracts import use_contract

    own = use_contract(OFFICE, [make_customer(unique("Later BV"))])
    later = {"starts_at": "responded"}
    frappe.db.set_value("SLA Target", {"parent": own, "clock": "resolution"}, later)
    frappe.get_doc("SLA Contract", own).save()
    name = make(sla_nl_kind="change", sla_nl_contract=own)[0]
    with frozen("2026-06-08 10:30:00"):
        doc = stored(name)
        doc.sla_nl_planned_for = "2026-06-08 13:00:00"
        doc.save()
    frappe.db.commit()
    date = datetime.fromisoformat("2026-06-08 13:00:00")
    assert clock(name, "resolution@100").look_again_at == date
    run_sweep("2026-06-08 13:00:01")
    assert clock(name, "resolution@100").state == "not started"
    assert clock(name, "resolution@100").due == date
    assert clock(name, "resolution@100").look_again_at is None


def test_a_ticket_whose_contract_was_hidden_is_not_marked(make, make_customer, unique, run_sweep):
    from sla_nl.api.contracts import use_contract

    customer = make_customer(unique("Gone BV"))
    own = use_contract(OFFICE, [customer])
    name = make(customer=customer, sla_nl_contract=None)[0]
    frappe.db.set_value("SLA Contract", own, "is_hidden", 1)
    cache_token.forget()
    frappe.db.commit()
    assert run_sweep() == 0
    assert not frappe.db.exists("SLA Clock", {"ticket": name})
    assert stored(name).sla_nl_judged_by is None
    assert stored(name).agreement_status == "First Response Due"


# -- at the same time ------------------------------------------------------------------------------


def test_two_sweeps_at_once_mark_each_clock_once(site, make, run_sweep):
    names = make(30)
    both = let_sweep([start_sweeper(site, PAST_UTC), start_sweeper(site, PAST_UTC)])
    assert sum(both) + run_sweep() == len(names)
    assert states(names) == ["breached"] * len(names)


STEPS = ("lock", "plans", "write_stamps", "write_all", "announce", "_set_aside")


@pytest.mark.parametrize(("step", "times", "done"), [
    *((step, 2, 1) for step in STEPS),
    ("commit", 4, 1), ("record", 1, 3),
])  # fmt: skip
def test_a_worker_killed_halfway_loses_no_breach(site, make, run_sweep, step, times, done):
    """Each batch has one ticket; the worker dies in the second, and a later sweep does the rest."""
    names = make(3)
    process = start_sweeper(site, PAST_UTC, step, str(times))
    let_sweep([process])
    assert process.returncode == -9
    assert states(names).count("breached") == done
    failed = [stored(name).agreement_status for name in names].count("Failed")
    assert failed == done
    assert sweep_until(run_sweep, 3 - done) == 3 - done
    assert states(names) == ["breached"] * 3
    assert [stored(name).agreement_status for name in names] == ["Failed"] * 3


def sweep_until(run_sweep, number):
    """Sweep until `number` clocks are marked, as the dead worker's locks may last a moment."""
    marked, patience = run_sweep(), 50
    while marked < number and patience:
        time.sleep(0.1)
        marked, patience = marked + run_sweep(), patience - 1
    return marked


def test_a_ticket_that_is_being_saved_is_left_to_the_next_sweep(make, run_sweep, other):
    held, free = make(2)
    with other.cursor() as cursor:
        cursor.execute("start transaction")
        cursor.execute("select name from `tabHD Ticket` where name = %s for update", (held,))
        assert run_sweep() == 1
        assert states([held, free]) == ["running", "breached"]
        cursor.execute("rollback")
    assert run_sweep() == 1
    assert states([held, free]) == ["breached"] * 2


def test_a_change_while_waiting_for_the_lock_is_seen(ticket, run_sweep, other, monkeypatch):
    """Another sweep marks the clock after the search for due tickets and before the lock."""
    asked = sweep.clocks.tickets_due

    def then_marked(*args):
        found = asked(*args)
        with other.cursor() as cursor:
            cursor.execute("update `tabSLA Clock` set look_again_at = null, state = 'breached'")
        return found

    monkeypatch.setattr(sweep.clocks, "tickets_due", then_marked)
    assert run_sweep() == 0
    assert stored(ticket).agreement_status == "First Response Due"


def test_after_a_deadlock_the_next_sweep_tries_again(make, run_sweep, monkeypatch, no_logs):
    names = make(2)
    with monkeypatch.context() as patch:
        error = frappe.QueryDeadlockError("injected")
        patch.setattr(tickets, "write_stamps", failing(tickets.write_stamps, error, names[0]))
        assert run_sweep() == 0
    assert logged() == []
    assert run_sweep() == 2


def test_a_dropped_connection_loses_no_breach(make, run_sweep, other, monkeypatch):
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
            run_sweep()
    frappe.db.close()
    frappe.db.connect()
    assert states(names) == ["running"] * 2
    assert run_sweep() == 2
    assert states(names) == ["breached"] * 2


def test_without_redis_clocks_are_marked(ticket, run_sweep, no_redis):
    assert run_sweep() == 1
    assert clock(ticket).state == "breached"
    frappe.local.cache = {}  # as in the next request
    assert sweeps.is_overdue()


def test_without_redis_tickets_are_saved(ticket, no_redis, frozen, monkeypatch):
    monkeypatch.setattr(sweep, "_looked", {})
    with frozen("2026-06-08 11:00:00"):
        doc = stored(ticket)
        doc.subject = "Still on fire"
        doc.save()
    assert stored(ticket).subject == "Still on fire"


# -- tickets that cannot be judged -----------------------------------------------------------------


@pytest.fixture
def fragile(make_customer, unique):
    """Make a contract; return its name, and a function that breaks (True) or repairs it."""
    from sla_nl.api.contracts import use_contract

    name = use_contract(OFFICE, [make_customer(unique("Fragile BV"))])
    calendar = frappe.db.get_value("SLA Contract", name, "calendar")

    def set_broken(is_broken):
        value = "Nowhere" if is_broken else calendar
        frappe.db.set_value("SLA Contract", name, "calendar", value)
        cache_token.forget()
        frappe.db.commit()

    return name, set_broken


@pytest.fixture
def no_logs():
    frappe.db.delete("Error Log")
    frappe.db.commit()


def test_a_broken_contract_is_logged_once_and_blocks_no_other_contract(
    make, run_sweep, fragile, no_logs
):
    name, set_broken = fragile
    broken, sound = make(2, sla_nl_contract=name), make()[0]
    set_broken(True)
    assert run_sweep() == 1
    assert clock(sound).state == "breached"
    [log] = logged()
    assert name in log.method
    assert "Nowhere" in log.error
    assert all(ticket in log.error for ticket in broken)
    with statements() as sent:
        assert run_sweep("2026-06-08 12:01:00") == 0
    assert len(sent) == 3
    assert len(logged()) == 1
    set_broken(False)
    assert run_sweep("2026-06-08 12:02:00") == 2
    assert states(broken) == ["breached"] * 2
    assert {clock(ticket).set_aside for ticket in broken} == {None}


def test_a_ticket_with_an_error_is_set_aside_until_it_is_saved(make, run_sweep, frozen, no_logs):
    wrong, sound = make(2)
    frappe.db.sql(
        "update `tabSLA Ticket Event` set facts = json_set(facts, '$.priority', 'Someday') "
        "where ticket = %s",
        wrong,
    )
    assert run_sweep() == 1
    assert states([wrong, sound]) == ["running", "breached"]
    assert run_sweep("2026-06-08 12:01:00") == 0
    assert len(logged()) == 1
    with frozen("2026-06-08 12:02:00"):
        doc = stored(wrong)
        doc.priority = "High"
        doc.save()
    assert clock(wrong).state == "breached"
    assert clock(wrong).set_aside is None


def test_a_database_error_for_one_ticket_blocks_no_other(make, run_sweep, monkeypatch, no_logs):
    wrong, *sound = make(3)
    error = frappe.db.DataError(1406, "Data too long")
    monkeypatch.setattr(tickets, "write_stamps", failing(tickets.write_stamps, error, wrong))
    assert run_sweep() == 2
    assert states(sound) == ["breached"] * 2
    assert run_sweep("2026-06-08 12:01:00") == 0
    [log] = logged()
    assert "Data too long" in log.error


PASSING = {
    "no answer of Redis": lambda: RedisTimeoutError("Timeout reading from socket"),
    "a module that is being deployed": lambda: ModuleNotFoundError("No module named 'holidays'"),
    "a full disk": lambda: OSError(28, "No space left on device"),
}
"""Faults of the machine, which may be over a minute later."""

PLACES = [
    # the function that raises, and the number of errors that are logged for two tickets
    ((restamp, "judge"), 1),
    ((marking, "carry_out"), 2),
]


@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.parametrize(("place", "errors"), PLACES, ids=["judge", "write"])
def test_a_fault_that_passes_sets_no_ticket_aside(
    make, run_sweep, monkeypatch, no_logs, fault, place, errors
):
    """The fault is not one of the ticket or its contract, so the next sweep tries again."""
    due = make(2)

    def strike(*args, **kwargs):
        raise PASSING[fault]()

    with monkeypatch.context() as patch:
        patch.setattr(*place, strike)
        for minute in (1, 2):
            assert run_sweep(f"2026-06-08 12:0{minute}:00") == 0
    assert {clock(name).set_aside for name in due} == {None}
    assert len(logged()) == errors
    assert run_sweep("2026-06-08 12:03:00") == 2
    assert states(due) == ["breached"] * 2


def test_the_clocks_of_a_deleted_ticket_are_deleted(make, run_sweep):
    gone, sound = make(2)
    frappe.db.sql("delete from `tabHD Ticket` where name = %s", gone)
    assert run_sweep() == 1
    assert not frappe.db.exists("SLA Clock", {"ticket": gone})
    assert clock(sound).state == "breached"


# -- the page, the desk, the jobs ------------------------------------------------------------------


def test_an_open_page_gets_a_message_after_the_commit(ticket, run_sweep, other, monkeypatch):
    """The message goes to Helpdesk's room of the ticket, when the new values can be read."""
    messages = []

    def emitted(event, message, room):
        with other.cursor() as cursor:
            cursor.execute("select agreement_status from `tabHD Ticket` where name = %s", (ticket,))
            messages.append((event, message, room, cursor.fetchone()[0]))

    monkeypatch.setattr("frappe.realtime.emit_via_redis", emitted)
    run_sweep()
    event = ("helpdesk:ticket-update", {"ticket_id": ticket}, f"open_doc:HD Ticket/{ticket}")
    assert messages == [(*event, "Failed")]
    run_sweep("2026-06-08 12:01:00")
    assert len(messages) == 1


def test_a_cached_ticket_is_read_again(ticket, run_sweep):
    assert frappe.get_cached_doc("HD Ticket", ticket).agreement_status == "First Response Due"
    run_sweep()
    assert frappe.get_cached_doc("HD Ticket", ticket).agreement_status == "Failed"


def test_a_sweep_with_nothing_due_takes_three_statements(make, run_sweep):
    """It looks for due clocks, then for due escalations and mails, and records that it ended."""
    make()
    run_sweep("2026-06-08 10:59:00")
    with statements() as sent:
        run_sweep("2026-06-08 11:00:00")
    assert len(sent) == 3


def test_the_settings_show_the_last_sweep(make, run_sweep):
    make(2)
    run_sweep()
    run_sweep("2026-06-08 12:01:00")
    settings = frappe.get_doc("SLA Settings")
    assert str(settings.last_sweep) == "2026-06-08 12:01:00"
    assert str(settings.last_marking) == PAST
    assert settings.clocks_marked == 2


def test_settings_saved_meanwhile_keep_the_last_sweep(run_sweep):
    settings = frappe.get_doc("SLA Settings")
    run_sweep("2026-06-08 12:01:00")
    settings.save()
    assert str(frappe.get_doc("SLA Settings").last_sweep) == "2026-06-08 12:01:00"


def test_a_disabled_app_marks_nothing(ticket, run_sweep):
    frappe.db.set_single_value("SLA Settings", "enabled", 0)
    cache_token.forget()
    frappe.db.commit()
    try:
        assert run_sweep() == 0
        assert clock(ticket).state == "running"
    finally:
        frappe.db.set_single_value("SLA Settings", "enabled", 1)
        cache_token.forget()
        frappe.db.commit()
    assert run_sweep() == 1


def test_a_site_in_maintenance_is_left_alone(ticket, run_sweep, monkeypatch):
    monkeypatch.setitem(frappe.local.conf, "maintenance_mode", 1)
    with statements() as sent:
        assert run_sweep() == 0
    assert sent == []


@pytest.fixture
def queued(monkeypatch):
    """Collect the ids of enqueued jobs, as if no sweep had run lately and nobody had checked."""
    jobs = []
    monkeypatch.setattr(sweep, "_looked", {})
    monkeypatch.setattr(frappe, "enqueue", lambda *args, **kwargs: jobs.append(kwargs["job_id"]))
    frappe.cache.delete_value("sla_nl_last_sweep")
    return jobs


def test_a_sweep_is_enqueued_once_if_none_ran_lately(ticket, queued):
    with statements() as sent:
        sweep.ask_for_one()
    assert (queued, sent) == (["sla_nl_sweep"], [])
    stored(ticket).save()
    assert len(queued) == 1


def test_a_save_enqueues_a_sweep_if_none_ran_lately(ticket, queued):
    stored(ticket).save()
    assert queued == ["sla_nl_sweep"]


def test_a_save_enqueues_no_sweep_if_one_ran(ticket, queued, run_sweep):
    run_sweep("2026-06-08 11:00:00")
    stored(ticket).save()
    assert queued == []


def test_the_enqueued_job_sweeps(ticket, frozen):
    """It is in the queue once, however often it is enqueued."""
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


def test_the_second_job_sweeps_if_the_first_is_stuck(ticket, frozen):
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
