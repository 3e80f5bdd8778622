"""A person at a page whose clicks, fields and keystrokes are counted, with a stopwatch.

The stopwatch tells how long the pages take. How long a person takes is estimated by the
keystroke-level model of Card, Moran and Newell (1980): a click is pointing and pressing, a
keystroke that of an average typist, and each click and each field is thought about before.
"""

from __future__ import annotations

import time
from typing import Any, NamedTuple

from playwright.sync_api import Locator, Page

THINKS_S, POINTS_S, PRESSES_S, REACHES_S, TYPES_S = 1.35, 1.1, 0.2, 0.4, 0.28


class Limit(NamedTuple):
    """The most that a task may need of a person."""

    clicks: int
    fields: int
    seconds: float


class Person:
    """Somebody who works with a page. Whatever they do is counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = self.fields = self.keys = 0
        self._begun = _now()

    def click(self, what: Locator, **how: Any) -> None:
        """Click on something."""
        self.clicks += 1
        what.click(**how)

    def type(self, field: Locator, text: str) -> None:
        """Fill in a field, which takes a click into it too."""
        self._count(text)
        field.fill(text)

    def type_keys(self, field: Locator, keys: str, **how: Any) -> None:
        """Type into a field key by key, as into the parts of a date."""
        self._count(keys)
        field.click(**how)
        self.page.keyboard.type(keys)

    def choose(self, field: Locator, **option: str) -> None:
        """Choose an option of a list: a click to open it, and one on the option."""
        self.fields += 1
        self.clicks += 2
        field.select_option(**option)

    def needs_s(self) -> float:
        """Return the estimated seconds that a person needs, without reading and waiting."""
        clicks = self.clicks * (THINKS_S + POINTS_S + PRESSES_S)
        typed = self.fields * 2 * REACHES_S + self.keys * TYPES_S
        return clicks + typed

    def told(self, task: str) -> str:
        """Return what the task took, in a line."""
        return (
            f"{task}: {self.clicks} clicks, {self.fields} fields, {self.keys} keystrokes; "
            f"{self.needs_s():.0f} s of a person, {_now() - self._begun:.1f} s of the pages"
        )

    def assert_within(self, limit: Limit) -> None:
        """Assert that the task needs no more of a person than the limit."""
        assert self.clicks <= limit.clicks, f"{self.clicks} clicks"
        assert self.fields <= limit.fields, f"{self.fields} fields"
        assert self.needs_s() <= limit.seconds, f"{self.needs_s():.0f} s"

    def _count(self, text: str) -> None:
        self.clicks += 1
        self.fields += 1
        self.keys += len(text)


def _now() -> float:
    """Return the seconds of a clock that no test freezes."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)
