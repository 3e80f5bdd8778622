"""Tell the availability of a service in words, in the language that is spoken now."""

from __future__ import annotations

from decimal import Decimal

from frappe import _

from sla_nl.clauses.articles import cite
from sla_nl.engine.service.availability import Uptime
from sla_nl.engine.service.availability_steps import left_out
from sla_nl.engine.words.service import PERIOD_NAMES, ServiceWords
from sla_nl.engine.words.telling import percent_text
from sla_nl.site.language import language


def words_of(uptime: Uptime) -> ServiceWords:
    """Return the words for an uptime, with times in the zone of its contract."""
    return ServiceWords(language(), uptime.contract.zone, cite)


def period_name(uptime: Uptime) -> str:
    """Return the name of the period: `June 2026`, `2026-Q2`."""
    return words_of(uptime).period(uptime.period.kind, uptime.period.name)


def duration(seconds: int) -> str:
    """Return `4 h 12 min`; hours are never turned into days, and less than a minute is seconds."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return _("{0} s").format(rest)
    hours, minutes = divmod(minutes, 60)
    parts = [_("{0} h").format(hours)] if hours else []
    parts += [_("{0} min").format(minutes)] if minutes else []
    return " ".join(parts)


def percent(figure: Decimal | None) -> str:
    """Return `99.953%` in the language that is spoken; a dash if there is no figure."""
    return percent_text(figure, language(), places=3)


def budget(uptime: Uptime, is_present: bool) -> str:
    """Return what is left of the downtime that the promise allows.

    Example: `4 h 12 min of downtime left this month`.

    Args:
        is_present: whether it is the present period.
    """
    if uptime.row.minimum_percentage is None:
        return _("No percentage is promised")
    if uptime.left_s is None or not uptime.base_s or uptime.row.period != uptime.period.kind:
        return ""
    when = period_name(uptime)
    if is_present:
        when = PERIOD_NAMES[language()][uptime.period.kind]
    told = _("{0} of downtime left {1}") if is_present else _("{0} of downtime left, {1}")
    if uptime.left_s < 0:
        told = (
            _("{0} of downtime too much {1}") if is_present else _("{0} of downtime too much, {1}")
        )
    return told.format(duration(abs(uptime.left_s)), when)


def excluded(uptime: Uptime) -> str:
    """Return what was left out and why: `1 h 30 min Overmacht, 20 min Regulier onderhoud`."""
    causes = left_out(uptime).items()
    return ", ".join(f"{duration(seconds)} {cause}" for cause, seconds in causes if seconds)


def verdict(uptime: Uptime, is_present: bool) -> str:
    """Return whether the promise is kept, as far as that can be said."""
    if uptime.is_kept is None:
        return ""
    if uptime.is_kept:
        return _("Kept so far") if is_present else _("Kept")
    return _("Not kept")
