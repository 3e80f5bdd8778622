"""`bench --site SITE sla-nl demo`."""

from __future__ import annotations

from collections import Counter
from typing import Any

import click
import frappe
from frappe.commands import pass_context

from sla_nl.safe_output import visible

from .site import connected


@click.command("demo")
@click.option("--clear", "is_clearing", is_flag=True, help="Take exactly that away again.")
@pass_context
def demo(context: Any, is_clearing: bool) -> None:
    """Fill the site with customers, contracts and tickets to look at."""
    from sla_nl.helpdesk.desk import demo as service

    with connected(context):
        try:
            if is_clearing:
                number, kept = service.clear()
                summary = f"{number} tickets taken away, with their customers and contracts"
                if kept:
                    names = ", ".join(f"{doctype} {name}" for doctype, name in kept)
                    summary += f"; kept, as something else uses it: {names}"
            else:
                counts = Counter(doctype for doctype, _name in service.fill())
                summary = ", ".join(f"{number} {doctype}" for doctype, number in counts.items())
        except service.DemoError as error:
            raise click.ClickException(visible(error)) from error
        frappe.db.commit()
    click.echo(visible(summary))
