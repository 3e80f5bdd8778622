"""Search colleagues and teams, for the people who say who holds a function.

A manager of contracts may read neither users nor teams by the rules of Frappe and Helpdesk.
"""

from __future__ import annotations

from typing import Any

import frappe

from .agents import TEAM

_MOST = 500
"""More options than a field can show; an address can be typed too."""


def colleagues_like(text: str, start: int, most: int, as_dict: bool) -> Any:
    """Return enabled users with access to the desk whose name or address has a text."""
    return frappe.get_all(
        "User",
        filters={"enabled": 1, "user_type": "System User", "name": ("!=", "Guest")},
        or_filters={"name": ("like", f"%{text}%"), "full_name": ("like", f"%{text}%")},
        fields=["name", "full_name"],
        order_by="full_name",
        limit_start=start,
        limit_page_length=most,
        as_list=not as_dict,
    )


def teams_like(text: str, start: int, most: int, as_dict: bool) -> Any:
    """Return the teams whose name has a text."""
    return frappe.get_all(
        TEAM,
        filters={"name": ("like", f"%{text}%")},
        fields=["name"],
        order_by="name",
        limit_start=start,
        limit_page_length=most,
        as_list=not as_dict,
    )


def choices() -> list[dict[str, str]]:
    """Return the teams and colleagues who can hold a function, as options of a field."""
    teams = [{"value": row[0], "label": row[0]} for row in teams_like("", 0, _MOST, False)]
    people = colleagues_like("", 0, _MOST, as_dict=False)
    return [*teams, *({"value": user, "label": name or user} for user, name in people)]
