"""Outages by hand and from tickets, what counts of them, and who is told."""

from __future__ import annotations

from datetime import UTC, datetime

import frappe
import pytest
from frappe.exceptions import PermissionError as Forbidden
from harness.counting import statements
from harness.escalating import AGENT, MANAGER_OF_SERVICE, SUPPORT, hold, mails, outgoing
from harness.outages import COVIDE, FMS, SERVICE, SYSTEMS, clear, outage, own_contract, spans
from harness.records import make_manager
from harness.rest_client import RestError, apart

from sla_nl.api import availability as api
from sla_nl.api import maintenance
from sla_nl.api import outages as forms
from sla_nl.api.panel import panel
from sla_nl.availability import figures, telling
from sla_nl.availability.windows import proposed
from sla_nl.contracts.in_force import contract_named
from sla_nl.engine.calendars.periods import read_period
from sla_nl.helpdesk.customers import portal
from sla_nl.helpdesk.outages import following, reminding, warning
from sla_nl.report.sla_availability import sla_availability as report
from sla_nl.site.time import now_s

MANAGER = "manager@example.com"
NOON, EVENING = "2026-06-09 12:00:00", "2026-06-09 20:00:00"
END_OF_JUNE = "2026-06-30 12:00:00"
OFFICE, PLATFORM = "vcare-connect-office", "Vcare platform"
ULTIMO = "2026-07-01 00:00:00"


@pytest.fixture(autouse=True)
def nothing_down(site):
    """Leave no outage of other tests, and none of this one."""
    clear()
    frappe.cache.delete_value("sla_nl_outages_seen")
    yield
    clear()


@pytest.fixture
def contract(make_customer, unique):
    return own_contract(make_customer(unique("Storing BV")))


def present(contract):
    """Return the words about the first service of a contract, and its uptime."""
    uptime = figures.present(contract, now_s())[0]
    return telling.budget(uptime, is_present=True), uptime


# -- by hand


def test_an_outage_lowers_the_availability_of_its_month(contract, frozen):
    """June has 720 hours; 99.6% allows 2 h 52 min 48 s of downtime."""
    with frozen(END_OF_JUNE):
        assert present(contract)[0] == "2 h 52 min of downtime left this month"
        outage(contract, "2026-06-09 10:00:00", "2026-06-09 11:30:00")
        words, uptime = present(contract)
    assert words == "1 h 22 min of downtime left this month"
    assert (uptime.down_s, telling.percent(uptime.availability)) == (5400, "99.791%")


def test_an_outage_that_goes_on_counts_until_now(contract, frozen):
    with frozen(NOON):
        one = outage(contract, "2026-06-09 10:00:00")
        assert (one.status, present(contract)[1].down_s) == ("Ongoing", 7200)
        assert "It goes on: 2 h so far." in forms.counted(one.name)
    with frozen(EVENING):
        assert present(contract)[0] == "7 h 7 min of downtime too much this month"


@pytest.mark.parametrize(("fields", "text"), [
    ({"end": "2026-06-09 09:00:00"}, "The end must be after the start"),
    ({"end": "2026-06-10 09:00:00"}, "is in the future"),
    ({"service": "Telefonie"}, "Telefonie is no service of"),
    ({"end": "soon"}, "is no date and time"),
])  # fmt: skip
def test_an_outage_that_cannot_be_is_refused(contract, frozen, fields, text):
    with frozen(NOON), pytest.raises(frappe.ValidationError, match=text):
        outage(contract, "2026-06-09 10:00:00", fields.pop("end", None), **fields)


def test_a_contract_without_availability_has_no_outages(make_customer, unique, frozen):
    name = own_contract(make_customer(unique("Zonder BV")))
    doc = frappe.get_doc("SLA Contract", name)
    doc.availability = []
    doc.save()
    with frozen(NOON), pytest.raises(frappe.ValidationError, match="promises no availability"):
        outage(name, "2026-06-09 10:00:00", service="")


# -- exclusions


def test_a_manager_excludes_an_outage_with_a_reason(contract, frozen, as_user):
    """Who approved it, and when, is kept; the report says why."""
    make_manager(MANAGER)
    with frozen(NOON), as_user(MANAGER):
        one = outage(contract, "2026-06-09 10:00:00", "2026-06-09 11:00:00")
        one.exclusion = "DDoS"
        with pytest.raises(frappe.ValidationError, match="Say why"):
            one.save()
        one.reload().update({"exclusion": "DDoS", "exclusion_reason": "Log of the provider"})
        one.save().reload()
        assert (one.status, one.approved_by) == ("Excluded", MANAGER)
        words, uptime = present(contract)
        assert "which does not count: 1 h DDoS" in forms.counted(one.name)
    assert words == "2 h 52 min of downtime left this month"
    assert (uptime.excluded_s, telling.excluded(uptime)) == (3600, "1 h DDoS")
    with frozen(NOON), as_user(MANAGER):
        one.exclusion = None
        one.save()
    assert (one.status, one.approved_by, one.exclusion_reason) == ("Ended", None, None)


def test_only_a_manager_excludes(contract, frozen, as_user, make_agent):
    with frozen(NOON):
        one = outage(contract, "2026-06-09 10:00:00", "2026-06-09 11:00:00")
    one.update({"exclusion": "DDoS", "exclusion_reason": "I say so"})
    one.flags.ignore_permissions = True
    with frozen(NOON), as_user(AGENT), pytest.raises(Forbidden, match="Only an SLA Manager"):
        one.save()


def test_a_cause_of_another_contract_is_refused(contract, frozen):
    with frozen(NOON):
        one = outage(contract, "2026-06-09 10:00:00", "2026-06-09 11:00:00")
        one.update({"exclusion": "Derden", "exclusion_reason": "x"})
        with pytest.raises(frappe.ValidationError, match="Derden is no cause"):
            one.save()


def window(contract, start, end, announced):
    """Plan maintenance that was announced."""
    return frappe.get_doc(
        doctype="SLA Maintenance Window", contract=contract, maintenance_type="Regulier onderhoud",
        planned_start=start, planned_end=end, announced_at=announced, announced_through="portal",
        status="Announced",
    )  # fmt: skip


def test_maintenance_inside_its_rules_is_left_out_by_itself(contract, frozen):
    """The window is from 18:00 to 20:00; the outage began an hour before it."""
    with frozen(NOON):
        window(contract, "2026-06-09 18:00:00", EVENING, "2026-06-01 09:00:00").insert()
    with frozen(END_OF_JUNE):
        one = outage(contract, "2026-06-09 17:00:00", "2026-06-09 20:00:00")
        shown = forms.counted(one.name)
        uptime = present(contract)[1]
    assert (uptime.down_s, uptime.excluded_s) == (10_800, 7200)
    assert "and 1 h counts. Left out: 2 h Regulier onderhoud." in shown


def test_work_that_interrupted_a_service_proposes_an_outage(contract, frozen):
    """It has the real duration, and is proposed until an outage in that time is recorded."""
    real = {"real_start": "2026-06-09 18:10:00", "real_end": "2026-06-09 19:40:00"}
    with frozen(NOON):
        work = window(contract, "2026-06-09 18:00:00", EVENING, "2026-06-01 09:00:00").insert()
    assert proposed(work) == []
    work.db_set({"status": "Done", **real})
    fields = {
        "contract": contract, "service": "", "description": work.title,
        "starts_at": real["real_start"], "ends_at": real["real_end"],
    }  # fmt: skip
    assert proposed(work) == [fields]
    assert proposed(frappe.get_doc(work.as_dict() | {"interrupts": 0})) == []
    assert proposed(frappe.get_doc(work.as_dict() | {"service": "Unknown"})) == []
    with frozen(END_OF_JUNE):
        shown = maintenance.of_window(frappe.as_json(work))
        assert shown["outages"] == [fields]
        frappe.get_doc(doctype="SLA Outage", **fields | {"service": SERVICE}).insert()
        assert maintenance.of_window(frappe.as_json(work))["outages"] == [fields]
        frappe.get_doc(doctype="SLA Outage", **fields).insert()
        assert maintenance.of_window(frappe.as_json(work))["outages"] == []


def test_an_agent_is_proposed_no_outage(contract, frozen, as_user):
    """Managers record outages by hand."""
    real = {"real_start": "2026-06-09 18:10:00", "real_end": "2026-06-09 19:40:00"}
    with frozen(NOON):
        work = window(contract, "2026-06-09 18:00:00", EVENING, "2026-06-01 09:00:00").insert()
        work.db_set({"status": "Done", **real})
        with as_user(AGENT):
            assert maintenance.of_window(frappe.as_json(work))["outages"] == []


# -- the double hour, renames


def test_an_end_in_the_second_pass_of_the_double_hour(contract, frozen):
    """02:50 to 02:10 on 25 October 2026 is twenty minutes."""
    with frozen("2026-10-26 09:00:00"):
        one = outage(contract, "2026-10-25 02:50:00", "2026-10-25 02:10:00")
        assert one.end_s - one.start_s == 1200


def test_the_skipped_hour_of_spring_is_no_time(contract, frozen):
    """From 01:30 to 03:30 on 29 March 2026 is an hour."""
    with frozen("2026-03-30 09:00:00"):
        one = outage(contract, "2026-03-29 01:30:00", "2026-03-29 03:30:00")
        assert one.end_s - one.start_s == 3600


def test_a_service_that_gets_another_name_keeps_its_outages(contract, frozen):
    with frozen(NOON):
        outage(contract, "2026-06-09 10:00:00", "2026-06-09 11:00:00")
        doc = frappe.get_doc("SLA Contract", contract)
        doc.availability[0].subject = "Portaal"
        doc.save()
        uptime = present(contract)[1]
    assert (uptime.row.subject, uptime.down_s) == ("Portaal", 3600)


# -- from tickets


@pytest.fixture
def disrupted(make_customer, unique, make_ticket, frozen):
    """Return a function that files an incident under a contract with one service."""

    def file(from_tickets=0, **fields):
        name = own_contract(make_customer(unique("Ticket BV")), COVIDE)
        doc = frappe.get_doc("SLA Contract", name)
        doc.availability[0].from_tickets = from_tickets
        doc.save()
        with frozen("2026-06-09 10:00:00"):
            ticket = make_ticket(sla_nl_contract=name, priority="Urgent", **fields)
        frappe.db.commit()
        return name, ticket

    return file


def test_one_click_records_a_ticket_as_an_outage(disrupted, frozen, as_user):
    """It began at the report, and ends when the ticket is resolved."""
    contract, ticket = disrupted()
    with frozen(NOON), as_user(AGENT):
        assert panel(ticket.name)["outages"] == {"recorded": [], "services": [SYSTEMS]}
        assert len({forms.from_ticket(ticket.name, SYSTEMS) for _click in range(2)}) == 1
        shown = panel(ticket.name)["outages"]
        assert shown["services"] == []
        assert shown["recorded"][0]["text"] == "down since Tue 9 June 10:00"
    assert spans(contract=contract) == [("2026-06-09 10:00:00", "")]
    with frozen(EVENING):
        doc = frappe.get_doc("HD Ticket", ticket.name)
        doc.status = "Resolved"
        doc.save()
        frappe.db.commit()
        following.run()
    assert spans(contract=contract) == [("2026-06-09 10:00:00", "2026-06-09 20:00:00")]


def test_two_agents_at_once_record_one_outage(disrupted):
    """The second one waited for the first one, and is given the same outage."""
    contract, ticket = disrupted()
    spans(contract=contract)  # the transaction of the second one begins here
    content = {"ticket": ticket.name, "service": SYSTEMS}
    first = apart(AGENT).post("method/sla_nl.api.outages.from_ticket", content)
    assert forms.from_ticket(ticket.name, SYSTEMS) == first
    frappe.db.commit()
    assert len(spans(contract=contract)) == 1


def test_a_service_that_the_panel_does_not_offer_is_refused(disrupted, frozen, as_user):
    _contract, ticket = disrupted()
    told = pytest.raises(frappe.ValidationError, match="Telefonie is no service of")
    with frozen(NOON), as_user(AGENT), told:
        forms.from_ticket(ticket.name, "Telefonie")


def test_a_disruption_becomes_an_outage_by_itself_if_the_contract_says_so(disrupted, frozen):
    """Once, however often the job runs; and it goes if the ticket is assessed as none after all."""
    contract, ticket = disrupted(from_tickets=1, sla_nl_is_disruption="Yes")
    with frozen("2026-06-09 10:01:00"):
        following.run()
        following.run()
    assert spans(contract=contract) == [("2026-06-09 10:00:00", "")]
    with frozen("2026-06-09 10:05:00"):
        doc = frappe.get_doc("HD Ticket", ticket.name)
        doc.sla_nl_is_disruption = "No"
        doc.save()
        frappe.db.commit()
        following.run()
    assert spans(contract=contract) == []


def test_without_the_setting_a_disruption_is_no_outage(disrupted, frozen):
    contract, _ticket = disrupted(sla_nl_is_disruption="Yes")
    with frozen("2026-06-09 10:01:00"):
        following.run()
    assert spans(contract=contract) == []


def test_a_deleted_ticket_leaves_its_outage(disrupted, frozen):
    contract, ticket = disrupted()
    with frozen(NOON):
        forms.from_ticket(ticket.name, SYSTEMS)
        frappe.delete_doc("HD Ticket", ticket.name)
    assert frappe.db.get_value("SLA Outage", {"contract": contract}, "ticket") is None


# -- who is told


def test_a_warning_is_told_once_in_a_period_through_the_matrix(make_customer, unique, frozen):
    """Vcare's matrix names who is told that a service is not available; each gets one mail."""
    name = own_contract(make_customer(unique("Gewaarschuwd BV")), OFFICE)
    matrix = frappe.db.get_value("SLA Contract", name, "escalation_matrix")
    levels = (SUPPORT, MANAGER_OF_SERVICE, "Teammanager Operations", "Operationeel Directeur")
    hold(matrix, dict.fromkeys(levels, AGENT))
    with outgoing(), frozen(NOON):
        outage(name, "2026-06-09 02:00:00", "2026-06-09 09:00:00", service=PLATFORM)
        frappe.db.commit()
        assert warning.run() == 1
        assert warning.run() == 0
        sent = mails(AGENT)
        told = frappe.get_all("Notification Log", {"for_user": AGENT}, pluck="subject")
    frappe.db.delete("Email Queue", {"reference_doctype": "SLA Budget Warning"})
    row = frappe.get_last_doc("SLA Budget Warning")
    assert (row.contract, row.service, row.period, row.fault) == (name, PLATFORM, "2026", None)
    assert row.left == "1 h 45 min of downtime left this year"
    assert [mail.reference_doctype for mail in sent].count("SLA Budget Warning") == 1
    assert any(PLATFORM in text for text in told)


def test_a_mail_that_cannot_be_sent_is_shown_and_the_warning_stays(contract, frozen, no_account):
    """There is no mail account: the managers are told in the desk, and the fault is kept."""
    make_manager(MANAGER)
    with frozen(NOON):
        outage(contract, "2026-06-09 08:00:00")
        frappe.db.commit()
        assert warning.run() == 1
    row = frappe.get_last_doc("SLA Budget Warning")
    assert MANAGER in (row.fault or "")
    told = {"for_user": MANAGER, "document_name": row.name}
    assert frappe.db.exists("Notification Log", told)


def test_a_contract_whose_downtime_is_not_known_holds_up_no_other(
    make_customer, unique, frozen, monkeypatch
):
    first, second = (own_contract(make_customer(unique("Onbekend BV"))) for _ in range(2))
    with frozen(NOON):
        for one in (first, second):
            outage(one, "2026-06-09 08:00:00")
        frappe.db.commit()
    warn = warning._warn_of

    def failing(contract):
        if contract == first:
            raise RuntimeError("no disk")
        return warn(contract)

    monkeypatch.setattr(warning, "_warn_of", failing)
    with frozen(NOON):
        warning.run()
        warning.run()
    assert frappe.db.count("SLA Budget Warning", {"contract": second}) == 1
    assert frappe.db.count("Error Log", {"method": ("like", f"%left under {first}%")}) == 1


def test_an_outage_whose_end_never_comes_is_reminded_of(contract, frozen):
    """After a day, and then once a week."""
    make_manager(MANAGER)
    with frozen(NOON):
        one = outage(contract, "2026-06-09 10:00:00")
        frappe.db.commit()
        assert reminding.run() == 0
    counts = []
    for moment in ("2026-06-10 11:00:00", "2026-06-11 11:00:00", "2026-06-17 11:01:00"):
        with frozen(moment):
            counts.append(reminding.run())
    assert counts == [1, 0, 1]
    told = frappe.get_all(
        "Notification Log", {"for_user": MANAGER, "document_name": one.name}, pluck="subject",
        order_by="creation",
    )  # fmt: skip
    assert "Webdienst is down for 25 h" in told[0]


def test_two_jobs_at_once_remind_of_an_outage_once(contract, frozen, monkeypatch):
    """The second job has found the outage already when the first one reminds of it."""
    make_manager(MANAGER)
    with frozen(NOON):
        one = outage(contract, "2026-06-09 10:00:00")
        frappe.db.commit()
    batches, told = reminding.run_batch, []

    def after_the_other(names, *steps):
        told.append(batches(names, *steps))
        return batches(names, *steps)

    monkeypatch.setattr(reminding, "run_batch", after_the_other)
    with frozen("2026-06-10 11:00:00"):
        assert (reminding.run(), told) == (0, [1])
    notices = {"for_user": MANAGER, "document_name": one.name}
    assert frappe.db.count("Notification Log", notices) == 1


def test_a_reminder_that_fails_holds_up_no_other(make_customer, unique, frozen, monkeypatch):
    make_manager(MANAGER)
    contracts = [own_contract(make_customer(unique("Vergeten BV"))) for _ in range(2)]
    with frozen(NOON):
        first, _second = (outage(one, "2026-06-09 10:00:00") for one in contracts)
        frappe.db.commit()
    telling_of = reminding._tell

    def failing(row):
        if row.name == first.name:
            raise RuntimeError("no disk")
        telling_of(row)

    monkeypatch.setattr(reminding, "_tell", failing)
    with frozen("2026-06-10 11:00:00"):
        assert reminding.run() == 1
        assert reminding.run() == 0
    logged = {"method": ("like", f"%reminded of outage {first.name}%")}
    assert frappe.db.count("Error Log", logged) == 1


# -- the report, the form of the contract, the card


def test_the_report_has_a_row_for_each_service_and_period_and_a_chart(contract, frozen):
    with frozen(END_OF_JUNE):
        outage(contract, "2026-06-09 10:00:00", "2026-06-09 11:30:00")
        outage(contract, "2026-05-09 10:00:00", "2026-05-09 14:00:00")
        asked = {"contract": contract, "period": "month", "last": 3}
        columns, rows, message, chart = report.execute(asked)
    assert [row["period"] for row in rows] == ["June 2026", "May 2026", "April 2026"]
    assert [row["kept"] for row in rows] == ["Kept so far", "Not kept", "Kept"]
    assert rows[0]["budget"] == "1 h 22 min of downtime left this month"
    assert rows[1]["budget"] == "1 h 1 min of downtime too much, May 2026"
    assert {column["fieldname"] for column in columns} <= set(rows[0])
    assert chart["data"]["labels"] == ["April 2026", "May 2026", "June 2026"]
    assert chart["data"]["datasets"] == [{"name": SERVICE, "values": [0.0, 240.0, 90.0]}]
    assert message is None


@pytest.mark.parametrize("asked", [{"period": "week"}, {"last": 99}, {"contract": "no-such"}])
def test_a_filter_that_cannot_be_read_is_refused(asked):
    with pytest.raises((frappe.ValidationError, Forbidden)):
        report.execute(asked)


def test_the_form_of_a_contract_shows_how_its_services_stand(contract, frozen):
    with frozen(END_OF_JUNE):
        outage(contract, "2026-06-09 10:00:00", "2026-06-09 11:30:00")
        html = api.of_contract(contract)
        risk = api.at_risk()["value"]
        outage(contract, "2026-06-10 10:00:00", "2026-06-10 11:00:00")
        assert api.at_risk()["value"] == risk + 1
    assert "1 h 22 min of downtime left this month" in html
    assert "99.791%" in html


def test_the_words_are_dutch_for_a_dutch_user(contract, frozen):
    frappe.local.lang = "nl"
    with frozen(END_OF_JUNE):
        outage(contract, "2026-06-09 10:00:00", "2026-06-09 11:30:00")
        words, uptime = present(contract)
    frappe.local.lang = "en"
    assert words == "nog 1 u 22 min uitval over deze maand"
    assert telling.excluded(uptime) == ""


def test_ten_thousand_outages_of_a_year_cost_a_statement(contract, frozen):
    """So do the windows; the engine calculates the rest (tests/unit/test_service_speed.py)."""
    now = now_s()
    columns = ["name", "contract", "service", "start_s", "end_s", "starts_at"]
    start = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
    rows = [
        (f"many-{n}", contract, SERVICE, start + n * 3000, start + n * 3000 + 60, "2026-01-01")
        for n in range(10_000)
    ]
    frappe.db.bulk_insert("SLA Outage", columns, rows)
    period = read_period("2026", contract_named(contract).zone)
    with statements() as found:
        (uptime,) = figures.of_period(contract, period, now + 10**8)
    assert (uptime.down_s, len(found)) == (600_000, 2)


# -- by role


@pytest.mark.parametrize("user", ["klant@example.com", "klant@other.example"])
def test_a_customer_sees_no_outage(contract, frozen, rest, user):
    with frozen(NOON):
        one = outage(contract, "2026-06-09 10:00:00")
        frappe.db.commit()
    session = rest(user)
    for path in (f"resource/SLA Outage/{one.name}", "resource/SLA Outage",
                 f"method/sla_nl.api.outages.counted?outage={one.name}",
                 f"method/sla_nl.api.availability.of_contract?contract={contract}"):  # fmt: skip
        with pytest.raises(RestError) as refused:
            session.get(path)
        assert refused.value.status == 403, path


def test_an_agent_reads_outages_and_changes_none(contract, frozen, as_user):
    with frozen(NOON):
        one = outage(contract, "2026-06-09 10:00:00")
    with as_user(AGENT):
        assert frappe.has_permission("SLA Outage", doc=one.name)
        assert not frappe.has_permission("SLA Outage", "write", doc=one.name)


def test_the_shipped_contract_is_no_row_of_the_report(frozen):
    """It comes with the app and holds for nobody."""
    with frozen(NOON):
        rows = report.execute({})[1]
    assert FMS not in {row["contract"] for row in rows}


def test_a_customer_sees_on_their_page_what_is_down_and_the_availability_by_month(
    make_customer, unique, frozen
):
    """Of their own contract; another customer sees nothing of it."""
    customer, other = (make_customer(unique("Pagina BV")) for _number in range(2))
    name = own_contract(customer)
    own_contract(other)
    with frozen(END_OF_JUNE):
        outage(name, "2026-05-09 10:00:00", "2026-05-09 14:00:00")
        outage(name, "2026-06-30 11:00:00")
        shown, of_other = (
            " ".join(f"{one.title} {one.html}" for one in portal.sections(own))
            for own in (customer, other)
        )
    for text in ("Down now", f"{SERVICE}: down for 1 h", "May 2026", "99.462%"):
        assert text in shown, text
    assert "Nothing is down." in of_other
    assert "99.462%" not in of_other
