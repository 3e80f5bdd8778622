"""Settings of the app on a site."""

from frappe.model.document import Document

from sla_nl.contracts import cache_token
from sla_nl.runs import sweeps


class SLASettings(Document):
    """Whether the app acts, and on which contract where a customer has none."""

    def before_validate(self) -> None:
        """Keep the stored fields about the last sweeps, whatever the form sends."""
        self.update(sweeps.recorded())

    def on_update(self) -> None:
        """Make every process read the terms again."""
        cache_token.forget()
