"""The doctypes of the app; Frappe imports them as `sla_nl.sla_nl.doctype`."""
