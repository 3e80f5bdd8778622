"""Do work in a transaction of its own, or undo a part of one: a fault undoes no other work."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import TypeVar

import frappe
from rq.timeouts import BaseTimeoutException

CONFLICTS = (frappe.QueryDeadlockError, frappe.QueryTimeoutError)
"""Errors of two transactions at once, after which a transaction has to be done again as a whole."""

RERAISED = (*CONFLICTS, BaseTimeoutException)
"""Errors that are never handled on the way: conflicts, and the end of the time that a job has."""

T = TypeVar("T")

_numbers = count()


def in_own_transaction(do: Callable[[], T], fail: Callable[[Exception], T]) -> T:
    """Do work in a transaction of its own; if it fails, undo it and call `fail` in another one.

    What was written before is committed first.

    Args:
        fail: called with the error, so that somebody can see it.
    Returns: what `do` or `fail` returns.
    Raises: RERAISED, after a rollback.
    """
    frappe.db.commit()
    try:
        done = do()
        frappe.db.commit()
    except RERAISED:
        frappe.db.rollback()
        raise
    except Exception as error:
        frappe.db.rollback()
        frappe.clear_messages()
        done = fail(error)
        frappe.db.commit()
    return done


def attempt(do: Callable[[], object], fail: Callable[[Exception], object]) -> None:
    """Do a part of a transaction; if it fails, undo that part alone and call `fail` with the error.

    Example: the mail to one receiver, which must keep nobody else from being told.

    Raises: RERAISED.
    """
    savepoint = f"sla_nl_{next(_numbers)}"  # one within another must not have its name
    frappe.db.savepoint(savepoint)
    try:
        do()
    except RERAISED:
        raise
    except Exception as error:
        frappe.db.rollback(save_point=savepoint)
        frappe.clear_messages()
        fail(error)
