"""Make a PDF of a page with Frappe's own tool, wkhtmltopdf."""

from __future__ import annotations

import io

import frappe
from frappe import _
from frappe.utils.pdf import get_pdf
from pypdf import PdfReader

from .messages import refuse


def pdf_of(html: str) -> bytes:
    """Return a page as a PDF of A4. Raises: frappe.ValidationError: this machine makes none."""
    try:
        return bytes(get_pdf(html, {"page-size": "A4"}))
    except OSError as error:
        frappe.clear_messages()
        refuse(_("No PDF can be made on this machine: {0}"), error)


def pages_of(pdf: bytes) -> int:
    """Return the number of pages of a PDF."""
    return len(PdfReader(io.BytesIO(pdf)).pages)
