"""Stop with a message for the user, or show one. A test checks that no other module does so.

Frappe shows a message as HTML, and its cleaning does not remove an unclosed tag. So a value that
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
    """Stop with a text in which every value is escaped.

        refuse(_("{0} asks for its amount."), entry.fee_title, error=FeeStateError)

    Args:
        text: a translated text with a place such as `{0}` for each value.
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
    """Stop with the text "Not permitted". Raises: frappe.PermissionError."""
    refuse(_("Not permitted"), error=frappe.PermissionError)
