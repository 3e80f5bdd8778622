"""`python -m sla_nl` is the command `sla-nl`."""

from .cli.main import main

main()
