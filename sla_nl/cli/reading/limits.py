"""How large a file of tickets may be. More is refused, so that no file exhausts the machine.

The limits of a workbook are Excel's own, where Excel has one. `sla-nl stamp --help` tells them.
"""

MOST_ROWS = 1_048_576
"""Rows of a sheet; Excel's own limit."""
MOST_COLUMNS = 16_384
"""Cells of a row, in a workbook or in csv; Excel's own limit."""
LONGEST_TEXT = 32_767
"""Characters in a cell of a workbook; Excel's own limit."""
LONGEST_SHEET_ROW = 4 * 1024 * 1024
"""Characters in all cells of one row of a workbook."""
LONGEST_SHOWN = 140
"""Characters of an id or contract beside the fault of its line, as Frappe's own names hold."""
LONGEST_LINE = 32 * 1024 * 1024
"""Bytes of a line of JSON, and characters of a row of csv, where a text may run over lines."""
MOST_FILE = 1024**3
"""Bytes of a workbook as it is on disk."""
MOST_SHEET = 4 * 1024**3
"""Bytes of a sheet, unpacked."""
MOST_STRINGS = 1024**3
"""Bytes of the texts that the cells of a workbook share, unpacked."""
MOST_STRING_COUNT = 2**23
"""The number of those texts."""
MOST_PART = 16 * 1024**2
"""Bytes of any other part of a workbook, unpacked."""
MOST_DIRECTORY = 1024**2
"""Bytes of the list of parts at the end of a workbook."""


def sized(size: int) -> str:
    """Return a number of bytes as it is told: `4 GiB`, `16 MiB`."""
    return f"{size // 1024**3} GiB" if size >= 1024**3 else f"{size // 1024**2} MiB"
