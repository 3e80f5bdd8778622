"""Read holders, users, absences and managers from the site, a statement each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

import frappe

from sla_nl.contracts.documents import MATRIX
from sla_nl.engine.terms.escalation import EscalationHolder
from sla_nl.records.permissions import MANAGER

from .roster import Absence

HOLDER, ABSENCE = "SLA Holder", "SLA Absence"
_COLUMNS = ("function", "user", "team", "email")


def holders_of(matrices: Collection[str]) -> dict[str, tuple[EscalationHolder, ...]]:
    """Return the holders of some matrices, by the matrix, in the order of their rows."""
    rows = frappe.get_all(
        HOLDER,
        {"parenttype": MATRIX, "parent": ("in", sorted(matrices))},
        ["parent", *_COLUMNS],
        order_by="parent, idx",
    )
    found: dict[str, list[EscalationHolder]] = {}
    for row in rows:
        found.setdefault(row.parent, []).append(holder_of(row))
    return {matrix: tuple(own) for matrix, own in found.items()}


def holder_of(row: Mapping[str, Any]) -> EscalationHolder:
    """Return the holder in a row of a matrix."""
    return EscalationHolder(*(str(row.get(column) or "").strip() for column in _COLUMNS))


def users_of(names: Collection[str]) -> list[Any]:
    """Return users with what tells whether they can be told: `enabled`, `user_type`, and more."""
    fields = ["name", "full_name", "email", "enabled", "user_type"]
    return frappe.get_all("User", {"name": ("in", sorted(names))}, fields)


def absences_of(users: Collection[str], day: date) -> dict[str, tuple[Absence, ...]]:
    """Return the absences of some users that hold on a day, by user."""
    filters = {
        "user": ("in", sorted(users)),
        "first_day": ("<=", day),
        "last_day": (">=", day),
    }
    found: dict[str, list[Absence]] = {}
    for row in frappe.get_all(ABSENCE, filters, ["user", "first_day", "last_day"]):
        found.setdefault(row.user, []).append((row.first_day, row.last_day))
    return {user: tuple(own) for user, own in found.items()}


def managers() -> tuple[str, ...]:
    """Return the users with the role SLA Manager, in the order of their names."""
    role = {"role": MANAGER, "parenttype": "User"}
    users: Iterable[str] = frappe.get_all("Has Role", role, pluck="parent", order_by="parent")
    return tuple(user for user in dict.fromkeys(users) if user not in ("Administrator", "Guest"))
