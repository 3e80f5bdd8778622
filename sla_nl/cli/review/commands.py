"""The commands for a review with a customer: compliance, compare, desks and dates."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from sla_nl.engine.calendars.instants import Zone
from sla_nl.engine.compliance.results import BASES, GROUPS
from sla_nl.engine.contract import Contract
from sla_nl.vendors import shipped_contracts

from ..job import Job
from ..options import (
    chosen_contract,
    chosen_period,
    contract_options,
    jobs_option,
    language_option,
    load_contracts,
    moment,
    now_option,
    output_options,
    timezone_option,
)
from ..writing.output import CommandError, end_with_failures
from ..writing.records import Output, write
from .compare import Judges, compare
from .compliance import Question, compliance
from .desks import DATE_COLUMNS, DESK_COLUMNS, date_records, desk_records

_ALWAYS = ("contract", "kind", "priority")
"""The columns by which figures are always split: only with them a promise has one figure."""


@click.command("compliance")
@click.argument("file", type=click.Path(allow_dash=True))
@click.option(
    "--contract", default="", metavar="ID",
    help="The contract of tickets that name none; all of its promises get a line.",
)  # fmt: skip
@click.option(
    "--period", default="", metavar="PERIOD",
    help="What to count: 2026-06, 2026-Q2, 2026-H1 or 2026; everything if not given.",
)  # fmt: skip
@click.option(
    "--by", "basis", type=click.Choice(BASES), default=BASES[0], show_default=True,
    help="Whether a ticket counts when its promise was decided or when it was reported.",
)  # fmt: skip
@click.option(
    "--group", default="", metavar="COLUMNS",
    help=f"Split the figures further, by some of {', '.join(GROUPS)}, with commas between.",
)  # fmt: skip
@output_options
@jobs_option
@timezone_option
@now_option
@language_option
@contract_options
def compliance_command(
    file: str,
    contract: str,
    period: str,
    basis: str,
    group: str,
    form: str,
    output: Path | None,
    force: bool,
    jobs: int | None,
    timezone: Zone,
    now: str | None,
    language: str,
    contracts: Mapping[str, Contract],
) -> None:
    """Say which promises were kept in the tickets of FILE, and by which share.

    FILE is as for stamp. Each promise of a ticket is decided once: when it was met, or at its due
    date if it was not. It counts in the period in which it was decided.
    """
    job = Job(file, contracts, contract, timezone, moment(now, timezone), language)
    asked = chosen_period(period, timezone).name if period else ""
    question = Question(asked, basis, _groups(group))
    written = Output(form, output, job.source, force, language)
    end_with_failures(compliance(job, question, written, jobs))


@click.command("compare")
@click.argument("file", type=click.Path(allow_dash=True))
@click.option(
    "--with", "other", default="", metavar="ID",
    help="The contract to judge all tickets by; each keeps its own if not given.",
)  # fmt: skip
@click.option(
    "--contract", default="", metavar="ID", help="The contract of tickets that name none."
)
@output_options
@jobs_option
@timezone_option
@now_option
@language_option
@contract_options
def compare_command(
    file: str,
    other: str,
    contract: str,
    form: str,
    output: Path | None,
    force: bool,
    jobs: int | None,
    timezone: Zone,
    now: str | None,
    language: str,
    contracts: Mapping[str, Contract],
    files: tuple[Path, ...],
    readings: Mapping[str, str],
) -> None:
    """Judge the tickets of FILE as they are and as they would be, and say what differs.

    They would be under the contract of --with, as --contracts has it, and under the readings of
    --set. They are under their own contract as it is shipped, or as --contracts has it where it is
    not shipped, and under its own readings. A priority that the other contract does not have is
    read as the one that Helpdesk's priority has there.
    """
    if not (other or files or readings):
        raise click.UsageError("give --with, --contracts or --set: what to compare with")
    if other and other not in contracts:
        raise CommandError(f"--with: {other!r} is none of {', '.join(sorted(contracts))}")
    in_force = {**load_contracts(files), **shipped_contracts()}
    job = Job(file, in_force, contract, timezone, moment(now, timezone), language)
    written = Output(form, output, job.source, force, language)
    end_with_failures(compare(Judges(job, contracts, other), written, jobs))


@click.command("desks")
@click.option("--contract", required=True, metavar="ID", help="The contract.")
@click.option("--at", metavar="ISO", help="The moment of the call; the current time if not given.")
@click.option("--priority", default="", metavar="CODE", help="The priority of the call.")
@output_options
@timezone_option
@language_option
@contract_options
def desks_command(
    contract: str,
    at: str | None,
    priority: str,
    form: str,
    output: Path | None,
    force: bool,
    timezone: Zone,
    language: str,
    contracts: Mapping[str, Contract],
) -> None:
    """Say which desks of a contract are open at a moment, and which take a call."""
    chosen = chosen_contract(contracts, contract)
    records = desk_records(chosen, moment(at, timezone, "--at"), priority)
    write(records, DESK_COLUMNS, Output(form, output, None, force, language))


@click.command("dates")
@click.option("--contract", required=True, metavar="ID", help="The contract.")
@click.option("--event", required=True, metavar="EVENT", help="Such as version_effective.")
@click.option("--at", required=True, metavar="ISO", help="When it happens.")
@output_options
@timezone_option
@language_option
@contract_options
def dates_command(
    contract: str,
    event: str,
    at: str,
    form: str,
    output: Path | None,
    force: bool,
    timezone: Zone,
    language: str,
    contracts: Mapping[str, Contract],
) -> None:
    """Say what an event of a contract makes due, and when: a notice, an objection, a meeting."""
    chosen = chosen_contract(contracts, contract)
    records = date_records(chosen, event, moment(at, timezone, "--at"), contracts)
    write(records, DATE_COLUMNS, Output(form, output, None, force, language))


COMMANDS = (compliance_command, compare_command, desks_command, dates_command)


def _groups(text: str) -> tuple[str, ...]:
    """Return the groups of `--group`; those that are always there may be named too."""
    given = [word.strip() for word in text.split(",") if word.strip()]
    for word in given:
        if word not in (*GROUPS, *_ALWAYS):
            known = ", ".join((*_ALWAYS, *GROUPS))
            raise click.BadParameter(f"{word!r} is none of {known}", None, None, "--group")
    return tuple(group for group in GROUPS if group in given)
