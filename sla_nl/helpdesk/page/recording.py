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
from sla_nl.records import timeline
from sla_nl.records.follow_ups import to_do
from sla_nl.records.timeline import Facts
from sla_nl.site import requested
from sla_nl.site.messages import refuse
from sla_nl.site.time import instant_of, now_s, site_time

from ..ticket.tickets import reported_at
from ..ticket.translation import (
    DETAILS,
    ESCALATED,
    RECORDED,
    REOPENED,
    REPORTED,
    REVOCABLE,
    in_force,
)
from . import controls
from .standing import Standing, standing_of
from .teller import Teller
from .to_do import is_doing

PLANNED = "sla_nl_planned_for"
_PAST = (REPORTED, "sla_nl_known_since")
"""The fields whose moment cannot lie in the future."""

_MINUTE_S = 60
_DOING = ("contacted", "followed_up")
"""The events that do a follow-up, and that say which."""


def check_offered(doc: Document, event: str, whom: str = "", what: str = "") -> Facts:
    """Refuse an event that the page does not offer for a ticket as it stands now.

    Args:
        doc: a ticket that is locked.
        whom: who was contacted. what: which follow-up was done.
    Returns: the facts of the event: whom or what.
    Raises: frappe.ValidationError: the message names the events that can be recorded.
    """
    if event in _DOING:
        return _checked_details(doc, event, whom, what)
    offered = _offered(doc)
    if not offered:
        refuse(_("Nothing can be recorded on this ticket now."))
    if event not in offered:
        text = _("{0} cannot be recorded on this ticket now; these can: {1}.")
        refuse(text, event, ", ".join(offered))
    return {}


def is_offered(doc: Document, event: str) -> bool:
    """Return whether the page offers an event for a ticket as it stands now."""
    return event in _offered(doc)


def _checked_details(doc: Document, event: str, whom: str, what: str) -> Facts:
    """Return the facts of an event that does a follow-up. Raises: frappe.ValidationError."""
    standing = _standing_of(doc)
    tasks = to_do(standing.verdict) if standing is not None else []
    if not any(is_doing(task, event, whom, what) for task in tasks):
        refuse(_("This is not to be done on the ticket now. Load the page again."))
    return {"whom": whom} if event == "contacted" else {"what": what}


def moment_of(doc: Document, text: str) -> int:
    """Return when something happened that is recorded on a ticket, in seconds of UTC.

    Example: `moment_of(doc, "2026-06-08 02:05")`.

    Args:
        text: in the site's time, or empty for now. A page writes it without seconds, so the minute
            of the report counts as the report itself.
    Raises: frappe.ValidationError: it is no moment, is in the future, or is before the report.
    """
    now, label = now_s(), _("When")
    if not text:
        return now
    moment = requested.moment(text, label)
    at, reported = instant_of(moment) or 0, reported_at(doc)
    _refuse_future(moment, label, now)
    if at < reported - reported % _MINUTE_S:
        told = _("{0}: {1} is before the report of {2}. Change when it was reported first.")
        refuse(told, label, _shown(moment), _shown(site_time(reported)))
    return max(at, reported)


def read_report(text: str) -> tuple[str, str]:
    """Return when a new ticket was reported, and a warning if that cannot be true.

    Args:
        text: as the page writes it, or empty.
    Returns: the moment as it is stored, or an empty text; the warning, or an empty text.
    """
    moment = requested.readable_moment(text) if text else None
    at = instant_of(moment)
    if at is not None and at <= now_s():
        return str(moment), ""
    told = _("{0}: {1} is not in the past, so the ticket counts from now.")
    return "", told.format(_("Reported at"), _shown(moment) or text) if text else ""


def since(doc: Document, field: str, text: str) -> int | None:
    """Return since when a fact holds that is recorded on a ticket; None for now.

    Raises: frappe.ValidationError: as `moment_of`; the fact takes no moment.
    """
    if text and field not in controls.DATED:
        refuse(_("{0} holds from now on; it takes no moment."), _(doc.meta.get_label(field)))
    return moment_of(doc, text) if text else None


def check_recorded(doc: Document, event: str, at: int, whom: str = "", what: str = "") -> Facts:
    """Refuse to take back an event that is not recorded on a ticket at that moment, or no more.

    Of several reopenings only the last one can be taken back; then the one before is the last.

    Args:
        doc: a ticket that is locked.
        at: in seconds of UTC.
    Returns: the facts of the event.
    Raises: frappe.ValidationError.
    """
    facts: Facts = {n: v for n, v in zip(DETAILS, (whom, what), strict=True) if v}
    if event == REOPENED:
        standing = _standing_of(doc)
        known = standing.reopened_at[-1:] if standing is not None else []
    else:
        rows = in_force(timeline.read(doc.name, is_latest=True))
        if event == ESCALATED:
            facts = next((r.facts for r in rows if (r.event, r.at) == (event, at)), {})
        named = (event, facts)
        known = [r.at for r in rows if (r.event, r.facts) == named and event in REVOCABLE]
    if at not in known:
        refuse(_("This is not recorded on the ticket, or was taken back before."))
    return facts


def fact_of(doc: Document, field: str, value: str, shown: str) -> tuple[controls.Control, Any]:
    """Return a field that the page offers for a ticket as it stands now, and the value to store.

    Args:
        doc: a ticket that is locked.
        value: the new value, as the page writes it: `Yes`, `1`, `2026-06-12 09:00:00`.
        shown: the value that the page showed. If the ticket has another by now, somebody else
            recorded it, and it stays.
    Raises: frappe.ValidationError: the page does not offer the field or the value; somebody else
        has recorded another value; the planned date is past; the report is in the future.
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
    return control, read


def _read(control: controls.Control, value: str, now: int) -> Any:
    """Return a value as it is stored. Raises: frappe.ValidationError: it is none of the control."""
    if control["kind"] == "moment":
        return _moment(control, value, now) if value else None
    allowed = [one for one, _label in control["options"]] if "options" in control else ["0", "1"]
    if value not in allowed:
        refuse(_("{0} is none of {1}."), value, ", ".join(allowed))
    return value


def _moment(control: controls.Control, text: str, now: int) -> datetime:
    """Read a moment.

    Raises: frappe.ValidationError: it is none; a planned date is past; a report is in the future.
    """
    moment = requested.moment(text, control["label"])
    at = instant_of(moment)
    if control["field"] == PLANNED and at is not None and at < now:
        told = _("{0}: {1} is past. Give the date that was agreed with the customer.")
        refuse(told, control["label"], _shown(moment))
    if control["field"] in _PAST:
        _refuse_future(moment, control["label"], now)
    return moment


def _refuse_future(moment: datetime, label: str, now: int) -> None:
    """Refuse a moment after now, in seconds of UTC. Raises: frappe.ValidationError."""
    if (instant_of(moment) or 0) > now:
        refuse(_("{0}: {1} is in the future. Give a moment up to now."), label, _shown(moment))


def _shown(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment is not None else ""


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
        return tuple(event for event in RECORDED if event not in _DOING)


def _standing_of(doc: Document) -> Standing | None:
    """Return how a ticket stands; None if no contract holds for it, or it cannot be judged."""
    try:
        standing = standing_of(doc, is_latest=True)
        return standing if standing is not None and standing.verdict else None
    except FAULTS:
        return None
