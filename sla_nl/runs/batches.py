"""Run batches of documents, each in its own transaction, so that finished batches are kept.

A worker that dies loses only its present batch. If a batch fails, its documents are done one by
one, so that one bad document does not hold up the others.
"""

from __future__ import annotations

from collections.abc import Callable

import frappe
from rq.timeouts import BaseTimeoutException

from sla_nl.contracts.cache_token import look_again
from sla_nl.site.transactions import CONFLICTS


def run_batch(
    names: list[str], do: Callable[[list[str]], int], give_up: Callable[[str, str], int]
) -> int:
    """Do a batch, and commit it.

    Args:
        do: does the work for these names. Its first query must lock them: a transaction reads
            rows as of its first read, so an earlier read would miss rows that the lock waited for.
        give_up: called with a name that fails even alone, and the traceback of its error.
    Returns: the sum of what `do` and `give_up` return; 0 after a deadlock or a lock timeout, and
        then the caller may try again.
    """
    frappe.db.commit()
    look_again()
    try:
        done = do(names)
        frappe.db.commit()
        return done
    except CONFLICTS:
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
