"""Check that an event may be recorded on a ticket: the page offers it, whoever asks."""

from __future__ import annotations

from frappe import _
from frappe.model.document import Document

from sla_nl.contracts.faults import FAULTS
from sla_nl.site.messages import refuse

from ..ticket.translation import RECORDED
from . import controls
from .standing import standing_of


def check_offered(doc: Document, event: str) -> None:
    """Refuse an event that the page does not offer for a ticket as it stands now.

    Raises: frappe.ValidationError: it says which events can be recorded.
    """
    offered = _offered(doc)
    if event in offered:
        return
    if not offered:
        refuse(_("Nothing can be recorded on this ticket now."))
    text = _("{0} cannot be recorded on this ticket now; these can: {1}.")
    refuse(text, event, ", ".join(offered))


def _offered(doc: Document) -> tuple[str, ...]:
    """Return the events that can be recorded on a ticket.

    All of them where it cannot be judged: what happened is kept until its contract is mended.
    """
    try:
        standing = standing_of(doc)
        if standing is None:
            return ()
        return tuple(one["event"] for one in controls.events(standing.verdict))
    except FAULTS:
        return RECORDED
