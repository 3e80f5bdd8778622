"""A user's browser: one window of headless Chromium, logged in on the test site.

The browser reaches the site alone: requests to other hosts and to socket.io fail. Errors of a page
are collected in `Window.faults`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import frappe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Request,
    Response,
    Route,
    sync_playwright,
)

from .rest_client import NOW_HEADER, Rest

SIZE = {"width": 1440, "height": 900}
LOCALES = {"en": "en-GB", "nl": "nl-NL"}
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
WEB = re.compile(r"^https?://")
SOCKET = "/socket.io/"
TELEMETRY = ".telemetry."  # of Frappe itself, which cannot reach its server from here
MOMENT_MS, QUIET, PATIENCE = 100, 5, 200
NO_FAULTS = ("Failed to load resource", "Error connecting to socket.io")
"""The beginnings of errors on the console that are seen as a response, or are of the harness."""
OF_HELPDESK = ("err is not defined",)
"""Errors of Helpdesk 1.25.1 itself, not counted; its ticket page raises this one at each save."""
ONBOARDED = "isOnboardingStepsCompletedhelpdesk"
NO_ONBOARDING = (
    """user => localStorage.setItem(`isOnboardingStepsCompletedhelpdesk${user}`, "true")"""
)


@contextmanager
def chromium(path: str) -> Iterator[Browser]:
    """Run the Chromium at this path, without a screen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def speak(user: str, language: str) -> str:
    """Set the language of a user, such as "nl", and return the language they had before."""
    before = frappe.db.get_value("User", user, "language")
    frappe.db.set_value("User", user, "language", language)
    frappe.db.commit()
    frappe.clear_cache(user=user)
    return before or "en"


class Window:
    """A browser window of one user.

    Args:
        browser: the Chromium.
        rest: the user's session over HTTP, which the window shares.
        language: the language that the browser itself prefers.
        pictures: the folder and the beginning of the name of each picture.
    """

    def __init__(self, browser: Browser, rest: Rest, language: str, pictures: Path) -> None:
        self.faults: list[str] = []
        self._rest = rest
        self._pictures = pictures
        self._moment: str | None = None
        self._ticks = 0
        self._asked: set[Request] = set()
        self._context = self._log_in(browser, LOCALES[language])
        self.page: Page = self._context.new_page()
        self.page.on("request", lambda request: self._asked.add(request))
        for end in ("requestfinished", "requestfailed"):
            self.page.on(end, lambda request: self._asked.discard(request))
        self.page.on("pageerror", self._add_error)
        self.page.on("console", self._add_console_error)
        self.page.on("response", self._add_refusal)

    def open(self, path: str) -> Page:
        """Show a page of the site, such as "/app/sla-contract", at the moment of the test."""
        self._rest.around()
        self._set_clock()
        self.page.goto(self._rest.address + path)
        return self.page

    def reload(self) -> Page:
        """Show the same page again, at the moment of the test."""
        return self.open(self.page.url.removeprefix(self._rest.address))

    def picture(self, name: str) -> Path:
        """Take a picture once the page has no open requests, and return its file."""
        self._settle()
        file = self._pictures.with_name(f"{self._pictures.name}-{name}.png")
        self.page.screenshot(path=file, animations="disabled")
        return file

    def full_picture(self, name: str) -> Path:
        """Take a picture of the whole height of a page of the desk, and return its file."""
        size = self.page.viewport_size or SIZE
        height = self.page.evaluate("() => document.documentElement.scrollHeight")
        self.page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
        file = self.picture(name)
        self.page.set_viewport_size(size)
        return file

    def wait_for_bars(self) -> None:
        """Wait until a chart has a bar with a height: Frappe lets them grow from nothing."""
        self.page.wait_for_function(
            "() => [...document.querySelectorAll('.frappe-chart .bar')]"
            ".some((bar) => bar.getBBox().height > 9)"
        )

    def close(self) -> None:
        """Close the window."""
        self._context.close()

    def _log_in(self, browser: Browser, locale: str) -> BrowserContext:
        context = browser.new_context(
            viewport=SIZE, locale=locale, timezone_id="Europe/Amsterdam", service_workers="block"
        )
        context.route(WEB, self._let_through)
        context.add_init_script(f"localStorage.setItem('{ONBOARDED}{self._rest.user}', 'true')")
        cookies = self._rest.cookies().items()
        context.add_cookies(
            [{"name": name, "value": value, "url": self._rest.address} for name, value in cookies]
        )
        return context

    def tick(self) -> None:
        """Move the clock of the page on by a second.

        It stands still at the moment of the test. Vue drops a click on what it drew in the same
        moment, as it takes the click for an older one.
        """
        self._ticks += 1
        later = datetime.fromisoformat(f"{self._moment}+00:00") + timedelta(seconds=self._ticks)
        self._context.clock.set_fixed_time(later)

    def _set_clock(self) -> None:
        self._ticks = 0
        if now := self._now():
            self._context.clock.set_fixed_time(f"{now}Z")

    def _now(self) -> str | None:
        """Return the moment of the test, or its last one, as pages also ask between two moments."""
        self._moment = self._rest.now() or self._moment
        return self._moment

    def _settle(self) -> None:
        """Wait until the page had no open request to the site for half a second; 20 s at most."""
        quiet = 0
        for _ in range(PATIENCE):
            self.page.wait_for_timeout(MOMENT_MS)
            is_busy = any(self._is_of_site(request.url) for request in self._asked)
            quiet = 0 if is_busy else quiet + 1
            if quiet == QUIET:
                return

    def _let_through(self, route: Route) -> None:
        request = route.request
        if not self._is_of_site(request.url):
            route.abort()
            return
        now = self._now()
        route.continue_(headers=request.headers | ({NOW_HEADER: now} if now else {}))

    def _is_of_site(self, url: str) -> bool:
        return url.startswith(f"{self._rest.address}/") and SOCKET not in url

    def _add_error(self, error: Error) -> None:
        if error.message not in OF_HELPDESK:
            self.faults.append(f"error: {error.message}")

    def _add_console_error(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(NO_FAULTS):
            self.faults.append(f"console: {message.text}")

    def _add_refusal(self, response: Response) -> None:
        path = urlsplit(response.url).path
        if response.status >= 400 and self._is_of_site(response.url) and TELEMETRY not in path:
            self.faults.append(f"{response.status}: {path}")
