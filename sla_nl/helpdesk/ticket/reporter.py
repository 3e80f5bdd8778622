"""Find out whether a registered contact of the customer reported a ticket."""

from __future__ import annotations

from contextlib import suppress

import frappe
from frappe.model.document import Document

from sla_nl.contracts.in_force import contract_named
from sla_nl.engine.errors import ContractError
from sla_nl.records.timeline import Facts

from .translation import REGISTERED

CONTACT = "SLA Registered Contact"


def reporter_facts(doc: Document, contract: str) -> Facts:
    """Return whether a registered contact reports a new ticket, as a fact of its timeline.

    It is the registration at the moment of the report. A contract without a rule about the reports
    of others costs no statement.

    Returns: {} if the contract has no such rule, or if the customer has no registered contact: then
        nobody can be told apart, and the form of the customer says so.
    """
    with suppress(ContractError):
        if doc.get("customer") and contract_named(contract).contact_rule is not None:
            return _facts(doc)
    return {}


def _facts(doc: Document) -> Facts:
    """Return the fact for a ticket, by its contact or the address that it was raised by."""
    rows = frappe.db.sql(
        f"""select r.contact, lower(e.email_id) from `tab{CONTACT}` r
        left join `tabContact Email` e on e.parent = r.contact and e.parenttype = 'Contact'
        where r.customer = %s""",
        doc.customer,
    )
    if not rows:
        return {}
    known = {value for row in rows for value in row if value}
    told = {str(doc.get("contact") or ""), str(doc.get("raised_by") or "").lower()}
    return {REGISTERED: int(bool(known & told))}
