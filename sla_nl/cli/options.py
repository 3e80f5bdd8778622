"""Options that several commands share, and the checks of their values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import wraps
from inspect import signature
from pathlib import Path
from typing import Any

import click

from sla_nl.engine.calendars.instants import (
    FIRST_S,
    HOW_TO_WRITE,
    InstantError,
    Zone,
    ZoneError,
    parse_instant,
    zone,
)
from sla_nl.engine.calendars.periods import Period, PeriodError, read_period
from sla_nl.engine.contract import Contract
from sla_nl.engine.errors import ContractError
from sla_nl.engine.terms.vocabulary import READINGS
from sla_nl.engine.words.tables import LANGUAGES
from sla_nl.vendors import ContractFileError, read_documents, shipped_catalogue, shipped_contracts

from .writing.output import CommandError
from .writing.records import FORMS

Command = Callable[..., Any]

language_option = click.option(
    "--language", type=click.Choice(LANGUAGES), default="en", show_default=True,
    help="The language of words, not of names.",
)  # fmt: skip


def output_options(command: Command) -> Command:
    """Add `--format`, `--output` and `--force` to a command that writes records."""
    for option in (
        click.option("--force", is_flag=True, help="Replace the output file where it exists."),
        click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to a file."),
        click.option(
            "--format", "form", type=click.Choice(FORMS), default="table", show_default=True
        ),
    ):
        command = option(command)
    return command


def contract_options(command: Command) -> Command:
    """Add `--contracts` and `--set` to a command, which gets `contracts` by id.

    A command with a parameter `files` or `readings` also gets what was given.
    """
    wanted = signature(command).parameters

    @click.option(
        "--contracts", "files", type=click.Path(path_type=Path), multiple=True,
        help="A JSON file of contracts and calendars that adds to the shipped ones or replaces "
        "them by name. Repeatable.",
    )  # fmt: skip
    @click.option(
        "--set", "readings", multiple=True, metavar="READING=VALUE",
        help=f"Read the contracts otherwise: {', '.join(READINGS)}. Repeatable.",
    )  # fmt: skip
    @wraps(command)
    def with_contracts(
        *args: Any, files: tuple[Path, ...], readings: tuple[str, ...], **kwargs: Any
    ) -> Any:
        contracts = load_contracts(files)
        chosen = _readings(readings)
        if chosen:
            contracts = {name: c.with_readings(chosen) for name, c in contracts.items()}
        for name, value in (("files", files), ("readings", chosen)):
            if name in wanted:
                kwargs[name] = value
        return command(*args, contracts=contracts, **kwargs)

    return with_contracts


def load_contracts(files: tuple[Path, ...]) -> Mapping[str, Contract]:
    """Return the shipped contracts; contracts in the files are added or replace them.

    Raises: CommandError: with every fault.
    """
    if not files:
        return shipped_contracts()
    catalogue = shipped_catalogue()
    try:
        for path in files:
            catalogue.add(read_documents(path), str(path))
        return catalogue.contracts()
    except ContractFileError as error:
        raise CommandError(error) from error
    except ContractError as error:
        raise CommandError(*error.faults) from error
    except OSError as error:
        raise CommandError(f"{error.filename}: {error.strerror}") from error


def chosen_contract(contracts: Mapping[str, Contract], name: str) -> Contract:
    """Return the contract of `--contract`. Raises: CommandError: there is none of that name."""
    if name not in contracts:
        raise CommandError(f"--contract: {name!r} is none of {', '.join(sorted(contracts))}")
    return contracts[name]


def chosen_period(text: str, of_zone: Zone) -> Period:
    """Return the period of `--period`. Raises: click.BadParameter: it is none."""
    try:
        return read_period(text, of_zone)
    except PeriodError as error:
        raise click.BadParameter(str(error), None, None, "--period") from error


def _readings(given: tuple[str, ...]) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for text in given:
        name, _, value = text.partition("=")
        if name not in READINGS:
            raise click.BadParameter(
                f"{name!r} is none of {', '.join(READINGS)}", None, None, "--set"
            )
        if value not in READINGS[name]:
            options = ", ".join(READINGS[name])
            raise click.BadParameter(f"{name}: {value!r} is none of {options}", None, None, "--set")
        chosen[name] = value
    return chosen


class ZoneType(click.ParamType):  # type: ignore[type-arg]
    """An IANA time zone."""

    name = "zone"

    def convert(self, value: Any, param: Any, ctx: Any) -> Zone:
        """Return the time zone with a name. Raises: click.BadParameter: there is none."""
        try:
            return value if isinstance(value, Zone) else zone(value)
        except ZoneError as error:
            self.fail(str(error), param, ctx)


timezone_option = click.option(
    "--timezone", type=ZoneType(), default="Europe/Amsterdam", show_default=True,
    help="The zone of times without an offset.",
)  # fmt: skip

jobs_option = click.option(
    "--jobs", type=click.IntRange(1, 256), metavar="N",
    help="The number of processes that judge; for a large file one for each core if not given.",
)  # fmt: skip

now_option = click.option(
    "--now", default=None, metavar="ISO",
    help="The moment to judge at; the current time if not given.",
)  # fmt: skip


def moment(given: str | None, naive_zone: Zone, option: str = "--now") -> int:
    """Return the moment that an option gives, else the time. No other function reads the clock.

    Args:
        option: the option that gives the moment, for the message.
    Raises: click.BadParameter: it is no ISO 8601 moment.
    """
    if given is None:
        return int(datetime.now(UTC).timestamp())
    try:
        found = parse_instant(given, naive_zone)
    except InstantError as error:
        raise click.BadParameter(f"{error}; {HOW_TO_WRITE}", None, None, option) from error
    if found < FIRST_S:
        raise click.BadParameter(f"{given!r} lies before the year 2", None, None, option)
    return found
