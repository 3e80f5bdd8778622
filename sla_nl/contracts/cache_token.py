"""The version of the terms: a token that changes with every contract, calendar, matrix or setting.

It is kept in the database, with a copy in the cache. While the copy is what it was, what a process
has read of the terms holds, and nothing is read from the database.
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
    """The version of the terms, read once per request."""
    version: str | None = getattr(frappe.local, _VERSION, None)
    if version is None:
        version = _copied_version() or _publish(is_newer=False)
        setattr(frappe.local, _VERSION, version)
    return version


def forget() -> None:
    """Have every process read the terms anew: this one now, the others after the commit."""
    version = f"{_shipped()}.{frappe.generate_hash(length=12)}"
    if not frappe.flags.in_fixtures:
        frappe.db.set_single_value(SETTINGS, "terms_version", version, update_modified=False)
        frappe.db.after_commit.add(_publish)
    frappe.db.after_rollback.add(look_again)
    setattr(frappe.local, _VERSION, version)


def look_again() -> None:
    """The next question reads the version again: in a long job, before each of its batches."""
    setattr(frappe.local, _VERSION, None)


def is_shipped_anew() -> bool:
    """Whether the app brings other documents than the site has read so far."""
    return not _stored_version().startswith(_shipped())


def _publish(is_newer: bool = True) -> str:
    """Copy the version to the cache; one that is only read never replaces a newer copy.

    A copy lasts an hour, so that one that went wrong (a crash, a restored backup) mends itself.
    """
    version, key = _stored_version(), frappe.cache.make_key(_VERSION)
    with suppress(ConnectionError):
        frappe.cache.set(key, version, ex=_COPY_LASTS_S, nx=not is_newer)
    return version


def _copied_version() -> str:
    """The copy in the cache, read without what Frappe adds to that: each save waits for it."""
    with suppress(ConnectionError):
        return (frappe.cache.get(frappe.cache.make_key(_VERSION)) or b"").decode(errors="replace")
    return ""


@lru_cache(maxsize=1)
def _shipped() -> str:
    """A short digest of the documents that the app brings."""
    files = (path.read_bytes() for path in sorted(FIXTURES.glob("*.json")))
    return sha1(b"".join(files), usedforsecurity=False).hexdigest()[:12]


def _stored_version() -> str:
    return frappe.db.get_single_value(SETTINGS, "terms_version", cache=False) or "none"
