"""The Chromium that is installed on the machine, for the browser tests; it is never downloaded."""

from __future__ import annotations

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
DRIVER = "playwright>=1.49"
"""The package that drives Chromium; not installed on a machine without Chromium."""


def find() -> str | None:
    """Return the path of the first Chromium on the search path, None if there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)
