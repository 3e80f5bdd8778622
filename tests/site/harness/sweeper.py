"""A sweep in a process of its own: `sweeper.py SITE MOMENT [FUNCTION TIMES]`, run in `sites`.

It says "ready", waits for a line, sweeps one ticket a batch as if it were MOMENT, and prints how
many clocks it marked. With a FUNCTION of the sweep, it is killed where that is called for the
TIMESth time, as by `kill -9`.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from typing import Any

import frappe
from freezegun import freeze_time

from sla_nl.helpdesk.bulk import marking, sweep
from sla_nl.helpdesk.ticket import tickets
from sla_nl.records import clocks
from sla_nl.runs import sweeps

OWNERS = {
    "record": sweeps, "lock": tickets, "write_stamps": tickets,
    "announce": tickets, "write_all": clocks,
}  # fmt: skip
"""Where the functions are that the sweep calls; the others are of its batches."""


def main(site: str, moment: str, function: str = "", times: str = "1") -> None:
    frappe.init(site=site, sites_path=os.environ["SITES_PATH"])
    frappe.connect()
    sweep.BATCH = 1
    if function:
        owner = frappe.db if function == "commit" else OWNERS.get(function, marking)
        setattr(owner, function, fatal(getattr(owner, function), int(times)))
    print("ready", flush=True)
    sys.stdin.readline()
    with freeze_time(moment):
        print(sweep.run())
        frappe.db.commit()


def fatal(function: Callable[..., Any], times: int) -> Callable[..., Any]:
    """The function, which kills the process when it is called for the so manieth time."""
    calls = count(1)

    def called(*args: Any, **kwargs: Any) -> Any:
        if next(calls) == times:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)

    return called


if __name__ == "__main__":
    main(*sys.argv[1:])
