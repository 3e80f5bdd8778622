"""Share work between processes; results come in the order of the items."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from .writing.output import CommandError

Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD = 2
"""The items that each process has waiting, so that it need not wait for the next one."""

_work: Callable[[Any], Any] | None = None


def cores() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def shared(work: Callable[[Item], Result], items: Iterable[Item], jobs: int) -> Iterator[Result]:
    """Yield the result of each item, in order.

    No more items are taken than the processes can work on soon, so the memory that is needed does
    not grow with their number. With one job it all happens in this process.

    Args:
        work: a function of an item; where processes are not forked, one that can be pickled.
    Raises: whatever the work or the items raise; CommandError: a process died.
    """
    if jobs <= 1:
        yield from map(work, items)
        return
    sys.stdout.flush()  # a forked process would write again what is still in the buffer
    executor = ProcessPoolExecutor(jobs, _context(), _begin, (work,))
    waiting: deque[Future[Result]] = deque()
    try:
        for item in items:
            waiting.append(executor.submit(_run, item))
            if len(waiting) > jobs * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise CommandError("a process of --jobs died; there may be too little memory") from error
    finally:
        executor.shutdown(cancel_futures=True)


def _context() -> Any:
    """Return how processes start: as a copy of this one where the system can do that."""
    methods = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("fork" if "fork" in methods else methods[0])


def _begin(work: Callable[[Any], Any]) -> None:
    """Keep the work for the items to come; Ctrl+C is for the first process to handle."""
    global _work
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _work = work


def _run(item: Any) -> Any:
    assert _work is not None
    return _work(item)
