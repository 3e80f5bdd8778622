"""Tell what differs for a ticket between two contracts, in Dutch or in English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from sla_nl.engine.words.tables import STATE_NAMES
from sla_nl.engine.words.telling import Words, clock_name

LABELS = {
    "en": {
        "none": "no promise",
        "due": "due {0} → {1}",
        "no_date": "no date",
        "fees": "Fees: {0} → {1}",
        "no_fees": "none",
        "unknown": "amount not known yet",
        "escalations": "Escalations: {0} → {1}",
        "others": "Escalations: {0}, to others or at another moment",
        "fault": "Not judged: {0}",
    },
    "nl": {
        "none": "geen belofte",
        "due": "uiterlijk {0} → {1}",
        "no_date": "geen datum",
        "fees": "Kosten: {0} → {1}",
        "no_fees": "geen",
        "unknown": "bedrag nog niet bekend",
        "escalations": "Escalaties: {0} → {1}",
        "others": "Escalaties: {0}, aan anderen of op een ander moment",
        "fault": "Niet beoordeeld: {0}",
    },
}
_DUTCH = str.maketrans(",.", ".,")


def sentences(line: Mapping[str, Any], words: Words) -> list[str]:
    """Return what differs for a ticket, a sentence for each thing, as plain text.

    Example: `Response: breached → met, due Mon 2026-06-08 10:30 → Mon 2026-06-08 11:00 (art. 4.5)`.

    Args:
        line: what differs, as a run keeps it.
    """
    if "fault" in line:
        return [LABELS[words.language]["fault"].format(line["fault"])]
    return [*(_promise(promise, words) for promise in line["promises"]), *_others(line, words)]


def money(amount: Decimal, currency: str, language: str) -> str:
    """Return an amount as a language writes it: `EUR 1,500.00` or `EUR 1.500,00`."""
    text = f"{amount:,.2f}"
    return f"{currency} {text.translate(_DUTCH) if language == 'nl' else text}"


def _promise(promise: Iterable[Any], words: Words) -> str:
    key, due_before, due_after, state_before, state_after, clauses = promise
    labels, states = LABELS[words.language], STATE_NAMES[words.language]
    parts = []
    if state_before != state_after:
        told = (labels["none"] if s is None else states[s] for s in (state_before, state_after))
        parts.append(" → ".join(told))
    if due_before != due_after and None not in (state_before, state_after):
        parts.append(labels["due"].format(*(_moment(d, words) for d in (due_before, due_after))))
    cited = ", ".join(citation.name for citation in words.citations(tuple(clauses)))
    more = f" ({cited})" if cited else ""
    return f"{clock_name(key, words.language)}: {', '.join(parts)}{more}"


def _moment(due: int | None, words: Words) -> str:
    return LABELS[words.language]["no_date"] if due is None else words.short(due)


def _others(line: Mapping[str, Any], words: Words) -> Iterator[str]:
    labels = LABELS[words.language]
    if line["fees"] is not None:
        yield labels["fees"].format(*(_fees(fees, words.language) for fees in line["fees"]))
    if line["escalations"] is not None:
        before, after = line["escalations"]
        text = labels["others" if before == after else "escalations"]
        yield text.format(before, after)


def _fees(fees: Iterable[tuple[str, str | None, str]], language: str) -> str:
    told = (f"{title} ({_amount(amount, currency, language)})" for title, amount, currency in fees)
    return ", ".join(told) or LABELS[language]["no_fees"]


def _amount(amount: str | None, currency: str, language: str) -> str:
    return (
        LABELS[language]["unknown"]
        if amount is None
        else money(Decimal(amount), currency, language)
    )
