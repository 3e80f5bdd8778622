"""The command `sla-nl`: the engine on files, with no server and no database."""
