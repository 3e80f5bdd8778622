"""Files and outputs that once ended a run, or that got a wrong message.

The inputs with a number are in `tests/cases/trouble`.
"""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from factories import table

from sla_nl.cli.main import main
from sla_nl.cli.stamp import FORMATS

FOLDER = Path(__file__).parents[1] / "cases" / "trouble"
NOW = ("--now", "2026-04-10T12:00:00+02:00")
TICKET = {
    "id": "T",
    "contract": "vcare-connect-office",
    "kind": "incident",
    "priority": "P3",
    "reported_at": "2026-04-01T09:00:00+02:00",
}


def run(*arguments, data=None):
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=data)


def stamped(name, *options):
    """Return the result of `sla-nl stamp FILE --format csv`, and its rows."""
    result = run("stamp", FOLDER / name, *NOW, "--format", "csv", *options)
    return result, list(csv.DictReader(io.StringIO(result.stdout)))


def write(path, *lines):
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


# -- one bad line, and the others are judged -------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
def test_a_plan_in_the_year_9999_is_an_error_of_its_line_in_every_format(form):
    contracts = ("--contracts", FOLDER / "11.json")
    result = run("stamp", FOLDER / "11.jsonl", *contracts, *NOW, "--format", form)
    assert result.exit_code == 2
    assert "line 1: events row 1, until: '9999-12-31T23:59:59Z' lies past the year 9998" in (
        result.stderr
    )
    assert "GOOD" in result.stdout
    assert "2 Apr" in result.stdout or "2026-04-02" in result.stdout


def test_explain_explains_the_other_lines_and_ends_with_status_2():
    result = run("explain", FOLDER / "11.jsonl", "--contracts", FOLDER / "11.json", *NOW)
    assert result.exit_code == 2
    assert "due Thursday 2 April 2026 11:00" in result.stdout
    assert result.stderr.splitlines()[-1] == "1 line could not be judged"


FAR = [
    ("event", {"events": [{"at": "9999-12-31T23:59:59Z", "event": "updated"}]}, "events row 1, at"),
    ("report", {"reported_at": "9999-12-31T23:59:59Z"}, "reported_at"),
    ("date", {"contract": "kk", "priority": "P1", "reported_at": "9998-12-31T23:00:00Z"},
     "resolution@100: the date lies past the year 9998"),
    ("first-year", {"contract": "kk", "priority": "P1", "reported_at": "0001-01-01T00:00:00Z"},
     "reported_at: lies before the year 2"),
]  # fmt: skip


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(("fields", "error"), table(FAR))
def test_a_moment_that_no_calendar_shows_is_an_error_of_its_line(tmp_path, fields, error, form):
    path = write(tmp_path / "a.jsonl", TICKET | fields, TICKET | {"id": "GOOD"})
    options = ("--contracts", FOLDER / "11.json", "--timezone", "America/New_York")
    result = run("stamp", path, *options, *NOW, "--format", form)
    assert (result.exit_code, type(result.exception)) == (2, SystemExit)
    assert f"line 1: {error}" in result.stderr
    assert "GOOD" in result.stdout


@pytest.mark.parametrize("now", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2026-04-10"])
def test_a_moment_of_judging_that_no_calendar_shows_is_refused(now):
    result = run("stamp", FOLDER / "17.jsonl", "--now", now)
    assert result.exit_code == 2
    assert f"Invalid value for --now: '{now}'" in result.stderr


def test_an_event_whose_name_is_a_list_is_an_error_of_its_line():
    result, rows = stamped("13.jsonl")
    assert result.exit_code == 2
    assert rows[0]["error"].startswith("events row 1, event: ['responded'] is no event; ")
    assert [row["due"] for row in rows if (row["id"], row["clock"]) == ("B", "response")] == [
        "2026-04-01T11:00:00+02:00"
    ]


FIELDS = [
    *TICKET,
    "channel",
    "known_since",
    "cannot_wait",
    "is_disruption",
    "outside_sla",
    "events",
]
EVENT_FIELDS = [
    "at",
    "event",
    "reason",
    "until",
    "kind",
    "priority",
    "is_disruption",
    "by_customer",
]
VALUES = [None, True, 0, -1, 1.5, 10**18, "", "x", "\x1b[2J", [], ["x"], [[]], {}, {"a": 1}]


def lines_of_every_type():
    """Yield a ticket for each field and each type of value in it."""
    for value in VALUES:
        yield from (TICKET | {"id": "W"} | {field: value} for field in FIELDS)
        for field in EVENT_FIELDS:
            event = {"at": "2026-04-01T10:00:00Z", "event": "paused", "reason": "customer"}
            yield TICKET | {"id": "W", "events": [event | {field: value}]}


HOW = [
    # id, fields, the end of the error: how to write it right
    ("moment", {"reported_at": "soon"}, "write it as 2026-06-08T10:00:00+02:00"),
    ("moment-by-number", {"reported_at": 1749369600}, "write it as 2026-06-08T10:00:00+02:00"),
    ("day", {"known_since": "2026-06-08"}, "write it as 2026-06-08T10:00:00+02:00"),
    ("no-moment", {"reported_at": None}, "write it as 2026-06-08T10:00:00+02:00"),
    ("event", {"events": [{"at": "2026-06-08T10:00:00Z", "event": "danced"}]},
     "expected one of registered, responded"),
    ("no-event", {"events": [{"at": "2026-06-08T10:00:00Z"}]}, "expected one of registered, resp"),
    ("reason", {"events": [{"at": "2026-06-08T10:00:00Z", "event": "paused"}]},
     "paused needs it; expected one of customer, no_access, supplier"),
    ("until", {"events": [{"at": "2026-06-08T10:00:00Z", "event": "planned"}]},
     "planned needs it; write it as 2026-06-08T10:00:00+02:00"),
    ("kind", {"events": [{"at": "2026-06-08T10:00:00Z", "event": "reclassified"}]},
     "reclassified needs it; expected one of incident, change, question, problem"),
    ("events", {"events": "resolved"}, "expected a list of objects with at and event"),
    ("events-0", {"events": 0}, "expected a list of objects with at and event"),
    ("events-false", {"events": False}, "expected a list of objects with at and event"),
    ("events-object", {"events": {}}, "expected a list of objects with at and event"),
    ("events-text", {"events": ""}, "expected a list of objects with at and event"),
    ("event-text", {"events": ["resolved"]}, "expected an object with at and event"),
    ("yes-no", {"cannot_wait": "ja"}, "is neither true nor false"),
    ("text", {"priority": 1.5}, "is no text; write it between quotes"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "how"), table(HOW))
def test_a_fault_of_a_line_says_how_to_write_it_right(tmp_path, fields, how):
    path = write(tmp_path / "a.jsonl", TICKET | fields, TICKET | {"id": "GOOD"})
    result = run("stamp", path, *NOW, "--format", "jsonl")
    assert result.exit_code == 2
    assert how in json.loads(result.stdout.splitlines()[0])["error"]


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("value", ["x" * 50_000, ["x" * 50_000], {"x" * 50_000: 1}])
def test_a_long_value_makes_no_long_message(tmp_path, field, value):
    """A text longer than the fields of Frappe is refused, as in csv and xlsx."""
    path = write(tmp_path / "a.jsonl", TICKET | {field: value}, TICKET | {"id": "GOOD"})
    result = run("stamp", path, *NOW, "--format", "jsonl")
    bad, good = map(json.loads, result.stdout.splitlines())
    assert (result.exit_code, good["id"]) == (2, "GOOD")
    assert f"{field}" in bad["error"]
    assert max(map(len, result.stderr.splitlines())) < 500
    assert len(str(bad)) < 1000


HOLDS = ["0001-01-01 00:00:00", "1899-12-30 00:00:00", "1970-01-01 01:00:00"]


@pytest.mark.parametrize("moment", HOLDS)
def test_a_hold_since_no_date_takes_nothing_from_the_time_on_hold(tmp_path, moment):
    header = (
        "ID,Contract,SLA Contract,Ticket Type,Priority,Created On,On Hold Since,Total Hold Time"
    )
    rows = [
        f"{name},,vcare-connect-office,Incident,Medium,2026-06-08 10:00:00,{since},2h"
        for name, since in (("A", ""), ("B", moment))
    ]
    path = tmp_path / "a.csv"
    path.write_text("\n".join([header.replace("Contract,SLA", "Subject,SLA"), *rows]) + "\n")
    result = run("stamp", path, *NOW, "--format", "jsonl")
    plain, sentinel = map(json.loads, result.stdout.splitlines())
    assert result.exit_code == 0
    assert sentinel["due"] == plain["due"]
    assert [note["code"] for note in sentinel["notes"]][:1] == ["left_out"]


@pytest.mark.parametrize("form", FORMATS)
def test_no_type_of_value_in_any_field_ends_the_run(tmp_path, form):
    path = write(tmp_path / "a.jsonl", *lines_of_every_type(), TICKET | {"id": "GOOD"})
    result = run("stamp", path, *NOW, "--format", form)
    assert (result.exit_code, type(result.exception)) == (2, SystemExit)
    assert "GOOD" in result.stdout


def test_a_hold_time_of_more_than_100_years_is_an_error_of_its_row():
    result, rows = stamped("16.csv")
    assert result.exit_code == 2
    assert rows[0]["error"] == "total_hold_time: '1e17' is longer than 100 years"
    assert [row["due"] for row in rows if (row["id"], row["clock"]) == ("2", "response")] == [
        "2026-04-01T11:00:00+02:00"
    ]


@pytest.mark.parametrize("text", ["9" * 5000, "9" * 5000 + "d", "1e400", "36601d"])
def test_a_hold_time_of_any_length_is_an_error_of_its_row(tmp_path, text):
    header, good = (FOLDER / "16.csv").read_text().splitlines()[::2]
    path = tmp_path / "a.csv"
    path.write_text(f"{header}\n{good.removesuffix('0')}{text[:900]}\n{good}\n")
    result = run("stamp", path, *NOW, "--format", "jsonl")
    assert (result.exit_code, type(result.exception)) == (2, SystemExit)
    assert "line 2: total_hold_time: " in result.stderr
    assert "error" not in result.stdout.splitlines()[1]


def test_a_hold_that_ends_past_the_calendar_is_an_error_of_its_row(tmp_path):
    header, good = (FOLDER / "16.csv").read_text().splitlines()[::2]
    path = tmp_path / "a.csv"
    path.write_text(f"{header}\n{good.replace('2026', '9998').removesuffix('0')}36500d\n{good}\n")
    result = run("stamp", path, *NOW, "--format", "html")
    assert (result.exit_code, type(result.exception)) == (2, SystemExit)
    assert "line 2: total_hold_time: it ends past the year 9998" in result.stderr


# -- files whose reading once raised ---------------------------------------------------------------


def test_a_csv_with_macintosh_line_ends_is_read():
    result, rows = stamped("14.csv")
    assert result.exit_code == 0
    assert [row["due"] for row in rows if row["clock"] == "response"] == [
        "2026-04-01T11:00:00+02:00"
    ]


HEADERS = [
    ("long-cell", "x" * 200_000 + ",ID,Status\n", "creation: nothing says when"),
    ("open-quote", 'ID,"Status\n' + "x,y\n" * 50, "not CSV"),
    ("quote-in-a-row", 'a,b\n"x"y,2\n', "line 2: not CSV"),
    ("null", "a\x00b,c\n", "no ticket file"),
]


@pytest.mark.parametrize(("text", "error"), table(HEADERS))
def test_a_header_that_is_no_csv_has_an_error_of_one_line(tmp_path, text, error):
    path = tmp_path / "a.csv"
    path.write_text(text)
    result = run("stamp", path, *NOW)
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
    assert error in result.stderr


# -- messages that name what is wrong --------------------------------------------------------------

needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")


@needs_full
def test_a_fault_of_the_output_names_the_output():
    full = run("stamp", FOLDER / "17.jsonl", *NOW, "-o", "/dev/full", "--force")
    assert full.stderr == "Error: /dev/full: No space left on device\n"
    folder = run("stamp", FOLDER / "17.jsonl", *NOW, "-o", tempfile.gettempdir(), "--force")
    assert folder.stderr == f"Error: {tempfile.gettempdir()}: Is a directory\n"


@needs_full
@pytest.mark.parametrize(
    "arguments",
    [("stamp", FOLDER / "17.jsonl"), ("explain", FOLDER / "17.jsonl"), ("contracts",)],
    ids=["stamp", "explain", "contracts"],
)
def test_a_full_standard_output_ends_every_command_in_one_line(arguments):
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "sla_nl", *map(str, arguments)],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (
        2, "Error: standard output: No space left on device\n",
    )  # fmt: skip


def test_a_ticket_file_that_cannot_be_opened_is_named(tmp_path):
    (tmp_path / "a.jsonl").mkdir()
    result = run("stamp", tmp_path / "a.jsonl", *NOW)
    assert result.stderr == f"Error: {tmp_path / 'a.jsonl'}: Is a directory\n"


LINE = (FOLDER / "21.jsonl").read_bytes()
PIPED = [
    ("byte-order-mark", LINE),
    ("blank-lines", b"\n\n\n\n" + LINE[3:]),
    ("mark-and-blanks", LINE[:3] + b"\r\n \n" + LINE[3:]),
    ("many-blanks", b"\n" * 10_000 + LINE[3:]),
]


@pytest.mark.parametrize("data", table(PIPED))
def test_piped_json_lines_are_recognised_after_blanks_and_marks(data):
    result = run("stamp", "-", *NOW, "--format", "jsonl", data=data)
    assert (result.exit_code, json.loads(result.stdout)["id"]) == (0, "T")


def test_the_error_for_a_piped_list_says_how_to_write_it():
    whole = run("stamp", "-", *NOW, data=b"[" + LINE[3:].strip() + b"]")
    assert "line 1: expected an object, one a line, and not a list" in whole.stderr
    spread = run("stamp", "-", *NOW, data=b"[" + LINE[3:] + b"]")
    assert "line 1: a list over several lines; expected one object a line" in spread.stderr


def test_input_with_a_fault_is_not_called_empty():
    result = run("stamp", "-", *NOW, data=b'"x"y,"z\n')
    assert "the file is empty" not in result.stderr
    assert "line 1: not CSV" in result.stderr


def test_two_headings_for_one_column_are_both_named():
    result, _ = stamped("22.csv", "--contract", "vcare-connect-office")
    assert result.stderr == (
        f"Error: {FOLDER / '22.csv'}: line 1: 'ID' and 'NAME' are both read as ID; "
        "leave one of them out\n"
    )


@pytest.mark.parametrize(
    ("option", "value", "error"),
    [
        ("--reported-at", "soon", "--reported-at: 'soon' is no date and time"),
        ("--responded-at", "2026-04-01", "--responded-at: '2026-04-01' is a date without a time"),
        ("--contract", "acme", "--contract: 'acme' is none of"),
        ("--priority", "P9", "--priority: 'P9' is no priority"),
        ("--channel", "fax", "--channel: 'fax' is none of"),
    ],
)
def test_explain_names_the_option_that_is_wrong(option, value, error):
    options = {"--contract": TICKET["contract"], "--priority": "P3"}
    options |= {"--reported-at": TICKET["reported_at"], option: value}
    result = run("explain", *(word for pair in options.items() for word in pair), *NOW)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"Error: {error}")


# -- a date without a time of day ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "field"), [("26.csv", "creation"), ("26.jsonl", "reported_at")], ids=["csv", "jsonl"]
)
def test_a_date_without_a_time_is_refused_by_every_reader(name, field):
    result, (row,) = stamped(name)
    assert result.exit_code == 2
    error = f"{field}: '2026-04-01' is a date without a time of day; write it as 2026-06-08"
    assert row["error"].startswith(error)


@pytest.mark.parametrize("text", ["20260401", "2026-W14-3", "2026-04-01"])
def test_every_way_to_write_a_date_is_recognised(tmp_path, text):
    path = write(tmp_path / "a.jsonl", TICKET | {"reported_at": text})
    assert f"reported_at: '{text}' is a date without a time of day" in run("stamp", path).stderr


# -- output that has no effect on a spreadsheet or terminal ----------------------------------------


def test_a_formula_in_an_id_is_a_text_in_the_csv():
    _, rows = stamped("23.jsonl")
    assert {row["id"] for row in rows} == {"'=cmd|'/C calc'!A0"}


def test_control_characters_of_an_id_reach_no_terminal():
    """The table has one line for each ticket, and every command shows their codes."""
    shown = r"A\x1b[2J\x1b[31m\r\nB"
    stamp, explain = (run(name, FOLDER / "24.jsonl", *NOW) for name in ("stamp", "explain"))
    assert len(stamp.stdout.splitlines()) == 2
    for result in (stamp, explain):
        assert shown in result.stdout
        assert "\x1b" not in result.output


HOSTILE = "x\x1b[2J\x9b\u202e\n"


def test_error_lines_show_control_characters_by_their_code(tmp_path):
    path = write(tmp_path / "a.jsonl", TICKET | {"id": HOSTILE, "kind": HOSTILE})
    documents = tmp_path / "c.json"
    documents.write_text(json.dumps([{"doctype": "SLA Contract", "name": "x", HOSTILE: HOSTILE}]))
    odd = tmp_path / f"odd{HOSTILE}.jsonl"
    for result in (
        run("stamp", path, *NOW),
        run("stamp", path, *NOW, "--strict"),
        run("explain", path, *NOW),
        run("explain", path, *NOW, "--id", HOSTILE),
        run("check", documents),
        run("stamp", path, "--contracts", documents),
        run("stamp", odd, *NOW),
        run("contracts", HOSTILE),
        run("calendar", HOSTILE),
    ):
        assert result.exit_code == 2
        assert not set("\x1b\x9b\u202e") & set(result.output)
        assert r"\x1b" in result.output


def test_control_characters_of_a_contract_reach_no_terminal(tmp_path):
    (document,) = json.loads((FOLDER / "11.json").read_text())
    document |= {"title": HOSTILE, "vendor": HOSTILE}
    path = tmp_path / "c.json"
    path.write_text(json.dumps([document]))
    for arguments in (("contracts",), ("contracts", "kk")):
        result = run(*arguments, "--contracts", path)
        assert result.exit_code == 0
        assert not set("\x1b\x9b\u202e") & set(result.output)


@pytest.mark.parametrize("form", ["jsonl", "csv", "html"])
def test_a_terminal_gets_no_control_characters_in_any_format(form):
    """A file keeps them, because it is not shown on a terminal."""
    line = json.dumps(TICKET | {"id": "x\x9by\u202e"}) + "\n"
    command = [sys.executable, "-m", "sla_nl", "stamp", "-", *NOW, "--format", form]
    ours, theirs = os.openpty()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=theirs) as process:
        os.close(theirs)
        process.stdin.write(line.encode())
        process.stdin.close()
        shown = read_terminal(ours).decode()
    assert r"x\x9by\u202e" in shown
    assert not set("\x9b\u202e") & set(shown)
    assert "\x9b" in run("stamp", "-", *NOW, "--format", form, data=line.encode()).stdout


def read_terminal(descriptor):
    """Return everything that a program writes to a terminal until it ends."""
    read = b""
    try:
        while piece := os.read(descriptor, 65_536):
            read += piece
    except OSError:  # The program has closed its end.
        pass
    finally:
        os.close(descriptor)
    return read


def test_a_name_of_any_length_does_not_widen_the_table():
    lines = [json.dumps(TICKET | {"id": name}) for name in ("x" * 100_000, "y")]
    result = run("stamp", "-", *NOW, data="\n".join(lines).encode())
    assert max(map(len, result.stdout.splitlines())) < 250


# -- every fault of a document at once -------------------------------------------------------------


def test_check_lists_the_faults_of_every_stage_at_once():
    """The hours of one row cannot be read; the hours of another row have no length."""
    result = run("check", FOLDER / "25.json")
    assert result.exit_code == 2
    assert "hours row 2, closes: '28:00' is not valid; expected a time from 00:00" in result.stderr
    assert "hours row 3, closes: '09:00' is not valid" in result.stderr


def test_a_contract_has_no_fault_for_the_faults_of_its_calendar(tmp_path):
    calendar = json.loads((FOLDER / "25.json").read_text())
    (contract,) = json.loads((FOLDER / "11.json").read_text())
    path = tmp_path / "both.json"
    path.write_text(json.dumps([contract | {"calendar": "ov"}, *calendar]))
    assert "SLA Contract" not in run("check", path).stderr


UNREADABLE = [
    ("no-json", "{", "line 1: not JSON"),
    ("deep", "[" * 100_000, "cannot be read as JSON"),
    ("long-number", f"[{'9' * 5000}]", "cannot be read as JSON"),
    ("no-list", "{}", "expected a list of documents"),
]


@pytest.mark.parametrize(("text", "error"), table(UNREADABLE))
def test_a_file_of_contracts_that_cannot_be_read_has_an_error_of_one_line(tmp_path, text, error):
    path = tmp_path / "c.json"
    path.write_text(text)
    result = run("check", path)
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
    assert error in result.stderr


def test_a_file_of_contracts_may_begin_with_a_byte_order_mark(tmp_path):
    path = tmp_path / "c.json"
    path.write_bytes(b"\xef\xbb\xbf" + (FOLDER / "11.json").read_bytes())
    assert run("check", path).exit_code == 0
