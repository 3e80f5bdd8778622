"""Start a run that tries a contract on past tickets."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document

from sla_nl.contracts.documents import bundled, contract_of
from sla_nl.contracts.faults import fault_text
from sla_nl.engine.errors import ContractError
from sla_nl.runs import parts, runs
from sla_nl.site.access import refuse as refuse_access
from sla_nl.site.messages import refuse

from .. import TICKET
from ..desk.customers import CUSTOMER
from . import working
from .access import allowed_customers


class Question(NamedTuple):
    """Which tickets are asked about.

    Args:
        customers: empty for all.
        first_day, last_day: of the report, both included.
    """

    customers: Sequence[str]
    first_day: date
    last_day: date


def start(document: Document, readings: Mapping[str, str], question: Question) -> str:
    """Queue a run, and return its name.

    The terms are stored with the run, so that it does not matter if the contract, a calendar or the
    matrix is changed or deleted meanwhile.

    Args:
        document: the contract as it stands in the form, saved or not.
        readings: fields of the contract that are tried with another value.
    Raises: frappe.ValidationError: the contract has faults, or no ticket was reported then.
    """
    document.update(readings)
    try:
        contract_of(document)
    except ContractError as error:
        refuse("{0}", fault_text(error))
    names = tickets(question)
    if not names:
        refuse(_("No ticket of these customers was reported in this period."))
    run = runs.start(runs.WHAT_IF, len(names), _saved(document), **_asked(document, question))
    parts.cut(run, names)
    frappe.db.set_value(runs.RUN, run, "read_otherwise", _told(document, readings))
    runs.enqueue(working.work, run, runs.workers())
    return run


def tickets(question: Question) -> list[str]:
    """Return the tickets that were reported in the period, by name.

    The user's own User Permissions for customers hold.

    Raises: frappe.PermissionError: they may not see one of the customers.
    """
    customers = _allowed(question.customers)
    midnight = time()
    return frappe.db.sql(
        f"""select name from `tab{TICKET}`
        where ifnull(sla_nl_reported_at, creation) >= %(since)s
        and ifnull(sla_nl_reported_at, creation) < %(until)s
        {"" if customers is None else "and customer in %(customers)s"}
        order by name""",
        {
            "since": datetime.combine(question.first_day, midnight),
            "until": datetime.combine(question.last_day + timedelta(days=1), midnight),
            "customers": tuple(customers or ()),
        },
        pluck=True,
    )


def _allowed(wanted: Sequence[str]) -> list[str] | None:
    """Return the customers of a question; None for all of the site."""
    allowed = allowed_customers(frappe.session.user)
    if allowed is None:
        return list(wanted) or None
    for customer in wanted:
        if customer not in allowed:
            refuse_access(CUSTOMER, customer)
    return list(wanted) or allowed


def _saved(document: Document) -> Document | None:
    """Return a contract that can be opened; None for one that is not saved."""
    is_new = document.get("__islocal") or not frappe.db.exists(document.doctype, document.name)
    return None if is_new else document


def _asked(document: Document, question: Question) -> dict[str, Any]:
    """Return the fields of a run that say what is tried."""
    return {
        "tried": document.title,
        "terms": json.dumps(bundled(document), default=str),
        "customers": "\n".join(question.customers),
        "first_day": question.first_day,
        "last_day": question.last_day,
    }


def _told(document: Document, readings: Mapping[str, str]) -> str:
    """Return the readings that are tried, one on each line: `Good Friday: closed`."""
    context = {"context": document.doctype}
    return "\n".join(
        f"{_(document.meta.get_label(name), **context)}: {_(value, **context)}"
        for name, value in readings.items()
    )
