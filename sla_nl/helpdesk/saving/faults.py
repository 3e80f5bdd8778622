"""Log faults of the app, so that no fault of ours stops a ticket from being saved."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import frappe
from frappe.model.document import Document
from rq.timeouts import BaseTimeoutException

from sla_nl.contracts.faults import FAULTS
from sla_nl.contracts.faults import logged as message_of
from sla_nl.site.fault_log import is_new

from .. import TICKET
from ..ticket.tickets import contract_of

RERAISED = (frappe.QueryDeadlockError, BaseTimeoutException)
"""The errors that are never handled here: the save was undone, or the job has run out of time."""

_SAVEPOINT = "sla_nl"


@contextmanager
def logged(doc: Document) -> Iterator[None]:
    """Log an error in the block, and go on after it."""
    try:
        yield
    except RERAISED:
        raise
    except Exception:
        log(doc)


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """Undo what the block has written if it fails."""
    frappe.db.savepoint(_SAVEPOINT)
    try:
        yield
    except RERAISED:
        raise
    except Exception:
        frappe.db.rollback(save_point=_SAVEPOINT)
        raise


def log(doc: Document) -> None:
    """Log the error that is being handled, with the ticket's contract and the clauses concerned.

    An error of the contract or the ticket explains itself. Any other one gets its traceback.
    """
    error, contract = sys.exc_info()[1], None
    with suppress(Exception):
        contract = contract_of(doc)
    message = message_of(error)
    if not is_new(doc.name, message):
        return
    if not isinstance(error, FAULTS):
        message += f"\n\n{frappe.get_traceback(with_context=True)}"
    frappe.log_error(
        title=f"SLA NL: ticket {doc.name} keeps Helpdesk's own stamps ({contract})"[:140],
        message=message,
        reference_doctype=TICKET,
        reference_name=doc.name,
    )
