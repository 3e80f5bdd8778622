"""A verdict as a page shows it: plain data in the user's language, times in the site's zone.

Nothing here is HTML; a page puts each text in as text.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import frappe
from frappe import _

from ..engine.contract import Contract
from ..engine.fees import Fee
from ..engine.terms import FeeRule
from ..engine.verdict import MET, NOT_APPLICABLE, PAUSED, ClockState, Verdict
from ..engine.words import CLOCK_NAMES, KIND_NAMES, REASON_NAMES, STATE_NAMES, Words
from .fees import Total
from .site_time import site_zone

Data = dict[str, Any]


class Teller:
    """Tells a verdict to the present user.

    Args:
        now: the moment as of which a date goes without its year, whole seconds of UTC.
    """

    def __init__(self, now: int) -> None:
        language = "nl" if (frappe.local.lang or "").startswith("nl") else "en"
        self.words = Words(language, site_zone())
        self.now = now

    def contract(self, contract: Contract) -> Data:
        terms = contract.terms
        return {"name": contract.name, "title": terms.title, "vendor": terms.vendor}

    def kind(self, kind: str) -> str:
        return _capital(KIND_NAMES[self.words.language][kind])

    def priority(self, contract: Contract, kind: str, code: str) -> Data:
        """A priority of a contract in its own words."""
        for row in contract.terms.priorities:
            if row.code == code and row.kind in ("", kind):
                return {"code": code, "title": row.title or code, "definition": row.definition}
        return {"code": code, "title": code, "definition": ""}

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
        state = clock.state
        return {
            "key": clock.key,
            "clock": clock.clock,
            "name": self.clock_name(clock),
            "share": self.words.number(f"{clock.row.terms.share.normalize():f}"),
            "state": state,
            "state_text": self._state(verdict, clock),
            "is_paused": state == PAUSED,
            "is_open": clock.met_at is None and state not in (MET, NOT_APPLICABLE),
            "due": self.moment(clock.due),
            "met": self.moment(clock.met_at),
        }

    def clock_name(self, clock: ClockState) -> str:
        """`Recovery`, or `Recovery (90%)` where it is an aim."""
        name = _capital(CLOCK_NAMES[self.words.language][clock.clock])
        share = clock.row.terms.share
        if share == Decimal(100):
            return name
        return f"{name} ({self.words.number(f'{share.normalize():f}')}%)"

    def clocks(self, verdict: Verdict) -> list[Data]:
        return [self.clock(verdict, clock) for clock in verdict.clocks]

    def next(self, verdict: Verdict) -> Data | None:
        clock = verdict.next
        return None if clock is None else self.clock(verdict, clock)

    def notes(self, verdict: Verdict) -> list[str]:
        return list(dict.fromkeys(_capital(self.words.note(note)) for note in verdict.notes))

    def dates(self, verdict: Verdict) -> list[Data]:
        """What is still to be met, as a name and a date."""
        return [
            {"key": clock.key, "name": self.clock_name(clock), "due": self.moment(clock.due)}
            for clock in verdict.clocks
            if clock.met_at is None and clock.due is not None and clock.state != NOT_APPLICABLE
        ]

    def fee(self, fee: Fee, supposed: Iterable[str] = ()) -> Data:
        """A fee with its price, how sure it is, and what it hangs on."""
        rule = fee.rule
        return {
            "title": rule.title,
            "amount": None if fee.amount is None else str(fee.amount),
            "currency": rule.currency,
            "price": self._price(rule, fee.amount),
            "is_certain": rule.certainty == "always",
            "certainty": " ".join((_certainty(rule), *map(_supposed, supposed))),
            "clauses": list(rule.clauses),
        }

    def money(self, amount: Decimal, currency: str) -> str:
        """`EUR 1250.00`, with the language's decimal sign."""
        return f"{currency} {self.words.number(f'{amount:.2f}')}"

    def total(self, total: Total) -> str:
        """What a ticket costs in a currency, and how much of it is not known yet."""
        text = self.money(total.amount, total.currency)
        if not total.without_amount:
            return text
        open_text = _("{0} without an amount").format(total.without_amount)
        return f"{text} + {open_text}" if total.amount else open_text

    def _price(self, rule: FeeRule, amount: Decimal | None) -> str:
        if amount is not None:
            return self.money(amount, rule.currency)
        if rule.basis == "quote":
            return _("by quote")
        if rule.rate is None:
            return _("by the hour") if rule.basis == "per_hour" else _("amount not agreed yet")
        if rule.basis == "percentage":
            return f"{self.words.number(f'{rule.rate.normalize():f}')}%"
        return _("{0} an hour").format(self.money(rule.rate, rule.currency))

    def _state(self, verdict: Verdict, clock: ClockState) -> str:
        """`met, Mon 8 June 09:12`, `paused: waiting for the customer`, `running`."""
        text = STATE_NAMES[self.words.language][clock.state]
        if clock.met_at is not None:
            done = self.words.brief(clock.met_at, self.now)
            return f"{text}, {done if clock.state == MET else _('done {0}').format(done)}"
        if clock.state != PAUSED:
            return text
        rules = verdict.facts.page.stops.get(clock.clock, {})
        reasons = [
            REASON_NAMES[self.words.language][reason]
            for reason, spans in verdict.facts.pauses.items()
            if reason in rules and spans[-1][1] is None
        ]
        return f"{text}: {', '.join(reasons)}" if reasons else text


def _certainty(rule: FeeRule) -> str:
    return _("always charged") if rule.certainty == "always" else _("may be charged")


def _supposed(assessment: str) -> str:
    if assessment == "sla_nl_is_disruption":
        return _("if it is no disruption")
    return _("if it is outside the SLA")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
