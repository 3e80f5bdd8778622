"""Output for a spreadsheet or a terminal only shows its text there, and has no other effect."""

from __future__ import annotations

import ast
import csv
import io
from pathlib import Path

import pytest
from factories import table

from sla_nl.safe_output import CsvWriter, csv_cell, visible

APP = Path(__file__).parents[2] / "sla_nl"

CELLS = [
    ("equals", "=1+1", "'=1+1"),
    ("plus", "+SUM(A1)", "'+SUM(A1)"),
    ("minus", "-2+3", "'-2+3"),
    ("at", "@SUM(A1)", "'@SUM(A1)"),
    ("tab", "\t=1", "'\t=1"),
    ("carriage-return", "\r=1", "'\r=1"),
    ("line-feed", "\n=1", "'\n=1"),
    ("full-width", "＝1", "'＝1"),
    ("command", "=cmd|'/C calc'!A0", "'=cmd|'/C calc'!A0"),
    ("a-lone-minus", "-", "'-"),
    ("negative", "-5", "-5"),
    ("negative-decimal", "-12.50", "-12.50"),
    ("dutch-decimal", "-1.234,50", "-1.234,50"),
    ("exponent", "-1e-5", "-1e-5"),
    ("positive", "+31612345678", "+31612345678"),
    ("number-and-more", "-5\n", "'-5\n"),
    ("date", "2026-06-08 09:00", "2026-06-08 09:00"),
    ("sign-within", "a=1", "a=1"),
    ("empty", "", ""),
    ("no-text", -5, -5),
    ("none", None, None),
]


@pytest.mark.parametrize(("cell", "expected"), table(CELLS))
def test_a_text_that_begins_like_a_formula_gets_a_quote_and_a_number_stays(cell, expected):
    assert csv_cell(cell) == expected


def test_a_written_row_reads_back_with_the_quote_and_no_other_change():
    target = io.StringIO()
    CsvWriter(target).write([["=a,b", 'say "no"', -5, "a\nb"]])
    assert list(csv.reader(io.StringIO(target.getvalue(), newline=""))) == [
        ["'=a,b", 'say "no"', "-5", "a\nb"]
    ]


TEXTS = [
    ("escape-sequence", "A\x1b[2J", r"A\x1b[2J"),
    ("line-end", "a\r\nb", r"a\r\nb"),
    ("null", "a\x00b", r"a\x00b"),
    ("delete", "a\x7f", r"a\x7f"),
    ("c1", "a\x9b31m", r"a\x9b31m"),
    ("override", "a\u202egpj.exe", r"a\u202egpj.exe"),
    ("isolate", "a\u2066b", r"a\u2066b"),
    ("mark", "a\u200fb", r"a\u200fb"),
    ("separator", "a\u2028b", r"a\u2028b"),
    ("half-a-character", "a\udc9bb", r"a\udc9bb"),
    ("plain", "Café ☕ مرحبا", "Café ☕ مرحبا"),
    ("joined-signs", "👩‍💻", "👩‍💻"),
    ("no-text", 7, "7"),
]


@pytest.mark.parametrize(("text", "expected"), table(TEXTS))
def test_control_characters_are_shown_by_their_code(text, expected):
    assert visible(text) == expected


def calls(path: Path, *names: str):
    """Yield the calls of some functions in a file, as texts."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in names:
            yield ast.unparse(node)


def test_every_writer_uses_the_one_module():
    """No other module writes CSV; everything that is printed goes through `say` or `visible`."""
    own = {APP / "safe_output.py", APP / "cli" / "writing" / "output.py"}
    for path in set(APP.rglob("*.py")) - own:
        assert not list(calls(path, "csv.writer", "csv.DictWriter", "print")), path
        echoed = calls(path, "click.echo", "click.secho", "click.ClickException")
        assert [call for call in echoed if "visible" not in call] == [], path
