"""Credit cases: from missed promises over meetings to a discount in the ledger (Covide 7.3)."""

from __future__ import annotations

from decimal import Decimal

import frappe
import pytest
from harness import records
from harness.counting import statements
from harness.past import uncommitted
from harness.rest_client import RestError, at_once

from sla_nl.api.credits import missed_promises
from sla_nl.contracts import copies
from sla_nl.credits import sweep
from sla_nl.credits.cases import CASE
from sla_nl.fees import states
from sla_nl.fees.ledger import ENTRY
from sla_nl.fees.states import FeeStateError
from sla_nl.helpdesk.bulk import sweep as whole
from sla_nl.site.time import now_s

COVIDE, OFFICE = "covide-premium", "vcare-connect-office"
AGENT, KLANT, MANAGER = "agent@example.com", "klant@example.com", "credits@example.com"
REPORTED, MISSED = "2026-06-08 09:00:00", "2026-06-08 18:00:00"
MET = "2026-06-15 10:00:00"
"""The first meeting; three months later is 15 September 2026 10:00."""

FOLLOW_UP = "2026-07-15 10:00:00"
FIRST_STEP, SECOND_STEP = "2026-09-15 10:00:00", "2026-10-15 10:00:00"
METHOD = "sla_nl.api.credits.missed_promises"
TITLE = "Korting wegens te late oplossingen"


@pytest.fixture
def customer(make_customer, unique):
    """Make a customer of this test alone, with a copy of Covide's contract."""
    name = make_customer(unique("Covide BV"))
    copies.copy_for(COVIDE, [name])
    return name


@pytest.fixture
def contract(customer):
    """Return the name of the customer's contract."""
    return frappe.db.get_value("SLA Contract Customer", {"customer": customer}, "parent")


@pytest.fixture
def missed(customer, make_ticket, frozen):
    """Make an urgent ticket that is solved three hours late, and return its name."""
    with frozen(REPORTED):
        ticket = make_ticket(customer=customer, priority="Urgent")
    with frozen(MISSED):
        ticket.status = "Resolved"
        ticket.save()
    return ticket.name


@pytest.fixture
def case(customer, contract, missed, frozen):
    """Return a function that makes a case, with the first meeting held or not."""

    def make(held=MET, responsible=AGENT, at=MET):
        with frozen(at):
            doc = frappe.get_doc(
                doctype=CASE,
                customer=customer,
                contract=contract,
                responsible=responsible,
                requested_on="2026-06-10",
                promises=[{"ticket": missed, "due_key": "resolution@99.9"}],
            )
            doc.append("meetings", {"planned_for": MET, "held_at": held})
            return doc.insert()

    return make


def entries(case):
    fields = ["percentage", "state", "charged_on", "has_amount", "reverses"]
    found = frappe.get_all(
        ENTRY, {"credit_case": case.name}, fields, order_by="charged_on, creation"
    )
    return [
        (row.percentage, row.state, str(row.charged_on), bool(row.has_amount), bool(row.reverses))
        for row in found
    ]


def meetings(case):
    return [
        (str(row.planned_for), row.promised_for and str(row.promised_for)) for row in case.meetings
    ]


def swept(case, moment, frozen):
    with frozen(moment), uncommitted():
        sweep.run(now_s())
    return frappe.get_doc(CASE, case.name)


def test_only_missed_limits_of_the_customer_are_offered(customer, contract, missed):
    """The aim of 90 percent is not missed by one ticket."""
    offered = [(row["ticket"], row["due_key"]) for row in missed_promises(customer, contract)]
    assert (missed, "resolution@99.9") in offered
    assert not [key for _ticket, key in offered if key.endswith("@90")]


def test_two_managers_at_once_make_one_case_of_a_promise(customer, contract, missed, make_agent):
    """Else the customer would get two discounts for one promise."""
    make_agent(MANAGER, "SLA Manager")
    frappe.db.commit()
    content = {
        "customer": customer, "contract": contract, "requested_on": "2026-06-10",
        "promises": [{"ticket": missed, "due_key": "resolution@99.9"}],
    }  # fmt: skip
    answers = at_once(MANAGER, 4, f"resource/{CASE}", content)
    frappe.db.rollback()
    made = frappe.get_all(CASE, {"customer": customer}, pluck="name")
    assert len(made) == 1, answers
    assert sum("rests on it already" in str(answer) for answer in answers) == 3, answers


def test_a_case_asks_first_for_a_meeting(case):
    """Without a first meeting there are no dates and no discount."""
    doc = case(held=None, at="2026-06-10 09:00:00")
    assert (doc.state, doc.percentage, len(doc.meetings)) == ("Asked for", 0, 1)
    assert entries(doc) == []


def test_the_first_meeting_dates_the_one_that_follows(case):
    """A month later there is a new meeting; later ones follow one by one."""
    doc = case()
    assert doc.state == "Running"
    assert meetings(doc) == [(MET, None), (FOLLOW_UP, FOLLOW_UP)]


def test_the_sweep_adds_each_following_meeting_once(case, frozen):
    """It looks when the last one has come, and finds a meeting that was moved as it is."""
    doc = case().reload()
    with frozen(MET):
        doc.meetings[1].planned_for = "2026-07-17 14:00:00"
        doc.save()
    doc = swept(doc, "2026-07-15 10:01:00", frozen)
    doc = swept(doc, "2026-07-15 10:02:00", frozen)
    assert meetings(doc)[1:] == [
        ("2026-07-17 14:00:00", FOLLOW_UP),
        ("2026-08-15 10:00:00", "2026-08-15 10:00:00"),
    ]


def test_the_ladder_is_booked_step_by_step(case, frozen):
    """Three months after the first meeting 5 percent, each month 5 more; once each."""
    doc = case()
    doc = swept(doc, "2026-09-15 09:59:00", frozen)
    assert entries(doc) == []
    for moment in (FIRST_STEP, "2026-09-15 10:01:00", SECOND_STEP):
        doc = swept(doc, moment, frozen)
    assert entries(doc) == [
        (5, "Proposed", "2026-09-15", False, False),
        (10, "Proposed", "2026-10-15", False, False),
    ]
    assert doc.percentage == 10


def test_the_ladder_ends_at_half_the_invoice(case, frozen):
    """Ten steps of 5 percent, and no more after that."""
    doc = swept(case(), "2028-01-01 09:00:00", frozen)
    assert [row[0] for row in entries(doc)] == [5 * step for step in range(1, 11)]
    assert (doc.percentage, doc.state) == (50, "Running")


def test_progress_ends_the_ladder(case, frozen):
    """What had begun stays; a moment before a step takes that step back."""
    doc = swept(case(), SECOND_STEP, frozen)
    with frozen("2026-10-20 09:00:00"):
        doc.update({"progress_at": "2026-10-01 09:00:00", "progress": "Everything is stable."})
        doc.save()
    assert (doc.state, doc.percentage, doc.look_again_at) == ("Progress made", 0, None)
    assert entries(doc) == [
        (5, "Proposed", "2026-09-15", False, False),
        (10, "Proposed", "2026-10-15", False, False),
        (10, "Reversed", "2026-10-20", False, True),
    ]
    swept(doc, "2027-06-01 09:00:00", frozen)
    assert len(entries(doc)) == 3


def test_progress_that_is_taken_back_books_the_step_again(case, frozen):
    """The entry that was reversed stays reversed; a new one takes its place."""
    doc = swept(case(), FIRST_STEP, frozen)
    for progress in ("2026-09-01 09:00:00", None):
        with frozen("2026-09-20 09:00:00"):
            doc = doc.reload()
            doc.update({"progress_at": progress, "progress": "It seemed so."})
            doc.save()
    assert sorted(row[1] for row in entries(doc)) == ["Proposed", "Proposed", "Reversed"]
    assert {row[0] for row in entries(doc)} == {5}


def test_a_credit_asks_for_its_invoice(case, frozen):
    """5 percent of 1,234.50 is 61.73: half a cent goes up. Nothing else is an amount of it."""
    doc = swept(case(), FIRST_STEP, frozen)
    (entry,) = frappe.get_all(ENTRY, {"credit_case": doc.name}, pluck="name")
    for wrong in ({}, {"amount": Decimal(10)}, {"amount": Decimal(1), "hours": Decimal(1)}):
        with pytest.raises(FeeStateError):
            states.confirm(entry, **wrong)
    states.confirm(entry, invoice_amount=Decimal("1234.50"))
    fields = ["state", "amount", "invoice_amount", "currency", "fee_title"]
    found = frappe.db.get_value(ENTRY, entry, fields)
    assert found == ("Confirmed", -61.73, 1234.5, "EUR", TITLE)


def test_a_fee_is_no_share_of_an_invoice(make_ticket, frozen):
    """The amount of an invoice prices credits only."""
    with frozen(REPORTED):
        rush = {"sla_nl_kind": "change", "sla_nl_priority": "P1", "sla_nl_is_disruption": "No"}
        ticket = make_ticket(sla_nl_contract=OFFICE, **rush).name
    entry = frappe.get_all(ENTRY, {"ticket": ticket}, pluck="name")[0]
    with pytest.raises(FeeStateError, match="no share of an invoice"):
        states.confirm(entry, invoice_amount=Decimal(100))


WRONG = [
    # name, change, what the refusal says
    ("not missed", {"promises": [{"due_key": "quote@100"}]}, "row 1.*no missed promise"),
    ("twice", {"promises": [{}, {}]}, "row 2.*twice"),
    ("nothing", {"promises": []}, "promises"),
    ("future", {"meetings": [{"planned_for": MET, "held_at": FOLLOW_UP}]}, "row 1.*future"),
    ("early", {"progress_at": "2026-06-09 10:00:00", "progress": "x"}, "before it"),
    ("later", {"progress_at": FOLLOW_UP, "progress": "x"}, "future"),
    ("no meeting", {"meetings": [], "progress_at": MET, "progress": "x"}, "fill in when"),
    ("no ladder", {"contract": OFFICE}, "gives no credit"),
]


@pytest.mark.parametrize(("change", "said"), [row[1:] for row in WRONG], ids=[r[0] for r in WRONG])
def test_a_case_that_does_not_fit_is_refused(customer, contract, missed, frozen, change, said):
    """The refusal names the row, and says how to do it right."""
    values = {
        "customer": customer, "contract": contract, "requested_on": "2026-06-10",
        "promises": [{}], "meetings": [{"planned_for": MET, "held_at": MET}], **change,
    }  # fmt: skip
    promise = {"ticket": missed, "due_key": "resolution@99.9"}
    values["promises"] = [{**promise, **row} for row in values["promises"]]
    with frozen(MET), pytest.raises(frappe.ValidationError, match=said):
        frappe.get_doc(doctype=CASE, **values).insert()


def test_a_promise_carries_one_case_only(case):
    """A second case on the same missed promise is refused, and names the first."""
    first = case()
    with pytest.raises(frappe.ValidationError, match=first.name):
        case()


def test_whoever_looks_after_it_is_reminded_once(case, frozen):
    """A week before a meeting, when it was not held, and when a discount begins."""
    doc = case()
    for moment in ("2026-07-08 10:01:00", "2026-07-08 10:02:00", "2026-07-15 10:01:00", FIRST_STEP):
        doc = swept(doc, moment, frozen)
    told = frappe.get_all(
        "Notification Log",
        {"document_name": doc.name, "for_user": AGENT},
        pluck="subject",
        order_by="creation, name",
    )
    assert sum("a meeting is planned for Wed 15 July" in line for line in told) == 1
    assert sum("the meeting of Wed 15 July" in line for line in told) == 1
    assert sum("a discount of 5% begins" in line for line in told) == 1


def test_without_a_due_case_the_sweep_costs_one_statement(site, frozen):
    """The sweep of each minute looks for cases by an index."""
    with frozen("2020-01-01 09:00:00"), statements() as found:
        sweep.run(now_s())
    assert len([query for query in found if "tabSLA" in query]) == 1


def test_the_sweep_of_each_minute_looks_at_cases(site, monkeypatch, frozen):
    """It does so if a case is due."""
    looked = []
    monkeypatch.setattr(sweep, "run", looked.append)
    monkeypatch.setattr(whole.due, "kinds_due", lambda now: {whole.due.CREDITS})
    with frozen("2020-01-01 09:00:00"):
        whole.run()
    assert len(looked) == 1


def test_only_managers_see_cases_and_credits(case, frozen, rest, unique):
    """Agents and customers get neither the case, nor its rows, nor its entries."""
    doc = swept(case(), FIRST_STEP, frozen)
    entry = frappe.get_all(ENTRY, {"credit_case": doc.name}, pluck="name")[0]
    manager = records.make_manager(MANAGER)
    frappe.db.commit()
    try:
        for user in (AGENT, KLANT):
            for doctype, name in ((CASE, doc.name), (ENTRY, entry)):
                with pytest.raises(RestError) as refused:
                    rest(user).get(f"resource/{doctype}/{name}")
                assert refused.value.status == 403, (user, doctype)
            with pytest.raises(RestError):
                rest(user).call(METHOD, customer=doc.customer, contract=doc.contract)
        names = rest(AGENT).get("resource/SLA Fee Entry", filters=f'[["name","=","{entry}"]]')
        assert names == []
        found = rest(manager).get(f"resource/{CASE}/{doc.name}")
        assert found["customer"] == doc.customer
    finally:
        frappe.db.delete(ENTRY, {"credit_case": doc.name})
        for child in ("SLA Credit Promise", "SLA Credit Meeting"):
            frappe.db.delete(child, {"parent": doc.name})
        frappe.db.delete(CASE, {"name": doc.name})
        frappe.db.commit()
