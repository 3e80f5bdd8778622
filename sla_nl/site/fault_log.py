"""Keep Frappe's Error Log short: write each fault once a day.

Otherwise a user who saves a ticket many times, or tries many wrong priorities, would fill the log.
Entries stay even if the save is rolled back: the log is not part of the transaction.
"""

from __future__ import annotations

from hashlib import sha1

import frappe

_KEY = "sla_nl_faults"
_MOST = 10
"""The largest number of faults of one subject that are written in a day."""

_FOR_S = 86_400


def is_new(subject: str, fault: str) -> bool:
    """Return whether a fault has to be written, and remember it.

    Without the cache every fault is new.

    Args:
        subject: the thing that has the fault, such as the name of a ticket.
        fault: the text of the fault; a different text is a different fault.
    """
    key, digest = f"{_KEY}|{subject}", sha1(fault.encode(), usedforsecurity=False).hexdigest()
    known = frappe.cache.get_value(key, expires=True) or []
    if digest in known or len(known) >= _MOST:
        return False
    frappe.cache.set_value(key, [*known, digest], expires_in_sec=_FOR_S)
    return True
