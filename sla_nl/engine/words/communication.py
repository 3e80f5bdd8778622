"""Tell a rule of communication: who is told about a ticket, through what, how often, until when."""

from __future__ import annotations

from collections.abc import Iterator

from ..agreement.communication import Telling
from .service import MEDIA
from .tables import COMMUNICATION, UNITS
from .telling import Words


def telling_lines(found: Telling, words: Words) -> Iterator[tuple[str, str]]:
    """Yield the lines of a rule that are not empty, each as a label and a text.

    Example: `("How often", "every 30 minutes")`.
    """
    rule, labels = found.rule, COMMUNICATION[words.language]
    media = MEDIA[words.language]
    nobody = labels["nobody"] if found.is_outside else ""
    for label, text in (
        ("who_outside" if found.is_outside else "who_inside", ", ".join(found.who) or nobody),
        ("interval", _every(found, words)),
        ("media", ", ".join(media.get(name, name) for name in rule.media)),
        ("scenario", rule.scenario),
        ("until", rule.until),
    ):
        if text:
            yield labels[label], text


def _every(found: Telling, words: Words) -> str:
    """Return `every 30 minutes`; empty if the rule has no interval."""
    interval, unit = found.rule.interval, found.rule.unit
    if interval is None or not unit:
        return ""
    one, many = UNITS[words.language][unit]
    every = COMMUNICATION[words.language]["every"]
    if interval == 1:
        return every.format(one)
    return every.format(f"{words.number(f'{interval.normalize():f}')} {many}")
