"""Add the workspace's block of next due dates, which Frappe does not sync from a module.

For the uninstall, also delete the documents of the workspace that Frappe leaves.
"""

from __future__ import annotations

import json
from pathlib import Path

import frappe

BLOCK, WORKSPACE = "SLA Due Next", "SLA NL"
_HTML = '<div class="due-next" aria-live="polite"></div>'
_SCRIPT = r"""
const place = root_element.querySelector(".due-next");
const moment_of = (at) => moment(frappe.datetime.convert_to_user_tz(at, false));
const relative = new Intl.RelativeTimeFormat(frappe.boot.lang || "en");
const from_now = (at) => {
	const seconds = moment_of(at).diff(moment(), "seconds");
	const units = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
	const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) || units.at(-1);
	return relative.format(Math.trunc(seconds / size), unit);
};
frappe.call({ method: "sla_nl.api.desk.due_next", type: "GET" }).then(({ message }) => {
	place.innerHTML = message;
	for (const time of place.querySelectorAll("time")) {
		const at = time.getAttribute("datetime");
		const left = time.nextElementSibling;
		time.textContent = frappe.datetime.str_to_user(at).replace(/(\d\d:\d\d):\d\d$/, "$1");
		left.textContent = from_now(at);
		const minutes = moment_of(at).diff(moment(), "minutes");
		left.className = minutes < 0 ? "late" : minutes < 60 ? "soon" : "";
	}
});
"""
_STYLE = """
.late { color: #b42318 !important; }
.soon { color: #8f5200 !important; }
:host-context([data-theme="dark"]) .late { color: #ff8b80 !important; }
:host-context([data-theme="dark"]) .soon { color: #f0a94a !important; }
"""


def add_block() -> None:
    """Add the block, or bring it up to date."""
    content = {"html": _HTML, "script": _SCRIPT.strip(), "style": _STYLE.strip(), "private": 0}
    if not frappe.db.exists("Custom HTML Block", BLOCK):
        block = frappe.new_doc("Custom HTML Block", **content)
        block.insert(set_name=BLOCK, ignore_permissions=True)
    elif frappe.db.get_value("Custom HTML Block", BLOCK, "script") != content["script"]:
        frappe.db.set_value("Custom HTML Block", BLOCK, content, update_modified=False)


def remove() -> None:
    """Delete the block, the steps for a new admin and, from Frappe 16 on, the icon and the sidebar
    that lead to the workspace: Frappe does not delete them with the module.
    """
    steps = Path(frappe.get_app_path("sla_nl", "onboarding_step")).glob("*/*.json")
    names = [("Onboarding Step", json.loads(path.read_text())["name"]) for path in steps]
    links = [(doctype, WORKSPACE) for doctype in ("Desktop Icon", "Workspace Sidebar")]
    for doctype, name in (("Custom HTML Block", BLOCK), *names, *links):
        if frappe.db.exists("DocType", doctype):
            frappe.delete_doc(
                doctype, name, force=True, ignore_permissions=True, ignore_missing=True
            )
