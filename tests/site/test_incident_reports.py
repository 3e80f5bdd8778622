"""The post-incident report of a ticket: begun, filled in, printed in two languages, and sent."""

from __future__ import annotations

import frappe
import pytest
from harness.rest_client import at_once

from sla_nl.api.reports import pdf, send, start
from sla_nl.helpdesk.page import incident_reports
from sla_nl.helpdesk.page.standing import standing_of

OFFICE, AGENT, KLANT = "vcare-connect-office", "agent@example.com", "klant@example.com"
MONDAY, SOLVED, TUESDAY = "2026-06-08 10:00:00", "2026-06-08 12:00:00", "2026-06-09 09:00:00"
REPORT = "SLA Incident Report"
FILLED = {
    "solution": "temporary", "cause_found": "Een <b>kabel</b>.", "how_solved": "Vervangen.",
    "further_actions": "Nieuwe kabel op 12 juni.", "parties": f"{KLANT}\nleverancier@example.org",
}  # fmt: skip


@pytest.fixture
def solved(make_ticket, frozen):
    """Make an incident of priority 1 that was solved after two hours."""
    with frozen(MONDAY):
        ticket = make_ticket(sla_nl_contract=OFFICE, sla_nl_priority="P1", raised_by=KLANT)
    with frozen(SOLVED):
        ticket.status = "Resolved"
        ticket.save()
    return ticket.name


@pytest.fixture
def report(solved, frozen, as_user):
    """Begin the report of that ticket, and fill it in."""
    with frozen(TUESDAY), as_user(AGENT):
        found = frappe.get_doc(REPORT, start(solved))
        return found.update(FILLED).save()


def clock(ticket):
    key = {"ticket": ticket, "due_key": "report@100"}
    row = frappe.db.get_value("SLA Clock", key, ["state", "met_at"], as_dict=True)
    return row.state, str(row.met_at or "")


def test_a_report_begins_with_what_is_known_and_there_is_one(solved, frozen, as_user):
    with frozen(TUESDAY), as_user(AGENT):
        found = frappe.get_doc(REPORT, start(solved))
        assert start(solved) == found.name
    assert (str(found.solved_at), found.parties) == (SOLVED, KLANT)


@pytest.mark.parametrize(
    ("language", "title", "cause"),
    [
        ("nl", "Post-incidentrapport", "Oorzaak van het incident"),
        ("en", "Post-incident report", "Cause of the incident"),
    ],
)
def test_a_report_is_printed_in_both_languages(
    report, solved, frozen, as_user, language, title, cause
):
    """What was typed is escaped, and the file is a PDF."""
    with frozen(TUESDAY), as_user(AGENT):
        doc = frappe.get_doc("HD Ticket", solved)
        html = incident_reports.html(report, doc, standing_of(doc), language)
        pdf(report.name, language)
    assert f"<h1>{title}</h1>" in html
    assert f"<h2>{cause}</h2><p>Een &lt;b&gt;kabel&lt;/b&gt;.</p>" in html
    assert frappe.local.response.filecontent.startswith(b"%PDF")


def test_sending_it_to_all_parties_meets_the_clock(report, solved, frozen, as_user):
    """It is due within five working days; the ticket stays solved."""
    assert clock(solved) == ("running", "")
    with frozen(TUESDAY), as_user(AGENT):
        send(report.name, str(report.modified))
    assert clock(solved) == ("met", TUESDAY)
    assert frappe.db.get_value("HD Ticket", solved, "status") == "Resolved"
    filters = {"reference_name": solved, "sent_or_received": "Sent"}
    message = frappe.get_last_doc("Communication", filters)
    assert message.recipients == f"{KLANT}, leverancier@example.org"
    files = frappe.get_all("File", {"attached_to_name": message.name}, pluck="file_name")
    assert [name.endswith(".pdf") for name in files] == [True]
    report.reload()
    assert (str(report.sent_at), report.sent_by) == (TUESDAY, AGENT)


def test_of_three_agents_at_once_one_sends_it(report, solved):
    """The parties get it once; the others are told to look again."""
    frappe.db.commit()
    content = {"report": report.name, "modified": str(report.modified)}
    answers = at_once(AGENT, 3, "method/sla_nl.api.reports.send", content)
    frappe.db.rollback()
    filters = {"reference_name": solved, "sent_or_received": "Sent"}
    assert frappe.db.count("Communication", filters) == answers.count(None) == 1, answers
    assert sum("changed or sent the report" in str(answer) for answer in answers) == 2, answers


def test_a_report_that_is_not_complete_is_not_sent(report, solved, frozen, as_user):
    with frozen(TUESDAY), as_user(AGENT):
        report.reload().update({"cause_found": "", "how_solved": ""}).save()
        with pytest.raises(frappe.ValidationError, match="Cause of the incident, How it was"):
            send(report.name, str(report.modified))
        with pytest.raises(frappe.ValidationError, match="nobody is no e-mail address"):
            report.reload().update({"parties": "nobody"}).save()
        with pytest.raises(frappe.ValidationError, match="fr is none of en, nl"):
            pdf(report.name, "fr")
    assert clock(solved)[0] == "running"


def test_customers_see_and_send_no_report(report, solved, as_user):
    with as_user(KLANT):
        for call in (
            lambda: start(solved),
            lambda: pdf(report.name),
            lambda: send(report.name, str(report.modified)),
        ):
            with pytest.raises(frappe.PermissionError):
                call()
        with pytest.raises(frappe.PermissionError):
            frappe.get_list(REPORT)


def test_a_deleted_ticket_takes_its_report_with_it(report, solved):
    frappe.delete_doc("HD Ticket", solved)
    assert not frappe.db.exists(REPORT, solved)
