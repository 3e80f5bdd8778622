"""The address of a customer's maintenance calendar, for them and for managers of contracts."""

import frappe

from sla_nl.helpdesk.customers import feeds
from sla_nl.helpdesk.customers.contacts import customers_of
from sla_nl.helpdesk.customers.under import CUSTOMER
from sla_nl.site.access import refuse


@frappe.whitelist(methods=["GET", "POST"])
def link(customer: str) -> str:
    """Return the address of a customer's calendar; empty if there is none yet.

    Raises: frappe.PermissionError: the user neither belongs to the customer nor manages contracts.
    """
    return feeds.link_of(_allowed(customer))


@frappe.whitelist(methods=["POST"])
def renew(customer: str) -> str:
    """Give a customer a new address; the old one ends. Returns: the address.

    Raises: frappe.PermissionError: see `link`.
    """
    return feeds.renew(_allowed(customer))


def _allowed(customer: str) -> str:
    """Return a customer if the user may know their calendar. Raises: frappe.PermissionError."""
    is_own = customer in customers_of(frappe.session.user)
    manages = frappe.has_permission(feeds.FEED, "read")
    if not is_own and not (manages and frappe.db.exists(CUSTOMER, customer)):
        refuse(CUSTOMER, customer)
    return customer
