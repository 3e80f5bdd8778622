"""Run golden cases of the commands that read no tickets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sla_nl.cli.main import main


def params_of(name):
    """Make a parameter per row and alternative; keys that an alternative omits are not changed."""
    for line in Path(__file__).with_name(f"{name}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        yield pytest.param(row, {}, row["expect"], id=f"{row['id']}-default")
        for alternative in row.get("alternatives", []):
            readings = alternative["set"]
            label = ",".join(f"{key}={value}" for key, value in readings.items())
            expected = alternative["expect"]
            yield pytest.param(row, readings, expected, id=f"{row['id']}-{label}")


def run(command, row, readings, path=None):
    """Return the lines out of a command for a row under some readings.

    Args:
        path: where to write the lines of a row that has any.
    """
    arguments = [command, *row["args"], "--format", "jsonl"]
    for name, value in readings.items():
        arguments += ["--set", f"{name}={value}"]
    if path is not None:
        lines = row["lines"] if "lines" in row else [row["in"]]
        path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
        arguments.insert(1, str(path))
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code in (0, 2), done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def known(expected, found):
    """Return the part of a record out that a row is certain of."""
    return {key: found[key] for key in expected if key in found}
