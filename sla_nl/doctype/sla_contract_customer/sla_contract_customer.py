"""Customers of a contract."""

from frappe.model.document import Document


class SLAContractCustomer(Document):
    """A row of SLA Contract; see `ContractCustomer` in `sla_nl.engine.terms`."""
