"""The temporary folder that all runs on a bench share: locks, a cache, and a folder for each run.

Runs on one bench may overlap. Each run holds a lock in its folder as long as it lives, so a folder
whose lock is free belongs to a crashed run, even if its process id is in use again. If a run had to
start a service of the machine, the last run that leaves ends it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any


@dataclass(frozen=True)
class Process:
    """A process that a run started, identified by its id and start time, as ids are reused."""

    pid: int
    start: str

    @classmethod
    def of(cls, pid: int) -> Process:
        """Return the process that has this id now."""
        return cls(pid, _start_of(pid))

    def is_alive(self) -> bool:
        """Return whether the process still runs."""
        with suppress(ChildProcessError):
            os.waitpid(self.pid, os.WNOHANG)
        return bool(self.start) and _start_of(self.pid) == self.start

    def end(self, patience_s: float = 60) -> None:
        """Ask the process to end, wait for it, and kill it after `patience_s` seconds."""
        if not self.is_alive():
            return
        os.kill(self.pid, signal.SIGTERM)
        until = time.monotonic() + patience_s
        while self.is_alive():
            if time.monotonic() > until:
                os.kill(self.pid, signal.SIGKILL)
                until += patience_s
            time.sleep(0.05)


@dataclass
class Station:
    """The folder of all runs on one bench."""

    path: Path

    @classmethod
    def of(cls, bench: Path) -> Station:
        """Return the station of a bench, and make its folder if need be."""
        key = hashlib.sha256(str(bench).encode()).hexdigest()[:12]
        path = Path(tempfile.gettempdir()) / f"sla-nl-site-suite-{os.getuid()}" / key
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return cls(path)

    @contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """Hold the lock `name` of this bench; wait for a run that has it."""
        with (self.path / f"{name}.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def enter(self) -> Run:
        """Make the folder of this run, and hold its lock until `Run.leave`."""
        run = Run(self.path / "runs" / str(os.getpid()))
        run.path.mkdir(parents=True)
        run.hold = (run.path / "alive").open("w")
        fcntl.flock(run.hold, fcntl.LOCK_EX)
        return run

    def crashed(self) -> list[Run]:
        """Return the runs whose process is gone."""
        return [run for run in self._runs() if not run.is_alive()]

    def is_empty(self) -> bool:
        """Return whether no run is alive."""
        return not any(run.is_alive() for run in self._runs())

    def remember(self, service: str, process: Process | None) -> None:
        """Note the process of a service that a run started; None removes the note."""
        file = self.path / f"{service}.json"
        if process is None:
            file.unlink(missing_ok=True)
        else:
            file.write_text(json.dumps(vars(process)), "utf-8")

    def ours(self, service: str) -> Process | None:
        """Return the process of a service if a run started it, else None."""
        file = self.path / f"{service}.json"
        return Process(**json.loads(file.read_text("utf-8"))) if file.is_file() else None

    def _runs(self) -> list[Run]:
        folder = self.path / "runs"
        return [Run(path) for path in sorted(folder.iterdir())] if folder.is_dir() else []


@dataclass
class Run:
    """One run: its folder, its name, its processes."""

    path: Path
    hold: IO[str] | None = None
    processes: list[Process] = field(default_factory=list)

    @property
    def db_name(self) -> str:
        """The name of the run's database."""
        return f"sla_nl_test_{self.path.name}"

    @property
    def site(self) -> str:
        """The name of the run's site."""
        return f"sla-nl-test-{self.path.name}.localhost"

    def is_alive(self) -> bool:
        """Return whether the run still holds its lock."""
        try:
            with (self.path / "alive").open("r") as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except FileNotFoundError:
            return False
        return False

    def start(self, name: str, *command: str | Path, **options: Any) -> Process:
        """Start a process of this run that Ctrl-C does not reach; its output goes to `NAME.log`."""
        with (self.path / f"{name}.log").open("wb") as log:
            child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **options,
            )
        child.returncode = 0  # `Process` waits for it, not `Popen`
        return self.note(child.pid)

    def note(self, pid: int) -> Process:
        """Write down a process of this run, for `end_processes`."""
        process = Process.of(pid)
        self.processes.append(process)
        notes = json.dumps([vars(one) for one in self.processes])
        (self.path / "processes.json").write_text(notes, "utf-8")
        return process

    def end_processes(self) -> None:
        """End the processes that this run noted in its folder; works for a crashed run too."""
        notes = self.path / "processes.json"
        if notes.is_file():
            for note in reversed(json.loads(notes.read_text("utf-8"))):
                Process(**note).end(patience_s=10)

    def log_tail(self, name: str, lines: int = 40) -> str:
        """Return the last lines of the log of a process."""
        text = (self.path / f"{name}.log").read_text("utf-8", errors="replace")
        return "\n".join(text.splitlines()[-lines:])

    def leave(self) -> None:
        """Remove the folder and release the lock; from here on the run counts as gone."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self.hold:
            self.hold.close()


def _start_of(pid: int) -> str:
    """Return the start time of a process as the system writes it; empty if the process is gone."""
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text("utf-8").rpartition(")")[2].split()[19]
    except FileNotFoundError:
        if Path("/proc/self/stat").exists():
            return ""
    command = ["ps", "-o", "lstart=", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
