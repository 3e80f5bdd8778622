"""Tickets as JSON lines: one object a line in, one object a line out."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import orjson

from sla_nl.engine.calendars.instants import Zone
from sla_nl.engine.errors import TicketError
from sla_nl.engine.escalation.climbing import Escalation
from sla_nl.engine.fees import Fee
from sla_nl.engine.follow_ups import Task
from sla_nl.engine.history import Note
from sla_nl.engine.ticket import read_ticket
from sla_nl.engine.words.escalations import what_of
from sla_nl.engine.words.telling import Words

from ..judging import Judged, bad_line
from .limits import LONGEST_SHOWN
from .source import Line


def read_lines(
    lines: Iterable[bytes], zone: Zone, contract: str = "", first: int = 1
) -> Iterator[Line]:
    """Yield the tickets of a jsonl stream; blank lines are skipped.

    Args:
        zone: the zone of instants without an offset.
        contract: the contract of lines that name none.
        first: the number of the first line.
    """
    loads = orjson.loads
    for number, text in enumerate(lines, first):
        if number == 1:
            text = text.removeprefix(codecs.BOM_UTF8)
        try:
            raw = loads(text)
        except orjson.JSONDecodeError as error:
            if text.strip():
                yield Line(number, "", "", None, "", no_json(text, error.msg))
            continue
        if isinstance(raw, list):
            yield Line(number, "", "", None, "", "expected an object, one a line, and not a list")
            continue
        try:
            ticket = read_ticket(raw, zone, contract)
        except TicketError as error:
            yield _failed(number, raw, contract, error)
        else:
            yield Line(number, ticket.id, ticket.contract, ticket, raw=raw)


def no_json(text: bytes, reason: str) -> str:
    """Return what is wrong with a line that is no JSON."""
    if text.lstrip().startswith(b"["):
        return "a list over several lines; expected one object a line"
    return f"not JSON: {reason}"


def _failed(number: int, raw: Any, contract: str, error: TicketError) -> Line:
    fields = raw if isinstance(raw, dict) else {}
    name, ticket_id = fields.get("contract") or contract, fields.get("id", "")
    return Line(number, _short(ticket_id), _short(name), None, error.field, str(error))


def _short(value: Any) -> str:
    """Return a value of a line that cannot be judged, as a text of bounded length."""
    return str(value)[:LONGEST_SHOWN]


def write_lines(judged: Iterable[Judged], language: str) -> Iterator[bytes]:
    """Yield a line of JSON for each judged line."""
    words: dict[str, Words] = {}
    dumps, newline = orjson.dumps, orjson.OPT_APPEND_NEWLINE
    for item in judged:
        yield dumps(record(item, language, words), option=newline)


def record(item: Judged, language: str, words: dict[str, Words]) -> dict[str, Any]:
    """Return the fields of a line out: see docs/command.md, "A line out".

    Args:
        words: the `Words` of each zone met so far; filled by this function.
    """
    line, verdict, _other = item
    if verdict is None:
        return bad_line(line)
    zone = verdict.contract.zone
    iso = zone.iso
    due: dict[str, str | None] = {}
    clocks: dict[str, Any] = {}
    last_start, start_text = None, None
    for row, state, start, at, _, met_at, breached_at, used_s, left_s, paused_s in verdict.clocks:
        key = row.key
        due[key] = due_text = None if at is None else iso(at)
        if start != last_start:
            last_start, start_text = start, None if start is None else iso(start)
        clocks[key] = {
            "state": state,
            "start": start_text,
            "met_at": None if met_at is None else iso(met_at),
            "breached_at": None if breached_at is None else due_text,
            "used_s": used_s,
            "left_s": left_s,
            "paused_s": paused_s,
        }
    next_clock = verdict.next
    out: dict[str, Any] = {"id": line.id, "contract": line.contract, "due": due, "clocks": clocks}
    if next_clock is None:
        out["next"] = None
    else:
        key = next_clock.row.key
        out["next"] = {"clock": next_clock.row.clock, "due_key": key, "due": due[key]}
    if verdict.ticket.is_approximate:
        out["approximate"] = True
    if verdict.fees:
        out["fees"] = [fee_record(fee, iso) for fee in verdict.fees]
    outlook, notes = verdict.outlook, verdict.every_note
    if outlook.escalations:
        out["escalations"] = _escalations(outlook.escalations, iso)
    if outlook.next_escalation is not None:
        out["next_escalation"] = escalation_record(outlook.next_escalation, iso)
    if verdict.follow_ups:
        out["follow_ups"] = [_follow_up(task, iso, language) for task in verdict.follow_ups]
    out["notes"] = _notes(notes, language, zone, words) if notes else []
    return out


def fee_record(fee: Fee, iso: Callable[[int], str]) -> dict[str, Any]:
    """Return the fields of a fee in a line out."""
    rule = fee.rule
    return {
        "title": rule.title,
        "at": iso(fee.at),
        "certainty": rule.certainty,
        "basis": rule.basis,
        "amount": None if fee.amount is None else str(fee.amount),
        "currency": rule.currency,
        "minutes": fee.minutes,
        "clauses": list(rule.clauses),
    }


def escalation_record(told: Escalation, iso: Callable[[int], str]) -> dict[str, Any]:
    """Return the fields of an escalation in a line out."""
    return {
        "at": iso(told.at),
        "trigger": told.trigger,
        "level": None if told.level is None else told.level.level,
        "form": told.form or None,
        "to": told.to or None,
        "deputies": told.deputies,
        "clock": told.clock or None,
        "number": told.number,
        "clauses": told.clauses,
    }


def _escalations(
    escalations: Sequence[Escalation], iso: Callable[[int], str]
) -> list[dict[str, Any]]:
    """Return the records of a ticket's escalations.

    A silence tells one level up to a hundred times: then only the moment and the number differ.
    """
    found: list[dict[str, Any]] = []
    before: Escalation | None = None
    for told in escalations:
        if before is not None and _is_alike(before, told):
            found.append(found[-1] | {"at": iso(told.at), "number": told.number})
        else:
            found.append(escalation_record(told, iso))
        before = told
    return found


def _is_alike(one: Escalation, other: Escalation) -> bool:
    """Return whether two escalations differ only in their moment and number."""
    first, second = one.reason, other.reason
    return (
        one.level is other.level
        and first.row is second.row
        and first.clock == second.clock
        and first.level == second.level
        and one.clauses == other.clauses
    )


def _follow_up(task: Task, iso: Callable[[int], str], language: str) -> dict[str, Any]:
    return {
        "what": what_of(task, language),
        "since": iso(task.since),
        "due": None if task.due is None else iso(task.due),
        "state": task.state,
        "done_at": None if task.done_at is None else iso(task.done_at),
        "whom": task.whom or None,
        "clauses": task.clauses,
    }


def _notes(
    notes: Iterable[Note], language: str, zone: Zone, words: dict[str, Words]
) -> list[dict[str, Any]]:
    teller = words.get(zone.name)
    if teller is None:
        teller = words[zone.name] = Words(language, zone)
    return [
        {"code": note.code, "text": teller.note(note), "clauses": list(note.clauses)}
        for note in notes
    ]
