"""Tell whoever looks after a credit case of its meetings, and of discounts that begin.

They are told in the notifications of the desk, in the transaction in which the case changes, and by
one mail for each receiver. A mail that cannot be queued is logged, and stops nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from html import escape
from typing import Any, NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_url_to_form

from sla_nl.engine.words.telling import Words
from sla_nl.people.reading import managers, users_of
from sla_nl.site import post
from sla_nl.site.fault_log import is_new
from sla_nl.site.language import speaking, supported
from sla_nl.site.notices import Notice, notify
from sla_nl.site.time import instant_of, now_s, site_zone
from sla_nl.site.transactions import attempt

from .meetings import LATE, Reminder


class News(NamedTuple):
    """What happened to a case.

    Args:
        reminders: meetings that are near, or were not held.
        entries: new entries of the ledger.
    """

    reminders: Sequence[Reminder]
    entries: Sequence[str]


def tell(case: Document, news: News) -> None:
    """Tell whoever looks after a case, or else all SLA Managers, each in their language."""
    if not (news.reminders or news.entries):
        return
    for user in _receivers(case.responsible):
        with speaking(supported(user.language)):
            lines = list(_lines(case, news))
            notify([Notice(user.name, line, case.doctype, case.name) for line in lines])
            _mail(case, user.email, lines)


def _receivers(responsible: str | None) -> list[Any]:
    """Return the users who are told and can log in: `name`, `email` and `language`."""
    for names in ([responsible] if responsible else [], managers()):
        enabled = [user.name for user in users_of(names) if user.enabled]
        if enabled:
            fields = ["name", "email", "language"]
            return frappe.get_all("User", {"name": ("in", enabled)}, fields, order_by="name")
    return []


def _lines(case: Document, news: News) -> Iterator[str]:
    """Yield a sentence for each piece of news, in the language that is spoken now."""
    now = now_s()
    words = Words(supported(frappe.local.lang), site_zone())
    for row, stage in news.reminders:
        late = _("{0}: the meeting of {1} was not recorded as held.")
        text = late if stage == LATE else _("{0}: a meeting is planned for {1}.")
        yield text.format(case.customer, words.brief(instant_of(row.planned_for) or now, now))
    if news.entries:
        entries = frappe.get_all(
            "SLA Fee Entry", {"name": ("in", news.entries)}, ["percentage"], order_by="percentage"
        )
        text = _("{0}: a discount of {1}% begins. Fill in the amount of the invoice.")
        for entry in entries:
            yield text.format(case.customer, words.number(f"{entry.percentage:g}"))


def _mail(case: Document, email: str, lines: Sequence[str]) -> None:
    """Queue one mail with all lines. The subject has no number of a ticket at its end."""
    link = escape(get_url_to_form(case.doctype, case.name))
    sentences = "".join(f"<p>{escape(line)}</p>" for line in lines)
    subject = _("Credit case of {0} needs you (SLA)").format(case.customer)
    html = (
        f'{sentences}<p><a href="{link}">{escape(_("Open the credit case"))}</a></p>'
        f'<p style="font-size:12px;color:#666;overflow-wrap:anywhere">{link}</p>'
    )
    attempt(lambda: post.send(case.doctype, case.name, email, subject, html), partial(_log, case))


def _log(case: Document, error: Exception) -> None:
    """Log that a mail could not be queued, once a day for each reason."""
    if is_new(case.name, str(error)):
        frappe.log_error(_("SLA: a mail about a credit case could not be queued"), str(error))
