"""Keep Frappe's Error Log short: write a fault once a day, however often it comes back.

Who saves a ticket again and again, or chooses one wrong priority after the other, would fill the
log otherwise. What was written stays where the save is undone, for the log is no part of the
transaction.
"""

from __future__ import annotations

from hashlib import sha1

import frappe

_KEY = "sla_nl_faults"
_MOST = 10
"""So many faults of one subject are written in a day."""

_FOR_S = 86_400


def is_new(subject: str, fault: str) -> bool:
    """Return whether a fault is to be written, and remember it.

    Without the cache every fault is new.

    Args:
        subject: what has the fault, such as the name of a ticket.
        fault: its text; another text is another fault.
    """
    key, digest = f"{_KEY}|{subject}", sha1(fault.encode(), usedforsecurity=False).hexdigest()
    known = frappe.cache.get_value(key, expires=True) or []
    if digest in known or len(known) >= _MOST:
        return False
    frappe.cache.set_value(key, [*known, digest], expires_in_sec=_FOR_S)
    return True
