"""Tickets from the files that Frappe writes for HD Ticket, one row at a time.

Four shapes, told apart by their header, each as csv or xlsx, in English or Dutch:

- Data Export: its header begins with `Column Labels:`, so the first cell of a row is empty; perhaps
  with a preamble above it and rows of fieldnames, types and formats below. An id stands in quotes
  of its own, moments are in the site's format, `creation` is ISO. Columns of child tables follow
  after an empty heading.
- Report view: begins with `Sr`; all moments are ISO. A last row may hold totals. "Translate values"
  makes Frappe write rows 1, 1-2, 1-3, ... and lose every duration but the last.
- Helpdesk's ticket list: the same without `docstatus`.
- Data Import's template, also the list's "Export": begins with `ID`, has no `creation`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeVar

from sla_nl.engine.calendars.instants import LAST_S, Zone
from sla_nl.engine.contract import Contract
from sla_nl.engine.errors import TicketError
from sla_nl.engine.terms.vocabulary import CHANNELS, KINDS, PAUSE_REASONS
from sla_nl.engine.ticket import LONGEST_VALUE, Event, Ticket, is_early

from .cells import ORDERS, CellError, Moments, one_of, seconds, yes_no
from .columns import READ_FIELDS, ROW_NUMBER, field_of, fields_in
from .rows import HEADER_WITHIN, Row, csv_rows, xlsx_rows
from .source import Line, SourceError

_UNDECIDED_AT_MOST = 1000
"""Rows that wait for one that tells the order of day and month."""
_NO_HEADER = (
    f"no ticket file: the first {HEADER_WITHIN} rows have no header with columns of HD Ticket, "
    "such as ID, Status, Priority, Created On (in English or Dutch)"
)
_CHILD_COLUMN = re.compile(r".+ \(.+\)")
_MOMENT_FIELDS = (
    "creation", "opening_date", "first_responded_on", "resolution_date", "on_hold_since",
    "modified", "sla_nl_reported_at", "sla_nl_known_since", "sla_nl_planned_for",
)  # fmt: skip
_TOTALS = ("Total", "Totaal")
_ENDED = ("resolved", "closed")

T = TypeVar("T")


def read_export(
    source: Path | BinaryIO,
    kind: str,
    zone: Zone,
    contracts: Mapping[str, Contract],
    contract: str = "",
) -> Iterator[Line]:
    """Yield the tickets of an export, in order, each row as it is read.

    A heading that is no column of HD Ticket is a line of its own, with the header's number; the
    tickets are still read.

    Args:
        source: a file, or a stream of its bytes.
        kind: `csv` or `xlsx`.
        zone: the zone of its naive times.
        contracts: the contracts by id; they map ticket types and priorities.
        contract: the contract of rows that name none.
    Raises: SourceError: the file holds no tickets that can be read; OSError.
    """
    if isinstance(source, Path):
        with source.open("rb") as stream:
            yield from read_export(stream, kind, zone, contracts, contract)
        return
    rows = csv_rows(source) if kind == "csv" else xlsx_rows(source)
    header, rows = _find_header(rows)
    _check(header, contract)
    for heading in header.unknown:
        error = f"{heading}: no column of HD Ticket; leave it out of the export"
        yield Line(header.number, "", "", None, heading, error)
    moments = Moments(zone, header.order)
    reading = _TicketReader(moments, contracts, contract, "total_hold_time" in header.columns)
    records = _once(_records(header, rows))
    for record in _settled(records, moments):
        yield reading.line(record)


# -- the header ------------------------------------------------------------------------------------


class _Header(NamedTuple):
    """Where the columns are.

    Args:
        number: the row of the header.
        width: its number of cells.
        columns: the place of each field that makes a ticket, and of `Sr`.
        unknown: the headings that are no column of HD Ticket.
        order: the order of day and month, where the header gives it.
    """

    number: int
    width: int
    columns: dict[str, int]
    unknown: tuple[str, ...]
    order: str = ""


def _find_header(rows: Iterator[Row]) -> tuple[_Header, Iterator[Row]]:
    """Return the header, and the rows that come after it. Raises: SourceError."""
    is_empty, fault = True, ""
    for row in islice(rows, HEADER_WITHIN):
        is_empty = is_empty and not any(row.cells)
        if row.fault and not fault:
            fault = f"line {row.number}: {row.fault}"
        if len(fields_in(row.cells)) < 2:
            continue
        if row.cells[0].endswith(":"):
            return _data_export_header(row, rows)
        return _header(row, row.cells), rows
    raise SourceError(fault or ("the file is empty" if is_empty else _NO_HEADER))


def _data_export_header(labels: Row, rows: Iterator[Row]) -> tuple[_Header, Iterator[Row]]:
    """Return the header of a Data Export: the rows up to the first empty first cell.

    One of them may have the fieldnames, which hold in every language, another the date format.
    """
    headings, order = labels.cells, ""
    for row in rows:
        if row.fault or (any(row.cells) and not row.cells[0]):
            rows = chain([row], rows)
            break
        if row.cells[1:2] == ["name"]:
            headings = row.cells
        order = order or next((ORDERS[cell] for cell in row.cells if cell in ORDERS), "")
    own = _before_child_tables(headings)
    header = _header(labels, own)
    return header._replace(order=order, width=len(headings)), rows


def _before_child_tables(headings: list[str]) -> list[str]:
    """Return the headings of the ticket itself, in their places, without the first."""
    own = [""]
    for heading in headings[1:]:
        if heading in ("", "~"):
            break
        own.append(heading)
    return own


def _header(row: Row, headings: list[str]) -> _Header:
    columns: dict[str, int] = {}
    unknown: list[str] = []
    for place, heading in enumerate(headings):
        field = field_of(heading)
        if field in columns:
            raise SourceError(f"line {row.number}: {_taken_twice(field, headings, place)}")
        if field in READ_FIELDS or field == ROW_NUMBER:
            columns[field] = place
        elif heading and not field and not _CHILD_COLUMN.fullmatch(heading):
            unknown.append(heading)
    return _Header(row.number, len(row.cells), columns, tuple(unknown))


def _taken_twice(field: str, headings: list[str], place: int) -> str:
    """Return what is wrong where two headings name one field."""
    first = next(heading for heading in headings if field_of(heading) == field)
    if first == headings[place]:
        return f"{field}: two columns {first!r}"
    label = next(iter(READ_FIELDS.get(field, ())), field)
    return f"{first!r} and {headings[place]!r} are both read as {label}; leave one of them out"


def _check(header: _Header, contract: str) -> None:
    """Whether the columns suffice. Raises: SourceError: with what to export as well."""
    columns = header.columns
    where = f"line {header.number}"
    if "name" not in columns:
        raise SourceError(f"{where}: name: no ticket file: it has no column ID")
    if "creation" not in columns and not {"opening_date", "opening_time"} <= columns.keys():
        raise SourceError(
            f"{where}: creation: nothing says when a ticket was reported; export it again with "
            "Created On, or with Opening Date and Opening Time"
        )
    if "priority" not in columns and "sla_nl_priority" not in columns:
        raise SourceError(f"{where}: priority: it has no column Priority")
    if "sla_nl_contract" not in columns and not contract:
        raise SourceError(
            f"{where}: sla_nl_contract: it has no column SLA Contract; name the contract with "
            "--contract"
        )


# -- records ---------------------------------------------------------------------------------------


class _Record(NamedTuple):
    """A row by field. `is_lossy`: Frappe may have lost its durations."""

    number: int
    values: dict[str, str]
    fault: str = ""
    fault_field: str = ""
    is_lossy: bool = False


def _records(header: _Header, rows: Iterable[Row]) -> Iterator[_Record]:
    """Yield the rows by field, without empty rows, rows of child tables and totals."""
    columns, width = header.columns, header.width
    for number, cells, fault in rows:
        if len(cells) < width:
            if any(cells) and not fault:
                fault = f"the row has {len(cells)} cells, its header {width}"
            cells = cells + [""] * (width - len(cells))
        elif any(cells[width:]):
            fault = fault or f"the row has {len(cells)} cells, its header {width}"
        values = {field: cells[place] for field, place in columns.items()}
        if too_long := next((f for f, text in values.items() if len(text) > LONGEST_VALUE), ""):
            values = {field: text[:LONGEST_VALUE] for field, text in values.items()}
            yield _Record(number, values, f"more than {LONGEST_VALUE:,} characters", too_long)
        elif fault:
            where = next((field for field, text in values.items() if "\ufffd" in text), "")
            yield _Record(number, values, fault, where)
        elif any(values.values()) and not _is_total(values):
            yield _Record(number, values)


def _is_total(values: Mapping[str, str]) -> bool:
    moments = ("creation", "opening_date", "status", "priority")
    is_named = values["name"] in ("", *_TOTALS)
    has_only_sums = is_named and not any(values.get(field) for field in moments)
    return has_only_sums and (values["name"] in _TOTALS or ROW_NUMBER in values)


def _once(records: Iterator[_Record]) -> Iterator[_Record]:
    """Each ticket once: not again for each row of a child table, nor of a triangle of rows."""
    head = list(islice(records, 2))
    records = chain(head, records)
    if len(head) == 2 and all(r.values.get(ROW_NUMBER) == "1" for r in head):
        if head[0].values["name"] == head[1].values["name"]:
            yield from _edge(records)
            return
    before: dict[str, str] = {}
    for record in records:
        values = {f: text for f, text in record.values.items() if f != ROW_NUMBER}
        if values != before or record.fault:
            yield record
        before = values


def _edge(records: Iterable[_Record]) -> Iterator[_Record]:
    """Yield each row once of an export that repeats rows 1, 1-2, 1-3, ... ("Translate values")."""
    highest = 0
    for record in records:
        number = record.values[ROW_NUMBER]
        if number.isdecimal() and int(number) <= highest:
            continue
        highest = int(number) if number.isdecimal() else highest
        yield record._replace(is_lossy=True)


def _settled(records: Iterable[_Record], moments: Moments) -> Iterator[_Record]:
    """Yield the records once it is known whether their dates have the day or the month first."""
    held: list[_Record] = []
    for record in records:
        values = record.values
        opening = values.get("opening_date", "").partition(" ")[0]
        cells = (values.get(field, "") for field in _MOMENT_FIELDS)
        is_clear = moments.learn(cells, {opening: values.get("creation", "")[:10]})
        if is_clear and not held:
            yield record
            continue
        held.append(record)
        if moments.order or len(held) == _UNDECIDED_AT_MOST:
            yield from held
            held.clear()
    yield from held


# -- tickets ---------------------------------------------------------------------------------------


class _TicketReader:
    """Turns the records of a file into lines, each with a ticket or a fault."""

    def __init__(
        self,
        moments: Moments,
        contracts: Mapping[str, Contract],
        contract: str,
        has_hold_time: bool,
    ) -> None:
        self.moments = moments
        self.contracts = contracts
        self.contract = contract
        self.has_hold_time = has_hold_time

    def line(self, record: _Record) -> Line:
        values = record.values
        ticket_id = values["name"].strip('"')
        name = values.get("sla_nl_contract") or self.contract
        if record.fault:
            where = record.fault_field
            error = f"{where}: {record.fault}" if where else record.fault
            return Line(record.number, ticket_id, name, None, where, error)
        try:
            ticket = self.ticket(ticket_id, name, record)
        except TicketError as error:
            return Line(record.number, ticket_id, name, None, error.field, str(error))
        return Line(record.number, ticket_id, name, ticket, raw=_groups(values))

    def ticket(self, ticket_id: str, name: str, record: _Record) -> Ticket:
        """Return the ticket of a record. Raises: TicketError: with the column that is wrong."""
        values = record.values
        if not ticket_id:
            raise TicketError("name", "the row has no ID")
        contract = self._contract(name)
        ticket_type = values.get("ticket_type", "")
        kind = _cell(values, "sla_nl_kind", lambda text: one_of(text, KINDS))
        kind = kind or contract.kind_of(ticket_type)
        priority = values.get("sla_nl_priority") or contract.priority_of(
            kind, ticket_type, values.get("priority", "")
        )
        made_at = self._made_at(values)
        reported_at = self._moment(values, "sla_nl_reported_at") or made_at
        events, is_approximate = self._events(values, reported_at, made_at)
        is_lossy = record.is_lossy and self.has_hold_time and not values["total_hold_time"]
        return Ticket(
            ticket_id,
            name,
            kind,
            priority,
            reported_at,
            _channel(values),
            self._moment(values, "sla_nl_known_since"),
            bool(_cell(values, "sla_nl_cannot_wait", yes_no)),
            _cell(values, "sla_nl_is_disruption", yes_no),
            _cell(values, "sla_nl_outside_sla", yes_no),
            tuple(events),
            is_approximate or is_lossy,
        )

    def _contract(self, name: str) -> Contract:
        if not name:
            raise TicketError("sla_nl_contract", "the ticket names no contract")
        contract = self.contracts.get(name)
        if contract is None:
            known = ", ".join(sorted(self.contracts))
            raise TicketError("sla_nl_contract", f"{name!r} is none of {known}")
        return contract

    def _moment(
        self, values: Mapping[str, str], field: str, earliest: int | None = None
    ) -> int | None:
        """Return the instant of a cell. Args: earliest: see `parse_instant`."""
        return _cell(values, field, lambda text: self.moments.instant(text, earliest))

    def _made_at(self, values: Mapping[str, str]) -> int:
        created = self._moment(values, "creation")
        if created is not None:
            return created
        if values.get("opening_date"):
            opened = values["opening_date"]
            at = _cell(values, "opening_time", lambda text: self.moments.instant_of(opened, text))
            if at is not None:
                return at
        field = "creation" if "creation" in values else "opening_time"
        raise TicketError(field, "nothing says when the ticket was reported")

    def _events(
        self, values: Mapping[str, str], reported_at: int, made_at: int
    ) -> tuple[list[Event], bool]:
        """Return the events in the row, and whether a moment had to be guessed."""
        events = [Event(max(reported_at, made_at), "registered")]
        planned = self._moment(values, "sla_nl_planned_for")
        responded = self._moment(values, "first_responded_on", reported_at)
        resolved = self._moment(values, "resolution_date", responded or reported_at)
        held_since = self._moment(values, "on_hold_since", responded or reported_at)
        held_s = _cell(values, "total_hold_time", seconds) or 0
        if planned is not None:
            events.append(Event(reported_at, "planned", until=planned))
        if responded is not None:
            events.append(Event(responded, "responded"))
        if held_s > 0:
            start = max(reported_at, responded or reported_at)
            end = start + held_s
            if held_since is not None and not is_early(Event(held_since, "paused"), reported_at):
                end = max(start, min(end, held_since))
            if end > LAST_S:
                raise TicketError("total_hold_time", "it ends past the year 9998")
            events += Event(start, "paused", "customer"), Event(end, "resumed", "customer")
        if held_since is not None:
            reason = _cell(values, "sla_nl_pause_reason", lambda text: one_of(text, PAUSE_REASONS))
            events.append(Event(held_since, "paused", reason or "customer"))
        if resolved is not None:
            events.append(Event(resolved, "resolved"))
        if _is_ended(values) and (resolved is None or is_early(events[-1], reported_at)):
            changed = self._moment(values, "modified")
            if changed is not None:
                events.append(Event(changed, "closed"))
            return events, True
        return events, held_s > 0


def _cell(values: Mapping[str, str], field: str, read: Callable[[str], T]) -> T | None:
    """Return the value of a cell; None if it is empty or not in the file. Raises: TicketError."""
    text = values.get(field)
    if not text:
        return None
    try:
        return read(text)
    except CellError as error:
        raise TicketError(field, str(error)) from error


def _groups(values: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the customer and team of a ticket, by the names that a line of JSON has for them."""
    if "customer" not in values and "agent_group" not in values:
        return None
    return {"customer": values.get("customer"), "team": values.get("agent_group")}


def _channel(values: Mapping[str, str]) -> str:
    channel = _cell(values, "sla_nl_channel", lambda text: one_of(text, CHANNELS))
    if channel:
        return channel
    return "portal" if _cell(values, "via_customer_portal", yes_no) else ""


def _is_ended(values: Mapping[str, str]) -> bool:
    """Whether the ticket is closed; of one that closes by itself Helpdesk keeps no moment."""
    category = values.get("status_category") or values.get("status", "")
    return category.casefold() in _ENDED
