"""The text of one cell of a workbook, gathered from the pieces in which it is read."""

from __future__ import annotations

from ..reading.limits import LONGEST_TEXT
from ..reading.source import SourceError

_HOLDERS = frozenset(("t", "v", "f"))
_AID = "rPh"  # how a Japanese text is pronounced, written over it


class CellText:
    """Gather the characters of the elements that hold text, up to the limit.

    Args: place: where the cell is, for messages.
    """

    def __init__(self, place: str) -> None:
        self.place = place
        self._parts: list[str] = []
        self._size = 0
        self._is_aid = self._is_open = False

    def start(self, name: str) -> None:
        """Begin an element of the cell."""
        self._is_aid = self._is_aid or name == _AID
        self._is_open = name in _HOLDERS and not self._is_aid

    def end(self, name: str) -> None:
        """End an element of the cell."""
        self._is_aid = self._is_aid and name != _AID
        self._is_open = False

    def add(self, text: str) -> None:
        """Add characters, if they belong to the text. Raises: SourceError: it is too long."""
        if self._is_open:
            self._size += len(text)
            if self._size > LONGEST_TEXT:
                raise SourceError(
                    f"{self.place}: a cell holds more than {LONGEST_TEXT:,} characters, the most "
                    "that Excel allows; leave out columns of long texts, such as Description"
                )
            self._parts.append(text)

    def take(self) -> str:
        """Return the text, and begin anew."""
        text = "".join(self._parts)
        self._parts.clear()
        self._size = 0
        return text
