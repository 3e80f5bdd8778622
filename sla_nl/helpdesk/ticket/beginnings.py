"""The part of a timeline that was never written down, rebuilt from Helpdesk's log."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sla_nl.records.timeline import Entry, Happening

from . import history
from .channels import read_channels
from .history import SAME_SAVE_S
from .rebuild import Rebuilt, rebuild
from .tickets import Row


def begin(
    rows: Collection[Row],
    known: Mapping[str, Sequence[Happening]] | None = None,
    until: int | None = None,
) -> dict[str, list[Rebuilt]]:
    """What the timelines of tickets lack, from Helpdesk's log: see `rebuild`.

    All of it where there is none. A ticket that comes under a contract again (it had another
    customer, the app was off) lacks what happened since the last row that is `known`.
    """
    if not rows:
        return {}
    logs, names = history.read_logs([row["name"] for row in rows]), history.read_names()
    channels = read_channels(rows)
    return {
        name: _since(
            (known or {}).get(name, ()), rebuild(row, logs[name], names, until, channels.get(name))
        )
        for row in rows
        for name in (row["name"],)
    }


def entries(ticket: str, begun: Iterable[Rebuilt], known: int = 0) -> list[Entry]:
    """Rows of a rebuilt timeline, after those that are known.

    Each has a cause of its own, so that none is added twice.
    """
    return [
        Entry(
            ticket,
            happening,
            f"{ticket}:{happening.event}{f':log:{number}' if number else ''}",
            number,
            source,
        )
        for number, (happening, source) in enumerate(begun, known)
    ]


def _since(known: Sequence[Happening], rebuilt: list[Rebuilt]) -> list[Rebuilt]:
    if not known:
        return rebuilt
    last = max(happening.at for happening in known)
    return [row for row in rebuilt if row.happening.at > last + SAME_SAVE_S]
