"""The figures of a service report as a file, for whoever counts on with them."""

from __future__ import annotations

from io import StringIO
from typing import Any

from frappe import _
from frappe.model.document import Document
from frappe.utils.xlsxutils import make_xlsx

from sla_nl.compliance.rows import rows_of
from sla_nl.safe_output import CsvWriter, csv_cell
from sla_nl.site.language import speaking
from sla_nl.site.messages import refuse

from .contents import Contents
from .document import LANGUAGES

FORMS = ("csv", "xlsx")


def export(report: Document, form: str) -> bytes:
    """Return the figures of a report as a file, with the trend of each promise.

    Raises: frappe.ValidationError: there is no such form.
    """
    if form not in FORMS:
        refuse(_("{0} is none of {1}."), form, ", ".join(FORMS))
    code = LANGUAGES[report.language]
    with speaking(code):
        table = _table(Contents(report), code)
    if form == "xlsx":
        safe = [[csv_cell(value) for value in row] for row in table]
        return bytes(make_xlsx(safe, report.month).getvalue())
    text = StringIO()
    CsvWriter(text).write(table)
    return text.getvalue().encode("utf-8-sig")


def _table(contents: Contents, language: str) -> list[list[Any]]:
    columns = {
        "kind_name": _("Kind"),
        "priority": _("Priority"),
        "promise": _("Promise"),
        "tickets": _("Tickets"),
        "met": _("Met"),
        "missed": _("Missed"),
        "undecided": _("Undecided"),
        "share": _("Delivered"),
        "promised": _("Promised"),
        "mean_h": _("Mean (hours)"),
        "promised_h": _("Promised (hours)"),
        "kept": _("Kept"),
    }
    head = [*columns.values(), *contents.months]
    return [head, *(_line(row, contents, list(columns)) for row in _rows(contents, language))]


def _rows(contents: Contents, language: str) -> list[dict[str, Any]]:
    return rows_of(contents.figures, language)


def _line(row: dict[str, Any], contents: Contents, columns: list[str]) -> list[Any]:
    past = contents.trend.get((row["kind"], row["priority"], row["target"]), [])
    shares = [None if one is None or one.share is None else float(one.share) for one in past]
    return [*(row.get(column) for column in columns), *shares]
