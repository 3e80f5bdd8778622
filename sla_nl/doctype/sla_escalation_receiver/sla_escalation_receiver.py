"""Who was told of an escalation."""

from typing import Any

import frappe
from frappe.model.document import Document

from sla_nl.records.permissions import ESCALATION


class SLAEscalationReceiver(Document):
    """A row of SLA Escalation; see `sla_nl/escalation/log.py`."""

    def has_permission(self, permtype: str = "read", *, user: str | None = None, **_: Any) -> bool:
        """Return whether a user may do something with the escalation of this row.

        Frappe opens a row on its own for whoever may read any escalation; only the tickets of the
        user count.
        """
        if not frappe.db.exists(ESCALATION, self.parent):
            return False
        return bool(frappe.has_permission(ESCALATION, permtype, doc=self.parent, user=user))
