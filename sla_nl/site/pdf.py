"""Make a PDF of a page with Frappe's own tool, wkhtmltopdf."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils.pdf import get_pdf

from .messages import refuse


def pdf_of(html: str) -> bytes:
    """Return a page as a PDF of A4. Raises: frappe.ValidationError: this machine makes none."""
    try:
        return bytes(get_pdf(html, {"page-size": "A4"}))
    except OSError as error:
        frappe.clear_messages()
        refuse(_("No PDF can be made on this machine: {0}"), error)
