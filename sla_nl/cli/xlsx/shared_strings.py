"""The texts that the cells of a workbook share, kept in a file and not in memory."""

from __future__ import annotations

import tempfile
from array import array
from functools import lru_cache

from ..reading.limits import MOST_STRING_COUNT
from ..reading.source import SourceError, temporary_faults
from .cell_text import CellText
from .xml_parts import Reader

_BUFFER = 256 * 1024
_KEPT = 256


class SharedStrings(Reader):
    """Texts by their number, from 0, in the order in which the part has them.

    Where each text ends is kept in memory, 8 bytes a text. The texts are in a temporary file; only
    those that were asked for last are kept.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - see `close`
        self._ends = array("Q", [0])
        self._waiting = bytearray()
        self._cell = CellText("the texts that cells share")
        self.get = lru_cache(maxsize=_KEPT)(self._read)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element, as the XML parser calls it."""
        self._cell.start(name)

    def text(self, text: str) -> None:
        """Take a piece of text, as the XML parser calls it."""
        self._cell.add(text)

    def end(self, name: str) -> None:
        """Take the end of an element, as the XML parser calls it."""
        self._cell.end(name)
        if name == "si":
            self._add(self._cell.take())

    def finish(self) -> None:
        """Make every text ready to be asked for."""
        with temporary_faults():
            self._file.write(self._waiting)
        self._waiting.clear()

    def close(self) -> None:
        """Give up the file."""
        self._file.close()

    def _add(self, text: str) -> None:
        if len(self._ends) > MOST_STRING_COUNT:
            raise SourceError(f"its cells share more than {MOST_STRING_COUNT:,} texts")
        data = text.encode()
        self._waiting += data
        self._ends.append(self._ends[-1] + len(data))
        if len(self._waiting) > _BUFFER:
            self.finish()

    def _read(self, number: int) -> str:
        """Return a text. Raises: IndexError: there is none of that number."""
        if not 0 <= number < len(self._ends) - 1:
            raise IndexError(number)
        self._file.seek(self._ends[number])
        return self._file.read(self._ends[number + 1] - self._ends[number]).decode()
