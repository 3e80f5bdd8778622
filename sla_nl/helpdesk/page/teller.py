"""A verdict as a page shows it: plain data in the user's language, times in the site's zone.

Nothing here is HTML; a page puts each text in as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from frappe import _
from frappe.utils import fmt_money

from sla_nl.engine.contract import Contract
from sla_nl.engine.fees import Fee
from sla_nl.engine.terms.money import FeeRule
from sla_nl.engine.verdict import BREACHED, MET, NOT_APPLICABLE, PAUSED, ClockState, Verdict
from sla_nl.engine.words.tables import KIND_NAMES, REASON_NAMES, STATE_NAMES
from sla_nl.engine.words.telling import Words, capital, clock_name
from sla_nl.fees.ledger import Total
from sla_nl.records.clocks import Stored
from sla_nl.site.language import language
from sla_nl.site.time import instant_of, site_zone

Data = dict[str, Any]


class Teller:
    """Tells a verdict to the present user.

    Args:
        now: the moment as of which a date goes without its year, whole seconds of UTC.
    """

    def __init__(self, now: int) -> None:
        self.words = Words(language(), site_zone())
        self.now = now

    def contract(self, contract: Contract) -> Data:
        terms = contract.terms
        return {"name": contract.name, "title": terms.title}

    def kind(self, kind: str) -> str:
        return capital(KIND_NAMES[self.words.language][kind])

    def priority(self, contract: Contract, kind: str, code: str) -> Data:
        """A priority of a contract in its own words."""
        row = contract.terms.priority(kind, code)
        if row is None:
            return {"code": code, "title": code, "definition": ""}
        return {"code": code, "title": row.title or code, "definition": row.definition}

    def moment(self, instant_s: int | None) -> Data | None:
        """An instant: with its offset, and as the site's people read it."""
        if instant_s is None:
            return None
        words = self.words
        return {
            "at": words.zone.iso(instant_s),
            "text": words.brief(instant_s, self.now),
            "full": f"{words.moment(instant_s)} ({words.zone.name})",
        }

    def clock(self, verdict: Verdict, clock: ClockState) -> Data:
        """A clock with its name, state and date."""
        text = self._state(clock.state, clock.met_at, self._reasons(verdict, clock))
        shown = self._clock(clock.key, clock.state, text, clock.due)
        return {**shown, "is_overdue": _is_overdue(verdict, clock)}

    def stored_clock(self, row: Stored) -> Data:
        """The same of a clock as it was stored."""
        text = self._state(row["state"], instant_of(row["met_at"]), ())
        shown = self._clock(row["due_key"], row["state"], text, instant_of(row["due"]))
        return {**shown, "is_overdue": False}

    def clock_name(self, key: str) -> str:
        return clock_name(key, self.words.language)

    def clocks(self, verdict: Verdict) -> list[Data]:
        return [self.clock(verdict, clock) for clock in verdict.clocks]

    def next(self, verdict: Verdict) -> Data | None:
        clock = verdict.next
        return None if clock is None else self.clock(verdict, clock)

    def notes(self, verdict: Verdict) -> list[str]:
        return list(dict.fromkeys(capital(self.words.note(note)) for note in verdict.notes))

    def dates(self, verdict: Verdict) -> list[Data]:
        """What is still to be met, as a name and a date."""
        return [
            {"key": clock.key, "name": self.clock_name(clock.key), "due": self.moment(clock.due)}
            for clock in verdict.clocks
            if clock.met_at is None and clock.due is not None and clock.state != NOT_APPLICABLE
        ]

    def fee(self, fee: Fee, supposed: Iterable[str] = ()) -> Data:
        """A fee with its price, how sure it is, and what it hangs on."""
        rule = fee.rule
        return {
            "title": rule.title,
            "price": self._price(rule, fee.amount),
            "is_certain": rule.certainty == "always",
            "certainty": " ".join((_certainty(rule), *map(_supposed, supposed))),
            "clauses": list(rule.clauses),
        }

    def total(self, total: Total) -> str:
        """What a ticket costs in a currency, and how much of it is not known yet."""
        text = _money(total.amount, total.currency)
        if not total.without_amount:
            return text
        open_text = _("{0} without an amount").format(total.without_amount)
        return f"{text} + {open_text}" if total.amount else open_text

    def _price(self, rule: FeeRule, amount: Decimal | None) -> str:
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
        return {
            "key": key,
            "name": self.clock_name(key),
            "state": state,
            "state_text": text,
            "is_paused": state == PAUSED,
            "due": self.moment(due),
        }

    def _state(self, state: str, met_at: int | None, reasons: Iterable[str]) -> str:
        """`met, Mon 8 June 09:12`, `paused: waiting for the customer`, `running`."""
        text = STATE_NAMES[self.words.language][state]
        if met_at is not None:
            done = self.words.brief(met_at, self.now)
            return f"{text}, {done if state == MET else _('done {0}').format(done)}"
        shown = ", ".join(reasons)
        return f"{text}: {shown}" if shown else text

    def _reasons(self, verdict: Verdict, clock: ClockState) -> Iterator[str]:
        """Why a clock stands still."""
        rules = verdict.history.service_level.stops.get(clock.clock, {})
        if clock.state == PAUSED:
            for reason, spans in verdict.history.pauses.items():
                if reason in rules and spans[-1][1] is None:
                    yield REASON_NAMES[self.words.language][reason]


def _is_overdue(verdict: Verdict, clock: ClockState) -> bool:
    """Whether its date has passed and what it asks for can still be done."""
    if clock.state != BREACHED or clock.met_at is not None:
        return False
    return clock.clock == "report" or not verdict.history.is_resolved


def _certainty(rule: FeeRule) -> str:
    return _("always charged") if rule.certainty == "always" else _("may be charged")


def _supposed(assessment: str) -> str:
    if assessment == "sla_nl_is_disruption":
        return _("if it is no disruption")
    return _("if it is outside the SLA")


def _money(amount: Decimal, currency: str) -> str:
    """`€ 1,250.00`, as the site writes money."""
    return str(fmt_money(f"{amount:.2f}", 2, currency))
