"""Fixtures of the site suite, run by `python -m tests.site` in the bench's own Python.

Every test begins as Administrator and ends with a rollback and empty caches. Requests over REST
commit, as two processes have to see the data: such a test makes names of its own with `unique`. The
users of `cast` exist from the start; another user costs a second or two.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

HERE = Path(__file__).resolve().parent
SITE = os.environ.get("SLA_NL_SITE", "")
collect_ignore_glob = [] if SITE else ["*.py"]

if SITE:
    os.chdir(os.environ["SITES_PATH"])  # Frappe writes its logs beside that folder

    import frappe
    from freezegun import configure, freeze_time
    from harness import cast, escalating, records, workers
    from harness.rest_client import Rest

    from sla_nl.helpdesk.ticket.stamps import SOLVED, UNDATED, URGENCY

ZONE = ZoneInfo("Europe/Amsterdam")
CACHES_KEPT = ("app_hooks", "app_modules", "doctype_meta", "table_columns", "is_table", "all_apps")

has_failed = pytest.StashKey[bool]()
_numbers = count(1)
_moments: list[datetime] = []


def pytest_collection_modifyitems(config: pytest.Config, items: list[Any]) -> None:
    """Leave out tests of the other worker, and browser tests on a machine without Chromium."""
    kept = items
    if number := os.environ.get("SLA_NL_SHARE"):
        mine = _files_of_worker(items, number)
        kept = [item for item in kept if item.path.name in mine]
    if not os.environ.get("SLA_NL_CHROMIUM"):
        kept = [item for item in kept if "browser" not in item.fixturenames]
    left_out = [item for item in items if item not in set(kept)]
    items[:] = kept
    config.hook.pytest_deselected(items=left_out)


def _files_of_worker(items: list[Any], number: str) -> set[str]:
    """Return the names of the files that a worker runs. Args: number: such as `1/2`."""
    worker, of = map(int, number.split("/"))
    tests = [(item.path.name, item.name) for item in items]
    return workers.share(workers.weights(tests, _times()), worker, of)


def _times() -> dict[str, float]:
    """Return the seconds that each file took when it ran on this machine before."""
    file = Path(os.environ["SLA_NL_TIMES"])
    return json.loads(file.read_text("utf-8")) if file.is_file() else {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: Any, call: Any) -> Iterator[Any]:
    """Record for the fixtures whether the test itself failed."""
    report = yield
    item.stash[has_failed] = report.when == "call" and report.failed
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Write the counts for the runner's closing line; print where the pictures are."""
    if target := os.environ.get("SLA_NL_COUNTS"):
        kinds = ("passed", "failed", "error", "skipped", "xfailed", "xpassed")
        counts = {kind: len(terminalreporter.stats.get(kind, [])) for kind in kinds}
        Path(target).write_text(json.dumps(counts), "utf-8")
    if os.environ.get("SLA_NL_SHARE"):
        _keep_times(terminalreporter)
    if "browsing" in sys.modules:
        terminalreporter.write_line(f"pictures of the pages: {os.environ['SLA_NL_SHOTS']}")


def _keep_times(terminalreporter: Any) -> None:
    """Write down how long each file took, for sharing the files among workers in the next run."""
    seconds: dict[str, float] = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                name = Path(report.location[0]).name
                seconds[name] = seconds.get(name, 0.0) + report.duration
    file = Path(os.environ["SLA_NL_TIMES"])
    file.write_text(json.dumps(_times() | seconds), "utf-8")


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """Connect to the test site, in the folder `sites` as bench does, and return its name."""
    os.chdir(os.environ["SITES_PATH"])
    frappe.init(site=SITE, sites_path=os.environ["SITES_PATH"])
    frappe.connect()
    frappe.local.lang = "en"
    yield SITE
    frappe.destroy()


@pytest.fixture(autouse=True)
def _clean(site: str) -> Iterator[None]:
    """Begin as Administrator; afterwards roll back, and reset flags and caches."""
    frappe.set_user("Administrator")
    flags = frappe.local.flags.copy()
    yield
    frappe.db.rollback()
    frappe.set_user("Administrator")
    frappe.local.flags = flags
    frappe.local.message_log = []
    _forget_data()


@pytest.fixture
def unique() -> Callable[[str], str]:
    """Return a function that makes a name not used before on this site: "Acme" -> "Acme 7"."""
    return lambda stem: f"{stem} {next(_numbers)}"


@pytest.fixture
def as_user() -> Callable[[str], AbstractContextManager[None]]:
    """Return a context manager in which the session belongs to another user."""

    @contextmanager
    def acting(email: str) -> Iterator[None]:
        before = frappe.session.user
        frappe.set_user(email)
        try:
            yield
        finally:
            frappe.set_user(before)

    return acting


@pytest.fixture
def frozen() -> Callable[[str | datetime], AbstractContextManager[None]]:
    """Return a context manager that sets the time, in this process and for REST.

    Its argument is a datetime or ISO 8601 text; without a zone it is in the site's zone. MariaDB's
    own NOW() keeps the real time.
    """

    @contextmanager
    def at(moment: str | datetime) -> Iterator[None]:
        parsed = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=ZONE)
        instant = aware.astimezone(UTC)
        _moments.append(instant)
        try:
            with freeze_time(instant.replace(tzinfo=None)):
                yield
        finally:
            _moments.pop()

    return at


@pytest.fixture
def rest(site: str) -> Callable[..., Rest]:
    """Return a function that logs a user in over HTTP: `rest("agent@example.com").get(...)`."""

    def now() -> str | None:
        return _moments[-1].replace(tzinfo=None).isoformat() if _moments else None

    def session(user: str = "Administrator", password: str | None = None) -> Rest:
        fallback = cast.ADMIN_PASSWORD if user == "Administrator" else cast.PASSWORD
        address = os.environ["SLA_NL_SERVER"]
        return Rest(address, user, password or fallback, now, frappe.db.commit)

    return session


@pytest.fixture(scope="session")
def chromium(site: str) -> Iterator[Any]:
    """Start one headless Chromium for the whole session."""
    from harness import browsing

    configure(extend_ignore_list=["asyncio", "playwright"])
    with browsing.chromium(os.environ["SLA_NL_CHROMIUM"]) as running:
        yield running


@pytest.fixture
def expect() -> Iterator[Any]:
    """Yield Playwright's `expect`, which waits until an assertion holds, up to a minute."""
    from playwright.sync_api import expect

    expect.set_options(timeout=60_000)
    yield expect
    expect.set_options(timeout=5_000)


@pytest.fixture
def browser(chromium: Any, rest: Callable[..., Rest], request: Any) -> Iterator[Callable[..., Any]]:
    """Return a function that opens a browser for a user: `browser("agent@example.com", "nl")`.

    It returns a `browsing.Window`, logged in, in this language, at the time of the test. The test
    fails if a page had an error or a refused request.
    """
    from harness.browsing import Window, speak

    windows: list[Window] = []
    languages: dict[str, str] = {}

    def seat(user: str = "Administrator", language: str = "en") -> Window:
        languages.setdefault(user, speak(user, language))
        pictures = Path(os.environ["SLA_NL_SHOTS"], f"{request.node.originalname}-{language}")
        windows.append(Window(chromium, rest(user), language, pictures))
        return windows[-1]

    yield seat
    for number, window in enumerate(windows, 1):
        if request.node.stash[has_failed]:
            window.picture(f"failed-{number}")
        window.close()
    for user, language in languages.items():
        speak(user, language)
    assert [fault for window in windows for fault in window.faults] == []


@pytest.fixture
def run_bench(site: str) -> Callable[..., str]:
    """Return a function that runs a bench command on the site: `run_bench("migrate")`.

    It commits the test's changes first, and returns the command's output. If the command fails, so
    does the test.
    """

    def run(*args: str) -> str:
        frappe.db.commit()
        done = subprocess.run(
            [sys.executable, "-m", "frappe.utils.bench_helper", "frappe", "--site", site, *args],
            cwd=os.environ["SITES_PATH"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        frappe.db.commit()
        frappe.clear_cache()
        _forget_hooks()
        assert done.returncode == 0, done.stdout[-4000:]
        return done.stdout

    return run


def _forget_hooks() -> None:
    """Forget the hooks of the apps that were installed before.

    From Frappe 16 on a process keeps them beside Redis as well. Clearing the cache asks for hooks
    itself, so it writes the old ones back.
    """
    if (cache := getattr(frappe, "client_cache", None)) is not None:
        cache.cache.clear()
    frappe.cache.delete_value("app_hooks")


@pytest.fixture
def make_customer(site: str) -> Callable[..., str]:
    """Return a function that makes an HD Customer if it does not exist, and returns its name."""
    return lambda name="Acme BV": records.make_customer(name)


@pytest.fixture
def make_agent(site: str) -> Callable[..., str]:
    """Return a function that makes an agent with further roles, and returns their user."""
    return lambda email="agent@example.com", *roles: records.make_agent(email, *roles)


@pytest.fixture
def make_customer_user(site: str) -> Callable[..., str]:
    """Return a function that makes a portal user of a customer (user, contact, link)."""
    return lambda email="klant@example.com", customer="Acme BV": records.make_customer_user(
        email, customer
    )


@pytest.fixture
def make_ticket(site: str) -> Callable[..., Any]:
    """Return a function that inserts an HD Ticket as the current user, and returns it.

    Helpdesk saves a new ticket a second time through another object, so the function reads the
    ticket again before it returns it.
    """

    def make(**fields: Any) -> Any:
        content = {"subject": "Printer on fire", "description": "It burns.", **fields}
        ticket = frappe.get_doc({"doctype": "HD Ticket", **content})
        ticket.insert()
        return ticket.reload()

    return make


@pytest.fixture
def nothing_late(site: str) -> Iterator[None]:
    """Take what other tests left late or due off the top of the lists; put it back afterwards.

    Helpdesk's list shows twenty tickets, so those of earlier tests would hide a new one.
    """
    standing = {URGENCY: ("<", UNDATED)}
    left = frappe.get_all("HD Ticket", standing, ["name", URGENCY])
    frappe.db.set_value("HD Ticket", standing, URGENCY, SOLVED, update_modified=False)
    frappe.db.commit()
    yield
    for row in left:
        frappe.db.set_value("HD Ticket", row.name, URGENCY, row[URGENCY], update_modified=False)
    frappe.db.commit()


@pytest.fixture
def make_incident(make_ticket: Callable[..., Any], frozen: Any) -> Callable[..., str]:
    """Return a function that makes an incident at a moment, commits, and returns its name.

    It is a P1 on a Monday at 10:00 if not said otherwise: `make_incident(customer="Acme BV")`.
    """

    def make(at: str = escalating.MONDAY, **fields: Any) -> str:
        content = {"priority": "Urgent", "ticket_type": "Incident", **fields}
        with frozen(at):
            name = make_ticket(**content).name
        frappe.db.commit()
        return str(name)

    return make


@pytest.fixture
def nothing_due(site: str) -> Iterator[None]:
    """Leave nothing due of other tests, and nothing of this one."""
    escalating.quiet()
    yield
    frappe.db.rollback()
    escalating.quiet()


@pytest.fixture
def no_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no outgoing mail account.

    Frappe pretends to have one where mails are muted, as they are on some benches.
    """
    monkeypatch.setitem(frappe.local.conf, "mute_emails", 0)
    frappe.local.outgoing_email_account = {}
    assert not frappe.get_all("Email Account", {"default_outgoing": 1}, pluck="name")


@pytest.fixture
def account(nothing_due: None) -> Iterator[None]:
    """Have an outgoing mail account, while nothing of other tests is due."""
    with escalating.outgoing():
        yield


@pytest.fixture
def swept(frozen: Any) -> Callable[[str], int]:
    """Return a function that sweeps at a moment, as a job does."""

    def at(moment: str) -> int:
        with frozen(moment):
            return escalating.sweep_now()

    return at


def _forget_data() -> None:
    """Empty the caches, except values that depend only on the code and the doctypes.

    Reading all metas again would cost every test half a second. At the rollback, Frappe itself
    clears the meta of a doctype that a test has changed.
    """
    kept = {frappe.cache.make_key(name) for name in CACHES_KEPT}
    stale = [key for key in frappe.cache.get_keys("") if key not in kept]
    frappe.cache.delete_value(stale, make_keys=False)
    frappe.local.cache = {}
    frappe.clear_cache(user="Guest")  # this clears the caches of the process too
