"""Find the contract that holds for a ticket, and compile contracts for the engine.

The process keeps the compiled contracts until the version of the terms changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any, NamedTuple

import frappe

from sla_nl.engine.calendars.instants import Zone, zone
from sla_nl.engine.contract import Contract
from sla_nl.engine.errors import ContractError

from .cache_token import terms_version
from .documents import CALENDAR, CONTRACT, SETTINGS, compiled


class Validity(NamedTuple):
    """The period in which a contract holds for a customer: seconds of UTC, `end_s` excluded.

    None means no start or no end.
    """

    contract: str
    start_s: int | None
    end_s: int | None

    def covers(self, instant_s: int) -> bool:
        """Return whether the contract holds at an instant."""
        return (self.start_s is None or self.start_s <= instant_s) and (
            self.end_s is None or instant_s < self.end_s
        )


@dataclass
class _Kept:
    """The terms of a site at one version, as a process keeps them."""

    version: str
    is_enabled: bool
    defaults: list[Validity]
    by_customer: dict[str, list[Validity]]
    compiled: dict[str, Contract | ContractError] = field(default_factory=dict)


_kept: dict[str, _Kept] = {}


def is_enabled() -> bool:
    """Return whether the app is switched on in the SLA Settings of this site."""
    return _terms().is_enabled


def contract_named(name: str) -> Contract:
    """Return a compiled contract, hidden or not.

    Raises: ContractError: the contract does not exist, or it or one of its calendars has faults.
    """
    kept = _terms().compiled
    if name not in kept:
        kept[name] = compiled(name)
    found = kept[name]
    if isinstance(found, ContractError):
        raise ContractError(found.faults)
    return found


def contract_for(customer: str | None, reported_at: int, named: str | None) -> str | None:
    """Return the name of the contract that holds for a ticket; None if there is none.

    In this order: the contract that the ticket names, the customer's contract that is valid when
    the ticket is reported, the version of the default contract that is valid then.

    Args:
        customer: the ticket's customer.
        reported_at: whole seconds of UTC.
        named: the contract that the ticket names.
    Source: docs/design.md 5.
    """
    kept = _terms()
    if not kept.is_enabled:
        return None
    if named:
        return named
    for validity in (*kept.by_customer.get(customer or "", ()), *kept.defaults):
        if validity.covers(reported_at):
            return validity.contract
    return None


def default_contracts() -> list[str]:
    """Return the default contract and its versions; an empty list without a default contract."""
    return [validity.contract for validity in _terms().defaults]


def _terms() -> _Kept:
    version = terms_version()
    kept = _kept.get(frappe.local.site)
    if kept is None or kept.version != version:
        kept = _kept[frappe.local.site] = _read_terms()
    return kept


def _read_terms() -> _Kept:
    """Read the terms from the database.

    The version is read from the same snapshot as the rows, not from the cache. Otherwise rows of an
    old snapshot could be kept under a newer version.
    """
    settings = frappe.db.get_singles_dict(SETTINGS)
    return _Kept(
        version=settings.get("terms_version") or "none",
        is_enabled=settings.get("enabled", "1") not in ("0", 0),
        defaults=_read_defaults(settings.get("default_contract") or ""),
        by_customer=_read_customers(),
    )


def _read_customers() -> dict[str, list[Validity]]:
    found: dict[str, list[Validity]] = {}
    for row in _customer_rows():
        found.setdefault(row.customer, []).append(_validity(row))
    return found


def _customer_rows() -> list[Any]:
    contract, query = _contract_rows()
    customer = frappe.qb.DocType("SLA Contract Customer")
    return (
        query.join(customer)
        .on((contract.name == customer.parent) & (customer.parenttype == CONTRACT))
        .select(customer.customer)
        .where(contract.is_hidden == 0)
        .run(as_dict=True)
    )


def _read_defaults(name: str) -> list[Validity]:
    """Return the validity of a contract and of its versions that are not hidden."""
    if not name:
        return []
    contract, query = _contract_rows()
    rows = query.select(contract.previous_version, contract.is_hidden).run(as_dict=True)
    previous = {row.name: row.previous_version for row in rows}
    first = _first_version(name, previous)
    return [
        _validity(row)
        for row in rows
        if _first_version(row.name, previous) == first and (row.name == name or not row.is_hidden)
    ]


def _first_version(name: str, previous: Mapping[str, str | None]) -> str:
    """Return the oldest version of a contract, by following its previous versions."""
    for _step in previous:
        name = previous.get(name) or name
    return name


def _contract_rows() -> tuple[Any, Any]:
    """Return the contract table, and a query of the columns that give the contracts' validity."""
    contract, calendar = frappe.qb.DocType(CONTRACT), frappe.qb.DocType(CALENDAR)
    return contract, (
        frappe.qb.from_(contract)
        .left_join(calendar)
        .on(calendar.name == contract.calendar)
        .select(contract.name, contract.valid_from, contract.valid_to, calendar.time_zone)
        .orderby(contract.name)
    )


def _validity(row: Any) -> Validity:
    local = zone(row.time_zone or "Europe/Amsterdam")
    is_endless = row.valid_to is None or row.valid_to == date.max
    after = None if is_endless else row.valid_to + timedelta(days=1)
    return Validity(row.name, _midnight(local, row.valid_from), _midnight(local, after))


def _midnight(local: Zone, day: date | None) -> int | None:
    return local.instant(day, time()) if day else None
