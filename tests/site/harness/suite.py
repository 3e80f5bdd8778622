"""A running site: Helpdesk with this tree as the app, behind a web server."""

from __future__ import annotations

import base64
import os
import secrets
import socket
import subprocess
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import cast, chromium, database, packages, services
from .bench import APP, HELPDESK, TREE, Bench, RunError, Shadow
from .station import Process, Run, Station

HARNESS = Path(__file__).resolve().parent
HERE = HARNESS.parent
TEMPLATE_MAKERS = tuple(
    HARNESS / name for name in ("prepare.py", "records.py", "cast.py", "bookkeeping.py")
)
TEMPLATE_LIFE_S = 7 * 24 * 3600
WEB_PROCESSES = 3


@dataclass
class Suite:
    """A running site, with its bench, its processes and its environment."""

    bench: Bench
    run: Run
    shadow: Shadow
    environment: dict[str, str]
    listener: socket.socket
    web: Process | None = None

    @classmethod
    def open(cls, bench: Bench, stack: ExitStack, port: int = 0) -> Suite:
        """Start the site on this port (0: a free one); `stack` takes it down again.

        Raises: RunError: a program or service that the site needs is missing or fails.
        """
        listener = stack.enter_context(_listen(port))
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
        shadow = Shadow(run.path / "shadow", bench, run.site)
        shadow.build(_site_config(config, run.site) | services.start_redis(run, config))
        folders = [shadow.path / "apps" / APP, HERE]
        with station.lock("packages"):
            driver = [chromium.DRIVER] if chromium.find() else []
            folders += packages.provide(bench.python, station.path, *driver)
        environment = _environment(shadow, folders, station.path)
        suite = cls(bench, run, shadow, environment, listener)
        environment["SLA_NL_SERVER"] = suite.address
        stack.callback(server.drop, run.db_name)
        with station.lock("template"):
            suite.make_site(server, station)
        shadow.link_app()
        suite.bench_command("install-app", APP)
        suite.serve()
        return suite

    @property
    def address(self) -> str:
        """The URL of the site's root, without a slash at its end."""
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def make_site(self, server: database.Server, station: Station) -> None:
        """Make the site with Helpdesk, from the template if there is one; else make that first."""
        password = secrets.token_hex(16)
        server.create(self.run.db_name, password)
        template = station.path / f"template-{self.bench.fingerprint(*TEMPLATE_MAKERS)}.sql"
        if template.is_file():
            template.touch()
            self.shadow.make_site_folder(self.run.db_name, password)
            server.load(self.run.db_name, template)
            return
        say(f"making a site with Helpdesk {self.bench.version(HELPDESK)}, once (a few minutes)")
        self.bench_command(
            "new-site", self.run.site, "--no-setup-db", "--db-name", self.run.db_name,
            "--db-password", password, "--admin-password", cast.ADMIN_PASSWORD, on_site=False,
        )  # fmt: skip
        self.python("-m", "harness.prepare", self.run.site, name="prepare")
        _remove_unused(station)
        unfinished = template.with_suffix(".part")
        server.dump(self.run.db_name, unfinished)
        unfinished.rename(template)

    def bench_command(self, command: str, *args: str, on_site: bool = True) -> None:
        """Run a command of `bench` on the site.

        Raises: RunError: the command fails; the message has the end of its output.
        """
        site = ("--site", self.run.site) if on_site else ()
        self.python("-m", "frappe.utils.bench_helper", "frappe", *site, command, *args,
                    name=command)  # fmt: skip

    def python(self, *args: str, name: str) -> None:
        """Run the bench's Python, with its output in the log `name`.

        Raises: RunError: the program fails; the message has the end of its output.
        """
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
            raise RunError(f"{name} failed:\n{self.run.log_tail(name)}")

    def serve(self) -> None:
        """Start the web server; a request that comes early waits for it.

        A browser opens connections before it needs them. A `gthread` worker with one thread does
        not wait on such a connection, and serves one request at a time, as frozen time needs it.
        """
        self.web = self.run.start(
            "web", self.bench.python, "-m", "gunicorn", "--bind", f"fd://{self.listener.fileno()}",
            "--workers", str(WEB_PROCESSES), "--worker-class", "gthread", "--threads", "1",
            "--keep-alive", "0", "--timeout", "0", "--preload",
            "harness.serve:application",
            cwd=self.shadow.sites, env=self.environment, pass_fds=[self.listener.fileno()],
        )  # fmt: skip

    def restart(self) -> None:
        """Start the web server again, at the same address, with the tree as it is now."""
        if self.web:
            self.web.end()
        self.serve()


def say(text: str) -> None:
    """Print a line about the progress of the suite."""
    print(f"site suite: {text}", flush=True)


def _listen(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise RunError(f"cannot listen on port {port}: {error}") from error
    listener.listen(64)
    return listener


def _remove_unused(station: Station) -> None:
    """Remove templates that no run has used for a week; other trees may still use newer ones."""
    for template in station.path.glob("template-*"):
        if time.time() - template.stat().st_mtime > TEMPLATE_LIFE_S:
            template.unlink()


def _site_config(config: dict[str, Any], site: str) -> dict[str, Any]:
    """Return the common config of the shadow: the bench's database and fixed settings.

    With a key from the start, the web server and the tests have the same one. Frappe 17 refuses
    more than 550 jobs in the queue, and no worker takes them here.
    """
    kept = {key: value for key, value in config.items() if key.startswith("db_")}
    return kept | {
        "default_site": site,
        "allow_tests": True,
        "developer_mode": 0,
        "encryption_key": base64.urlsafe_b64encode(site.encode().ljust(32)[:32]).decode(),
        "max_queued_jobs": 100_000,
        "mute_emails": 1,
        "pause_scheduler": 1,
        "server_script_enabled": 0,
        "throttle_user_limit": 100_000,
    }


def _environment(shadow: Shadow, folders: list[Path], cache: Path) -> dict[str, str]:
    unwanted = ("CI", "FRAPPE_SITE", "PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "VIRTUAL_ENV")
    kept = {key: value for key, value in os.environ.items() if key not in unwanted}
    return kept | {
        "FRAPPE_BENCH_ROOT": str(shadow.path),
        "SITES_PATH": str(shadow.sites),
        "SLA_NL_SITE": shadow.site,
        "SLA_NL_COUNTS": os.environ.get("SLA_NL_COUNTS") or str(shadow.path.parent / "counts.json"),
        "SLA_NL_TIMES": str(cache / "times.json"),
        "PYTHONPATH": os.pathsep.join(str(folder) for folder in folders),
        "PYTHONPYCACHEPREFIX": str(cache / "pycache"),
        "SLA_NL_CHROMIUM": chromium.find() or "",
        "SLA_NL_SHOTS": os.environ.get("SLA_NL_SHOTS") or str(cache / "shots" / TREE.name),
    }


def _leave(station: Station, run: Run) -> None:
    with station.lock("door"):
        run.leave()
        services.end_mariadb(station)
