"""Share the tests of a bench between two runs of the suite, each on a site of its own.

Each worker is `python -m tests.site` again, with its share in `SLA_NL_SHARE` (`1/2`). It collects
all tests and leaves out the files of the other (`share`). So nothing is handed over but counts.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from .bench import TREE, Bench
from .signals import StoppedError

WORKERS = 2
UNKNOWN_TEST_S = 1.0
"""How long a test is taken to last on a machine that never ran it."""


def run(bench: Bench, args: list[str]) -> tuple[int, Counter[str]]:
    """Run the suite on a bench with all workers.

    The first worker prints as it goes; what the others print follows when they have ended.

    Returns: the highest exit status, and the counts of the tests by outcome.
    Raises: StoppedError: a signal came; the workers have ended.
    """
    with tempfile.TemporaryDirectory(prefix="sla-nl-workers-") as folder:
        files = [Path(folder, f"counts-{number}.json") for number in range(1, WORKERS + 1)]
        logs = [Path(folder, f"log-{number}") for number in range(1, WORKERS + 1)]
        children = [
            _start(bench, args, number, counts, log)
            for number, (counts, log) in enumerate(zip(files, logs, strict=True), 1)
        ]
        try:
            statuses = [child.wait() for child in children]
        except StoppedError:
            for child in children:
                child.terminate()
            for child in children:
                child.wait()
            raise
        for log in logs[1:]:
            print(log.read_text("utf-8", errors="replace"), flush=True)
        return max(statuses), sum((_counts(file) for file in files), Counter())


def share(weights: Mapping[str, float], number: int, of: int) -> set[str]:
    """Return the files of one worker, so that all workers take about as long.

    Args:
        weights: the seconds that each file takes.
        number: the worker, from 1.
    """
    loads = [0.0] * of
    mine: set[str] = set()
    for file in sorted(weights, key=lambda file: (-weights[file], file)):
        lightest = loads.index(min(loads))
        loads[lightest] += weights[file]
        if lightest == number - 1:
            mine.add(file)
    return mine


def weights(tests: Iterable[tuple[str, str]], times: Mapping[str, float]) -> dict[str, float]:
    """Return the seconds of each file.

    Args:
        tests: file and name of each test.
        times: the seconds of files that ran before on this machine.
    """
    found: dict[str, float] = {}
    for file, _name in tests:
        found[file] = found.get(file, 0.0) + UNKNOWN_TEST_S
    return {file: times.get(file, seconds) for file, seconds in found.items()}


def _start(
    bench: Bench, args: list[str], number: int, counts: Path, log: Path
) -> subprocess.Popen[bytes]:
    environment = os.environ | {
        "SLA_NL_BENCH": str(bench.path),
        "SLA_NL_SHARE": f"{number}/{WORKERS}",
        "SLA_NL_COUNTS": str(counts),
    }
    with log.open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.site", *args],
            cwd=TREE,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=None if number == 1 else output,
            stderr=None if number == 1 else subprocess.STDOUT,
        )


def _counts(file: Path) -> Counter[str]:
    return Counter(json.loads(file.read_text("utf-8")) if file.is_file() else {})
