"""The web application of the test site, for gunicorn, in a process that is not the tests'.

A request that carries the header `X-Sla-Nl-Now` (an instant in UTC) is served at that moment, so
that a test with frozen time sees one clock on both sides.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

import frappe.app
from freezegun import freeze_time

frappe.app._site = os.environ["SLA_NL_SITE"]
NOW_HEADER = "HTTP_X_SLA_NL_NOW"


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    now = environ.get(NOW_HEADER)
    if not now:
        return frappe.app.application(environ, start_response)
    with freeze_time(now):
        return frappe.app.application(environ, start_response)
