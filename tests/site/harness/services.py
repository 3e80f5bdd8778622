"""The servers that a site needs: the machine's MariaDB, and a Redis for each run.

MariaDB is the bench's: it is started if it is down, and then ended by the last run. Redis is not
the bench's: that has workers on its queue that do not know our site, and its cache would keep our
keys. A bare Redis starts in 50 ms, so each run starts its own. Only if no `redis-server` is
installed (Redis in a container) is the bench's own used.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .bench import RunError
from .station import Process, Run, Station

LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
SYSTEM_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/libexec"))
PATIENCE_S = 60


@dataclass(frozen=True)
class Address:
    """Where the bench's MariaDB listens."""

    host: str
    port: int
    socket: str

    @classmethod
    def of(cls, config: dict[str, Any]) -> Address:
        """Return the address in the bench's common config."""
        return cls(
            str(config.get("db_host") or "127.0.0.1"),
            int(config.get("db_port") or 3306),
            str(config.get("db_socket") or ""),
        )

    @property
    def is_local(self) -> bool:
        """True if the server runs on this machine."""
        return bool(self.socket) or self.host in LOCAL_HOSTS

    def answers(self) -> bool:
        """Return whether the server accepts a connection."""
        if not self.socket:
            return _answers(self.host, self.port)
        with socket.socket(socket.AF_UNIX) as client, suppress(OSError):
            client.connect(self.socket)
            return True
        return False

    def __str__(self) -> str:
        return self.socket or f"{self.host}:{self.port}"


def start_mariadb(address: Address, station: Station) -> None:
    """Start MariaDB with the machine's configuration if it does not answer.

    Raises: RunError: it is not on this machine, or it did not start.
    """
    if address.answers():
        return
    binary = shutil.which("mariadbd", path=SYSTEM_PATH) or shutil.which("mysqld", path=SYSTEM_PATH)
    if not address.is_local or not binary:
        raise RunError(f"MariaDB at {address} does not answer, and it is not installed here")
    options: list[str] = []
    if os.getuid() == 0:
        options = ["--user=mysql"]
        _make_runtime_folders(binary)
    log = station.path / "mariadb.log"
    with log.open("wb") as output:
        child = subprocess.Popen(
            [binary, *options],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd="/",
        )
    process = Process.of(child.pid)
    station.remember("mariadb", process)
    if not _wait(address.answers, process):
        words = log.read_text("utf-8", errors="replace").strip().splitlines()[-3:]
        raise RunError(
            f"MariaDB at {address} is down and could not be started; "
            f"start it, then run again ({' / '.join(words)})"
        )


def end_mariadb(station: Station) -> None:
    """End MariaDB if a run started it and no other run is left."""
    process = station.ours("mariadb")
    if process and station.is_empty():
        process.end()
        station.remember("mariadb", None)


def start_redis(run: Run, config: dict[str, Any]) -> dict[str, str]:
    """Start the run's Redis.

    Returns: the `redis_*` keys of the common config.
    Raises: RunError: it did not start, or it is not installed and the bench's does not answer.
    """
    binary = shutil.which("redis-server", path=SYSTEM_PATH)
    if not binary:
        return _redis_of_bench(config)
    port = _free_port()
    process = run.start(
        "redis", binary, "--bind", "127.0.0.1", "--port", str(port), "--save", "",
        "--appendonly", "no", "--dir", run.path, "--daemonize", "no",
    )  # fmt: skip
    if not _wait(lambda: _answers("127.0.0.1", port), process):
        raise RunError(f"Redis did not start:\n{run.log_tail('redis')}")
    url = f"redis://127.0.0.1:{port}"
    return dict.fromkeys(("redis_cache", "redis_queue", "redis_socketio"), url)


def _redis_of_bench(config: dict[str, Any]) -> dict[str, str]:
    urls = {key: str(value) for key, value in config.items() if key.startswith("redis_")}
    for url in urls.values():
        parts = urlsplit(url)
        if not _answers(parts.hostname or "127.0.0.1", parts.port or 6379):
            raise RunError(f"Redis at {url} does not answer, and it is not installed here")
    return urls


def _make_runtime_folders(binary: str) -> None:
    """Make the folders of MariaDB's socket and pid file, which are missing after a boot."""
    settings = subprocess.run(
        [binary, "--user=mysql", "--verbose", "--help"], capture_output=True, text=True, check=False
    )
    for line in settings.stdout.splitlines():
        name, _, value = line.partition(" ")
        folder = Path(value.strip()).parent
        if name in ("socket", "pid-file") and folder.is_absolute() and not folder.exists():
            folder.mkdir(parents=True)
            shutil.chown(folder, "mysql", "mysql")


def _wait(is_ready: Callable[[], bool], process: Process) -> bool:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and process.is_alive():
        if is_ready():
            return True
        time.sleep(0.05)
    return False


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=3).close()
    except OSError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
