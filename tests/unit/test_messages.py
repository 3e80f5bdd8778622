"""What the app's methods take, and how they refuse, as far as the source tells."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

APP = Path(__file__).parents[2] / "sla_nl"
MESSAGES = APP / "site" / "messages.py"


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """The calls in a file, each with the name of what is called: `frappe.throw`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def trees() -> dict[Path, ast.AST]:
    return {path: ast.parse(path.read_text("utf-8")) for path in APP.rglob("*.py")}


def test_one_module_alone_shows_messages():
    """So no value reaches a page unescaped because somebody forgot it."""
    shown = {"frappe.throw", "frappe.msgprint", "throw", "msgprint", "frappe.respond_as_web_page"}
    found = {path for path, tree in trees().items() for name, _call in calls(tree) if name in shown}
    assert found == {MESSAGES}


def test_no_refusal_gets_a_text_that_is_filled_in_already():
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
    """With deferred annotations they would be texts, which Frappe passes over."""
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


def test_every_method_says_what_it_takes():
    open_ = [
        f"{path.name} {method.name}({arg.arg})"
        for path, tree in trees().items()
        for method in methods(tree)
        for arg in (*method.args.args, *method.args.kwonlyargs)
        if arg.annotation is None or ast.unparse(arg.annotation) == "Any"
    ]
    assert open_ == []
    assert len([1 for tree in trees().values() for _method in methods(tree)]) > 15
