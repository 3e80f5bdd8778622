"""Warn that little of the allowed downtime is left: once for a service and period.

The warning is a document with a unique key, written in the transaction of its messages. So nobody
is told twice, and whoever is told is in the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from html import escape

import frappe
from frappe import _
from frappe.utils import get_url_to_form, now_datetime

from sla_nl.availability import figures, telling
from sla_nl.availability.outages import OUTAGE
from sla_nl.contracts.faults import FAULTS
from sla_nl.contracts.in_force import is_enabled
from sla_nl.engine.service.availability import Uptime
from sla_nl.monitoring.outages import hash_of
from sla_nl.people.choosing import Choice, Receiver
from sla_nl.people.words import why_passed_over
from sla_nl.records.permissions import writing
from sla_nl.site import post
from sla_nl.site.fault_log import is_new
from sla_nl.site.language import speaking
from sla_nl.site.notices import Notice, notify
from sla_nl.site.time import now_s
from sla_nl.site.transactions import attempt, in_own_transaction

from .receivers import languages_of, receivers

WARNING = "SLA Budget Warning"
_LOOKED = timedelta(minutes=30)
"""Outages that changed longer ago were looked at before, except those that go on."""


def run() -> int:
    """Warn of each service of which little is left. Returns: how many warnings are new."""
    if frappe.conf.maintenance_mode or not is_enabled():
        return 0
    return sum(
        in_own_transaction(partial(_warn_of, contract), partial(_log, contract))
        for contract in _contracts()
    )


def _contracts() -> list[str]:
    """Return the contracts with outages that go on or changed lately."""
    return frappe.db.sql(
        f"select distinct contract from `tab{OUTAGE}` where end_s = 0 or modified >= %s",
        now_datetime() - _LOOKED,
        pluck=True,
    )


def _warn_of(contract: str) -> int:
    """Warn of the services of a contract. Returns: how many warnings are new."""
    return sum(_warn(uptime) for uptime in figures.present(contract, now_s()) if uptime.is_low)


def _log(contract: str, error: Exception) -> int:
    """Log an error, unless it is a fault of the contract, which its form shows. Returns: 0."""
    if not isinstance(error, FAULTS) and is_new(f"budget {contract}", str(error)):
        frappe.log_error(f"SLA NL: the downtime left under {contract} is not known"[:140])
    return 0


def _warn(uptime: Uptime) -> int:
    """Tell those who are there of a service, unless they were told in this period."""
    contract, service = uptime.contract.name, uptime.row.subject
    cause = f"{uptime.period.name}:{hash_of(contract, service)}"
    if frappe.db.exists(WARNING, {"cause": cause}):
        return 0
    choice = receivers(contract)
    with speaking(""):
        warning = frappe.get_doc(
            doctype=WARNING, contract=contract, service=service, period=uptime.period.name,
            left=telling.budget(uptime, is_present=True), sent_at=now_datetime(), cause=cause,
            told=", ".join(one.name or one.email for one in choice.receivers),
            passed_over="\n".join(why_passed_over(one) for one in choice.passed_over),
        )  # fmt: skip
    with writing():
        warning.insert(ignore_permissions=True)
    _tell(warning.name, uptime, choice)
    return 1


def _tell(warning: str, uptime: Uptime, choice: Choice) -> None:
    """Tell the receivers in the desk and by a mail each, in their languages."""
    languages = languages_of(one.user for one in choice.receivers)
    notices: list[Notice] = []
    faults: list[str] = []
    for one in choice.receivers:
        with speaking(languages.get(one.user, "")):
            text = _headline(uptime)
            if one.user:
                notices.append(Notice(one.user, text, WARNING, warning))
            faults += _mail(one, warning, uptime, text)
    notify(notices)
    if faults:
        frappe.db.set_value(WARNING, warning, "fault", "\n".join(faults)[:500])


def _headline(uptime: Uptime) -> str:
    """Return `Portal (SLA Bakker): 12 min of downtime left this month`."""
    title = uptime.contract.terms.title or uptime.contract.name
    return f"{uptime.row.subject} ({title}): {telling.budget(uptime, is_present=True)}"


def _mail(one: Receiver, warning: str, uptime: Uptime, text: str) -> Sequence[str]:
    """Queue the mail to a receiver. Returns: the reason why it could not be queued, if any."""
    subject = _("Little downtime is left: {0}").format(text)
    html = _html(warning, uptime, text)
    faults: list[str] = []
    attempt(
        lambda: post.send(WARNING, warning, one.email, subject, html),
        lambda error: faults.append(f"{one.email}: {post.fault_of(error)}"),
    )
    return faults


def _html(warning: str, uptime: Uptime, text: str) -> str:
    """Return the mail as HTML, every text escaped."""
    lines = (
        text,
        _("Available: {0}, promised: {1}.").format(
            telling.percent(uptime.availability), telling.percent(uptime.row.minimum_percentage)
        ),
        _("Left out: {0}.").format(telling.excluded(uptime) or _("nothing")),
    )
    link = escape(get_url_to_form(WARNING, warning))
    shown = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f'{shown}<p><a href="{link}">{link}</a></p>'
