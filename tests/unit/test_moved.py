"""Jobs that were queued before the modules moved still find their functions."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

HELPDESK = Path(__file__).parents[2] / "sla_nl" / "helpdesk"

QUEUED = [
    ("sweep", "bulk/sweep.py", {"run", "catch_up"}),
    ("stalled", "upkeep/stalled.py", {"go_on"}),
    ("backfill", "upkeep/backfill.py", {"work"}),
    ("dry_run", "upkeep/dry_run.py", {"work"}),
    ("recompute", "upkeep/recompute.py", {"work"}),
]


@pytest.mark.parametrize(("old", "new", "functions"), QUEUED)
def test_an_old_path_leads_to_the_function(old: str, new: str, functions: set[str]):
    (node,) = (
        node
        for node in ast.parse((HELPDESK / f"{old}.py").read_text("utf-8")).body
        if isinstance(node, ast.ImportFrom)
    )
    defined = ast.parse((HELPDESK / new).read_text("utf-8")).body
    assert f"{node.module.replace('.', '/')}.py" == new
    assert {name.name for name in node.names} == functions
    assert functions <= {item.name for item in defined if isinstance(item, ast.FunctionDef)}
