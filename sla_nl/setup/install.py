"""Installing and migrating the app."""

from __future__ import annotations

import click
import frappe
from frappe import _

from sla_nl.contracts import cache_token, documents, in_force
from sla_nl.engine.errors import ContractError
from sla_nl.erpnext import fields as erpnext_fields
from sla_nl.helpdesk import TICKET
from sla_nl.helpdesk.upkeep import recompute, renames
from sla_nl.monitoring.users import ROLE as MONITOR
from sla_nl.records.permissions import MANAGER
from sla_nl.safe_output import visible

from . import custom_fields, desk, form_scripts, message_templates, permissions, views
from .permissions import AGENT, CUSTOMER

SLA = "HD Service Level Agreement"
OVERRIDE = "sla_nl.helpdesk.saving.sla.ContractAwareSLA"

NEEDED = {
    TICKET: ("customer", "priority", "ticket_type", "status", "status_category", "response_by",
             "resolution_by", "agreement_status", "first_responded_on", "resolution_date",
             "on_hold_since", "total_hold_time", "is_merged", "sla"),
    CUSTOMER: (),
    "HD Ticket Priority": (),
    "HD Ticket Status": ("category",),
    "HD Ticket Type": (),
    SLA: (),
    "HD View": ("dt", "filters", "order_by", "columns", "rows", "public", "is_standard"),
    "HD Form Script": ("dt", "script", "enabled", "apply_on_new_page", "apply_to_customer_portal"),
}  # fmt: skip
"""The doctypes and fields of Helpdesk without which the app cannot work."""


class MissingDocTypeError(frappe.ValidationError):
    """The site lacks something that the app needs."""


def before_install() -> None:
    """Refuse a site without what is needed of Helpdesk. Raises: MissingDocTypeError."""
    missing = [f"DocType {name}" for name in NEEDED if not frappe.db.exists("DocType", name)]
    if not missing:
        missing = [
            f"field {doctype}.{name}"
            for doctype, names in NEEDED.items()
            for name in names
            if not frappe.get_meta(doctype).has_field(name)
        ]
    if not frappe.db.exists("Role", AGENT):
        missing.append(f"Role {AGENT}")
    if missing:
        raise MissingDocTypeError(
            "sla_nl needs Frappe Helpdesk 1.25 or newer on this site; missing: "
            + ", ".join(missing)
        )


def after_install() -> None:
    """Add the roles, the fields, who may write them, and what the pages and messages need."""
    add_roles()
    custom_fields.add_fields()
    erpnext_fields.add()
    permissions.add_permissions()
    form_scripts.add_scripts()
    message_templates.add_templates()
    views.add_view()


def after_sync() -> None:
    """Finish an installation or migrate, after Frappe has imported the shipped documents."""
    custom_fields.offer_all_priorities()
    desk.add_block()
    read_shipped()
    check_contracts()
    check_override()


def after_migrate() -> None:
    """Add what a newer version needs, and say which contracts it cannot read."""
    add_roles()
    custom_fields.add_fields()
    erpnext_fields.add()
    permissions.add_dropped()
    form_scripts.add_scripts()
    message_templates.add_templates()
    views.add_view()
    renames.rename_in_shipped()
    after_sync()


def add_roles() -> None:
    """Add the role of the users who manage contracts, and that of the users of monitors."""
    for name, has_desk in ((MANAGER, 1), (MONITOR, 0)):
        if not frappe.db.exists("Role", name):
            role = {"doctype": "Role", "role_name": name, "desk_access": has_desk}
            frappe.get_doc(role).insert(ignore_permissions=True)


def read_shipped() -> None:
    """If the shipped documents have changed, read them and stamp the open tickets they touch."""
    if cache_token.is_shipped_anew():
        cache_token.forget()
        recompute.after_shipped_anew()


def check_contracts() -> None:
    """Print and log which contracts in use have faults. A fault never stops a migrate."""
    for name in frappe.get_all(documents.CONTRACT, {"is_hidden": 0}, pluck="name"):
        try:
            in_force.contract_named(name)
        except ContractError as error:
            title = _("SLA Contract {0} cannot be used").format(name)
            frappe.log_error(title, str(error))
            click.secho("\n".join(map(visible, (title, *error.faults))), fg="red")


def check_override() -> None:
    """Say so where another app's class stands in the place of ours: only one can (docs/design.md
    6).
    """
    classes = frappe.get_hooks("override_doctype_class").get(SLA, [])
    if classes[-1:] != [OVERRIDE]:
        warning = _(
            "{0} is overridden by {1}. Tickets are stamped after that; a priority that Helpdesk's "
            "own SLA does not know stops their saving, and its hourly job judges by that SLA until "
            "the next save."
        ).format(SLA, (classes or ["-"])[-1])
        click.secho(visible(warning), fg="yellow")
