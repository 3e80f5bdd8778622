"""Contracts of a site: read from its documents, compiled for the engine, found for a ticket.

What was compiled is kept in the process, under the *version of the terms*: a token in the database
that changes with every contract, calendar, matrix or setting, with a copy in the cache. While the
copy is what it was, nothing is read from the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from functools import lru_cache
from hashlib import sha1
from typing import Any, NamedTuple

import frappe
from frappe import _
from frappe.model import no_value_fields, table_fields
from frappe.model.document import Document
from redis.exceptions import ConnectionError

from sla_nl.engine.calendar import CalendarTerms
from sla_nl.engine.contract import (
    Contract,
    ContractError,
    read_calendar,
    read_contract_terms,
    read_matrix,
)
from sla_nl.engine.fields import Fault, Text
from sla_nl.engine.instants import Zone, zone
from sla_nl.engine.terms import ContractTerms
from sla_nl.vendors import FIXTURES

from .faults import faults_html

CONTRACT, CALENDAR, MATRIX = "SLA Contract", "SLA Calendar", "SLA Escalation Matrix"
SETTINGS = "SLA Settings"

_VERSION = "sla_nl_terms_version"
_COPY_LASTS_S = 3600
_EVER = date.max - timedelta(days=1)
_NO_TERMS: dict[str, Any] = {
    "title": "", "customers": (), "valid_from": None, "valid_to": None, "is_hidden": False,
}  # fmt: skip
"""What of a contract document is none of its terms."""


class Validity(NamedTuple):
    """When a contract holds for a customer: seconds of UTC, half-open; None is without end."""

    contract: str
    start_s: int | None
    end_s: int | None

    def covers(self, instant_s: int) -> bool:
        return (self.start_s is None or self.start_s <= instant_s) and (
            self.end_s is None or instant_s < self.end_s
        )


@dataclass
class _Kept:
    """What a process knows of a site's terms as of a version."""

    version: str
    is_enabled: bool
    defaults: list[Validity]
    by_customer: dict[str, list[Validity]]
    compiled: dict[str, Contract | ContractError] = field(default_factory=dict)


_kept: dict[str, _Kept] = {}


def is_enabled() -> bool:
    """Whether the app acts on this site."""
    return _terms().is_enabled


def contract_named(name: str) -> Contract:
    """The compiled contract of a name, hidden or not.

    Raises: ContractError: it does not exist, or it or one of its calendars is broken.
    """
    compiled = _terms().compiled
    if name not in compiled:
        compiled[name] = _compile(name)
    found = compiled[name]
    if isinstance(found, ContractError):
        raise ContractError(found.faults)
    return found


def contract_for(customer: str | None, reported_at: int, named: str | None) -> str | None:
    """The name of the contract that a ticket falls under, or None.

    The one named on the ticket; else the customer's that is valid at the report; else the version
    of the default that is.

    Args:
        customer: the ticket's customer.
        reported_at: whole seconds of UTC.
        named: the contract that the ticket names.
    Source: DESIGN 5.
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
    """The default contract with its versions; none where the site has no default."""
    return [validity.contract for validity in _terms().defaults]


def contract_of(document: Document) -> Contract:
    """The compiled contract of a document as it stands, saved or not.

    Raises: ContractError: with every fault of it and of what it names.
    """
    faults: list[Fault] = []
    contract = _contract(plain(document), faults)
    if contract is None or faults:
        raise ContractError(faults)
    return contract


def check(document: Document) -> None:
    """Refuse a contract, calendar or matrix that the engine cannot use.

    Shipped documents are imported in no order; they are checked together afterwards.
    Raises: frappe.ValidationError: with every fault, its row and its field.
    """
    if frappe.flags.in_fixtures:
        return
    if faults := _faults(document):
        title = _("{0} cannot be saved").format(_(document.doctype))
        frappe.throw(faults_html(document, faults), frappe.ValidationError, title)


def terms_version() -> str:
    """The version of the terms, read once per request."""
    version: str | None = getattr(frappe.local, _VERSION, None)
    if version is None:
        version = _copied_version() or _publish(is_newer=False)
        setattr(frappe.local, _VERSION, version)
    return version


def forget() -> None:
    """Have every process read the terms anew: this one now, the others after the commit."""
    version = f"{_shipped()}.{frappe.generate_hash(length=12)}"
    if not frappe.flags.in_fixtures:
        frappe.db.set_single_value(SETTINGS, "terms_version", version, update_modified=False)
        frappe.db.after_commit.add(_publish)
    frappe.db.after_rollback.add(look_again)
    setattr(frappe.local, _VERSION, version)


def is_shipped_anew() -> bool:
    """Whether the app brings other documents than the site has read so far."""
    return not _stored_version().startswith(_shipped())


def plain(document: Document) -> dict[str, Any]:
    """What the engine reads of a document: its name, fields and rows, without fields of others."""
    values = _values(document)
    for table in document.meta.get_table_fields():
        if not table.get("is_custom_field"):
            values[table.fieldname] = [_values(row) for row in document.get(table.fieldname)]
    return values


def has_other_terms(doctype: str, terms: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Whether a plain contract or calendar says something else than before.

    For whom, from when and under which title it holds is none of its terms.
    """
    return _as_read(doctype, terms) != _as_read(doctype, before)


def calendars_of(terms: Mapping[str, Any]) -> list[str]:
    """The names of the calendars in a plain contract, sorted."""
    rows = [row for value in terms.values() if isinstance(value, list) for row in value]
    return sorted({row["calendar"] for row in [terms, *rows] if row.get("calendar")})


def parts_of(name: str) -> list[tuple[str, str]]:
    """A contract's calendars, its matrix and the contract itself, as doctype and name."""
    terms = plain(frappe.get_doc(CONTRACT, name))
    matrix = [(MATRIX, terms["escalation_matrix"])] if terms.get("escalation_matrix") else []
    return [*((CALENDAR, own) for own in calendars_of(terms)), *matrix, (CONTRACT, name)]


# -- what is kept ----------------------------------------------------------------------------------


def _terms() -> _Kept:
    version = terms_version()
    kept = _kept.get(frappe.local.site)
    if kept is None or kept.version != version:
        kept = _kept[frappe.local.site] = _read_terms()
    return kept


def _publish(is_newer: bool = True) -> str:
    """Copy the version to the cache; one that is only read never replaces a newer copy.

    A copy lasts an hour, so that one that went wrong (a crash, a restored backup) mends itself.
    """
    version, key = _stored_version(), frappe.cache.make_key(_VERSION)
    with suppress(ConnectionError):
        frappe.cache.set(key, version, ex=_COPY_LASTS_S, nx=not is_newer)
    return version


def _copied_version() -> str:
    """The copy in the cache, read without what Frappe adds to that: each save waits for it."""
    with suppress(ConnectionError):
        return (frappe.cache.get(frappe.cache.make_key(_VERSION)) or b"").decode(errors="replace")
    return ""


def look_again() -> None:
    """The next question reads the version again: in a long job, before each of its batches."""
    setattr(frappe.local, _VERSION, None)


@lru_cache(maxsize=1)
def _shipped() -> str:
    """A short digest of the documents that the app brings."""
    files = (path.read_bytes() for path in sorted(FIXTURES.glob("*.json")))
    return sha1(b"".join(files), usedforsecurity=False).hexdigest()[:12]


def _stored_version() -> str:
    return frappe.db.get_single_value(SETTINGS, "terms_version", cache=False) or "none"


def _read_terms() -> _Kept:
    """The version comes from the same snapshot as the rows: a snapshot older than the copy in the
    cache is never kept under the newer version."""
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
    """The default contract and its versions, but for hidden ones."""
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
    """The contract from which a version came, by way of others."""
    for _step in previous:
        name = previous.get(name) or name
    return name


def _contract_rows() -> tuple[Any, Any]:
    """The contracts, and a query of what tells their validity."""
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
    after = row.valid_to and row.valid_to + timedelta(days=1)
    return Validity(row.name, _midnight(local, row.valid_from), _midnight(local, after))


def _midnight(local: Zone, day: date | None) -> int | None:
    return local.instant(day, time()) if day else None


def _compile(name: str) -> Contract | ContractError:
    """The contract, or what is wrong with it: both are kept until the terms change."""
    label = f"{CONTRACT} {name!r}"
    if not frappe.db.exists(CONTRACT, name):
        return ContractError([Fault(label, "", "name", name, Text("the name of an SLA Contract"))])
    document = plain(frappe.get_doc(CONTRACT, name))
    faults: list[Fault] = []
    contract = _contract(document, faults)
    return contract or ContractError(faults)


def _contract(document: Mapping[str, Any], faults: list[Fault]) -> Contract | None:
    """A contract compiled from a plain document; the faults of all that it names are added."""
    terms = read_contract_terms(document, faults)
    calendars = _calendars(calendars_of(document), faults)
    matrix = document.get("escalation_matrix")
    if matrix and not frappe.db.exists(MATRIX, matrix):
        label = f"{CONTRACT} {document['name']!r}"
        expected = Text("the name of an SLA Escalation Matrix")
        faults.append(Fault(label, "", "escalation_matrix", matrix, expected))
    if terms is None:
        return None
    try:
        return Contract(terms, calendars)
    except ContractError as error:
        faults += error.faults
        return None


def _calendars(names: list[str], faults: list[Fault]) -> dict[str, CalendarTerms]:
    found = {}
    for name in names:
        if frappe.db.exists(CALENDAR, name):
            terms = read_calendar(plain(frappe.get_doc(CALENDAR, name)), faults)
            if terms is not None:
                found[name] = terms
    return found


def _as_read(doctype: str, document: Mapping[str, Any]) -> ContractTerms | CalendarTerms | None:
    """The terms of a contract or calendar as the engine reads them."""
    if doctype == CALENDAR:
        return read_calendar(document, [])
    terms = read_contract_terms(document, [])
    return terms and replace(terms, **_NO_TERMS)


def _values(row: Document) -> dict[str, Any]:
    return {"name": row.name} | {
        item.fieldname: row.get(item.fieldname)
        for item in row.meta.fields
        if item.fieldtype not in (*no_value_fields, *table_fields)
        and not item.get("is_custom_field")
    }


# -- what is refused -------------------------------------------------------------------------------


def _faults(document: Document) -> list[Fault]:
    faults: list[Fault] = []
    terms = plain(document)
    if document.doctype == CALENDAR:
        read_calendar(terms, faults)
    elif document.doctype == MATRIX:
        read_matrix(terms, faults)
    else:
        _contract(terms, faults)
        faults += _customer_faults(document)
    return faults


def _customer_faults(document: Document) -> list[Fault]:
    """Customers named twice, here or in another contract that is valid at the same time."""
    faults, seen = [], set()
    for row in document.get("customers"):
        place = f"customers row {row.idx}"
        if row.customer in seen:
            expected = Text("each customer once")
            faults.append(Fault("", place, "customer", row.customer, expected))
        elif other := _other_contract(document, row.customer):
            expected = Text(
                "a customer without another contract at that time; it has {0}", (_period(other),)
            )
            faults.append(Fault("", place, "customer", row.customer, expected))
        seen.add(row.customer)
    return faults


def _other_contract(document: Document, customer: str) -> Any:
    """Another contract of the customer that is valid on a day on which this one is.

    The rows are locked, so that two contracts saved at the same time cannot both pass.
    """
    if document.is_hidden:
        return None
    contract = frappe.qb.DocType(CONTRACT)
    rows = frappe.qb.DocType("SLA Contract Customer")
    first = frappe.utils.getdate(document.valid_from) if document.valid_from else date.min
    last = frappe.utils.getdate(document.valid_to) if document.valid_to else _EVER
    found = (
        frappe.qb.from_(rows)
        .join(contract)
        .on((contract.name == rows.parent) & (rows.parenttype == CONTRACT))
        .select(contract.name, contract.valid_from, contract.valid_to)
        .where((rows.customer == customer) & (contract.name != document.name))
        .where(contract.is_hidden == 0)
        .for_update()
        .run(as_dict=True)
    )
    return next(
        (
            other
            for other in found
            if (other.valid_from or date.min) <= last and first <= (other.valid_to or _EVER)
        ),
        None,
    )


def _period(other: Any) -> str:
    """A contract and when it is valid, in words."""
    days = [
        frappe.format(day, "Date") if day else "…" for day in (other.valid_from, other.valid_to)
    ]
    return (
        f"{other.name} ({days[0]} – {days[1]})"
        if any((other.valid_from, other.valid_to))
        else other.name
    )
