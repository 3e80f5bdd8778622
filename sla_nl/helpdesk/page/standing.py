"""Judge a ticket under its contract as it is now, and as it would be with other facts."""

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
from sla_nl.site.time import instant_of, now_s

from .. import TICKET
from ..ticket.beginnings import rebuild_missing
from ..ticket.facts import facts_of
from ..ticket.stamps import EVENTS
from ..ticket.tickets import TicketRow, contract_of, is_solved, row_of
from ..ticket.translation import REPORTED, reopened_at, ticket_of

_OPEN_ASSESSMENTS: tuple[Facts, ...] = (
    {},
    {"sla_nl_is_disruption": "No"},
    {"sla_nl_outside_sla": "Yes"},
    {"sla_nl_is_disruption": "No", "sla_nl_outside_sla": "Yes"},
)
"""The results of an assessment that is still to be made, as far as they may cost a fee."""


class Cost(NamedTuple):
    """A fee that a ticket has, or would have if its assessment said `supposed`."""

    fee: Fee
    supposed: Facts


@dataclass(frozen=True)
class Option:
    """A priority that a ticket could have.

    Args:
        helpdesk_priorities: the Helpdesk priorities that mean it; () if only the app's own field
            can set it.
        is_current: True if the ticket has this priority now.
    """

    code: str
    helpdesk_priorities: tuple[str, ...]
    is_current: bool
    verdict: Verdict
    costs: tuple[Cost, ...]


@dataclass(frozen=True)
class Standing:
    """A ticket's timeline and contract, as of now. `name` is empty for a ticket not saved yet."""

    name: str
    contract: Contract
    rows: tuple[Happening, ...]
    now: int

    @cached_property
    def facts(self) -> Facts:
        """The present facts."""
        facts: Facts = {}
        for row in self.rows:
            facts |= row.facts
        return facts

    @cached_property
    def verdict(self) -> Verdict:
        """The verdict on the ticket as it is now. Raises: TicketError."""
        return self.supposing({})

    @property
    def reopened_at(self) -> list[int]:
        """When the ticket was reopened, in seconds of UTC, without what was taken back."""
        return reopened_at(self.rows, self.contract)

    def supposing(self, facts: Facts) -> Verdict:
        """Return the verdict if these facts changed now; for a new ticket, if it began with them.

        Raises: TicketError.
        """
        rows = self.rows
        if facts and self.name:
            rows = (*rows, Happening(self.now, CHANGED, facts))
        elif facts:
            rows = (rows[0]._replace(facts=rows[0].facts | facts),)
        return evaluate(self.contract, ticket_of(self.name, rows, self.contract), self.now)

    def costs(self, facts: Facts) -> tuple[Cost, ...]:
        """Return the fees if these facts changed now, and those that an open assessment may add."""
        found: dict[str, Cost] = {}
        for supposed in _OPEN_ASSESSMENTS:
            if not any(self.facts.get(name) for name in supposed):
                for fee in self.supposing(facts | supposed).fees:
                    found.setdefault(fee.cause, Cost(fee, supposed))
        return tuple(found.values())

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """The priorities of the contract for the ticket's kind, the most urgent first."""
        level = self.verdict.history.service_level
        found = [
            self._option(code, names, code == level.priority)
            for code, names in self._codes(level.kind).items()
        ]
        return tuple(sorted(found, key=lambda option: self._rank(level.kind, option.code)))

    def _codes(self, kind: str) -> dict[str, tuple[str, ...]]:
        """Return the priority codes of a kind, with the Helpdesk priorities that mean them."""
        contract, ticket_type = self.contract, str(self.facts.get("ticket_type") or "")
        codes: dict[str, tuple[str, ...]] = {}
        for name in dict.fromkeys(row.helpdesk_priority for row in contract.terms.priority_map):
            if name:
                code = contract.priority_of(kind, ticket_type, name)
                codes[code] = (*codes.get(code, ()), name)
        own = contract.terms.priorities_of(kind)
        return {priority.code: codes.get(priority.code, ()) for priority in own}

    def _option(self, code: str, names: tuple[str, ...], is_current: bool) -> Option:
        """Return a priority with the verdict and costs that the ticket would have with it."""
        facts: Facts = {}
        if not is_current:
            facts = {"priority": names[0], "sla_nl_priority": None} if names else {}
            facts = facts or {"sla_nl_priority": code}
        return Option(code, names, is_current, self.supposing(facts), self.costs(facts))

    def _rank(self, kind: str, code: str) -> int:
        """Return the place of a priority; 0 if it is unknown."""
        return self.contract.rank(kind, code) or 0


def standing_of(doc: Document, is_latest: bool = False) -> Standing | None:
    """Return a ticket with its timeline and contract; None if it has no contract.

    For a solved ticket that is the contract that judged it (docs/design.md 5). For a ticket that
    was not judged yet, the timeline gets the rows that its next save will add.

    Args:
        is_latest: the ticket is locked. If another save was waited for, read what that has written.
    Raises: ContractError: its contract is broken.
    """
    ticket = row_of(doc)
    name = ticket["sla_nl_judged_by"] if is_solved(ticket) else contract_of(ticket)
    if not name or not is_enabled():
        return None
    rows = _rows_of(doc, ticket, is_latest)
    return Standing(doc.name, contract_named(name), rows, now_s())


def verdict_under(doc: Document, contract: Contract) -> Verdict:
    """Return the verdict on a ticket if it fell under another contract.

    Raises: TicketError, NoOpeningTimeError: the contract cannot judge it.
    """
    return Standing(doc.name, contract, _rows_of(doc, row_of(doc)), now_s()).verdict


def standing_of_new(fields: dict[str, str]) -> Standing | None:
    """Return a ticket with these fields as if it were made now; None if it gets no contract.

    Args:
        fields: by name, as they are stored; of a moment the text.

    Raises: ContractError: its contract is broken.
    """
    now, doc = now_s(), frappe.new_doc(TICKET)
    doc.update(fields)
    doc.set_ticket_type()
    doc.set_priority()
    reported_at = instant_of(doc.get(REPORTED)) or now
    name = contract_for(doc.customer, reported_at, doc.get("sla_nl_contract"))
    if name is None:
        return None
    return Standing("", contract_named(name), (Happening(now, CREATED, facts_of(doc)),), now)


def _rows_of(doc: Document, ticket: TicketRow, is_latest: bool = False) -> tuple[Happening, ...]:
    """Return the timeline of a ticket, with the rows that its next save would add."""
    rows = timeline.read(doc.name)
    if is_latest and len(rows) != (doc.get(EVENTS) or 0):
        rows = timeline.read(doc.name, is_latest=True)
    if not rows or not ticket["sla_nl_judged_by"]:
        rebuilt = rebuild_missing([ticket], {doc.name: rows})[doc.name]
        rows += [row.happening for row in rebuilt]
    return tuple(rows)
