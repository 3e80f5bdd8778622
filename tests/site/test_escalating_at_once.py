"""Each escalation is told once and none is lost: two sweeps at once, killed workers, no Redis."""

from __future__ import annotations

import time

import frappe
import pytest
from harness.escalating import (
    AGENT,
    MANAGER_OF_SERVICE,
    SECOND,
    SUPPORT,
    hold,
    log_of,
    mails,
    own_contract,
    told,
)
from harness.mail_server import flush, serving
from harness.proxy import Proxy
from harness.sweeping import let_sweep, start_sweeper
from redis import ConnectionPool, Redis

from sla_nl.escalation import log
from sla_nl.helpdesk.bulk import sweep
from sla_nl.helpdesk.escalating import bell

FIRST, FIRST_UTC = "2026-06-08 10:00:30", "2026-06-08 08:00:30"
LATER = "2026-06-08 10:02:00"

pytestmark = pytest.mark.usefixtures("account")


@pytest.fixture
def make(make_incident, make_customer, unique):
    """Return a function that makes P1 incidents of a customer of its own."""
    customer = make_customer(unique("Samen BV"))
    _contract, matrix = own_contract(customer)
    hold(matrix, {SUPPORT: AGENT, MANAGER_OF_SERVICE: SECOND})

    def tickets(number):
        return [make_incident(customer=customer) for _ in range(number)]

    return tickets


def assert_each_was_told_once(tickets):
    """Each ticket is once in the log, once in the bell, and in exactly one mail."""
    written = "".join(mail.message.replace("=\n", "") for mail in mails(AGENT))
    for ticket in tickets:
        assert log_of(ticket, "state") == ["sent"]
        assert told(ticket) == [AGENT]
        assert frappe.db.count("HD Notification", {"reference_ticket": ticket}) == 1
        assert frappe.db.count("HD Ticket Activity", {"ticket": ticket, "owner": bell.AUTHOR}) == 1
        assert written.count(f"{ticket}: Printer") == 2, "as plain text and as HTML"


def until_all_are_told(swept, tickets):
    """Sweep until all tickets are told, as the locks of a dead worker may last a moment."""
    for _ in range(50):
        swept(LATER)
        if all(log_of(ticket, "state") for ticket in tickets):
            return
        time.sleep(0.1)


def test_two_sweeps_at_once_tell_each_escalation_once(site, make, swept):
    tickets = make(20)
    let_sweep([start_sweeper(site, FIRST_UTC), start_sweeper(site, FIRST_UTC)])
    until_all_are_told(swept, tickets)
    assert_each_was_told_once(tickets)


STEPS = [
    ("known", 2), ("add_all", 2), ("ring", 2), ("write_history", 2), ("finish", 2),
    ("letter_of", 1), ("sendmail", 1), ("commit", 3), ("commit", 5), ("commit", 9),
]  # fmt: skip


@pytest.mark.parametrize(("step", "times"), STEPS)
def test_a_worker_killed_halfway_tells_nobody_twice_and_loses_nobody(
    site, make, swept, step, times
):
    """Each batch has one ticket; the worker dies at the step, and a later sweep does the rest."""
    tickets = make(3)
    process = start_sweeper(site, FIRST_UTC, step, str(times))
    let_sweep([process])
    assert process.returncode == -9
    until_all_are_told(swept, tickets)
    swept(LATER)
    assert_each_was_told_once(tickets)


CUTS = [
    ("lock", 2), ("known", 2), ("add_all", 2), ("ring", 2), ("write_history", 2), ("finish", 2),
    ("letter_of", 1), ("sendmail", 1), ("commit", 5), ("commit", 8),
]  # fmt: skip


@pytest.fixture
def proxy():
    """Have a way to MariaDB that can be cut."""
    found = Proxy(frappe.conf.db_host or "127.0.0.1", int(frappe.conf.db_port or 3306))
    yield found
    found.cut()


@pytest.mark.parametrize(("step", "times"), CUTS)
def test_a_sweep_that_loses_mariadb_halfway_is_done_by_the_next(site, make, proxy, step, times):
    """MariaDB stops at the step and starts again; another worker tells whoever was not told yet."""
    tickets = make(3)
    process = start_sweeper(site, FIRST_UTC, step, str(times), str(proxy.port))
    process.stdin.write("\n")
    process.stdin.flush()
    assert process.stdout.readline() == "halfway\n"
    proxy.cut()
    process.communicate("\n")
    assert process.returncode == 1
    proxy.mend()
    let_sweep([start_sweeper(site, FIRST_UTC, "commit", "1000", str(proxy.port))])
    assert_each_was_told_once(tickets)


def test_a_ticket_that_is_being_saved_is_left_to_the_next_sweep(make, swept, other):
    held, free = make(2)
    with other.cursor() as cursor:
        cursor.execute("start transaction")
        cursor.execute("select name from `tabHD Ticket` where name = %s for update", (held,))
        swept(FIRST)
        assert (told(held), told(free)) == ([], [AGENT])
        cursor.execute("rollback")
    swept(LATER)
    assert_each_was_told_once([held, free])


@pytest.fixture
def other():
    """Open a second connection to the site's database."""
    import pymysql

    conf = frappe.conf
    connection = pymysql.connect(
        host=conf.db_host or "127.0.0.1", port=int(conf.db_port or 3306), user=conf.db_name,
        password=conf.db_password, database=conf.db_name, autocommit=True,
    )  # fmt: skip
    yield connection
    connection.close()


def test_without_redis_everybody_is_told(make, swept, monkeypatch):
    [ticket] = make(1)
    with monkeypatch.context() as patch:
        patch.setattr(frappe.cache, "connection_pool", ConnectionPool(port=1))
        name = "frappe.utils.background_jobs._redis_queue_conn"
        patch.setattr(name, Redis(port=1))
        patch.setattr("frappe.utils.background_jobs.get_redis_conn", lambda *a, **k: Redis(port=1))
        swept(FIRST)
    assert_each_was_told_once([ticket])


def test_a_ticket_with_a_fault_holds_up_no_other(make, swept, monkeypatch, no_logs):
    """Nothing of it is written, and the next sweep tries again."""
    bad, good = make(2)
    add_all = log.add_all

    def failing(entries):
        entries = list(entries)
        if any(entry.verdict.ticket.id == bad for entry in entries):
            raise ValueError("injected")
        add_all(entries)

    with monkeypatch.context() as patch:
        patch.setattr(log, "add_all", failing)
        swept(FIRST)
        assert (told(bad), told(good)) == ([], [AGENT])
        assert not frappe.db.exists("HD Notification", {"reference_ticket": bad})
    swept(LATER)
    assert_each_was_told_once([bad, good])


@pytest.fixture
def no_logs(site):
    """Remove what the test has logged."""
    yield
    frappe.db.rollback()
    frappe.db.delete("Error Log", {"method": ("like", "SLA NL: %")})
    frappe.db.commit()


DOUBLE_HOUR = [
    # when it is reported, and each sweep with the number of levels that were told by then
    ("02:45:00+02:00", {"02:45:30+02:00": 1, "02:59:30+02:00": 1, "02:00:30+01:00": 1,
                        "02:14:30+01:00": 1, "02:15:30+01:00": 2, "03:00:30+01:00": 2}),
    ("02:15:00+01:00", {"02:15:30+01:00": 1, "02:44:30+01:00": 1, "02:45:30+01:00": 2}),
    ("02:20:00+02:00", {"02:20:30+02:00": 1, "02:10:30+01:00": 2, "02:50:30+01:00": 2}),
]  # fmt: skip


@pytest.mark.parametrize(("reported", "sweeps"), DOUBLE_HOUR)
def test_when_the_clocks_go_back_each_escalation_is_told_once_and_in_time(
    make_incident, swept, reported, sweeps
):
    """On 25 October 2026 the hour from 2 to 3 comes twice; a P1 is answered within half an hour.

    In the last row no sweep runs while the response of 02:50 in the first of the two falls due.
    """
    ticket = make_incident(f"2026-10-25 {reported}", sla_nl_contract="vcare-connect-24x7")
    for moment, levels in sweeps.items():
        swept(f"2026-10-25 {moment}")
        told_now = [one for one in log_of(ticket, "state") if one != "overtaken"]
        assert len(told_now) == levels, moment


# -- a real mail server ----------------------------------------------------------------------------


@pytest.fixture
def box(monkeypatch):
    """Run a mail server, and point the site's account at it."""
    with serving(monkeypatch) as found:
        yield found


def test_the_mail_arrives_at_a_real_mail_server(make, swept, box):
    [ticket] = make(1)
    swept(FIRST)
    flush()
    [(to, content)] = box.mails
    assert to == (AGENT,)
    assert f"ticket {ticket}".encode() in content


def test_a_mail_that_the_server_refuses_is_seen_and_sent_again_by_a_click(make, swept, box):
    from sla_nl.api import escalations as api

    [ticket] = make(1)
    swept(FIRST)
    box.is_refusing = True
    for _ in range(4):  # Frappe tries three times.
        flush()
    sweep.catch_up()
    assert log_of(ticket, "state") == ["failed"]
    box.is_refusing = False
    assert api.send_again(log_of(ticket, "name")[0]) == 1
    flush()
    assert len(box.mails) == 1
    assert log_of(ticket, "state") == ["sent"]
