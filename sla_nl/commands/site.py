"""The site that a command works on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe
from frappe.commands import get_site


@contextmanager
def connected(context: Any) -> Iterator[None]:
    """Connect to the site that the command names, as Administrator and in English."""
    frappe.init(get_site(context))
    try:
        frappe.connect()
        yield
    finally:
        frappe.destroy()
