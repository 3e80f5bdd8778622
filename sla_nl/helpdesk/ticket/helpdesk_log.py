"""Read what Helpdesk and Frappe logged about tickets while this app did not follow them.

There are three sources. The Version documents of Frappe's change tracking hold the field, the old
and the new value. HD Ticket Activity holds only the new value; it is used for changes whose version
was deleted. The Communications hold the replies. Reading takes a fixed number of SQL statements,
however many tickets there are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

import frappe
import orjson

from sla_nl.site.time import instant_of

from .. import TICKET
from .facts import FACTS, LINKED

VERSION, ACTIVITY, MESSAGE = "Version", "HD Ticket Activity", "Communication"

UNKNOWN = object()
"""The value of a field that no log tells."""

SAME_SAVE_S = 2
"""The most seconds between the moments that Helpdesk writes in one save."""

_DEFAULTS = {
    "status": "default_ticket_status",
    "priority": "default_priority",
    "ticket_type": "default_ticket_type",
}
_SET = re.compile(r"set (status|priority|type) to (.+)", re.DOTALL)
_AUTO_CLOSED = "automatically closed the ticket"
_BOLD = re.compile(r"<strong>(.*?)</strong>")
_RELATED, _RELATED_LASTS_S = "sla_nl_related_tickets", 600


class Change(NamedTuple):
    """A change of one field.

    Args:
        at: whole seconds of UTC.
        place: the number of the log row; changes with the same place belong to one save.
        old: the value before, as the log has it (a text, or a figure for a check box); `UNKNOWN`
            if no log tells it.
        new: the value after, as the log has it.
        source: the doctype of the log.
    """

    at: int
    place: int
    field: str
    old: Any
    new: Any
    source: str


class Log(NamedTuple):
    """The log of a ticket, in order.

    Args:
        replies: when agents' messages went out, whole seconds of UTC.
        has_copies: True if messages of another ticket were merged into it.
    """

    changes: list[Change]
    replies: list[int]
    has_copies: bool = False


class Names(NamedTuple):
    """The names that the site uses now; needed to read old rows of a log.

    Args:
        renamed: by field, the present name of each old name.
        known: by field, the values that exist; a field that is not here may have any value.
        categories: the category of each status.
        defaults: by field, the value of a new ticket.
    """

    renamed: Mapping[str, Mapping[str, str]]
    known: Mapping[str, frozenset[str]]
    categories: Mapping[str, str]
    defaults: Mapping[str, str | None]


def read_logs(tickets: Collection[str]) -> dict[str, Log]:
    """Return the log of each ticket, with at most four SQL statements."""
    names = tuple(tickets)
    changes = _versions(names)
    for name, activities in _activities(names).items():
        known = {(change.field, change.at) for change in changes[name]}
        new = [a for a in activities if not {(a.field, a.at), (a.field, a.at + 1)} & known]
        changes[name] = sorted(changes[name] + new, key=lambda change: change.at)
    replies, (_split, merged) = _replies(names), _related()
    return {name: Log(changes[name], sorted(replies[name]), name in merged) for name in names}


def read_names() -> Names:
    """Return the names that the site uses now, with four SQL statements."""
    statuses = frappe.get_all(LINKED["status"], ["name", "category"], as_list=True)
    priorities = frozenset(frappe.get_all(LINKED["priority"], pluck="name"))
    settings = frappe.get_cached_doc("HD Settings")
    return Names(
        read_renamed(),
        {"priority": priorities, **_choices()},
        dict(statuses),
        {field: settings.get(name) for field, name in _DEFAULTS.items()},
    )


def forget_related() -> None:
    """Delete the cached list of split and merged tickets."""
    frappe.cache.delete_value(_RELATED)


def _versions(names: tuple[str, ...]) -> dict[str, list[Change]]:
    """Return the changes of facts in Version documents, by ticket."""
    rows = frappe.db.sql(
        "select docname, creation, data from `tabVersion` "
        "where ref_doctype = 'HD Ticket' and docname in %s order by creation",
        (names,),
    )
    found: dict[str, list[Change]] = defaultdict(list)
    for place, (name, creation, data) in enumerate(rows):
        at = instant_of(creation) or 0
        for field, old, new in orjson.loads(data or "{}").get("changed") or ():
            if field in FACTS and field != "last_agent_response":
                found[name].append(Change(at, place, field, old, new, VERSION))
    return found


def _activities(names: tuple[str, ...]) -> dict[str, list[Change]]:
    """Return the changes of facts in HD Ticket Activity, by ticket."""
    rows = frappe.db.sql(
        "select ticket, creation, action from `tabHD Ticket Activity` where ticket in %s "
        "order by creation",
        (names,),
    )
    found: dict[str, list[Change]] = defaultdict(list)
    for place, (name, creation, action) in enumerate(rows):
        if parsed := _parse_action(action or ""):
            at, (field, new) = instant_of(creation) or 0, parsed
            found[name].append(Change(at, -1 - place, field, UNKNOWN, new, ACTIVITY))
    return found


def _parse_action(action: str) -> tuple[str, str] | None:
    """Return a field and its new value from a text such as `set status to Closed`; else None."""
    if action.startswith(_AUTO_CLOSED):
        return "status", "Closed"
    match = _SET.fullmatch(action)
    if match is None:
        return None
    field, value = match.groups()
    return ("ticket_type" if field == "type" else field), value


def _replies(names: tuple[str, ...]) -> dict[str, list[int]]:
    """Return the moments at which agents' messages went out, by ticket.

    A split moves messages to the new ticket: messages from before the split count for the ticket
    that was split. A merge copies messages of the other ticket with their dates: copies do not
    count.
    """
    split, merged = _related()
    parents = {child: parent for parent in names for child in split.get(parent, ())}
    sources = {name: merged[name] for name in names if name in merged}
    wanted = {*names, *parents, *(source for own in sources.values() for source in own)}
    sent = _messages(tuple(wanted))
    copies = {name: {m for source in own for m in sent[source]} for name, own in sources.items()}
    found: dict[str, list[int]] = defaultdict(list)
    for name in names:
        found[name] = [instant_of(moment) or 0 for moment in sent[name] - copies.get(name, set())]
    for child, parent in parents.items():
        own = sent[child] - copies.get(parent, set())
        moved = (moment for moment in own if moment < split[parent][child])
        found[parent] += (instant_of(moment) or 0 for moment in moved)
    return found


def _messages(names: tuple[str, ...]) -> dict[str, set[Any]]:
    """Return the moments of agents' messages, by ticket.

    The moment is that of storing, or the date of the message if it was stored later.
    """
    rows = frappe.db.sql(
        "select reference_name, "
        f"if(communication_date < creation - interval {SAME_SAVE_S} second, "
        "communication_date, creation) "
        "from `tabCommunication` where sent_or_received = 'Sent' "
        "and communication_type not in ('Automated Message', 'Comment') "
        "and reference_doctype = 'HD Ticket' and reference_name in %s",
        (names,),
    )
    found: dict[str, set[Any]] = defaultdict(set)
    for name, creation in rows:
        found[name].add(creation)
    return found


Related = tuple[dict[str, dict[str, Any]], dict[str, list[str]]]
"""By ticket, the tickets split off from it and when; by ticket, the tickets merged into it."""


def _related() -> Related:
    """Return all split and merged tickets, from the cache if possible.

    Helpdesk has no index on these fields, so they are read for all tickets at once.
    """
    kept: Related | None = frappe.cache.get_value(_RELATED, expires=True)
    if kept is None:
        split: dict[str, dict[str, Any]] = defaultdict(dict)
        merged: dict[str, list[str]] = defaultdict(list)
        for name, creation, parent, target in frappe.db.sql(
            "select name, creation, ticket_split_from, merged_with from `tabHD Ticket` "
            "where ticket_split_from != '' or merged_with != ''"
        ):
            if parent:
                split[parent][name] = creation
            if target:
                merged[target].append(name)
        kept = dict(split), dict(merged)
        frappe.cache.set_value(_RELATED, kept, expires_in_sec=_RELATED_LASTS_S)
    return kept


def read_renamed() -> dict[str, dict[str, str]]:
    """Return the present name of each renamed document, by field and old name.

    Frappe adds a comment to each document that is renamed. In every language it has the old and
    the new name in bold. The comment belongs to the document under its present name.
    """
    fields = {doctype: field for field, doctype in LINKED.items()}
    found: dict[str, dict[str, str]] = {field: {} for field in LINKED}
    rows = frappe.db.sql(
        "select reference_doctype, reference_name, content from `tabComment` "
        "where comment_type = 'Edit' and reference_doctype in %s order by creation",
        (tuple(fields),),
    )
    for doctype, name, content in rows:
        for old in _bold_texts(content or ""):
            if old != name:
                found[fields[doctype]][old] = name
    return found


def _choices() -> dict[str, frozenset[str]]:
    """Return the options of each field that is a choice.

    A log may hold an option in another language, which is then not among them.
    """
    fields = (frappe.get_meta(TICKET).get_field(name) for name in FACTS)
    return {
        field.fieldname: frozenset((field.options or "").split("\n"))
        for field in fields
        if field is not None and field.fieldtype == "Select"
    }


def _bold_texts(content: str) -> Iterator[str]:
    return (match.group(1) for match in _BOLD.finditer(content))
