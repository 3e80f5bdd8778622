"""Commands of `bench --site SITE sla-nl ...`; a new one is a module here and a line below."""

from __future__ import annotations

import click

from .backfill import backfill
from .demo import demo
from .verify import verify


@click.group("sla-nl")
def sla_nl() -> None:
    """SLA contracts: rebuild, check, a demo."""


for command in (backfill, verify, demo):
    sla_nl.add_command(command)

commands = [sla_nl]
