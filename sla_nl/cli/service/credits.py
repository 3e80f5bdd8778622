"""`sla-nl credits`: the meetings and discounts that follow a first meeting."""

from __future__ import annotations

from collections.abc import Iterator

from sla_nl.engine.contract import Contract
from sla_nl.engine.errors import LineError, NoOpeningTimeError
from sla_nl.engine.service.credit_steps import credit_steps
from sla_nl.engine.service.credits import CreditCase, credit_case
from sla_nl.engine.words.service import ServiceWords

from ..writing.output import CommandError
from ..writing.records import EXPLANATION, Column, Output, Record, percent, short_moment, write

COLUMNS = (
    Column("what", ("What", "Wat")),
    Column("at", ("From", "Vanaf"), short_moment),
    Column("percentage", ("Percentage", "Percentage")),
)
"""The columns of a table and of csv; csv has `error` as well."""

_NAMES = {
    "en": {"follow_up": "follow-up meeting", "discount": "discount", "now": "now"},
    "nl": {"follow_up": "vervolgoverleg", "discount": "korting", "now": "nu"},
}


def tell_credits(
    contract: Contract,
    meeting: int,
    progress: int | None,
    now: int,
    output: Output,
    is_explained: bool,
) -> None:
    """Write the ladder of a first meeting. Raises: CommandError: the contract has none."""
    try:
        case = credit_case(contract, meeting, progress, now)
    except LineError as error:
        raise CommandError(f"--{error.field}: {error.text}") from error
    except (NoOpeningTimeError, OverflowError, ValueError) as error:
        raise CommandError(f"--contract: {error}") from error
    words = ServiceWords(output.language, contract.zone)
    sentences = [words.step(step) for step in credit_steps(case)] if is_explained else []
    if output.form == "jsonl":
        explanation = {EXPLANATION: sentences} if is_explained else {}
        write([_record(case) | explanation], COLUMNS, output)
    else:
        records = list(_rows(case, output))
        records[-1][EXPLANATION] = sentences
        write(records, COLUMNS, output)


def _record(case: CreditCase) -> Record:
    iso = case.contract.zone.iso
    return {
        "follow_ups": [iso(meeting.at) for meeting in case.follow_ups],
        "steps": [{"from": iso(s.at), "percentage": percent(s.percentage)} for s in case.steps],
        "percentage": percent(case.percentage),
    }


def _rows(case: CreditCase, output: Output) -> Iterator[Record]:
    """Yield a row for each meeting and discount, in order, and one for the present discount."""
    iso, is_table = case.contract.zone.iso, output.form == "table"
    moments: list[tuple[int, str, float | None]]
    moments = [(at, "follow_up", None) for at, _row in case.follow_ups]
    moments += [(at, "discount", percent(percentage)) for at, percentage in case.steps]
    now = (case.now, "now", percent(case.percentage))
    for at, what, percentage in (*sorted(moments, key=lambda moment: moment[0]), now):
        name = _NAMES[output.language][what] if is_table else what
        yield {"what": name, "at": iso(at), "percentage": percentage}
