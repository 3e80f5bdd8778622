"""Calculate the availability of the services of a contract in a period, from the site's outages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import frappe

from sla_nl.contracts.documents import CONTRACT
from sla_nl.contracts.faults import FAULTS
from sla_nl.contracts.in_force import contract_named
from sla_nl.engine.calendars.periods import Period, period_of
from sla_nl.engine.service.availability import Uptime, uptimes

from . import outages, windows

USUAL = "month"
"""The period of a service for which a contract names none."""


def of_period(contract: str, period: Period, now: int) -> list[Uptime]:
    """Return the availability of each service of a contract in a period, in the contract's order.

    Args:
        now: in seconds of UTC; an outage that has not ended counts until then.
    Raises: ContractError; NoOpeningTimeError: a calendar is not known for the period.
    """
    terms = contract_named(contract)
    found = outages.of_contract(contract, period.start, period.end)
    judged = windows.of_contract(terms, period.start, period.end, now)
    return list(uptimes(terms, period, found, judged, now))


def present(contract: str, now: int) -> list[Uptime]:
    """Return the availability of each service in its own period that holds `now`, so far.

    Raises: as above.
    """
    terms = contract_named(contract)
    kinds = [row.period or USUAL for row in terms.terms.availability]
    by_kind = {
        kind: of_period(contract, period_of(now, kind, terms.zone), now)
        for kind in dict.fromkeys(kinds)
    }
    return [by_kind[kind][place] for place, kind in enumerate(kinds)]


def latest(contract: str, kind: str, count: int, now: int) -> Iterator[Uptime]:
    """Yield the availability of each service in the last periods of a kind, the present one first.

    Raises: as above.
    """
    at, zone = now, contract_named(contract).zone
    for _number in range(count):
        period = period_of(at, kind, zone)
        yield from of_period(contract, period, now)
        at = period.start - 1


def of_outage(contract: str, outage: str, start: int, end: int, now: int) -> list[Uptime]:
    """Return what one outage means for the services of its contract, as if it were alone.

    Raises: as above.
    """
    terms = contract_named(contract)
    found = [one for one in outages.of_contract(contract, start, end) if one.id == outage]
    judged = windows.of_contract(terms, start, end, now)
    return list(uptimes(terms, Period(USUAL, "", start, end), found, judged, now))


def contracts() -> list[str]:
    """Return the contracts of the site's own that promise availability to somebody, by title."""
    return frappe.db.sql(
        f"""select distinct c.name from `tab{CONTRACT}` c
        join `tabSLA Availability` a on a.parent = c.name and a.parenttype = '{CONTRACT}'
        where c.is_standard = 0 and c.is_hidden = 0 order by c.title, c.name""",
        pluck=True,
    )


def count_low(now: int) -> int:
    """Return of how many services little of the allowed downtime is left, or none."""
    found = 0
    for contract in contracts():
        with suppress(*FAULTS):
            found += sum(uptime.is_low for uptime in present(contract, now))
    return found
