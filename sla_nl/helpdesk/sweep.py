"""Old name for jobs that version 0.1 has queued. Remove this module in version 0.3."""

from .bulk.sweep import catch_up, run

__all__ = ["catch_up", "run"]
