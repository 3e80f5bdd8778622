"""A patch: the causes of booked fees name the row of their fee rule, and no more its place.

A row that was taken away meanwhile leaves them as they are; no verdict asks for those again.
"""

from __future__ import annotations

import frappe


def execute() -> None:
    """Put the row's name where its place stood: `ticket:contract:place:event:...`."""
    frappe.db.sql(
        """update `tabSLA Fee Entry` e
        join `tabSLA Fee Rule` r on r.parent = e.contract and r.parenttype = 'SLA Contract'
        set e.cause = concat_ws(':', e.ticket, e.contract, r.name,
            substring(e.cause, char_length(concat_ws(':', e.ticket, e.contract, r.idx)) + 2))
        where substring(e.cause, 1, char_length(concat_ws(':', e.ticket, e.contract, r.idx)) + 1)
            = concat(concat_ws(':', e.ticket, e.contract, r.idx), ':')"""
    )
