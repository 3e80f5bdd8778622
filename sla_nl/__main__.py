"""`python -m sla_nl` is the command `sla-nl`."""

from sla_nl.cli.main import main

main()
