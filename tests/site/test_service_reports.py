"""The service report of a customer: made, read, sent once, and kept."""

from __future__ import annotations

import io
import json
import os
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path

import frappe
import openpyxl
import pytest
from harness import records
from harness.escalating import outgoing
from harness.past import uncommitted
from harness.rest_client import Rest, RestError
from harness.reviewing import NOW, OFFICE, account, make_past

from sla_nl.api import service_reports as api
from sla_nl.contracts import copies
from sla_nl.helpdesk.reviewing import document, exporting, making, sending
from sla_nl.helpdesk.reviewing.checking import REPORT
from sla_nl.helpdesk.reviewing.contents import Contents

AGENT, CUSTOMER, MANAGER = "agent@example.com", "klant@example.com", "reviews@example.com"
MONTH = "2026-06"


@pytest.fixture
def customer(unique, make_customer):
    """Make a customer of this test alone."""
    return make_customer(unique("Reviewed BV"))


@pytest.fixture
def tickets(customer):
    """Make the tickets of two months."""
    return make_past(customer)


@pytest.fixture
def contact(customer, unique):
    """Make two contacts of the customer. Returns: their addresses."""
    stem = unique("ann").replace(" ", "")
    return [_contact(customer, f"{stem}{number}@klant.example") for number in (1, 2)]


def _contact(customer, email):
    contact = frappe.get_doc({"doctype": "Contact", "first_name": "Ann"})
    contact.append("email_ids", {"email_id": email, "is_primary": 1})
    contact.append("links", {"link_doctype": "HD Customer", "link_name": customer})
    contact.insert()
    records._make_member(customer, contact.name)
    return email


@pytest.fixture
def made(customer, frozen):
    """Return a function that makes the reports of June, and returns those of the customer."""

    def make():
        with frozen(NOW), uncommitted():
            making.make(MONTH)
        names = frappe.get_all(REPORT, {"customer": customer, "month": MONTH}, pluck="name")
        return [frappe.get_doc(REPORT, name) for name in names]

    return make


@pytest.fixture
def report(tickets, contact, made):
    """Make the tickets of the customer, two contacts, and their report of June."""
    (found,) = made()
    return found


def send(report, frozen):
    with frozen(NOW):
        return sending.send(report.name)


def mails_of(report):
    names = frappe.get_all("Email Queue", {"reference_name": report.name}, pluck="name")
    return [frappe.get_doc("Email Queue", name) for name in names]


def test_a_report_is_made_once_for_each_customer_contract_and_month(report, contact, made):
    assert (report.contract, report.month, report.state) == (OFFICE, MONTH, "To review")
    assert sorted(report.recipients.split()) == sorted(contact)
    assert [again.name for again in made()] == [report.name]
    twin = frappe.copy_doc(report)
    with pytest.raises(frappe.UniqueValidationError):
        twin.insert()


def test_another_worker_that_was_first_is_no_fault(report, monkeypatch, made):
    """Both looked before either wrote: the second insert is refused, and nothing else happens."""
    monkeypatch.setattr(making.frappe.db, "exists", lambda *_: None, raising=False)
    subject = making.Subject(report.customer, report.contract, report.month)
    rolled_back = []
    monkeypatch.setattr(frappe.db, "rollback", lambda **_: rolled_back.append(1), raising=False)
    assert making._make(subject) == []
    assert rolled_back == [1]


def test_a_customer_of_a_contract_gets_a_report_of_a_month_without_tickets(customer, made, frozen):
    contract = copies.copy_for(OFFICE, [customer])
    (found,) = made()
    assert (found.contract, found.recipients) == (contract, "")
    with frozen(NOW):
        html = document.html(found)
    assert "No promise was missed." in html or "Er is geen toezegging gemist." in html


def test_the_scheduler_makes_those_of_the_previous_calendar_month(tickets, customer, frozen):
    """The managers are told in the desk how many there are."""
    manager = records.make_manager(MANAGER)
    with frozen("2026-07-01 00:05:00"), uncommitted():
        making.make_last_month()
    assert frappe.get_all(REPORT, {"customer": customer}, pluck="month") == [MONTH]
    told = {"for_user": manager, "document_type": REPORT}
    (line,) = frappe.get_all("Notification Log", told, pluck="subject")
    assert line.startswith(f"Service reports of {MONTH} to review: ")


def test_a_report_that_fails_leaves_the_others(tickets, customer, made, monkeypatch):
    """It is logged, and made by the next run."""
    monkeypatch.setattr(making, "receivers_of", lambda _: 1 / 0)
    assert made() == []
    monkeypatch.undo()
    assert len(made()) == 1


@pytest.mark.parametrize(("language", "texts"), [
    ("Dutch", ["Servicerapport juni 2026", "Gemiste toezeggingen, en waarom", "Nagekomen"]),
    ("English", ["Service report for June 2026", "Promises that were missed, and why", "Kept"]),
])  # fmt: skip
def test_it_reads_in_its_language(report, frozen, language, texts):
    report.update({"language": language, "comment": "A quiet month.\n<b>Thank you.</b>"})
    with frozen(NOW):
        html, pdf = document.html(report), document.pdf(report)
    Path(os.environ["SLA_NL_SHOTS"], f"service-report-{language}.pdf").write_bytes(pdf)
    assert pdf.startswith(b"%PDF")
    assert [text for text in texts if text not in html] == []
    assert html.count("<svg") == len(Contents(report).shares)
    assert "<script" not in html


def test_it_tells_the_figures_and_the_reasons(report, tickets, frozen):
    report.language = "English"
    with frozen(NOW):
        html, contents = document.html(report), Contents(report)
    assert f"Tickets reported in June 2026: {len(tickets) - 2}." in html
    met = sum(share.met for share in contents.shares)
    assert f"Met: {met}, which is" in html
    assert "Responded" in html
    assert "art. 4.5" in html
    assert [len(past) for past in contents.trend.values()] == [12] * len(contents.trend)


def test_what_a_customer_wrote_is_shown_as_text(report, tickets, frozen):
    frappe.db.set_value("HD Ticket", tickets[2], "subject", "<img src=x onerror=alert(1)>")
    with frozen(NOW):
        assert "<img" not in document.html(report)


def test_the_availability_of_the_services_is_told(report, frozen):
    """An outage of five hours in office hours, under a promise of 99%."""
    service = frappe.db.get_value("SLA Availability", {"parent": OFFICE, "idx": 1}, "subject")
    frappe.get_doc({
        "doctype": "SLA Outage", "contract": OFFICE, "service": service,
        "starts_at": "2026-06-16 10:00:00", "ends_at": "2026-06-16 15:00:00",
    }).insert()  # fmt: skip
    report.language = "English"
    with frozen(NOW):
        html = document.html(report)
    assert f"<td>{escape(service)}</td>" in html
    assert ">5 h</td>" in html


def test_only_confirmed_fees_are_told(report, customer, frozen):
    """A proposed fee is no business of the customer yet; the reviewer is told of it."""
    for state, title in (("Confirmed", "Rush fee"), ("Proposed", "Maybe")):
        frappe.get_doc({
            "doctype": "SLA Fee Entry", "customer": customer, "contract": OFFICE, "state": state,
            "fee_title": title, "charged_on": "2026-06-20", "has_amount": 1, "amount": 125.5,
            "currency": "EUR", "cause": f"{customer}{title}", "name": f"{customer}{title}",
        }).db_insert()  # fmt: skip
    with frozen(NOW):
        html = document.html(report)
        notes = api.look(report.name)["notes"]
    assert "Rush fee" in html
    assert "Maybe" not in html
    assert any(note.endswith(": 1.") for note in notes)


def test_it_is_sent_to_each_contact_once_and_kept(report, contact, frozen):
    frappe.db.set_value(REPORT, report.name, "comment", "A quiet month.")
    with account():
        assert sorted(send(report, frozen)) == sorted(contact)
        with pytest.raises(frappe.ValidationError, match="was sent"):
            send(report, frozen)
    mails = mails_of(report)
    assert sorted(row.recipient for mail in mails for row in mail.recipients) == sorted(contact)
    assert all("A quiet month." in mail.message for mail in mails)
    (file,) = frappe.get_all("File", {"attached_to_name": report.name}, pluck="name")
    assert {json.loads(mail.attachments)[0]["fid"] for mail in mails} == {file}
    report.reload()
    assert (report.state, sorted(report.sent_to.split())) == ("Sent", sorted(contact))
    assert sending.kept(report).startswith(b"%PDF")
    states = {row["state"] for row in api.look(report.name)["deliveries"]}
    assert states == {"Not Sent"}


def test_what_was_sent_no_longer_changes(report, frozen):
    with account():
        send(report, frozen)
    (file,) = frappe.get_all("File", {"attached_to_name": report.name}, pluck="name")
    for change in (
        lambda: frappe.get_doc(REPORT, report.name).update({"comment": "Better"}).save(),
        lambda: frappe.get_doc(REPORT, report.name).update({"state": "To review"}).save(),
        lambda: frappe.delete_doc(REPORT, report.name),
        lambda: frappe.get_doc("File", file).update({"file_name": "other.pdf"}).save(),
    ):
        with pytest.raises(frappe.ValidationError, match="was sent"):
            change()


def test_no_user_deletes_the_file_that_was_sent(report, as_user, frozen):
    """They may read it; before it is sent its own files can be deleted."""
    manager = records.make_manager(MANAGER)
    with account():
        send(report, frozen)
    (file,) = frappe.get_all("File", {"attached_to_name": report.name}, pluck="name")
    with as_user(manager):
        assert frappe.get_doc("File", file).has_permission("read")
        for ptype in ("write", "delete"):
            assert not frappe.get_doc("File", file).has_permission(ptype)
        with pytest.raises(frappe.PermissionError):
            frappe.delete_doc("File", file)
    assert sending.kept(report.reload()).startswith(b"%PDF")
    with as_user(CUSTOMER):
        assert not frappe.get_doc("File", file).has_permission("read")


def test_a_user_cannot_say_that_it_was_sent(report):
    report.update({"state": "Sent", "sent_to": "x@example.com", "sent_at": NOW}).save()
    report.reload()
    assert (report.state, report.sent_to, report.sent_at) == ("To review", None, None)


def test_without_contacts_it_says_what_to_fill_in(tickets, made, frozen):
    (report,) = made()
    with account(), pytest.raises(frappe.ValidationError, match="Fill in first: E-mail addresses"):
        send(report, frozen)
    with frozen(NOW):
        assert "no contact" in " ".join(api.look(report.name)["notes"])


def test_without_a_mail_account_nothing_was_sent(report, frozen, no_account):
    with pytest.raises(frappe.ValidationError, match="Nothing was sent"):
        send(report, frozen)
    frappe.db.rollback()


def test_a_month_that_is_not_over_is_not_sent(report, frozen):
    is_over = pytest.raises(frappe.ValidationError, match="is not over yet")
    with frozen("2026-06-30 23:59:00"), account(), is_over:
        sending.send(report.name)


@pytest.mark.parametrize(("field", "value", "text"), [
    ("month", "2026-13", "is no month"), ("month", "2026", "is no month"),
    ("month", "june", "is no month"), ("month", "2090-01", "has not begun yet"),
    ("recipients", "ann@klant.example, nobody", "is no e-mail address"),
])  # fmt: skip
def test_what_cannot_be_is_told(customer, field, value, text):
    values = {"doctype": REPORT, "customer": customer, "contract": OFFICE, "month": "2026-05"}
    with pytest.raises(frappe.ValidationError, match=text):
        frappe.get_doc(values | {field: value}).insert()


def test_the_figures_are_exported(report, frozen):
    with frozen(NOW):
        text = exporting.export(report, "csv").decode("utf-8-sig")
        sheet = openpyxl.load_workbook(io.BytesIO(exporting.export(report, "xlsx"))).active
        with pytest.raises(frappe.ValidationError, match="is none of"):
            exporting.export(report, "pdf")
    head, *rows = list(sheet.iter_rows(values_only=True))
    assert head[-1] == MONTH
    assert len(rows) == len(Contents(report).figures) == len(text.splitlines()) - 1
    assert {row[0] for row in rows} == {"incident", "change"} | {"wijziging"} & {
        row[0] for row in rows
    }


@pytest.mark.parametrize("user", [AGENT, CUSTOMER, "Guest"])
def test_only_managers_see_it(report, as_user, user):
    with as_user(user):
        for call in (api.look, api.pdf, api.export, api.send):
            with pytest.raises(frappe.PermissionError):
                call(report.name)
        with pytest.raises(frappe.PermissionError):
            api.make()
        with pytest.raises(frappe.PermissionError):
            frappe.get_list(REPORT)


def test_a_manager_reads_comments_and_sends(report, as_user, frozen):
    manager = records.make_manager(MANAGER)
    with as_user(manager), frozen(NOW), account():
        doc = frappe.get_doc(REPORT, report.name)
        doc.update({"comment": "A quiet month."}).save()
        assert "A quiet month." in api.look(report.name)["html"]
        api.send(report.name)
    report.reload()
    assert report.sent_by == manager


@pytest.fixture
def committed(report, tickets, contact):
    """Commit the report with all that it is about, and delete it afterwards."""
    frappe.db.commit()
    yield report
    frappe.db.rollback()
    for doctype, names in (("SLA Clock", tickets), ("SLA Ticket Event", tickets)):
        frappe.db.delete(doctype, {"ticket": ("in", names)})
    frappe.db.delete("HD Ticket", {"name": ("in", tickets)})
    frappe.db.delete("File", {"attached_to_name": report.name})
    for mail in mails_of(report):
        frappe.db.delete("Email Queue Recipient", {"parent": mail.name})
        frappe.db.delete("Email Queue", {"name": mail.name})
    frappe.db.delete(REPORT, {"name": report.name})
    frappe.delete_doc("HD Customer", report.customer, force=True)
    for email in contact:
        name = frappe.db.get_value("Contact", {"email_id": email})
        frappe.delete_doc("Contact", name, force=True)
    frappe.db.commit()


def test_two_who_send_at_once_send_it_once(committed, contact):
    """One of them is told that it was sent."""
    manager = records.make_manager(MANAGER)
    frappe.db.commit()

    def send_over_http(_number):
        session = Rest(
            os.environ["SLA_NL_SERVER"], manager, records.PASSWORD, lambda: None, lambda: None
        )
        try:
            session.call("sla_nl.api.service_reports.send", report=committed.name)
        except RestError as error:
            return error.status
        return 200

    with outgoing(), ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(send_over_http, range(2)))
    frappe.db.rollback()
    assert sorted(answers) == [200, 417]
    receivers = [row.recipient for mail in mails_of(committed) for row in mail.recipients]
    assert sorted(receivers) == sorted(contact)
