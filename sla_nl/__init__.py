"""SLA contracts for Frappe Helpdesk."""

__version__ = "0.1.0"
