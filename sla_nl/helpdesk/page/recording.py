"""Check what a request records on a ticket: only what the page offers, whoever asks.

The ticket is locked before it is looked at. So of two agents at once, the second records on the
ticket as the first has left it, or is told what has changed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from frappe import _
from frappe.model.document import Document

from sla_nl.contracts.faults import FAULTS
from sla_nl.site import requested
from sla_nl.site.messages import refuse
from sla_nl.site.time import instant_of

from ..ticket.translation import RECORDED
from . import controls
from .standing import Standing, standing_of
from .teller import Teller

PLANNED = "sla_nl_planned_for"


def check_offered(doc: Document, event: str) -> None:
    """Refuse an event that the page does not offer for a ticket as it stands now.

    Args:
        doc: a ticket that is locked.
    Raises: frappe.ValidationError: the message names the events that can be recorded.
    """
    offered = _offered(doc)
    if event in offered:
        return
    if not offered:
        refuse(_("Nothing can be recorded on this ticket now."))
    text = _("{0} cannot be recorded on this ticket now; these can: {1}.")
    refuse(text, event, ", ".join(offered))


def fact_of(doc: Document, field: str, value: str, shown: str) -> Any:
    """Return the value to store in a field that the page offers for a ticket as it stands now.

    Args:
        doc: a ticket that is locked.
        value: the new value, as the page writes it: `Yes`, `1`, `2026-06-12 09:00:00`.
        shown: the value that the page showed. If the ticket has another by now, somebody else
            recorded it, and it stays.
    Raises: frappe.ValidationError: the page does not offer the field or the value; somebody else
        has recorded another value; the planned date is past.
    """
    standing = _standing_of(doc)
    control = _control(standing, field) if standing is not None else None
    if standing is None or control is None:
        refuse(_("{0} cannot be recorded on this ticket now."), _(doc.meta.get_label(field)))
    read = _read(control, value, standing.now)
    stored = _text(control["value"])
    if stored not in (_text(shown), _text(value)):
        told = _("Somebody else recorded {0} as {1} meanwhile. Look at it, then decide.")
        refuse(told, control["label"], _told(control, stored))
    return read


def _read(control: controls.Control, value: str, now: int) -> Any:
    """Return a value as it is stored. Raises: frappe.ValidationError: it is none of the control."""
    if control["kind"] == "moment":
        return _moment(control, value, now) if value else None
    allowed = [one for one, _label in control["options"]] if "options" in control else ["0", "1"]
    if value not in allowed:
        refuse(_("{0} is none of {1}."), value, ", ".join(allowed))
    return value


def _moment(control: controls.Control, text: str, now: int) -> datetime:
    """Read a moment. Raises: frappe.ValidationError: it is none, or a planned date that is past."""
    moment = requested.moment(text, control["label"])
    at = instant_of(moment)
    if control["field"] == PLANNED and at is not None and at < now:
        told = _("{0}: {1} is past. Give the date that was agreed with the customer.")
        refuse(told, control["label"], f"{moment:%Y-%m-%d %H:%M}")
    return moment


def _control(standing: Standing, field: str) -> controls.Control | None:
    """Return a field as the page shows it; None if it does not."""
    offered = controls.fields(standing, Teller(standing.now))
    return next((one for one in offered if one["field"] == field), None)


def _text(value: object) -> str:
    """Return a value of a control as a text: `1` for a ticked box, a moment without its seconds."""
    if isinstance(value, bool | int):
        return str(int(value))
    text = str(value).replace("T", " ")
    return text.removesuffix(":00") if text.count(":") == 2 else text


def _told(control: controls.Control, stored: str) -> str:
    """Return a stored value in the words of the page."""
    labels = dict(control.get("options") or [["0", _("No")], ["1", _("Yes")]])
    return str(labels.get(stored, stored) or _("empty"))


def _offered(doc: Document) -> tuple[str, ...]:
    """Return the events that can be recorded on a ticket.

    A ticket that cannot be judged gets all of them, so that no event is lost until its contract is
    mended.
    """
    try:
        standing = standing_of(doc, is_latest=True)
        if standing is None:
            return ()
        return tuple(one["event"] for one in controls.events(standing.verdict))
    except FAULTS:
        return RECORDED


def _standing_of(doc: Document) -> Standing | None:
    """Return how a ticket stands; None if no contract holds for it, or it cannot be judged."""
    try:
        standing = standing_of(doc, is_latest=True)
        return standing if standing is not None and standing.verdict else None
    except FAULTS:
        return None
