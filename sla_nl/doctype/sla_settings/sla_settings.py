"""Settings of the app on a site."""

from frappe.model.document import Document

from sla_nl.services import sweeps, versions


class SLASettings(Document):
    """Whether the app acts, and on which contract where a customer has none."""

    def before_validate(self) -> None:
        self.update(sweeps.recorded())

    def on_update(self) -> None:
        versions.forget()
