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
        "to_do": _("To do"),
        "due": _("Due {0}"),
        "missed": _("Was due {0}"),
        "since": _("Since {0}"),
        "telling": _("Telling the customer"),
        "write": _("Write message"),
        "send": _("Send"),
        "send_and_solve": _("Send and set to {0}"),
        "cancel": _("Cancel"),
        "message": _("Message"),
        "message_to": _("To {0}, in {1}. Fill in what is in square brackets."),
        "sent": _("The message was sent"),
        "record": _("Record facts"),
        "recorded": _("Recorded: {0}"),
        "save": _("Save"),
        "when": _("When"),
        "when_hint": _("Empty: now."),
        "recorded_before": _("What was recorded"),
        "take_back": _("Take back"),
        "taken_back": _("Taken back: {0}"),
        "incomplete": _("This moment is not complete yet."),
        "failed": _("Something went wrong: {0}"),
        "fault": _("The contract of this ticket cannot be used"),
        "next": _("Next: {0}, due {1}"),
        "nothing_due": _("Nothing is due"),
    }
