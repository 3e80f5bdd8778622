"""What a receiver of an escalation reads, in the language that is spoken now (`speaking`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from frappe import _
from frappe.utils import get_url

from sla_nl.engine.escalation.climbing import Escalation
from sla_nl.engine.words.escalations import escalation_reasons
from sla_nl.engine.words.telling import Words, capital
from sla_nl.site.language import language
from sla_nl.site.time import site_zone

_CAUSES = 2
"""The cause of a repeat has two sentences: why, and that it is told again."""


class Message(NamedTuple):
    """A short message to one receiver.

    Args:
        escalation: the name of the entry in the log.
        text: one line, no HTML.
        language: that of the receiver.
    """

    user: str
    ticket: str
    escalation: str
    text: str
    language: str = ""


def cause_text(told: Escalation) -> str:
    """Return why somebody is told, such as `Response: not met by Monday 8 June 2026 12:00`."""
    reasons = escalation_reasons(Words(language(), site_zone()), told)
    found = reasons[: _CAUSES if told.number > 1 else 1]
    return " ".join(f"{capital(reason)}." for reason in found)


def headline(level: str, cause: str, is_nobody_there: bool) -> str:
    """Return the one line of the bell, of the desk and of a page.

    Args:
        level: the level that is told; empty if whoever has the ticket is warned.
        cause: as `cause_text` has it.
    """
    if is_nobody_there:
        return _("Nobody is there for {0}. {1}").format(level or _("this ticket"), cause)
    if not level:
        return _("Warning. {0}").format(cause)
    return _("Escalation to {0}. {1}").format(level, cause)


def history_line(level: str, cause: str, names: Iterable[str], is_nobody_there: bool) -> str:
    """Return the line in the ticket's history."""
    who = ", ".join(names) or _("nobody")
    if is_nobody_there:
        text = _("found nobody for {0} and told {1}. {2}")
        return text.format(level or _("this ticket"), who, cause)
    if not level:
        return _("warned {0}. {1}").format(who, cause)
    return _("escalated to {0} and told {1}. {2}").format(level, who, cause)


def address(escalation: str) -> str:
    """Return the address of the page on which a receiver acknowledges an escalation."""
    return str(get_url(f"/sla-escalation?name={escalation}"))
