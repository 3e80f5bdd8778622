"""The commands about maintenance, availability and credits. Each only turns words into a call."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from sla_nl.engine.calendars.instants import Zone
from sla_nl.engine.contract import Contract

from ..job import Job
from ..options import (
    chosen_contract,
    chosen_period,
    contract_options,
    language_option,
    moment,
    now_option,
    output_options,
    timezone_option,
)
from ..writing.output import end_with_failures
from ..writing.records import Output
from .availability import measure_file
from .credits import tell_credits
from .maintenance import judge_file

explain_option = click.option("--explain", is_flag=True, help="Tell step by step how it was found.")


@click.command("maintenance")
@click.argument("file", type=click.Path(allow_dash=True))
@click.option(
    "--contract", default="", metavar="ID", help="The contract of windows that name none."
)
@explain_option
@output_options
@timezone_option
@now_option
@language_option
@contract_options
def maintenance_command(
    file: str,
    contract: str,
    form: str,
    output: Path | None,
    force: bool,
    explain: bool,
    timezone: Zone,
    now: str | None,
    language: str,
    contracts: Mapping[str, Contract],
) -> None:
    """Judge the maintenance windows of FILE by their contracts.

    FILE is .jsonl, a window a line; - is standard input. --now is the moment of the announcement of
    windows that have none.
    """
    if contract:
        chosen_contract(contracts, contract)
    job = Job(file, contracts, contract, timezone, moment(now, timezone), language)
    end_with_failures(judge_file(job, Output(form, output, job.source, force, language), explain))


@click.command("availability")
@click.argument("file", type=click.Path(allow_dash=True))
@click.option("--contract", required=True, metavar="ID", help="The contract of the services.")
@click.option("--period", required=True, metavar="2026-06|2026-Q2|2026-H1|2026")
@explain_option
@output_options
@timezone_option
@now_option
@language_option
@contract_options
def availability_command(
    file: str,
    contract: str,
    period: str,
    form: str,
    output: Path | None,
    force: bool,
    explain: bool,
    timezone: Zone,
    now: str | None,
    language: str,
    contracts: Mapping[str, Contract],
) -> None:
    """Calculate the availability of a contract's services in a period.

    FILE is .jsonl, an outage or a maintenance window a line; - is standard input. An outage that
    has not ended lasts until --now, at most until the end of the period.
    """
    asked = chosen_period(period, chosen_contract(contracts, contract).zone)
    job = Job(file, contracts, contract, timezone, moment(now, timezone), language)
    end_with_failures(
        measure_file(job, asked, Output(form, output, job.source, force, language), explain)
    )


@click.command("credits")
@click.option("--contract", required=True, metavar="ID", help="The contract with the credit.")
@click.option("--meeting", required=True, metavar="ISO", help="When the first meeting was held.")
@click.option("--progress", metavar="ISO", help="When progress was recorded.")
@explain_option
@output_options
@timezone_option
@now_option
@language_option
@contract_options
def credits_command(
    contract: str,
    meeting: str,
    progress: str | None,
    form: str,
    output: Path | None,
    force: bool,
    explain: bool,
    timezone: Zone,
    now: str | None,
    language: str,
    contracts: Mapping[str, Contract],
) -> None:
    """Tell which meetings and discounts follow a first meeting about missed promises."""
    tell_credits(
        chosen_contract(contracts, contract),
        moment(meeting, timezone, "--meeting"),
        None if progress is None else moment(progress, timezone, "--progress"),
        moment(now, timezone),
        Output(form, output, None, force, language),
        explain,
    )


COMMANDS = (maintenance_command, availability_command, credits_command)
