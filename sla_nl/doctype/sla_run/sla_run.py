"""Runs over many tickets."""

from frappe.model.document import Document


class SLARun(Document):
    """A backfill or a recomputation: how far it is, and what came of it."""
