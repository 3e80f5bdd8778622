"""A table of the clocks that are due next."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from sla_nl.engine.words.telling import clock_name

from .colours import INK, LINE, SOFT

_LABELS = {
    "en": {
        "title": "Due next",
        "none": "No clock is running.",
        "due": "Due",
        "ticket": "Ticket",
        "clock": "Clock",
        "customer": "Customer",
    },
    "nl": {
        "title": "Eerstvolgend",
        "none": "Er loopt geen klok.",
        "due": "Uiterlijk",
        "ticket": "Ticket",
        "clock": "Klok",
        "customer": "Klant",
    },
}
_CELL = "padding:7px 12px 7px 0;text-align:left;vertical-align:baseline"


class Due(NamedTuple):
    """A clock with its due date.

    Args:
        at: the due date in the site's time, as ISO 8601 text.
        key: the due key, such as `resolution@99.9`.
        page: the address of the ticket's page.
    """

    at: str
    ticket: str
    subject: str
    customer: str
    key: str
    page: str


def due_list_html(rows: Iterable[Due], language: str) -> str:
    """Return the clocks as a table, in the order given.

    Each date is a `<time>` element, so that a page's script can show it in the user's own format.
    Returns: HTML with inline styles only, all text escaped.
    """
    labels = _LABELS[language]
    body = "".join(_row(row, language) for row in rows)
    title = f'<h4 style="margin:0 0 8px;font-size:15px;color:{INK}">{labels["title"]}</h4>'
    if not body:
        return f'{title}<p style="margin:0;color:{SOFT}">{labels["none"]}</p>'
    heads = "".join(
        f'<th scope="col" style="{_CELL};font-weight:400;color:{SOFT}">{labels[name]}</th>'
        for name in ("due", "clock", "ticket", "customer")
    )
    return (
        f'{title}<div style="overflow-x:auto"><table style="width:100%;border-collapse:collapse;'
        f'font-size:13px;color:{INK}"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'
        f"</div>"
    )


def _row(row: Due, language: str) -> str:
    due = (
        f'<time datetime="{escape(row.at)}" style="white-space:nowrap">'
        f"{escape(row.at[:16])}</time> "
        f'<span style="color:{SOFT}"></span>'
    )
    link = (
        f'<a href="{escape(quote(row.page))}" style="color:{INK};font-weight:500">'
        f"{escape(row.ticket)}</a> {escape(row.subject)}"
    )
    cells = (due, escape(clock_name(row.key, language)), link, escape(row.customer))
    return f'<tr style="border-top:1px solid {LINE}">{"".join(map(_td, cells))}</tr>'


def _td(content: str) -> str:
    return f'<td style="{_CELL}">{content}</td>'
