"""Make workbooks of any size for tests; a part may repeat a piece thousands of times.

A piece is packed once and its packed bytes are repeated, so that a part of 3 GB is made at once.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import NamedTuple

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_MOST_CHECKED = 2**27
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class Part(NamedTuple):
    """A text that consists of `before`, the `piece` repeated `times` times, and `after`."""

    before: str
    piece: str = ""
    times: int = 0
    after: str = ""


def sheet(rows: str | Part) -> Part:
    """Return a sheet with these rows; the rows of a `Part` may repeat."""
    rows = rows if isinstance(rows, Part) else Part(rows)
    before = f'<worksheet xmlns="{MAIN}"><sheetData>{rows.before}'
    return rows._replace(before=before, after=f"{rows.after}</sheetData></worksheet>")


def row(*texts: str, number: int = 1) -> str:
    """Return a row of texts."""
    cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f'<row r="{number}">{cells}</row>'


def write_workbook(path: Path, rows: str | Part, **parts: str | Part) -> Path:
    """Write a workbook of one sheet and return its path.

    Args:
        parts: further parts by name, such as `sharedStrings` and `styles`.
    """
    path.write_bytes(make_zip(workbook_parts(rows, **parts)))
    return path


def workbook_parts(rows: str | Part, **parts: str | Part) -> dict[str, Part]:
    """Return the parts of a workbook of one sheet, by name."""
    made = {
        "[Content_Types].xml": _types(*parts),
        "_rels/.rels": _links(("officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": _links(
            ("worksheet", "worksheets/sheet1.xml"), *((name, f"{name}.xml") for name in parts)
        ),
        "xl/workbook.xml": Part(
            f'<workbook xmlns="{MAIN}" xmlns:r="{KINDS}"><sheets>'
            '<sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/worksheets/sheet1.xml": sheet(rows),
    }
    made |= {
        f"xl/{name}.xml": part if isinstance(part, Part) else Part(part)
        for name, part in parts.items()
    }
    return made


def _types(*names: str) -> Part:
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    listed = "".join(
        f'<Override PartName="/xl/{path}.xml" ContentType="{office}{kind}+xml"/>'
        for path, kind in (
            ("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet"),
            *((name, name) for name in names),
        )
    )  # fmt: skip
    default = '<Default Extension="rels" ContentType="{}.relationships+xml"/>'.format(
        "application/vnd.openxmlformats-package"
    )
    namespace = "http://schemas.openxmlformats.org/package/2006/content-types"
    return Part(f'<Types xmlns="{namespace}">{default}{listed}</Types>')


def _links(*targets: tuple[str, str]) -> Part:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{KINDS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return Part(f'<Relationships xmlns="{LINKS}">{listed}</Relationships>')


def make_zip(parts: dict[str, Part]) -> bytes:
    """Return the bytes of a zip file; the checksum of a very large part is 0."""
    body, directory = bytearray(), bytearray()
    for name, part in parts.items():
        packed, size, check = _packed(part)
        fields = (0, 8, 0, 0, check, len(packed), size, len(name), 0)
        directory += struct.pack("<4s2H4H3L2H", b"PK\1\2", 20, 20, *fields)
        directory += struct.pack("<3H2L", 0, 0, 0, 0, len(body)) + name.encode()
        body += struct.pack("<4sH4H3L2H", b"PK\3\4", 20, *fields) + name.encode() + packed
    count, start = len(parts), len(body)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(directory), start, 0)
    return bytes(body + directory + end)


def _packed(part: Part) -> tuple[bytes, int, int]:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)

    def packed(text: str) -> bytes:
        return packer.compress(text.encode()) + packer.flush(zlib.Z_FULL_FLUSH)

    before, piece, after = packed(part.before), packed(part.piece), packed(part.after)
    size = sum(len(text.encode()) for text in (part.before, part.after))
    size += len(part.piece.encode()) * part.times
    check = 0
    if size < _MOST_CHECKED:
        check = zlib.crc32((part.before + part.piece * part.times + part.after).encode())
    return before + piece * part.times + after + packer.flush(), size, check
