"""Answer requests for the calendar of a customer; see the hook `page_renderer`."""

from __future__ import annotations

import frappe
from werkzeug.wrappers import Response

from sla_nl.engine.words.tables import LANGUAGES
from sla_nl.maintenance import ical
from sla_nl.site.language import site_language, speaking

from . import feeds
from .announced import windows_of

_END = ".ics"


class FeedPage:
    """The page at `/sla-maintenance/TOKEN.ics`, for GET and HEAD; a wrong token does not exist."""

    def __init__(self, path: str | None = None, http_status_code: int | None = None) -> None:
        self.path = str(path or "").strip("/ ")

    def can_render(self) -> bool:
        """Return whether the address is that of a calendar, right or wrong."""
        folder, _, name = self.path.rpartition("/")
        return folder == feeds.PATH and name.endswith(_END)

    def render(self) -> Response:
        """Return the calendar; 404 without a word of why if the token is wrong."""
        token = self.path.rpartition("/")[2].removesuffix(_END)
        customer = feeds.customer_with(token)
        if customer is None:
            return Response("Not found", status=404, mimetype="text/plain")
        with speaking(_language()):
            title = frappe._("Maintenance: {0}").format(customer)
            body = ical.feed(title, windows_of(customer))
        response = Response(body, mimetype="text/calendar")
        response.headers["Cache-Control"] = "private, max-age=900"
        response.headers["Content-Disposition"] = 'inline; filename="maintenance.ics"'
        response.headers["X-Robots-Tag"] = "noindex"
        return response


def _language() -> str:
    """Return the language that the address asks for (`?lang=nl`), else that of the site."""
    asked = str(frappe.form_dict.get("lang") or "")[:2]
    return asked if asked in LANGUAGES else site_language()
