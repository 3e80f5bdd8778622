"""`docs/command.md` has every form and option of the command, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from sla_nl.cli.main import main
from sla_nl.cli.stamp import FORMATS
from sla_nl.cli.writing.table import CSV_COLUMNS
from sla_nl.engine.ticket import EVENTS

PAGE = (Path(__file__).parents[2] / "docs" / "command.md").read_text("utf-8")


def section(title):
    """Return the text below a heading, up to the next one."""
    return PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]


def rows(text):
    """Return the cells of the rows of a table, without its header."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def words(cell):
    """Return the words of a cell that are written as code, such as `--format` and `-o`."""
    return {code.split()[0] for code in re.findall(r"`([^`]+)`", cell)}


def long_options(command):
    """Return the options of a form of the command, such as `--format`."""
    return {
        option
        for param in command.params
        if isinstance(param, click.Option)
        for option in param.opts
        if option.startswith("--")
    }


def test_every_form_of_the_command_is_on_the_page():
    forms = [words(form) and form.split()[1].strip("`") for form, _ in rows(PAGE.split("## ")[0])]
    assert set(forms) == set(main.commands)


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_option_of_a_form_is_on_the_page(name):
    listed = {
        word
        for option, forms, _meaning in rows(section("Options"))
        if name in forms.split(", ")
        for word in words(option)
        if word.startswith("--")
    }
    assert listed == long_options(main.commands[name])


def test_every_event_is_on_the_page():
    listed = [words(event) for event, _with, _meaning in rows(section("A line in"))]
    assert set().union(*listed) == EVENTS


def test_every_format_and_column_is_on_the_page():
    formats = next(row for row in rows(section("Options")) if "--format" in row[0])
    assert words(formats[2]) == set(FORMATS)
    assert words(section("A line out").partition("--format csv`")[2]) == set(CSV_COLUMNS)
