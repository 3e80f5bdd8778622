"""The meetings of a credit case: the first one, those that follow, and reminders of them.

A meeting that the contract asks for has the date by the contract in `promised_for`. People may plan
it for another day. A row without that date was added by hand; the earliest of these that was held
is the first meeting.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime

from sla_nl.engine.service.credits import CreditCase
from sla_nl.site.messages import refuse
from sla_nl.site.time import instant_of, now_s, site_time

SOON, LATE = "soon", "late"
"""What a reminder says: the meeting is within a week, or its moment passed and it was not held."""

SOON_S = 7 * 86_400


class Reminder(NamedTuple):
    """A meeting of which somebody has to be reminded. Args: stage: `SOON` or `LATE`."""

    row: Any
    stage: str


def check(case: Document, now: int) -> None:
    """Refuse meetings that cannot have been held then. Raises: frappe.ValidationError."""
    first = first_held(case)
    for row in case.meetings:
        held = instant_of(row.held_at)
        if held is None:
            continue
        if held > now:
            text = _("Meetings, row {0}: a meeting that was held cannot be in the future.")
            refuse(text, row.idx)
        if row.promised_for and (first is None or held < first):
            text = _("Meetings, row {0}: fill in first when the first meeting was held.")
            refuse(text, row.idx)


def first_held(case: Document) -> int | None:
    """Return when the first meeting was held, in seconds of UTC; None if it was not yet."""
    held = (instant_of(row.held_at) for row in case.meetings if not row.promised_for)
    return min((at for at in held if at is not None), default=None)


def follow(case: Document, ladder: CreditCase | None, now: int) -> None:
    """Give a case a row for each meeting that follows by its contract, up to the next one.

    A row that the contract no longer asks for goes, unless the meeting was held or has minutes.
    """
    wanted = list(_moments(ladder, now))
    for row in list(case.meetings):
        if row.promised_for and get_datetime(row.promised_for) not in wanted and not _is_used(row):
            case.remove(row)
    known = {get_datetime(row.promised_for) for row in case.meetings if row.promised_for}
    for moment in wanted:
        if moment not in known:
            case.append("meetings", {"planned_for": moment, "promised_for": moment})
    for number, row in enumerate(case.meetings, 1):
        row.idx = number


def due_now(case: Document) -> list[Reminder]:
    """Return the reminders of a case that are due now."""
    return due_reminders(case.meetings, now_s())


def due_reminders(rows: Iterable[Any], now: int) -> list[Reminder]:
    """Return the meetings of which somebody has to be reminded, and was not yet."""
    found = (Reminder(row, stage) for row in rows if (stage := _stage(row, now)))
    return [reminder for reminder in found if reminder.row.told != mark_of(reminder)]


def mark_of(reminder: Reminder) -> str:
    """Return what a row keeps of a reminder: a meeting that is moved is told of again."""
    return f"{reminder.stage} {get_datetime(reminder.row.planned_for)}"


def next_moments(rows: Iterable[Any]) -> Iterator[int]:
    """Yield the moments at which somebody has to be reminded of meetings that were not held."""
    for row in rows:
        planned = instant_of(row.planned_for)
        if planned is not None and not row.held_at:
            yield from (planned - SOON_S, planned)


def _stage(row: Any, now: int) -> str:
    planned = instant_of(row.planned_for)
    if planned is None or row.held_at or planned - SOON_S > now:
        return ""
    return LATE if planned <= now else SOON


def _moments(ladder: CreditCase | None, now: int) -> Iterator[datetime]:
    """Yield the dates of the meetings that follow, up to the first one that is ahead."""
    for meeting in ladder.follow_ups if ladder else ():
        moment = site_time(meeting.at)
        assert moment is not None
        yield moment
        if meeting.at > now:
            return


def _is_used(row: Any) -> bool:
    return bool(row.held_at or row.minutes or row.document)
