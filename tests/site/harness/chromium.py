"""The Chromium of the machine, for the browser tests. None is ever downloaded."""

from __future__ import annotations

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
DRIVER = "playwright>=1.49"
"""The package that drives it, and that a machine without Chromium can do without."""


def find() -> str | None:
    """Returns the path of the first Chromium on the search path."""
    return next(filter(None, map(shutil.which, NAMES)), None)
