"""Tell the faults of the answers with the names that the page "New contract" shows."""

from __future__ import annotations

from collections.abc import Iterable

from frappe import _
from frappe.utils import escape_html

from sla_nl.engine.errors import Fault

from .answers import Answers


def faults_html(faults: Iterable[Fault], answers: Answers | None) -> str:
    """Return the faults as an HTML list, with all text escaped.

    Args:
        answers: the answers, if they could be read; their rows then have the names of a day, or of
            a priority and a clock.
    """
    return f"<ul>{''.join(f'<li>{_line(fault, answers)}</li>' for fault in faults)}</ul>"


def _line(fault: Fault, answers: Answers | None) -> str:
    place, expected = escape_html(_place(fault, answers)), escape_html(fault.expected.tell(_))
    if fault.value in (None, "", [], ()):
        told = _("is empty; expected {0}").format(expected)
    else:
        value = f"<code>{escape_html(str(fault.value))}</code>"
        told = _("{0} is not valid; expected {1}").format(value, expected)
    return f"<strong>{place}</strong>: {told}"


def _place(fault: Fault, answers: Answers | None) -> str:
    """Return the name of the row, or the label of the field outside the rows."""
    table, _space, number = fault.row.partition(" row ")
    if not number or table == "customers":
        return _label(table or fault.field)
    place = int(number) - 1
    if answers is None:
        return f"{_label(table)} {number}"
    if table in ("targets", "promises"):
        promise = answers.promises[place]
        return f"{promise.helpdesk_priority} · {_(promise.clock).capitalize()}"
    return _(answers.hours[place].day) if table == "hours" else _label(table)


def _label(field: str) -> str:
    """Return the label that the page has for a field or a table."""
    labels = {
        "customer": _("Customer"),
        "customers": _("Customer"),
        "title": _("Title"),
        "vendor": _("Vendor"),
        "hours": _("Opening hours"),
        "holidays": _("Holidays", context="SLA Calendar"),
        "closed_dates": _("Holidays", context="SLA Calendar"),
        "promises": _("What is promised"),
        "targets": _("What is promised"),
        "fees": _("Rush fee"),
        "fee_rate": _("Rush fee"),
        "fee_time": _("Rush fee"),
        "fee_currency": _("Currency"),
    }
    return labels.get(field, field)
