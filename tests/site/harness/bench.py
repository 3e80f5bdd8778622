"""The developer's bench, and the shadow of it in which the suite runs.

The suite never writes into the bench. It makes a *shadow* in a temporary folder: a bench whose
`env` and `apps` link to the real ones, with `apps/sla_nl` linking to this tree (whatever the real
bench has there), and with `sites`, `config` and `logs` of its own. Frappe finds the shadow by its
working folder and by `FRAPPE_BENCH_ROOT`. So nothing needs restoring, not even after a crash.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TREE = Path(__file__).resolve().parents[3]
APP = "sla_nl"
HELPDESK = "helpdesk"


class NotRunError(Exception):
    """There is no bench on which the suite can run; the message is the reason."""


class RunError(Exception):
    """There is a bench, but the run failed; the message says what to do."""


@dataclass(frozen=True)
class Bench:
    """A bench of the developer, which the suite only reads."""

    path: Path

    @property
    def python(self) -> Path:
        """The Python of the bench's environment."""
        return self.path / "env" / "bin" / "python"

    @property
    def sites(self) -> Path:
        """The folder `sites` of the bench."""
        return self.path / "sites"

    def config(self) -> dict[str, Any]:
        """Return the content of `common_site_config.json`, empty if there is no such file."""
        file = self.sites / "common_site_config.json"
        return json.loads(file.read_text("utf-8")) if file.is_file() else {}

    def apps(self) -> list[str]:
        """Return the names of the bench's apps except this one, frappe first."""
        lines = (self.sites / "apps.txt").read_text("utf-8").split()
        return ["frappe", *(name for name in lines if name not in ("frappe", APP))]

    def version(self, app: str) -> str:
        """Return the `__version__` of an app, "?" if it has none."""
        text = (self.path / "apps" / app / app / "__init__.py").read_text("utf-8")
        found = re.search(r"""^__version__\s*=\s*["']([^"']+)""", text, re.MULTILINE)
        return found.group(1) if found else "?"

    @property
    def versions(self) -> str:
        """The versions of the apps under test, such as `Frappe 15.44.2, Helpdesk 1.25.1`."""
        titles = {"frappe": "Frappe", HELPDESK: "Helpdesk", "erpnext": "ERPNext"}
        here = [app for app in titles if app in self.apps()]
        return ", ".join(f"{titles[app]} {self.version(app)}" for app in here)

    def fingerprint(self, *files: Path) -> str:
        """Return a short hash of the apps' code (versions, commits, changes) and of these files."""
        digest = hashlib.sha256(b"".join(file.read_bytes() for file in files))
        for app in self.apps():
            folder = self.path / "apps" / app
            digest.update(f"{app} {self.version(app)} ".encode())
            for command in (("rev-parse", "HEAD"), ("diff", "HEAD", "--", "*.py", "*.json")):
                digest.update(_git(folder, *command))
        return digest.hexdigest()[:16]


def find() -> list[Bench]:
    """Return the benches named by `SLA_NL_BENCH`, separated as in `PATH`, else `~/frappe-bench`.

    Raises: NotRunError: one of them cannot be used.
    """
    named = [name for name in os.environ.get("SLA_NL_BENCH", "").split(os.pathsep) if name]
    return [_usable(Path(name)) for name in named or ["~/frappe-bench"]]


def _usable(path: Path) -> Bench:
    """Return a bench that the suite can run on. Raises: NotRunError."""
    bench = Bench(path.expanduser().resolve())
    if not (bench.python.exists() and (bench.sites / "apps.txt").is_file()):
        raise NotRunError(f"no bench at {path} (set SLA_NL_BENCH to one)")
    if HELPDESK not in bench.apps():
        raise NotRunError(f"the bench at {path} has no Helpdesk (bench get-app helpdesk)")
    if bench.config().get("db_type", "mariadb") != "mariadb":
        raise NotRunError(f"the bench at {path} does not use MariaDB")
    return bench


@dataclass(frozen=True)
class Shadow:
    """The bench of one run: the real env and apps; every other folder is its own."""

    path: Path
    bench: Bench
    site: str

    @property
    def sites(self) -> Path:
        """The folder `sites` of the shadow."""
        return self.path / "sites"

    @property
    def site_path(self) -> Path:
        """The folder of the site."""
        return self.sites / self.site

    def build(self, config: dict[str, Any]) -> None:
        """Make the folders, the links to the bench's apps and assets, and the common config.

        The apps are linked in `sites` too: for a required app that is given by its name alone,
        Frappe first looks for a folder of that name; without one it would ask the network.
        """
        for name in ("apps", "sites/assets", "config", "logs"):
            (self.path / name).mkdir(parents=True)
        (self.path / "env").symlink_to(self.bench.path / "env")
        for app in self.bench.apps():
            (self.path / "apps" / app).symlink_to(self.bench.path / "apps" / app)
            (self.sites / app).symlink_to(self.path / "apps" / app)
        assets = self.bench.sites / "assets"
        for asset in assets.iterdir() if assets.is_dir() else ():
            if asset.name != APP:
                (self.sites / "assets" / asset.name).symlink_to(asset)
        self._list_apps(self.bench.apps())
        (self.sites / "common_site_config.json").write_text(json.dumps(config, indent=1), "utf-8")

    def link_app(self) -> None:
        """Link this tree into the shadow as the app."""
        (self.path / "apps" / APP).symlink_to(TREE)
        public = TREE / APP / "public"
        if public.is_dir():
            (self.sites / "assets" / APP).symlink_to(public)
        self._list_apps([*self.bench.apps(), APP])

    def make_site_folder(self, db_name: str, db_password: str) -> None:
        """Make the folders of the site and its `site_config.json`."""
        for name in ("public/files", "private/files", "private/backups", "locks", "logs"):
            (self.site_path / name).mkdir(parents=True, exist_ok=True)
        config = {"db_name": db_name, "db_password": db_password, "db_type": "mariadb"}
        (self.site_path / "site_config.json").write_text(json.dumps(config, indent=1), "utf-8")

    def _list_apps(self, apps: list[str]) -> None:
        (self.sites / "apps.txt").write_text("\n".join(apps) + "\n", "utf-8")


def _git(folder: Path, *args: str) -> bytes:
    try:
        done = subprocess.run(
            ["git", "-C", folder, *args], capture_output=True, stdin=subprocess.DEVNULL, check=False
        )
    except FileNotFoundError:
        return b""
    return done.stdout
