"""Sweeps in processes of their own, to run at once or to be killed; see `sweeper.py`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import frappe

_SWEEPER = Path(__file__).with_name("sweeper.py")


def start_sweeper(site: str, moment: str, *args: str) -> subprocess.Popen[str]:
    """Start a sweep, and wait until it is ready to begin.

    Args:
        moment: in UTC, such as `2026-06-08 08:00:30`.
        args: the step at which it stops, as `sweeper.py` takes it.
    """
    process = subprocess.Popen(
        [sys.executable, _SWEEPER, site, moment, *args], cwd=os.environ["SITES_PATH"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def let_sweep(processes: Iterable[subprocess.Popen[str]]) -> list[int]:
    """Let sweeps begin at once, wait for their end, and see what they wrote.

    Returns: how many clocks each marked; 0 if it was killed.
    """
    processes = list(processes)
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    marked = [int(process.communicate()[0] or 0) for process in processes]
    frappe.db.commit()
    return marked
