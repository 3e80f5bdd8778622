"""Telling customers of maintenance: one mail each, in their language, with an invitation."""

from __future__ import annotations

import email.policy
import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path

import frappe
import pytest
import vobject
from harness.mail_server import flush, serving
from harness.maintaining import (
    END,
    NOTICE,
    NOW,
    START,
    WINDOW,
    clear,
    make_client,
    make_contact,
    stored,
    sweep_now,
    told,
)
from harness.records import make_manager
from harness.sweeping import let_sweep, start_sweeper
from icalendar import Calendar

from sla_nl.api import maintenance as api
from sla_nl.helpdesk.bulk import sweep
from sla_nl.maintenance import ical

SOON = "2026-06-02 09:00:00"
NOW_UTC = "2026-06-01 07:00:00"
PLANNER = "window.planner@example.com"
TELLER = Path(__file__).parent / "harness" / "teller.py"


@pytest.fixture(autouse=True)
def cleared(site):
    """Leave no window and no contact behind."""
    clear()
    yield
    clear()


@pytest.fixture
def box(monkeypatch):
    """Run a mail server, and point the site's account at it."""
    with serving(monkeypatch) as found:
        yield found


@pytest.fixture
def client(unique):
    """Make a customer under a contract of Raet, with a Dutch and an English contact."""
    return make_client(unique("Bericht BV"), "nl", "en")


@pytest.fixture
def announced(client, frozen, box):
    """Announce a window; the mails have arrived, and the box is empty again."""
    with frozen(NOW):
        window = stored(client.contract)
        assert api.announce(window.name, 0) == 2
    deliver(frozen, NOW)
    box.mails.clear()
    return frappe.get_doc(WINDOW, window.name)


def deliver(frozen, at):
    """Sweep, and send what is queued."""
    with frozen(at):
        sweep_now()
        flush()


def parsed(content):
    return message_from_bytes(content, policy=email.policy.default)


def attachments(box):
    """Return the calendar part of each mail by receiver: its type, method, and text."""
    found = {}
    for to, content in box.mails:
        for part in parsed(content).walk():
            if part.get_content_type() == "text/calendar":
                assert part.get_filename() == "maintenance.ics"
                found[to[0]] = (part["Content-Type"].params["method"], part.get_content())
    return found


def events(box):
    """Return the event in each attachment, read by `icalendar`, by receiver."""
    return {to: Calendar.from_ical(text).walk("VEVENT")[0] for to, (_, text) in
            attachments(box).items()}  # fmt: skip


def test_each_contact_gets_one_mail_in_their_language(client, frozen, box):
    with frozen(NOW):
        window = stored(client.contract)
        api.announce(window.name, 0)
    deliver(frozen, NOW)
    deliver(frozen, SOON)
    assert sorted(to for to, _ in box.mails) == sorted((one,) for one in client.emails)
    dutch, english = (parsed(dict(box.mails)[(one,)]) for one in client.emails)
    assert dutch["Subject"] == "Onderhoud: Groot onderhoud, zaterdag 20 juni"
    assert "De servers krijgen een update." in dutch.get_body().get_content()
    assert english["Subject"] == "Maintenance: Groot onderhoud, Saturday 20 June"
    text = english.get_body(("plain",)).get_content()
    assert "Saturday 20 June 2026 22:00 – Sunday 21 June 2026 02:00" in text
    assert "The service is not available meanwhile." in text
    window.reload()
    assert (window.status, str(window.announced_at), window.sequence) == ("Announced", NOW, 1)
    assert told(window.name) == [("Announced", one, 1) for one in sorted(client.emails)]
    queued = frappe.get_all("Email Queue", fields=["reference_doctype", "reference_name"])
    assert {(row.reference_doctype, row.reference_name) for row in queued} == {
        (WINDOW, window.name)
    }


def test_the_attachment_is_an_invitation_that_two_readers_understand(client, frozen, box):
    with frozen(NOW):
        window = stored(client.contract)
        api.announce(window.name, 0)
    deliver(frozen, NOW)
    to = client.emails[0]
    method, text = attachments(box)[to]
    assert method == "REQUEST"
    event = Calendar.from_ical(text).walk("VEVENT")[0]
    assert event.decoded("dtstart") == datetime(2026, 6, 20, 20, tzinfo=UTC)
    assert event.decoded("dtend") == datetime(2026, 6, 21, 0, tzinfo=UTC)
    assert (str(event["uid"]), event["sequence"]) == (ical.uid_of(window), 1)
    assert str(event["attendee"]) == f"mailto:{to}"
    assert event["attendee"].params["RSVP"] == "FALSE"
    second = vobject.readOne(text)
    assert second.method.value == "REQUEST"
    assert second.vevent.dtstart.value == datetime(2026, 6, 20, 20, tzinfo=UTC)
    assert second.vevent.description.value == "De servers krijgen een update."
    assert second.vevent.summary.value == "Onderhoud: Groot onderhoud"


def test_a_change_replaces_the_appointment(announced, client, frozen, box):
    before = ical.uid_of(announced)
    with frozen(SOON):
        announced.planned_start = "2026-06-20 23:00:00"
        announced.save()
        frappe.db.commit()
        shown = api.of_window(json.dumps(announced.as_dict(), default=str))
        assert (shown["steps_to_take"], shown["is_changed"]) == (
            ["change", "start", "cancel"], True,
        )  # fmt: skip
        assert api.tell_change(announced.name, 1) == 2
    deliver(frozen, SOON)
    assert {m for m, _ in attachments(box).values()} == {"REQUEST"}
    for event in events(box).values():
        assert (str(event["uid"]), event["sequence"]) == (before, 2)
        assert event.decoded("dtstart") == datetime(2026, 6, 20, 21, tzinfo=UTC)
    subject = parsed(dict(box.mails)[(client.emails[1],)])["Subject"]
    assert subject == "Changed: Maintenance: Groot onderhoud, Saturday 20 June"
    announced.reload()
    assert str(announced.announced_at) == SOON, "the new start was announced now"


def test_a_change_too_late_is_a_new_announcement_too_late(announced, frozen, as_user):
    with frozen("2026-06-15 09:00:00"):
        announced.planned_start = "2026-06-20 23:00:00"
        with pytest.raises(frappe.ValidationError, match="too late"):
            announced.save()
        announced.reload()
        announced.text_en = "More is done."
        announced.save()
        frappe.db.commit()
        assert api.tell_change(announced.name, 1) == 2
    assert str(announced.reload().announced_at) == NOW


def test_cancelling_removes_the_appointment(announced, client, frozen, box):
    with frozen(SOON):
        assert api.cancel(announced.name, 1, "The supplier is not ready.") == 2
    deliver(frozen, SOON)
    assert {m for m, _ in attachments(box).values()} == {"CANCEL"}
    event = events(box)[client.emails[1]]
    assert (str(event["status"]), event["sequence"]) == ("CANCELLED", 2)
    text = parsed(dict(box.mails)[(client.emails[1],)]).get_body(("plain",)).get_content()
    assert "does not take place" in text
    assert "The supplier is not ready." in text
    assert announced.reload().status == "Cancelled"


def test_whoever_left_hears_that_it_is_off_for_them(announced, client, frozen, box, unique):
    """A change cancels the appointment of those who are no contacts any more; a new one is told."""
    gone, kept = client.emails
    frappe.db.set_value("User", gone, "enabled", 0)
    added = f"{frappe.scrub(unique('nieuw'))}@client.example"
    with frozen(SOON):
        make_contact(client.customer, added)
        announced.text_en = "More is done."
        announced.save()
        frappe.db.commit()
        api.tell_change(announced.name, 1)
    deliver(frozen, SOON)
    methods = {to: method for to, (method, _) in attachments(box).items()}
    assert methods == {gone: "CANCEL", kept: "REQUEST", added: "REQUEST"}


def test_the_clock_starts_and_ends_a_window_and_tells_that_it_is_done(
    announced, client, frozen, box
):
    deliver(frozen, "2026-06-20 22:00:10")
    assert (announced.reload().status, str(announced.real_start)) == ("In progress", START)
    assert box.mails == []
    deliver(frozen, "2026-06-21 02:00:10")
    assert (announced.reload().status, str(announced.real_end)) == ("Done", END)
    assert sorted(to for to, _ in box.mails) == sorted((one,) for one in client.emails)
    subject = parsed(dict(box.mails)[(client.emails[1],)])["Subject"]
    assert subject == "Completed: Maintenance: Groot onderhoud, Saturday 20 June"
    deliver(frozen, "2026-06-21 03:00:10")
    assert len(box.mails) == 2


def test_after_a_stop_a_window_that_is_over_is_ended_at_once(announced, frozen, box):
    deliver(frozen, "2026-06-25 09:00:00")
    assert (announced.reload().status, str(announced.real_end)) == ("Done", END)


def test_nobody_is_told_of_the_end_if_the_planner_does_not_want_it(announced, frozen, box):
    announced.tell_when_done = 0
    with frozen(SOON):
        announced.save()
    deliver(frozen, "2026-06-25 09:00:00")
    assert announced.reload().status == "Done"
    assert box.mails == []


def test_work_that_takes_longer_tells_the_planner_once(client, frozen, box, as_user):
    with as_user(make_manager(PLANNER)), frozen(NOW):
        window = stored(client.contract)
        api.announce(window.name, 0)
        frappe.db.commit()
    with frozen("2026-06-20 22:05:00"), as_user(PLANNER):
        api.start(window.name, 1)
        frappe.db.commit()
    for at in ("2026-06-21 02:00:10", "2026-06-21 02:01:10"):
        deliver(frozen, at)
    assert window.reload().status == "In progress"
    subject = frappe.get_all("Notification Log", {"for_user": PLANNER}, pluck="subject")
    assert len(subject) == 1
    assert "was planned until now and has not been ended" in subject[0]
    box.mails.clear()
    with frozen("2026-06-21 02:30:00"), as_user(PLANNER):
        assert api.finish(window.name, 1) == 2
        frappe.db.commit()
    deliver(frozen, "2026-06-21 02:30:00")
    window.reload()
    assert (window.status, str(window.real_end)) == ("Done", "2026-06-21 02:30:00")
    event = events(box)[client.emails[0]]
    assert event.decoded("dtend") == datetime(2026, 6, 21, 0, 30, tzinfo=UTC)


def test_the_planner_is_reminded_a_day_before_the_latest_moment(client, frozen, box, as_user):
    with as_user(make_manager(PLANNER)), frozen(NOW):
        window = stored(client.contract)
    for at in ("2026-06-05 21:59:00", "2026-06-05 22:00:10", "2026-06-05 22:01:10"):
        deliver(frozen, at)
        number = frappe.db.count("Notification Log", {"for_user": PLANNER})
        assert number == (0 if at < "2026-06-05 22" else 1)
    assert [to for to, _ in box.mails] == [(PLANNER,)]
    subject = parsed(box.mails[0][1])["Subject"]
    assert subject == "Groot onderhoud has to be announced by Saturday 6 June 2026 22:00."
    assert window.reload().status == "Planned"


def test_the_mail_is_shown_before_it_is_sent(client, frozen, box):
    with frozen(NOW):
        window = stored(client.contract)
        shown = api.message(window.name, "announce")
    assert [mail["language"] for mail in shown["mails"]] == ["en", "nl"]
    assert shown["mails"][1]["subject"] == "Onderhoud: Groot onderhoud, zaterdag 20 juni"
    assert client.emails[0] in shown["people"]
    assert told(window.name) == []


def test_a_planner_who_clicks_twice_tells_nobody_twice(client, frozen, box):
    with frozen(NOW):
        window = stored(client.contract)
        api.announce(window.name, 0)
        frappe.db.commit()
        with pytest.raises(frappe.ValidationError, match="Somebody else"):
            api.announce(window.name, 0)
        with pytest.raises(frappe.ValidationError, match="cannot be done"):
            api.announce(window.name, 1)
    assert len(told(window.name)) == 2


def test_two_planners_at_once_tell_each_contact_once(client, frozen, box, site):
    """The second one waits for the first one, and is told so."""
    with frozen(NOW):
        window = stored(client.contract)
    processes = [
        subprocess.Popen(
            [sys.executable, TELLER, site, NOW_UTC, window.name],
            cwd=os.environ["SITES_PATH"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        ) for _ in range(2)
    ]  # fmt: skip
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    outcomes = sorted(process.communicate()[0].strip() for process in processes)
    frappe.db.commit()
    assert outcomes[0] == "2"
    assert outcomes[1].startswith("Somebody else has just told the customers")
    assert told(window.name) == [("Announced", one, 1) for one in sorted(client.emails)]
    deliver(frozen, NOW)
    assert len(box.mails) == 2


@pytest.fixture
def waiting(frozen, box, unique):
    """Announce a window to four contacts, whose mails wait; return their addresses."""
    client = make_client(unique("Samen BV"), "nl", "en", "nl", "en")
    with frozen(NOW):
        assert api.announce(stored(client.contract).name, 0) == 4
        frappe.db.commit()
    return [(email,) for email in sorted(client.emails)]


def test_two_sweeps_at_once_mail_each_contact_once(waiting, frozen, box, site):
    let_sweep([start_sweeper(site, NOW_UTC), start_sweeper(site, NOW_UTC)])
    deliver(frozen, SOON)
    assert sorted(to for to, _ in box.mails) == waiting


STEPS = [
    ("invitation", 1), ("sendmail", 1), ("set_mail", 1), ("invitation", 3), ("sendmail", 3),
    ("set_mail", 3), *(("commit", times) for times in range(1, 10)),
]  # fmt: skip


@pytest.mark.parametrize(("step", "times"), STEPS)
def test_a_worker_killed_halfway_mails_nobody_twice_and_loses_nobody(
    waiting, frozen, box, site, step, times
):
    """The worker dies at the step; a later sweep queues what is left."""
    process = start_sweeper(site, NOW_UTC, step, str(times))
    let_sweep([process])
    assert process.returncode == -9
    for _ in range(50):  # the locks of a dead worker may last a moment
        deliver(frozen, SOON)
        if len(box.mails) == len(waiting):
            break
        time.sleep(0.1)
    deliver(frozen, SOON)
    assert sorted(to for to, _ in box.mails) == waiting


def test_a_mail_server_that_is_down_is_seen_and_the_mail_sent_again_by_a_click(client, frozen, box):
    with frozen(NOW):
        window = stored(client.contract)
        api.announce(window.name, 0)
        frappe.db.commit()
    box.is_refusing = True
    for _ in range(4):  # Frappe tries three times.
        deliver(frozen, NOW)
    with frozen(SOON):
        sweep.catch_up()
        assert frappe.db.count(NOTICE, {"mail": "failed"}) == 2
        window.reload()
        shown = api.of_window(json.dumps(window.as_dict(), default=str))
        assert shown["has_failed_mails"]
        assert "failed" in shown["told"]
        box.is_refusing = False
        assert api.send_again(window.name) == 2
    deliver(frozen, SOON)
    assert len(box.mails) == 2
    assert frappe.db.count(NOTICE, {"mail": "queued"}) == 2


def test_without_an_outgoing_account_nothing_is_announced(client, frozen, no_account):
    with frozen(NOW):
        window = stored(client.contract)
        with pytest.raises(frappe.ValidationError, match="no outgoing e-mail account"):
            api.announce(window.name, 0)
    assert window.reload().status == "Planned"


def test_a_window_without_contacts_is_not_announced(frozen, box, unique):
    nobody = make_client(unique("Leeg BV"))
    with frozen(NOW):
        window = stored(nobody.contract)
        with pytest.raises(frappe.ValidationError, match="Nobody would be told"):
            api.announce(window.name, 0)


def test_a_bench_without_the_package_says_how_to_get_it(client, frozen, box, monkeypatch):
    """The mail waits as failed, with the reason, and can be sent again."""
    with frozen(NOW):
        window = stored(client.contract)
        api.announce(window.name, 0)
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, "icalendar", None)
            sweep_now()
    faults = set(frappe.get_all(NOTICE, {"window": window.name}, pluck="fault"))
    assert faults == {"The Python package icalendar is missing; run: bench setup requirements"}


def test_an_announced_window_is_cancelled_before_it_is_deleted(announced, client, frozen):
    with pytest.raises(frappe.ValidationError, match="Cancel it first"):
        announced.delete()
    with frozen(SOON):
        api.cancel(announced.name, 1)
    frappe.get_doc(WINDOW, announced.name).delete()
    assert frappe.db.count(NOTICE, {"window": announced.name}) == 0


def test_a_window_that_is_done_keeps_who_was_told(announced, frozen):
    deliver(frozen, "2026-06-25 09:00:00")
    with pytest.raises(frappe.ValidationError, match="is kept"):
        frappe.get_doc(WINDOW, announced.name).delete()


def test_nobody_writes_the_log_by_hand(announced):
    notice = frappe.get_doc(NOTICE, {"window": announced.name})
    with pytest.raises(frappe.PermissionError):
        notice.save()
    with pytest.raises(frappe.PermissionError):
        notice.delete()


def test_the_end_in_the_night_of_the_clock_change_is_ended_once(client, frozen, box):
    """On 25 October 2026 the hour from 2 to 3 comes twice."""
    with frozen("2026-10-01 09:00:00"):
        window = stored(client.contract, planned_start="2026-10-24 23:00:00",
                        planned_end="2026-10-25 02:30:00")  # fmt: skip
        api.announce(window.name, 0)
    moments = ("02:15:30+02:00", "02:30:30+02:00", "02:30:30+01:00", "03:00:30+01:00")
    for moment in moments:
        deliver(frozen, f"2026-10-25 {moment}")
    assert window.reload().status == "Done"
    assert [kind for kind, *_ in told(window.name)] == ["Announced"] * 2 + ["Completed"] * 2


def test_nothing_due_costs_one_statement(site, monkeypatch):
    from sla_nl.maintenance import moving
    from sla_nl.site.time import now_s

    statements, now = [], now_s()
    moving.run(now, 100)
    run = frappe.db.sql
    monkeypatch.setattr(frappe.db, "sql", lambda *a, **k: (statements.append(a), run(*a, **k))[1])
    assert moving.run(now, 100) == 0
    assert len(statements) == 1
