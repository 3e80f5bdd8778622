"""What Helpdesk wrote down of a ticket while this app did not: its log, read in bulk.

Three sources: the Version documents of Frappe's change tracking (field, old, new), the HD Ticket
Activity log (what was set, not what it was) for what has no version any more, and the
Communications, for the replies. A fixed number of statements, however many tickets.
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

SAME_SAVE_S = 2
"""How far apart the moments are that one save of Helpdesk leaves."""

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
    """A field that became `new` at whole seconds of UTC; `old` is `UNKNOWN` where no log says it.

    Values are as the log has them: texts mostly, figures for a check. `place` numbers the rows of
    the log: what has one place was saved at once.
    """

    at: int
    place: int
    field: str
    old: Any
    new: Any
    source: str


class Log(NamedTuple):
    """What the log says of a ticket, in order.

    Args:
        replies: when an agent's message went out.
        has_copies: whether messages of another ticket were merged into it.
    """

    changes: list[Change]
    replies: list[int]
    has_copies: bool = False


class Names(NamedTuple):
    """What it takes to understand a log of old.

    Args:
        renamed: by field, the present name of an old one.
        known: by field, the values that there are; a field that is not here may have any.
        categories: the category of each status.
        beginnings: what a new ticket has, by field.
    """

    renamed: Mapping[str, Mapping[str, str]]
    known: Mapping[str, frozenset[str]]
    categories: Mapping[str, str]
    beginnings: Mapping[str, str | None]


def read_logs(tickets: Collection[str]) -> dict[str, Log]:
    """The logs of tickets, in four statements at most."""
    names = tuple(tickets)
    changes = _versions(names)
    for name, activities in _activities(names).items():
        known = {(change.field, change.at) for change in changes[name]}
        new = [a for a in activities if not {(a.field, a.at), (a.field, a.at + 1)} & known]
        changes[name] = sorted(changes[name] + new, key=lambda change: change.at)
    replies, (_split, merged) = _replies(names), _related()
    return {name: Log(changes[name], sorted(replies[name]), name in merged) for name in names}


def read_names() -> Names:
    """What documents are called now, in four statements."""
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
    """Have split and merged tickets looked up anew."""
    frappe.cache.delete_value(_RELATED)


def _versions(names: tuple[str, ...]) -> dict[str, list[Change]]:
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
    rows = frappe.db.sql(
        "select ticket, creation, action from `tabHD Ticket Activity` where ticket in %s "
        "order by creation",
        (names,),
    )
    found: dict[str, list[Change]] = defaultdict(list)
    for place, (name, creation, action) in enumerate(rows):
        if said := _said(action or ""):
            at, (field, new) = instant_of(creation) or 0, said
            found[name].append(Change(at, -1 - place, field, UNKNOWN, new, ACTIVITY))
    return found


def _said(action: str) -> tuple[str, str] | None:
    """The field that an activity set, and to what."""
    if action.startswith(_AUTO_CLOSED):
        return "status", "Closed"
    match = _SET.fullmatch(action)
    if match is None:
        return None
    field, value = match.groups()
    return ("ticket_type" if field == "type" else field), value


def _replies(names: tuple[str, ...]) -> dict[str, list[int]]:
    """When agents' messages went out to the tickets.

    A split moves messages to the new ticket: those from before it are its parent's. A merge copies
    those of the other ticket, with their dates: they are none of this one's.
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
    """The moments of agents' messages; one that was stored later was sent at its own date."""
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


def _related() -> Related:
    """By ticket, those split off from it and when; by ticket, those merged into it.

    Helpdesk keeps no index of these, so that they are read for all tickets at once.
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
    """By field, old names and what they became, from the comments that Frappe leaves.

    Such a comment holds the old and the new name in bold, in whatever language; what it stands at
    keeps its present name.
    """
    fields = {doctype: field for field, doctype in LINKED.items()}
    found: dict[str, dict[str, str]] = {field: {} for field in LINKED}
    rows = frappe.db.sql(
        "select reference_doctype, reference_name, content from `tabComment` "
        "where comment_type = 'Edit' and reference_doctype in %s order by creation",
        (tuple(fields),),
    )
    for doctype, name, content in rows:
        for old in _bold(content or ""):
            if old != name:
                found[fields[doctype]][old] = name
    return found


def _choices() -> dict[str, frozenset[str]]:
    """The options of each choice: a log has them in the language of whoever chose."""
    fields = (frappe.get_meta(TICKET).get_field(name) for name in FACTS)
    return {
        field.fieldname: frozenset((field.options or "").split("\n"))
        for field in fields
        if field is not None and field.fieldtype == "Select"
    }


def _bold(content: str) -> Iterator[str]:
    return (match.group(1) for match in _BOLD.finditer(content))
