"""What stands in a service report: the figures of its month, and what lies behind them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

import frappe
from frappe.model.document import Document

from sla_nl.availability import figures as availability
from sla_nl.compliance.choices import REPORTED, Choice
from sla_nl.compliance.figures import figures
from sla_nl.compliance.missed import count_tickets, promises
from sla_nl.contracts.faults import FAULTS
from sla_nl.contracts.in_force import contract_named
from sla_nl.engine.calendars.periods import Period, period_of, read_period
from sla_nl.engine.compliance.results import Mean, Share
from sla_nl.engine.service.availability import Uptime
from sla_nl.fees.ledger import CONFIRMED, DISPUTED, ENTRY, INVOICED, LIVES, PROPOSED
from sla_nl.maintenance import reading as maintenance
from sla_nl.site.time import now_s, site_time, site_zone

from .checking import month_of
from .reasons import Missed, reasons

MONTHS = 12
"""The months of a trend, the reported one the last."""

MOST = 200
"""The most missed promises that are listed one by one; the report says how many there are."""

_TOLD = ("sent", "acknowledged", "nobody there", "failed")
Row = dict[str, Any]


class Contents:
    """The contents of a report, each part read when it is asked for."""

    def __init__(self, report: Document) -> None:
        self.report = report
        self.period: Period = month_of(report)

    @property
    def choice(self) -> Choice:
        """All tickets of the customer under the contract, in the month."""
        own = self.report
        return Choice(own.month, contract=own.contract, customer=own.customer)

    @cached_property
    def figures(self) -> list[Share | Mean]:
        """The figures of the month, without promises on which nothing fell."""
        return [figure for figure in figures(self.choice).found if figure.tickets]

    @property
    def shares(self) -> list[Share]:
        """The promises on a share of the tickets."""
        return [figure for figure in self.figures if isinstance(figure, Share)]

    @property
    def means(self) -> list[Mean]:
        """The promises on a mean."""
        return [figure for figure in self.figures if isinstance(figure, Mean)]

    @cached_property
    def trend(self) -> Mapping[tuple[str, str, str], list[Share | None]]:
        """The shares of the last months by kind, priority and due key, the earliest first."""
        found: dict[tuple[str, str, str], list[Share | None]] = {}
        names = self._months()
        for place, month in enumerate(names):
            own = self.figures if month == self.period.name else None
            if own is None:
                own = figures(self.choice._replace(period=month)).found
            for figure in own:
                if isinstance(figure, Share) and figure.met + figure.missed:
                    key = figure.promise.kind, figure.promise.priority, figure.promise.target
                    found.setdefault(key, [None] * len(names))[place] = figure
        return found

    @cached_property
    def months(self) -> list[str]:
        """The names of the months of the trend."""
        return self._months()

    @cached_property
    def tickets(self) -> int:
        """How many tickets were reported in the month."""
        return count_tickets(self.choice._replace(basis=REPORTED))

    @cached_property
    def missed(self) -> list[Row]:
        """The missed promises, at most `MOST`; one for each clock, the limit before its aims."""
        rows = promises(self.choice, at_most=MOST)
        return sorted(rows, key=lambda row: (row["decided_at"], row["ticket"], row["is_aim"]))

    def reasons(self) -> dict[Missed, str]:
        """Return why they were missed, in the language that is spoken."""
        return reasons(self.missed)

    @cached_property
    def escalations(self) -> list[Row]:
        """The escalations to a level that were told in the month."""
        start, end = self._ends()
        return _rows(
            f"""select e.ticket, e.level, e.planned_at, e.form, t.subject
            from `tabSLA Escalation` e join `tabHD Ticket` t on t.name = e.ticket
            where e.planned_at >= %(start)s and e.planned_at < %(end)s and e.state in %(told)s
            and e.level != '' and t.customer = %(customer)s and exists (
                select 1 from `tabSLA Clock` c where c.ticket = e.ticket
                and c.contract = %(contract)s)
            order by e.planned_at, e.ticket limit {MOST}""",
            {**self._values(), "start": start, "end": end, "told": _TOLD},
        )

    @cached_property
    def fees(self) -> list[Row]:
        """The fees and credits of the month that a manager has confirmed, or that are disputed."""
        states = (CONFIRMED, INVOICED, DISPUTED)
        return self._fees("e.state in %(states)s", states)

    @cached_property
    def unconfirmed(self) -> int:
        """How many fees of the month nobody has confirmed: they are not in the report."""
        return len(self._fees("e.state in %(states)s", (PROPOSED,)))

    @cached_property
    def uptimes(self) -> list[Uptime]:
        """The availability of each service of the contract in the month.

        It is empty for a contract that promises none, or that cannot be read any more.
        """
        try:
            period = read_period(self.report.month, contract_named(self.report.contract).zone)
            return availability.of_period(self.report.contract, period, now_s())
        except FAULTS:
            return []

    @cached_property
    def windows(self) -> list[Row]:
        """The maintenance windows that touch the month and were not called off."""
        start, end = self._ends()
        return maintenance.touching(self.report.contract, start, end)

    def _fees(self, condition: str, states: tuple[str, ...]) -> list[Row]:
        start, end = (moment.date() for moment in self._ends())
        return _rows(
            f"""select e.charged_on, e.ticket, e.fee_title, e.state, e.currency,
            if(e.has_amount, cast(e.amount as char), null) as amount
            from `tab{ENTRY}` e where {LIVES} and {condition}
            and e.customer = %(customer)s and e.contract = %(contract)s
            and e.charged_on >= %(start)s and e.charged_on < %(end)s
            order by e.charged_on, e.ticket, e.cause""",
            {**self._values(), "start": start, "end": end, "states": states},
        )

    def _values(self) -> Row:
        return {"customer": self.report.customer, "contract": self.report.contract}

    def _ends(self) -> tuple[datetime, datetime]:
        """Return the two ends of the month, naive, in the zone of the site."""
        start, end = site_time(self.period.start), site_time(self.period.end)
        assert start is not None
        assert end is not None
        return start, end

    def _months(self) -> list[str]:
        names, at = [self.period.name], self.period
        while len(names) < MONTHS:
            at = period_of(at.start - 1, "month", site_zone())
            names.insert(0, at.name)
        return names


def _rows(query: str, values: Row) -> list[Row]:
    return list(frappe.db.sql(query, values, as_dict=True))
