"""Keep the site up for a person to look at, until Ctrl-C: `python -m tests.site --stay`."""

from __future__ import annotations

import shlex
import signal
from pathlib import Path
from queue import SimpleQueue
from typing import NoReturn
from urllib.request import urlopen

from . import cast
from .bench import RunError
from .suite import Suite, say

KEPT = ("FRAPPE_BENCH_ROOT", "SITES_PATH", "SLA_NL_SITE", "PYTHONPATH", "PYTHONPYCACHEPREFIX")
PATIENCE_S = 120


def stay(suite: Suite) -> NoReturn:
    """Print addresses and users, then refresh the site at each SIGHUP, until another signal."""
    wanted: SimpleQueue[int] = SimpleQueue()
    signal.signal(signal.SIGHUP, lambda number, frame: wanted.put(number))
    _await_answer(suite)
    say(_instructions(suite, _write_wrapper(suite)))
    while True:
        wanted.get()
        try:
            refresh(suite)
            say("refreshed")
        except RunError as reason:
            say(f"not refreshed, {reason}")


def refresh(suite: Suite) -> None:
    """Make the site serve the tree as it is now; changes of a doctype need `bench migrate` too.

    Raises: RunError: the tree cannot be served as it is.
    """
    suite.bench_command("clear-cache")
    suite.restart()
    _await_answer(suite)


def _write_wrapper(suite: Suite) -> Path:
    """Write a program that runs any command of `bench` on the site, and return its path."""
    lines = ["#!/bin/sh", f"cd {shlex.quote(str(suite.shadow.sites))} || exit"]
    lines += [f"export {key}={shlex.quote(suite.environment[key])}" for key in KEPT]
    python, site = shlex.quote(str(suite.bench.python)), shlex.quote(suite.run.site)
    lines.append(f'exec {python} -m frappe.utils.bench_helper frappe --site {site} "$@"')
    wrapper = suite.run.path / "bench"
    wrapper.write_text("\n".join(lines) + "\n", "utf-8")
    wrapper.chmod(0o700)
    return wrapper


def _await_answer(suite: Suite) -> None:
    try:
        urlopen(f"{suite.address}/api/method/ping", timeout=PATIENCE_S).close()
    except OSError as error:
        raise RunError(f"no answer ({error}):\n{suite.run.log_tail('web')}") from error


def _instructions(suite: Suite, wrapper: Path) -> str:
    agents = ", ".join(f"{user} ({language})" for user, language in cast.AGENTS.items())
    customers = ", ".join(f"{user} ({name})" for user, name in cast.CUSTOMER_USERS.items())
    return f"""the site is up
  {suite.address}/app       Administrator / {cast.ADMIN_PASSWORD}
  {suite.address}/helpdesk  all others / {cast.PASSWORD}
  agents: {agents}
  customers: {customers}
  any bench command on it:           {wrapper} COMMAND ...
  after a change of code or scripts: kill -HUP {suite.run.path.name}
  after a change of a doctype:       {wrapper} migrate
  to end it: Ctrl-C, or kill {suite.run.path.name}"""
