"""`bench --site SITE sla-nl backfill`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import frappe
from frappe.commands import pass_context

from sla_nl.safe_output import visible

from .site import connected


@click.command("backfill")
@click.option(
    "--dry-run",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Change nothing; write what would change into this CSV file.",
)
@pass_context
def backfill(context: Any, target: Path | None) -> None:
    """Rebuild the timelines of tickets from before the app, and stamp those that are open.

    The workers of the queue help where there are any; what was stopped goes on from where it was.
    """
    with connected(context):
        if target is None:
            _backfill()
        else:
            _dry_run(target)


def _backfill() -> None:
    from sla_nl.helpdesk.upkeep import backfill as service
    from sla_nl.runs.runs import RUN

    run = service.start()
    frappe.db.commit()
    service.work(run)
    click.echo(visible(frappe.db.get_value(RUN, run, "outcome")))


def _dry_run(target: Path) -> None:
    from sla_nl.helpdesk.upkeep.dry_run import write_csv

    try:
        file = target.open("x", encoding="utf-8", newline="")
    except FileExistsError as error:
        raise click.ClickException(
            visible(f"{target} exists already; nothing was written")
        ) from error
    except OSError as error:
        raise click.ClickException(visible(f"{target}: {error.strerror}")) from error
    with file:
        looked, stamped = write_csv(file)
    summary = f"{target}: {looked} tickets looked at, {stamped} would change; nothing was changed"
    click.echo(visible(summary))
