"""Make the service reports of a month: one for each customer and contract, to be reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import frappe
from frappe import _

from sla_nl.compliance.asked import last_month
from sla_nl.compliance.choices import DECIDED, REPORTED, Choice
from sla_nl.compliance.figures import contracts_with_tickets
from sla_nl.compliance.sums import tally
from sla_nl.contracts import in_force
from sla_nl.engine.calendars.periods import read_period
from sla_nl.people.reading import managers
from sla_nl.site import fault_log
from sla_nl.site.language import site_language, speaking, supported
from sla_nl.site.notices import Notice, notify
from sla_nl.site.time import site_zone

from ..customers.contacts import receivers_of
from .checking import REPORT

_LIST = "/app/sla-service-report?state=To+review"
_ROW, _LANGUAGES = "SLA Contract Customer", {"nl": "Dutch", "en": "English"}


class Subject(NamedTuple):
    """What a report is about."""

    customer: str
    contract: str
    month: str


def make_last_month() -> list[str]:
    """Make the reports of the previous calendar month. The scheduler runs it each month."""
    return make(last_month())


def make(month: str) -> list[str]:
    """Make the reports of a month that do not exist yet. Returns: their names.

    A report is made in its own transaction: a run that was stopped is simply run again. A customer
    for whom it fails is logged, and the others get theirs.

    Args:
        month: such as `2026-06`.
    """
    if not in_force.is_enabled():
        return []
    made = []
    for subject in subjects(month):
        try:
            made += _make(subject)
            frappe.db.commit()
        except Exception as error:
            frappe.db.rollback()
            frappe.clear_messages()
            _log(subject, error)
    if made:
        _tell(made, month)
        frappe.db.commit()
    return made


def subjects(month: str) -> list[Subject]:
    """Return the customers and contracts that get a report of a month, in order.

    These are the customers with tickets that count in the month, and the customers of the site's
    own contracts that were in force: a month without tickets is worth telling too.
    """
    found = {*_with_tickets(month), *_under_contract(month)}
    return sorted(subject for subject in found if _exists(subject))


def _with_tickets(month: str) -> Iterator[Subject]:
    contracts, _faulty = contracts_with_tickets()
    for basis in (DECIDED, REPORTED):
        for promise in tally(Choice(month, basis, ("customer",)), contracts):
            if promise.customer:
                yield Subject(promise.customer, promise.contract, month)


def _under_contract(month: str) -> Iterator[Subject]:
    period = read_period(month, site_zone())
    rows = frappe.get_all(_ROW, {"parenttype": "SLA Contract"}, ["customer", "parent"])
    for row in rows:
        for at in (period.start, period.end - 1):
            if in_force.contract_for(row.customer, at, None) == row.parent:
                yield Subject(row.customer, row.parent, month)


def _exists(subject: Subject) -> bool:
    """Return whether the customer and the contract still exist."""
    customer = frappe.get_meta(REPORT).get_field("customer").options
    return bool(
        frappe.db.exists(customer, subject.customer)
        and frappe.db.exists("SLA Contract", subject.contract)
    )


def _make(subject: Subject) -> list[str]:
    """Make a report if there is none. Another worker that makes it at the same time is waited for.

    Returns: its name, or nothing.
    """
    if frappe.db.exists(REPORT, subject._asdict()):
        return []
    receivers = receivers_of([subject.customer])
    languages = {receiver.language for receiver in receivers}
    language = languages.pop() if len(languages) == 1 else supported(site_language())
    report = frappe.get_doc(
        {
            "doctype": REPORT,
            **subject._asdict(),
            "language": _LANGUAGES[language],
            "recipients": "\n".join(receiver.email for receiver in receivers),
        }
    )
    try:
        return [str(report.insert(ignore_permissions=True).name)]
    except frappe.UniqueValidationError:
        frappe.db.rollback()
        frappe.clear_messages()
        return []


def _tell(made: list[str], month: str) -> None:
    """Tell all SLA Managers, in the desk, that reports wait to be reviewed."""
    notices = []
    for user in managers():
        with speaking(frappe.db.get_value("User", user, "language") or ""):
            text = _("Service reports of {0} to review: {1}").format(month, len(made))
        notices.append(Notice(user, text, REPORT, made[0], _LIST))
    notify(notices)


def _log(subject: Subject, error: Exception) -> None:
    """Write a report that could not be made to the Error Log, once a day."""
    title = f"{REPORT}: {subject.customer}, {subject.month}"
    if fault_log.is_new(title, str(error)):
        frappe.log_error(title[:140], frappe.get_traceback())
        frappe.db.commit()
