"""Book the credits that are owed once for a missed promise, when its period has ended.

A row of credits with the trigger `availability_missed` or `share_missed` gives a percentage of an
invoice for each promise that was missed: an availability in its own period, a share of tickets in a
month. It is owed to each customer of the contract; a share is that of the customer's own tickets.

For five weeks after a period its credits are settled again each day. So an outage that is entered
or excluded later counts, and a credit whose ground is gone is reversed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import frappe

from sla_nl.availability import figures as availability
from sla_nl.compliance import figures as compliance
from sla_nl.compliance.choices import Choice
from sla_nl.contracts.documents import CONTRACT
from sla_nl.contracts.faults import FAULTS
from sla_nl.contracts.in_force import contract_named, is_enabled
from sla_nl.engine.calendars.periods import Period, period_of
from sla_nl.engine.compliance.results import Share
from sla_nl.engine.contract import Contract
from sla_nl.engine.service.credits import credits_after
from sla_nl.engine.terms.money import CreditRule
from sla_nl.engine.terms.vocabulary import AVAILABILITY_MISSED, SHARE_MISSED
from sla_nl.fees.credits import Credit, Source, settle
from sla_nl.site.fault_log import is_new
from sla_nl.site.time import now_s

_TRIGGERS = (AVAILABILITY_MISSED, SHARE_MISSED)
_CORRECTED_S = 35 * 86_400
"""For how long after its end a period is settled again."""

Found = tuple[str, Credit]
"""A customer, and a credit that is owed to them."""


def run() -> None:
    """Settle the credits of all contracts that have such rows. Runs daily.

    A contract that cannot be read is logged once a day, and does not hold up the others.
    """
    now = now_s()
    for contract in _contracts() if is_enabled() else ():
        frappe.db.commit()
        try:
            settle_contract(contract, now)
            frappe.db.commit()
        except FAULTS as error:
            frappe.db.rollback()
            if is_new(contract, str(error)):
                frappe.log_error(f"SLA: credits of {contract}"[:140], str(error))


def settle_contract(name: str, now: int) -> list[str]:
    """Book and reverse the credits of a contract for the periods that have just ended.

    Returns: the new entries of the ledger.
    Raises: ContractError; NoOpeningTimeError: a calendar is not known for a period.
    """
    frappe.db.get_value(CONTRACT, name, "name", for_update=True)
    contract, booked = contract_named(name), list[str]()
    for period in _ended(contract, now):
        owed: dict[str, list[Credit]] = {row.customer: [] for row in contract.terms.customers}
        for customer, credit in _credits(contract, period, now):
            owed.setdefault(customer, []).append(credit)
        for customer, own in owed.items():
            booked += settle(Source(customer, name, period=period.name), own)
    return booked


def _contracts() -> list[str]:
    """Return the contracts of the site's own that give such credits."""
    return frappe.db.sql(
        f"""select distinct c.name from `tab{CONTRACT}` c join `tabSLA Credit Rule` r
        on r.parent = c.name and r.parenttype = '{CONTRACT}'
        where c.is_standard = 0 and c.is_hidden = 0 and r.`trigger` in %s order by c.name""",
        (_TRIGGERS,),
        pluck=True,
    )


def _ended(contract: Contract, now: int) -> Iterator[Period]:
    """Yield the periods that ended in the last five weeks, of each kind that promises have."""
    kinds = {"month", *(row.period for row in contract.terms.availability if row.period)}
    for kind in sorted(kinds):
        before = period_of(period_of(now, kind, contract.zone).start - 1, kind, contract.zone)
        while before.end > now - _CORRECTED_S:
            yield before
            before = period_of(before.start - 1, kind, contract.zone)


def _credits(contract: Contract, period: Period, now: int) -> Iterator[Found]:
    for rule in credits_after(contract, AVAILABILITY_MISSED):
        yield from _for_availability(contract, rule, period, now)
    rules = credits_after(contract, SHARE_MISSED)
    if rules and period.kind == "month":
        yield from _for_shares(contract, rules, period)


def _for_availability(
    contract: Contract, rule: CreditRule, period: Period, now: int
) -> Iterator[Found]:
    """Yield a credit for each customer and each service that was not available enough."""
    for uptime in availability.of_period(contract.name, period, now):
        if uptime.is_kept is False:
            for row in contract.terms.customers:
                credit = _credit(rule, period, uptime.row.subject, uptime.row.clauses)
                yield row.customer, credit


def _for_shares(contract: Contract, rules: Iterable[CreditRule], period: Period) -> Iterator[Found]:
    """Yield a credit for each customer and each promise whose share was missed by their tickets."""
    choice = Choice(period.name, groups=("customer",), contract=contract.name)
    for figure in compliance.figures(choice).found:
        if isinstance(figure, Share) and figure.is_kept is False and figure.promise.customer:
            kind, priority, target = figure.promise[1:4]
            for rule in rules:
                missed = f"{kind}/{priority}/{target}"
                yield figure.promise.customer, _credit(rule, period, missed, ())


def _credit(rule: CreditRule, period: Period, promise: str, clauses: tuple[str, ...]) -> Credit:
    """Return the credit of a missed promise, from the end of its period on."""
    return Credit(
        period.end,
        rule.title,
        rule.trigger,
        rule.percentage,
        certainty="always",
        applies_to=rule.applies_to,
        promise=promise,
        period=period.name,
        clauses=tuple(dict.fromkeys((*rule.clauses, *clauses))),
    )
