"""The fixed texts of the panel in the user's language. The script itself translates no text."""

from __future__ import annotations

from frappe import _


def panel_texts() -> dict[str, str]:
    """Return the texts by the names that the script uses."""
    return {
        "sla": _("SLA"),
        "due_in": _("Due in {0}"),
        "overdue": _("Overdue by {0}"),
        "day": _("{0}d"),
        "hour": _("{0}h"),
        "minute": _("{0}m"),
        "second": _("{0}s"),
        "why": _("Why this date?"),
        "why_title": _("Why these dates?"),
        "no_date": _("No date"),
        "paused": _("Paused"),
        "priority": _("Priority"),
        "prices": _("What each priority costs"),
        "current": _("now"),
        "nothing": _("No fee"),
        "fees": _("Fees of this ticket"),
        "record": _("Record facts"),
        "recorded": _("Recorded: {0}"),
        "save": _("Save"),
        "when": _("When"),
        "when_hint": _("Empty: now."),
        "escalations": _("Escalation"),
        "told": _("Told: {0}"),
        "told_next": _("Next, if nothing happens: {0}"),
        "acknowledge": _("Acknowledge"),
        "acknowledged": _("Acknowledged: {0}"),
        "send_again": _("Send again"),
        "sent_again": _("Sent again: {0}"),
        "escalate": _("Escalate now"),
        "escalated": _("Escalated: {0}"),
        "reason": _("Reason"),
        "level": _("Level"),
        "by_matrix": _("As the matrix says"),
        "task": _("Task: {0}"),
        "procedure": _("Procedure: {0}"),
        "recorded_before": _("What was recorded"),
        "take_back": _("Take back"),
        "taken_back": _("Taken back: {0}"),
        "incomplete": _("This moment is not complete yet."),
        "failed": _("Something went wrong: {0}"),
        "fault": _("The contract of this ticket cannot be used"),
        "next": _("Next: {0}, due {1}"),
        "nothing_due": _("Nothing is due"),
    }
