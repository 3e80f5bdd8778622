"""Rules for the source of the app's methods: typed arguments, and messages of one module."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

APP = Path(__file__).parents[2] / "sla_nl"
MESSAGES = APP / "site" / "messages.py"


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Yield the calls in a file, each with its function's name, such as `frappe.throw`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def trees() -> dict[Path, ast.AST]:
    return {path: ast.parse(path.read_text("utf-8")) for path in APP.rglob("*.py")}


def test_one_module_alone_shows_messages():
    """So nobody can forget to escape a value that reaches a page."""
    shown = {"frappe.throw", "frappe.msgprint", "throw", "msgprint", "frappe.respond_as_web_page"}
    found = {path for path, tree in trees().items() for name, _call in calls(tree) if name in shown}
    assert found == {MESSAGES}


def test_no_refusal_gets_a_text_with_its_values_already_in_it():
    filled = {}
    for path, tree in trees().items():
        for name, call in calls(tree):
            if name == "refuse" and path != MESSAGES:
                text = ast.unparse(call.args[0])
                if ".format" in text or text.startswith("f'") or " % " in text:
                    filled[path.name] = text
    assert filled == {}


def methods(tree: ast.AST) -> list[ast.FunctionDef]:
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and any("frappe.whitelist" in ast.unparse(mark) for mark in node.decorator_list)
    ]


def test_frappe_can_read_the_types_of_every_method():
    """Deferred annotations are texts, which Frappe ignores."""
    deferred = [
        path.name
        for path, tree in trees().items()
        if methods(tree)
        and any(
            isinstance(node, ast.ImportFrom) and node.module == "__future__"
            for node in ast.walk(tree)
        )
    ]
    assert deferred == []


def test_every_argument_of_a_method_has_a_type():
    open_ = [
        f"{path.name} {method.name}({arg.arg})"
        for path, tree in trees().items()
        for method in methods(tree)
        for arg in (*method.args.args, *method.args.kwonlyargs)
        if arg.annotation is None or ast.unparse(arg.annotation) == "Any"
    ]
    assert open_ == []
    assert len([1 for tree in trees().values() for _method in methods(tree)]) > 15
