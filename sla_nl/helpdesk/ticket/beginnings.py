"""Rebuild the rows that a timeline lacks from Helpdesk's log."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sla_nl.records.timeline import Entry, Happening

from . import helpdesk_log
from .channels import read_channels
from .helpdesk_log import SAME_SAVE_S
from .rebuild import Rebuilt, rebuild
from .tickets import TicketRow


def rebuild_missing(
    rows: Collection[TicketRow],
    known: Mapping[str, Sequence[Happening]] | None = None,
    until: int | None = None,
) -> dict[str, list[Rebuilt]]:
    """Return the rows that the timelines of tickets lack, by ticket; see `rebuild`.

    A ticket without a timeline gets all its rows. A ticket that comes under a contract again lacks
    the rows since its last one: for example, it had another customer for a while, or the app was
    switched off.

    Args:
        known: the timelines so far, by ticket.
        until: seconds of UTC; later rows are left out.
    """
    if not rows:
        return {}
    logs, names = helpdesk_log.read_logs([row["name"] for row in rows]), helpdesk_log.read_names()
    channels = read_channels(rows)
    return {
        name: _after_known(
            (known or {}).get(name, ()), rebuild(row, logs[name], names, until, channels.get(name))
        )
        for row in rows
        for name in (row["name"],)
    }


def entries(ticket: str, rebuilt: Iterable[Rebuilt], known: int = 0) -> list[Entry]:
    """Return rebuilt rows as entries to append to a timeline that has `known` rows.

    Each entry has its own cause, so that no row is added twice.
    """
    return [
        Entry(
            ticket,
            happening,
            f"{ticket}:{happening.event}{f':log:{number}' if number else ''}",
            number,
            source,
        )
        for number, (happening, source) in enumerate(rebuilt, known)
    ]


def _after_known(known: Sequence[Happening], rebuilt: list[Rebuilt]) -> list[Rebuilt]:
    """Return the rows that happened after the last known row."""
    if not known:
        return rebuilt
    last = max(happening.at for happening in known)
    return [row for row in rebuilt if row.happening.at > last + SAME_SAVE_S]
