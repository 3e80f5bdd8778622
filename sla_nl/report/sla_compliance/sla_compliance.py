"""The report "SLA Compliance": what was kept of what was promised, and the tickets behind it."""

from __future__ import annotations

from typing import Any

from frappe import _

from sla_nl.compliance import asked, missed, readers
from sla_nl.compliance.choices import Choice
from sla_nl.compliance.figures import figures
from sla_nl.compliance.missed import promises
from sla_nl.compliance.rows import chart_of, rows_of
from sla_nl.engine.words.telling import clock_name
from sla_nl.helpdesk import TICKET
from sla_nl.helpdesk.reviewing.reasons import reasons
from sla_nl.report.columns import column
from sla_nl.site.language import language

Row = dict[str, Any]


def execute(filters: Row | None = None) -> tuple[Any, ...]:
    """Return the columns, the rows, a note and a chart.

    Raises: frappe.PermissionError: the user has none of the report's roles, or reads no tickets.
        frappe.ValidationError: the period is none.
    """
    readers.check()
    wanted = filters if isinstance(filters, dict) else {}
    choice = asked.choice_of(wanted, readers.condition())
    outcome = str(wanted.get("show") or "")
    if outcome:
        return _promises(choice, outcome)
    found = figures(choice)
    note = _("Left out, because they have faults: {0}").format(", ".join(found.faulty))
    return (
        _figure_columns(choice),
        rows_of(found.found, language()),
        note if found.faulty else None,
        chart_of(found.found, language()),
    )


def _promises(choice: Choice, outcome: str) -> tuple[Any, ...]:
    """Return the promises behind a figure, each with the reason if it was missed."""
    rows = promises(choice, outcome)
    why = reasons([row for row in rows if row["state"] == "breached"])
    for row in rows:
        row["reason"] = why.get((row["ticket"], row["due_key"]), "")
        row["promise"] = clock_name(row["due_key"], language())
        row["kind"], row["state"] = _(row["kind"]), _(row["state"])
    note = _("The first {0} promises are shown.").format(missed.MOST)
    return _promise_columns(), rows, note if len(rows) == missed.MOST else None


def _figure_columns(choice: Choice) -> list[Row]:
    groups = {
        "customer": column("customer", _("Customer"), "Data", 160),
        "team": column("team", _("Team"), "Data", 130),
        "month": column("month", _("Month"), "Data", 90),
    }
    return [
        column("contract", _("Contract"), "Data", 170),
        *(groups[group] for group in choice.groups),
        column("kind_name", _("Kind"), "Data", 90),
        column("priority", _("Priority"), "Data", 80),
        column("promise", _("Promise"), "Data", 140),
        column("tickets", _("Tickets"), "Int", 80),
        column("met", _("Met"), "Int", 80),
        column("missed", _("Missed"), "Int", 80),
        column("undecided", _("Undecided"), "Int", 100),
        _percent("share", _("Share", context="SLA Compliance")),
        _percent("promised", _("Promised")),
        _percent("warning", _("Warn below")),
        column("mean_h", _("Mean (hours)"), "Float", 110) | {"precision": 2},
        column("promised_h", _("Promised (hours)"), "Float", 130) | {"precision": 2},
        column("kept", _("Promise kept"), "Data", 110),
    ]


def _promise_columns() -> list[Row]:
    return [
        column("ticket", _("Ticket"), "Link", 80, TICKET),
        column("subject", _("Subject"), "Data", 190),
        column("promise", _("Promise"), "Data", 120),
        column("state", _("State"), "Data", 110),
        column("reason", _("Reason"), "Data", 660),
        column("due", _("Due"), "Datetime", 160),
        column("met_at", _("Met at"), "Datetime", 160),
        column("reported_at", _("Reported at"), "Datetime", 160),
        column("kind", _("Kind"), "Data", 90),
        column("priority", _("Priority"), "Data", 80),
        column("customer", _("Customer"), "Data", 140),
        column("team", _("Team"), "Data", 110),
    ]


def _percent(name: str, label: str) -> Row:
    return column(name, label, "Percent", 100) | {"precision": 3}
