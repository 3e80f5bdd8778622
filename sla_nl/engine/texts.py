"""Texts that can be translated when they are shown: a template and the values for its places."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

_LONGEST = 80


def shown(value: object) -> str:
    """Return a value as a message shows it: the beginning of a long one."""
    text = repr(value[:_LONGEST] if isinstance(value, str) else value)
    is_short = len(text) <= _LONGEST and not (isinstance(value, str) and len(value) > _LONGEST)
    return text if is_short else f"{text[:_LONGEST]}..."


class Text(NamedTuple):
    """A text that can be translated: a template and the values for its places.

    A value that is a tuple is a list of words, each of which is translated too.
    """

    template: str
    values: tuple[str | tuple[str, ...], ...] = ()

    def tell(self, translate: Callable[[str], str] = str) -> str:
        """Return the text, with its template and its words translated by `translate`."""
        values = (
            value if isinstance(value, str) else ", ".join(map(translate, value))
            for value in self.values
        )
        return translate(self.template).format(*values)

    def __str__(self) -> str:
        return self.tell()


def _(template: str, *values: str | tuple[str, ...]) -> Text:
    """Return a `Text`. Translation tools find its template by the name of this function."""
    return Text(template, values)


class TextError(ValueError):
    """An error whose message, `text`, can be translated."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text
