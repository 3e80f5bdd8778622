"""The data that the hooks of one save of a ticket share.

Frappe calls several hooks for a save, each with the same document. Early hooks keep data for later
ones in one `Save`, under one flag of the document. The last hook removes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from frappe.model.document import Document

from sla_nl.engine.verdict import Verdict
from sla_nl.records.timeline import Happening

_FLAG = "sla_nl_save"


class Pending(NamedTuple):
    """The rows to write once the ticket itself is written.

    Args:
        happenings: new rows of the timeline.
        number: the place of the first new row in the timeline.
        verdict: None if the ticket is not judged again, or cannot be judged.
        previous: the verdict before this save under the same contract, if that has fees.
        is_turned: True if the ticket may have other clocks than before.
        is_left: True if the ticket has lost its contract.
    """

    happenings: list[Happening]
    number: int
    verdict: Verdict | None = None
    previous: Verdict | None = None
    is_turned: bool = True
    is_left: bool = False


@dataclass(slots=True)
class Save:
    """One save of a ticket.

    Args:
        recorded: the event that an agent records with this save.
        changed_at: when the fields changed that this save changes, in seconds of UTC; None: now.
        is_judged: True between the judgement and the end of validation, so that it is judged once.
        is_outside: True if a new ticket was reported outside the hours of its contract; None for
            others. Helpdesk's banner shows it, and Helpdesk sets that field after the judgement.
        has_waited: True if the save waited for another one, whose rows it does not see.
        pending: the rows to write.
    """

    recorded: Happening | None = None
    changed_at: int | None = None
    is_judged: bool = False
    is_outside: bool | None = None
    has_waited: bool = False
    pending: Pending | None = None


def save_of(doc: Document) -> Save:
    """Return the data of the save of a document; a new `Save` if it has none."""
    save: Save | None = doc.flags.get(_FLAG)
    if save is None:
        save = doc.flags[_FLAG] = Save()
    return save


def end_save(doc: Document) -> None:
    """Remove the data of a save, so that the next save of the same object starts without it."""
    doc.flags.pop(_FLAG, None)
