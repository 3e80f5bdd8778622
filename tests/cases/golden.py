"""The golden cases of the commands: their rows, and the lines that a command writes for them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sla_nl.cli.main import main

CASES = Path(__file__).parent


def rows(name):
    """Return the rows of a file of golden cases."""
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text("utf-8").splitlines()]


def params(name):
    """Make a parameter for each row and alternative: the row, `--set` options, what is expected."""
    for row in rows(name):
        yield pytest.param(row, (), row["expect"], id=f"{row['id']}-default")
        for alternative in row.get("alternatives", []):
            settings = [f"{key}={value}" for key, value in alternative["set"].items()]
            options = tuple(word for setting in settings for word in ("--set", setting))
            name_ = f"{row['id']}-{','.join(settings)}"
            yield pytest.param(row, options, alternative["expect"], id=name_)


def lines_in(row):
    """Return the lines of the file that a row stands for; `repeat` n is n lines with own ids."""
    for line in row["lines"] if "lines" in row else [row["in"]]:
        fields = {key: value for key, value in line.items() if key != "repeat"}
        if "repeat" not in line:
            yield fields
        for number in range(1, line.get("repeat", 0) + 1):
            yield fields | {"id": f"{line['id']}-{number}"}


def written(*arguments, file=None):
    """Return the lines out of a command, which must end well.

    Args: file: where to write the lines in and their lines, if the command reads a file.
    """
    if file is not None:
        path, lines = file
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        arguments = (arguments[0], str(path), *arguments[1:])
    result = CliRunner().invoke(main, [*arguments, "--format", "jsonl"])
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def among(found, expected):
    """Return the first line out that has the expected values, else those that were found."""
    return next((line for line in found if expected.items() <= line.items()), found)
