"""Where the shipped documents name the clauses of the agreements, and which columns act there."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sla_nl.engine.acting import SELECTING, acting_columns
from sla_nl.engine.agreement.obligations import is_of_contract
from sla_nl.engine.contract import event_of
from sla_nl.engine.terms.contract import ContractTerms
from sla_nl.engine.terms.escalation import EscalationMatrix
from sla_nl.engine.terms.events import FollowUp
from sla_nl.engine.terms.people import CommunicationRule, ContactRule
from sla_nl.engine.terms.service import MaintenanceRule
from sla_nl.vendors import Catalogue


class Place(NamedTuple):
    """Where a clause is named: a document, one of its tables (or the document itself), a row."""

    document: str
    table: str
    row: int = 0

    def __str__(self) -> str:
        return f"{self.document} {self.table} row {self.row}" if self.row else self.document


class Mention(NamedTuple):
    """A clause where a document names it.

    Args:
        columns: the columns filled in there from which something follows, as `table.column`.
    """

    clause: str
    place: Place
    columns: frozenset[str] = frozenset()


def mentions(catalogue: Catalogue, calendars: Iterable[Mapping[str, Any]]) -> tuple[Mention, ...]:
    """Return each mention of a clause in contracts, matrices and calendars.

    Args:
        calendars: the documents of the calendars, for the clauses of their hours.
    """
    return (
        *(m for terms in catalogue.terms.values() for m in _of_contract(terms)),
        *(m for matrix in catalogue.matrices.values() for m in _of_tables(matrix)),
        *_of_calendars(catalogue, calendars),
    )


def calendars_in_use(catalogue: Catalogue) -> set[str]:
    """Return the names of the calendars by which tickets, windows and services are judged.

    The hours of desks are among them; the calendar of a contact who is no desk is not in use.
    """
    return {name for terms in catalogue.terms.values() for name in _judging_calendars(terms)}


def _judging_calendars(terms: ContractTerms) -> Iterator[str]:
    for target in terms.targets:
        if target.amount is not None:
            yield target.calendar or terms.calendar
        if target.condition:
            yield terms.calendar
    for fee in terms.fees:
        if fee.time_of_day and not fee.is_off:
            yield fee.calendar or terms.calendar
    for row in terms.availability:
        yield row.calendar or terms.calendar
    yield from (desk.calendar for desk in terms.contact_rules if desk.channel and desk.calendar)
    for rule in terms.maintenance:
        yield from filter(None, (rule.calendar, rule.start_calendar))


def _of_contract(terms: ContractTerms) -> Iterator[Mention]:
    columns = _acting(terms, "contract")
    for clause in terms.clauses:
        yield Mention(clause, Place(terms.name, "contract"), columns)
    yield from _of_tables(terms)


def _of_tables(document: ContractTerms | EscalationMatrix) -> Iterator[Mention]:
    name = document.name if isinstance(document, ContractTerms) else f"{document.name} matrix"
    for field in dataclasses.fields(document):
        if "rows" in field.metadata:
            for number, row in enumerate(getattr(document, field.name), 1):
                columns = _acting(row, field.name)
                for clause in getattr(row, "clauses", ()):
                    yield Mention(clause, Place(name, field.name, number), columns)


def _of_calendars(
    catalogue: Catalogue, documents: Iterable[Mapping[str, Any]]
) -> Iterator[Mention]:
    used = calendars_in_use(catalogue)
    for calendar in catalogue.calendars.values():
        columns = frozenset({"calendar"} if calendar.name in used else ())
        for clause in calendar.clauses:
            yield Mention(clause, Place(f"{calendar.name} calendar", "calendar"), columns)
    for document in documents:
        columns = frozenset({"hours"} if document["name"] in used else ())
        for number, row in enumerate(document.get("hours") or (), 1):
            place = Place(f"{document['name']} calendar", "hours", number)
            for clause in str(row.get("clause") or "").split(","):
                if clause.strip():
                    yield Mention(clause.strip(), place, columns)


def _acting(row: Any, table: str) -> frozenset[str]:
    """Return the columns of a row that have a value from which something follows."""
    if _is_idle(row):
        return frozenset()
    acting = acting_columns(table).keys() - SELECTING
    if isinstance(row, MaintenanceRule) and row == _free(row):
        return frozenset({f"{table}.maintenance_type"})
    return frozenset(
        f"{table}.{name}"
        for field in dataclasses.fields(row)
        if (name := field.metadata.get("name") or field.name) in acting
        and getattr(row, field.name) != field.default
    )


def _free(row: MaintenanceRule) -> MaintenanceRule:
    """Return a type of maintenance without rules: it acts by being there, as allowed work."""
    return MaintenanceRule(row.maintenance_type, definition=row.definition, clauses=row.clauses)


def _is_idle(row: Any) -> bool:
    """Return whether nothing follows from a row, whatever its columns hold.

    That is so of a row that is off, of work that support does not cover, of a contact who is
    neither a desk nor counted, of a message that is not about tickets, and of a follow-up without a
    term, unless an event of a ticket or of the contract itself asks for it.
    """
    if isinstance(row, ContactRule):
        is_counted = row.others or row.minimum is not None or row.maximum is not None
        return not (row.channel or is_counted)
    if isinstance(row, CommunicationRule):
        return bool(row.about)
    if isinstance(row, FollowUp):
        has_event = bool(event_of(row)) or is_of_contract(row)
        return row.amount is None and not row.is_before and not has_event
    return getattr(row, "is_off", False) or getattr(row, "scope", "") == "support"
