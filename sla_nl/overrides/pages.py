"""Add a script to Helpdesk's pages, which corrects empty dates in its lists.

Helpdesk shows an empty date in a list as "a month ago", or as "NaNm". It has form scripts for the
page of a ticket, but nothing for a list, and no value of the list's answer makes it show a dash. So
the page itself gets a script, for agents and for customers alike.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha1
from pathlib import Path

import frappe
from werkzeug.wrappers import Request, Response

_PATH = "/helpdesk"
_SCRIPT = "public/js/list_page.js"
_HEAD = b"</head>"


def after_request(response: Response | None, request: Request) -> None:
    """Add the script to an answer that is a page of Helpdesk; others stay as they are."""
    if response is None or not _is_page(response, request):
        return
    body = response.get_data()
    tag = f'<script src="{address()}"></script>'.encode()
    response.set_data(body.replace(_HEAD, tag + _HEAD, 1))


@lru_cache(maxsize=1)
def address() -> str:
    """Return the address of the script, with a digest: a browser loads a changed one again."""
    content = Path(frappe.get_app_path("sla_nl", _SCRIPT)).read_bytes()
    return (
        f"/assets/sla_nl/js/list_page.js?v={sha1(content, usedforsecurity=False).hexdigest()[:10]}"
    )


def _is_page(response: Response, request: Request) -> bool:
    """Return whether an answer is a page under Helpdesk's address, as a whole."""
    is_there = request.path == _PATH or request.path.startswith(f"{_PATH}/")
    is_html = response.status_code == 200 and response.mimetype == "text/html"
    return is_there and is_html and not (response.is_streamed or response.direct_passthrough)
