"""Tell the planner of a window: in the desk's notifications and by a mail.

If the planner is gone, all SLA Managers are told.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_url_to_form

from sla_nl.engine.words.telling import Words
from sla_nl.records.permissions import MANAGER
from sla_nl.site import post
from sla_nl.site.language import language, speaking, supported
from sla_nl.site.notices import Notice, notify
from sla_nl.site.time import site_zone
from sla_nl.site.transactions import attempt

from .letter import span_of
from .reading import WINDOW


def remind(window: Any, announce_by: int) -> None:
    """Remind the planner that the latest moment to announce a window is near."""

    def text() -> str:
        by = Words(language(), site_zone()).moment(announce_by)
        return _("{0} has to be announced by {1}.").format(window.title, by)

    _tell(window, text)


def tell_overrun(window: Any) -> None:
    """Tell the planner that a window goes on after its planned end."""

    def text() -> str:
        return _(
            "{0} was planned until now and has not been ended. From now on it counts as downtime."
        ).format(window.title)

    _tell(window, text)


def _tell(window: Any, text: Callable[[], str]) -> None:
    link = get_url_to_form(WINDOW, window.name)
    for user, email, code in _planners(window):
        with speaking(code):
            line = text()
            notify([Notice(user, line, WINDOW, window.name, link)])
            _mail(window, email, line, link)


def _mail(window: Any, email: str, line: str, link: str) -> None:
    """Queue the mail; without a mail server the notification has to do."""
    html = (
        f'<p>{escape(line)}</p><p>{escape(span_of(window))}</p><p><a href="{link}">{link}</a></p>'
    )
    attempt(lambda: post.send(WINDOW, window.name, email, line, html), lambda _error: None)


def _planners(window: Any) -> list[tuple[str, str, str]]:
    """Return who is told, as user, address and language: the planner, or else all managers."""
    fields = ["name", "email", "language"]
    rows = frappe.get_all("User", {"name": window.planner or "", "enabled": 1}, fields)
    if not rows:
        named = frappe.get_all("Has Role", {"role": MANAGER, "parenttype": "User"}, pluck="parent")
        rows = frappe.get_all("User", {"name": ("in", named), "enabled": 1}, fields)
    return [(row.name, row.email or row.name, supported(row.language)) for row in rows]
