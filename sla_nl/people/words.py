"""Say in the user's language why somebody was passed over."""

from __future__ import annotations

from frappe import _
from frappe.utils import format_date

from . import choosing
from .choosing import PassedOver


def why_passed_over(passed: PassedOver) -> str:
    """Return a sentence in the user's language, as plain text.

    Example: `Teamleider: Jan Jansen is away up to and including 04-06-2026.`
    """
    detail = format_date(passed.until) if passed.until else passed.detail
    return _texts()[passed.reason].format(passed.function, passed.name, detail)


def _texts() -> dict[str, str]:
    return {
        choosing.NOBODY: _("{0}: nobody holds this function."),
        choosing.UNKNOWN: _("{0}: {1} does not exist any more."),
        choosing.DISABLED: _("{0}: {1} is disabled."),
        choosing.PORTAL: _("{0}: {1} is a user of the portal and no colleague."),
        choosing.AWAY: _("{0}: {1} is away up to and including {2}."),
        choosing.INACTIVE: _("{0}: {1} is no active agent."),
        choosing.UNAVAILABLE: _("{0}: {1} is not available ({2})."),
        choosing.EMPTY: _("{0}: the team {1} has no members."),
    }
