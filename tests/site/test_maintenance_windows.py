"""Maintenance windows in the desk: judged while filled in, overruled, copied, in a calendar."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from html import unescape

import frappe
import pytest
from harness.maintaining import (
    END,
    MAJOR,
    NIGHT,
    NOW,
    START,
    WINDOW,
    clear,
    inserted,
    make_client,
    stored,
    window_of,
)
from harness.records import make_admin, make_manager

from sla_nl.api import maintenance as api
from sla_nl.maintenance.copying import next_month

SMART = "smart-fms-basic"
LATE = "2026-06-10 09:00:00"
MANAGER, ADMIN = "window.manager@example.com", "window.admin@example.com"


@pytest.fixture(autouse=True)
def cleared(site):
    """Leave no window and no contact behind."""
    clear()
    yield
    clear()


@pytest.fixture
def client(unique):
    """Make a customer under a contract of Raet, with a Dutch and an English contact."""
    return make_client(unique("Venster BV"), "nl", "en")


@pytest.fixture
def manager(as_user):
    """Be an SLA Manager."""
    with as_user(make_manager(MANAGER)):
        yield MANAGER


def seen(window):
    """Return what the form shows of a window, with the judgement as plain text."""
    shown = api.of_window(json.dumps(window.as_dict(), default=str))
    for field in ("judgement", "steps", "told"):
        shown[field] = plain(shown[field])
    return shown


def plain(html):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def new(window):
    window.set("__islocal", 1)
    window.name = "new-window-1"
    return window


def test_the_form_says_until_when_to_announce_and_who_is_told(client, frozen):
    with frozen(NOW):
        shown = seen(new(window_of(client.contract)))
    assert "It keeps the rules of the contract." in shown["judgement"]
    assert "by Saturday 6 June 2026 22:00 at the latest" in shown["judgement"]
    assert shown["announce_by"] == 1780776000
    assert "2 people get one mail each" in shown["told"]
    for email in client.emails:
        assert email in shown["told"]
    assert "2 weeks before the start is Saturday 6 June 2026 22:00" in shown["steps"]


def test_the_form_is_in_the_users_language(client, frozen, monkeypatch):
    monkeypatch.setattr(frappe.local, "lang", "nl")
    with frozen(LATE):
        shown = seen(new(window_of(client.contract)))
    assert "Mag niet" in shown["judgement"]
    assert "2 mensen krijgen elk één e-mail" in shown["told"]


def test_a_hard_fault_has_its_clause_and_a_soft_one_is_a_warning(client, frozen, unique):
    with frozen(LATE):
        shown = seen(new(window_of(client.contract)))
    assert shown["has_hard_faults"]
    assert "Not allowed Not announced, 83 hours too late" in shown["judgement"]
    smart = make_client(unique("Zacht BV"), "en", standard=SMART)
    soft = {"maintenance_type": "Klein onderhoud", "planned_start": "2026-06-09 10:00:00",
            "planned_end": "2026-06-09 11:00:00"}  # fmt: skip
    with frozen(NOW):
        shown = seen(new(window_of(smart.contract, **soft)))
    assert not shown["has_hard_faults"]
    assert shown["judgement"].startswith("Mind")


def test_the_form_counts_the_windows_of_the_month_and_shows_overlaps(frozen, unique):
    """Smart FMS allows two regular windows a month; the third is a hard fault."""
    smart = make_client(unique("Teller BV"), "en", standard=SMART)
    days = [{"maintenance_type": NIGHT, "planned_start": f"2026-06-{day} 20:00:00",
             "planned_end": f"2026-06-{day} 21:00:00"} for day in (10, 17, 24)]  # fmt: skip
    with frozen(NOW):
        stored(smart.contract, **days[0])
        shown = seen(new(window_of(smart.contract, **days[1])))
        assert "2 of 2 in June 2026" in shown["judgement"]
        stored(smart.contract, **days[1])
        shown = seen(new(window_of(smart.contract, **days[2])))
        assert "number 3 of this month, and at most 2 are allowed" in shown["judgement"].lower()
        shown = seen(new(window_of(smart.contract, **days[0])))
        assert "At the same time Regulier onderhoud" in shown["judgement"]


def test_several_contracts_are_judged_each(client, frozen, unique):
    """The window has to keep the rules of both, and the contacts of both are told."""
    other = make_client(unique("Mede BV"), "en")
    rows = [{"contract": other.contract}]
    with frozen(LATE):
        shown = seen(new(window_of(client.contract, more_contracts=rows)))
    titles = [frappe.db.get_value("SLA Contract", one.contract, "title") for one in (client, other)]
    assert all(f"{title}: not announced" in shown["judgement"] for title in titles)
    assert "3 people get one mail each" in shown["told"]


def test_an_incomplete_form_says_what_is_missing(client):
    shown = seen(new(window_of(client.contract, planned_end=None)))
    assert shown["judgement"].startswith("Fill in contract, type, start and end")


def test_a_hard_fault_is_refused_until_a_manager_writes_why(client, frozen, manager):
    with frozen(LATE):
        with pytest.raises(frappe.ValidationError, match="too late"):
            window_of(client.contract).insert()
        draft = inserted(window_of(client.contract, status="Draft"))
        draft.status = "Planned"
        with pytest.raises(frappe.ValidationError, match="too late"):
            draft.save()
        draft.reload()
        draft.update({"status": "Planned", "overrule_reason": "The customer asked for it."})
        draft.save()
    draft.reload()
    assert (draft.status, draft.overruled_by) == ("Planned", MANAGER)
    assert str(draft.overruled_at) == LATE
    assert draft.overruled_rules == f"notice@{client.contract}"


def test_a_reason_holds_for_the_faults_for_which_it_was_given(client, frozen, manager):
    with frozen(LATE):
        reason = "The customer asked for it."
        window = inserted(window_of(client.contract, overrule_reason=reason))
        changes = {"maintenance_type": NIGHT, "planned_start": "2026-06-20 12:00:00"}
        window.update(changes)
        with pytest.raises(frappe.ValidationError, match="outside the hours"):
            window.save()
        window.reload().update(changes)
        window.overrule_reason = "The night is needed for something else."
        window.save()
    assert window.overruled_rules == f"hours@{client.contract}"


def test_only_an_sla_manager_overrules(client, frozen, as_user):
    window = window_of(client.contract, overrule_reason="Because.")
    refused = pytest.raises(frappe.PermissionError, match="SLA Manager")
    with as_user(make_admin(ADMIN)), frozen(LATE), refused:
        window.insert()


def test_a_text_can_be_corrected_after_the_latest_moment(client, frozen):
    """The window is judged anew only if its times or terms change."""
    with frozen(NOW):
        window = inserted(window_of(client.contract))
    with frozen(LATE):
        window.text_en = "The servers are renewed."
        window.save()


def test_states_come_by_buttons_and_by_the_clock(client, frozen):
    with frozen(NOW):
        window = inserted(window_of(client.contract))
        for status in ("Announced", "In progress", "Done", "Cancelled"):
            window.status = status
            with pytest.raises(frappe.ValidationError):
                window.save()
            window.reload()
        with pytest.raises(frappe.ValidationError):
            window_of(client.contract, status="Done").insert()


def test_who_told_the_customers_otherwise_says_when(client, frozen):
    with frozen(NOW):
        window = inserted(window_of(client.contract))
        window.update({"announced_at": "2026-06-01 08:00:00", "announced_through": "phone"})
        window.save()
        assert window.status == "Announced"
        later = window_of(client.contract, announced_at="2026-06-02 08:00:00")
        later.announced_through = "phone"
        with pytest.raises(frappe.ValidationError, match="still to come"):
            later.insert()


def test_a_service_is_one_of_the_contract(client, frozen):
    with frozen(NOW):
        assert window_of(client.contract, service="Applicaties").insert().title == (
            "Groot onderhoud · Applicaties"
        )
        with pytest.raises(frappe.ValidationError, match="no service of"):
            window_of(client.contract, service="Website").insert()


def test_a_moment_over_the_change_of_the_clocks_is_announced_at_the_same_clock_time(client, frozen):
    """Two weeks before 30 March 2026 01:30 (CEST) is 16 March 01:30 (CET)."""
    times = {"planned_start": "2026-03-30 01:30:00", "planned_end": "2026-03-30 04:00:00"}
    with frozen("2026-03-01 09:00:00"):
        shown = seen(new(window_of(client.contract, **times)))
    assert "by Monday 16 March 2026 01:30 at the latest" in shown["judgement"]


MONTHS = [
    ("2026-06-09 22:00", "2026-07-14 22:00"),
    ("2026-12-08 22:00", "2027-01-12 22:00"),
    ("2026-06-30 22:00", "2026-07-28 22:00"),
    ("2026-05-31 01:00", "2026-06-28 01:00"),
    ("2026-01-29 23:30", "2026-02-26 23:30"),
]


@pytest.mark.parametrize(("at", "then"), MONTHS)
def test_the_next_month_has_the_same_weekday(at, then):
    moment = frappe.utils.get_datetime
    assert next_month(moment(at)) == moment(then)


def test_a_copy_is_a_draft_of_the_next_month(client, frozen, manager):
    with frozen(NOW):
        told = {"announced_at": NOW, "announced_through": "phone"}
        window = inserted(window_of(client.contract, **told))
        copy = frappe.get_doc(WINDOW, api.copy_to_next_month(window.name))
    assert (copy.status, copy.announced_at, copy.planner) == ("Draft", None, MANAGER)
    assert str(copy.planned_start) == "2026-07-18 22:00:00"
    assert copy.planned_end - copy.planned_start == frappe.utils.get_datetime(
        END
    ) - frappe.utils.get_datetime(START)


def test_the_calendar_has_the_windows_of_its_span(client, frozen, as_user):
    with frozen(NOW):
        window = stored(client.contract)
    span = {"start": "2026-06-21 00:00:00", "end": "2026-06-28 00:00:00"}
    [event] = api.events(**span, filters=json.dumps([[WINDOW, "status", "=", "Planned"]]))
    assert (event["name"], event["title"]) == (window.name, f"{MAJOR} (Planned)")
    assert api.events(start="2026-06-21 02:00:00", end="2026-06-28 00:00:00") == []
    with as_user("klant@example.com"), pytest.raises(frappe.PermissionError):
        api.events(**span)


ODD = ["[", "[]", "{}", '{"doctype": "SLA Maintenance Window"}',
       '{"doctype": "SLA Maintenance Window", "__islocal": 1, "contract": 5}',
       '{"doctype": "SLA Maintenance Window", "__islocal": 1, "planned_start": "soon"}',
       '{"doctype": "SLA Maintenance Window", "__islocal": 1, "more_contracts": [{"contract": 7}]}',
       ]  # fmt: skip


@pytest.mark.parametrize("document", ODD)
def test_a_form_of_nonsense_is_refused_or_shown_empty(site, document):
    """It is no error of the server."""
    shown = ""
    with suppress(frappe.ValidationError, frappe.PermissionError):
        shown = plain(api.of_window(document)["judgement"])
    assert shown == "" or shown.startswith("Fill in")


def test_customers_and_guests_reach_none_of_it(client, frozen, as_user):
    with frozen(NOW):
        window = stored(client.contract)
    document = json.dumps(window.as_dict(), default=str)
    for user in ("klant@example.com", "Guest"):
        with as_user(user):
            for call in (
                lambda: api.of_window(document),
                lambda: api.choices(client.contract),
                lambda: api.copy_to_next_month(window.name),
                lambda: api.message(window.name, "announce"),
                lambda: api.announce(window.name, 0),
                lambda: api.tell_change(window.name, 0),
                lambda: api.cancel(window.name, 0),
                lambda: api.start(window.name, 0),
                lambda: api.finish(window.name, 0),
                lambda: api.send_again(window.name),
            ):
                with pytest.raises(frappe.PermissionError):
                    call()


def test_agents_read_windows_and_change_none(client, frozen, as_user):
    with frozen(NOW):
        window = stored(client.contract)
        with as_user("agent@example.com"):
            shown = seen(frappe.get_doc(WINDOW, window.name))
            assert shown["steps_to_take"] == []
            with pytest.raises(frappe.PermissionError):
                api.announce(window.name, 0)
            with pytest.raises(frappe.PermissionError):
                frappe.get_doc(WINDOW, window.name).save()


def test_a_patch_settles_windows_of_older_sites(client, frozen):
    """They keep their data; past ones are left alone."""
    from sla_nl.patches.v0_3 import settle_maintenance_windows as patch

    with frozen(NOW):
        told_of = stored(client.contract, announced_at=NOW, announced_through="phone")
        past = stored(client.contract, status="Draft", planned_start="2026-05-01 22:00:00",
                      planned_end="2026-05-01 23:00:00")  # fmt: skip
        old = dict.fromkeys(("title", "planner", "announced_start", "look_at"))
        for window in (told_of, past):
            frappe.db.set_value(WINDOW, window.name, old)
        frappe.db.set_value(WINDOW, past.name, "status", "Announced")
        patch.execute()
        patch.execute()
    fields = ["title", "planner", "announced_start", "look_at", "status", "announced_at"]
    row = frappe.db.get_value(WINDOW, told_of.name, fields, as_dict=True)
    assert (row.title, row.planner, str(row.announced_start)) == (MAJOR, "Administrator", START)
    assert (str(row.look_at), row.status, str(row.announced_at)) == (START, "Announced", NOW)
    assert frappe.db.get_value(WINDOW, past.name, ["look_at", "status"]) == (None, "Announced")
