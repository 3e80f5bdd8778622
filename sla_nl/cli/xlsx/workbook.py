"""The first sheet of an xlsx workbook, row by row, whatever its size.

A workbook is a zip file of XML parts, which can unpack to a thousand times its size. So every part
has a limit, and the two large ones, the sheet and the texts that its cells share, are read as
streams.
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import IO, BinaryIO

from ..reading.limits import MOST_DIRECTORY, MOST_FILE, MOST_PART, MOST_SHEET, MOST_STRINGS, sized
from ..reading.source import SourceError
from .number_formats import NumberFormats
from .shared_strings import SharedStrings
from .sheet import Sheet
from .xml_parts import Reader, parse

_BAD_ZIP = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError)
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def sheet_rows(stream: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """Return the rows of the first sheet, each with its number; empty rows may be left out.

    Args: stream: the bytes of the workbook; it can seek.
    Raises: SourceError: it is no workbook, or exceeds a limit.
    """
    if stream.read(len(_OLE)) == _OLE:
        raise SourceError("an xls workbook or one with a password; save it as xlsx without one")
    with _named_faults():
        package = _Package(stream)
        book = package.book()
        formats = NumberFormats(is_from_1904=book.is_from_1904)
        if styles := book.part("/styles"):
            package.read(styles, formats)
        with closing(SharedStrings()) as strings:
            if shared := book.part("/sharedStrings"):
                package.read(shared, strings, MOST_STRINGS)
                strings.finish()
            sheet = Sheet(strings, formats)
            for _ in package.parse(book.first_sheet(), sheet, MOST_SHEET):
                yield from sheet.rows
                sheet.rows.clear()


@contextmanager
def _named_faults() -> Iterator[None]:
    try:
        yield
    except SourceError:
        raise
    except _BAD_ZIP as error:
        raise SourceError(f"not an xlsx workbook: {error}") from error


class _Bytes:
    """The bytes of a workbook, of which nobody reads too many at once.

    `zipfile` reads the list of all parts in one piece, before anything can be said of it.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.tell, self.seekable = stream.tell, stream.seekable

    def seek(self, offset: int, whence: int = 0) -> int:
        try:
            return self._stream.seek(offset, whence)
        except (OSError, ValueError, OverflowError) as error:
            raise zipfile.BadZipFile("a part lies outside of the file") from error

    def read(self, size: int = -1) -> bytes:
        data = b""
        if size <= MOST_DIRECTORY:
            data = self._stream.read(size if size >= 0 else MOST_DIRECTORY + 1)
        if max(size, len(data)) > MOST_DIRECTORY:
            raise SourceError(f"the list of its parts is longer than {sized(MOST_DIRECTORY)}")
        return data


class _Package:
    """The parts of a workbook by name."""

    def __init__(self, stream: BinaryIO) -> None:
        if stream.seek(0, 2) > MOST_FILE:
            raise SourceError(f"a workbook of more than {sized(MOST_FILE)}")
        self._zip = zipfile.ZipFile(_Bytes(stream))

    def book(self) -> _Book:
        """Read what the workbook says of its parts."""
        links = self._links("")
        name = next((at for kind, at in links.values() if kind.endswith("/officeDocument")), "")
        book = _Book(self._links(name))
        self.read(name, book)
        return book

    def read(self, name: str, reader: Reader, limit: int = MOST_PART) -> None:
        """Hand a whole part to a reader."""
        for _ in self.parse(name, reader, limit):
            pass

    def parse(self, name: str, reader: Reader, limit: int = MOST_PART) -> Iterator[None]:
        """Hand a part to a reader, piece by piece. Raises: SourceError: it is too large."""
        with self._open(name, limit) as part:
            yield from parse(part, name, reader)

    def _open(self, name: str, limit: int) -> IO[bytes]:
        try:
            info = self._zip.getinfo(name)
        except KeyError:
            raise SourceError(f"not an xlsx workbook: it has no part {name!r}") from None
        if info.file_size > limit:
            raise SourceError(
                f"its part {name} has {info.file_size:,} bytes unpacked, the most is {sized(limit)}"
            )
        if info.compress_type not in _PACKINGS:
            raise SourceError(f"not an xlsx workbook: {name} is packed in another way")
        return self._zip.open(info)

    def _links(self, name: str) -> dict[str, tuple[str, str]]:
        """Return the type and target of each part that a part names, by its id."""
        folder, own = posixpath.split(name)
        links = _Links(folder)
        self.read(posixpath.join(folder, "_rels", f"{own}.rels"), links)
        return links.found


class _Links(Reader):
    """Gather the parts that a part names."""

    def __init__(self, folder: str) -> None:
        self.found: dict[str, tuple[str, str]] = {}
        self._folder = folder

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            target = posixpath.join("/", self._folder, attributes.get("Target", ""))
            path = posixpath.normpath(target).lstrip("/")
            self.found[attributes.get("Id", "")] = attributes.get("Type", ""), path


class _Book(Reader):
    """Gather what a workbook says of itself: its sheets in order, and where its dates count from.

    Args: links: the type and target of each of its parts, by id.
    """

    def __init__(self, links: dict[str, tuple[str, str]]) -> None:
        self.is_from_1904 = False
        self._links = links
        self._sheets: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            self.is_from_1904 = attributes.get("date1904") in ("1", "true")
        elif name == "sheet":
            self._sheets += (v for key, v in attributes.items() if key.endswith(":id"))

    def part(self, kind: str) -> str:
        """Return the name of the part of a kind; empty where there is none."""
        return next((name for type_, name in self._links.values() if type_.endswith(kind)), "")

    def first_sheet(self) -> str:
        """Return the name of the first sheet that is none of charts. Raises: SourceError."""
        for link in self._sheets:
            type_, name = self._links.get(link, ("", ""))
            if type_.endswith("/worksheet"):
                return name
        raise SourceError("not an xlsx workbook: it has no sheet")
