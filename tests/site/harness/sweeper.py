"""A sweep in a process of its own: `sweeper.py SITE MOMENT [FUNCTION TIMES]`, run in `sites`.

It prints "ready", waits for a line of input, sweeps one ticket per batch as if it were MOMENT, and
prints how many clocks it marked. With a FUNCTION of the sweep, it kills itself, as `kill -9` does,
when that function is called for the TIMESth time.
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

from sla_nl.escalation import log, mailing, moments
from sla_nl.helpdesk.bulk import marking, sweep
from sla_nl.helpdesk.escalating import bell
from sla_nl.helpdesk.escalating import sweep as escalating
from sla_nl.helpdesk.ticket import tickets
from sla_nl.records import clocks
from sla_nl.runs import sweeps

OWNERS = {
    "record": sweeps, "lock": tickets, "write_stamps": tickets,
    "announce": tickets, "write_all": clocks, "known": log, "add_all": log, "ring": bell,
    "write_history": bell, "finish": moments, "letter_of": mailing, "sendmail": frappe,
}  # fmt: skip
"""The modules of the functions that a test may choose; other functions are in `marking`."""


def main(site: str, moment: str, function: str = "", times: str = "1") -> None:
    """Sweep a site as if it were `moment` (UTC); see the module's docstring."""
    frappe.init(site=site, sites_path=os.environ["SITES_PATH"])
    frappe.connect()
    sweep.BATCH = escalating.BATCH = 1
    if function:
        owner = frappe.db if function == "commit" else OWNERS.get(function, marking)
        setattr(owner, function, fatal(getattr(owner, function), int(times)))
    print("ready", flush=True)
    sys.stdin.readline()
    with freeze_time(moment):
        print(sweep.run())
        frappe.db.commit()


def fatal(function: Callable[..., Any], times: int) -> Callable[..., Any]:
    """Return the function, changed so that its call number `times` kills the process."""
    calls = count(1)

    def called(*args: Any, **kwargs: Any) -> Any:
        if next(calls) == times:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)

    return called


if __name__ == "__main__":
    main(*sys.argv[1:])
