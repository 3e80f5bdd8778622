"""The pages of `docs/` and the README: their links lead somewhere, their examples are true."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from sla_nl.cli.main import main

ROOT = Path(__file__).parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
ELSEWHERE = ("http://", "https://")
MOST_LINES = 90
NOW = "2026-11-20T12:00:00+01:00"


def headings(page):
    """Return the addresses of the headings of a page, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def block(page, after):
    """Return the lines of the first indented block that follows a text on a page."""
    text = page.read_text("utf-8").partition(after)[2]
    found = re.search(r"\n\n((?:    .*\n)+)", text)
    return [line[4:] for line in found[1].splitlines()]


def links(page):
    """Return the links of a page to other files and headings of the repository."""
    found = re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8"))
    return [link for link in found if not link.startswith(ELSEWHERE)]


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_a_link_leads_to_a_file_and_a_heading(page):
    for link in links(page):
        path, _, heading = link.partition("#")
        target = page.parent / path if path else page
        assert target.is_file(), link
        assert not heading or heading in headings(target), link


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_a_path_that_a_page_names_is_there(page):
    for path in re.findall(r"`((?:sla_nl|tests|docs)/[\w./-]+)`", page.read_text("utf-8")):
        assert (ROOT / path).exists(), path


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= MOST_LINES


def test_the_readme_shows_what_make_demo_prints(tmp_path):
    shown = block(ROOT / "README.md", "`make demo` prints, among others:")
    page = str(tmp_path / "demo.html")
    printed = CliRunner().invoke(main, ["demo", "-o", page]).output.splitlines()
    for line in shown:
        assert any(row.startswith(line) for row in printed), line


def test_the_explanation_on_the_page_of_the_command_is_what_it_prints():
    page = ROOT / "docs" / "command.md"
    (command,) = block(page, "## What explain tells")
    shown = block(page, "gives, for one of its clocks")
    printed = CliRunner().invoke(main, [*command.split()[1:], "--now", NOW]).output.splitlines()
    first = printed.index(shown[0])
    assert printed[first : first + len(shown)] == shown


def test_the_line_out_on_the_page_of_the_command_follows_from_the_line_in(tmp_path):
    """The page leaves out some clocks, and breaks lines."""
    page, file = ROOT / "docs" / "command.md", tmp_path / "t.jsonl"
    file.write_text(" ".join(block(page, "## A line in")), encoding="utf-8")
    command = ["stamp", str(file), "--format", "jsonl", "--now", "2026-06-15T12:00:00+02:00"]
    out = json.loads(CliRunner().invoke(main, command).output)
    shown = re.sub(r",\s*\.\.\.", "", " ".join(block(page, "## A line out")))
    for name, value in json.loads(shown).items():
        whole = out[name]
        is_part = isinstance(value, dict) and value.items() <= whole.items()
        assert is_part or value == whole, name


def test_the_sections_that_the_code_names_are_there():
    """The code says `docs/design.md 4.8` for the heading `### 4.8 ...`."""
    numbers = re.findall(r"^#+ ([\d.]+?)\.? ", (ROOT / "docs/design.md").read_text(), re.MULTILINE)
    for path in (*ROOT.glob("sla_nl/**/*.py"), *ROOT.glob("tests/**/*.py")):
        text = path.read_text("utf-8")
        assert not re.search(r"\bDESIGN \d", text), path
        for named in re.findall(r"docs/design\.md (\d[\d.]*\d|\d)", text):
            assert named in numbers, path
