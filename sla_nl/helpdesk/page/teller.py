"""Turn a verdict into data for a page, in the user's language and the site's time zone.

The texts are no HTML; a page must insert them as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from frappe import _
from frappe.utils import fmt_money

from sla_nl.clauses.articles import cite_of
from sla_nl.engine.clock_state import BREACHED, MET, NOT_APPLICABLE, PAUSED, ClockState
from sla_nl.engine.contract import Contract
from sla_nl.engine.fees import Fee
from sla_nl.engine.terms.money import FeeRule
from sla_nl.engine.verdict import Verdict
from sla_nl.engine.words.tables import CHANNEL_NAMES, KIND_NAMES, REASON_NAMES, STATE_NAMES
from sla_nl.engine.words.telling import Words, capital, clock_name
from sla_nl.fees.ledger import Total
from sla_nl.records.clocks import Stored
from sla_nl.site.language import language
from sla_nl.site.time import instant_of, site_zone

from ..ticket.stamps import latest_shown

Data = dict[str, Any]


class Teller:
    """Turns a verdict into texts for the present user.

    Args:
        now: the present moment in whole seconds of UTC; dates of this year are shown without year.
        contract: of which the texts of articles are known too.
    """

    def __init__(self, now: int, contract: Contract | None = None) -> None:
        own = contract.terms.clause_texts if contract is not None else ()
        self.words = Words(language(), site_zone(), cite_of(own))
        self.now = now

    def contract(self, contract: Contract) -> Data:
        """Return the name and title of a contract."""
        terms = contract.terms
        return {"name": contract.name, "title": terms.title}

    def kind(self, kind: str) -> str:
        """Return the name of a kind, such as `Incident`."""
        return capital(KIND_NAMES[self.words.language][kind])

    def channel(self, channel: str) -> str:
        """Return the name of a channel, such as `Telephone`."""
        return capital(CHANNEL_NAMES[self.words.language][channel])

    def reason(self, reason: str) -> str:
        """Return the name of a pause reason, such as `waiting for the customer`."""
        return REASON_NAMES[self.words.language].get(reason, reason)

    def priority(self, contract: Contract, kind: str, code: str) -> Data:
        """Return a priority with the contract's own title and definition."""
        row = contract.terms.priority(kind, code)
        if row is None:
            return {"code": code, "title": code, "definition": ""}
        return {"code": code, "title": row.title or code, "definition": row.definition}

    def moment(self, instant_s: int | None) -> Data | None:
        """Return an instant with its offset (`at`), as a short text, and as a full text."""
        if instant_s is None:
            return None
        words = self.words
        return {
            "at": words.zone.iso(instant_s),
            "text": words.brief(instant_s, self.now),
            "full": f"{words.moment(instant_s)} ({words.zone.name})",
        }

    def clock(self, verdict: Verdict, clock: ClockState) -> Data:
        """Return a clock with its name, state and date."""
        text = self._state(clock.state, clock.met_at, self._reasons(verdict, clock))
        due = clock.due
        if latest := latest_shown(verdict, clock):
            text, due = f"{text}, {_('at the latest')}", latest
        shown = self._clock(clock.key, clock.state, text, due)
        return {**shown, "is_overdue": _is_overdue(verdict, clock)}

    def stored_clock(self, row: Stored) -> Data:
        """Return a stored clock with its name, state and date."""
        text = self._state(row["state"], instant_of(row["met_at"]), ())
        shown = self._clock(row["due_key"], row["state"], text, instant_of(row["due"]))
        return {**shown, "is_overdue": False}

    def clock_name(self, key: str) -> str:
        """Return the name of a clock such as `resolution@99.9`."""
        return clock_name(key, self.words.language)

    def clocks(self, verdict: Verdict) -> list[Data]:
        """Return all clocks of a verdict."""
        return [self.clock(verdict, clock) for clock in verdict.clocks]

    def next(self, verdict: Verdict) -> Data | None:
        """Return the clock with the next date, or None."""
        clock = verdict.next
        return None if clock is None else self.clock(verdict, clock)

    def notes(self, verdict: Verdict) -> list[str]:
        """Return the notes of a verdict as sentences, each once."""
        return list(dict.fromkeys(capital(self.words.note(note)) for note in verdict.every_note))

    def dates(self, verdict: Verdict) -> list[Data]:
        """Return the name and date of each clock that is still to be met."""
        return [
            {"key": clock.key, "name": self.clock_name(clock.key), "due": self.moment(clock.due)}
            for clock in verdict.clocks
            if clock.met_at is None and clock.due is not None and clock.state != NOT_APPLICABLE
        ]

    def fee(self, fee: Fee, supposed: Iterable[str] = ()) -> Data:
        """Return a fee with its price, its certainty and its clauses.

        Args:
            supposed: the assessments that the fee depends on, such as `sla_nl_outside_sla`.
        """
        rule = fee.rule
        return {
            "title": rule.title,
            "price": self._price(rule, fee.amount),
            "is_certain": rule.certainty == "always",
            "certainty": " ".join((_certainty(rule), *map(_supposed, supposed))),
            "clauses": [cited._asdict() for cited in self.words.citations(rule.clauses)],
        }

    def total(self, total: Total) -> str:
        """Return a sum such as `€ 150.00 + 2 without an amount`."""
        text = _money(total.amount, total.currency)
        if not total.without_amount:
            return text
        open_text = _("{0} without an amount").format(total.without_amount)
        return f"{text} + {open_text}" if total.amount else open_text

    def _price(self, rule: FeeRule, amount: Decimal | None) -> str:
        """Return an amount, a percentage, an hourly rate, or a text for an unknown price."""
        if amount is not None:
            return _money(amount, rule.currency)
        if rule.basis == "quote":
            return _("by quote")
        if rule.rate is None:
            return _("by the hour") if rule.basis == "per_hour" else _("amount not agreed yet")
        if rule.basis == "percentage":
            return f"{self.words.number(f'{rule.rate.normalize():f}')}%"
        return _("{0} an hour").format(_money(rule.rate, rule.currency))

    def _clock(self, key: str, state: str, text: str, due: int | None) -> Data:
        """Return the data of a clock, stored or not."""
        return {
            "key": key,
            "name": self.clock_name(key),
            "state": state,
            "state_text": text,
            "is_paused": state == PAUSED,
            "due": self.moment(due),
        }

    def _state(self, state: str, met_at: int | None, reasons: Iterable[str]) -> str:
        """Return `met, Mon 8 June 09:12`, `paused: waiting for the customer` or `running`."""
        text = STATE_NAMES[self.words.language][state]
        if met_at is not None:
            done = self.words.brief(met_at, self.now)
            return f"{text}, {done if state == MET else _('done {0}').format(done)}"
        joined = ", ".join(reasons)
        return f"{text}: {joined}" if joined else text

    def _reasons(self, verdict: Verdict, clock: ClockState) -> Iterator[str]:
        """Yield the names of the reasons for which a clock is paused."""
        rules = verdict.history.service_level.stops.get(clock.clock, {})
        if clock.state == PAUSED:
            for reason, spans in verdict.history.pauses.items():
                if reason in rules and spans[-1][1] is None:
                    yield REASON_NAMES[self.words.language][reason]


def _is_overdue(verdict: Verdict, clock: ClockState) -> bool:
    """Return whether the date of a clock has passed while it can still be met."""
    if clock.state != BREACHED or clock.met_at is not None:
        return False
    return clock.clock == "report" or not verdict.history.is_resolved


def _certainty(rule: FeeRule) -> str:
    """Return whether a fee is certain, as a text."""
    return _("always charged") if rule.certainty == "always" else _("may be charged")


def _supposed(assessment: str) -> str:
    """Return the condition under which an assessment costs the fee, as a text."""
    if assessment == "sla_nl_is_disruption":
        return _("if it is no disruption")
    return _("if it is outside the SLA")


def _money(amount: Decimal, currency: str) -> str:
    """Return an amount such as `€ 1,250.00`, as the site formats money."""
    return str(fmt_money(f"{amount:.2f}", 2, currency))
