"""The Frappe module "SLA NL".

Frappe looks for a module's doctypes in a folder of the module's name; they stand one folder up
(docs/design.md 2), so this package is a window on its parent.
"""

from pathlib import Path

_APP = Path(__file__).parent.parent

__path__ = [str(_APP)]
__file__ = str(_APP / "__init__.py")
