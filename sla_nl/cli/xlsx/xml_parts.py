"""Read a part of a workbook, an XML text of any size, while memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from xml.parsers.expat import ExpatError, ParserCreate

from ..reading.source import SourceError

_CHUNK = 16 * 1024
_LONGEST_TAG = 64 * 1024
_DEEPEST = 64
_MOST_NAMES = 1000


class Reader:
    """Gather something from a part. Names of elements come without their namespace."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""

    def end(self, name: str) -> None:
        """End an element."""

    def text(self, text: str) -> None:
        """Take characters of the element that is open; a long text comes in pieces."""


def parse(stream: IO[bytes], part: str, reader: Reader) -> Iterator[None]:
    """Hand the elements of a part to a reader; yield after each piece of the stream.

    The parser itself keeps what is open: tags, names, the depth. No workbook needs much of them, so
    each has a limit.

    Args: part: the name of the part, for messages.
    Raises: SourceError: it is no XML, or no part of a workbook.
    """
    names: dict[str, str] = {}
    parser = ParserCreate(None, None, names)
    parser.buffer_text = True
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise SourceError(f"{part}: more than {_DEEPEST} elements in one another")
        reader.start(name.rpartition(":")[2], attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        reader.end(name.rpartition(":")[2])

    def refuse(*_: object) -> None:
        raise SourceError(f"{part}: has a document type, which no workbook has")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = refuse
    fed = 0
    try:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > _LONGEST_TAG:
                raise SourceError(f"{part}: a tag of more than {_LONGEST_TAG // 1024} KiB")
            if len(names) > _MOST_NAMES:
                raise SourceError(f"{part}: more than {_MOST_NAMES} names of elements")
            yield
        parser.Parse(b"", True)
    except ExpatError as error:
        raise SourceError(f"not an xlsx workbook: {part}: {error}") from error
    yield
