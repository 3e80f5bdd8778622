"""How the clauses of an agreement are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple


class Citation(NamedTuple):
    """A clause, or several of one article, as it is shown.

    Args:
        name: such as `art. 4.5`.
        texts: what the agreement says there; empty if that is not known.
        language: the language of the agreement, such as `nl`; empty without texts.
    """

    name: str
    texts: tuple[str, ...] = ()
    language: str = ""


Cite = Callable[[Iterable[str], str], list[Citation]]
"""A function of clauses and of the reader's language, `en` or `nl`."""


def by_code(clauses: Iterable[str], language: str) -> list[Citation]:
    """Return each clause by its own code, without a text: `vcare-4.5-p1-response`."""
    return [Citation(clause) for clause in clauses]
