"""The custom fields that exist only on a site with ERPNext.

They cannot be part of the app's own doctypes: a Link to Company or Item breaks a form on a site
without those doctypes.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe.custom.doctype.custom_field.custom_field import create_custom_fields

from sla_nl.contracts.documents import SETTINGS
from sla_nl.fees.ledger import ENTRY

ERPNEXT = "erpnext"
MODULE = "SLA NL"
INVOICE, LINE, VAT = "Sales Invoice", "Sales Invoice Item", "Item Tax Template"
COMPANY, ITEM = "invoice_company", "invoice_item"
ENTRY_OF_LINE, VAT_CODE = "sla_nl_fee_entry", "sla_nl_vat_code"

FIELDS: dict[str, list[dict[str, Any]]] = {
    SETTINGS: [
        {
            "fieldname": "invoices_section",
            "fieldtype": "Section Break",
            "label": "Invoices",
            "insert_after": "default_contract",
        },
        {
            "fieldname": COMPANY,
            "fieldtype": "Link",
            "label": "Company on invoices",
            "options": "Company",
            "description": "Empty: the default company of the site.",
            "insert_after": "invoices_section",
        },
        {
            "fieldname": "invoices_column",
            "fieldtype": "Column Break",
            "insert_after": COMPANY,
        },
        {
            "fieldname": ITEM,
            "fieldtype": "Link",
            "label": "Item on invoices",
            "options": "Item",
            "description": "The item of every line of a draft Sales Invoice. It gives the line "
            "its income account and unit.",
            "insert_after": "invoices_column",
        },
    ],
    LINE: [
        {
            "fieldname": ENTRY_OF_LINE,
            "fieldtype": "Link",
            "label": "SLA Fee Entry",
            "options": ENTRY,
            "insert_after": "description",
            "read_only": 1,
            "print_hide": 1,
            "search_index": 1,
        },
    ],
    VAT: [
        {
            "fieldname": VAT_CODE,
            "fieldtype": "Data",
            "label": "VAT code in SLA contracts",
            "description": "Lines of fees with this VAT code get this template.",
            "insert_after": "company",
        },
    ],
}
"""The fields by doctype. A line keeps its entry when ERPNext copies the line: to an amendment, and
to a credit note."""


def is_installed() -> bool:
    """Return whether ERPNext is on the site."""
    return ERPNEXT in frappe.get_installed_apps()


def add() -> None:
    """Add the fields that are missing, where ERPNext is on the site."""
    if is_installed():
        create_custom_fields(
            {
                doctype: [{**field, "module": MODULE} for field in fields]
                for doctype, fields in FIELDS.items()
            },
            update=False,
        )


def after_app_install(app: str) -> None:
    """Add the fields when ERPNext is installed on a site that has this app already."""
    if app == ERPNEXT:
        add()


def before_app_uninstall(app: str) -> None:
    """Remove the fields of SLA Settings before ERPNext goes: their doctypes go with it."""
    if app == ERPNEXT:
        _forget(SETTINGS)


def remove() -> None:
    """Remove the fields and their columns, for the uninstall of this app."""
    for doctype in FIELDS:
        _forget(doctype)
    for doctype, column in ((LINE, ENTRY_OF_LINE), (VAT, VAT_CODE)):
        if frappe.db.table_exists(doctype) and frappe.db.has_column(doctype, column):
            frappe.db.sql_ddl(f"alter table `tab{doctype}` drop column `{column}`")


def _forget(doctype: str) -> None:
    """Remove the custom fields of a doctype; the values of SLA Settings stay."""
    names = [field["fieldname"] for field in FIELDS[doctype]]
    frappe.db.delete("Custom Field", {"dt": doctype, "fieldname": ("in", names)})
    frappe.clear_cache(doctype=doctype)
