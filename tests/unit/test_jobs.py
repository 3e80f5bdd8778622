"""Processes of `--jobs` write what one process writes: in order, with the errors in place."""

import json
import os

import pytest
from click.testing import CliRunner
from factories import table

from sla_nl.cli import sweep
from sla_nl.cli.main import main
from sla_nl.cli.reading import parts
from sla_nl.cli.workers import shared
from sla_nl.cli.writing.output import CommandError

NOW = ("--now", "2026-06-10T12:00:00+02:00")
LINES = 900


def line_of(number):
    """Return a line of a file; each seventh cannot be judged, each in its own way."""
    if number % 7 == 3:
        return ["not JSON", '{"id": "x", "kind": "wish"}', '{"id": "y", "contract": "none"}'][
            number % 3
        ]
    return json.dumps({
        "id": f"T{number}", "contract": "covide-business", "kind": "incident",
        "priority": ["Urgent", "Hoog", "Medium"][number % 3],
        "reported_at": f"2026-06-{number % 9 + 1:02d}T{number % 24:02d}:00:00+02:00",
        "customer": f"C{number % 4}",
    })  # fmt: skip


@pytest.fixture
def tickets(tmp_path, monkeypatch):
    """Return a file of many small parts, some of them without a good line."""
    monkeypatch.setattr(parts, "PART_BYTES", 700)
    path = tmp_path / "tickets.jsonl"
    path.write_text("\n".join(map(line_of, range(LINES))))
    return path


def run(*arguments):
    return CliRunner().invoke(main, [*map(str, arguments), *NOW])


COMMANDS = [
    ("stamp-jsonl", ("stamp", "--format", "jsonl")),
    ("stamp-csv", ("stamp", "--format", "csv")),
    ("stamp-table", ("stamp", "--format", "table")),
    ("compliance", ("compliance", "--format", "jsonl", "--group", "customer,month")),
    ("compare-jsonl", ("compare", "--format", "jsonl", "--with", "covide-premium")),
    ("compare-csv", ("compare", "--format", "csv", "--with", "covide-premium")),
    ("compare-table", ("compare", "--format", "table", "--with", "covide-premium")),
]


@pytest.mark.parametrize("command", [pytest.param(c, id=name) for name, c in COMMANDS])
def test_several_processes_write_what_one_writes(tickets, command):
    one, three = (run(*command, tickets, "--jobs", jobs) for jobs in (1, 3))
    assert three.stdout == one.stdout
    assert three.stderr == one.stderr
    assert (three.exit_code, one.exit_code) == (2, 2)
    assert "line 4: " in one.stderr
    assert one.stdout


def test_each_line_has_its_place_and_a_bad_one_its_error(tickets):
    found = list(
        map(json.loads, run("stamp", tickets, "--format", "jsonl", "--jobs", 3).stdout.splitlines())
    )
    assert len(found) == LINES
    for number, line in enumerate(found):
        assert ("error" in line) == (number % 7 == 3)
        assert "error" in line or line["id"] == f"T{number}"


def test_a_strict_run_of_several_processes_ends_at_the_first_bad_line(tickets):
    """Lines 1 to 3 are written, and nothing of what other processes have judged meanwhile."""
    done = run("stamp", tickets, "--format", "jsonl", "--jobs", 3, "--strict")
    assert done.exit_code == 2
    assert "line 4: " in done.stderr
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["T0", "T1", "T2"]


SIZES = [
    # id, size beside the limit, processes
    ("small", -1, 1),
    ("large", 0, 5),
]


@pytest.mark.parametrize(("beside", "processes"), table(SIZES))
def test_a_large_file_is_shared_between_all_cores(tmp_path, monkeypatch, beside, processes):
    """Where nobody gives --jobs; starting processes takes longer than judging a small file."""
    monkeypatch.setattr(sweep, "cores", lambda: 5)
    path = tmp_path / "tickets.jsonl"
    with path.open("wb") as file:
        file.truncate(sweep.SHARED_FROM_BYTES + beside)
    assert sweep.jobs_for(sweep.Job(str(path), {}, "", None, 0, "en")) == processes


def test_items_are_not_read_far_ahead():
    """So that memory does not grow with the file: a slow reader of results holds the items up."""
    taken = []

    def items():
        for number in range(1000):
            taken.append(number)
            yield number

    results = shared(str, items(), 2)
    assert [next(results) for _ in range(10)] == [str(number) for number in range(10)]
    assert len(taken) < 20
    results.close()


def test_a_process_that_dies_is_an_error_and_no_endless_wait():
    with pytest.raises(CommandError, match="a process of --jobs died"):
        list(shared(os._exit, [1, 1, 1], 2))
