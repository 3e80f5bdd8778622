"""Write the outages that follow from what monitors reported.

Outages are a copy: they are calculated from all reports of a service, and brought up to date. What
a person decided stays: an exclusion, a text, and times that were changed by hand.

Everything is read with locks. A plain read would show the rows as of the beginning of the
transaction, without what another report has written while this one waited for the service.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import frappe
from frappe.model.document import Document

from sla_nl.availability.checking import save_as_app
from sla_nl.availability.outages import MONITOR, OUTAGE, moments
from sla_nl.engine.service.signals import FLAPPING_S, OpenSpan, Signal, outages_of

_BACK_S = 400 * 86_400
"""Reports that are older than this change no outage any more."""

Target = tuple[str, str]
"""A contract and a service of it; empty for all its services."""


def write(service: str, now: int, is_all: bool = False) -> None:
    """Bring the outages of a monitored service up to date; its row is locked.

    Args:
        now: in seconds of UTC.
        is_all: whether the earliest reports are looked at too.
    """
    targets = list(_targets(service))
    if not targets:
        return
    since = 0 if is_all else _since(service, now)
    spans = outages_of(_signals(service, since))
    for target in targets:
        _write_target(service, target, spans, since)


def _targets(service: str) -> Iterator[Target]:
    """Yield the services that a monitored service stands for; none if it is ignored."""
    rows = frappe.db.sql(
        """select t.contract, t.service from `tabSLA Monitored Target` t
        join `tabSLA Monitored Service` s on s.name = t.parent
        where s.name = %s and s.is_ignored = 0 order by t.idx lock in share mode""",
        service,
    )
    yield from ((contract, own or "") for contract, own in rows)


def _since(service: str, now: int) -> int:
    """Return from when reports are read: they need to reach back to the first open outage."""
    ((first,),) = frappe.db.sql(
        f"select min(start_s) from `tab{OUTAGE}` where monitored_service = %s and end_s = 0 "
        "for update",
        service,
    )
    return int(min(first or now, now - _BACK_S))


def _signals(service: str, since: int) -> list[Signal]:
    rows = frappe.db.sql(
        """select incident, at_s, state from `tabSLA Monitor Report`
        where monitored_service = %s and at_s >= %s order by at_s, creation for update""",
        (service, since),
    )
    return [
        Signal(incident or "", at, state == "Down", n)
        for n, (incident, at, state) in enumerate(rows)
    ]


def _write_target(service: str, target: Target, spans: Sequence[OpenSpan], since: int) -> None:
    """Write the spans as outages of a service of a contract."""
    stored = _stored(service, target, since)
    for span in spans:
        same = [one for one in stored if _touches(one, span)]
        kept = next(
            (one for one in same if one.is_by_hand or one.exclusion), next(iter(same), None)
        )
        for one in same:
            stored.remove(one)
            if one is not kept:
                _delete(one)
        if kept is None:
            save_as_app(_new(service, target, span))
        elif not kept.is_by_hand and (kept.start_s, kept.end_s) != (span[0], span[1] or 0):
            document = frappe.get_doc(OUTAGE, kept.name, for_update=True)
            document.update(moments(*span))
            save_as_app(document)
    for one in stored:
        _delete(one)


def _delete(outage: Any) -> None:
    """Delete an outage that no report shows any more, unless a person decided something on it."""
    if not (outage.is_by_hand or outage.exclusion):
        frappe.delete_doc(OUTAGE, outage.name, ignore_permissions=True, force=True)


def _stored(service: str, target: Target, since: int) -> list[Any]:
    return frappe.db.sql(
        f"""select name, start_s, end_s, is_by_hand, exclusion from `tab{OUTAGE}`
        where monitored_service = %s and contract = %s and ifnull(service, '') = %s
        and start_s >= %s order by start_s for update""",
        (service, *target, since),
        as_dict=True,
    )


def _touches(stored: Any, span: OpenSpan) -> bool:
    """Return whether an outage is about a span: they overlap, or nearly."""
    start, end = span
    is_before = stored.end_s and stored.end_s + FLAPPING_S < start
    return not is_before and (end is None or stored.start_s <= end + FLAPPING_S)


def _new(service: str, target: Target, span: OpenSpan) -> Document:
    contract, own = target
    return frappe.get_doc(
        doctype=OUTAGE, contract=contract, service=own, source=MONITOR,
        monitored_service=service, cause=_cause(service, target, span[0]), **moments(*span),
    )  # fmt: skip


def _cause(service: str, target: Target, start: int) -> str:
    """Return the unique key of an outage, in at most 140 characters."""
    contract, own = target
    return f"{service}:{start}:{hash_of(contract, own)}"


def hash_of(*words: str) -> str:
    """Return a short digest of words."""
    digest: str = frappe.utils.sha256_hash("\n".join(words))
    return digest[:24]
