"""Stop with a message for the user, or show one. No other module calls `frappe.throw` or
`frappe.msgprint`: a test checks it.

Frappe shows a message as HTML. Its own cleaning lets an unclosed tag through, so a value that
somebody typed, such as the title of a fee, could run as a script in the browser of a manager.
"""

from __future__ import annotations

from typing import NoReturn

import frappe
from frappe import _
from frappe.utils import escape_html


def refuse(
    text: str,
    *values: object,
    error: type[Exception] = frappe.ValidationError,
    title: str | None = None,
) -> NoReturn:
    """Stop with a text, and show every value in it letter by letter.

        refuse(_("{0} asks for its amount."), entry.fee_title, error=FeeStateError)

    Args:
        text: translated, with a place such as `{0}` for each value.
    Raises: `error`.
    """
    refuse_html(text.format(*(escape_html(str(value)) for value in values)), error, title)


def refuse_html(
    html: str, error: type[Exception] = frappe.ValidationError, title: str | None = None
) -> NoReturn:
    """Stop with HTML in which every value is escaped already. Raises: `error`."""
    frappe.throw(html, error, title)
    raise error(html)


def warn_html(html: str, title: str) -> None:
    """Show HTML in which every value is escaped already, and go on."""
    frappe.msgprint(html, title=title, indicator="orange")


def refuse_permission() -> NoReturn:
    """Raises: frappe.PermissionError."""
    refuse(_("Not permitted"), error=frappe.PermissionError)
