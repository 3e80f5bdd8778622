"""How a file of JSON lines is cut into the parts that processes share."""

import io
import os
import subprocess
import sys

import pytest
from factories import at

from sla_nl.cli.job import Job
from sla_nl.cli.reading import parts
from sla_nl.engine.calendars.instants import zone
from sla_nl.vendors import shipped_contracts

LINE = b'{"id": "T"}\n'


def parts_of(stream, path="tickets.jsonl"):
    """Return the parts of a stream that is read as a file of a name."""
    job = Job(path, shipped_contracts(), "", zone("Europe/Amsterdam"), at("2026-06-08 10:00"), "en")
    return parts.read_parts(job, stream)


def test_a_large_file_is_cut_into_large_parts(tmp_path):
    """A small part costs more to hand to another process than to judge."""
    path = tmp_path / "tickets.jsonl"
    path.write_bytes(LINE * 200_000)
    with path.open("rb") as stream:
        sizes = [len(part.text) for part in parts_of(stream)]
    assert sum(sizes) == path.stat().st_size
    assert min(sizes[:-1]) > parts.PART_BYTES - len(LINE)
    assert max(sizes) < parts.PART_BYTES + len(LINE)


@pytest.mark.parametrize("size", [1, 5, 12, 13, 100])
def test_parts_are_whole_lines_in_order_with_their_numbers(monkeypatch, size):
    """Wherever a read ends: within a line, at its end, or after several lines."""
    monkeypatch.setattr(parts, "PART_BYTES", size)
    text = b"".join(b'{"id": "%d"}\n' % number for number in range(40)) + b'{"id": "last"}'
    found = list(parts_of(io.BytesIO(text)))
    assert b"".join(part.text for part in found) == text
    for part in found:
        assert part.first == 1 + text[: text.index(part.text)].count(b"\n")
        assert part.text.endswith((b"\n", b'"last"}'))


def test_what_a_pipe_has_is_a_part_without_waiting_for_more():
    """Lines of a program that goes on running are judged when they come."""
    end, begin = os.pipe()
    with os.fdopen(begin, "wb", buffering=0) as pipe, os.fdopen(end, "rb") as stream:
        found = parts_of(stream, path="-")
        pipe.write(LINE + LINE + LINE[:5])
        assert next(found).text == LINE + LINE
        pipe.write(LINE[5:])
        assert next(found).text == LINE


def test_a_line_that_is_too_long_is_not_read_to_its_end(monkeypatch):
    """The last part ends within it, so that reading it fails and memory does not grow."""
    monkeypatch.setattr(parts, "LONGEST_LINE", 1000)
    monkeypatch.setattr(parts, "PART_BYTES", 100)
    stream = io.BytesIO(LINE + b"x" * 1_000_000)
    *_, last = parts_of(stream)
    assert 1000 < len(last.text) <= 1100
    assert stream.tell() < 2000


def test_lines_of_json_do_not_wait_for_the_reader_of_workbooks():
    """Loading openpyxl takes a sixth of the time in which a small file is stamped."""
    code = "import sys, sla_nl.cli.main; sys.exit('openpyxl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
