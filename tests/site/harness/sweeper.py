"""A sweep in a process of its own: `sweeper.py SITE MOMENT [FUNCTION TIMES [PORT]]`, in `sites`.

It prints "ready", waits for a line of input, sweeps one ticket per batch as if it were MOMENT, and
prints how many clocks it marked. With a FUNCTION of the sweep, it kills itself, as `kill -9` does,
when that function is called for the TIMESth time. With a PORT, it reaches MariaDB there, and
instead of killing itself it prints "halfway" and waits for a line.
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
from sla_nl.maintenance import ical, notices
from sla_nl.records import clocks
from sla_nl.runs import sweeps

OWNERS = {
    "record": sweeps, "lock": tickets, "write_stamps": tickets,
    "announce": tickets, "write_all": clocks, "known": log, "add_all": log, "ring": bell,
    "write_history": bell, "finish": moments, "letter_of": mailing, "sendmail": frappe,
    "invitation": ical, "set_mail": notices,
}  # fmt: skip
"""The modules of the functions that a test may choose; other functions are in `marking`."""


def main(site: str, moment: str, function: str = "", times: str = "1", port: str = "") -> None:
    """Sweep a site as if it were `moment` (UTC); see the module's docstring."""
    frappe.init(site=site, sites_path=os.environ["SITES_PATH"])
    if port:
        frappe.local.conf.update({"db_host": "127.0.0.1", "db_port": int(port), "db_socket": None})
    frappe.connect()
    sweep.BATCH = escalating.BATCH = 1
    if function:
        owner = frappe.db if function == "commit" else OWNERS.get(function, marking)
        setattr(
            owner, function, stopped(getattr(owner, function), int(times), wait if port else die)
        )
    print("ready", flush=True)
    sys.stdin.readline()
    with freeze_time(moment):
        print(sweep.run())
        frappe.db.commit()


def stopped(
    function: Callable[..., Any], times: int, stop: Callable[[], object]
) -> Callable[..., Any]:
    """Return the function, changed so that its call number `times` calls `stop` first."""
    calls = count(1)

    def called(*args: Any, **kwargs: Any) -> Any:
        if next(calls) == times:
            stop()
        return function(*args, **kwargs)

    return called


def die() -> None:
    """Kill this process as `kill -9` does."""
    os.kill(os.getpid(), signal.SIGKILL)


def wait() -> None:
    """Say that the sweep is halfway, and wait for a line."""
    print("halfway", flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    main(*sys.argv[1:])
