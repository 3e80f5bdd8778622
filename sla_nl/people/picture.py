"""Draw who would be told on each level of a matrix, for its form."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from frappe import _

from sla_nl.drawing.colours import AMBER, INK, LINE, RED, SOFT
from sla_nl.engine.terms.escalation import EscalationLevel

from .choosing import Choice, Receiver, receivers_of, unheld
from .roster import Roster
from .words import why_passed_over


def told_html(roster: Roster, matrix: str, levels: Sequence[EscalationLevel]) -> str:
    """Return who is told now on each level, who if they are away, and what nobody holds.

    Returns: HTML with inline styles only, all text escaped; empty without levels.
    """
    rows = "".join(_level(roster, matrix, levels, level) for level in levels)
    return f'{_unheld(roster, matrix, levels)}<div style="color:{INK}">{rows}</div>' if rows else ""


def _unheld(roster: Roster, matrix: str, levels: Sequence[EscalationLevel]) -> str:
    free = unheld(roster, matrix, levels)
    if not free:
        return ""
    text = _("Nobody holds: {0}").format(", ".join(free))
    style = f"border-left:3px solid {RED};padding:6px 12px;margin-bottom:12px"
    return f'<div class="sla-nl-unheld" style="{style}">{escape(text)}</div>'


def _level(
    roster: Roster, matrix: str, levels: Sequence[EscalationLevel], level: EscalationLevel
) -> str:
    now = receivers_of(roster, matrix, levels, level.level)
    lines = [_title(level), _line(_("Told now"), _who(now), RED if now.is_nobody_left else INK)]
    users = [receiver.user for receiver in now.receivers if receiver.user]
    if users and not now.is_nobody_left:
        other = receivers_of(roster.without(users), matrix, levels, level.level)
        colour = AMBER if other.is_nobody_left else SOFT
        lines.append(_line(_("If they are away"), _who(other), colour))
    lines += (_passed(why_passed_over(passed)) for passed in now.passed_over)
    style = f"border-top:1px solid {LINE};padding:8px 0"
    return f'<div class="sla-nl-level" style="{style}">{"".join(lines)}</div>'


def _title(level: EscalationLevel) -> str:
    contact = f'<span style="color:{SOFT}">{escape(level.contact)}</span>'
    return f"<div><strong>{escape(level.level)}</strong> {contact}</div>"


def _line(label: str, text: str, colour: str) -> str:
    return (
        f'<div style="display:flex;flex-wrap:wrap;gap:0 8px">'
        f'<span style="color:{SOFT};min-width:130px">{escape(label)}</span>'
        f'<span style="color:{colour};overflow-wrap:anywhere">{escape(text)}</span></div>'
    )


def _passed(sentence: str) -> str:
    return f'<div style="color:{SOFT};font-size:12px">{escape(sentence)}</div>'


def _who(choice: Choice) -> str:
    """Return the names of those who are told, with the function that they hold."""
    names = ", ".join(_name(receiver) for receiver in choice.receivers)
    if not choice.is_nobody_left:
        return f"{names} ({choice.function})"
    if not names:
        return _("nobody: there is no SLA Manager either")
    return _("all SLA Managers, as nobody else is left: {0}").format(names)


def _name(receiver: Receiver) -> str:
    return receiver.name or receiver.email
