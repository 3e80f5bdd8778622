"""Colours that follow the page: Helpdesk's variables, else the desk's, else plain colours.

Helpdesk and the desk have a light and a dark value for each variable, so a drawing needs no theme
of its own. Drawings use inline styles only: Helpdesk ships only the CSS classes that it uses.
"""

INK = "var(--ink-gray-8, var(--text-color, #383838))"
SOFT = "var(--ink-gray-5, var(--text-muted, #7c7c7c))"
LINE = "var(--outline-gray-2, var(--border-color, #e2e2e2))"
GROUND = "var(--surface-gray-2, var(--control-bg, #f3f3f3))"
PAPER = "var(--surface-white, var(--card-bg, #fff))"
BLUE = "var(--ink-blue-2, var(--blue-500, #0289f7))"
GREEN = "var(--ink-green-2, var(--green-600, #30a66d))"
RED = "var(--ink-red-3, var(--red-500, #e03636))"
AMBER = "var(--ink-amber-3, var(--orange-500, #e86c13))"
