"""No workbook exhausts memory or time: hostile ones are refused, large ones are streamed.

The command runs in a separate process with little memory and little time.
"""

from __future__ import annotations

import random
import resource
import signal
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from factories import table
from workbooks import LINKS, MAIN, Part, make_zip, row, sheet, workbook_parts, write_workbook

from sla_nl.cli.reading.exports import read_export
from sla_nl.cli.reading.source import SourceError
from sla_nl.engine.calendars.instants import zone
from sla_nl.vendors import shipped_contracts

MB = 2**20
MEMORY = 192 * MB
SECONDS = 30
HEADINGS = ("ID", "Priority", "Created On", "SLA Contract")
HEADER = row(*HEADINGS)
TICKET = row("1", "P1", "2026-06-08 09:00:00", "vcare-connect-office", number=2)
CELL = '<row r="2"><c t="inlineStr"><is>'

LONG_TEXT = f"<si><t>{'a' * 982}</t></si>"


def limit_process():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def stamp(path, *options, data=None):
    """Run `sla-nl stamp` on a file, with little memory and little time."""
    command = [sys.executable, "-m", "sla_nl", "stamp", str(path), "--format", "jsonl"]
    return subprocess.run(
        [*command, "--now", "2026-06-08T12:00:00+02:00", *options],
        stdin=data, capture_output=True, text=True, check=False, preexec_fn=limit_process,
    )  # fmt: skip


def strings(piece, times):
    return Part(f'<sst xmlns="{MAIN}">', piece, times, "</sst>")


def styles(piece, times):
    return Part(f'<styleSheet xmlns="{MAIN}"><cellXfs>', piece, times, "</cellXfs></styleSheet>")


HOSTILE = [
    (
        "row-number",
        {"rows": HEADER + TICKET.replace('r="2"', 'r="900000000000"')},
        "a row has the number 900000000000; a sheet has at most 1,048,576 rows",
    ),
    (
        "row-number-of-many-digits",
        {"rows": f'{HEADER}<row r="{"9" * 5000}"/>'},
        "a sheet has at most 1,048,576 rows",
    ),
    (
        "column",
        {"rows": f'{HEADER}<row r="2"><c r="XFE2"><v>1</v></c></row>'},
        "row 2 has a cell XFE2; a sheet has at most 16,384 columns",
    ),
    (
        "column-of-many-letters",
        {"rows": f'{HEADER}<row r="2"><c r="{"Z" * 9000}2"><v>1</v></c></row>'},
        "a sheet has at most 16,384 columns",
    ),
    (
        "cell-of-3-gb",
        {"rows": Part(f"{HEADER}{CELL}<t>", "a" * MB, 3 * 1024, "</t></is></c></row>")},
        "row 2: a cell holds more than 32,767 characters",
    ),
    (
        "cell-of-many-pieces",
        {"rows": Part(HEADER + CELL, "<r><t>a</t></r>" * 1000, 100_000, "</is></c></row>")},
        "row 2: a cell holds more than 32,767 characters",
    ),
    (
        "row-of-one-long-text-again-and-again",
        {
            "rows": Part(f'{HEADER}<row r="2">', '<c t="s"><v>0</v></c>', 16_384, "</row>"),
            "sharedStrings": strings(f"<si><t>{'a' * 32_767}</t></si>", 1),
        },
        "row 2 holds more than 4,194,304 characters",
    ),
    (
        "shared-texts-of-1.7-gb",
        {"rows": HEADER + TICKET, "sharedStrings": strings(LONG_TEXT, 1_700_000)},
        "xl/sharedStrings.xml has 1,696,600,077 bytes unpacked, the most is 1 GiB",
    ),
    (
        "a-shared-text-of-900-mb",
        {"rows": HEADER + TICKET, "sharedStrings": strings(f"<si><t>{'a' * MB}</t></si>", 900)},
        "the texts that cells share: a cell holds more than 32,767 characters",
    ),
    (
        "styles-of-3-gb",
        {"rows": HEADER + TICKET, "styles": styles("<xf/>" * MB, 600)},
        "its part xl/styles.xml has 3,145,728,110 bytes unpacked, the most is 16 MiB",
    ),
    (
        "elements-in-one-another",
        {"rows": Part(HEADER, "<a>" * MB, 1000)},
        "more than 64 elements in one another",
    ),
    (
        "elements-of-many-names",
        {"rows": HEADER + "".join(f"<a{number}/>" for number in range(100_000))},
        "more than 1000 names of elements",
    ),
    (
        "a-tag-of-1-gb",
        {"rows": Part(f'{HEADER}<row r="2" x="', "a" * MB, 1024, '"/>')},
        "a tag of more than 64 KiB",
    ),
    (
        "a-comment-of-1-gb",
        {"rows": Part(f"{HEADER}<!--", "a" * MB, 1024, "-->")},
        "a tag of more than 64 KiB",
    ),
    (
        "entities",
        {
            "rows": HEADER + TICKET,
            "styles": '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>',
        },
        "xl/styles.xml: has a document type, which no workbook has",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "error"), table(HOSTILE))
def test_a_hostile_workbook_is_refused_in_one_line(tmp_path, parts, error):
    done = stamp(write_workbook(tmp_path / "a.xlsx", **parts))
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(f"Error: {tmp_path / 'a.xlsx'}: ")
    assert error in done.stderr


def test_a_list_of_a_million_parts_is_not_read(tmp_path):
    empty = {f"{number:0900}": Part("") for number in range(2000)}
    path = tmp_path / "a.xlsx"
    path.write_bytes(make_zip(workbook_parts(HEADER + TICKET) | empty))
    assert "the list of its parts is longer than 1 MiB" in stamp(path).stderr


def test_a_hostile_workbook_comes_from_a_pipe_too(tmp_path):
    rows = Part(f"{HEADER}{CELL}<t>", "a" * MB, 3 * 1024, "</t></is></c></row>")
    with write_workbook(tmp_path / "a.xlsx", rows).open("rb") as data:
        done = stamp("-", data=data)
    assert done.stderr.startswith("Error: standard input: row 2: a cell holds more than 32,767")


# -- large workbooks are read ----------------------------------------------------------------------

COUNT = 10_000


def ticket_row(number, is_shared):
    """Return a row with its own description, and its shared texts if they are not inline."""
    texts = [str(number), "P1", "2026-06-08 09:00:00", "vcare-connect-office"]
    texts.append(f"{number} does not print. " * 100)
    if not is_shared:
        return row(*texts, number=number + 1), []
    first = (number - 1) * len(texts)
    cells = "".join(f'<c t="s"><v>{first + place}</v></c>' for place in range(len(texts)))
    return f'<row r="{number + 1}">{cells}</row>', [f"<si><t>{text}</t></si>" for text in texts]


def write_large(path, is_shared):
    """Write a workbook of 10,000 tickets and 24 MB of descriptions."""
    parts = workbook_parts("", **({"sharedStrings": ""} if is_shared else {}))
    made = [ticket_row(number, is_shared) for number in range(1, COUNT + 1)]
    whole = sheet(row(*HEADINGS, "Description") + "".join(text for text, _ in made))
    parts["xl/worksheets/sheet1.xml"] = Part(whole.before + whole.after)
    if is_shared:
        parts["xl/sharedStrings.xml"] = Part(
            f'<sst xmlns="{MAIN}">{"".join(text for _, own in made for text in own)}</sst>'
        )
    path.write_bytes(make_zip(parts))
    return path


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc")
@pytest.mark.parametrize("is_shared", [False, True], ids=["inline", "shared"])
def test_a_large_workbook_needs_no_more_memory_than_a_small_one(tmp_path, is_shared):
    small = peak_memory(write_workbook(tmp_path / "small.xlsx", HEADER + TICKET), 1)
    large = peak_memory(write_large(tmp_path / "large.xlsx", is_shared), COUNT)
    assert large < small + 16 * MB


RUN = """
import atexit, re, sys
from sla_nl.cli.main import main
status = "/proc/self/status"
peak = lambda: re.search(r"VmHWM:\\s+(\\d+) kB", open(status).read())[1]
atexit.register(lambda: print(peak(), file=sys.stderr))
main()
"""


def peak_memory(path, count):
    """Return the most bytes that `sla-nl stamp` held while it judged `count` tickets."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, "stamp", str(path), "--format", "jsonl"],
        capture_output=True, text=True, check=True, preexec_fn=limit_process,
    )  # fmt: skip
    assert len(done.stdout.splitlines()) == count
    return int(done.stderr) * 1024


# -- broken workbooks ------------------------------------------------------------------------------


def read(path):
    return list(read_export(path, "xlsx", zone("Europe/Amsterdam"), shipped_contracts()))


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_workbook_is_read_or_refused(tmp_path, seed):
    """A few bytes are changed in each of fifty workbooks; none raises another error."""
    chance = random.Random(seed)
    good = write_workbook(tmp_path / "a.xlsx", HEADER + TICKET, sharedStrings="<sst/>").read_bytes()
    for _ in range(50):
        data = bytearray(good)
        for _ in range(chance.randrange(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        (tmp_path / "a.xlsx").write_bytes(
            data[: chance.choice([len(data), chance.randrange(len(data))])]
        )
        with suppress(SourceError):
            read(tmp_path / "a.xlsx")


def parts_without(name):
    parts = workbook_parts(HEADER + TICKET)
    del parts[name]
    return make_zip(parts)


def packed_in_another_way(tmp_path):
    path = tmp_path / "other.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as book:
        for name, part in workbook_parts(HEADER + TICKET).items():
            book.writestr(name, part.before + part.after)
    return path.read_bytes()


BROKEN = [
    ("links", parts_without("_rels/.rels"), "it has no part '_rels/.rels'"),
    ("book", parts_without("xl/workbook.xml"), "it has no part 'xl/workbook.xml'"),
    ("sheet", parts_without("xl/worksheets/sheet1.xml"), "it has no part 'xl/worksheets/sheet1"),
    (
        "no-sheet",
        make_zip(
            workbook_parts(HEADER)
            | {"xl/_rels/workbook.xml.rels": Part(f'<Relationships xmlns="{LINKS}"/>')}
        ),
        "it has no sheet",
    ),
    ("old-or-locked", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(999), "an xls workbook or"),
    ("no-zip", b"ID,Status", "not an xlsx workbook"),
    ("no-xml", make_zip(workbook_parts(HEADER + "<row></c>")), "xl/worksheets/sheet1.xml: mism"),
    ("lzma", packed_in_another_way, "_rels/.rels is packed in another way"),
    (
        "text-that-is-not-there",
        make_zip(workbook_parts('<row r="1"><c t="s"><v>7</v></c></row>')),
        "row 1 names a text 7 that is not there",
    ),
    ("rows-out-of-order", make_zip(workbook_parts(TICKET + HEADER)), "row 1 comes after row 2"),
    (
        "cells-out-of-order",
        make_zip(workbook_parts('<row r="1"><c r="B1"/><c r="A1"/></row>')),
        "row 1: cell A1 comes too late",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("data", "error"), table(BROKEN))
def test_the_error_of_a_broken_workbook_names_its_fault(tmp_path, data, error):
    path = tmp_path / "a.xlsx"
    path.write_bytes(data(tmp_path) if callable(data) else data)
    with pytest.raises(SourceError, match=f"{error}"):
        read(path)


# -- other files -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "start", "error"),
    [
        ("a.jsonl", b'{"id": "', "line 1: longer than 32 MiB"),
        ("a.csv", b"ID,Priority,Created On\n", "line 2: a row of more than 32 MiB"),
        ("b.csv", b'ID,Priority,Created On\n"', "line 2: a row of more than 32 MiB"),
    ],
)
def test_a_line_without_end_is_refused_in_one_line(tmp_path, name, start, error):
    """The file has 4 GB, but it is sparse and takes no room on disk."""
    path = tmp_path / name
    with path.open("wb") as file:
        file.write(start)
        file.truncate(4 * 1024**3)
    done = stamp(path, "--contract", "vcare-connect-office")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert error in done.stderr


def test_a_row_of_csv_over_many_lines_is_bounded_too(tmp_path):
    path = tmp_path / "a.csv"
    line = b"x" * 1023 + b"\n"
    with path.open("wb") as file:
        file.write(b'ID,Priority,Created On\n"')
        for _ in range(40):
            file.write(line * 1024)
    done = stamp(path, "--contract", "vcare-connect-office")
    assert "a row of more than 32 MiB; a quote may be missing" in done.stderr


def test_a_row_of_too_many_cells_is_an_error_of_its_line(tmp_path):
    path = tmp_path / "a.csv"
    good = "1,P1,2026-06-08 09:00:00,vcare-connect-office"
    path.write_text(f"{','.join(HEADINGS)}\n{',' * 20_000}\n{good}\n")
    done = stamp(path)
    assert "line 2: the row has 20,001 cells, the most is 16,384" in done.stderr
    assert len(done.stdout.splitlines()) == 2


@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_value_that_is_too_long_for_its_column_is_an_error_of_its_line(tmp_path, place):
    path = tmp_path / "a.csv"
    cells = ["1", "P1", "2026-06-08 09:00:00", "vcare-connect-office"]
    cells[place] = "x" * 1001
    path.write_text(f"{','.join(HEADINGS)}\n{','.join(cells)}\n")
    done = stamp(path)
    assert ": more than 1,000 characters" in done.stderr
    assert len(done.stderr) < 500


def test_the_limits_of_the_process_are_real():
    """A process with these limits cannot get more memory than they allow."""
    code = f"bytearray({MEMORY})"
    done = subprocess.run(
        [sys.executable, "-c", code], stderr=subprocess.PIPE, check=False, preexec_fn=limit_process
    )
    assert b"MemoryError" in done.stderr
    assert done.returncode not in (0, -signal.SIGXCPU)
