"""Take the app's fields of a ticket out of every answer to a user who may not read them.

Frappe hides a field by its permission level from lists, reports, exports and prints. It does not
where a method answers with a whole document: Helpdesk's page of a ticket, the answer to a save, a
document that a request brings to call a method of it. There are many such methods, and each version
adds some. So the fields are taken out of the answer itself, whichever method gave it.
"""

from __future__ import annotations

import json
from typing import Any

from werkzeug.wrappers import Request, Response

from .reading import PREFIX, hidden_fields


def after_request(response: Response | None, request: Request) -> None:
    """Take the fields that the user may not read out of an answer that is JSON.

    An answer that does not mention them costs a search in its text, and no statement. Frappe sends
    an answer as it is where this function fails, so a fault gives an empty one.
    """
    if response is None or not _may_hold_fields(response):
        return
    body, hidden = response.get_data(), b"{}"
    try:
        fields = hidden_fields()
        hidden = json.dumps(_without(json.loads(body), fields)).encode() if fields else body
    finally:
        response.set_data(hidden)


def _may_hold_fields(response: Response) -> bool:
    """Return whether an answer is JSON, no file, and names a field of the app."""
    if response.mimetype != "application/json" or response.direct_passthrough:
        return False
    return not response.is_streamed and PREFIX.encode() in response.get_data()


def _without(value: Any, fields: frozenset[str]) -> Any:
    """Return a value of JSON without the keys that are such fields, however deep."""
    if isinstance(value, dict):
        return {key: _without(one, fields) for key, one in value.items() if key not in fields}
    if isinstance(value, list):
        return [_without(one, fields) for one in value]
    return value
