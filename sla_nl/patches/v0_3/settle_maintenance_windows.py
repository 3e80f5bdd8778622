"""Fill the new fields of maintenance windows that are there already.

Their data stays as it is. A window that was announced was announced for the start that it has.
Windows whose end has passed are left alone, so that nobody is told of old work.
"""

from __future__ import annotations

import frappe

_TITLE = "left(concat_ws(' · ', maintenance_type, nullif(service, '')), 140)"


def execute() -> None:
    """Give each window its title and planner, and have the sweep look at those that are ahead."""
    frappe.db.sql(
        f"""update `tabSLA Maintenance Window` set
            title = coalesce(nullif(title, ''), {_TITLE}),
            planner = coalesce(nullif(planner, ''), owner),
            announced_start = if(announced_at is null, announced_start,
                coalesce(announced_start, planned_start)),
            look_at = if(planned_end > %(now)s and status in ('Planned', 'Announced'),
                coalesce(look_at, planned_start), look_at)""",
        {"now": frappe.utils.now_datetime()},
    )
