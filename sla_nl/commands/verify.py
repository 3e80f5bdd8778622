"""`bench --site SITE sla-nl verify`."""

from __future__ import annotations

import sys
from typing import Any

import click
from frappe.commands import pass_context

from sla_nl.safe_output import visible

from .site import connected


@click.command("verify")
@pass_context
def verify(context: Any) -> None:
    """Judge every ticket again, and report what differs; the exit status is then 1."""
    from sla_nl.helpdesk.upkeep.verify import verify as verified

    looked = differing = earlier = 0
    with connected(context):
        for ticket in verified():
            looked += 1
            differing += len(ticket.findings)
            earlier += not ticket.is_compared
            for finding in ticket.findings:
                click.echo(visible(finding))
    summary = f"{looked} tickets looked at, {differing} differences"
    if earlier:
        summary += f"; {earlier} solved under earlier terms, not compared"
    click.echo(visible(summary))
    sys.exit(1 if differing else 0)
