"""List and sum the entries of the ledger that count and are on no invoice.

Only entries that the user may read are included. Each sum is of one customer, month and currency;
amounts in two currencies are never added. An entry belongs to the month in which it was caused, a
credit to the month in which it was booked.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import frappe
from frappe import _
from frappe.utils import add_months

from sla_nl.records.permissions import visible
from sla_nl.site.messages import refuse

from .ledger import CONFIRMED, DISPUTED, ENTRY, LIVES, PROPOSED, exact
from .states import OPEN

_MONTH = "date_format(e.charged_on, '%%Y-%%m')"


class Choice(NamedTuple):
    """Which entries to include; None includes all.

    Args:
        first: the first month, such as `2026-06`.
        last: the last month, inclusive.
        state: Proposed, Confirmed or Disputed.
    """

    customer: str | None = None
    first: str | None = None
    last: str | None = None
    state: str | None = None


class Sum(NamedTuple):
    """The unbilled amounts of a customer and month in one currency.

    Args:
        entries: the number of entries.
        without_amount: the number of entries that have no amount yet; they count as 0.
    """

    customer: str | None
    month: str
    currency: str
    entries: int
    without_amount: int
    proposed: Decimal
    confirmed: Decimal
    disputed: Decimal
    total: Decimal


def count_readable() -> int:
    """Return the number of unbilled entries that the user may read."""
    condition, values = _where(Choice())
    ((count,),) = frappe.db.sql(f"select count(*) from `tab{ENTRY}` e where {condition}", values)
    return int(count)


def customers(text: str) -> list[str]:
    """Return up to 20 customers with unbilled entries that the user may read, by name.

    Args:
        text: what the name has; empty for all.
    """
    condition, values = _where(Choice())
    values["text"] = f"%{text}%"
    found = frappe.db.sql(
        f"""select distinct e.customer from `tab{ENTRY}` e
        where {condition} and e.customer like %(text)s order by e.customer limit 20""",
        values,
        pluck=True,
    )
    return list(found)


def sums(choice: Choice) -> list[Sum]:
    """Return the sums of the chosen entries, by customer, month and currency."""
    condition, values = _where(choice)
    amounts = ", ".join(
        f"cast(sum(if(e.state = '{state}', e.amount, 0)) as char)"
        for state in (PROPOSED, CONFIRMED, DISPUTED)
    )
    rows = frappe.db.sql(
        f"""select e.customer, {_MONTH} as month, ifnull(e.currency, '') as currency, count(*),
        cast(sum(1 - e.has_amount) as int), {amounts}, cast(sum(e.amount) as char)
        from `tab{ENTRY}` e where {condition}
        group by e.customer, month, currency order by e.customer, month, currency""",
        values,
    )
    return [Sum(*row[:5], *(exact(amount) for amount in row[5:])) for row in rows]


def entries(choice: Choice) -> list[dict[str, Any]]:
    """Return the chosen entries one by one; `amount` is None where it is not known yet."""
    condition, values = _where(choice)
    return frappe.db.sql(
        f"""select e.name as entry, e.customer, {_MONTH} as month, e.charged_on, e.ticket,
        e.fee_title, e.state, if(e.has_amount, e.amount, null) as amount, e.currency, e.vat_code,
        e.minutes, e.clause
        from `tab{ENTRY}` e where {condition}
        order by e.customer, month, e.charged_on, e.ticket, e.cause""",
        values,
        as_dict=True,
    )


def first_day(month: str) -> date:
    """Return the first day of a month such as `2026-06`.

    Raises: frappe.ValidationError: the text is not a month.
    """
    if not re.fullmatch(r"(19|20|21)\d\d-(0[1-9]|1[0-2])", month):
        refuse(_("{0} is no month; write it as 2026-06."), month)
    return date.fromisoformat(f"{month}-01")


def _where(choice: Choice) -> tuple[str, dict[str, Any]]:
    """Return the SQL condition on the chosen entries `e`, with its values.

    Raises: frappe.PermissionError: the user may read no entries.
    """
    if choice.state and choice.state not in OPEN:
        refuse(_("{0} is none of {1}."), choice.state, ", ".join(OPEN))
    conditions, values = [LIVES, "e.state in %(states)s"], dict[str, Any]()
    if readable := visible(ENTRY).replace("%", "%%"):
        conditions.append(f"e.name in (select name from `tab{ENTRY}` where {readable})")
    values["states"] = (choice.state,) if choice.state else OPEN
    if choice.customer:
        conditions.append("e.customer = %(customer)s")
        values["customer"] = choice.customer
    if choice.first:
        conditions.append("e.charged_on >= %(since)s")
        values["since"] = first_day(choice.first)
    if choice.last:
        conditions.append("e.charged_on < %(before)s")
        values["before"] = add_months(first_day(choice.last), 1)
    return " and ".join(conditions), values
