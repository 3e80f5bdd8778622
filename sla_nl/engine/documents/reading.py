"""Read the terms of a contract, calendar or escalation matrix from its document."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from ..calendars.instants import ZoneError, zone
from ..calendars.terms import CalendarTerms, Hours, SpecialDay
from ..errors import Fault
from ..terms.calendars import CalendarDocument, ClosedDate
from ..terms.contract import ContractTerms
from ..terms.escalation import EscalationMatrix
from ..texts import _
from .calendar_checks import calendar_faults
from .fields import read_document
from .matrix_checks import matrix_faults, matrix_label, promise_faults


def read_calendar(document: Mapping[str, Any], faults: list[Fault]) -> CalendarTerms | None:
    """Return the terms of an `SLA Calendar` document, or None; add its faults to the list."""
    label = f"SLA Calendar {_name(document)!r}"
    before = len(faults)
    read = read_document(CalendarDocument, document, label, faults)
    if read is None:
        return None
    try:
        zone(read.time_zone)
    except ZoneError:
        faults.append(Fault(label, "", "time_zone", read.time_zone, _("an IANA time zone")))
    faults += calendar_faults(read, label)
    if len(faults) > before:
        return None
    return CalendarTerms(
        name=read.name,
        time_zone=read.time_zone,
        always_open=read.always_open,
        hours=tuple(
            Hours(h.day, h.opens, _end(h.opens, h.closes), h.on_holidays) for h in read.hours
        ),
        holiday_rule=read.holiday_rule,
        are_holidays_named=read.are_holidays_named,
        special_days=tuple(
            SpecialDay(
                d.day,
                d.status == "Open",
                d.opens,
                None if d.closes is None else _end(d.opens or 0, d.closes),
                d.reason,
            )
            for d in read.days
        ),
        closed_dates=_dates_by_year(read.closed_dates),
        clauses=read.clauses,
        title=read.title,
    )


def read_contract_terms(document: Mapping[str, Any], faults: list[Fault]) -> ContractTerms | None:
    """Return the terms of an `SLA Contract` document, or None; add its faults to the list."""
    return read_document(ContractTerms, document, f"SLA Contract {_name(document)!r}", faults)


def read_matrix(document: Mapping[str, Any], faults: list[Fault]) -> EscalationMatrix | None:
    """Return the terms of an `SLA Escalation Matrix`, or None; add its faults to the list."""
    before = len(faults)
    read = read_document(EscalationMatrix, document, matrix_label(_name(document)), faults)
    if read is not None:
        faults += matrix_faults(read)
    return read if len(faults) == before else None


def read_matrix_for(
    terms: ContractTerms,
    calendars: Collection[str],
    document: Mapping[str, Any],
    faults: list[Fault],
) -> EscalationMatrix | None:
    """Return the matrix of a contract, or None; add its faults to the list.

    A trigger that can never fire under the contract is a fault too.

    Args:
        calendars: the names of the calendars that exist.
    """
    before = len(faults)
    matrix = read_matrix(document, faults)
    if matrix is not None:
        faults += promise_faults(matrix, terms, calendars)
    return matrix if len(faults) == before else None


def _dates_by_year(rows: Iterable[ClosedDate]) -> tuple[tuple[int, frozenset[date]], ...]:
    """Return the closed dates of each year that has any, in the order of the years."""
    years: dict[int, set[date]] = {}
    for row in rows:
        years.setdefault(row.day.year, set()).add(row.day)
    return tuple((year, frozenset(dates)) for year, dates in sorted(years.items()))


def _name(document: Any) -> Any:
    return document.get("name", "") if isinstance(document, Mapping) else ""


def _end(opens: int, closes: int) -> int:
    """Return the minute at which an opening ends: 1800 for 22:00 to 06:00, the day after."""
    return closes if closes > opens else closes + 1440
