"""A user's REST session on the test site."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests

from .cast import PASSWORD

Json = dict[str, Any]
NOW_HEADER = "X-Sla-Nl-Now"
TIMEOUT_S = 60


class RestError(AssertionError):
    """The site refused a request; `status` is the HTTP status, `body` the site's answer."""

    def __init__(self, response: requests.Response) -> None:
        self.status = response.status_code
        self.body = response.text
        super().__init__(f"{self.status} {response.request.url}: {self.body[-1500:]}")


class Rest:
    """A session of one user over HTTP, logged in as a browser is.

    Args:
        address: `http://host:port` of the site.
        now: returns the frozen moment (UTC, ISO 8601) or None.
        around: called before and after each request (the test's own transaction ends there, so
            that both sides see what the other did).
    """

    def __init__(
        self,
        address: str,
        user: str,
        password: str,
        now: Callable[[], str | None],
        around: Callable[[], None],
    ) -> None:
        self.user = user
        self.address = address
        self.now = now
        self.around = around
        self._password = password
        self._session = requests.Session()
        self._logged_in_at: str | None = "never"

    def get(self, path: str, **params: Any) -> Any:
        """Return the `data` or `message` of GET `path`, such as "resource/HD Ticket/0001"."""
        return self._send("GET", path, params=params)

    def post(self, path: str, body: Json | None = None) -> Any:
        """Send a POST request, and return its `data` or `message`."""
        return self._send("POST", path, json=body or {})

    def put(self, path: str, body: Json) -> Any:
        """Send a PUT request, and return its `data` or `message`."""
        return self._send("PUT", path, json=body)

    def delete(self, path: str) -> Any:
        """Send a DELETE request, and return its `data` or `message`."""
        return self._send("DELETE", path)

    def call(self, method: str, **arguments: Any) -> Any:
        """Call a whitelisted method, and return its result."""
        return self.post(f"method/{method}", arguments)

    def cookies(self) -> dict[str, str]:
        """Log in, and return the cookies of the new session, for a browser."""
        self.around()
        self._log_in(self.now())
        return self._session.cookies.get_dict()

    def _send(self, verb: str, path: str, **options: Any) -> Any:
        self.around()
        now = self.now()
        if self._logged_in_at != now:
            self._log_in(now)
        content = self._request(verb, path, now, **options)
        self.around()
        return content.get("data", content.get("message"))

    def _log_in(self, now: str | None) -> None:
        """Begin a session at `now`, because a session of another day may have expired by then."""
        self._session.cookies.clear()
        credentials = {"usr": self.user, "pwd": self._password}
        self._request("POST", "method/login", now, json=credentials)
        self._logged_in_at = now

    def _request(self, verb: str, path: str, now: str | None, **options: Any) -> Json:
        headers = {"Accept": "application/json"} | ({NOW_HEADER: now} if now else {})
        response = self._session.request(
            verb, f"{self.address}/api/{path}", headers=headers, timeout=TIMEOUT_S, **options
        )
        if not response.ok:
            raise RestError(response)
        return response.json()


def apart(user: str) -> Rest:
    """Return a session that leaves the transaction of the test alone.

    It is for users at the same time: each of them in a thread of its own, or while the test holds
    a transaction open.
    """
    return Rest(os.environ["SLA_NL_SERVER"], user, PASSWORD, lambda: None, lambda: None)


def at_once(user: str, number: int, path: str, body: Json) -> list[Any]:
    """Send the same POST request from a number of sessions of a user at the same moment.

    Returns: for each the `data` or `message`, or the text of the refusal.
    """
    sessions = [apart(user) for _ in range(number)]
    for session in sessions:
        session.get("method/frappe.auth.get_logged_user")  # so that all are logged in by then

    def send(session: Rest) -> Any:
        try:
            return session.post(path, body)
        except RestError as error:
            return error.body

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(send, sessions))
