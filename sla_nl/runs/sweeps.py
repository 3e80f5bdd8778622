"""Record when the last sweep ended: in SLA Settings for its form, in the cache for each save."""

from __future__ import annotations

from typing import Any

import frappe

from sla_nl.contracts.documents import SETTINGS
from sla_nl.site.time import site_time

OVERDUE_S = 300

_CACHED = "sla_nl_last_sweep"
_FIELDS = ("last_sweep", "last_marking", "clocks_marked")


def record(now_s: int, marked: int) -> None:
    """Record that a sweep ended, and how many clocks it marked.

    A sweep that marked no clock costs one statement. The form then keeps showing the last sweep
    that marked any.

    Args:
        now_s: when the sweep ended, in seconds of UTC.
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
    """Return the stored fields about the last sweeps; saving SLA Settings must not change them."""
    kept = frappe.db.get_singles_dict(SETTINGS)
    return {field: kept.get(field) for field in _FIELDS}


def is_overdue() -> bool:
    """Return whether no sweep ended in the last five minutes, according to the cache.

    Every save asks this, so it runs no SQL statement.
    """
    return frappe.cache.get_value(_CACHED, expires=True) is None


def _update(moment: str) -> bool:
    """Replace the moment of the last sweep. Returns: True if a row was changed."""
    frappe.db.sql(
        "update `tabSingles` set value = %s where doctype = %s and field = 'last_sweep'",
        (moment, SETTINGS),
    )
    return frappe.db._cursor.rowcount > 0
