"""Jobs that were queued by version 0.1 name this module; remove it in version 0.3."""

from .upkeep.backfill import work

__all__ = ["work"]
