"""Jobs that were queued by version 0.1 name this module; remove it in version 0.3."""

from .bulk.sweep import catch_up, run

__all__ = ["catch_up", "run"]
