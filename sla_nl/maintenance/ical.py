"""Write windows as iCalendar (RFC 5545), for a mail to one contact and to subscribe to.

Times are written in UTC, so each reader shows them in its own zone, also around a change of the
clocks. The same window always has the same `UID`; each message about it has a higher `SEQUENCE`, so
calendars replace or remove what they had.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from frappe import _
from frappe.utils import get_datetime

from sla_nl.site.messages import refuse
from sla_nl.site.time import instant_of, now_s

from .letter import heading_of, text_of
from .reading import CANCELLED, DONE

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
_PRODUCT = "-//sla_nl//maintenance//EN"


def invitation(window: Any, sequence: int, email: str, organizer: str, is_cancelled: bool) -> bytes:
    """Return the attachment of a mail to one contact, in the language that is spoken.

    Calendars ask for no answer to it. Only `REQUEST` and `CANCEL` change what Outlook has already.

    Raises: frappe.ValidationError: the package icalendar is missing.
    """
    calendar = _calendar(CANCEL if is_cancelled else REQUEST)
    event = _event(window, sequence, is_cancelled)
    event.add("organizer", f"mailto:{organizer}")
    attendee = {"PARTSTAT": "ACCEPTED", "RSVP": "FALSE", "ROLE": "OPT-PARTICIPANT"}
    event.add("attendee", f"mailto:{email}", parameters=attendee)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def feed(title: str, windows: Iterable[Any]) -> bytes:
    """Return a calendar of windows to subscribe to, in the language that is spoken.

    Args:
        windows: rows with the fields of a window; `sequence` is that of the last message.
    Raises: frappe.ValidationError: the package icalendar is missing.
    """
    calendar = _calendar(PUBLISH)
    calendar.add("x-wr-calname", title)
    calendar.add("x-published-ttl", "PT1H")
    for window in windows:
        calendar.add_component(_event(window, window.sequence or 0, window.status == CANCELLED))
    return bytes(calendar.to_ical())


def uid_of(window: Any) -> str:
    """Return the lasting identity of a window in calendars.

    Its name alone can occur on another site too.
    """
    return f"{get_datetime(window.creation):%Y%m%dT%H%M%S%f}-{window.name}@sla-nl"


def _calendar(method: str) -> Any:
    Calendar, _Event = package()
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _event(window: Any, sequence: int, is_cancelled: bool) -> Any:
    _Calendar, Event = package()
    event = Event()
    event.add("uid", uid_of(window))
    event.add("sequence", sequence)
    event.add("dtstamp", _utc(now_s()))
    start, end = _span(window)
    event.add("dtstart", _utc(start))
    event.add("dtend", _utc(end))
    event.add("summary", heading_of(window))
    if text := text_of(window):
        event.add("description", text)
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _span(window: Any) -> tuple[int, int]:
    """Return the planned times of a window, or its real ones once it is done."""
    start, end = instant_of(window.planned_start), instant_of(window.planned_end)
    assert start is not None
    assert end is not None
    if window.status != DONE:
        return start, end
    began, ended = instant_of(window.real_start) or start, instant_of(window.real_end) or end
    return (began, ended) if began < ended else (start, end)


def _utc(instant_s: int) -> datetime:
    return datetime.fromtimestamp(instant_s, UTC)


def package() -> tuple[Any, Any]:
    """Return the classes of the package `icalendar`.

    It is imported here, so that everything else works on a bench that lacks it.

    Raises: frappe.ValidationError: it is missing; says how to install it.
    """
    try:
        from icalendar import Calendar, Event
    except ImportError:
        refuse(_("The Python package icalendar is missing; run: bench setup requirements"))
    return Calendar, Event
