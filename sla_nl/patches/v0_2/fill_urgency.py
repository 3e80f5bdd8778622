"""Fill the new columns of existing tickets: which clocks are aims, and how urgent tickets are.

A ticket that is late gets the first date that it missed as its next one, as a judgement gives it.
"""

from __future__ import annotations

import frappe

_AIMS = """update `tabSLA Clock` c
    join (select ticket, clock, max(cast(share as decimal(12, 9))) as top from `tabSLA Clock`
        where share != '' group by ticket, clock) best
        on best.ticket = c.ticket and best.clock = c.clock
    set c.is_aim = cast(c.share as decimal(12, 9)) < best.top
    where c.share != ''"""

_LATE = """update `tabHD Ticket` t
    join (select ticket, min(breached_at) as since from `tabSLA Clock`
        where state = 'breached' and met_at is null and is_aim = 0 group by ticket) late
        on late.ticket = t.name
    join `tabSLA Clock` c on c.ticket = t.name and c.breached_at = late.since
        and c.state = 'breached' and c.met_at is null and c.is_aim = 0
    set t.sla_nl_next_due = late.since, t.sla_nl_next_clock = c.due_key,
        t.sla_nl_urgency = concat('1 ', date_format(late.since, '%Y-%m-%d %H:%i:%s'))
    where t.sla_nl_judged_by != '' and t.resolution_date is null"""

_OTHERS = """update `tabHD Ticket` set sla_nl_urgency = case
        when resolution_date is not null then '4'
        when sla_nl_next_due is not null
            then concat('2 ', date_format(sla_nl_next_due, '%Y-%m-%d %H:%i:%s'))
        else '3' end
    where sla_nl_judged_by != '' and sla_nl_urgency not like '1 %'"""


def execute() -> None:
    """Fill both columns; run again, it changes nothing."""
    for statement in (_AIMS, _LATE, _OTHERS):
        frappe.db.sql(statement)
    frappe.db.sql("update `tabHD Ticket` set sla_nl_urgency = '3' where sla_nl_urgency is null")
