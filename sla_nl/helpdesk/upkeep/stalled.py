"""Runs over many tickets at which nobody works any more: every hour they are gone on with."""

from __future__ import annotations

from sla_nl.runs import runs

from . import backfill, dry_run, recompute

_WORKERS = {
    runs.BACKFILL: backfill.work,
    runs.DRY_RUN: dry_run.work,
    runs.RECOMPUTE: recompute.work,
}


def go_on() -> None:
    """Have workers take them up again."""
    for run in runs.stalled():
        runs.enqueue(_WORKERS[run.kind], run.name)
