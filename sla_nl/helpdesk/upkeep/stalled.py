"""Queue runs again that made no progress for ten minutes. Runs each hour."""

from __future__ import annotations

from sla_nl.runs import runs

from ..what_if import working as what_if
from . import backfill, dry_run, recompute

_WORKERS = {
    runs.BACKFILL: backfill.work,
    runs.DRY_RUN: dry_run.work,
    runs.RECOMPUTE: recompute.work,
    runs.WHAT_IF: what_if.work,
}
"""By kind of run, the function that does it."""


def go_on() -> None:
    """Queue each stalled run again."""
    for run in runs.stalled():
        runs.enqueue(_WORKERS[run.kind], run.name)
