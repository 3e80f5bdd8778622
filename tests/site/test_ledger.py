"""The steps that people take with entries of the fee ledger, and who may take them."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor, wait
from decimal import Decimal

import frappe
import pytest
import requests
from harness import records
from harness.rest_client import Rest, RestError

from sla_nl.api import fees
from sla_nl.fees import ledger, states
from sla_nl.fees.ledger import ENTRY, Total, totals
from sla_nl.fees.states import FeeStateError
from sla_nl.helpdesk.saving import judging

OFFICE = "vcare-connect-office"
API = "sla_nl.api.fees."


def saved(ticket, **fields):
    doc = frappe.get_doc("HD Ticket", ticket.name)
    doc.update(fields)
    doc.save()


def entries(ticket):
    """Return the entries of a ticket as (state, amount), each before its reversal."""
    rows = frappe.get_all(
        ENTRY, {"ticket": ticket.name}, ["state", "amount"], order_by="charged_on, cause"
    )
    return [(row.state, row.amount) for row in rows]


def proposed(ticket):
    return frappe.db.get_value(ENTRY, {"ticket": ticket.name, "state": "Proposed"})


def state(entry):
    return frappe.db.get_value(ENTRY, entry, "state")


@pytest.fixture
def change(make_ticket, frozen):
    """Make a change request with priority P1 that is no disruption: it has a rush fee."""
    with frozen("2026-06-08 10:00:00"):
        ticket = make_ticket(
            sla_nl_contract=OFFICE, sla_nl_kind="change", sla_nl_priority="P1",
            customer="Acme BV",
        )  # fmt: skip
    with frozen("2026-06-08 11:00:00"):
        saved(ticket, sla_nl_is_disruption="No")
    return ticket


@pytest.fixture
def entry(change):
    """Return the entry of the rush fee, which has no amount yet."""
    return frappe.get_all(ENTRY, {"ticket": change.name}, pluck="name")[0]


@pytest.fixture
def manager(site):
    """Make an SLA Manager who is not an agent of Helpdesk."""
    return records.make_manager("finance@example.com")


@pytest.fixture
def reassess(change, frozen):
    """Return a function that assesses the ticket again, on the next day."""

    def assess(answer, hour):
        with frozen(f"2026-06-09 {hour}:00:00"):
            saved(change, sla_nl_is_disruption=answer)

    return assess


STEPS = {
    "confirm": lambda name: states.confirm(name),
    "waive": lambda name: states.waive(name, "Goodwill"),
    "dispute": lambda name: states.dispute(name, "It was a disruption, says the customer"),
    "propose_again": lambda name: states.propose_again(name),
    "invoice": lambda name: states.invoice(name, "2026-0001"),
}
LEADS_TO = [
    # from, step, to; any other step is refused
    ("Proposed", "confirm", "Confirmed"),
    ("Proposed", "waive", "Waived"),
    ("Proposed", "dispute", "Disputed"),
    ("Confirmed", "waive", "Waived"),
    ("Confirmed", "dispute", "Disputed"),
    ("Confirmed", "invoice", "Invoiced"),
    ("Disputed", "confirm", "Confirmed"),
    ("Disputed", "waive", "Waived"),
    ("Disputed", "propose_again", "Proposed"),
]
WAYS = {
    "Proposed": (),
    "Confirmed": ("confirm",),
    "Invoiced": ("confirm", "invoice"),
    "Waived": ("waive",),
    "Disputed": ("dispute",),
}
REFUSED = [
    (before, step)
    for before in WAYS
    for step in STEPS
    if not any(row[:2] == (before, step) for row in LEADS_TO)
]


@pytest.fixture
def brought_to(entry):
    """Return a function that gives the entry an amount and brings it to a state."""

    def bring(before):
        frappe.db.set_value(ENTRY, entry, {"amount": 125, "has_amount": 1})
        for step in WAYS[before]:
            STEPS[step](entry)
        return entry

    return bring


@pytest.mark.parametrize(("before", "step", "after"), LEADS_TO)
def test_a_step_leads_from_one_state_to_the_next(brought_to, before, step, after):
    name = brought_to(before)
    STEPS[step](name)
    assert state(name) == after


@pytest.mark.parametrize(("before", "step"), REFUSED)
def test_any_other_step_is_refused_and_changes_nothing(brought_to, before, step):
    name = brought_to(before)
    with pytest.raises(FeeStateError):
        STEPS[step](name)
    assert state(name) == before


def test_an_entry_without_an_amount_cannot_be_confirmed(entry, change):
    with pytest.raises(FeeStateError, match="asks for its amount"):
        states.confirm(entry)
    states.confirm(entry, Decimal("125.50"))
    assert totals(change.name) == [Total("EUR", Decimal("125.50"), 0)]


HOURS = [
    # typed, minutes, amount: at 120 an hour, in steps of 15 minutes, at least 30
    ("1,5", 90, 180),
    ("1.5", 90, 180),
    ("0,1", 30, 60),
    ("1,6", 105, 210),
]


@pytest.fixture
def hourly(entry):
    """Return the entry with a rate per hour, as it is booked by a rule with that basis."""
    rate = {"rate": 120, "rounding_minutes": 15, "minimum_minutes": 30, "basis": "per_hour"}
    frappe.db.set_value(ENTRY, entry, rate)
    return entry


@pytest.mark.parametrize(("typed", "minutes", "amount"), HOURS)
def test_hours_times_the_rate_are_the_amount(hourly, typed, minutes, amount):
    with pytest.raises(FeeStateError, match="asks for its hours"):
        fees.confirm(hourly)
    fees.confirm(hourly, hours=typed)
    found = frappe.db.get_value(ENTRY, hourly, ["state", "minutes", "amount", "has_amount"])
    assert found == ("Confirmed", minutes, amount, 1)


@pytest.mark.parametrize("typed", ["0", "-1", "x", "1001", "1:30"])
def test_what_is_no_number_of_hours_is_refused(hourly, typed):
    with pytest.raises(frappe.ValidationError, match="no number of hours"):
        fees.confirm(hourly, hours=typed)
    assert state(hourly) == "Proposed"


def test_hours_need_a_rate_and_leave_no_place_for_an_amount(entry, hourly):
    with pytest.raises(FeeStateError, match="one of them"):
        fees.confirm(hourly, amount="5", hours="1")
    frappe.db.set_value(ENTRY, entry, "rate", 0)
    with pytest.raises(FeeStateError, match="no rate per hour"):
        fees.confirm(entry, hours="1")


def test_a_known_amount_is_changed_only_by_settling_a_dispute(entry, change):
    states.confirm(entry, Decimal("125"))
    states.dispute(entry, "Too much")
    states.confirm(entry, Decimal("100"))
    assert totals(change.name) == [Total("EUR", Decimal("100.00"), 0)]
    frappe.db.set_value(ENTRY, entry, "state", "Proposed")
    with pytest.raises(FeeStateError, match="known already"):
        states.confirm(entry, Decimal("90"))


@pytest.mark.parametrize(
    "amount",
    ["-1", "1.0056", "NaN", "Infinity", "many", "abc", "1000000000", "1e999", "0", "0,00", 0, " ",
     "87,5,0", "1.2.3", "12 34", "1.23.456", True, float("nan")],
)  # fmt: skip
def test_a_wrong_amount_is_refused(amount):
    with pytest.raises(frappe.ValidationError, match="is not an amount"):
        states.amount_of(amount)


def test_no_amount_is_none():
    assert states.amount_of("") is None
    assert states.amount_of(None) is None


DUTCH, ENGLISH = "#.###,##", "#,###.##"


@pytest.mark.parametrize(
    ("text", "formats", "amount"),
    [
        ("87,50", (DUTCH, ENGLISH, "#.###", "# ###,##"), "87.50"),
        ("87.50", (DUTCH, ENGLISH, "#.###", "# ###,##"), "87.50"),
        ("150,00", (DUTCH, ENGLISH), "150"),
        ("1,5", (DUTCH, ENGLISH), "1.50"),
        (" 12 ", (DUTCH, ENGLISH), "12"),
        (87.5, (DUTCH, ENGLISH), "87.50"),
        (87, (DUTCH, ENGLISH), "87"),
        ("1.234,50", (DUTCH, ENGLISH), "1234.50"),
        ("1,234.50", (DUTCH, ENGLISH), "1234.50"),
        ("1 234,50", (DUTCH, ENGLISH), "1234.50"),
        ("1.234.567", (DUTCH, ENGLISH), "1234567"),
        ("1.500", (DUTCH, "#.###", "# ###,##", "#.###,###"), "1500"),
        ("1.500", (ENGLISH, "#,###", "# ###.##", "#'###.##", "#,##,###.##", ""), "1.50"),
        ("1,500", (ENGLISH, "#,###", "# ###.##", "#'###.##", "#, ###.##", ""), "1500"),
        ("1,500", (DUTCH, "#.###", "# ###,##"), "1.50"),
    ],
)
def test_an_amount_is_read_as_the_user_writes_it(text, formats, amount, monkeypatch):
    """Only where it may be two numbers does the number format of the site tell which."""
    for form in formats:
        monkeypatch.setattr(frappe, "get_system_settings", {"number_format": form}.get)
        assert states.amount_of(text) == Decimal(amount), form


@pytest.mark.parametrize(
    ("typed", "booked"), [("87,50", "87.50"), ("1.234,50", "1234.50"), ("abc", None), ("0", None)]
)
def test_what_is_typed_in_the_dialog_is_booked_or_refused(typed, booked, entry, change):
    """The dialog sends the text itself."""
    values = {"entry": entry, "amount": typed}
    if booked is None:
        with pytest.raises(frappe.ValidationError, match="is not an amount above 0"):
            frappe.call("sla_nl.api.fees.confirm", **values)
        assert frappe.db.get_value(ENTRY, entry, ["state", "has_amount"]) == ("Proposed", 0)
    else:
        frappe.call("sla_nl.api.fees.confirm", **values)
        assert totals(change.name) == [Total("EUR", Decimal(booked), 0)]


@pytest.mark.parametrize("step", [states.waive, states.dispute])
def test_a_fee_is_waived_or_disputed_only_with_a_reason(entry, step):
    with pytest.raises(frappe.MandatoryError):
        step(entry, "  ")


def test_the_user_the_step_and_the_reason_are_kept(entry, as_user, manager):
    with as_user(manager):
        states.waive(entry, "Goodwill")
    (version,) = frappe.get_all("Version", {"docname": entry}, ["owner", "data"])
    changed = frappe.parse_json(version.data)["changed"]
    assert version.owner == manager
    assert ["state", "Proposed", "Waived"] in changed
    assert next(new for field, _old, new in changed if field == "waived_reason") == "Goodwill"


# Fees that are no longer owed


@pytest.mark.parametrize("before", ["Proposed", "Confirmed", "Disputed", "Waived"])
def test_a_reversed_entry_that_was_not_invoiced_is_not_billed(brought_to, reassess, change, before):
    brought_to(before)
    reassess("Yes", 12)
    assert entries(change) == [(before, 125.0), ("Reversed", -125.0)]
    assert totals(change.name) == []


@pytest.mark.parametrize("step", list(STEPS))
def test_a_reversed_entry_cannot_change_its_state(entry, reassess, step):
    frappe.db.set_value(ENTRY, entry, {"amount": 125, "has_amount": 1})
    reassess("Yes", 12)
    with pytest.raises(FeeStateError):
        STEPS[step](entry)


def test_the_reversal_of_an_invoiced_entry_is_a_credit_to_be_billed(brought_to, reassess, change):
    brought_to("Invoiced")
    reassess("Yes", 12)
    assert entries(change) == [("Invoiced", 125.0), ("Proposed", -125.0)]
    assert totals(change.name) == [Total("EUR", Decimal("0.00"), 0)]
    credit = proposed(change)
    states.confirm(credit)
    states.invoice(credit, "2026-0002")
    assert totals(change.name) == [Total("EUR", Decimal("0.00"), 0)]


def test_the_amount_of_a_credit_is_that_of_its_fee(brought_to, reassess, change):
    brought_to("Invoiced")
    reassess("Yes", 12)
    credit = proposed(change)
    states.dispute(credit, "Which one?")
    with pytest.raises(FeeStateError):
        states.confirm(credit, Decimal("5"))


def test_a_waived_credit_leaves_the_fee_as_it_was_invoiced(brought_to, reassess, change):
    brought_to("Invoiced")
    reassess("Yes", 12)
    states.waive(proposed(change), "Agreed")
    assert totals(change.name) == [Total("EUR", Decimal("125.00"), 0)]


def test_a_fee_that_comes_back_after_it_was_invoiced_is_owed_once(brought_to, reassess, change):
    brought_to("Invoiced")
    reassess("Yes", 12)
    reassess("No", 13)
    assert sorted(entries(change)) == [("Invoiced", 125.0), ("Proposed", -125.0), ("Proposed", 0.0)]
    assert totals(change.name) == [Total("EUR", Decimal("0.00"), 1)]


def test_a_cancelled_invoice_makes_its_entries_confirmed_again(brought_to, change):
    name = brought_to("Invoiced")
    states.release("2026-0001")
    assert state(name) == "Confirmed"
    states.release("2026-0001")
    assert state(name) == "Confirmed"


def test_a_credit_is_dropped_if_the_invoice_of_its_fee_is_cancelled(brought_to, reassess, change):
    brought_to("Invoiced")
    reassess("Yes", 12)
    states.release("2026-0001")
    assert entries(change) == [("Confirmed", 125.0), ("Reversed", -125.0)]
    assert totals(change.name) == []


def test_an_invoiced_credit_stays_when_the_invoice_of_its_fee_is_cancelled(
    brought_to, reassess, change
):
    """Only the credit of -125 is still invoiced; the fee is billed again, so nothing is owed."""
    brought_to("Invoiced")
    reassess("Yes", 12)
    credit = proposed(change)
    states.confirm(credit)
    states.invoice(credit, "2026-0002")
    states.release("2026-0001")
    assert entries(change) == [("Confirmed", 125.0), ("Invoiced", -125.0)]
    assert totals(change.name) == [Total("EUR", Decimal("0.00"), 0)]
    states.release("2026-0002")
    assert entries(change) == [("Confirmed", 125.0), ("Reversed", -125.0)]


# No entry is booked or moved twice


def test_a_second_worker_books_and_reverses_nothing_twice(change, entry):
    doc = frappe.get_doc("HD Ticket", change.name)
    (fee,) = judging._verdict(doc).fees
    ledger.book(doc.name, doc.customer, OFFICE, [fee, fee])
    assert entries(change) == [("Proposed", 0.0)]
    for _ in range(2):
        ledger.reverse(doc.name, OFFICE, [fee, fee])
    assert entries(change) == [("Proposed", 0.0), ("Reversed", 0.0)]


def test_of_two_managers_at_once_exactly_one_confirms(entry, manager):
    """The test locks the entry, so both wait for it and then go on at the same moment."""
    address = os.environ["SLA_NL_SERVER"]
    users = [(manager, records.PASSWORD), ("Administrator", "admin")]
    frappe.db.commit()
    ledger.lock([entry])
    with ThreadPoolExecutor(2) as pool:
        sessions = [Rest(address, *user, lambda: None, lambda: None) for user in users]
        done = [pool.submit(one.call, API + "confirm", entry=entry, amount=5) for one in sessions]
        wait(done, timeout=3)
        assert not any(one.done() for one in done)
        frappe.db.commit()
    faults = [one.exception() for one in done]
    assert sorted(fault is None for fault in faults) == [False, True]
    assert "cannot become" in str(faults[0] or faults[1])
    assert len(frappe.get_all("Version", {"docname": entry})) == 1


# Permissions


CALLS = [
    ("confirm", {"amount": 5}),
    ("waive", {"reason": "x"}),
    ("dispute", {"reason": "x"}),
    ("propose_again", {}),
    ("mark_invoiced", {"number": "x"}),
]


@pytest.mark.parametrize(("method", "arguments"), CALLS)
@pytest.mark.parametrize("user", ["agent@example.com", "klant@example.com"])
def test_only_a_manager_changes_the_state_of_an_entry(entry, rest, user, method, arguments):
    with pytest.raises(RestError) as refused:
        rest(user).call(API + method, entry=entry, **arguments)
    assert refused.value.status == 403
    assert state(entry) == "Proposed"


@pytest.mark.parametrize(("method", "arguments"), CALLS)
def test_a_guest_changes_no_state(entry, method, arguments, rest):
    frappe.db.commit()
    answer = requests.post(
        f"{os.environ['SLA_NL_SERVER']}/api/method/{API}{method}",
        json={"entry": entry, **arguments}, timeout=60,
    )  # fmt: skip
    assert answer.status_code == 403


def test_an_agent_reads_the_ledger_and_a_customer_does_not(entry, rest):
    assert rest("agent@example.com").get(f"resource/{ENTRY}/{entry}")["state"] == "Proposed"
    for path in (f"resource/{ENTRY}/{entry}", f"resource/{ENTRY}"):
        with pytest.raises(RestError) as refused:
            rest("klant@example.com").get(path)
        assert refused.value.status == 403


def test_a_manager_who_is_not_an_agent_sees_the_whole_ledger(entry, rest, manager):
    session = rest(manager)
    assert session.get(f"resource/{ENTRY}/{entry}")["name"] == entry
    session.call(API + "confirm", entry=entry, amount=12.5)
    frappe.db.commit()
    assert frappe.db.get_value(ENTRY, entry, ["state", "amount"]) == ("Confirmed", 12.5)


def test_a_get_request_changes_no_state(entry, rest):
    with pytest.raises(RestError) as refused:
        rest().get(f"method/{API}confirm", entry=entry, amount=5)
    assert refused.value.status in (403, 405)


def test_the_administrator_cannot_write_an_entry_by_hand(entry, rest):
    admin = rest()
    before = frappe.db.get_value(ENTRY, entry, "*")
    content = {"ticket": before.ticket, "cause": "by hand", "state": "Confirmed"}
    for attempt in (
        lambda: admin.put(f"resource/{ENTRY}/{entry}", {"state": "Confirmed"}),
        lambda: admin.delete(f"resource/{ENTRY}/{entry}"),
        lambda: admin.post(f"resource/{ENTRY}", content),
        lambda: admin.call("frappe.client.set_value", doctype=ENTRY, name=entry,
                           fieldname="amount", value=1),
        lambda: admin.call("frappe.client.rename_doc", doctype=ENTRY, old_name=entry,
                           new_name="other"),
    ):  # fmt: skip
        with pytest.raises(RestError) as refused:
            attempt()
        assert refused.value.status in (403, 417)
    assert frappe.db.get_value(ENTRY, entry, "*") == before
