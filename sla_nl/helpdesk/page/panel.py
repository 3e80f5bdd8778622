"""Collect the data of the panel on an agent's ticket page; a script draws it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha1
from html import escape
from pathlib import Path
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from sla_nl.contracts.faults import fault_text
from sla_nl.drawing.steps import steps_html
from sla_nl.engine.errors import ContractError, NoOpeningTimeError, TicketError
from sla_nl.fees import ledger
from sla_nl.records.clocks import Stored
from sla_nl.site.time import now_s

from .. import TICKET
from ..ticket.translation import REPORTED, is_postponed, pause_of
from . import controls, escalating, outages, recording
from .access import is_writable
from .consent import consent
from .desks import desks
from .kept import clocks_kept, note
from .panel_texts import panel_texts
from .recorded import recorded
from .recording import PLANNED
from .standing import Cost, Option, Standing, standing_of, standing_of_new
from .teller import Teller
from .telling import telling
from .to_do import to_do_list

Data = dict[str, Any]
_FAULTS = (ContractError, TicketError, NoOpeningTimeError)
"""The errors of a ticket or its contract that the panel shows as a text."""

_SCRIPTS = "public/js/panel"

HELPDESK_READS = (
    "status", "status_category", "agreement_status", "response_by", "resolution_by",
    "first_responded_on", "first_response_time", "first_response_failed_by", "resolution_date",
    "resolution_time", "resolution_failed_by", "on_hold_since", "total_hold_time",
)  # fmt: skip
"""The fields from which Helpdesk's page shows dates; an open page gets them with the panel."""


def panel_of(doc: Document) -> Data | None:
    """Return the panel's data for a ticket, or None if it has no contract.

    If the ticket cannot be judged, the data is its fault. For a solved ticket it is the stored
    clocks instead.
    """
    try:
        standing = standing_of(doc)
        if standing is None:
            return None
        shown, teller = _contents(standing), Teller(standing.now, standing.contract)
        notes = (*_notes_on_pause(standing, teller), *_notes_on_postponing(standing))
        shown["notes"] = [*notes, *shown["notes"]]
        shown["fees"] = _fees(doc, teller)
        can_write = is_writable(doc)
        shown["escalations"] = escalating.escalations_of(doc, standing.verdict, teller, can_write)
        shown["outages"] = outages.outages_of(doc, standing, teller, can_write)
        shown["telling"] = telling(standing, teller, can_write)
        shown["consent"] = consent(standing.verdict, teller, can_write)
        shown["desks"] = desks(standing, teller)
        shown["to_do"] = to_do_list(standing.verdict, teller)
        shown["can_write"] = can_write
        if can_write:
            shown["fields"] = controls.fields(standing, teller)
            shown["events"] = controls.events(standing.verdict)
        shown["recorded"] = recorded(doc, shown["fields"], teller, standing.reopened_at)
        if kept := clocks_kept(doc, standing.verdict):
            shown |= _kept_contents(kept, teller)
    except _FAULTS as error:
        kept = clocks_kept(doc)
        shown = _judged_before(doc, kept) if kept else {"fault": fault_text(error)}
    stored = {field: doc.get(field) for field in HELPDESK_READS}
    return {"ticket": doc.name, "texts": panel_texts(), "helpdesk": stored, **shown}


def panel_of_new(fields: dict[str, str]) -> Data | None:
    """Return the panel's data for a ticket that is not saved yet.

    A moment of the report that a save would ignore is ignored here too, with a warning.

    Returns: None if it has no contract, or no priority yet.
    """
    at, warning = recording.read_report(fields.pop(REPORTED, ""))
    try:
        standing = standing_of_new({**fields, REPORTED: at} if at else fields)
        if standing is None:
            return None
        shown = {**_contents(standing), "warning": warning}
    except _FAULTS as error:
        if isinstance(error, TicketError) and not fields.get("priority"):
            return None
        shown = {"fault": fault_text(error)}
    return {"ticket": "", "texts": panel_texts(), **shown}


def report_of_new() -> Data:
    """Return the inputs of the page for a new ticket that say when and how it was reported.

    `hidden` has the labels of the same fields where Helpdesk itself shows them.
    """
    teller, meta = Teller(now_s()), frappe.get_meta(TICKET)
    fields = controls.fields_of_report(teller)
    labels = [meta.get_label(field["field"]) for field in fields]
    return {
        "texts": panel_texts(),
        "zone": teller.words.zone.name,
        "fields": fields,
        "hidden": [*labels, *map(_, labels)],
    }


def explained(doc: Document) -> list[Data]:
    """Return the name, state and date of each clock, and the steps to that date as safe HTML.

    Raises: ContractError, TicketError, NoOpeningTimeError: the ticket cannot be judged.
    """
    try:
        standing = standing_of(doc)
        if standing is None:
            return []
        verdict = standing.verdict
        kept = clocks_kept(doc, verdict)
    except _FAULTS:
        if not (kept := clocks_kept(doc)):
            raise
    if kept:
        html, teller = f"<p>{escape(note())}</p>", Teller(now_s())
        return [{**teller.stored_clock(row), "is_next": False, "html": html} for row in kept]
    ahead, teller = verdict.next, Teller(now_s(), verdict.contract)
    return [
        {
            **teller.clock(verdict, clock),
            "is_next": ahead is not None and clock.key == ahead.key,
            "html": steps_html(verdict, clock.key, teller.words),
        }
        for clock in verdict.clocks
    ]


def _contents(standing: Standing) -> Data:
    """Return the data that a saved and an unsaved ticket have in common."""
    teller, verdict = Teller(standing.now, standing.contract), standing.verdict
    level = verdict.history.service_level
    return {
        "now": teller.words.zone.iso(standing.now),
        "zone": teller.words.zone.name,
        "contract": teller.contract(standing.contract),
        "kind": teller.kind(level.kind),
        "priority": teller.priority(standing.contract, level.kind, level.priority),
        "clocks": teller.clocks(verdict),
        "next": teller.next(verdict),
        "prices": [_price(standing, option, teller) for option in standing.options],
        "costs": [_cost(cost, teller) for cost in standing.costs({})],
        "notes": teller.notes(verdict),
        "fees": [],
        "fields": [],
        "events": [],
        "to_do": [],
        "consent": None,
        "desks": [],
        "telling": None,
        "outages": None,
        "can_write": False,
        "recorded": [],
    }


def _notes_on_pause(standing: Standing, teller: Teller) -> Iterator[str]:
    """Yield a note if the status pauses a ticket, and its contract stops no clock for that.

    Helpdesk calls such a ticket paused, while its dates go on.
    """
    reason = pause_of(standing.contract, standing.facts)
    stops = standing.verdict.history.service_level.stops
    if reason is None or any(reason in reasons for reasons in stops.values()):
        return
    if not stops:
        yield _("The status pauses the ticket, but this contract stops no clock: the dates go on.")
        return
    told = _("The status pauses the ticket ({0}), but this contract stops no clock for that.")
    yield told.format(teller.reason(reason))


def _notes_on_postponing(standing: Standing) -> Iterator[str]:
    """Yield a note if the status postpones a ticket, and nobody has said until when."""
    facts = standing.facts
    if not facts.get(PLANNED) and is_postponed(standing.contract, facts):
        yield _("The status postpones the ticket. Record for when it is planned: that is its date.")


def _judged_before(doc: Document, kept: list[Stored]) -> Data:
    """Return the data for a solved ticket whose contract was deleted or can no longer judge it."""
    now, name = now_s(), str(doc.get("sla_nl_judged_by"))
    teller = Teller(now)
    return {
        "now": teller.words.zone.iso(now),
        "zone": teller.words.zone.name,
        "contract": {"name": name, "title": name},
        "kind": "",
        "priority": {"code": ""},
        "fees": _fees(doc, teller),
        "fields": [],
        "events": [],
        "to_do": [],
        "consent": None,
        "desks": [],
        "telling": None,
        "outages": None,
        "can_write": False,
        "recorded": recorded(doc, (), teller),
        "escalations": escalating.escalations_of(doc, None, teller, is_writable(doc)),
        **_kept_contents(kept, teller),
    }


def _fees(doc: Document, teller: Teller) -> list[str]:
    """Return the sum of a ticket's booked fees in each currency, as texts."""
    return [teller.total(total) for total in ledger.totals(doc.name)]


def _kept_contents(rows: list[Stored], teller: Teller) -> Data:
    """Return the data for a ticket that was judged under earlier terms: its stored clocks."""
    return {
        "clocks": [teller.stored_clock(row) for row in rows],
        "next": None,
        "prices": [],
        "costs": [],
        "notes": [note()],
    }


def _price(standing: Standing, option: Option, teller: Teller) -> Data:
    """Return a priority with the dates and costs that a ticket would get with it."""
    kind = standing.verdict.history.service_level.kind
    return {
        "code": option.code,
        "title": controls.option_title(standing, option, teller, kind),
        "definition": teller.priority(standing.contract, kind, option.code)["definition"],
        "helpdesk_priorities": list(option.helpdesk_priorities),
        "is_current": option.is_current,
        "dates": teller.dates(option.verdict),
        "costs": [_cost(cost, teller) for cost in option.costs],
    }


def _cost(cost: Cost, teller: Teller) -> Data:
    """Return a fee; `is_open` if it depends on an assessment that is still to be made."""
    return {**teller.fee(cost.fee, cost.supposed), "is_open": bool(cost.supposed)}


@lru_cache(maxsize=1)
def script() -> str:
    """Return the address of the script that draws the panel.

    It has a digest of all scripts of the panel, so that a browser loads changed scripts again.
    """
    folder = Path(frappe.get_app_path("sla_nl", _SCRIPTS))
    digest = sha1(usedforsecurity=False)
    for path in sorted(folder.iterdir()):
        digest.update(path.read_bytes())
    return f"/assets/sla_nl/js/panel/panel.js?v={digest.hexdigest()[:10]}"
