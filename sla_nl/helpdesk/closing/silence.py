"""Close tickets on which nobody has answered, where the contract says that they close themselves.

The scheduler runs it every four minutes. Each ticket is closed in its own transaction, by the
message that an agent would send. If that fails, an agent is asked to close it, as where the
contract does not say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname

from sla_nl.contracts.in_force import is_enabled
from sla_nl.engine.follow_ups import MISSED, Task
from sla_nl.records import follow_ups
from sla_nl.runs.batches import run_batch
from sla_nl.site.fault_log import is_new
from sla_nl.site.language import speaking
from sla_nl.site.time import now_s, site_time

from .. import TICKET
from ..bulk import reminding
from ..page import drafts, sending
from ..page.standing import Standing, standing_of
from ..page.templates import SILENCE
from ..saving.solving import solving
from ..ticket.tickets import assignee_of, is_solved

AT_MOST = 200


def run() -> int:
    """Close the tickets on which nobody has answered in time. Returns: how many were closed."""
    if frappe.conf.maintenance_mode or not is_enabled():
        return 0
    names = follow_ups.to_close(site_time(now_s()), AT_MOST)
    return sum(run_batch([name], close, give_up) for name in names)


def close(names: list[str]) -> int:
    """Close one ticket, if it is still to be closed. Returns: 1 if it was closed."""
    doc = frappe.get_doc(TICKET, names[0], for_update=True)
    standing = None if is_solved(doc) else standing_of(doc, is_latest=True)
    if standing is None or not any(map(_is_silent, standing.verdict.follow_ups)):
        follow_ups.take_missed(names, site_time(now_s()), closing=True)
        return 0
    agent = _agent_of(doc)
    with _as_user(agent):
        _send(doc, standing, agent)
    return 1


def give_up(name: str, fault: str) -> int:
    """Ask an agent to close a ticket that cannot be closed, and log why. Returns: 0."""
    if is_new(name, fault.strip().rpartition("\n")[2]):
        frappe.log_error(f"SLA NL: ticket {name} does not close by itself", fault)
    reminding.remind(follow_ups.take_missed([name], site_time(now_s()), closing=True))
    return 0


def _is_silent(task: Task) -> bool:
    return task.closes_itself and task.state == MISSED


def _send(doc: Document, standing: Standing, agent: str) -> None:
    """Send the message that asks for a new ticket, which closes this one."""
    found = drafts.draft_of(doc, standing, SILENCE, sender=_sender_of(doc, agent))
    sending.check(found, found.text, found.times_told)
    with solving(str(doc.name), sending.solved_status(doc, standing.contract, SILENCE)):
        sending.reply(doc, found.to, found.text)


def _sender_of(doc: Document, agent: str) -> str:
    """Return who signs the message: the agent who has the ticket, its team, or the help desk."""
    if agent:
        return str(get_fullname(agent))
    with speaking(drafts.language_of(doc)):
        return str(doc.agent_group or _("The help desk"))


def _agent_of(doc: Document) -> str:
    """Return the active agent who has a ticket; empty if nobody has."""
    user = assignee_of(doc)
    active = {"user": user, "is_active": 1}
    return user if user and frappe.db.exists("HD Agent", active) else ""


@contextmanager
def _as_user(user: str) -> Iterator[None]:
    """Act as a user, so that the message is theirs; as the one of the job where it is empty."""
    before = frappe.session.user
    if user:
        frappe.set_user(user)
    try:
        yield
    finally:
        frappe.set_user(before)
