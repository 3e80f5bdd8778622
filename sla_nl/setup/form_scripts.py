"""The scripts that the app adds to Helpdesk's ticket page; for install and uninstall.

A script only loads the panel, whose files come with the app. So it need not change when the app
changes, and a script that an admin has changed or disabled is never overwritten. It is not marked
as standard: Helpdesk takes each standard script for a field dependency.
"""

from __future__ import annotations

import frappe

from sla_nl.helpdesk import TICKET

SCRIPT = "HD Form Script"

_PANEL = """\
	window.slaNlPanel ??= fetch("/api/method/sla_nl.api.panel.script")
		.then((response) => (response.ok ? response.json() : Promise.reject(response.status)))
		.then(({ message }) => import(message));
	const failed = () => void (window.slaNlPanel = null);
"""

_TICKET = f"""\
// The SLA panel on an agent's ticket page. Disable this record to go without it.
function setupForm(page) {{
{_PANEL}\
	window.slaNlPanel.then((panel) => panel.showTicket(page), failed);
	return {{}};
}}
"""

_NEW_TICKET = f"""\
// What a new ticket will cost, before it is saved. Disable this record to go without it.
function setupForm({{ doc }}) {{
	// customers' new tickets run this script too, and are told nothing
	if (!location.pathname.startsWith("/helpdesk/tickets/new")) return {{}};
{_PANEL}\
	return window.slaNlPanel.then((panel) => panel.newTicket(doc), failed);
}}
"""

_CUSTOMERS_TICKET = """\
// A date that a contract does not promise is not called failed on a customer's page.
function setupForm({ doc }) {
	// servers keep such a file for a year under one address
	const day = new Date().toISOString().slice(0, 10);
	import(`/assets/sla_nl/js/customer_page.js?${day}`).then((page) => page.show(doc), () => {});
	return {};
}
"""

SCRIPTS = {
    # name: the script, whether it is for the page of a new ticket, whether for customers
    "SLA NL: ticket": (_TICKET, 0, 0),
    "SLA NL: new ticket": (_NEW_TICKET, 1, 0),
    "SLA NL: customer's ticket": (_CUSTOMERS_TICKET, 0, 1),
}


def add_scripts() -> None:
    """Add the scripts that are missing; one that is there stays as the site has it."""
    for name, (script, is_for_new, is_for_customers) in SCRIPTS.items():
        if not frappe.db.exists(SCRIPT, name):
            pages = {"apply_on_new_page": is_for_new, "apply_to_customer_portal": is_for_customers}
            fields = {"dt": TICKET, "apply_to": "Form", "enabled": 1, "script": script}
            doc = frappe.get_doc({"doctype": SCRIPT, **fields, **pages})
            doc.insert(set_name=name, ignore_permissions=True)


def remove_scripts() -> None:
    """Take the scripts away, whatever a site has made of them."""
    frappe.db.delete(SCRIPT, {"name": ("in", list(SCRIPTS))})
