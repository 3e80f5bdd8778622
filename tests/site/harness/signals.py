"""Signals that end a run: Ctrl-C, a closed terminal, a kill."""

from __future__ import annotations

import signal
from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StoppedError(BaseException):
    """The run was told to stop by a signal."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number
        self.status = 128 + number


_heeded: set[int] = set()
"""The signals that were not ignored when the program started."""


def heed() -> None:
    """Raise `StoppedError` at the first signal that stops the run; ignored signals stay ignored."""
    for number in STOPPING:
        if number in _heeded or signal.getsignal(number) is not signal.SIG_IGN:
            _heeded.add(number)
            signal.signal(number, _stop)


def ignore() -> None:
    """Ignore further signals while the run cleans up."""
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)


def _stop(number: int, frame: FrameType | None) -> None:
    ignore()
    raise StoppedError(number)
