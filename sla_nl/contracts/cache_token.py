"""The version of the terms: a token that changes with every contract, calendar, matrix or setting.

The database holds it, with a copy in the cache. A process keeps the contracts that it has compiled
and reads the database again only when the copy in the cache has changed.
"""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from hashlib import sha1

import frappe
from redis.exceptions import ConnectionError

from sla_nl.vendors import FIXTURES

from .documents import SETTINGS

_VERSION = "sla_nl_terms_version"
_COPY_LASTS_S = 3600


def terms_version() -> str:
    """Return the version of the terms. It is read once per request."""
    version: str | None = getattr(frappe.local, _VERSION, None)
    if version is None:
        version = _copied_version() or _publish(is_newer=False)
        setattr(frappe.local, _VERSION, version)
    return version


def forget() -> None:
    """Make every process read the terms again: this one now, the others after the commit."""
    version = f"{_shipped()}.{frappe.generate_hash(length=12)}"
    if not frappe.flags.in_fixtures:
        frappe.db.set_single_value(SETTINGS, "terms_version", version, update_modified=False)
        frappe.db.after_commit.add(_publish)
    frappe.db.after_rollback.add(look_again)
    setattr(frappe.local, _VERSION, version)


def look_again() -> None:
    """Make the next call of `terms_version` read it again. Long jobs do so before each batch."""
    setattr(frappe.local, _VERSION, None)


def is_shipped_anew() -> bool:
    """Return whether the documents that the app ships differ from those this site has read."""
    return not _stored_version().startswith(_shipped())


def _publish(is_newer: bool = True) -> str:
    """Copy the version to the cache and return it.

    The copy expires after an hour, so that a wrong copy (after a crash or a restored backup) does
    not stay.

    Args:
        is_newer: this process has changed the version. Otherwise a copy that exists is kept.
    """
    version, key = _stored_version(), frappe.cache.make_key(_VERSION)
    with suppress(ConnectionError):
        frappe.cache.set(key, version, ex=_COPY_LASTS_S, nx=not is_newer)
    return version


def _copied_version() -> str:
    """Return the copy in the cache, or an empty text.

    Every save reads it, so this calls Redis directly: `frappe.cache.get_value` does more work.
    """
    with suppress(ConnectionError):
        return (frappe.cache.get(frappe.cache.make_key(_VERSION)) or b"").decode(errors="replace")
    return ""


@lru_cache(maxsize=1)
def _shipped() -> str:
    """Return a short digest of the documents that the app ships."""
    files = (path.read_bytes() for path in sorted(FIXTURES.glob("*.json")))
    return sha1(b"".join(files), usedforsecurity=False).hexdigest()[:12]


def _stored_version() -> str:
    return frappe.db.get_single_value(SETTINGS, "terms_version", cache=False) or "none"
