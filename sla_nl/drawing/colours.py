"""Colours of the drawings: greys follow the page, the four signal colours are our own.

A page's greys (Helpdesk's variables, else the desk's, else plain ones) have a light and a dark
value. Its signal colours changed their meaning between versions of Helpdesk, so these are fixed:
each stands out from a light and from a dark page (a contrast of at least 3). Helpdesk keeps no
classes that it does not use itself: everything is an inline style.
"""

from __future__ import annotations

import re

INK = "var(--ink-gray-8, var(--text-color, #383838))"
SOFT = "var(--ink-gray-6, var(--text-muted, #666666))"
LINE = "var(--outline-gray-2, var(--border-color, #e2e2e2))"
GROUND = "var(--surface-gray-2, var(--control-bg, #f3f3f3))"
PAPER = "var(--surface-white, var(--card-bg, #fff))"
BLUE = "#0289f7"
GREEN = "#278f5e"
RED = "#d92d20"
AMBER = "#cf6f0a"

_VARIABLE = re.compile(r"var\(.*?(#[0-9a-f]{3,6})\)+")


def printed(html: str) -> str:
    """Return a drawing with the plain colours that a printer has in place of variables."""
    return _VARIABLE.sub(r"\1", html)
