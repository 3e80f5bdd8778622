"""What was kept of what was promised: the choices of the report, and a number for the workspace."""

from decimal import ROUND_DOWN, Decimal
from typing import Any

import frappe

from sla_nl.compliance import asked, offers, readers
from sla_nl.compliance.choices import Choice
from sla_nl.compliance.figures import share_met


@frappe.whitelist()
def contracts(txt: str) -> list[str]:
    """Return the contracts that judged tickets, for the report's filter."""
    readers.check()
    return offers.contracts(txt)


@frappe.whitelist()
def customers(txt: str) -> list[str]:
    """Return the customers of the tickets that the user may see, for the report's filter."""
    readers.check()
    return offers.customers(txt, readers.condition())


@frappe.whitelist()
def teams(txt: str) -> list[str]:
    """Return the teams of the tickets that the user may see, for the report's filter."""
    readers.check()
    return offers.teams(txt, readers.condition())


@frappe.whitelist(methods=["GET", "POST"])
def met_last_month(
    filters: str | list[Any] | dict[str, Any] | None = None,
) -> dict[str, Any] | str:
    """Return for a number card which share of last month's promises was met, in percent.

    It is rounded down, so that only a month without a missed promise reads 100%.

    Args:
        filters: ignored; every number card sends them.
    Returns: a dash if no promise was decided.
    """
    readers.check()
    month = asked.last_month()
    share = share_met(Choice(month, readable=readers.condition()))
    if share is None:
        return "—"
    return {
        "value": float(share.quantize(Decimal("0.1"), ROUND_DOWN)),
        "fieldtype": "Percent",
        "route": ["query-report", readers.REPORT],
        "route_options": {"period": month},
    }
