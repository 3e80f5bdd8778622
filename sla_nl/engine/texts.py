"""Texts that can be told in the user's language: a template and the values for its places."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Text(NamedTuple):
    """A text that can be told in another language: a template and what fills its places.

    A value that is a tuple is a list of words, each of which can be told in that language too.
    """

    template: str
    values: tuple[str | tuple[str, ...], ...] = ()

    def tell(self, translate: Callable[[str], str] = str) -> str:
        """The text, with its template and its words as `translate` gives them."""
        values = (
            value if isinstance(value, str) else ", ".join(map(translate, value))
            for value in self.values
        )
        return translate(self.template).format(*values)

    def __str__(self) -> str:
        return self.tell()


def _(template: str, *values: str | tuple[str, ...]) -> Text:
    """A text, under the name by which translators' tools find its template."""
    return Text(template, values)


class TextError(ValueError):
    """A refusal that can be told in another language: its `text`."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text
