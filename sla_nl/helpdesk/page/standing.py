"""How a ticket stands under its contract, and how it would stand if something else were so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import frappe
from frappe.model.document import Document

from sla_nl.contracts.in_force import contract_for, contract_named, is_enabled
from sla_nl.engine.contract import Contract
from sla_nl.engine.evaluate import evaluate
from sla_nl.engine.fees import Fee
from sla_nl.engine.verdict import Verdict
from sla_nl.records import timeline
from sla_nl.records.timeline import CHANGED, CREATED, Facts, Happening
from sla_nl.site.time import now_s

from .. import TICKET
from ..ticket.beginnings import rebuild_missing
from ..ticket.facts import facts_of
from ..ticket.tickets import contract_of, is_solved, row_of
from ..ticket.translation import ticket_of

_OPEN_ASSESSMENTS: tuple[Facts, ...] = (
    {},
    {"sla_nl_is_disruption": "No"},
    {"sla_nl_outside_sla": "Yes"},
    {"sla_nl_is_disruption": "No", "sla_nl_outside_sla": "Yes"},
)
"""What an assessment that is still to come may say, as far as it costs something."""


class Cost(NamedTuple):
    """A fee that a ticket has, or would have if its assessment said `supposed`."""

    fee: Fee
    supposed: Facts


@dataclass(frozen=True)
class Option:
    """A priority that a ticket could have.

    Args:
        helpdesk_priorities: those that mean it; none where only the ticket's own field says it.
    """

    code: str
    helpdesk_priorities: tuple[str, ...]
    is_current: bool
    verdict: Verdict
    costs: tuple[Cost, ...]


@dataclass(frozen=True)
class Standing:
    """A ticket's timeline and its contract, as of now. `name` is empty for one still to be made."""

    name: str
    contract: Contract
    rows: tuple[Happening, ...]
    now: int

    @cached_property
    def facts(self) -> Facts:
        """The facts as they stand."""
        facts: Facts = {}
        for row in self.rows:
            facts |= row.facts
        return facts

    @cached_property
    def verdict(self) -> Verdict:
        """The verdict on the ticket as it is. Raises: TicketError."""
        return self.supposing({})

    def supposing(self, facts: Facts) -> Verdict:
        """The verdict if these facts changed now, or held from the start for a new ticket.

        Raises: TicketError.
        """
        rows = self.rows
        if facts and self.name:
            rows = (*rows, Happening(self.now, CHANGED, facts))
        elif facts:
            rows = (rows[0]._replace(facts=rows[0].facts | facts),)
        return evaluate(self.contract, ticket_of(self.name, rows, self.contract), self.now)

    def costs(self, facts: Facts) -> tuple[Cost, ...]:
        """The fees if these facts changed now, those that hang on an open assessment too."""
        found: dict[str, Cost] = {}
        for supposed in _OPEN_ASSESSMENTS:
            if not any(self.facts.get(name) for name in supposed):
                for fee in self.supposing(facts | supposed).fees:
                    found.setdefault(fee.cause, Cost(fee, supposed))
        return tuple(found.values())

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """The priorities that the contract has for the ticket's kind, the most urgent first."""
        level = self.verdict.history.service_level
        found = [
            self._option(code, names, code == level.priority)
            for code, names in self._codes(level.kind).items()
        ]
        return tuple(sorted(found, key=lambda option: self._rank(level.kind, option.code)))

    def _codes(self, kind: str) -> dict[str, tuple[str, ...]]:
        """The priority codes of a kind, with the Helpdesk priorities that mean each."""
        contract, ticket_type = self.contract, str(self.facts.get("ticket_type") or "")
        codes: dict[str, tuple[str, ...]] = {}
        for name in dict.fromkeys(row.helpdesk_priority for row in contract.terms.priority_map):
            if name:
                code = contract.priority_of(kind, ticket_type, name)
                codes[code] = (*codes.get(code, ()), name)
        own = contract.terms.priorities_of(kind)
        return {priority.code: codes.get(priority.code, ()) for priority in own}

    def _option(self, code: str, names: tuple[str, ...], is_current: bool) -> Option:
        facts: Facts = {}
        if not is_current:
            facts = {"priority": names[0], "sla_nl_priority": None} if names else {}
            facts = facts or {"sla_nl_priority": code}
        return Option(code, names, is_current, self.supposing(facts), self.costs(facts))

    def _rank(self, kind: str, code: str) -> int:
        return self.contract.rank(kind, code) or 0


def standing_of(doc: Document) -> Standing | None:
    """How a ticket stands; None where no contract holds for it.

    One that is solved stands under the contract by which it was judged (docs/design.md 5). One
    that was not judged yet is told as its next save will stamp it.
    Raises: ContractError: its contract is broken.
    """
    ticket = row_of(doc)
    name = ticket["sla_nl_judged_by"] if is_solved(ticket) else contract_of(ticket)
    if not name or not is_enabled():
        return None
    rows = timeline.read(doc.name)
    if not rows or not ticket["sla_nl_judged_by"]:
        rebuilt = rebuild_missing([ticket], {doc.name: rows})[doc.name]
        rows += [row.happening for row in rebuilt]
    return Standing(doc.name, contract_named(name), tuple(rows), now_s())


def standing_of_new(fields: dict[str, str]) -> Standing | None:
    """How a ticket with these fields would stand if it were made now; as above."""
    now, doc = now_s(), frappe.new_doc(TICKET)
    doc.update(fields)
    doc.set_ticket_type()
    doc.set_priority()
    name = contract_for(doc.customer, now, doc.get("sla_nl_contract"))
    if name is None:
        return None
    return Standing("", contract_named(name), (Happening(now, CREATED, facts_of(doc)),), now)
