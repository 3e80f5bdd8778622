"""A new version of a contract: the notice that the contract gives, and the dates that follow."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from sla_nl.clauses.articles import cite
from sla_nl.contracts.in_force import contract_named
from sla_nl.engine.agreement.obligations import Obligation, course_of, obligations_of
from sla_nl.engine.agreement.versions import is_newer
from sla_nl.engine.contract import Contract
from sla_nl.engine.terms.vocabulary import VERSION_ANNOUNCED, VERSION_EFFECTIVE
from sla_nl.engine.words.telling import Words
from sla_nl.site.language import language
from sla_nl.site.messages import refuse
from sla_nl.site.time import instant_of, site_time, site_zone

from . import making
from .checking import DONE


class Dates(NamedTuple):
    """What a new version makes due.

    Args:
        before: what is due before it holds; late: those of them whose date has passed.
        after: what follows from its announcement, each as if done on its last day.
    """

    before: tuple[Obligation, ...]
    late: tuple[Obligation, ...]
    after: tuple[Obligation, ...]


def check_version(source: Document, version: str) -> str:
    """Return the name of a new version, or refuse one that does not come after the last one.

    A contract whose text has no version needs none (docs/design.md 4.18).

    Raises: frappe.ValidationError.
    """
    version, last = version.strip(), str(source.version or "")
    if last and not version:
        refuse(_("Give the new version a name, such as the year."))
    if last and not is_newer(version, last):
        refuse(_("Version {0} does not come after version {1}."), version, last)
    return version


def dates_of(contract: str, first_day: date, announced_at: datetime | None) -> Dates:
    """Return what a new version makes due, by the terms of the version before it.

    Args:
        announced_at: when it was announced, naive in the site's zone; None if it still has to be.
    """
    compiled = contract_named(contract)
    holds_from = _midnight(compiled, first_day)
    before = obligations_of(compiled, VERSION_EFFECTIVE, holds_from)
    told = instant_of(announced_at) if announced_at else None
    now = instant_of(now_datetime()) if told is None else told
    assert now is not None
    late = tuple(one for one in before if one.due is not None and one.due < now)
    last = min((one.due for one in before if _is_announcing(one) and one.due is not None),
               default=None)  # fmt: skip
    start = last if told is None else told
    after = () if start is None else tuple(course_of(compiled, VERSION_ANNOUNCED, start))
    return Dates(before, late, after)


def check_notice(dates: Dates, reason: str) -> None:
    """Refuse a version that is announced too late, unless somebody says why it may be.

    Raises: frappe.ValidationError: it names what is late, and by which date it was due.
    """
    if not dates.late or reason.strip():
        return
    words = Words(language(), site_zone())
    late = "; ".join(
        f"{one.rule.action}: {words.moment(one.due)}" for one in dates.late if one.due is not None
    )
    text = _("That is too late by the contract: {0}. Choose a later day, or say why it may be.")
    refuse(text, late)


def make(
    contract: str, version: str, first_day: date, announced_at: datetime | None, reason: str
) -> list[str]:
    """Make the obligations of a new version, for whoever makes the version.

    Args:
        contract: the version before it.
        version: the name of the new contract.
    Returns: the names of the obligations.
    """
    compiled = contract_named(contract)
    dates, holds_from = dates_of(contract, first_day, announced_at), _midnight(compiled, first_day)
    starts_at = site_time(holds_from)
    assert starts_at is not None
    fields = {"responsible": frappe.session.user, "new_version": version, "note": reason.strip()}
    made = [
        making.make(
            contract, one, VERSION_EFFECTIVE, starts_at,
            **fields, **(_announced(announced_at) if _is_announcing(one) else {}),
        )
        for one in dates.before
    ]  # fmt: skip
    if announced_at:
        fields.pop("note")
        made += making.after_event(contract, VERSION_ANNOUNCED, announced_at, **fields)
    return made


def told(dates: Dates) -> dict[str, list[dict[str, Any]]]:
    """Return the dates in the user's words: what, due and the articles of each row.

    Returns: `before`, `late` and `after`.
    """
    return {name: [_row(one) for one in found] for name, found in dates._asdict().items()}


def _row(one: Obligation) -> dict[str, Any]:
    words = Words(language(), site_zone())
    due = "" if one.due is None else words.moment(one.due)
    articles = ", ".join(citation.name for citation in cite(one.rule.clauses, language()))
    return {"what": one.rule.action, "due": due, "articles": articles}


def _is_announcing(one: Obligation) -> bool:
    return one.rule.next_event == VERSION_ANNOUNCED


def _announced(at: datetime | None) -> dict[str, Any]:
    """Return the fields of an announcement that was made already."""
    return {"state": DONE, "done_at": at, "done_by": frappe.session.user} if at else {}


def _midnight(contract: Contract, day: date) -> int:
    return contract.zone.instant(day, time())
