"""The cells of a workbook become texts, however a program wrote them."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
from factories import table
from workbooks import MAIN, Part, make_zip, workbook_parts

from sla_nl.cli.reading.source import SourceError
from sla_nl.cli.xlsx import shared_strings, sheet
from sla_nl.cli.xlsx.workbook import sheet_rows


def rows_of(rows, **parts):
    """Return the rows of a workbook with these XML parts."""
    return list(sheet_rows(io.BytesIO(make_zip(workbook_parts(rows, **parts)))))


def cell_of(cell, **parts):
    """Return the text of the only cell of a workbook."""
    ((_, [text]),) = rows_of(f'<row r="1">{cell}</row>', **parts)
    return text


WRITTEN = [
    ("text", "a b", "a b"),
    ("blanks-around", "  a \n", "a"),
    ("other-letters", "Café ☕ 漢", "Café ☕ 漢"),
    ("markup", "<b>&amp;</b>", "<b>&amp;</b>"),
    ("lines", "a\nb", "a\nb"),
    ("whole-number", 7, "7"),
    ("large-number", 12345678901, "12345678901"),
    ("decimal", 0.25, "0.25"),
    ("negative", -3, "-3"),
    ("true", True, "1"),
    ("false", False, "0"),
    ("moment", datetime(2026, 6, 8, 9, 30, 15), "2026-06-08 09:30:15"),  # noqa: DTZ001
    ("midnight", datetime(2026, 6, 8), "2026-06-08 00:00:00"),  # noqa: DTZ001
    ("date", date(2026, 6, 8), "2026-06-08"),
    ("time", time(9, 5), "09:05:00"),
    ("length", timedelta(hours=30, minutes=5), "30:05:00"),
    ("formula", "=NOW()", "=NOW()"),
]


@pytest.mark.parametrize(("value", "expected"), table(WRITTEN))
def test_a_value_as_frappe_writes_it(value, expected):
    """Frappe writes workbooks with openpyxl; the last cell shows that no cell is shifted."""
    book = openpyxl.Workbook()
    book.active.append([None, value, "end"])
    stream = io.BytesIO()
    book.save(stream)
    assert list(sheet_rows(stream)) == [(1, ["", expected, "end"])]


STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="YYYY\\-MM\\-DD"/>'
    '<numFmt numFmtId="165" formatCode="0 &quot;days&quot;"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="22"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="14"/><xf numFmtId="164"/>'
    '<xf numFmtId="165"/><xf numFmtId="46"/><xf numFmtId="x"/></cellXfs></styleSheet>'
)
NUMBERS = [
    # id, style, number in the workbook, text
    ("general", "0", "46181.375", "46181.375"),
    ("no-style", "", "46181.375", "46181.375"),
    ("date-and-time", "1", "46181.375", "2026-06-08 09:00:00"),
    ("midnight", "1", "46181", "2026-06-08 00:00:00"),
    ("date", "2", "46181", "2026-06-08"),
    ("date-with-a-hidden-time", "2", "46181.375", "2026-06-08 09:00:00"),
    ("capital-letters", "3", "46181", "2026-06-08"),
    ("letters-in-quotes", "4", "7", "7"),
    ("length", "5", "1.25", "30:00:00"),
    ("unknown-format", "6", "7", "7"),
    ("unknown-style", "99", "7", "7"),
    ("style-that-is-no-number", "-1", "7", "7"),
    ("float-that-is-whole", "0", "7.0", "7"),
    ("more-digits-than-a-float-has", "0", "12345678901234567890", "12345678901234567890"),
    ("date-past-the-calendar", "1", "9e99", "9e99"),
    ("no-number", "1", "soon", "soon"),
]


@pytest.mark.parametrize(("style", "number", "expected"), table(NUMBERS))
def test_the_format_of_a_cell_decides_how_its_number_is_read(style, number, expected):
    assert cell_of(f'<c s="{style}"><v>{number}</v></c>', styles=STYLES) == expected


def test_days_may_count_from_1904():
    parts = workbook_parts('<row r="1"><c s="2"><v>44719</v></c></row>', styles=STYLES)
    book = parts["xl/workbook.xml"].before
    parts["xl/workbook.xml"] = Part(book.replace("<sheets>", '<workbookPr date1904="1"/><sheets>'))
    assert list(sheet_rows(io.BytesIO(make_zip(parts)))) == [(1, ["2026-06-08"])]


CELLS = [
    ("inline", '<c t="inlineStr"><is><t>a</t></is></c>', "a"),
    ("in-pieces", '<c t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>', "ab"),
    ("read-aloud", '<c t="inlineStr"><is><t>漢</t><rPh sb="0"><t>かん</t></rPh></is></c>', "漢"),
    ("value-of-a-formula", '<c t="str"><f>A2&amp;"x"</f><v>ax</v></c>', "ax"),
    ("number-of-a-formula", "<c><f>1+1</f><v>2</v></c>", "2"),
    ("formula-alone", "<c><f>1+1</f><v></v></c>", "=1+1"),
    ("error", '<c t="e"><v>#N/A</v></c>', "#N/A"),
    ("iso-date", '<c t="d"><v>2026-06-08T09:00:00</v></c>', "2026-06-08T09:00:00"),
    ("entities", '<c t="inlineStr"><is><t>&lt;&#65;&gt;</t></is></c>', "<A>"),
    ("prefix", '<x:c xmlns:x="y" t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c>', "a"),
]


@pytest.mark.parametrize(("cell", "expected"), table(CELLS))
def test_a_cell_in_every_way_to_write_it(cell, expected):
    assert cell_of(cell) == expected


def test_texts_that_cells_share_are_found_by_their_number():
    shared = f'<sst xmlns="{MAIN}"><si><t>a</t></si><si><r><t>b</t></r><r><t>c</t></r></si></sst>'
    cells = "".join(f'<c t="s"><v>{number}</v></c>' for number in (1, 0, 1))
    assert rows_of(f"<row>{cells}</row>", sharedStrings=shared) == [(1, ["bc", "a", "bc"])]


def test_rows_and_cells_are_where_their_names_say():
    """Missing cells are empty; missing rows do not shift the numbers of other rows."""
    rows = (
        '<row r="2"><c r="B2"><v>1</v></c><c r="D2"><v>2</v></c></row>'
        '<row r="7"><c r="AA7"><v>3</v></c></row>'
    )
    assert rows_of(rows) == [(2, ["", "1", "", "2"]), (7, [*[""] * 26, "3"])]


def test_rows_and_cells_without_names_follow_one_another():
    assert rows_of("<row><c><v>1</v></c><c/><c><v>2</v></c></row><row><c><v>3</v></c></row>") == [
        (1, ["1", "", "2"]), (2, ["3"]),
    ]  # fmt: skip


def test_a_sheet_of_charts_is_passed_over():
    parts = workbook_parts('<row r="1"><c><v>1</v></c></row>')
    book = parts["xl/workbook.xml"].before
    charts = '<sheet name="Chart" sheetId="2" r:id="rId9"/>'
    parts["xl/workbook.xml"] = Part(book.replace("<sheets>", f"<sheets>{charts}"))
    links = parts["xl/_rels/workbook.xml.rels"].before
    added = '<Relationship Id="rId9" Type="http://x/chartsheet" Target="charts.xml"/></Rel'
    parts["xl/_rels/workbook.xml.rels"] = Part(links.replace("</Rel", added))
    assert list(sheet_rows(io.BytesIO(make_zip(parts)))) == [(1, ["1"])]


def test_the_number_of_shared_texts_is_bounded(monkeypatch):
    monkeypatch.setattr(shared_strings, "MOST_STRING_COUNT", 2)
    assert rows_of("", sharedStrings="<sst><si/><si/></sst>") == []
    with pytest.raises(SourceError, match="its cells share more than 2 texts"):
        rows_of("", sharedStrings="<sst><si/><si/><si/></sst>")


def test_rows_without_numbers_are_counted(monkeypatch):
    monkeypatch.setattr(sheet, "MOST_ROWS", 2)
    assert len(rows_of("<row/><row/>")) == 2
    with pytest.raises(SourceError, match="a row has the number 3; a sheet has at most 2 rows"):
        rows_of("<row/><row/><row/>")


def test_a_cell_may_hold_as_much_as_in_excel():
    """The limit of Excel is 32,767 characters."""
    cell = '<c t="inlineStr"><is><t>{}</t></is></c>'
    assert len(cell_of(cell.format("漢" * 32_767))) == 32_767
    with pytest.raises(SourceError, match="row 1: a cell holds more than 32,767 characters"):
        cell_of(cell.format("漢" * 32_768))


def test_a_full_disk_is_not_reported_as_a_fault_of_the_workbook(monkeypatch):
    def full(*_, **__):
        return open("/dev/full", "r+b", buffering=0)

    monkeypatch.setattr(shared_strings.tempfile, "TemporaryFile", full)
    with pytest.raises(SourceError, match=r"^cannot write to .*: No space left on device$"):
        rows_of("", sharedStrings="<sst><si><t>a</t></si></sst>")
