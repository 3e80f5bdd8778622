"""The terms of a contract, calendar or matrix, from its document; faults gather in a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from .calendar import CalendarTerms, Hours, SpecialDay
from .calendar_checks import calendar_faults
from .errors import Fault
from .fields import read_document
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


def _end(opens: int, closes: int) -> int:
    """Return the minute at which an opening ends: 22:00 to 06:00 ends on the day after."""
    return closes if closes > opens else closes + 1440
