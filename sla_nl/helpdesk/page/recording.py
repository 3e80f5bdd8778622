"""Check that the page offers an event before a request may record it on a ticket."""

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

    Raises: frappe.ValidationError: the message names the events that can be recorded.
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

    A ticket that cannot be judged gets all of them, so that no event is lost until its contract is
    mended.
    """
    try:
        standing = standing_of(doc)
        if standing is None:
            return ()
        return tuple(one["event"] for one in controls.events(standing.verdict))
    except FAULTS:
        return RECORDED
