"""Show whether the customer has to approve costs first, was asked, and has approved.

A fee row with "Needs approval" costs nothing until the customer approves: its entry in the ledger
cannot be confirmed before. An accepted quote is an approval.
"""

from __future__ import annotations

from collections.abc import Iterator

from frappe import _

from sla_nl.engine.fees import Fee
from sla_nl.engine.verdict import Verdict

from ..ticket.translation import CONSENT_ASKED
from .teller import Data, Teller
from .templates import CONSENT


def is_needed(verdict: Verdict) -> bool:
    """Return whether a ticket has costs, or a quote, that the customer has to approve."""
    if any(True for _fee in waiting(verdict)):
        return True
    rules = (rule for _place, rule in verdict.history.service_level.fees)
    is_quoted = any(event.event == "quote_sent" for event in verdict.ticket.events)
    return is_quoted and any(rule.needs_consent for rule in rules)


def waiting(verdict: Verdict) -> Iterator[Fee]:
    """Yield the fees of a ticket that the customer has to approve."""
    return (fee for fee in verdict.fees if fee.rule.needs_consent)


def consent(verdict: Verdict, teller: Teller, is_writable: bool) -> Data | None:
    """Return how the approval of the costs stands; None if a ticket needs none.

    `message` is the draft that asks for it, `clauses` are those of the fees.
    """
    if not is_needed(verdict):
        return None
    given = verdict.history.consented_at
    asked = [event.at for event in verdict.ticket.events if event.event == CONSENT_ASKED]
    if given is not None:
        text = _("The customer approved the costs on {0}.").format(_moment(given, teller))
    elif asked:
        text = _("The customer was asked on {0} to approve the costs, and has not approved yet.")
        text = text.format(_moment(asked[-1], teller))
    else:
        text = _("The customer has to approve the costs first, and was not asked yet.")
    clauses = dict.fromkeys(code for fee in waiting(verdict) for code in fee.rule.clauses)
    return {
        "text": text,
        "is_given": given is not None,
        "message": CONSENT if is_writable and given is None else "",
        "clauses": list(clauses),
    }


def cost_lines(verdict: Verdict, teller: Teller) -> list[str]:
    """Return the costs to approve, as lines of a message: `Change outside the SLA: by quote`."""
    found = (teller.fee(fee) for fee in waiting(verdict))
    return [f"{fee['title']}: {fee['price']}" for fee in found]


def _moment(at: int, teller: Teller) -> str:
    return teller.words.brief(at, teller.now)
