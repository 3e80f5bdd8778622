"""A service report as a page and as a PDF, in its language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import fmt_money

from sla_nl.availability import telling
from sla_nl.compliance.rows import promise_name
from sla_nl.contracts.documents import CONTRACT
from sla_nl.drawing.service_report import Cell, Entry, Part, Point, Table, report_html, trend_svg
from sla_nl.engine.compliance.results import Mean, Share
from sla_nl.engine.words.tables import MONTHS
from sla_nl.engine.words.telling import Words, percent_text
from sla_nl.site.language import language, speaking
from sla_nl.site.pdf import pdf_of
from sla_nl.site.time import instant_of, site_zone

from .contents import MOST, Contents
from .letterhead import letterhead

LANGUAGES = {"Dutch": "nl", "English": "en"}
"""The languages that a form offers, with their codes."""

_CENT = Decimal("0.01")


def pdf(report: Document) -> bytes:
    """Return a report as a PDF in its language.

    Raises: frappe.ValidationError: this machine makes no PDF.
    """
    return pdf_of(html(report))


def html(report: Document) -> str:
    """Return a report as a page in its language."""
    with speaking(LANGUAGES[report.language]):
        contents = Contents(report)
        subtitle = f"{report.customer} · {contract_title(report)}"
        parts = list(_parts(contents))
        return report_html(title_of(report), subtitle, parts, letterhead(), language())


def title_of(report: Document) -> str:
    """Return `Service report for June 2026`, in the language that is spoken."""
    return _("Service report for {0}").format(month_name(report.month))


def month_name(month: str) -> str:
    """Return `June 2026` for `2026-06`, in the language that is spoken."""
    year, number = month.split("-")
    return f"{MONTHS[language()][int(number) - 1]} {year}"


def contract_title(report: Document) -> str:
    """Return the title of the contract of a report."""
    return str(frappe.db.get_value(CONTRACT, report.contract, "title") or report.contract)


def _parts(contents: Contents) -> Iterator[Part]:
    yield Part("", _summary(contents))
    if comment := str(contents.report.comment or "").strip():
        yield Part(_("From your service manager"), comment=comment)
    yield _promises(contents)
    if contents.means:
        yield _means(contents)
    yield _missed(contents)
    if contents.uptimes:
        yield _availability(contents)
    yield _maintenance(contents)
    yield _escalations(contents)
    yield _fees(contents)


def _summary(contents: Contents) -> list[str]:
    """Return what a reader has to know first, in a few sentences."""
    month = month_name(contents.report.month)
    met = sum(share.met for share in contents.shares)
    decided = met + sum(share.missed for share in contents.shares)
    reported = _("Tickets reported in {0}: {1}.").format(month, contents.tickets)
    if not decided:
        return [reported, _("No promise was decided in this month.")]
    told = _("Promises decided: {0}. Met: {1}, which is {2}.")
    share = percent(Decimal(met * 100) / decided)
    broken = [figure for figure in contents.figures if figure.is_kept is False]
    judged = [figure for figure in contents.figures if figure.is_kept is not None]
    sentences = [reported, told.format(decided, met, share)]
    if not broken:
        return [*sentences, _("Agreed levels kept: all {0}.").format(len(judged))]
    names = "; ".join(_name(figure) for figure in broken)
    text = _("Agreed levels not kept: {0} of {1}. {2}.")
    return [*sentences, text.format(len(broken), len(judged), names)]


def _promises(contents: Contents) -> Part:
    title, month = _("What was promised, and what was delivered"), contents.report.month
    if not contents.shares:
        return Part(title, [_("No promise was decided in {0}.").format(month_name(month))])
    heads = (
        Cell(_("Kind and priority")),
        Cell(_("Promise")),
        Cell(_("Met"), "number"),
        Cell(_("Missed"), "number"),
        Cell(_("Delivered"), "number"),
        Cell(_("Promised"), "number"),
        Cell(_("Kept")),
        Cell(_("{0} months").format(len(contents.months))),
    )
    rows = [_promise(share, contents) for share in contents.shares]
    text = _("The bars show the last {0} months; the line is what was promised.")
    return Part(title, [text.format(len(contents.months))], Table(heads, rows))


def _promise(share: Share, contents: Contents) -> list[Cell]:
    promise = share.promise
    past = contents.trend.get((promise.kind, promise.priority, promise.target), [])
    points = [
        Point(
            month,
            None if one is None or one.share is None else float(one.share),
            one and one.is_kept,
        )
        for month, one in zip(contents.months, past, strict=False)
    ]
    drawing = trend_svg(points, float(share.promised), _trend_text(points)) if points else ""
    return [
        Cell(_level(share)),
        Cell(promise_name(promise.target, language())),
        Cell(str(share.met), "number"),
        Cell(str(share.missed), "number"),
        Cell(percent(share.share), "number"),
        Cell(percent(share.promised), "number"),
        _kept(share.is_kept),
        Cell("", "narrow", drawing),
    ]


def _trend_text(points: list[Point]) -> str:
    told = (
        f"{point.month} {percent(Decimal(str(point.share)))}"
        for point in points
        if point.share is not None
    )
    return ", ".join(told)


def _means(contents: Contents) -> Part:
    heads = (
        Cell(_("Kind and priority")),
        Cell(_("Promise")),
        Cell(_("Tickets"), "number"),
        Cell(_("Mean"), "number"),
        Cell(_("Promised"), "number"),
        Cell(_("Kept")),
    )
    words = Words(language(), site_zone())
    rows = [
        [
            Cell(_level(mean)),
            Cell(promise_name(mean.promise.target, language())),
            Cell(str(mean.tickets), "number"),
            Cell(words.duration(mean.average_s or 0), "number"),
            Cell(words.duration(mean.promised_s), "number"),
            _kept(mean.is_kept),
        ]
        for mean in contents.means
    ]
    told = _("The mean of the opening time that the tickets of this month took.")
    return Part(_("Mean times"), [told], Table(heads, rows))


def _missed(contents: Contents) -> Part:
    title = _("Promises that were missed, and why")
    if not contents.missed:
        return Part(title, [_("No promise was missed.")])
    why = contents.reasons()
    entries = [
        Entry(
            f"{row['ticket']} · {row['subject'] or ''} · "
            f"{promise_name(row['due_key'], language())} · {moment(row['decided_at'])}",
            why.get((row["ticket"], row["due_key"]), ""),
        )
        for row in contents.missed
    ]
    is_cut = len(entries) == MOST
    told = [_("The first {0} are listed.").format(MOST)] if is_cut else []
    return Part(title, told, entries=entries)


def _availability(contents: Contents) -> Part:
    heads = (
        Cell(_("Service", context="SLA Outage")),
        Cell(_("Delivered"), "number"),
        Cell(_("Promised"), "number"),
        Cell(_("Down"), "number"),
        Cell(_("Left out")),
        Cell(_("Kept")),
    )
    rows = [
        [
            Cell(uptime.row.subject),
            Cell(telling.percent(uptime.availability), "number"),
            Cell(telling.percent(uptime.row.minimum_percentage), "number"),
            Cell(telling.duration(uptime.down_s), "number"),
            Cell(telling.excluded(uptime) or "—"),
            _kept(uptime.is_kept),
        ]
        for uptime in contents.uptimes
    ]
    return Part(_("Availability"), (), Table(heads, rows))


def _maintenance(contents: Contents) -> Part:
    title = _("Maintenance")
    if not contents.windows:
        return Part(title, [_("There was no maintenance.")])
    rows = [
        [
            Cell(row["maintenance_type"]),
            Cell(moment(row["planned_start"])),
            Cell(moment(row["planned_end"])),
            Cell(moment(row["announced_at"]) if row["announced_at"] else _("not announced")),
        ]
        for row in contents.windows
    ]
    heads = tuple(map(Cell, (_("Kind"), _("From"), _("Until"), _("Announced"))))
    return Part(title, (), Table(heads, rows))


def _escalations(contents: Contents) -> Part:
    title = _("Escalations")
    if not contents.escalations:
        return Part(title, [_("Nothing was escalated.")])
    rows = [
        [
            Cell(row["ticket"], "narrow"),
            Cell(row["subject"] or ""),
            Cell(row["level"]),
            Cell(moment(row["planned_at"])),
        ]
        for row in contents.escalations
    ]
    heads = tuple(map(Cell, (_("Ticket"), _("Subject"), _("Told"), _("When"))))
    return Part(title, (), Table(heads, rows))


def _fees(contents: Contents) -> Part:
    title = _("Fees and credits")
    if not contents.fees:
        return Part(title, [_("There are no fees and no credits.")])
    rows = [
        [
            Cell(frappe.format(row["charged_on"], {"fieldtype": "Date"}), "narrow"),
            Cell(row["ticket"] or "", "narrow"),
            Cell(row["fee_title"] or ""),
            Cell(_(row["state"])),
            Cell(_amount(row["amount"], row["currency"]), "number"),
        ]
        for row in contents.fees
    ]
    heads = (
        *map(Cell, (_("Date"), _("Ticket"), _("Fee"), _("State"))),
        Cell(_("Amount"), "number"),
    )
    return Part(title, _totals(contents.fees), Table(heads, rows))


def _totals(fees: list[dict[str, Any]]) -> list[str]:
    """Return the total of each currency; a credit is a negative amount."""
    sums: dict[str, Decimal] = {}
    for row in fees:
        if row["amount"] is not None:
            currency = row["currency"] or ""
            sums[currency] = sums.get(currency, Decimal(0)) + Decimal(row["amount"])
    return [
        _("Total: {0}.").format(_amount(str(total), currency)) for currency, total in sums.items()
    ]


def _amount(amount: str | None, currency: str | None) -> str:
    if amount is None:
        return _("to be set")
    return str(fmt_money(Decimal(amount).quantize(_CENT), currency=currency or None))


def _level(figure: Share | Mean) -> str:
    promise = figure.promise
    return f"{_(promise.kind).capitalize()} {promise.priority}".strip()


def _name(figure: Share | Mean) -> str:
    return f"{promise_name(figure.promise.target, language())}, {_level(figure)}"


def _kept(is_kept: bool | None) -> Cell:
    if is_kept is None:
        return Cell("—")
    return Cell(_("Yes"), "good") if is_kept else Cell(_("No"), "bad")


def percent(share: Decimal | None) -> str:
    """Return `99.95%` in the language of the report; a dash if there is no share."""
    return percent_text(share, language())


def moment(naive: datetime) -> str:
    """Return a moment of the site as `Mon 8 June 2026 09:00`."""
    return Words(language(), site_zone()).brief(instant_of(naive) or 0, 0)
