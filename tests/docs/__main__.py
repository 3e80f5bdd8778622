"""`make docs`: write the pages of `docs/` that are made from the code."""

from __future__ import annotations

from .contracts import PAGE, page

PAGE.write_text(page(), encoding="utf-8")
print(f"{PAGE} is written")
