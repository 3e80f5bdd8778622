"""The command `sla-nl`: its input, its output, and its messages about bad input."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sla_nl.cli.main import main

CASES = Path(__file__).parent.parent / "cases" / "tickets.jsonl"
NOW = ("--now", "2026-06-08T12:00:00+02:00")


def run(*arguments: str | Path, data: bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=data)


def ticket(**fields: object) -> str:
    line = {
        "id": "t",
        "contract": "vcare-connect-office",
        "kind": "incident",
        "priority": "P1",
        "reported_at": "2026-06-08T10:00:00+02:00",
    }
    return json.dumps(line | fields) + "\n"


@pytest.fixture
def tickets(tmp_path: Path) -> Path:
    path = tmp_path / "tickets.jsonl"
    path.write_text(ticket(id="one") + ticket(id="two", priority="P9") + ticket(id="three"))
    return path


def lines(result: Result) -> list[dict]:
    return [json.loads(line) for line in result.stdout.splitlines()]


# -- stamp: output ---------------------------------------------------------------------------------


def test_a_line_out_has_every_field_of_the_promise():
    """A P1 of the office contract, two hours after its report and with no response."""
    result = run("stamp", "-", "--format", "jsonl", *NOW, data=ticket().encode())
    (line,) = lines(result)
    assert result.exit_code == 0
    assert list(line) == [
        "id", "contract", "due", "clocks", "next", "escalations", "notes",
    ]  # fmt: skip
    assert list(line["escalations"][0]) == [
        "at", "trigger", "level", "form", "to", "deputies", "clock", "number", "clauses",
    ]  # fmt: skip
    assert line["due"]["registration@100"] == "2026-06-08T11:00:00+02:00"
    assert line["due"]["recovery@80"] is None
    assert line["clocks"]["response@100"] == {
        "state": "breached",
        "start": "2026-06-08T10:00:00+02:00",
        "met_at": None,
        "breached_at": "2026-06-08T10:30:00+02:00",
        "used_s": 7200,
        "left_s": 0,
        "paused_s": 0,
    }
    assert line["next"] is None


def test_next_is_the_earliest_due_date_ahead():
    at = ("--now", "2026-06-08T10:10:00+02:00")
    (line,) = lines(run("stamp", "-", "--format", "jsonl", *at, data=ticket().encode()))
    assert line["next"] == {
        "clock": "response",
        "due_key": "response@100",
        "due": "2026-06-08T10:30:00+02:00",
    }


def test_notes_name_their_clause():
    text = ticket(contract="smart-fms-basic", priority="A", channel="phone")
    (line,) = lines(run("stamp", "-", "--format", "jsonl", *NOW, data=text.encode()))
    assert line["due"] == {"response@100": None}
    (note,) = line["notes"]
    assert (note["code"], note["clauses"]) == ("channel_not_applicable", ["smartfms-portal-only"])


def test_csv_has_a_row_for_each_clock_and_one_for_a_bad_line(tickets: Path):
    result = run("stamp", tickets, "--format", "csv", *NOW)
    rows = result.stdout.splitlines()
    assert rows[0].startswith("id,contract,kind,priority,clock,share,state,start,due")
    assert [row.split(",")[0] for row in rows[1:]] == ["one"] * 6 + ["two"] + ["three"] * 6
    assert "'P9' is no priority" in rows[7]


def test_the_table_shows_one_line_for_each_ticket(tickets: Path):
    result = run("stamp", tickets, *NOW)
    assert [row.split()[0] for row in result.stdout.splitlines()] == [
        "Ticket", "one", "two", "three",
    ]  # fmt: skip


def test_readings_are_set_by_name():
    text = ticket(kind="change", priority="P3")
    options = ("--format", "jsonl", "--set", "working_day_rule=end_of_day", *NOW)
    (line,) = lines(run("stamp", "-", *options, data=text.encode()))
    assert line["due"]["response@100"] == "2026-06-11T17:00:00+02:00"


def test_a_naive_time_is_in_the_zone_that_is_given():
    text = ticket(reported_at="2026-06-08T09:00:00")
    options = ("--format", "jsonl", "--timezone", "Europe/London", *NOW)
    (line,) = lines(run("stamp", "-", *options, data=text.encode()))
    assert line["due"]["response@100"] == "2026-06-08T10:30:00+02:00"


def test_a_file_of_contracts_replaces_one_by_name(tmp_path: Path):
    documents = json.loads(Path("sla_nl/fixtures/sla_contract.json").read_text("utf-8"))
    raet = next(d for d in documents if d["name"] == "visma-raet")
    raet["targets"] = [row for row in raet["targets"] if row["priority"] == "2"]
    path = tmp_path / "own.json"
    path.write_text(json.dumps([raet]))
    text = ticket(contract="visma-raet", priority="1")
    options = ("--contracts", path, "--format", "jsonl", *NOW)
    (line,) = lines(run("stamp", "-", *options, data=text.encode()))
    assert line["due"] == {}


def test_output_streams_while_input_is_still_open():
    """The first line is written before the last one is read, so the size of a file is no limit."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sla_nl", "stamp", "-", "--format", "jsonl", *NOW],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    text = ticket().encode()
    try:
        for _ in range(40):
            process.stdin.write(text)
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == "t"
    finally:
        process.kill()
        process.communicate()


# -- stamp: bad input ------------------------------------------------------------------------------


def test_a_bad_line_keeps_its_place_and_the_others_are_judged(tickets: Path):
    result = run("stamp", tickets, "--format", "jsonl", *NOW)
    found = lines(result)
    assert result.exit_code == 2
    assert [line["id"] for line in found] == ["one", "two", "three"]
    assert "'P9' is no priority" in found[1]["error"]
    assert f"{tickets}, line 2: priority: 'P9' is no priority" in result.stderr


def test_strict_stops_at_the_first_bad_line(tickets: Path):
    result = run("stamp", tickets, "--format", "jsonl", "--strict", *NOW)
    assert result.exit_code == 2
    assert [line["id"] for line in lines(result)] == ["one"]
    assert f"{tickets}, line 2: priority" in result.stderr


BAD_LINES = [
    ("no-json", "{", "not JSON"),
    ("no-object", "[1]", "expected an object"),
    ("unknown-contract", ticket(contract="acme"), "contract: 'acme' is none of"),
    ("no-contract", ticket(contract=None), "contract: the ticket names no contract"),
    ("unknown-kind", ticket(kind="wish"), "kind: 'wish' is none of"),
    ("no-date", ticket(reported_at="soon"), "reported_at: 'soon' is no date"),
    ("no-report", ticket(reported_at=None), "reported_at: a date and time is missing"),
    ("unknown-channel", ticket(channel="fax"), "channel: 'fax' is none of"),
    (
        "unknown-event",
        ticket(events=[{"at": "2026-06-08T10:00:00Z", "event": "danced"}]),
        "events row 1, event: 'danced' is no event",
    ),
    (
        "pause-without-reason",
        ticket(events=[{"at": "2026-06-08T10:00:00Z", "event": "paused"}]),
        "events row 1, reason: paused needs it",
    ),
    (
        "unknown-later-priority",
        ticket(events=[{"at": "2026-06-08T10:00:00Z", "event": "reprioritised", "priority": "P7"}]),
        "events, reprioritised, priority: 'P7' is no priority",
    ),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in BAD_LINES],
                         ids=[row[0] for row in BAD_LINES])  # fmt: skip
def test_error_of_a_line_names_its_field(text: str, expected: str):
    result = run("stamp", "-", "--format", "jsonl", *NOW, data=text.encode() + b"\n")
    assert result.exit_code == 2
    assert expected in lines(result)[0]["error"]
    assert result.stderr.startswith(f"standard input, line 1: {expected}")


BAD_FILES = [
    ("empty", "a.jsonl", b"", "is empty"),
    ("only-blank-lines", "a.jsonl", b"\n\n", "is empty"),
    ("no-ticket-file", "a.pdf", b"%PDF", "no ticket file"),
    ("no-known-column", "a.csv", b"colour,size\nred,1\n", "no ticket file"),
    ("empty-csv", "a.csv", b"", "empty"),
    ("no-workbook", "a.xlsx", b"not a zip", "xlsx"),
]


@pytest.mark.parametrize(("name", "data", "expected"), [row[1:] for row in BAD_FILES],
                         ids=[row[0] for row in BAD_FILES])  # fmt: skip
def test_a_file_that_is_no_ticket_file_is_refused_in_one_line(
    tmp_path: Path, name: str, data: bytes, expected: str
):
    path = tmp_path / name
    path.write_bytes(data)
    result = run("stamp", path, *NOW)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert str(path) in result.stderr
    assert expected in result.stderr


def test_bytes_that_are_not_utf8_are_an_error_of_their_line(tmp_path: Path):
    path = tmp_path / "tickets.jsonl"
    path.write_bytes(ticket(id="one").encode() + b'{"id": "\xff"}\n')
    result = run("stamp", path, "--format", "jsonl", *NOW)
    assert result.exit_code == 2
    assert "line 2" in result.stderr
    assert "UTF-8" in result.stderr


def test_a_file_that_is_not_there(tmp_path: Path):
    result = run("stamp", tmp_path / "none.jsonl", *NOW)
    assert (result.exit_code, "No such file" in result.stderr) == (2, True)


def test_an_unknown_reading_and_an_unknown_value():
    assert "'colour' is none of good_friday" in run("contracts", "--set", "colour=red").stderr
    assert "'maybe' is none of" in run("contracts", "--set", "good_friday=maybe").stderr


# -- stamp: files ----------------------------------------------------------------------------------


def test_no_file_is_overwritten_without_force(tickets: Path, tmp_path: Path):
    output = tmp_path / "out.jsonl"
    output.write_text("mine")
    refused = run("stamp", tickets, "--format", "jsonl", "-o", output, *NOW)
    assert "already exists" in refused.stderr
    assert output.read_text() == "mine"
    run("stamp", tickets, "--format", "jsonl", "-o", output, "--force", *NOW)
    assert len(output.read_text().splitlines()) == 3


def test_stamp_never_writes_into_its_input(tickets: Path):
    before = tickets.read_text()
    result = run("stamp", tickets, "--format", "jsonl", "-o", tickets, "--force", *NOW)
    assert "is the file that is read" in result.stderr
    assert tickets.read_text() == before


def test_a_refused_output_ends_with_status_2(tickets: Path, tmp_path: Path):
    """A file of contracts that does not exist ends with the same status."""
    output = tmp_path / "out.jsonl"
    output.write_text("mine")
    assert run("stamp", tickets, "-o", output, *NOW).exit_code == 2
    assert run("stamp", tickets, "--contracts", tmp_path / "none.json", *NOW).exit_code == 2


def test_a_link_is_written_through_and_a_device_is_not_replaced(tickets: Path, tmp_path: Path):
    (tmp_path / "real.jsonl").write_text("old")
    link = tmp_path / "link.jsonl"
    link.symlink_to(tmp_path / "real.jsonl")
    run("stamp", tickets, "--format", "jsonl", "-o", link, "--force", *NOW)
    assert link.is_symlink()
    assert len((tmp_path / "real.jsonl").read_text().splitlines()) == 3
    run("stamp", tickets, "--format", "jsonl", "-o", "/dev/null", "--force", *NOW)
    assert Path("/dev/null").is_char_device()


def test_a_byte_order_mark_is_passed_over():
    data = b"\xef\xbb\xbf" + ticket().encode()
    assert run("stamp", "-", "--format", "jsonl", *NOW, data=data).exit_code == 0


def test_a_naive_now_is_in_the_zone_that_is_given():
    options = ("--format", "jsonl", "--now", "2026-06-08T09:10", "--timezone", "Europe/London")
    (line,) = lines(run("stamp", "-", *options, data=ticket().encode()))
    assert line["clocks"]["response@100"]["used_s"] == 600


def test_a_run_that_fails_leaves_no_half_file(tickets: Path, tmp_path: Path):
    output = tmp_path / "out.jsonl"
    run("stamp", tickets, "--format", "jsonl", "-o", output, "--strict", *NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["tickets.jsonl"]


def test_a_page_holds_two_thousand_tickets_and_no_more(tmp_path: Path):
    path = tmp_path / "many.jsonl"
    path.write_text("".join(ticket(id=str(number)) for number in range(2001)))
    result = run("stamp", path, "--format", "html", "-o", tmp_path / "page.html", *NOW)
    assert result.exit_code == 2
    assert "more than 2000 tickets" in result.stderr
    assert not (tmp_path / "page.html").exists()


# -- the other commands ----------------------------------------------------------------------------


def test_explain_tells_the_steps_in_both_languages():
    """The example is a P1 under office hours, reported at 16:50 on the Friday before King's Day."""
    options = ("--contract", "vcare-connect-office", "--priority", "P1", *NOW)
    at = ("--reported-at", "2026-04-24T16:50:00+02:00")
    english = run("explain", *options, *at).stdout
    dutch = run("explain", *options, *at, "--language", "nl").stdout
    for sentence in ("Friday 24 April 16:50 to 17:00: 10 minutes", "Monday 27 April: King's Day",
                     "due Tuesday 28 April 2026 08:20 (vcare-4.5-p1-response"):  # fmt: skip
        assert sentence in english
    for sentence in ("vrijdag 24 april 16:50 tot 17:00: 10 minuten", "27 april: Koningsdag",
                     "uiterlijk dinsdag 28 april 2026 08:20 (vcare-4.5-p1-response"):  # fmt: skip
        assert sentence in dutch


def test_explain_finds_a_ticket_of_a_file():
    result = run("explain", CASES, "--id", "covide-laag-02", *NOW)
    assert "the month is shorter: its last day" in result.stdout
    assert run("explain", CASES, "--id", "nobody", *NOW).exit_code == 2


def test_explain_has_one_line_for_the_fault_of_a_file(tmp_path: Path):
    path = tmp_path / "tickets.csv"
    path.write_text("hello\n")
    result = run("explain", path, *NOW)
    assert result.exit_code == 2
    assert f"{path}: no ticket file" in result.stderr
    path.write_text("")
    assert f"{path}: the file is empty" in run("explain", path, *NOW).stderr


def test_explain_says_in_one_line_that_a_calendar_cannot_carry_a_promise():
    options = ("--contract", "vcare-connect-office", "--priority", "P1")
    result = run("explain", *options, "--reported-at", "2500-01-01T10:00:00Z")
    assert result.exit_code == 2
    assert "calendar 'vcare-office' has no opening time within the years" in result.stderr


def test_contracts_lists_eight_and_shows_one():
    """The list has their versions; three agreements have none."""
    lines = run("contracts").stdout.splitlines()
    assert len(lines) == 8
    assert sum(", version " in line for line in lines) == 5
    assert "  vendor Smart FMS\n" in run("contracts", "smart-fms-basic").stdout
    assert "response@100  2 working_hours" in run("contracts", "smart-fms-basic").stdout
    assert run("contracts", "acme").exit_code == 2


def test_calendar_shows_the_week_and_the_year():
    """Smart FMS is open 7.5 hours on four days and 3 on Friday: 147 hours in June 2026."""
    shown = run("calendar", "smart-fms-basic", "--year", "2026").stdout
    assert "Monday     09:00-12:30, 13:00-17:00" in shown
    assert "Monday 27 April: King's Day" in shown
    assert "June        22 days  147 h 00 min" in shown


def test_check_lists_every_fault(tmp_path: Path):
    path = tmp_path / "own.json"
    document = {
        "doctype": "SLA Contract", "name": "own", "title": "Own", "vendor": "Own",
        "calendar": "nowhere", "version": "1",
        "targets": [{"kind": "incident", "clock": "reply", "amount": "-1", "unit": "hours"}],
    }  # fmt: skip
    path.write_text(json.dumps([document]))
    result = run("check", path)
    assert result.exit_code == 2
    assert "targets row 1, clock: 'reply' is not valid; expected one of" in result.stderr
    assert "targets row 1, amount: '-1' is not valid; expected a number of 0 or more" in (
        result.stderr
    )


def test_check_passes_the_shipped_documents():
    result = run("check", "sla_nl/fixtures/sla_contract.json")
    assert (result.exit_code, "sound" in result.stdout) == (0, True)


def test_coverage_accounts_for_every_clause():
    result = run("coverage")
    assert (result.exit_code, result.stderr) == (0, "")


def test_demo_writes_a_page(tmp_path: Path):
    page = tmp_path / "demo.html"
    result = run("demo", "-o", page)
    assert result.exit_code == 0, result.stderr
    assert len(result.stdout.splitlines()) > 50
    assert page.stat().st_size > 100_000
