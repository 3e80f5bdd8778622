"""Work on a run that tries a contract, part by part, and add up what was found.

Several workers may work on it. Each part is a transaction that writes what it found and counts it.
"""

from __future__ import annotations

import heapq
import json
import time

import frappe
import orjson
from frappe import _

from sla_nl.contracts.cache_token import look_again
from sla_nl.contracts.documents import read_bundle
from sla_nl.contracts.faults import fault_text
from sla_nl.engine.compliance import beside
from sla_nl.engine.contract import Contract
from sla_nl.engine.errors import ContractError, Fault
from sla_nl.runs import parts, runs
from sla_nl.site.language import speaking
from sla_nl.site.time import instant_of
from sla_nl.site.transactions import CONFLICTS

from .judging import judged
from .lines import Line

SHOWN = 100
"""How many of the tickets that differ the form of a run shows; a file has all of them."""

_WAIT_S = 0.2


def work(run: str) -> None:
    """Work on a run until it has no part left, also none that others have locked.

    It ends early if somebody stops or deletes the run. A late job does nothing.
    """
    asked = frappe.db.get_value(runs.RUN, run, ["owner", "terms", "creation", "state"])
    if asked is None or asked[3] not in runs.OPEN:
        return
    with speaking(frappe.db.get_value("User", asked[0], "language") or ""):
        contract = _contract(run, asked[1])
        now = instant_of(asked[2])
        assert now is not None
        while contract is not None and _is_going_on(run):
            if not _do_part(run, contract, now):
                time.sleep(_WAIT_S)
        _finish(run)


def result_of(run: str) -> tuple[beside.Comparison, list[Line]]:
    """Return the sums of a finished run, and those of its tickets that differ most."""
    stored = orjson.loads(frappe.db.get_value(runs.RUN, run, "result") or '{"sums":[],"lines":[]}')
    return beside.read(stored["sums"]), stored["lines"]


def _contract(run: str, terms: str) -> Contract | None:
    """Return the contract that is tried; None if it has faults, which stops the run.

    It had none when the run began, but the app may have been updated since.
    """
    faults: list[Fault] = []
    contract = read_bundle(json.loads(terms), faults)
    if contract is None:
        runs.stop(run, fault_text(ContractError(faults)))
        frappe.db.commit()
    return contract


def _is_going_on(run: str) -> bool:
    """Return whether a run is open and has parts left, as others have left it by now."""
    frappe.db.commit()
    look_again()
    return runs.is_open(run) and parts.are_left(run)


def _do_part(run: str, contract: Contract, now: int) -> bool:
    """Do a part of a run. Returns: False if others are at all that is left."""
    try:
        part = parts.take(run)
        if part is None:
            return False
        found = judged(part.tickets, contract, now)
        parts.write(part, found.sums.plain(), found.lines)
        runs.count(run, found.numbers)
        frappe.db.commit()
    except CONFLICTS:
        frappe.db.rollback()
        return False
    return True


def _finish(run: str) -> None:
    """Add up the parts of a run that is done, and finish it."""
    frappe.db.commit()
    if not runs.is_open(run):
        return
    total = beside.Comparison()
    for sums in parts.sums(run):
        total.add_comparison(beside.read(sums))
    lines = heapq.nsmallest(SHOWN, parts.lines(run), key=lambda line: line["weight"])
    result = orjson.dumps({"sums": total.plain(), "lines": lines}).decode()
    frappe.db.set_value(runs.RUN, run, "result", result, update_modified=False)
    text = _("{0} tickets judged, {1} differ, {2} not judged")
    runs.finish(run, text, "looked", "differing", "faults")
    frappe.db.commit()
