"""Find what ERPNext needs on an invoice, and say clearly what is missing. Nothing is written."""

from __future__ import annotations

from decimal import Decimal

import frappe
from frappe import _
from frappe.utils import nowdate

from sla_nl.contracts.documents import SETTINGS
from sla_nl.fees.ledger import ENTRY
from sla_nl.site.messages import refuse

from . import fields

CUSTOMER = "Customer"


def find_debtor(customer: str) -> str | None:
    """Return ERPNext's customer for one of Helpdesk, or None.

    It is the customer that Helpdesk links to, else the one of the same name.
    """
    own = frappe.get_meta(ENTRY).get_field("customer").options
    linked = None
    if frappe.get_meta(own).has_field("erpnext_customer"):
        linked = frappe.db.get_value(own, customer, "erpnext_customer")
    found = linked or frappe.db.exists(CUSTOMER, customer)
    return str(found) if found else None


def debtor(customer: str) -> str:
    """Return ERPNext's customer for one of Helpdesk. Raises: frappe.ValidationError: none."""
    found = find_debtor(customer)
    if not found:
        refuse(_("ERPNext has no customer {0}: make one of that name."), customer)
    return found


def company() -> str:
    """Return the company of SLA Settings, else the site's default company.

    Raises: frappe.ValidationError: there is none, or it no longer exists.
    """
    from erpnext import get_default_company

    name = frappe.db.get_single_value(SETTINGS, fields.COMPANY) or get_default_company()
    if not name:
        refuse(_("There is no company to bill for: choose one in SLA Settings."))
    if not frappe.db.exists("Company", name):
        refuse(_("The company {0} does not exist: choose another in SLA Settings."), name)
    return str(name)


def item() -> str:
    """Return the item of SLA Settings. Raises: frappe.ValidationError: it cannot be sold."""
    name = frappe.db.get_single_value(SETTINGS, fields.ITEM)
    if not name:
        refuse(_("There is no item for the lines of invoices: choose one in SLA Settings."))
    usable = {"name": name, "disabled": 0, "has_variants": 0, "is_sales_item": 1}
    if not frappe.db.exists("Item", usable):
        refuse(
            _(
                "The item {0} of SLA Settings does not exist, is disabled, is a template, or may "
                "not be sold."
            ),
            name,
        )
    return str(name)


def exchange_rate(currency: str, company: str) -> Decimal:
    """Return how much of the company's currency one unit of a currency is today.

    Raises: frappe.ValidationError: ERPNext knows no rate.
    """
    from erpnext import get_company_currency
    from erpnext.setup.utils import get_exchange_rate

    own, today = get_company_currency(company), nowdate()
    rate = get_exchange_rate(currency, own, today, "for_selling") if currency else None
    if not rate:
        text = _("There is no exchange rate from {0} to {1} on {2}: add a Currency Exchange.")
        refuse(text, currency or _("no currency"), own, today)
    return Decimal(str(rate))


def vat_template(code: str, company: str) -> str | None:
    """Return the company's Item Tax Template for a VAT code; None where there is no code.

    It is the template whose "VAT code in SLA contracts" is the code, else the one with the code as
    its title or name.

    Raises: frappe.ValidationError: there is none.
    """
    if not code:
        return None
    templates = frappe.get_all(
        fields.VAT,
        {"company": company, "disabled": 0},
        [fields.VAT_CODE, "title", "name"],
        order_by="name",
    )
    columns = (fields.VAT_CODE, "title", "name")
    found = [
        template.name for column in columns for template in templates if template[column] == code
    ]
    if not found:
        text = _("{0} has no Item Tax Template for VAT code {1}: write the code in one of them.")
        refuse(text, company, code)
    return str(found[0])
