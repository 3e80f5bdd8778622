"""Who may read an outage: whoever may read its ticket, if it has one."""

from __future__ import annotations

from sla_nl.records import permissions as records


def readable_by(user: str | None = None, doctype: str = "SLA Outage") -> str:
    """Return an SQL condition that selects the outages that a user may read; empty for all."""
    condition = records.readable_by(user, doctype)
    return condition and f"(ifnull(`tab{doctype}`.ticket, '') = '' or {condition})"
