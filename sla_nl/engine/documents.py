"""The terms of a contract, calendar or matrix, from its document; faults gather in a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from .calendar import CalendarTerms, Hours, SpecialDay
from .errors import Fault
from .fields import read_document, time_text
from .instants import ZoneError, zone
from .terms.calendars import CalendarDocument, ClosedDate
from .terms.contract import ContractTerms
from .terms.escalation import EscalationMatrix
from .texts import _


def read_calendar(document: Mapping[str, Any], faults: list[Fault]) -> CalendarTerms | None:
    """Calendar terms from an `SLA Calendar` document; faults are added to the list."""
    label = f"SLA Calendar {_name(document)!r}"
    before = len(faults)
    read = read_document(CalendarDocument, document, label, faults)
    if read is None:
        return None
    try:
        zone(read.time_zone)
    except ZoneError:
        faults.append(Fault(label, "", "time_zone", read.time_zone, _("an IANA time zone")))
    for number, row in enumerate(read.hours, 1):
        if row.opens >= row.closes:
            faults.append(_time_fault(label, f"hours row {number}", row.closes))
    for number, special in enumerate(read.days, 1):
        if (special.opens or 0) >= (1440 if special.closes is None else special.closes):
            faults.append(_time_fault(label, f"days row {number}", special.closes))
    if not (read.always_open or read.hours or any(d.status == "Open" for d in read.days)):
        faults.append(Fault(label, "", "hours", [], _("opening hours, or always open")))
    if len(faults) > before:
        return None
    return CalendarTerms(
        name=read.name,
        time_zone=read.time_zone,
        always_open=read.always_open,
        hours=tuple(Hours(h.day, h.opens, h.closes, h.on_holidays) for h in read.hours),
        holiday_rule=read.holiday_rule,
        are_holidays_named=read.are_holidays_named,
        special_days=tuple(
            SpecialDay(d.day, d.status == "Open", d.opens, d.closes, d.reason) for d in read.days
        ),
        closed_dates=_dates_by_year(read.closed_dates),
        clauses=read.clauses,
        title=read.title,
    )


def read_contract_terms(document: Mapping[str, Any], faults: list[Fault]) -> ContractTerms | None:
    """Contract terms from an `SLA Contract` document; faults are added to the list."""
    return read_document(ContractTerms, document, f"SLA Contract {_name(document)!r}", faults)


def read_matrix(document: Mapping[str, Any], faults: list[Fault]) -> EscalationMatrix | None:
    """An `SLA Escalation Matrix` document; faults are added to the list."""
    return read_document(
        EscalationMatrix, document, f"SLA Escalation Matrix {_name(document)!r}", faults
    )


def _dates_by_year(rows: Iterable[ClosedDate]) -> tuple[tuple[int, frozenset[date]], ...]:
    """The closed dates of the years that have any, in order."""
    years: dict[int, set[date]] = {}
    for row in rows:
        years.setdefault(row.day.year, set()).add(row.day)
    return tuple((year, frozenset(dates)) for year, dates in sorted(years.items()))


def _name(document: Any) -> Any:
    return document.get("name", "") if isinstance(document, Mapping) else ""


def _time_fault(label: str, row: str, value: int | None) -> Fault:
    time = "" if value is None else time_text(value)
    return Fault(label, row, "closes", time, _("a time after the opening"))
