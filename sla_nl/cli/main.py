"""The command `sla-nl`. Each command here only turns words into a call."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from sla_nl import __version__
from sla_nl.engine.calendars.instants import Zone
from sla_nl.engine.contract import Contract
from sla_nl.engine.errors import ContractError
from sla_nl.engine.terms.vocabulary import KINDS
from sla_nl.vendors import ContractFileError, read_documents, shipped_catalogue

from .coverage import coverage_faults
from .coverage_text import coverage_text
from .describe import calendar_text, contract_list, contract_text
from .explain import explain_file, explain_ticket
from .job import Job
from .options import (
    contract_options,
    jobs_option,
    language_option,
    moment,
    now_option,
    timezone_option,
)
from .review.commands import COMMANDS as REVIEWS
from .service.commands import COMMANDS as SERVICE_COMMANDS
from .stamp import FORMATS, stamp
from .writing.output import CommandError, end_with_failures, say, written_faults

DEMO_NOW = "2026-11-20T16:55:00+01:00"


class _Commands(click.Group):
    """The commands; a standard output that takes nothing more ends each of them in one line."""

    def invoke(self, ctx: click.Context) -> Any:
        with written_faults(None):
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """SLA contracts on helpdesk tickets: when each promise is due, and why."""


@main.command("stamp")
@click.argument("file", type=click.Path(allow_dash=True))
@click.option(
    "--contract", default="", metavar="ID", help="The contract of tickets that name none."
)
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to a file.")
@click.option("--force", is_flag=True, help="Replace the output file where it exists.")
@click.option("--strict", is_flag=True, help="Stop at the first bad line.")
@jobs_option
@timezone_option
@now_option
@language_option
@contract_options
def stamp_command(
    file: str,
    contract: str,
    form: str,
    output: Path | None,
    force: bool,
    strict: bool,
    jobs: int | None,
    timezone: Zone,
    now: str | None,
    language: str,
    contracts: Mapping[str, Contract],
) -> None:
    """Stamp the tickets of FILE with their deadlines.

    FILE is .jsonl, or the .csv or .xlsx that Frappe exports for HD Ticket; - is standard input.

    Files are read as a stream. A line of .jsonl or a row of .csv has at most 32 MiB. A sheet of
    .xlsx has at most 1,048,576 rows, 16,384 columns and 32,767 characters in a cell, as in Excel,
    and unpacked 4 GiB with 1 GiB of texts that cells share.

    In csv a text that begins with = + - @, a tab or an end of line gets a ' before it, so that no
    spreadsheet takes it for a formula; numbers stay numbers. On a terminal control characters are
    shown by their code, such as \\x1b.
    """
    job = Job(file, contracts, contract, timezone, moment(now, timezone), language)
    end_with_failures(stamp(job, form, output, force, strict, jobs))


@main.command("explain")
@click.argument("file", required=False, type=click.Path(allow_dash=True))
@click.option("--id", "ticket_id", help="Only this ticket of FILE.")
@click.option("--contract", default="", metavar="ID")
@click.option("--kind", type=click.Choice(KINDS), default="incident", show_default=True)
@click.option("--priority", default=None, metavar="CODE")
@click.option("--reported-at", metavar="ISO", help="Explain a ticket reported then, without FILE.")
@click.option("--responded-at", metavar="ISO", help="When it got its first response.")
@click.option("--channel", default=None)
@timezone_option
@now_option
@language_option
@contract_options
def explain_command(
    file: str | None,
    ticket_id: str | None,
    contract: str,
    kind: str,
    priority: str | None,
    reported_at: str | None,
    responded_at: str | None,
    channel: str | None,
    timezone: Zone,
    now: str | None,
    language: str,
    contracts: Mapping[str, Contract],
) -> None:
    """Tell step by step how each due date is reached, with the clauses it rests on.

    For the tickets of FILE, or for one ticket given by --contract, --priority and --reported-at.
    """
    at = moment(now, timezone)
    if file is not None:
        job = Job(file, contracts, contract, timezone, at, language)
        end_with_failures(explain_file(job, ticket_id))
        return
    if not reported_at:
        raise click.UsageError("give FILE, or --contract, --priority and --reported-at")
    events = [{"at": responded_at, "event": "responded"}] if responded_at else []
    fields = {
        "id": "ticket", "contract": contract, "kind": kind, "priority": priority,
        "reported_at": reported_at, "channel": channel, "events": events,
    }  # fmt: skip
    explain_ticket(fields, contracts, timezone, at, language)


@main.command("contracts")
@click.argument("contract_id", required=False, metavar="[ID]")
@contract_options
def contracts_command(contract_id: str | None, contracts: Mapping[str, Contract]) -> None:
    """List the contracts, or show what one promises."""
    if contract_id is None:
        say(*contract_list(contracts))
        return
    say(*contract_text(_chosen(contracts, contract_id)))


@main.command("calendar")
@click.argument("name", metavar="ID")
@click.option("--year", type=click.IntRange(1966, 2100), help="The year to show; else this one.")
@language_option
@contract_options
def calendar_command(
    name: str, year: int | None, language: str, contracts: Mapping[str, Contract]
) -> None:
    """Show when a calendar is open. ID is a contract, or a calendar of one."""
    found = {n: c for contract in contracts.values() for n, c in contract.calendars.items()}
    found |= {n: contract.calendar for n, contract in contracts.items()}
    if name not in found:
        raise CommandError(f"{name!r} is no contract and no calendar: {', '.join(sorted(found))}")
    chosen = found[name]
    shown = year or chosen.local_day(moment(None, chosen.zone)).year
    say(*calendar_text(chosen, shown, language))


@main.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def check_command(file: Path) -> None:
    """Check a JSON file of contracts and calendars; every fault is listed."""
    catalogue = shipped_catalogue()
    try:
        documents = read_documents(file)
        catalogue.add(documents, str(file))
        catalogue.contracts()
    except ContractFileError as error:
        raise CommandError(str(error)) from error
    except ContractError as error:
        say(*(f"{file}: {fault}" for fault in error.faults), is_error=True)
        sys.exit(2)
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error
    say(f"{file}: sound, {len(documents)} documents")


for _command in (*REVIEWS, *SERVICE_COMMANDS):
    main.add_command(_command)


@main.command("coverage")
def coverage_command() -> None:
    """Say what the contracts do with each clause of the five SLAs: acts, recorded only, reason."""
    say(*coverage_text().split("\n"))
    if faults := coverage_faults():
        say(*faults, is_error=True)
        sys.exit(2)


@main.command("demo")
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("demo.html"))
@language_option
@contract_options
def demo_command(output: Path, language: str, contracts: Mapping[str, Contract]) -> None:
    """Stamp a shipped export of a Helpdesk site: a table here, a page in demo.html."""
    from sla_nl.engine.calendars.instants import parse_instant, zone
    from sla_nl.examples import TICKETS_CSV

    path = str(TICKETS_CSV)
    amsterdam, now = zone("Europe/Amsterdam"), parse_instant(DEMO_NOW)
    job = Job(path, contracts, "", amsterdam, now, language)
    stamp(job, "table", None, is_forced=False, is_strict=True)
    stamp(job, "html", output, is_forced=True, is_strict=True)
    say("", f"Why each date: open {output}")


def _chosen(contracts: Mapping[str, Contract], contract_id: str) -> Contract:
    if contract_id not in contracts:
        known = ", ".join(sorted(contracts))
        raise CommandError(f"{contract_id!r} is none of {known}")
    return contracts[contract_id]
