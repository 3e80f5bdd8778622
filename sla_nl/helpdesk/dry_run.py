"""Old name for jobs that version 0.1 has queued. Remove this module in version 0.3."""

from .upkeep.dry_run import work

__all__ = ["work"]
