"""`sla-nl maintenance`, `availability` and `credits`: forms, bad lines, files and terminals."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner
from factories import table

from sla_nl.cli.main import main
from sla_nl.vendors import FIXTURES, read_documents

GOOD = {
    "id": "W1", "contract": "visma-raet", "type": "Groot onderhoud",
    "start": "2026-06-20T22:00:00+02:00", "end": "2026-06-21T02:00:00+02:00",
    "announced_at": "2026-06-07T09:00:00+02:00",
}  # fmt: skip
OUTAGE = {"id": "O1", "start": "2026-06-09T10:00:00+02:00", "end": "2026-06-09T14:00:00+02:00"}
JUNE = ("--contract", "covide-basic", "--period", "2026-06")
MEETING = ("--contract", "covide-basic", "--meeting", "2026-06-15T10:00:00+02:00")
NOW = ("--now", "2026-06-01T09:00:00+02:00")


def run(*arguments, lines=(), form="jsonl"):
    """Return the result of a command; `lines` are objects or texts, given on standard input."""
    given = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    return CliRunner().invoke(main, [*arguments, "--format", form, *NOW], input=given)


def records(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


BAD = [
    # id, line, what is wrong with it
    ("no-json", '{"id": ', "not JSON: unexpected end of data"),
    ("text", '"W"', "expected an object, one a line, and not 'W'"),
    ("list", "[1, 2]", "expected an object, one a line, and not [1, 2]"),
    ("contract", GOOD | {"contract": "x"}, "contract: 'x' is none of covide-basic, covide-"),
    ("no-contract", {"id": "W2"}, "contract: is missing; expected one of covide-basic"),
    ("type", GOOD | {"type": "Repair"}, "type: 'Repair' is none of Regulier onderhoud, Release"),
    ("start", GOOD | {"start": "soon"}, "start: 'soon' is no date and time; write it as 2026-"),
    ("far", GOOD | {"start": "9998-06-20T22:00:00Z", "end": "9998-06-20T23:00:00Z",
                    "type": "Regulier onderhoud"}, "contract: calendar 'raet-night' has"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "error"), table(BAD))
def test_a_bad_window_keeps_its_place(line, error):
    """The good lines around it are judged; standard error names the line, and the status is 2."""
    result = run("maintenance", "-", lines=[GOOD, line, "", GOOD | {"id": "W3"}])
    first, bad, last = records(result)
    assert (first["id"], last["id"]) == ("W1", "W3")
    assert first["faults"][0]["rule"] == "notice"
    assert bad["error"].startswith(error)
    assert f"standard input, line 2: {error}" in result.stderr
    assert result.stderr.endswith("1 line could not be judged\n")
    assert result.exit_code == 2


BAD_OUTAGES = [
    ("cause", OUTAGE | {"cause": "Storm"}, "cause: 'Storm' is none of Telecommunicatie van derden"),
    ("other", OUTAGE | {"contract": "visma-raet"}, "contract: 'visma-raet' is not 'covide-basic'"),
    ("both", OUTAGE | {"type": "Update", "cause": "Overmacht"}, "type: a line has a type"),
]


@pytest.mark.parametrize(("line", "error"), table(BAD_OUTAGES))
def test_a_bad_outage_is_told_and_the_others_count(line, error):
    result = run("availability", "-", *JUNE, lines=[line, OUTAGE | {"end": None}, OUTAGE])
    bad, service = records(result)
    assert bad["error"].startswith(error)
    assert f"standard input, line 1: {error}" in result.stderr
    assert (service["service"], service["down_s"], result.exit_code) == ("Systemen", 14_400, 2)


def test_one_line_of_a_window_in_each_form(tmp_path):
    """The keys are those of docs/command.md; csv and the table have the same facts."""
    (line,) = records(run("maintenance", "-", lines=[GOOD]))
    assert list(line) == [
        "id", "contract", "allowed", "announce_by", "number", "of", "excluded_s", "faults",
    ]  # fmt: skip
    assert (line["allowed"], line["announce_by"]) == (False, "2026-06-06T22:00:00+02:00")
    assert list(line["faults"][0]) == ["rule", "is_hard", "text", "clauses"]
    (row,) = csv.DictReader(io.StringIO(run("maintenance", "-", lines=[GOOD], form="csv").stdout))
    assert row["allowed"] == "0"
    assert row["faults"] == line["faults"][0]["text"]
    shown = run("maintenance", "-", lines=[GOOD], form="table").stdout.splitlines()
    assert (
        shown[0].split() == "Window Contract Allowed Announce by Number Of Excluded Faults".split()
    )
    assert shown[1].startswith("W1      visma-raet  no       2026-06-06 22:00  -       -   0:00:00")


def test_the_explanation_is_asked_for():
    """JSON has it under its own key, and a table below each line."""
    result = run("maintenance", "-", "--explain", "--language", "nl", lines=[GOOD])
    (line,) = records(result)
    assert line["explanation"][1].startswith("2 weken voor het begin is zaterdag 6 juni 2026 22:00")
    shown = run("maintenance", "-", "--explain", lines=[GOOD], form="table").stdout
    assert "\n    2 weeks before the start is Saturday 6 June 2026 22:00" in shown
    (service,) = records(run("availability", "-", *JUNE, "--explain", lines=[OUTAGE]))
    assert service["explanation"][-1] == "the promise is not kept"
    (credit,) = records(run("credits", *MEETING, "--explain"))
    assert credit["explanation"][-1] == "at Monday 1 June 2026 09:00: 0%"


def test_a_line_of_a_service_has_the_keys_of_the_page():
    (line,) = records(run("availability", "-", *JUNE))
    assert list(line) == [
        "contract", "service", "period", "agreed_s", "down_s", "excluded_s", "availability",
        "gross", "minimum", "budget_s", "left_s", "met",
    ]  # fmt: skip
    shown = run("availability", "-", *JUNE, lines=[OUTAGE], form="table").stdout.splitlines()[1]
    assert shown.split() == [
        "covide-basic", "Systemen", "2026-06", "720:00:00", "4:00:00", "0:00:00", "99.444444",
        "99.444444", "99.5", "3:36:00", "-0:24:00", "no",
    ]  # fmt: skip


def test_meetings_and_discounts_in_one_order():
    """A table and csv have a row for each, and one for the discount now."""
    rows = list(csv.reader(io.StringIO(run("credits", *MEETING, form="csv").stdout)))
    assert rows[0] == ["what", "at", "percentage", "error"]
    assert [row[0] for row in rows[1:6]] == [
        "follow_up", "follow_up", "follow_up", "discount", "follow_up",
    ]  # fmt: skip
    assert rows[-1] == ["now", "2026-06-01T09:00:00+02:00", "0", ""]
    assert "vervolgoverleg" in run("credits", *MEETING, "--language", "nl", form="table").stdout


def test_a_missed_availability_tells_the_credit_of_an_own_contract(tmp_path):
    """Ten percent of the month's fee, in a contract of our own; a kept one tells nothing."""
    own = next(d for d in read_documents(FIXTURES / "sla_contract.json") if d["name"] == JUNE[1])
    own["credits"] = [{"title": "Korting", "trigger": "availability_missed", "percentage": "10",
                       "applies_to": "Maandfactuur", "clause": "own-1"}]  # fmt: skip
    path = tmp_path / "own.json"
    path.write_text(json.dumps([own]), "utf-8")
    (line,) = records(run("availability", "-", *JUNE, "--contracts", str(path), lines=[OUTAGE]))
    assert line["credits"] == [{"title": "Korting", "percentage": 10,
                                "applies_to": "Maandfactuur", "clauses": ["own-1"]}]  # fmt: skip
    short = OUTAGE | {"end": "2026-06-09T11:00:00+02:00"}
    (line,) = records(run("availability", "-", *JUNE, "--contracts", str(path), lines=[short]))
    assert "credits" not in line


WRONG_OPTIONS = [
    # id, arguments, message
    ("period", ("availability", "-", "--contract", "covide-basic", "--period", "June"),
     "'June' is no period; write 2026-06, 2026-Q2, 2026-H1 or 2026"),
    ("contract", ("availability", "-", "--contract", "x", "--period", "2026"),
     "--contract: 'x' is none of covide-basic"),
    ("window-contract", ("maintenance", "-", "--contract", "x"), "--contract: 'x' is none of"),
    ("suffix", ("maintenance", __file__), "no file of JSON lines; expected .jsonl"),
    ("missing", ("maintenance", "missing.jsonl"), "missing.jsonl: No such file or directory"),
    ("holidays", ("availability", "-", "--contract", "inlenersbeloning", "--period", "2299"),
     "calendar 'inlenersbeloning-availability'"),
    ("meeting", ("credits", "--contract", "covide-basic", "--meeting", "soon"),
     "--meeting: 'soon' is no date and time"),
    ("no-ladder", ("credits", "--contract", "visma-raet", *MEETING[2:]),
     "--contract: 'visma-raet' gives no credit after a meeting"),
    ("progress", ("credits", *MEETING, "--progress", "2026-06-01T10:00:00+02:00"),
     "--progress: is before the first meeting"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "message"), table(WRONG_OPTIONS))
def test_a_wrong_option_is_named(arguments, message):
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr.replace("for '--meeting'", "--meeting").replace(
        "Invalid value for --meeting", "--meeting"
    )


def test_no_cell_is_a_formula_and_no_name_moves_the_cursor():
    """An id from a file is safe in a spreadsheet and on a terminal; JSON keeps it."""
    line = GOOD | {"id": "=1+1"}
    (row,) = csv.DictReader(io.StringIO(run("maintenance", "-", lines=[line], form="csv").stdout))
    assert row["id"] == "'=1+1"
    shown = run("maintenance", "-", lines=[GOOD | {"id": "\x1b[2J"}], form="table").stdout
    assert "\\x1b[2J" in shown
    assert "\x1b" not in shown
    bad = run("maintenance", "-", lines=[GOOD | {"type": "\x1b[2J"}], form="table")
    assert "\x1b" not in bad.stdout + bad.stderr


def test_a_pipe_is_read_twice(tmp_path):
    """The windows of a contract are counted before the first is judged, also from a pipe."""
    lines = [GOOD | {"id": str(n), "contract": "smart-fms-basic", "type": "Regulier onderhoud",
                     "start": f"2026-06-{20 - n}T18:00:00+02:00",
                     "end": f"2026-06-{20 - n}T19:00:00+02:00"} for n in range(3)]  # fmt: skip
    text = "\ufeff" + "\n".join(map(json.dumps, lines))
    reader, writer = os.pipe()
    os.write(writer, text.encode())
    os.close(writer)
    command = [sys.executable, "-m", "sla_nl", "maintenance", "-", "--format", "jsonl"]
    with open(reader, "rb") as pipe:
        done = subprocess.run(command, stdin=pipe, capture_output=True, check=False)
    found = [json.loads(line)["number"] for line in done.stdout.splitlines()]
    assert (found, done.stderr, done.returncode) == ([3, 2, 1], b"", 0)


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    """A file that exists stays unless `--force` is given."""
    source, target = tmp_path / "in.jsonl", tmp_path / "out.csv"
    source.write_text(json.dumps(GOOD), "utf-8")
    target.write_text("mine", "utf-8")
    arguments = ("maintenance", str(source), "-o", str(target))
    refused = run(*arguments, form="csv")
    assert (refused.exit_code, target.read_text("utf-8")) == (2, "mine")
    assert "already exists; add --force" in refused.stderr
    assert run(*arguments, "--force", form="csv").exit_code == 0
    assert target.read_text("utf-8").startswith("id,contract,allowed")
