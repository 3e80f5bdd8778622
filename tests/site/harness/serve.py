"""The web application of the test site, for gunicorn, in a process of its own.

A request with the header `X-Sla-Nl-Now` (an instant in UTC) is served at that moment, so that a
test with frozen time sees the same time on both sides. Static files are served too, as by
`bench serve`; a browser asks each time whether they have changed.

`frappe.utils.xlsxutils` is imported here, at the real time: openpyxl keeps the date classes that
it finds when it is first imported, and with frozen ones it refuses every date of a later export.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

import frappe.app
import frappe.utils.xlsxutils
from frappe.middlewares import StaticDataMiddleware
from freezegun import freeze_time
from werkzeug.middleware.shared_data import SharedDataMiddleware

SITES = os.environ["SITES_PATH"]
NOW_HEADER = "HTTP_X_SLA_NL_NOW"

frappe.app._site = os.environ["SLA_NL_SITE"]


def at_its_moment(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Serve a request of Frappe, at the moment that its header names."""
    now = environ.get(NOW_HEADER)
    if not now:
        return frappe.app.application(environ, start_response)
    with freeze_time(now):
        return frappe.app.application(environ, start_response)


application = SharedDataMiddleware(
    at_its_moment, {"/assets": os.path.join(SITES, "assets")}, cache_timeout=0
)
application = StaticDataMiddleware(application, {"/files": SITES}, cache_timeout=0)
