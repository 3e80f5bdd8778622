"""The users of every test site, as plain data: the runner reads it outside Frappe too."""

from __future__ import annotations

ADMIN_PASSWORD = "admin"
PASSWORD = "Site-suite-2026!"

AGENTS = {"agent@example.com": "en", "agent2@example.com": "en", "agent.nl@example.com": "nl"}
"""The agents, with the language of each."""

CUSTOMER_USERS = {"klant@example.com": "Acme BV", "klant@other.example": "Other BV"}
"""The users of the portal, with the customer of each."""
