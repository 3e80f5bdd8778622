"""Compare the versions of a contract by their numbers: 3.10 comes after 3.9."""

from __future__ import annotations

import re

_PART = re.compile(r"\d+|[^\W\d_]+")

VersionKey = tuple[tuple[int, str], ...]


def version_key(version: str) -> VersionKey:
    """Return a key that sorts versions by their numbers, then by their words.

    Compared as texts, 3.10 would come before 3.9. A version without a number or word, such as an
    empty one, comes first; `3.0` and `3` are the same version.

    Example: `sorted(["3.10", "3.9"], key=version_key)` is `["3.9", "3.10"]`.
    """
    parts = [part.casefold() for part in _PART.findall(version)]
    if parts[:1] in (["v"], ["versie"], ["version"]):
        del parts[0]
    while parts and parts[-1].isdecimal() and not int(parts[-1]):
        del parts[-1]
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)


def is_newer(version: str, than: str) -> bool:
    """Return whether a version comes after another one; see `version_key`."""
    return version_key(version) > version_key(than)
