"""Judge a window under each of its contracts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from frappe import _

from sla_nl.clauses.articles import cite
from sla_nl.contracts import in_force
from sla_nl.contracts.faults import fault_text
from sla_nl.engine.errors import ContractError, NoOpeningTimeError
from sla_nl.engine.service.maintenance import WindowFault, WindowVerdict, judge_window
from sla_nl.engine.words.service import ServiceWords
from sla_nl.site.language import language

from .reading import contracts_of, planned_with


class Judged(NamedTuple):
    """A window under one of its contracts.

    Args:
        title: the name of the contract for people.
        verdict: None if it cannot be judged; `fault` says why.
    """

    contract: str
    title: str
    verdict: WindowVerdict | None
    fault: str = ""

    @property
    def hard(self) -> tuple[WindowFault, ...]:
        """The faults for which it cannot be planned."""
        return tuple(fault for fault in self.faults if fault.is_hard)

    @property
    def faults(self) -> tuple[WindowFault, ...]:
        """All faults."""
        return self.verdict.faults if self.verdict else ()

    @property
    def words(self) -> ServiceWords:
        """Sentences in the language that is spoken, and in the zone of the contract."""
        assert self.verdict is not None
        return ServiceWords(language(), self.verdict.contract.zone, cite)


def judge(window: Any, now: int) -> list[Judged]:
    """Return the judgement of a window under each of its contracts.

    Args:
        window: a document with both planned moments; it need not be stored.
        now: the moment of its announcement, if it was not announced yet.
    """
    return [_judge(window, name, now) for name in contracts_of(window)]


def hard_keys(judged: Sequence[Judged]) -> list[str]:
    """Return the rules that a window breaks hard, each with its contract: `notice@raet`."""
    return [f"{fault.rule}@{one.contract}" for one in judged for fault in one.hard]


def hard_sentences(judged: Sequence[Judged]) -> list[str]:
    """Return a sentence for each hard fault; with the contract if there are several."""
    return [sentence(one, fault, len(judged) > 1) for one in judged for fault in one.hard]


def sentence(judged: Judged, fault: WindowFault, has_others: bool) -> str:
    """Return what a fault says, after the name of its contract if there are others."""
    text = judged.words.step(fault.step)
    return f"{judged.title}: {text}" if has_others else text[:1].upper() + text[1:]


def announce_by(judged: Sequence[Judged]) -> int | None:
    """Return the latest moment at which all contracts still let a window be announced."""
    moments = [one.verdict.announce_by for one in judged if one.verdict]
    return min((at for at in moments if at is not None), default=None)


def _judge(window: Any, name: str, now: int) -> Judged:
    try:
        contract = in_force.contract_named(name)
    except ContractError as error:
        return Judged(name, name, None, fault_text(error))
    title = contract.terms.title or name
    if not any(
        rule.maintenance_type == window.maintenance_type for rule in contract.terms.maintenance
    ):
        text = _("{0} has no maintenance type {1}.").format(title, window.maintenance_type)
        return Judged(name, title, None, text)
    try:
        planned, own = planned_with(window, contract)
        return Judged(name, title, judge_window(planned, own, now))
    except NoOpeningTimeError as error:
        return Judged(name, title, None, fault_text(error))
