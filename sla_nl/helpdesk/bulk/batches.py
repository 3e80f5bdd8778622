"""Batches of tickets, each in a transaction of its own, by design: what is done is kept.

A worker that dies loses the batch in hand and no other. Where a batch is refused as a whole, its
tickets are done one by one, so that one that cannot be done keeps no other from it.
"""

from __future__ import annotations

from collections.abc import Callable

import frappe
from rq.timeouts import BaseTimeoutException

from sla_nl.contracts.cache_token import look_again


def run_batch(
    names: list[str], do: Callable[[list[str]], int], give_up: Callable[[str, str], int]
) -> int:
    """Do a batch, and commit it.

    Args:
        do: what is to be done; a lock has to be the first to read in it, so that what it waited for
            is seen.
        give_up: what is to be done of a ticket that fails alone, with the traceback of its fault.
    Returns: the sum of what these return; 0 where somebody else was in the way, try again.
    """
    frappe.db.commit()
    look_again()
    try:
        done = do(names)
        frappe.db.commit()
        return done
    except (frappe.QueryDeadlockError, frappe.QueryTimeoutError):
        frappe.db.rollback()
        return 0
    except BaseTimeoutException:
        raise
    except Exception:
        fault = frappe.get_traceback()
        frappe.db.rollback()
    if len(names) > 1:
        return sum(run_batch([name], do, give_up) for name in names)
    done = give_up(names[0], fault)
    frappe.db.commit()
    return done
