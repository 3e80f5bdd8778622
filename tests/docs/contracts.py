"""`docs/contracts.md`: every table and column of a contract, a calendar and an escalation matrix.

The values of a column and its default come from its class in `sla_nl/engine/terms`, the meaning
from the help text of the form in the desk, the examples from the shipped contracts. `columns.toml`
has the modules that act on a column, and meanings for which the form has no help text.
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from sla_nl.engine.documents.fields import text
from sla_nl.engine.errors import ExpectedError
from sla_nl.engine.terms.calendars import CalendarDocument
from sla_nl.engine.terms.contract import ContractTerms
from sla_nl.engine.terms.escalation import EscalationMatrix
from sla_nl.vendors import FIXTURES, read_documents

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "contracts.md"
DATA = Path(__file__).with_name("columns.toml")
DOCUMENTS = {
    "SLA Contract": ContractTerms,
    "SLA Calendar": CalendarDocument,
    "SLA Escalation Matrix": EscalationMatrix,
}
RECORDED_ONLY = "recorded only"
COVERAGE = "cli/coverage"

_HEAD = """\
# Contracts, column by column

A contract is a document with tables. In the desk it is a form. In a file it is JSON, as in
`sla_nl/fixtures/`, and `sla-nl check FILE` says whether it is sound. Numbers and dates may be texts
(`"4"`, `"2026-12-31"`), times are `HH:MM`, and several words in one column are separated by commas.
Every column is checked when a document is saved or read: a fault names the row and the column, and
says what is expected.

The last column of each table below names the modules of `sla_nl` that act on the column or show it.
"Recorded only" means that nothing reads it yet: the app keeps and checks it, and no date, fee or
page depends on it so far. `clause` names the clauses of the agreement on which a row rests;
`sla-nl coverage` counts them in every table.

`make docs` makes this page from `sla_nl/engine/terms`, the forms in the desk and
`tests/docs/columns.toml`, and a test fails where it is out of date. Do not edit it by hand.
"""


class Column(NamedTuple):
    """A column of a table.

    Args:
        name: its name in documents.
        attribute: its field in the class of the rows.
        read_by: the modules of `sla_nl` that act on it or show it.
    """

    name: str
    attribute: str
    holds: str
    default: str
    means: str
    read_by: tuple[str, ...]


class Table(NamedTuple):
    """A document or one of its tables.

    Args:
        label: its name in the form.
        field: its field in the document; empty for the document itself.
    """

    doctype: str
    label: str
    field: str
    row_class: type
    columns: tuple[Column, ...]
    example: dict[str, Any]


def page() -> str:
    """Return the text of the page."""
    parts = [_HEAD, _contents()]
    parts += (_section(table) for table in tables())
    return "\n".join(parts)


@cache
def tables() -> tuple[Table, ...]:
    """Return each document, followed by its tables in their order."""
    found: list[Table] = []
    for doctype, row_class in DOCUMENTS.items():
        labels = _form(doctype)
        found.append(_table(doctype, doctype, "", row_class))
        for item in dataclasses.fields(row_class):
            if "rows" in item.metadata:
                form = labels[item.name]
                child, rows = form["options"], item.metadata["rows"]
                found.append(_table(child, form["label"], item.name, rows))
    return tuple(found)


@cache
def data() -> dict[str, Any]:
    """Return the content of `columns.toml`."""
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


def is_acting(column: Column) -> bool:
    """Return whether code acts on a column, apart from counts of clauses."""
    return any(reader != COVERAGE for reader in column.read_by)


def help_text(doctype: str, column: str) -> str:
    """Return the help text of a field in the desk's form; empty if it has none."""
    return str(_form(doctype).get(column, {}).get("description", ""))


def _table(doctype: str, label: str, field: str, row_class: type) -> Table:
    columns = tuple(
        _column(doctype, item)
        for item in dataclasses.fields(row_class)
        if item.metadata and "rows" not in item.metadata
    )
    own = data().get(doctype, {}).get("example")
    return Table(doctype, label, field, row_class, columns, own or _shipped_example(doctype, field))


def _column(doctype: str, item: dataclasses.Field[Any]) -> Column:
    name = item.metadata["name"] or item.name
    entry = data().get(doctype, {}).get("columns", {}).get(name, {})
    return Column(
        name,
        item.name,
        _holds(item.metadata["read"], _form(doctype).get(name, {})),
        _default(item.default),
        entry.get("means") or help_text(doctype, name),
        (*entry.get("read_by", ()), *([COVERAGE] if name == "clause" else [])),
    )


def _holds(read: Any, form: dict[str, Any]) -> str:
    """Return the values that a column may hold, in the words of the error for a wrong value."""
    if form.get("fieldtype") == "Link":
        return f"the name of an {form['options']}"
    wrong = "\0"
    try:
        return "a text" if read(wrong) == text(wrong) else "texts, separated by commas"
    except ExpectedError as error:
        words = str(error.expected).removesuffix(f", not {wrong}")
        return words.replace("some of", "some, separated by commas, of")


def _default(value: Any) -> str:
    if value is dataclasses.MISSING:
        return "required"
    if isinstance(value, bool):
        return str(int(value))
    return "" if value is None or value == () else str(value)


def _shipped_example(doctype: str, field: str) -> dict[str, Any]:
    """Return the shipped row, or document without tables, that has the most columns."""
    rows = [
        row
        for path in sorted(FIXTURES.glob("*.json"))
        for document in read_documents(path)
        for row in ([document] if not field else document.get(field) or ())
        if field or document["doctype"] == doctype
    ]
    return _plain(max(rows, key=len))


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of a row, without its tables and without the fields of Frappe."""
    kept = {"doctype", "owner", "creation", "modified", "modified_by", "docstatus"}
    return {
        name: value
        for name, value in row.items()
        if name not in kept and not isinstance(value, list) and value not in ("", None)
    }


@cache
def _form(doctype: str) -> dict[str, dict[str, Any]]:
    """Return the fields of a doctype by name."""
    name = doctype.lower().replace(" ", "_")
    path = ROOT / "sla_nl" / "doctype" / name / f"{name}.json"
    fields = json.loads(path.read_text(encoding="utf-8"))["fields"]
    return {field["fieldname"]: field for field in fields}


# -- the page --------------------------------------------------------------------------------------


def _contents() -> str:
    lines = ["| table | doctype | columns that something acts on |", "|---|---|---|"]
    for table in tables():
        acting, number = sum(map(is_acting, table.columns)), len(table.columns)
        count = f"{acting} of {number}" if acting else f"none of {number}: {RECORDED_ONLY}"
        lines.append(f"| [{_title(table)}](#{_anchor(table)}) | {table.doctype} | {count} |")
    return "\n".join(lines) + "\n"


def _section(table: Table) -> str:
    description = (inspect.getdoc(table.row_class) or "").replace(
        "docs/design.md", "[design](design.md)"
    )
    lines = [f"## {_title(table)}", "", description, ""]
    lines += [
        "| column | may hold | default | meaning | what acts on it |",
        "|---|---|---|---|---|",
    ]
    lines += (_row(column) for column in table.columns)
    lines += ["", "Example:", "", "```json", *_json(table.example), "```", ""]
    return "\n".join(lines)


def _title(table: Table) -> str:
    return f"{table.label}: `{table.field}`" if table.field else table.label


def _anchor(table: Table) -> str:
    """Return the address of a heading on the page, as GitHub and others make it."""
    kept = (c for c in _title(table).lower() if c.isalnum() or c in " -_")
    return "".join(kept).replace(" ", "-")


def _row(column: Column) -> str:
    readers = ", ".join(f"`{reader}`" for reader in column.read_by) or RECORDED_ONLY
    default = f"`{column.default}`" if column.default not in ("", "required") else column.default
    cells = (f"`{column.name}`", column.holds, default, column.means, readers)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _json(row: dict[str, Any]) -> Iterator[str]:
    return iter(json.dumps(row, ensure_ascii=False, indent=1).splitlines())
