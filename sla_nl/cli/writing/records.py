"""Write records as a table for a terminal, as JSON lines, or as csv.

A record is what goes out as one line of JSON. Its columns say how a table and csv show it.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

import click
import orjson

from sla_nl.safe_output import CsvWriter, visible

from .output import for_terminal, opened_output

Record = dict[str, Any]

FORMS = ("table", "jsonl", "csv")
EXPLANATION = "explanation"
"""The key of the sentences that explain a record."""

_SAMPLE = 200
_LONGEST = 100
_YES_NO = {"en": ("yes", "no"), "nl": ("ja", "nee")}


class Column(NamedTuple):
    """A column of a table and of csv.

    Args:
        key: its key in a record, and its heading in csv.
        headings: its heading in a table, in English and in Dutch.
        show: returns a value as a table shows it; None shows it as it is.
    """

    key: str
    headings: tuple[str, str]
    show: Callable[[Any], str] | None = None


class Output(NamedTuple):
    """Where records go, and in which form: one of `FORMS`.

    Args:
        path: None is standard output.
        source: the file that is read, which is never written to.
        is_forced: whether a file that exists may be replaced.
    """

    form: str
    path: Path | None
    source: Path | None
    is_forced: bool
    language: str

    @property
    def is_quiet(self) -> bool:
        """True if no terminal shows the output, so that it may show how far the work is."""
        return self.path is not None or not sys.stdout.isatty()


def write(records: Iterable[Record], columns: Sequence[Column], output: Output) -> None:
    """Write records as they come. Raises: CommandError: the output cannot be written."""
    is_terminal = output.path is None and sys.stdout.isatty()
    write_parts(_written(records, columns, output, is_terminal), output)


def write_parts(texts: Iterable[bytes], output: Output) -> None:
    """Write the parts of an output as they come; see `part` and `heading`.

    Raises: CommandError: the output cannot be written.
    """
    is_terminal = output.path is None and sys.stdout.isatty()
    with opened_output(output.path, output.source, output.is_forced) as out:
        for text in texts:
            is_safe = output.form == "table" or not is_terminal
            out.write(text if is_safe else for_terminal(text))


def part(records: Iterable[Record], columns: Sequence[Column], form: str) -> bytes:
    """Return records as `jsonl` or `csv` without a heading, as a part of an output."""
    if form == "jsonl":
        return b"".join(map(_json_line, records))
    return b"".join(_csv(records, columns))


def heading(columns: Sequence[Column], form: str) -> bytes:
    """Return what stands above the parts of an output."""
    return _csv_text([_keys(columns)]) if form == "csv" else b""


def _written(
    records: Iterable[Record], columns: Sequence[Column], output: Output, is_terminal: bool
) -> Iterator[bytes]:
    if output.form == "jsonl":
        return map(_json_line, records)
    if output.form == "csv":
        return chain([heading(columns, "csv")], _csv(records, columns))
    return (f"{line}\n".encode() for line in _table(records, columns, output.language, is_terminal))


def percent(value: Decimal | None) -> int | float | None:
    """Return a percentage as a number of JSON."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def _json_line(record: Record) -> bytes:
    return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)


# -- csv -------------------------------------------------------------------------------------------


def _csv(records: Iterable[Record], columns: Sequence[Column]) -> Iterator[bytes]:
    keys = _keys(columns)
    for record in records:
        yield _csv_text([[_cell(record.get(key)) for key in keys]])


def _csv_text(rows: Sequence[Sequence[str]]) -> bytes:
    buffer = io.StringIO()
    CsvWriter(buffer).write(rows)
    return buffer.getvalue().encode()


def _keys(columns: Sequence[Column]) -> list[str]:
    return [*(column.key for column in columns), "error"]


def _cell(value: Any) -> str:
    """Return a value as a cell of csv: several texts are separated by semicolons."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list):
        return "; ".join(map(_item, value))
    return str(value)


def _item(value: Any) -> str:
    return str(value.get("text") or value.get("title")) if isinstance(value, dict) else str(value)


# -- a table ---------------------------------------------------------------------------------------


def _table(
    records: Iterable[Record], columns: Sequence[Column], language: str, is_coloured: bool
) -> Iterator[str]:
    """Yield the lines of a table; its columns are as wide as the first records need."""
    place = ("en", "nl").index(language)
    headings = tuple(column.headings[place] for column in columns)
    stream = iter(records)
    sample = list(islice(stream, _SAMPLE))
    shown = [_cells(r, columns, language) for r in sample if "error" not in r]
    widths = [max(map(len, cells)) for cells in zip(headings, *shown, strict=True)]
    heading = _aligned(headings, widths)
    yield click.style(heading, bold=True) if is_coloured else heading
    for record in chain(sample, stream):
        if "error" in record:
            text = f"{_short(record['id']) or '-':<{widths[0]}}  {visible(record['error'])}"
            yield click.style(text, fg="red") if is_coloured else text
            continue
        yield _aligned(_cells(record, columns, language), widths)
        yield from (f"    {visible(sentence)}" for sentence in record.get(EXPLANATION, ()))


def _cells(record: Record, columns: Sequence[Column], language: str) -> tuple[str, ...]:
    return tuple(
        _short(_shown(record.get(column.key), column, language), is_last=column is columns[-1])
        for column in columns
    )


def _shown(value: Any, column: Column, language: str) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return _YES_NO[language][0 if value else 1]
    if column.show is not None:
        return column.show(value)
    return _cell(value) or "-"


def _short(text: str, is_last: bool = False) -> str:
    """Return a text in one line, and not so long that it widens the table."""
    text = visible(text)
    return text if is_last or len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(f"{c:<{w}}" for c, w in zip(cells, widths, strict=True)).rstrip()


def short_moment(text: str) -> str:
    """Return a moment as a table shows it: `2026-06-09 18:00`, with seconds if it has any."""
    clock = text[11:19].removesuffix(":00")
    return f"{text[:10]} {clock}"


def hours(seconds: int) -> str:
    """Return seconds as hours, minutes and seconds: `720:00:00`, or `-0:01:00` below 0."""
    minutes, second = divmod(abs(seconds), 60)
    return f"{'-' if seconds < 0 else ''}{minutes // 60}:{minutes % 60:02d}:{second:02d}"
