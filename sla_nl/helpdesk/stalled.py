"""Old name for jobs that version 0.1 has queued. Remove this module in version 0.3."""

from .upkeep.stalled import go_on

__all__ = ["go_on"]
