"""Write records as JSON lines, CSV or a table: the form of answers that are no tickets."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import click
import orjson

from sla_nl.safe_output import CsvWriter, visible

FORMS = ("table", "jsonl", "csv")
ERROR = "error"

Record = Mapping[str, Any]
"""The values of a line by name; a line that could not be judged has an `error`."""


def json_line(record: Record) -> bytes:
    """Return a record as a line of JSON."""
    return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)


def written(
    records: Iterable[Record], form: str, columns: Sequence[str], headings: Mapping[str, str]
) -> Iterator[bytes]:
    """Yield the records in one of `FORMS`.

    Args:
        columns: the columns of csv and of the table; the last of csv is always `error`.
        headings: the words of the table for columns; a column that has none stays out of it.
    """
    if form == "jsonl":
        yield from map(json_line, records)
    elif form == "csv":
        yield from csv_lines(records, (*columns, ERROR))
    else:
        shown = [column for column in columns if column in headings]
        yield from _table(records, shown, headings)


def csv_lines(
    records: Iterable[Record], columns: Sequence[str], *, has_heading: bool = True
) -> Iterator[bytes]:
    """Yield the records as csv, perhaps below a line with the names of the columns."""
    buffer = io.StringIO()
    writer = CsvWriter(buffer)
    if has_heading:
        writer.write([columns])
    for record in records:
        writer.write([[_cell(record.get(column)) for column in columns]])
        yield _taken(buffer)
    if rest := _taken(buffer):
        yield rest


def _taken(buffer: io.StringIO) -> bytes:
    """Return what a buffer holds, and empty it."""
    text = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return text


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)


def _table(
    records: Iterable[Record], columns: Sequence[str], headings: Mapping[str, str]
) -> Iterator[bytes]:
    rows: list[list[str]] = [[headings[column] for column in columns]]
    errors: list[str] = []
    for record in records:
        if record.get(ERROR):
            errors.append(f"{visible(record.get('id') or '-')}  {visible(record[ERROR])}")
        else:
            rows.append([_shown(record.get(column)) for column in columns])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    is_coloured = sys.stdout.isatty()
    for line in errors:
        yield f"{click.style(line, fg='red') if is_coloured else line}\n".encode()
    for number, row in enumerate(rows):
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        line = "  ".join(cells).rstrip()
        yield f"{click.style(line, bold=True) if is_coloured and not number else line}\n".encode()


def _shown(value: Any) -> str:
    text = _cell(value)
    if isinstance(value, bool):
        text = "yes" if value else "no"
    return visible(text) or "-"
