"""List what was recorded on a ticket: what, when, by whom, and whether it was taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname

from sla_nl.records import timeline
from sla_nl.records.timeline import CHANGED, CREATED, WITHDRAWN, Facts, Happening, Signed
from sla_nl.site.time import instant_of, site_time

from ..ticket.facts import CHECKS, MOMENTS
from ..ticket.translation import DETAILS, REOPENED, REPORTED, REVOCABLE, is_taken_back
from . import controls
from .controls import Control
from .teller import Teller
from .to_do import event_title

Data = dict[str, Any]
_STATUS = frozenset(("status", "status_category", "is_merged"))
"""The facts of which one changes when a ticket is reopened."""

_SAME_S = 60
"""The seconds within which something was recorded as it happened."""


class Item(NamedTuple):
    """Something that was recorded.

    Args:
        event: the name of an event; empty for a field.
        before: for a field, the value that it had before.
        taken_back: the row that takes an event back.
        is_last: False if the same field was recorded, or the ticket was reopened, again later.
    """

    row: Signed
    event: str = ""
    field: str = ""
    before: str | int | None = None
    taken_back: Signed | None = None
    is_last: bool = True


def recorded(
    doc: Document, fields: Sequence[Control], teller: Teller, reopened_at: Collection[int] = ()
) -> list[Data]:
    """Return what was recorded on a ticket, the last first, with texts in the user's language.

    A reopening is in the list too, because it can be a mistake: a late "thank you" by mail.

    Args:
        fields: the fields that can be recorded now; what was recorded in one of them can be taken
            back. Empty if the user may not write the ticket: then nothing can be taken back.
        reopened_at: when the ticket was reopened, in seconds of UTC, without what was taken back.
    """
    rows = timeline.read_signed(doc.name)
    known = {control["field"]: control for control in fields}
    items = [*_events(rows), *_reopenings(rows, reopened_at)]
    items += _fields(rows, [*known] or [REPORTED])
    items.sort(key=lambda item: rows.index(item.row), reverse=True)
    return [_data(doc, item, known, teller) for item in items]


def title_of(control: Control, value: str | int | None, teller: Teller) -> str:
    """Return a field with its value as a text, such as `A disruption?: No`."""
    return f"{control['label'].rstrip(':')}: {_value_text(control, value, teller)}"


def _events(rows: Sequence[Signed]) -> Iterator[Item]:
    """Yield the recorded events, each with the row that takes it back."""
    for place, row in enumerate(rows):
        happening = row.happening
        if happening.event in REVOCABLE and not row.source:
            taken_back = _taken_back_by(rows[place:], happening)
            yield Item(row, happening.event, taken_back=taken_back)


def _reopenings(rows: Sequence[Signed], reopened_at: Collection[int]) -> Iterator[Item]:
    """Yield the reopenings of a ticket, each with the row that takes it back."""
    last = max(reopened_at, default=None)
    for place, row in enumerate(rows):
        at, event, facts = row.happening
        if event == CHANGED and not _STATUS.isdisjoint(facts):
            taken_back = _taken_back_by(rows[place:], Happening(at, REOPENED, {}))
            if taken_back or at in reopened_at:
                yield Item(row, REOPENED, taken_back=taken_back, is_last=at == last)


def _taken_back_by(rows: Sequence[Signed], happening: Happening) -> Signed | None:
    """Return the row that takes an event of a moment back; None if there is none."""
    later = (row for row in rows if row.happening.event == WITHDRAWN)
    return next((row for row in later if is_taken_back(happening, row.happening)), None)


def _fields(rows: Sequence[Signed], fields: Sequence[str]) -> Iterator[Item]:
    """Yield the changes of fields; of a ticket's first row only the moment of the report."""
    known: Facts = {}
    for place, row in enumerate(rows):
        event, facts = row.happening.event, row.happening.facts
        later = {name for other in rows[place + 1 :] for name in other.happening.facts}
        for field in fields if event == CHANGED and not row.source else ():
            if field in facts:
                yield Item(row, "", field, known.get(field), is_last=field not in later)
        if event == CREATED and facts.get(REPORTED) is not None:
            yield Item(row, "", REPORTED, is_last=REPORTED not in later)
        known |= facts


def _data(doc: Document, item: Item, known: dict[str, Control], teller: Teller) -> Data:
    """Return an item with its texts and with what the page sends to take it back."""
    row, control = item.row, known.get(item.field)
    happening = row.happening
    label = control or {"label": _(doc.meta.get_label(item.field))} if item.field else None
    name = event_title(item.event, happening.facts, controls.event_names())
    is_offered = bool(known) and item.taken_back is None and (control or not item.field)
    return {
        "title": title_of(label, happening.facts[item.field], teller) if label else name,
        "told": _told(row, teller),
        "taken_back": _taken_back(item.taken_back, teller),
        "can_take_back": bool(is_offered and item.is_last),
        "event": item.event,
        "at": happening.at,
        **{detail: happening.facts.get(detail, "") for detail in DETAILS},
        "field": item.field,
        "before": _as_sent(item.field, item.before),
    }


def _told(row: Signed, teller: Teller) -> str:
    """Return when something happened and who recorded it; when that was too, if it was later.

    Who it was is not known of a row that was rebuilt.
    """
    at, written = row.happening.at, instant_of(row.written_at) or 0
    when, by = teller.words.brief(at, teller.now), get_fullname(row.by)
    if row.source:
        return when
    if abs(written - at) <= _SAME_S:
        return _("{0}, by {1}").format(when, by)
    later = teller.words.brief(written, teller.now)
    return _("{0}, recorded {1} by {2}").format(when, later, by)


def _taken_back(row: Signed | None, teller: Teller) -> str:
    if row is None:
        return ""
    when = teller.words.brief(row.happening.at, teller.now)
    return _("Taken back {0} by {1}").format(when, get_fullname(row.by))


def _value_text(control: Control, value: str | int | None, teller: Teller) -> str:
    """Return a value of a field as the page shows it."""
    if isinstance(value, int) and control.get("kind") in ("moment", None):
        return teller.words.brief(value, teller.now)
    labels = dict(control.get("options") or [["0", _("No")], ["1", _("Yes")]])
    text = "" if value is None else str(value)
    return str(labels.get(text, text) or _("empty"))


def _as_sent(field: str, value: str | int | None) -> str:
    """Return a value of a field as the page sends it: `1`, `Yes`, `2026-06-08 02:00:00`."""
    if field in CHECKS:
        return str(int(value or 0))
    if value is None:
        return ""
    return str(site_time(int(value))) if field in MOMENTS else str(value)
