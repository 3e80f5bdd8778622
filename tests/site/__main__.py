"""The site suite: `python -m tests.site [pytest arguments]`, as `make test` calls it.

It runs the tests of this folder on a real Frappe site with Helpdesk. It needs a bench that is there
already, at `SLA_NL_BENCH` or `~/frappe-bench`; with none it says so in one line and is content.

What a run does:
1. starts the MariaDB that the bench uses if it is down, and a Redis of its own (`services`);
2. makes a shadow of the bench in the temporary folder, with this tree as the app (`bench`);
3. gives it a site `sla-nl-test-PID.localhost`: the first time with `bench new-site`, Helpdesk and
   the setup wizard (`prepare`), which takes a minute or two; from then on from a dump of that,
   kept until an app of the bench changes;
4. `bench install-app sla_nl`, a web server on a free port (`serve`), pytest (`conftest`);
5. drops the site and ends what it started, also after Ctrl-C. What a killed run left behind is
   removed by the next.

The bench itself is only read. Runs may overlap. Everything is kept in the folder
`sla-nl-site-suite-UID` of the system's temporary folder, which may be deleted at any time.

Settings: `SLA_NL_BENCH`, `SLA_NL_DB_ROOT_PASSWORD`, `SLA_NL_DB_ROOT_LOGIN` (see `database`).
Exit status: that of pytest; 0 without a bench; 1 where a bench is there but cannot be used.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from . import database, packages, services
from .bench import APP, HELPDESK, TREE, Bench, NotRunError, RunError, Shadow, find
from .station import Process, Run, Station

HERE = Path(__file__).resolve().parent
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE_S = 10
ADMIN_PASSWORD = "admin"
PYTEST = "import sys; sys.path.pop(0); import pytest; sys.exit(pytest.main(sys.argv[1:]))"
TEMPLATE_MAKERS = (HERE / "prepare.py", HERE / "records.py")
WEB_PROCESSES = 3


class StoppedError(BaseException):
    """The run was told to stop by a signal."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number
        self.status = 128 + number


def main(args: list[str]) -> int:
    """Runs the suite; returns the exit status."""
    try:
        bench = find()
        if not any(HERE.glob("test_*.py")):
            raise NotRunError("no tests yet")
    except NotRunError as reason:
        say(f"not run, {reason}")
        return 0
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)
    try:
        with ExitStack() as stack:
            try:
                suite = Suite.open(bench, stack)
                status = suite.test(args)
                verdict = suite.verdict()
            finally:
                _ignore_signals()
    except RunError as reason:
        say(f"failed, {reason}")
        return 1
    except StoppedError as stop:
        say("stopped, the site is dropped")
        return stop.status
    say(verdict)
    return status


def say(text: str) -> None:
    print(f"site suite: {text}", flush=True)


@dataclass
class Suite:
    """A site that is up, and what it takes to run tests on it."""

    bench: Bench
    run: Run
    shadow: Shadow
    environment: dict[str, str]
    web: Process | None = None

    @classmethod
    def open(cls, bench: Bench, stack: ExitStack) -> Suite:
        """Brings the site up; `stack` takes it down again.

        Raises: RunError: something that the site needs is missing or fails.
        """
        station = Station.of(bench.path)
        config = bench.config()
        address = services.Address.of(config)
        with station.lock("door"):
            for crashed in station.crashed():
                crashed.end_processes()
                crashed.leave()
            run = station.enter()
            stack.callback(_leave, station, run)
            services.start_mariadb(address, station)
            server = database.log_in(address, config)
            for name in server.leftovers() if address.is_local else ():
                server.drop(name)
        stack.callback(run.end_processes)
        shadow = Shadow(run.path / "bench", bench, run.site)
        shadow.build(_site_config(config, run.site) | services.start_redis(run, config))
        folders = [shadow.path / "apps" / APP]
        with station.lock("packages"):
            folders += packages.provide(bench.python, station.path)
        suite = cls(bench, run, shadow, _environment(shadow, folders, station.path / "pycache"))
        stack.callback(server.drop, run.db_name)
        with station.lock("template"):
            suite.make_site(server, station)
        shadow.link_app()
        suite.bench_command("install-app", APP)
        suite.serve()
        return suite

    def make_site(self, server: database.Server, station: Station) -> None:
        """Makes the site with Helpdesk, from the template if there is one, else from nothing."""
        password = secrets.token_hex(16)
        server.create(self.run.db_name, password)
        template = station.path / f"template-{self.bench.fingerprint(*TEMPLATE_MAKERS)}.sql"
        if template.is_file():
            self.shadow.make_site_folder(self.run.db_name, password)
            server.load(self.run.db_name, template)
            return
        say(f"making a site with Helpdesk {self.bench.version(HELPDESK)}, once (a few minutes)")
        self.bench_command(
            "new-site", self.run.site, "--no-setup-db", "--db-name", self.run.db_name,
            "--db-password", password, "--admin-password", ADMIN_PASSWORD, on_site=False,
        )  # fmt: skip
        self.python(str(HERE / "prepare.py"), self.run.site, name="prepare")
        for old in station.path.glob("template-*"):
            old.unlink()
        unfinished = template.with_suffix(".part")
        server.dump(self.run.db_name, unfinished)
        unfinished.rename(template)

    def bench_command(self, command: str, *args: str, on_site: bool = True) -> None:
        """Runs a command of `bench` on the site.

        Raises: RunError: it fails; with the end of its output.
        """
        site = ("--site", self.run.site) if on_site else ()
        self.python("-m", "frappe.utils.bench_helper", "frappe", *site, command, *args,
                    name=command)  # fmt: skip

    def python(self, *args: str, name: str) -> None:
        """Runs the bench's Python, its output in the log `name`; raises as above."""
        with (self.run.path / f"{name}.log").open("wb") as log:
            done = subprocess.run(
                [self.bench.python, *args],
                cwd=self.shadow.sites,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if done.returncode:
            raise RunError(f"{name} did not succeed:\n{self.run.log_tail(name)}")

    def serve(self) -> None:
        """Starts the web server on a free port; a request that comes early waits for it."""
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen(64)
            self.environment["SLA_NL_SERVER"] = f"http://127.0.0.1:{listener.getsockname()[1]}"
            self.web = self.run.start(
                "web", self.bench.python, "-m", "gunicorn", "--bind", f"fd://{listener.fileno()}",
                "--workers", str(WEB_PROCESSES), "--timeout", "0", "--preload",
                "--pythonpath", str(HERE), "serve:application",
                cwd=self.shadow.sites, env=self.environment, pass_fds=[listener.fileno()],
            )  # fmt: skip

    def test(self, args: list[str]) -> int:
        """Runs pytest in the bench's Python; returns its exit status."""
        where = [] if any(_names_file(arg) for arg in args) else [str(HERE)]
        child = subprocess.Popen(
            [
                self.bench.python, "-c", PYTEST, "--rootdir", TREE, "--confcutdir", HERE,
                "-p", "no:cacheprovider", "--disable-warnings", *where, *args,
            ],
            cwd=TREE,
            env=self.environment,
        )  # fmt: skip
        self.run.note(child.pid)
        try:
            status = child.wait()
        except StoppedError as stop:
            _ignore_signals()
            _end(child, stop)
            raise
        if not self.web or not self.web.is_alive():
            say(f"the web server has ended by itself:\n{self.run.log_tail('web')}")
        return status

    def verdict(self) -> str:
        """Returns the closing line: what came of the tests, on which versions."""
        versions = f"Frappe {self.bench.version('frappe')}, Helpdesk {self.bench.version(HELPDESK)}"
        file = Path(self.environment["SLA_NL_COUNTS"])
        counts: dict[str, int] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
        told = ", ".join(f"{number} {kind}" for kind, number in counts.items() if number)
        return f"{told or 'no test was run'} on {versions}"


def _site_config(config: dict[str, Any], site: str) -> dict[str, Any]:
    """Returns the common config of the shadow: the bench's database, everything else plain."""
    kept = {key: value for key, value in config.items() if key.startswith("db_")}
    return kept | {
        "default_site": site,
        "allow_tests": True,
        "developer_mode": 0,
        "mute_emails": 1,
        "pause_scheduler": 1,
        "server_script_enabled": 0,
        "throttle_user_limit": 100_000,
    }


def _environment(shadow: Shadow, folders: list[Path], pycache: Path) -> dict[str, str]:
    unwanted = ("CI", "FRAPPE_SITE", "PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "VIRTUAL_ENV")
    kept = {key: value for key, value in os.environ.items() if key not in unwanted}
    return kept | {
        "FRAPPE_BENCH_ROOT": str(shadow.path),
        "SITES_PATH": str(shadow.sites),
        "SLA_NL_SITE": shadow.site,
        "SLA_NL_COUNTS": str(shadow.path.parent / "counts.json"),
        "PYTHONPATH": os.pathsep.join(str(folder) for folder in folders),
        "PYTHONPYCACHEPREFIX": str(pycache),
    }


def _names_file(arg: str) -> bool:
    return not arg.startswith("-") and Path(arg.partition("::")[0]).exists()


def _leave(station: Station, run: Run) -> None:
    with station.lock("door"):
        run.leave()
        services.end_mariadb(station)


def _end(child: subprocess.Popen[bytes], stop: StoppedError) -> None:
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


def _stop(number: int, frame: FrameType | None) -> None:
    _ignore_signals()
    raise StoppedError(number)


def _ignore_signals() -> None:
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
