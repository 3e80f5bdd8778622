"""A stream of which the first bytes were looked at, to be read from its beginning all the same."""

from __future__ import annotations

import io
from typing import Any, BinaryIO

_MOST_BLANKS = 64 * 1024
_BLANK = b" \t\r\n"
_BOM = b"\xef\xbb\xbf"


def first_bytes(stream: io.BufferedIOBase) -> tuple[bytes, BinaryIO]:
    """Return the first bytes that are no blanks or byte order mark, and the whole stream again.

    A pipe may bring a blank line first, so it is read until something else comes.
    """
    head = b""
    while not _content(head) and len(head) < _MOST_BLANKS:
        piece = stream.read(4 - len(head) if len(head) < 4 else 1)
        if not piece:
            break
        head += piece
    return _content(head), io.BufferedReader(_Replay(head, stream))


def _content(head: bytes) -> bytes:
    return head.removeprefix(_BOM).lstrip(_BLANK)


class _Replay(io.RawIOBase):
    """Some bytes, and then a stream."""

    def __init__(self, head: bytes, stream: io.BufferedIOBase) -> None:
        self._head = head
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._head[: len(buffer)] or self._stream.read1(len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)
