"""Imports point one way, and only `helpdesk` knows Helpdesk (docs/design.md 2)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "sla_nl"
PURE = ("engine", "clauses", "safe_output", "vendors", "drawing", "examples", "cli")

CAPABILITIES = (
    "site", "clauses", "contracts", "records", "fees", "runs", "maintenance", "people",
    "escalation", "availability", "monitoring", "credits", "obligations", "compliance",
)  # fmt: skip

BELOW = {
    "engine": (),
    "clauses": ("engine",),
    "examples": (),
    "safe_output": (),
    "vendors": ("engine",),
    "drawing": ("engine",),
    "site": ("engine",),
    "contracts": ("engine", "vendors", "drawing", "site", "clauses"),
    "records": ("engine", "site"),
    "compliance": ("engine", "contracts", "records", "site"),
    "fees": ("engine", "site", "records"),
    "runs": ("site", "contracts"),
    "availability": (
        "engine",
        "clauses",
        "contracts",
        "drawing",
        "maintenance",
        "records",
        "site",
    ),
    "monitoring": ("engine", "availability", "contracts", "people", "site"),
    "maintenance": ("engine", "drawing", "clauses", "contracts", "records", "runs", "site"),
    "escalation": ("engine", "people", "records", "site"),
    "obligations": (
        "engine",
        "clauses",
        "contracts",
        "escalation",
        "people",
        "records",
        "runs",
        "site",
    ),
    "credits": (
        "engine",
        "drawing",
        "clauses",
        "contracts",
        "records",
        "fees",
        "people",
        "runs",
        "site",
        "availability",
        "compliance",
    ),
    "people": ("engine", "drawing", "contracts", "records", "site"),
    "helpdesk": ("engine", "drawing", "examples", "safe_output", *CAPABILITIES),
    "erpnext": ("clauses", "contracts", "engine", "fees", "site"),
    "overrides": ("clauses", "helpdesk", "records", "site"),
    "api": ("engine", "drawing", "helpdesk", "erpnext", *CAPABILITIES),
    "doctype": ("helpdesk", *CAPABILITIES),
    "report": (
        "availability",
        "compliance",
        "contracts",
        "fees",
        "clauses",
        "engine",
        "helpdesk",
        "site",
    ),
    "www": ("helpdesk",),
    "setup": ("engine", "helpdesk", "erpnext", "safe_output", *CAPABILITIES),
    "patches": (),
    "commands": ("helpdesk", "safe_output", *CAPABILITIES),
    "cli": ("engine", "vendors", "drawing", "examples", "safe_output"),
    "__main__": ("cli",),
    "hooks": (),
}
"""The parts of the app that each part may import."""

MAY_NAME_HELPDESK = ("helpdesk", "setup", "patches", "hooks")


def parts() -> dict[str, list[Path]]:
    """Return the source files of each part."""
    found: dict[str, list[Path]] = {}
    for path in APP.rglob("*.py"):
        part = path.relative_to(APP).parts[0].removesuffix(".py")
        if part not in ("__init__", "sla_nl"):
            found.setdefault(part, []).append(path)
    return found


def imported(path: Path) -> Iterator[str]:
    """Yield the full names of the modules that a file imports."""
    package = ["sla_nl", *path.relative_to(APP).parent.parts]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{module}.{name.name}" for name in node.names)


def texts(path: Path) -> Iterator[str]:
    """Yield the strings of a file, except its docstrings, which may name anything."""
    tree = ast.parse(path.read_text("utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in docstrings:
                yield node.value


@pytest.mark.parametrize("part", sorted(parts()))
def test_imports_point_one_way(part: str):
    """A new part needs a line in the table `BELOW`."""
    allowed = {part, "__version__", *BELOW[part]}
    for path in parts()[part]:
        for module in imported(path):
            root, _, rest = module.removeprefix("sla_nl.sla_nl").partition(".")
            if root == "sla_nl":
                assert rest.partition(".")[0] in allowed, f"{path.name} imports {module}"


@pytest.mark.parametrize("part", PURE)
def test_the_engine_and_the_command_need_no_frappe(part: str):
    for path in parts()[part]:
        roots = {module.partition(".")[0] for module in imported(path)}
        assert not roots & {"frappe", "helpdesk", "erpnext"}, path.name


@pytest.mark.parametrize("part", sorted(set(parts()) - set(MAY_NAME_HELPDESK)))
def test_only_some_parts_name_doctypes_of_helpdesk(part: str):
    for path in parts()[part]:
        assert "helpdesk" not in {module.partition(".")[0] for module in imported(path)}, path.name
        named = [text for text in texts(path) if text.startswith("HD ") or "tabHD " in text]
        assert not named, f"{path.name} names {named}"


@pytest.mark.parametrize("part", sorted(set(parts()) - {"erpnext"}))
def test_only_one_part_imports_erpnext(part: str):
    """The hooks name ERPNext's Sales Invoice, and call that part."""
    for path in parts()[part]:
        assert "erpnext" not in {module.partition(".")[0] for module in imported(path)}, path.name
        assert part == "hooks" or "Sales Invoice" not in set(texts(path)), path.name


ROOMS = {
    "ticket": (),
    "escalating": ("ticket", "staff"),
    "bulk": ("ticket", "escalating", "customers"),
    "what_if": ("ticket", "desk"),
    "upkeep": ("ticket", "bulk", "what_if"),
    "saving": ("ticket",),
    "closing": ("ticket", "page", "saving", "bulk"),
    "page": ("ticket", "outages"),
    "outages": ("ticket", "staff"),
    "desk": ("ticket",),
    "staff": (),
    "reviewing": ("ticket", "customers"),
    "customers": (),
}
"""The folders of `helpdesk` that each of them may import."""


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_the_rooms_of_helpdesk_import_one_way(room: str):
    """Code that saves one ticket does not import code that works on many."""
    for path in (APP / "helpdesk" / room).glob("*.py"):
        for module in imported(path):
            parts = module.split(".")
            if parts[:2] == ["sla_nl", "helpdesk"] and (APP / "helpdesk" / parts[2]).is_dir():
                assert parts[2] in (room, *ROOMS[room]), f"{path.name} imports {module}"


ENGINE_ROOMS = ("calendars", "documents", "escalation", "service", "compliance", "agreement")
CLI_ROOMS = ("reading", "writing", "service", "review")


def maps() -> list[str]:
    """Return the packages whose docstring lists their modules or folders."""
    return [
        "engine", "engine/terms", "engine/words", "contracts", "records", "fees", "runs", "site",
        "maintenance", "people", "escalation", "availability", "monitoring", "credits",
        "compliance", "obligations", "overrides", "cli/xlsx", "erpnext", "helpdesk",
        *(f"engine/{room}" for room in ENGINE_ROOMS), *(f"cli/{room}" for room in CLI_ROOMS),
        *(f"helpdesk/{room}" for room in ROOMS),
    ]  # fmt: skip


@pytest.mark.parametrize("package", maps())
def test_the_map_of_a_package_has_each_of_its_modules_once(package: str):
    folder = APP / package
    tree = ast.parse((folder / "__init__.py").read_text("utf-8"))
    lines = (ast.get_docstring(tree, clean=False) or "").splitlines()
    columns = (line[4:].partition("  ")[0] for line in lines if line.startswith(" "))
    named = [name.split()[0] for names in columns for name in names.split(", ") if name]
    modules = {path.stem for path in folder.glob("*.py") if path.stem != "__init__"}
    rooms = {path.parent.name for path in folder.glob("*/__init__.py")}
    assert sorted(named) == sorted(modules | rooms)
