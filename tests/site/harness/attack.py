"""Call a method as a request would, in this process, and keep the complete answer."""

from __future__ import annotations

import json
import logging
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import frappe
from frappe import handler
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

from sla_nl.overrides import guards, responses

from .methods import Method

WRITES = re.compile(
    r"\s*(insert|update|delete|replace)\b.*tab(sla |hd ticket`|singles|file|version|comment"
    r"|error log|deleted document|prepared report)",
    re.IGNORECASE | re.DOTALL,
)
"""Matches a statement that may change a table that the attack watches."""

HERE = ("127.0.0.1", "localhost", b"localhost", None)


class Answer(NamedTuple):
    """The answer to a request.

    Args:
        status: the HTTP status.
        text: everything that the browser would get.
        fault: the error, if there was one.
        has_written: True if the request may have changed a watched table.
    """

    status: int
    text: str
    seconds: float
    fault: str
    has_written: bool


@contextmanager
def isolated() -> Iterator[list[str]]:
    """Isolate the process: no commit, no job, no change of a table's columns, no other host.

    Yields: a list that collects the statements that write; callers may empty it.
    """
    guards.before_request()
    written: list[str] = []
    sql, look_up, enqueue = frappe.db.sql, socket.getaddrinfo, frappe.enqueue
    frappe.local.request = _request("GET")

    def listen(query: Any, *args: Any, **kwargs: Any) -> Any:
        if WRITES.match(str(query)):
            written.append(str(query))
        return sql(query, *args, **kwargs)

    def refuse(*_args: Any, **_kwargs: Any) -> Any:
        raise frappe.PermissionError("not while tests attack")

    def near(host: Any, *args: Any, **kwargs: Any) -> Any:
        return look_up(host, *args, **kwargs) if host in HERE else refuse()

    frappe.db.sql, frappe.db.commit, frappe.db.sql_ddl = listen, lambda **_: None, refuse
    socket.getaddrinfo, frappe.enqueue = near, lambda *_, **__: None
    logging.disable()
    try:
        yield written
    finally:
        del frappe.db.sql, frappe.db.commit, frappe.db.sql_ddl
        socket.getaddrinfo, frappe.enqueue = look_up, enqueue
        logging.disable(logging.NOTSET)
        frappe.set_user("Administrator")
        frappe.local.request = None
        frappe.clear_cache()


class Attacker:
    """A user who sends requests; `undo` rolls back what a request wrote."""

    def __init__(self, user: str, written: list[str]) -> None:
        self.user = user
        self.written = written
        self.flags = frappe.local.flags.copy()

    def call(self, method: Method, arguments: dict[str, Any]) -> Answer:
        """Send a request and return its answer, without rolling back (see `undo`)."""
        self._begin(method.verb, arguments)
        self.written.clear()
        began, status, fault, result = time.perf_counter(), 200, "", None
        try:
            result = _result(method, arguments)
        except (Exception, SystemExit) as error:
            status, fault = _status_of(error), f"{type(error).__name__}: {error}"
        seconds = time.perf_counter() - began
        sent = (result, dict(frappe.local.response), frappe.local.message_log, fault)
        return Answer(status, "\n".join(map(_text, sent)), seconds, fault, bool(self.written))

    def undo(self) -> None:
        """Roll back the changes of the last request."""
        frappe.db.rollback()
        frappe.local.flags = self.flags.copy()

    def _begin(self, verb: str, arguments: dict[str, Any]) -> None:
        frappe.set_user(self.user)
        frappe.local.request = _request(verb)
        frappe.local.is_ajax, frappe.local.lang = False, "en"
        frappe.local.response = frappe._dict(docs=[])
        frappe.local.message_log, frappe.local.debug_log, frappe.local.error_log = [], [], []
        frappe.local.form_dict = frappe._dict(json.loads(json.dumps(arguments)))


def _request(verb: str) -> Request:
    return Request(EnvironBuilder(method=verb, path="/api").get_environ())


def _result(method: Method, arguments: dict[str, Any]) -> Any:
    """Run the method with the checks that Frappe makes for a request."""
    if method.doctype:
        name = method.path.rpartition(".")[2]
        given = {"dt": method.doctype, "dn": arguments.get("name"), "args": frappe.form_dict}
        return handler.run_doc_method(name, **given)
    handler.is_whitelisted(method.function)
    handler.is_valid_http_method(method.function)
    return frappe.call(method.function, **frappe.form_dict)


def _status_of(error: BaseException) -> int:
    return int(getattr(error, "http_status_code", None) or getattr(error, "code", None) or 500)


def _text(value: Any) -> str:
    """Return what the browser gets of a value."""
    if isinstance(value, dict) and isinstance(value.get("filecontent"), bytes):
        value = value | {"filecontent": value["filecontent"].decode("latin1")}
    try:
        response = Response(frappe.as_json(value, indent=None), mimetype="application/json")
    except Exception:
        return repr(value)
    responses.after_request(response, frappe.local.request)
    return response.get_data(as_text=True)
