"""The site suite: `python -m tests.site [pytest arguments]`, as `make test` calls it.

It runs the tests of this folder on a real Frappe site with Helpdesk, on each bench in turn. The
benches must be there already: those named by `SLA_NL_BENCH` (several as in `PATH`), else
`~/frappe-bench`. With none it says so in one line and is content. On each
bench two workers share the tests, each with a site of its own; where a test file is named among the
arguments, one worker runs it.

What a worker does:
1. starts the MariaDB that the bench uses if it is down, and a Redis of its own (`services`);
2. makes a shadow of the bench in the temporary folder, with this tree as the app (`bench`);
3. gives it a site `sla-nl-test-PID.localhost`: the first time with `bench new-site`, Helpdesk and
   the setup wizard (`prepare`), which takes a minute or two; from then on from a dump of that,
   kept until it was not used for a week;
4. `bench install-app sla_nl`, a web server on a free port (`serve`), pytest (`conftest`);
5. drops the site and ends what it started, also after Ctrl-C. What a killed run left behind is
   removed by the next.

The bench itself is only read. Runs may overlap. Everything is kept in the folder
`sla-nl-site-suite-UID` of the system's temporary folder, which may be deleted at any time.

`python -m tests.site --stay [--port N]` (`make site`) runs no test: it brings the same site up for
a browser, on the first bench, says where it is and who can log in, and keeps it until Ctrl-C or
SIGTERM; then it is dropped. It is empty but for those users. To fill it there is a program that
runs any bench command on the site (its path is told): `RUN/bench execute ...`, `RUN/bench console`,
`RUN/bench migrate`. SIGHUP makes it see changes of Python code, form scripts and templates; a
changed doctype needs `RUN/bench migrate`. Files of `public` are as they are on disk. There is no
socket.io, no scheduler and no worker.

Tests with the fixture `browser` sit at a headless Chromium, the machine's own (`chromium`); where
there is none they are left out, and the closing line says so. Their pictures of the pages are in
the suite's temporary folder, or in `SLA_NL_SHOTS`; each run says where.

Settings: `SLA_NL_BENCH`, `SLA_NL_DB_ROOT_PASSWORD`, `SLA_NL_DB_ROOT_LOGIN` (see `database`),
`SLA_NL_SHOTS`.
Exit status: that of pytest; 0 without a bench; 1 where a bench is there but cannot be used.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from .harness import chromium, signals, workers
from .harness.bench import TREE, Bench, NotRunError, RunError, find
from .harness.stay import stay
from .harness.suite import HERE, Suite, say

PATIENCE_S = 10
PYTEST = "import sys; sys.path.pop(0); import pytest; sys.exit(pytest.main(sys.argv[1:]))"
USAGE = "usage: python -m tests.site [pytest arguments] | --stay [--port N]"


def main(args: list[str]) -> int:
    """Run the suite on each bench, or keep a site up; return the exit status."""
    is_staying = "--stay" in args
    try:
        port = _port(args) if is_staying else 0
        benches = find()
    except ValueError:
        print(USAGE, file=sys.stderr)
        return 2
    except NotRunError as reason:
        say(f"not run, {reason}")
        return int(is_staying)
    signals.heed()
    if is_staying:
        return one_run(benches[0], args, port)
    is_shared = "SLA_NL_SHARE" not in os.environ and not any(map(_names_file, args))
    return max((shared_run if is_shared else one_run)(bench, args) for bench in benches)


def shared_run(bench: Bench, args: list[str]) -> int:
    """Run the suite on a bench with two workers; return the exit status."""
    try:
        status, counts = workers.run(bench, args)
    except signals.StoppedError as stop:
        return stop.status
    say(f"in all: {_verdict(bench, counts)}")
    return status


def one_run(bench: Bench, args: list[str], port: int | None = None) -> int:
    """Run the suite, or one worker's share of it, on a bench; return the exit status.

    Args: port: keep the site up at this port (0: a free one) and run no test.
    """
    is_staying = port is not None
    try:
        with ExitStack() as stack:
            try:
                suite = Suite.open(bench, stack, port or 0)
                if is_staying:
                    stay(suite)
                status = test(suite, args)
                verdict = _verdict(bench, _counts(suite))
            finally:
                signals.ignore()
    except RunError as reason:
        say(f"failed, {reason}")
        return 1
    except signals.StoppedError as stop:
        say("stopped, the site is dropped")
        return 0 if is_staying else stop.status
    signals.heed()
    say(verdict)
    return status


def test(suite: Suite, args: list[str]) -> int:
    """Run pytest in the bench's Python, in `sites` as bench does; return its exit status.

    Frappe opens log files beside that folder when some of its modules are imported.
    """
    args = [str(TREE / arg) if _names_file(arg) else arg for arg in args]
    where = [] if any(_names_file(arg) for arg in args) else [str(HERE)]
    child = subprocess.Popen(
        [
            suite.bench.python, "-c", PYTEST, "--rootdir", TREE, "--confcutdir", HERE,
            "-p", "no:cacheprovider", "--disable-warnings", *where, *args,
        ],
        cwd=suite.shadow.sites,
        env=suite.environment,
    )  # fmt: skip
    suite.run.note(child.pid)
    try:
        status = child.wait()
    except signals.StoppedError as stop:
        signals.ignore()
        _end(child, stop)
        raise
    if not suite.web or not suite.web.is_alive():
        say(f"the web server has ended by itself:\n{suite.run.log_tail('web')}")
    return status


def _port(args: list[str]) -> int:
    """Return the port asked for, 0 for any.

    Raises: ValueError: the arguments are not `--stay [--port N]`.
    """
    match [arg for arg in args if arg != "--stay"]:
        case []:
            return 0
        case ["--port", number]:
            return int(number)
    raise ValueError(args)


def _counts(suite: Suite) -> dict[str, int]:
    file = Path(suite.environment["SLA_NL_COUNTS"])
    counts: dict[str, int] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    return counts


def _verdict(bench: Bench, counts: Mapping[str, int]) -> str:
    """Return the closing line: what came of the tests, on which versions."""
    told = ", ".join(f"{number} {kind}" for kind, number in counts.items() if number)
    blind = "" if chromium.find() else "; browser tests not run: no Chromium"
    return f"{told or 'no test was run'} on {bench.versions}{blind}"


def _names_file(arg: str) -> bool:
    return not arg.startswith("-") and Path(arg.partition("::")[0]).exists()


def _end(child: subprocess.Popen[bytes], stop: signals.StoppedError) -> None:
    """Lets pytest finish its report; ends it if it takes too long. Ctrl-C has reached it too."""
    if stop.number != signal.SIGINT:
        child.send_signal(signal.SIGINT)
    for then in (child.terminate, child.kill):
        try:
            child.wait(PATIENCE_S)
            return
        except subprocess.TimeoutExpired:
            then()
    child.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
