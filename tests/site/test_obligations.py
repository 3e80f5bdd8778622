"""What has to be done by a date under a contract: made, done, repeated, and reminded of."""

from __future__ import annotations

import frappe
import pytest
from harness.escalating import outgoing, quiet
from harness.rest_client import RestError, apart, at_once

from sla_nl.api.contracts import new_version, use_contract
from sla_nl.api.obligations import done, drop, events_of, open_again, record_event
from sla_nl.helpdesk.bulk import sweep

OFFICE = "vcare-connect-office"
OBLIGATION = "SLA Obligation"
AGENT, OTHER, MANAGER = "agent@example.com", "agent2@example.com", "manager@example.com"
MONDAY, JULY, AUGUST = "2026-06-08 10:00:00", "2026-07-08 09:00:00", "2026-08-03 09:00:00"
DOCUMENT = "Volgend testdocument van de back-ups"
FIELDS = ("what", "state", "since", "due", "done_at")


@pytest.fixture
def contract(make_customer, unique, frozen):
    """Take Vcare's contract into use on Monday 8 June 2026, 10:00."""
    with frozen(MONDAY):
        return use_contract(OFFICE, [make_customer(unique("Duty BV"))])


@pytest.fixture
def survey(make_agent, frozen):
    """Make an obligation of an agent: a survey each year, due on 31 January 2027."""
    make_agent(AGENT)
    with frozen(MONDAY):
        return make(responsible=AGENT, due="2027-01-31 12:00:00", repeat_amount=1,
                    repeat_unit="years")  # fmt: skip


@pytest.fixture
def still():
    """Leave nothing that is due, before and after the test."""
    quiet()
    yield
    frappe.db.rollback()
    frappe.db.delete(OBLIGATION)
    quiet()


def make(**fields):
    return frappe.get_doc(doctype=OBLIGATION, **{"what": "Survey", **fields}).insert().name


def stored(name, *fields):
    row = frappe.db.get_value(OBLIGATION, name, fields or FIELDS, as_dict=True)
    return tuple(str(value or "") for value in row.values())


def of(contract):
    rows = frappe.get_all(OBLIGATION, {"contract": contract}, FIELDS, order_by="since, due, what")
    return [tuple(str(value or "") for value in row.values()) for row in rows]


# -- made from a contract -------------------------------------------------------------------------


def test_using_a_contract_makes_what_recurs_under_it(contract):
    """A test document each quarter: the first one three months after the contract is used."""
    assert of(contract) == [(DOCUMENT, "open", MONDAY, "2026-09-08 10:00:00", "")]
    (name,) = frappe.get_all(OBLIGATION, {"contract": contract}, pluck="name")
    assert stored(name, "clause", "responsible") == ("vcare-8.1-test-document", "Administrator")


def test_doing_it_makes_the_next_one_as_long_after_it(contract, frozen):
    (name,) = frappe.get_all(OBLIGATION, {"contract": contract}, pluck="name")
    with frozen(AUGUST):
        (following,) = done(name, note="Sent to all customers.")
    assert stored(name)[1:] == ("done", MONDAY, "2026-09-08 10:00:00", AUGUST)
    assert stored(following)[1:4] == ("open", AUGUST, "2026-11-03 09:00:00")
    assert stored(following, "follows") == (name,)


def test_doing_it_twice_makes_one_next(contract, frozen):
    """A retry gets the one that was made."""
    (name,) = frappe.get_all(OBLIGATION, {"contract": contract}, pluck="name")
    with frozen(AUGUST):
        first = done(name)
        assert done(name, at=JULY) == first
    assert stored(name, "done_at") == (AUGUST,)
    assert len(of(contract)) == 2


def test_eight_users_who_do_it_at_once_make_one_next(make_agent, still):
    """Those who waited for the first one are told of what it made, too."""
    make_agent(AGENT)
    name = make(responsible=AGENT, due="2027-01-31 12:00:00", repeat_amount=1, repeat_unit="years")
    frappe.db.commit()
    answers = at_once(AGENT, 8, f"method/{done.__module__}.done", {"obligation": name})
    frappe.db.rollback()
    following = frappe.get_all(OBLIGATION, {"follows": name}, pluck="name")
    assert len(following) == 1
    assert answers == [following] * 8


def test_an_event_of_a_contract_makes_what_follows_from_it(contract, frozen):
    """After an objection Vcare begins to consult within fourteen days, and so on."""
    assert "objection_received" in events_of(contract)
    with frozen(JULY):
        (consult,) = record_event(contract, "objection_received", JULY)
        assert record_event(contract, "objection_received", JULY) == [consult]
        assert stored(consult)[0] == "Overleg over het bezwaar beginnen"
        assert stored(consult)[3] == "2026-07-22 09:00:00"
    with frozen("2026-07-10 09:00:00"):
        (agree,) = done(consult)
    assert stored(agree)[3] == "2026-07-24 09:00:00"


@pytest.mark.parametrize(
    ("event", "at", "message"),
    [
        ("resolved", JULY, "Nothing follows from resolved"),
        ("version_effective", JULY, "Nothing follows from version_effective"),
        ("backup_made", "2026-07-09 09:00:00", "in the future"),
        ("backup_made", "tomorrow", "2026-06-12 09:00"),
    ],
)
def test_an_event_that_a_contract_does_not_have_is_refused(contract, frozen, event, at, message):
    with frozen(JULY), pytest.raises(frappe.ValidationError, match=message):
        record_event(contract, event, at)


def test_what_recurs_goes_on_under_the_next_version(contract, frozen):
    (name,) = frappe.get_all(OBLIGATION, {"contract": contract}, pluck="name")
    with frozen(MONDAY):
        later = new_version(contract, "2026-10-01", "3.11")
    with frozen("2026-10-02 09:00:00"):
        (following,) = done(name)
    assert stored(following, "contract", "due") == (later, "2027-01-02 09:00:00")


def test_a_deleted_contract_takes_what_was_to_be_done_with_it(contract, frozen):
    """What was done stays, with its evidence."""
    (name,) = frappe.get_all(OBLIGATION, {"contract": contract}, pluck="name")
    with frozen(AUGUST):
        (following,) = done(name)
    frappe.delete_doc("SLA Contract", contract)
    assert stored(name, "state", "contract") == ("done", "")
    assert not frappe.db.exists(OBLIGATION, following)
    frappe.get_doc(OBLIGATION, name).save()


# -- done, repeated, dropped ----------------------------------------------------------------------


def test_a_series_counts_from_its_first_date(survey, frozen):
    """A month from 31 January is 28 February, and the one after it 31 March again."""
    with frozen(MONDAY):
        name = make(due="2026-01-31 12:00:00", repeat_amount=1, repeat_unit="months")
        assert stored(name)[1] == "missed"
    dates = []
    for moment in ("2026-02-01", "2026-02-20", "2026-03-20"):
        with frozen("2026-06-09 10:00:00"):
            (name,) = done(name, at=f"{moment} 10:00:00")
            dates.append(stored(name)[3][:10])
    assert dates == ["2026-02-28", "2026-03-31", "2026-04-30"]


def test_what_is_done_long_after_its_date_comes_back_in_the_future(frozen):
    """A meeting each half year was held eight months late: the next one is not late at once."""
    with frozen(MONDAY):
        name = make(due="2025-10-01 12:00:00", repeat_amount=6, repeat_unit="months")
        (following,) = done(name)
    assert stored(following)[1:4] == ("open", MONDAY, "2026-10-01 12:00:00")


def test_an_obligation_can_be_opened_again_and_takes_the_next_one_back(survey, frozen):
    with frozen(JULY):
        (following,) = done(survey)
        open_again(survey)
    assert not frappe.db.exists(OBLIGATION, following)
    assert stored(survey)[1:] == ("open", MONDAY, "2027-01-31 12:00:00", "")


def test_it_is_not_opened_again_once_the_next_one_is_done(survey, frozen):
    with frozen(JULY):
        (following,) = done(survey)
        done(following)
        with pytest.raises(frappe.ValidationError, match="Open that again first"):
            open_again(survey)


def test_it_is_not_opened_again_if_the_next_one_is_done_at_that_moment(survey, frozen):
    """Somebody else does it after the transaction of this user has begun."""
    with frozen(JULY):
        (following,) = done(survey)
    frappe.db.commit()
    assert stored(following)[1] == "open"
    apart(AGENT).post("method/sla_nl.api.obligations.done", {"obligation": following})
    with frozen(JULY), pytest.raises(frappe.ValidationError, match="Open that again first"):
        open_again(survey)
    frappe.db.rollback()
    state = stored(following)[1]
    frappe.db.delete(OBLIGATION, {"responsible": AGENT})
    frappe.db.commit()
    assert state == "done"


def test_a_dropped_one_says_why_and_is_not_done(survey, frozen):
    with frozen(JULY):
        with pytest.raises(frappe.ValidationError, match="Say why"):
            drop(survey, " ")
        drop(survey, "The customer left.")
        with pytest.raises(frappe.ValidationError, match="Open it again first"):
            done(survey)
    assert stored(survey, "state", "note", "remind_at") == ("dropped", "The customer left.", "")


WRONG = [
    ({"what": " "}, "Say what has to be done"),
    ({"due": "9999-01-01 00:00:00"}, "no date and time"),
    ({"remind_days": 400}, "0 to 365 days"),
    ({"repeat_amount": 3}, "Repeat it every"),
    ({"repeat_unit": "days"}, "Repeat it every"),
    ({"repeat_amount": 3, "repeat_unit": "days", "due": None}, "needs a due date"),
    ({"responsible": "klant@example.com"}, "neither an agent"),
]


@pytest.mark.parametrize(("fields", "message"), WRONG)
def test_what_cannot_be_meant_is_refused(fields, message, make_customer_user):
    make_customer_user()
    with pytest.raises(frappe.ValidationError, match=message):
        make(**{"due": "2026-07-01 12:00:00", **fields})


def test_a_request_cannot_write_what_the_app_writes(survey):
    doc = frappe.get_doc(OBLIGATION, survey)
    doc.update({"state": "done", "done_at": MONDAY, "cause": "x", "number": 9}).save()
    assert stored(survey, "state", "done_at", "cause", "number") == ("open", "", "", "")


# -- who ------------------------------------------------------------------------------------------


def test_an_agent_sees_and_does_their_own(survey, make_agent, as_user, frozen):
    make_agent(OTHER)
    other = make(due="2027-02-01 12:00:00")
    with as_user(AGENT), frozen(JULY):
        assert frappe.get_list(OBLIGATION, pluck="name") == [survey]
        doc = frappe.get_doc(OBLIGATION, survey)
        doc.note = "Sent."
        doc.save()
        for change in ({"due": "2028-01-01 12:00:00"}, {"responsible": OTHER}):
            with pytest.raises(frappe.PermissionError):
                frappe.get_doc(OBLIGATION, survey).update(change).save()
        for refused in (lambda: done(other), lambda: drop(survey, "x"), lambda: open_again(survey)):
            with pytest.raises(frappe.PermissionError):
                refused()
        assert len(done(survey)) == 1
    with as_user(OTHER):
        assert frappe.get_list(OBLIGATION) == []


def test_a_customer_sees_nothing_of_it(survey, make_customer_user, rest):
    user = make_customer_user()
    frappe.db.commit()
    for method, arguments in (
        ("sla_nl.api.obligations.done", {"obligation": survey}),
        ("frappe.client.get_value", {"doctype": OBLIGATION, "fieldname": "what", "filters": "{}"}),
    ):
        with pytest.raises(RestError) as refusal:
            rest(user).call(method, **arguments)
        assert refusal.value.status == 403
    frappe.db.delete(OBLIGATION, {"name": survey})
    frappe.db.commit()


# -- reminders ------------------------------------------------------------------------------------


def bells(user):
    told = {"for_user": user, "document_type": OBLIGATION}
    return frappe.get_all("Notification Log", told, pluck="subject", order_by="creation")


def mails(user):
    queued = frappe.get_all(
        "Email Queue Recipient", {"recipient": user}, pluck="parent", order_by="creation"
    )
    return [str(frappe.get_doc("Email Queue", name).message) for name in queued]


def sweep_at(frozen, *moments):
    for moment in moments:
        with frozen(moment):
            sweep.run()


def test_they_are_told_once_before_the_date_and_once_after_it(still, survey, frozen):
    frappe.db.commit()
    with outgoing():
        sweep_at(frozen, "2027-01-24 11:59:00")
        assert bells(AGENT) == []
        sweep_at(frozen, "2027-01-24 12:00:00", "2027-01-24 12:01:00")
        assert bells(AGENT) == ["Survey: due Sunday 31 January 2027 12:00"]
        sweep_at(frozen, "2027-01-31 12:00:00", "2027-01-31 12:01:00", "2027-02-01 09:00:00")
        assert [line.partition(":")[2][:9] for line in bells(AGENT)] == [" due Sund", " was due "]
        assert len(mails(AGENT)) == 2
    assert stored(survey)[1] == "missed"


def test_several_on_one_day_are_one_mail(still, survey, frozen):
    with frozen(MONDAY):
        make(what="Meeting", responsible=AGENT, due="2027-01-31 13:00:00", remind_days=8)
    frappe.db.commit()
    with outgoing():
        sweep_at(frozen, "2027-01-25 09:00:00")
        (mail,) = mails(AGENT)
    assert "2 obligations need you" in mail
    assert len(bells(AGENT)) == 2


def test_without_somebody_responsible_all_managers_are_told_in_their_language(
    still, make_agent, frozen
):
    manager = make_agent("duty.manager@example.com", "SLA Manager")
    frappe.db.set_value("User", manager, "language", "nl")
    with frozen(MONDAY):
        make(what="Testdocument", due="2026-07-08 09:00:00", remind_days=0)
    frappe.db.commit()
    sweep_at(frozen, "2026-07-08 09:01:00")
    assert bells(manager) == ["Testdocument: moest uiterlijk woensdag 8 juli 2026 09:00"]
    frappe.delete_doc("HD Agent", manager, ignore_missing=True, force=True)
    frappe.delete_doc("User", manager, force=True)
    frappe.db.commit()


def test_a_mail_that_cannot_be_queued_keeps_the_line_in_the_desk(still, survey, frozen, no_account):
    """Without an outgoing account nothing is mailed: the obligation says so, no log does."""
    frappe.db.delete("Error Log")
    frappe.db.commit()
    sweep_at(frozen, "2027-01-24 12:00:00")
    assert len(bells(AGENT)) == 1
    assert "mail" in stored(survey, "remind_fault")[0].lower()
    assert not frappe.db.count("Error Log")


def test_another_date_reminds_them_anew(still, survey, frozen):
    frappe.db.commit()
    sweep_at(frozen, "2027-02-01 09:00:00")
    with frozen("2027-02-01 10:00:00"):
        frappe.get_doc(OBLIGATION, survey).update({"due": "2027-03-31 12:00:00"}).save()
        assert stored(survey, "state", "remind_at") == ("open", "2027-03-24 12:00:00")
