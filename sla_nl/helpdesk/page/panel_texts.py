"""The fixed texts of the panel in the user's language: the page itself does not translate them."""

from __future__ import annotations

from frappe import _


def panel_texts() -> dict[str, str]:
    """The texts by the name under which the script asks for them."""
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
        "failed": _("That did not succeed: {0}"),
        "fault": _("The contract of this ticket cannot be used"),
        "next": _("Next: {0}, due {1}"),
        "nothing_due": _("Nothing is due"),
    }
