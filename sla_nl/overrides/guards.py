"""Put the app in front of methods of Frappe and Helpdesk that tell more than a user may read.

The hook `override_whitelisted_methods` replaces a method under one name only. A request may call a
function by every name that a module has for it, and Frappe's own tests import some of these
methods. So each function is replaced before the first request of a process: in the module that
defines it, in every module that has imported it by then, and in the list of what requests may call.

A process may serve several sites. On a site without the app the guards let everything through.
Background jobs need no guard: no request chooses which function a job calls with which arguments.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import reduce, wraps
from importlib import import_module
from inspect import signature
from threading import Lock
from typing import Any

import frappe

from . import charts, counts, documents, lists, queries, search, versions

Function = Callable[..., Any]

APP = "sla_nl"
GUARDS: dict[tuple[str, str], Function] = {
    ("frappe.client", "get"): documents.get,
    ("frappe.client", "get_count"): counts.get_count,
    ("frappe.desk.doctype.dashboard_chart.dashboard_chart", "get"): charts.get,
    ("frappe.desk.doctype.number_card.number_card", "get_result"): charts.get_result,
    ("frappe.desk.form.linked_with", "get"): documents.get_linked,
    ("frappe.desk.form.load", "get_versions"): versions.get_versions,
    ("frappe.desk.listview", "get_group_by_count"): counts.get_group_by_count,
    ("frappe.desk.search", "get_link_title"): search.get_link_title,
    ("frappe.desk.search", "search_widget"): search.search_widget,
    ("frappe.model.db_query", "DatabaseQuery.prepare_args"): queries.prepare_args,
    ("frappe.utils.goal", "get_monthly_goal_graph_data"): charts.get_monthly_goal_graph_data,
    ("helpdesk.api.doc", "get_list_data"): lists.get_list_data,
}
"""The function that stands before another one, by that one's module and name.

It gets the other function, and the arguments by their names.
"""

_lock = Lock()
_is_done = False
_replaced: dict[int, Function] = {}
"""What stands in the place of a function, by its identity. Each holds the other one."""


def before_request() -> None:
    """Put the guards in place. Runs before each request; the first one of a process does it."""
    global _is_done
    with _lock:
        if not _is_done:
            for (module, name), guard in GUARDS.items():
                _put_before(module, name, guard)
            _replace_elsewhere()
            _is_done = True


def _put_before(module: str, name: str, guard: Function) -> None:
    """Replace a function where it is defined; a version that has none needs no guard."""
    *path, last = name.split(".")
    try:
        owner = reduce(getattr, path, import_module(module))
        old = getattr(owner, last)
    except (ImportError, AttributeError):
        return
    new = _guarded(old, guard)
    setattr(owner, last, new)
    _whitelist_instead(old, new)
    _replaced[id(old)] = new


def _replace_elsewhere() -> None:
    """Replace the functions in the modules that have imported them already."""
    for module in list(sys.modules.values()):
        names = getattr(module, "__dict__", {})
        for name, value in list(names.items()):
            if id(value) in _replaced:
                names[name] = _replaced[id(value)]


def _guarded(function: Function, guard: Function) -> Function:
    """Return a function that calls the guard where the site has the app."""

    known = signature(function)

    @wraps(function)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if APP in frappe.get_installed_apps():
            return guard(function, **known.bind(*args, **kwargs).arguments)
        return function(*args, **kwargs)

    return guarded


def _whitelist_instead(old: Function, new: Function) -> None:
    """Let requests call the new function where they could call the old one, and no more the old."""
    for known in (frappe.whitelisted, frappe.guest_methods, frappe.xss_safe_methods):
        if old in known:
            known.remove(old)
            known.append(new) if isinstance(known, list) else known.add(new)
    verbs = frappe.allowed_http_methods_for_whitelisted_func
    if old in verbs:
        verbs[new] = verbs.pop(old)
