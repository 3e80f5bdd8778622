"""Numbers of a workbook as texts. Whether a number is a date is said by the format of its cell."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import lru_cache

from openpyxl.styles.numbers import (
    BUILTIN_FORMATS,
    is_date_format,
    is_datetime,
    is_timedelta_format,
)
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from .xml_parts import Reader

_MOST_EXACT = 2**53


class NumberFormats(Reader):
    """The number formats of a workbook, by the style of a cell.

    It reads the part of the styles.
    """

    def __init__(self, *, is_from_1904: bool = False) -> None:
        self._epoch = MAC_EPOCH if is_from_1904 else WINDOWS_EPOCH
        self._codes = {str(number): code for number, code in BUILTIN_FORMATS.items()}
        self._styles: list[str] = []
        self._is_in_styles = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element, as the XML parser calls it."""
        if name == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._is_in_styles = True
        elif name == "xf" and self._is_in_styles:
            self._styles.append(attributes.get("numFmtId", ""))

    def end(self, name: str) -> None:
        """Take the end of an element, as the XML parser calls it."""
        if name == "cellXfs":
            self._is_in_styles = False

    def shown(self, number: str, style: str) -> str:
        """Return a number as Frappe writes it in csv: a moment, a length of time or a number.

        Args:
            number: as it stands in the workbook, such as `46174.375`.
            style: the number of the cell's style; empty where it has none.
        """
        try:
            value = float(number)
            kind = self._kind(style)
            if kind == "length":
                return _length(from_excel(value, self._epoch, timedelta=True))
            if kind:
                return _moment(from_excel(value, self._epoch), kind)
        except (ValueError, OverflowError):
            return number
        return str(int(value)) if abs(value) < _MOST_EXACT and value.is_integer() else number

    def _kind(self, style: str) -> str:
        """Return `date`, `time`, `datetime` or `length`; empty for any other number."""
        place = int(style) if style.isdecimal() else 0
        if place >= len(self._styles):
            return ""
        return _kind_of(self._codes.get(self._styles[place], ""))


@lru_cache(maxsize=256)
def _kind_of(code: str) -> str:
    if not is_date_format(code):
        return ""
    return "length" if is_timedelta_format(code) else is_datetime(code.lower()) or ""


def _length(length: timedelta) -> str:
    minutes, second = divmod(int(length.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{second:02}"


def _moment(moment: datetime | time, kind: str) -> str:
    """Return a date without a time of day where the cell shows none and has none."""
    if isinstance(moment, time):
        return moment.isoformat()
    if kind == "date" and moment.time() == time():
        return moment.date().isoformat()
    return moment.isoformat(sep=" ")
