"""The figures of a period: the report, the tickets behind it, and who sees what."""

from __future__ import annotations

import json
import subprocess
import sys

import frappe
import pytest
from frappe.permissions import add_user_permission
from harness import records
from harness.past import uncommitted
from harness.reviewing import NOW, OFFICE, export, make_past
from harness.teams import make_team, restricted_to_teams

from sla_nl.api import compliance as api
from sla_nl.compliance.choices import Choice
from sla_nl.compliance.figures import figures, share_met
from sla_nl.compliance.missed import promises
from sla_nl.engine.compliance.results import Mean
from sla_nl.helpdesk.upkeep import filling
from sla_nl.helpdesk.upkeep.verify import verify
from sla_nl.records.clocks import FIGURES
from sla_nl.report.sla_compliance.sla_compliance import execute

REPORT = "SLA Compliance"
AGENT, CUSTOMER = "agent@example.com", "klant@example.com"


@pytest.fixture
def customer(unique, make_customer):
    """Make a customer of this test alone."""
    return make_customer(unique("Reviewed BV"))


@pytest.fixture
def tickets(customer):
    """Make the tickets of two months."""
    return make_past(customer)


def by_command(path, *options):
    """Return the figures of `sla-nl compliance` that count a ticket, as records."""
    run = subprocess.run(
        [sys.executable, "-m", "sla_nl", "compliance", str(path), "--format", "jsonl",
         "--now", "2026-07-01T17:00:00+02:00", *options],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [row for row in map(json.loads, run.stdout.splitlines()) if row["tickets"]]


def by_site(**asked):
    """Return the figures of the site as the command writes them."""
    rows = []
    for figure in figures(Choice(**asked)).found:
        if not figure.tickets:
            continue
        promise = figure.promise
        row = {"contract": promise.contract, "kind": promise.kind, "priority": promise.priority}
        row |= {name: getattr(promise, name) or None for name in asked.get("groups", ())}
        row |= {"target": promise.target, "tickets": figure.tickets}
        if isinstance(figure, Mean):
            row |= {"average_s": figure.average_s, "promised_s": figure.promised_s}
        else:
            row |= {"met": figure.met, "missed": figure.missed, "undecided": figure.undecided}
            for name in ("share", "promised", "warning"):
                value = getattr(figure, name)
                row[name] = None if value is None else float(value)
        rows.append(row | {"kept": figure.is_kept})
    return rows


@pytest.mark.parametrize("basis", ["decided", "reported"])
@pytest.mark.parametrize(
    ("period", "groups"),
    [("2026-06", ()), ("2026-07", ("customer",)), ("2026-Q2", ("month",)), ("2026", ("month",))],
)
def test_the_report_and_the_command_agree(tickets, customer, tmp_path, basis, period, groups):
    """The same tickets, once as rows of the site and once as a file, give the same figures."""
    path = export(tickets, tmp_path / "tickets.jsonl", customer)
    options = ["--group", ",".join(groups)] if groups else []
    found = by_site(period=period, basis=basis, groups=groups, customer=customer)
    assert found
    assert found == by_command(path, "--period", period, "--by", basis, *options)


def test_the_figures_have_means_shares_and_judgements(tickets, customer):
    """P1 in June: 80 minutes, 300 minutes and, since 29 May, 110 minutes until it was solved."""
    june = by_site(period="2026-06", customer=customer)
    (mean,) = [
        row for row in june if row["target"] == "recovery@average" and row["priority"] == "P1"
    ]
    assert mean["tickets"] == 3
    assert {row["kept"] for row in june} == {True, False}
    assert any(row["warning"] == 60 for row in june)


def test_verify_compares_what_the_figures_are_made_of(tickets, frozen):
    with frozen(NOW):
        own = [one for one in verify() if one.ticket in tickets]
        assert [str(finding) for one in own for finding in one.findings] == []
        frappe.db.set_value("SLA Clock", {"ticket": tickets[0]}, "decided_at", "2026-01-01")
        (one,) = [one for one in verify() if one.ticket == tickets[0]]
    assert one.findings
    assert {finding.what.split()[-1] for finding in one.findings} == {"decided_at"}


def test_the_clocks_of_an_older_version_are_filled(tickets, customer, frozen):
    """A migrate judges the tickets and fills the new columns; dates and states stay."""
    before = by_site(period="2026-06", customer=customer)
    marks = ", ".join(f"{column} = null" for column in FIGURES)
    frappe.db.sql(f"update `tabSLA Clock` set {marks} where ticket in %s", (tickets,))
    assert by_site(period="2026-06", customer=customer) == []
    with frozen(NOW), uncommitted():
        assert filling.run() >= len(tickets)
        assert filling.run() == 0
    assert by_site(period="2026-06", customer=customer) == before


def test_a_figure_leads_to_its_tickets_with_the_reasons(tickets, customer):
    asked = {"period": "2026-06", "customer": customer, "priority": "P1", "target": "response@100"}
    columns, rows, note = execute(asked | {"show": "missed"})
    assert note is None
    assert [row["ticket"] for row in rows] == [tickets[2]]
    reason = rows[0]["reason"]
    assert reason.startswith("Reported Tuesday 2 June 2026 09:00. Due ")
    assert reason.endswith("Met too late, Tuesday 2 June 2026 11:00.") or "11:00" in reason
    assert "art. 4.5" in reason
    assert {"ticket", "reason"} <= {column["fieldname"] for column in columns}
    assert len(promises(Choice(**asked), "all")) == len(promises(Choice(**asked), "met")) + 1


def test_the_report_has_a_chart_of_met_and_missed(tickets, customer):
    _columns, rows, _note, chart = execute(
        {"period": "2026-Q2", "customer": customer, "by_month": 1}
    )
    assert chart["data"]["labels"] == ["2026-05", "2026-06"]
    met = sum(row["met"] for row in rows if "met" in row)
    assert sum(chart["data"]["datasets"][0]["values"]) == met


def test_a_month_without_tickets_has_no_rows_and_no_chart(customer):
    _columns, rows, _note, chart = execute({"period": "2020-01", "customer": customer})
    assert (rows, chart) == ([], None)


@pytest.mark.parametrize("period", ["2026-13", "june", "2026-6", "'", "1 or 1"])
def test_a_period_that_is_none_is_told(period):
    with pytest.raises(frappe.ValidationError, match="is no period"):
        execute({"period": period})
    with pytest.raises(frappe.ValidationError, match="is none of"):
        execute({"period": "2026-06", "show": period})


def test_an_agent_gets_the_figures_of_their_teams(customer, unique, as_user, make_agent):
    """In figures, in the tickets behind them, on the card, and in what the filters offer."""
    agent = make_agent("reviewer@example.com")
    mine, theirs = make_team(unique("Mine"), agent), make_team(unique("Theirs"), make_agent())
    own = make_past(customer, agent_group=mine)
    make_past(customer, agent_group=theirs)
    asked = {"period": "2026-06", "customer": customer}
    with restricted_to_teams(), as_user(agent):
        rows = execute(asked | {"by_team": 1})[1]
        assert {row["team"] for row in rows} == {mine}
        assert {row["ticket"] for row in execute(asked | {"show": "all"})[1]} <= set(own)
        assert api.teams(mine.split()[0]) == [mine]
        assert theirs not in api.teams("")
        assert api.customers(customer) == [customer]


def test_a_manager_limited_to_a_customer_gets_only_its_figures(customer, tickets, as_user, unique):
    manager = records.make_manager("limited-review@example.com")
    with as_user(manager):
        assert execute({"period": "2026-06", "customer": customer})[1]
    add_user_permission("HD Customer", records.make_customer(unique("Else BV")), manager)
    with as_user(manager):
        assert execute({"period": "2026-06", "customer": customer})[1] == []


@pytest.mark.parametrize("user", [CUSTOMER, "Guest"])
def test_customers_get_nothing(user, as_user):
    with as_user(user):
        for call in (execute, api.met_last_month, lambda: api.customers(""), lambda: api.teams("")):
            with pytest.raises(frappe.PermissionError):
                call()


def test_the_report_is_mailed_for_and_by_managers_only(as_user):
    """Frappe makes the report of a mail with the rights of Administrator."""
    manager = records.make_manager("limited-review@example.com")
    order = {
        "doctype": "Auto Email Report", "report": REPORT, "enabled": 1, "frequency": "Daily",
        "email_to": "boss@example.com", "format": "CSV", "filters": '{"period": "2026-06"}',
        "report_type": "Script Report",
    }  # fmt: skip
    with pytest.raises(frappe.PermissionError):
        frappe.get_doc(order | {"user": AGENT}).insert()
    with as_user(AGENT), pytest.raises(frappe.PermissionError):
        frappe.get_doc(order | {"user": manager}).insert(ignore_permissions=True)
    frappe.get_doc(order | {"user": manager}).insert()


def test_the_card_tells_which_share_was_met_last_month(tickets, customer, frozen):
    with frozen(NOW):
        card = api.met_last_month()
    share = share_met(Choice("2026-06"))
    assert card["route"] == ["query-report", REPORT]
    assert card["route_options"] == {"period": "2026-06"}
    assert 0 <= float(share) - card["value"] < 0.1
    with frozen("2020-02-01 09:00:00"):
        assert api.met_last_month() == "—"


def test_the_report_is_exported_as_a_file(tickets, customer, rest):
    """A manager gets the rows in CSV through Frappe's own export; a customer is refused."""
    frappe.db.commit()
    found = rest(AGENT).call(
        "frappe.desk.query_report.run", report_name=REPORT,
        filters=json.dumps({"period": "2026-06", "customer": customer}),
    )  # fmt: skip
    assert any(row["target"] == "response@100" for row in found["result"] if isinstance(row, dict))
    assert {row["contract"] for row in found["result"]} == {OFFICE}
