"""Channels that a contract asks for."""

from frappe.model.document import Document


class SLAChannelRule(Document):
    """A row of SLA Contract; see `ChannelRule` in `sla_nl.engine.terms`."""
