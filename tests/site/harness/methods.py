"""Find every method that a request may call, by reading the code of the apps."""

from __future__ import annotations

import importlib
import inspect
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import frappe

APPS = ("frappe", "telephony", "helpdesk", "sla_nl")
MARK = "whitelist"
LEFT_OUT = {"node_modules", "public", "__pycache__"}


class Method(NamedTuple):
    """A method that a request may call.

    Args:
        path: its dotted name; others may lead to the same function.
        parameters: the names of its parameters, without `self`.
        required: the parameters without a default.
        typed: the parameters that take lists or objects, not JSON.
        verb: an HTTP method that it accepts.
        doctype: the doctype whose documents have this method; empty for a function.
        reads_request: True if it reads arguments from the request, besides its parameters.
        is_open: True if it accepts any keyword argument.
        is_for_guests: True if it can be called without logging in.
    """

    path: str
    function: Callable[..., Any]
    parameters: tuple[str, ...]
    required: tuple[str, ...]
    typed: frozenset[str]
    verb: str
    doctype: str
    reads_request: bool
    is_open: bool
    is_for_guests: bool


def find_methods() -> list[Method]:
    """Import every module that mentions `whitelist`, and return the methods that requests may call.

    Some modules whitelist further methods, for tests, if they are imported outside a request.
    """
    for app in APPS:
        for module in _modules(Path(frappe.get_app_path(app))):
            _import(module)
    doctypes = {frappe.scrub(name): name for name in frappe.get_all("DocType", pluck="name")}
    mine = [one for one in frappe.whitelisted if one.__module__.partition(".")[0] in APPS]
    found = [_method(function, doctypes) for function in mine]
    return sorted((method for method in found if method), key=lambda method: method.path)


def _modules(app: Path) -> Iterator[str]:
    for folder, below, files in os.walk(app):
        below[:] = [name for name in below if name not in LEFT_OUT]
        for file in files:
            path = Path(folder, file)
            if path.suffix == ".py" and MARK in path.read_text("utf-8", errors="replace"):
                parts = path.relative_to(app.parent).with_suffix("").parts
                yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _import(module: str) -> None:
    """Import a module; skip it if its import fails, as no request can call it then either."""
    try:
        importlib.import_module(module)
    except (Exception, SystemExit):
        return


def _method(function: Callable[..., Any], doctypes: dict[str, str]) -> Method | None:
    """Return the description of a function, None if no request can reach it."""
    owner, _, name = function.__qualname__.rpartition(".")
    doctype = doctypes.get(function.__module__.rpartition(".")[2], "") if owner else ""
    path = f"{function.__module__}.{name}"
    if not doctype and not _is_reachable(path, function):
        return None
    given = dict(inspect.signature(function).parameters)
    given.pop("self", None)
    kinds = inspect.Parameter
    gathering = (kinds.VAR_KEYWORD, kinds.VAR_POSITIONAL)
    named = {name: one for name, one in given.items() if one.kind not in gathering}
    return Method(
        path,
        function,
        tuple(named),
        tuple(name for name, one in named.items() if one.default is kinds.empty),
        frozenset(name for name, one in named.items() if _is_typed(one.annotation)),
        frappe.allowed_http_methods_for_whitelisted_func[function][-1],
        doctype,
        _reads_request(function),
        any(one.kind is kinds.VAR_KEYWORD for one in given.values()),
        function in frappe.guest_methods,
    )


def _is_typed(annotation: Any) -> bool:
    text = str(annotation)
    return ("list" in text or "dict" in text) and "str |" not in text


def _is_reachable(path: str, function: Callable[..., Any]) -> bool:
    try:
        return bool(frappe.get_attr(path) is function)
    except (frappe.AppNotInstalledError, AttributeError, ImportError):
        return False


def _reads_request(function: Callable[..., Any]) -> bool:
    """Return whether the code of a function reads arguments from the request itself."""
    source = inspect.getsource(inspect.unwrap(function))
    return "form_dict" in source or "get_form_params" in source
