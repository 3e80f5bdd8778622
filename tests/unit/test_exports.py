"""Frappe's own exports of HD Ticket, read as tickets.

The files in `exports/` come from a site with five tickets: each shape of export, in English and
Dutch, as csv and xlsx, and with other date formats. All hold the same data, so one table, `FIVE`,
has the expected tickets of each.
"""

import io
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from factories import at, shown

from sla_nl.cli.reading.columns import CUSTOM_FIELDS, OTHER_FIELDS, READ_FIELDS, field_of
from sla_nl.cli.reading.exports import read_export
from sla_nl.cli.reading.source import SourceError
from sla_nl.engine.calendars.instants import zone
from sla_nl.engine.evaluate import evaluate
from sla_nl.examples import TICKETS_CSV
from sla_nl.vendors import shipped_contracts

EXPORTS = Path(__file__).parent / "exports"
AMSTERDAM = zone("Europe/Amsterdam")
HEADER = "ID,Priority,SLA Contract,Created On"

FIVE = {
    "0006": (
        "visma-raet", "incident", "2", "2026-03-27 16:55", True,
        "registered 2026-03-27 16:55, responded 2026-03-30 10:02, paused 2026-03-30 10:02, "
        "resumed 2026-03-30 18:00, resolved 2026-04-01 16:00",
    ),
    "0045": (
        "inlenersbeloning", "incident", "Bug", "2026-09-29 10:20", True,
        "registered 2026-09-29 10:20, responded 2026-09-30 09:00, paused 2026-09-30 09:00",
    ),
    "0051": (
        "vcare-connect-24x7", "incident", "P1", "2026-10-25 02:30", False,
        "registered 2026-10-25 02:30, responded 2026-10-25 03:10, resolved 2026-10-25 04:45",
    ),
    "0056": (
        "vcare-connect-office", "incident", "P3", "2026-11-13 09:12", False,
        "registered 2026-11-13 09:12, responded 2026-11-16 10:00, paused 2026-11-16 10:00",
    ),
    "0063": (
        "inlenersbeloning", "incident", "Bug", "2026-11-05 14:20:05", True,
        "registered 2026-11-05 14:20:05, responded 2026-11-09 09:01, paused 2026-11-09 09:01, "
        "resumed 2026-11-09 23:01, resolved 2026-11-10 16:00",
    ),
}  # fmt: skip


def as_row(ticket):
    """Return a ticket as a row of `FIVE`."""
    events = ", ".join(f"{e.event} {shown(e.at)}" for e in ticket.events)
    reported = shown(ticket.reported_at)
    return (
        ticket.contract, ticket.kind, ticket.priority, reported, ticket.is_approximate, events
    )  # fmt: skip


def read(source, kind="csv", contract=""):
    """Read the lines of a text, of bytes or of a file."""
    if isinstance(source, str):
        source = source.encode()
    if isinstance(source, bytes):
        source = io.BytesIO(source)
    return list(read_export(source, kind, AMSTERDAM, shipped_contracts(), contract))


def read_file(name):
    path = EXPORTS / name
    return read(path, path.suffix[1:])


def one(header, row, contract=""):
    """Read the only line of a file with one row."""
    [line] = read(f"{header}\n{row}\n", contract=contract)
    return line


def make_workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("data_export_en_preamble.csv", 21),
        ("data_export_nl_preamble.xlsx", 21),
        ("data_export_nl.csv", 2),
        ("data_export_en.xlsx", 2),
        ("data_export_en_dd_mm_dot.csv", 2),
        ("data_export_en_dd_mm_slash_no_created_on.csv", 2),
        ("data_export_en_mm_dd_dash_no_created_on.csv", 2),
        ("data_export_en_mm_dd_slash.csv", 2),
        ("data_export_en_mm_dd_slash_preamble.csv", 21),
        ("report_en.csv", 2),
        ("report_nl.xlsx", 2),
        ("report_en_totals.csv", 2),
        ("template_nl.csv", 2),
        ("template_en.xlsx", 2),
    ],
)
def test_every_shape_gives_the_same_tickets(name, first):
    lines = read_file(name)
    assert [line.error for line in lines] == [""] * 5
    assert [line.number for line in lines] == list(range(first, first + 5))
    assert {line.id: as_row(line.ticket) for line in lines} == FIVE


@pytest.mark.parametrize("name", ["list_nl.csv", "list_en.xlsx"])
def test_a_list_with_its_last_change_tells_when_a_ticket_was_closed_by_itself(name):
    tickets = {line.id: as_row(line.ticket) for line in read_file(name)}
    events = FIVE["0045"][-1] + ", closed 2026-10-14 03:00"
    assert tickets == FIVE | {"0045": (*FIVE["0045"][:-1], events)}


def test_all_columns_of_a_data_export_are_known_and_the_portal_is_a_channel():
    lines = read_file("data_export_nl_all_columns.csv")
    assert {line.id: as_row(line.ticket) for line in lines} == FIVE
    channels = {line.id: line.ticket.channel for line in lines}
    assert channels == {
        "0006": "portal", "0045": "portal", "0051": "phone", "0056": "email", "0063": "portal",
    }  # fmt: skip


def test_translate_values_repeats_rows_and_loses_durations():
    """Frappe repeats rows: 1, 1-2, 1-3, ... Each ticket is read once, without its hold time."""
    lines = read_file("report_nl_translated.csv")
    assert [(line.id, line.number) for line in lines] == [
        ("0006", 2), ("0045", 4), ("0051", 7), ("0056", 11), ("0063", 16),
    ]  # fmt: skip
    by_id = {line.id: line.ticket for line in lines}
    assert [e.event for e in by_id["0006"].events] == ["registered", "responded", "resolved"]
    approximate = {key for key, ticket in by_id.items() if ticket.is_approximate}
    assert approximate == {"0006", "0045", "0056", "0063"}


def test_a_report_without_the_moment_of_the_report_says_what_to_export():
    with pytest.raises(SourceError, match=r"line 1: creation: .* with Created On, or with Opening"):
        read_file("report_en_dialog_defaults.csv")


def test_every_ticket_of_the_demo_is_judged():
    lines = list(read_export(TICKETS_CSV, "csv", AMSTERDAM, shipped_contracts()))
    assert len(lines) == 64
    for line in lines:
        assert line.error == ""
        evaluate(shipped_contracts()[line.contract], line.ticket, at("2026-11-22 12:00"))
    assert {line.contract for line in lines} == set(shipped_contracts())


@pytest.mark.parametrize(
    ("header", "row", "field", "expected"),
    [
        ("Ticket Type", "Question", "kind", "question"),
        ("Ticket Type", "Wijziging", "kind", "change"),
        ("Ticket Type", "", "kind", "incident"),
        ("SLA Kind", "Change", "kind", "change"),
        ("SLA-soort", "problem", "kind", "problem"),
        ("SLA Priority", "P2", "priority", "P2"),
        ("sla_nl_priority", "", "priority", "P1"),
        ("SLA-kanaal", "Phone", "channel", "phone"),
        ("Via Customer Portal", "1", "channel", "portal"),
        ("Via Klantportaal", "0", "channel", ""),
        ("SLA Known Since", "2026-06-05 09:00", "known_since", at("2026-06-05 09:00")),
        ("SLA kan niet wachten", "1", "cannot_wait", True),
        ("SLA Cannot Wait", "0", "cannot_wait", False),
        ("SLA Disruption", "No", "is_disruption", False),
        ("SLA-verstoring", "Ja", "is_disruption", True),
        ("sla_nl_is_disruption", "", "is_disruption", None),
        ("Outside SLA", "Yes", "outside_sla", True),
    ],
)
def test_the_fields_of_a_ticket(header, row, field, expected):
    line = one(f"{HEADER},{header}", f"1,Urgent,vcare-connect-office,2026-06-08 10:00,{row}")
    assert line.error == ""
    assert getattr(line.ticket, field) == expected


def test_own_channel_of_a_ticket_comes_before_the_portal():
    header = f"{HEADER},SLA Channel,Via Customer Portal"
    line = one(header, "1,High,smart-fms-basic,2026-06-08 10:00,phone,1")
    assert line.ticket.channel == "phone"


def test_the_moment_that_an_agent_said_is_the_report_and_the_creation_registers_it():
    row = "1,High,covide-basic,2026-06-08 08:30,2026-06-08 02:00"
    found = one(f"{HEADER},SLA Reported At", row).ticket
    moments = [shown(at) for at in (found.reported_at, found.events[0].at)]
    assert moments == ["2026-06-08 02:00", "2026-06-08 08:30"]


def test_a_plan_is_an_event_of_the_report():
    line = one(f"{HEADER},SLA Planned For", "1,High,covide-basic,2026-06-08 10:00,2026-07-01 09:00")
    [_, plan] = line.ticket.events
    assert (plan.event, shown(plan.at), shown(plan.until)) == (
        "planned", "2026-06-08 10:00", "2026-07-01 09:00",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("responded", "hold", "since", "expected", "is_approximate"),
    [
        ("", "", "", "", False),
        ("", "0.0", "", "", False),
        ("", "1h", "", "paused 2026-06-08 10:00, resumed 2026-06-08 11:00", True),
        (
            "2026-06-09 09:00", "90", "",
            "paused 2026-06-09 09:00, resumed 2026-06-09 09:01:30", True,
        ),
        (
            "2026-06-09 09:00", "1d 1m", "",
            "paused 2026-06-09 09:00, resumed 2026-06-10 09:01", True,
        ),
        ("", "", "2026-06-08 12:00", "paused 2026-06-08 12:00", False),
        (
            "", "4h", "2026-06-08 12:00",
            "paused 2026-06-08 10:00, resumed 2026-06-08 12:00, paused 2026-06-08 12:00", True,
        ),
    ],
)  # fmt: skip
def test_the_time_on_hold(responded, hold, since, expected, is_approximate):
    """The total counts as one pause at the response; it ends before a pause that is still open."""
    line = one(
        f"{HEADER},First Responded On,Total Hold Time,On Hold Since",
        f"1,P3,vcare-connect-office,2026-06-08 10:00,{responded},{hold},{since}",
    )
    pauses = [f"{e.event} {shown(e.at)}" for e in line.ticket.events if e.reason]
    assert ", ".join(pauses) == expected
    assert line.ticket.is_approximate is is_approximate


@pytest.mark.parametrize(
    ("created", "expected"),
    [
        ("2026-10-25 02:30", "2026-10-25 02:30"),
        ("2026-03-29 02:30", "2026-03-29 03:30"),
        ("2026-06-08 10:00:59.999999", "2026-06-08 10:00:59"),
        ("2026-06-08T08:00:00Z", "2026-06-08 10:00"),
        ("8-6-2026 9:05", "2026-06-08 09:05"),
        ("08.06.2026 09:05", "2026-06-08 09:05"),
        ("13/06/2026 09:05", "2026-06-13 09:05"),
        ("06/13/2026 09:05", "2026-06-13 09:05"),
    ],
)
def test_moments(created, expected):
    """A time that exists twice is its first pass; a skipped one moves on by the gap."""
    line = one(HEADER, f"1,High,visma-raet,{created}")
    assert shown(line.ticket.reported_at) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # A later row decides the date format; the rows before it wait for that.
        (["02/01/2026,02/03/2026", "05/01/2026,31/01/2026"], "2026-03-02 2026-01-31"),
        (["02/01/2026,02/03/2026", "01/05/2026,01/31/2026"], "2026-02-03 2026-01-31"),
        # The day of the report decides the date format.
        (["2026-01-02,02/01/2026,02/03/2026"], "2026-03-02"),
        (["2026-02-01,02/01/2026,02/03/2026"], "2026-02-03"),
        # No row decides the date format: with `-` the day comes first.
        (["02-01-2026,02-03-2026"], "2026-03-02"),
    ],
)
def test_the_order_of_day_and_month_is_learned_from_the_file(rows, expected):
    header = "ID,Priority,Created On,Opening Date,Opening Time,First Responded On"
    lines = []
    for row in rows:
        *created, opened, responded = row.split(",")
        start = f"{created[0]} 08:00" if created else ""
        lines.append(f"1,High,{start},{opened},8:00,{responded} 12:00")
    found = read("\n".join([header, *lines]), contract="visma-raet")
    assert " ".join(shown(line.ticket.events[1].at)[:10] for line in found) == expected


def test_a_date_of_which_nothing_tells_the_order_is_not_guessed():
    line = one(HEADER, "1,High,visma-raet,01/02/2026 10:00")
    assert line.field == "creation"
    assert line.error.startswith("creation: '01/02/2026' can be day or month first")


@pytest.mark.parametrize(
    ("column", "cell", "field", "error"),
    [
        ("First Responded On", "gisteren", "first_responded_on", "'gisteren' is no date and time"),
        ("Resolution Date", "2026-02-30 10:00", "resolution_date", "is no date and time"),
        ("Resolutiedatum", "30-02-2026 10:00", "resolution_date", "is no date and time"),
        ("Resolution Date", "2026-02-03", "resolution_date", "a date without a time of day"),
        ("Totale wachttijd", "lang", "total_hold_time", "'lang' is no duration"),
        ("SLA Kind", "storing", "sla_nl_kind", "'storing' is none of incident, change"),
        ("SLA Channel", "fax", "sla_nl_channel", "'fax' is none of portal, email"),
        ("Outside SLA", "soms", "sla_nl_outside_sla", "'soms' is neither yes nor no"),
    ],
)
def test_a_cell_that_is_wrong_keeps_its_line_and_names_its_field(column, cell, field, error):
    good = "2,High,visma-raet,2026-06-08 10:00,"
    text = f"{HEADER},{column}\n1,High,visma-raet,2026-06-08 10:00,{cell}\n{good}\n"
    bad, after = read(text)
    assert (bad.number, bad.id, bad.ticket, bad.field) == (2, "1", None, field)
    assert bad.error.startswith(f"{field}: ")
    assert error in bad.error
    assert after.ticket.id == "2"


@pytest.mark.parametrize(
    ("row", "field", "error"),
    [
        ("1,High,acme,2026-06-08 10:00", "sla_nl_contract", "'acme' is none of covide-basic"),
        ("1,High,,2026-06-08 10:00", "sla_nl_contract", "the ticket names no contract"),
        (",High,visma-raet,2026-06-08 10:00", "name", "the row has no ID"),
        ("1,High,visma-raet,", "creation", "nothing says when the ticket was reported"),
        ("1,High,visma-raet", "", "the row has 3 cells, its header 4"),
        ("1,High,visma-raet,2026-06-08 10:00,x", "", "the row has 5 cells, its header 4"),
        ('1,"High"er,visma-raet,2026-06-08 10:00', "", "not CSV: "),
    ],
)
def test_a_row_that_is_wrong(row, field, error):
    line = one(HEADER, row)
    assert (line.number, line.ticket, line.field) == (2, None, field)
    assert error in line.error


def test_a_row_that_is_not_utf8_names_its_line_byte_and_field():
    rows = [HEADER.encode(), b"1,H\xebgh,visma-raet,2026-06-08 10:00", b"2,High,visma-raet,"]
    rows[2] += b"2026-06-08 10:00"
    bad, after = read(b"\n".join(rows))
    assert (bad.number, bad.field) == (2, "priority")
    assert "byte 4 of line 2 is 0xeb" in bad.error
    assert after.error == ""


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        (b"", "csv", "the file is empty"),
        (b"\xef\xbb\xbf\r\n", "csv", "the file is empty"),
        (b"", "xlsx", "the file is empty"),
        (b"ID,Status", "xlsx", "not an xlsx workbook"),
        (make_workbook(), "xlsx", "the file is empty"),
        (make_workbook(["Naam", "Leeftijd"], ["Jan", 40]), "xlsx", "no ticket file"),
        (b"name;age\nJan;40\n", "csv", "no ticket file: the first 40 rows have no header"),
        (b'{"id": "1", "kind": "incident"}\n', "csv", "no ticket file"),
        (b"Status,Priority,Created On\n", "csv", "line 1: name: no ticket file"),
        (b"ID,Status,Created On\n", "csv", "line 1: priority: it has no column Priority"),
        (b"ID,Priority,Created On\n", "csv", "line 1: sla_nl_contract: .*--contract"),
        (b"ID,ID,Priority\n", "csv", "line 1: name: two columns 'ID'"),
        ("ID,Priorit\xe9".encode("latin1"), "csv", "line 1: not UTF-8: byte 11 of line 1 is 0xe9"),
        ("ID,Priority".encode("utf-16"), "csv", "line 1: not UTF-8: byte 1 of line 1 is 0xff"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(text, kind, message):
    with pytest.raises(SourceError, match=f"^{message}"):
        read(text, kind)


def test_an_unknown_column_is_an_error_of_the_header_and_the_tickets_are_still_read():
    text = f"{HEADER},On Hold Sins,Afdeling\n1,High,visma-raet,2026-06-08 10:00,,\n"
    first, second, ticket = read(text)
    assert [(line.number, line.field) for line in (first, second)] == [
        (1, "On Hold Sins"), (1, "Afdeling"),
    ]  # fmt: skip
    assert first.error.startswith("On Hold Sins: no column of HD Ticket")
    assert ticket.error == ""


def test_a_file_without_contracts_takes_the_one_given():
    line = one("ID,Priority,Created On", "1,High,2026-06-08 10:00", "visma-raet")
    assert (line.contract, line.ticket.contract) == ("visma-raet", "visma-raet")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters_and_a_byte_order_mark(delimiter):
    text = f"{HEADER}\n1,High,visma-raet,2026-06-08 10:00\n".replace(",", delimiter)
    assert [line.id for line in read("\ufeff" + text)] == ["1"]


def test_the_line_of_a_row_is_where_it_begins():
    """A description may span several lines of the file."""
    rows = '1,High,visma-raet,2026-06-08 10:00,"a\nb\nc"\n2,High,visma-raet,x,d\n'
    assert [line.number for line in read(f"{HEADER},Description\n{rows}")] == [2, 5]


def test_rows_of_child_tables_belong_to_the_ticket_above_them():
    header = "Column Labels:,ID,Priority,Created On,SLA Contract,,ID,Priority"
    rows = ',"""7""",High,2026-06-08 10:00,visma-raet,,"""a""",1\n,,,,,,"""b""",2\n'
    assert [(line.id, line.error) for line in read(f"{header}\n{rows}")] == [("7", "")]
    again = "1,High,visma-raet,2026-06-08 10:00,{}\n"
    joined = f"{HEADER},Item (Ticket Item)\n{again.format('a')}{again.format('b')}"
    assert [line.id for line in read(joined)] == ["1"]


def test_a_bad_first_row_of_a_data_export_is_no_part_of_its_header():
    header = "Column Labels:,ID,Priority,Created On,SLA Contract"
    [line] = read(f'{header}\n"","7"x,High,2026-06-08 10:00,visma-raet\n')
    assert line.number == 2
    assert line.error.startswith("not CSV: ")


def test_cells_of_a_workbook_that_are_no_text():
    """Formulas are not read; an id may be a number, a time of day may be a duration."""
    book = make_workbook(
        ["ID", "Subject", "Priority", "SLA Contract", "Opening Date", "Opening Time"],
        [7, "=1/0", "High", "visma-raet", date(2026, 6, 8), timedelta(hours=9, minutes=5)],
        ["8", "x", "High", "visma-raet", date(2026, 6, 8), "=NOW()"],
    )
    good, bad = read(book, "xlsx")
    assert (good.id, shown(good.ticket.reported_at)) == ("7", "2026-06-08 09:05")
    assert (bad.number, bad.field) == (3, "opening_time")
    assert "'=NOW()' is no time of day" in bad.error


class Pipe(io.BytesIO):
    """A stream that cannot seek, such as standard input."""

    def seekable(self):
        return False

    def seek(self, *_):
        raise io.UnsupportedOperation


def test_a_workbook_comes_from_a_pipe_too():
    stream = Pipe((EXPORTS / "report_nl.xlsx").read_bytes())
    lines = read_export(stream, "xlsx", AMSTERDAM, shipped_contracts())
    assert {line.id: as_row(line.ticket) for line in lines} == FIVE


class Endless(io.RawIOBase):
    """An endless csv file that counts the rows that were read."""

    def __init__(self):
        self.rest = f"{HEADER}\n".encode()
        self.count = 0

    def readable(self):
        return True

    def readinto(self, buffer):
        if not self.rest:
            self.count += 1
            self.rest = f"{self.count},High,visma-raet,2026-06-08 10:00\n".encode()
        size = min(len(buffer), len(self.rest))
        buffer[:size], self.rest = self.rest[:size], self.rest[size:]
        return size


def test_a_csv_is_read_as_it_is_asked_for():
    """The first tickets of an endless file come after at most one buffer was read."""
    source = Endless()
    stream = io.BufferedReader(source, 1024)
    lines = read_export(stream, "csv", AMSTERDAM, shipped_contracts())
    assert [next(lines).id for _ in range(100)] == [str(n) for n in range(1, 101)]
    assert source.count < 150


def test_headings_name_one_field_each():
    names = [
        name.casefold()
        for table in (READ_FIELDS, OTHER_FIELDS)
        for field, labels in table.items()
        for name in {field, *(label.casefold() for label in labels)}
    ]
    assert len(names) == len(set(names))
    assert all(len(labels) == 2 for labels in CUSTOM_FIELDS.values())
    assert field_of(" opgelost door (E-mail) ") == "raised_by"
