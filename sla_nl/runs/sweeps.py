"""When the clocks were last swept: in the settings, for the desk; in the cache, for every save."""

from __future__ import annotations

from typing import Any

import frappe

from sla_nl.contracts.documents import SETTINGS
from sla_nl.site.time import site_time

OVERDUE_S = 300

_CACHED = "sla_nl_last_sweep"
_FIELDS = ("last_sweep", "last_marking", "clocks_marked")


def record(now_s: int, marked: int) -> None:
    """Keep that a sweep ended, and how many clocks it marked.

    One statement where it marked none: then the form goes on showing the last that did.
    """
    frappe.cache.set_value(_CACHED, now_s, expires_in_sec=OVERDUE_S)
    moment = str(site_time(now_s))
    values: dict[str, Any] = {"last_sweep": moment}
    if marked:
        values |= {"last_marking": moment, "clocks_marked": marked}
    elif _update(moment):
        return
    frappe.db.set_single_value(SETTINGS, values, update_modified=False)


def recorded() -> dict[str, Any]:
    """What is kept of the last sweeps, by field; whoever saves the settings leaves it as it is."""
    kept = frappe.db.get_singles_dict(SETTINGS)
    return {field: kept.get(field) for field in _FIELDS}


def is_overdue() -> bool:
    """Whether no sweep ended in the last minutes, as far as the cache knows; no statement."""
    return frappe.cache.get_value(_CACHED, expires=True) is None


def _update(moment: str) -> bool:
    """Change the moment of the last sweep. Returns: whether there was another."""
    frappe.db.sql(
        "update `tabSingles` set value = %s where doctype = %s and field = 'last_sweep'",
        (moment, SETTINGS),
    )
    return frappe.db._cursor.rowcount > 0
