"""The database of a run, made and dropped as MariaDB's root through its command-line clients.

Root logs in with the first of these that works:
1. `SLA_NL_DB_ROOT_PASSWORD` (user `SLA_NL_DB_ROOT_LOGIN`, else root);
2. `root_login` / `root_password` of the bench's common config, as `bench new-site` does;
3. the client's own ways: `~/.my.cnf`, or the socket without a password;
4. root with the password "root", as in Frappe's own continuous integration.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .bench import RunError
from .services import Address

PREFIX = "sla_nl_test_"
HOSTS = ("localhost", "%")


@dataclass(frozen=True)
class Login:
    """How a client logs in; with a user of None it takes the user from its option files."""

    user: str | None
    password: str | None
    address: Address | None

    def options(self) -> list[str]:
        """Return the options for the client's command line."""
        options = [f"--user={self.user}"] if self.user else []
        if self.address and self.address.socket:
            options.append(f"--socket={self.address.socket}")
        elif self.address:
            options += [
                f"--host={self.address.host}", f"--port={self.address.port}", "--protocol=tcp",
            ]  # fmt: skip
        return options

    def environment(self) -> dict[str, str]:
        """Return the client's environment, with the password."""
        password = {} if self.password is None else {"MYSQL_PWD": self.password}
        return {**os.environ, **password}


@dataclass(frozen=True)
class Server:
    """MariaDB, with root's rights."""

    login: Login

    def run(self, sql: str) -> list[str]:
        """Run statements, and return the lines of their results, without headings."""
        done = self._client("mariadb", "mysql", "--batch", "--skip-column-names", input=sql)
        return done.stdout.splitlines()

    def create(self, name: str, password: str) -> None:
        """Make an empty database and a user of the same name."""
        self.drop(name)
        self.run(
            f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;"
            + "".join(
                f"CREATE USER '{name}'@'{host}' IDENTIFIED BY '{password}';"
                f"GRANT ALL PRIVILEGES ON `{name}`.* TO '{name}'@'{host}';"
                for host in HOSTS
            )
        )

    def drop(self, name: str) -> None:
        """Drop a database and its user, if they exist."""
        self.run(
            f"DROP DATABASE IF EXISTS `{name}`;"
            + "".join(f"DROP USER IF EXISTS '{name}'@'{host}';" for host in HOSTS)
        )

    def dump(self, name: str, file: Path) -> None:
        """Write the content of a database into a file."""
        with file.open("w") as output:
            self._client(
                "mariadb-dump", "mysqldump", "--single-transaction", "--skip-comments",
                "--skip-dump-date", name, stdout=output,
            )  # fmt: skip

    def load(self, name: str, file: Path) -> None:
        """Fill a database from a dumped file."""
        with file.open() as source:
            quick = "--init-command=SET unique_checks=0, foreign_key_checks=0"
            self._client("mariadb", "mysql", quick, name, stdin=source)

    def leftovers(self) -> list[str]:
        """Return the databases of runs whose process id is not in use on this machine."""
        names = self.run(f"SHOW DATABASES LIKE '{PREFIX.replace('_', chr(92) + '_')}%'")
        return [name for name in names if not _is_in_use(name.removeprefix(PREFIX))]

    def _client(
        self, name: str, old_name: str, *args: str, **streams: Any
    ) -> subprocess.CompletedProcess[str]:
        binary = shutil.which(name) or shutil.which(old_name)
        if not binary:
            raise RunError(f"the program {name} is not installed; a bench needs it too")
        if not {"input", "stdin"} & set(streams):
            streams["stdin"] = subprocess.DEVNULL
        streams.setdefault("stdout", subprocess.PIPE)
        done = subprocess.run(
            [binary, *self.login.options(), *args],
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env=self.login.environment(),
            **streams,
        )
        if done.returncode:
            raise RunError(f"{name}: {done.stderr.strip()}")
        return done


def log_in(address: Address, config: dict[str, Any]) -> Server:
    """Return the server, with the first login that may make users.

    Raises: RunError: no login may make users.
    """
    refusals: list[str] = []
    for login in _logins(address, config):
        server = Server(login)
        try:
            port = server.run("SELECT @@port FROM mysql.user LIMIT 1")
        except RunError as refusal:
            refusals.append(str(refusal))
            continue
        if address.socket or port == [str(address.port)] or not address.is_local:
            return server
        refusals.append(f"the client's own way leads to the server on port {port[0]}")
    raise RunError(
        f"MariaDB at {address} lets nobody in who may make a database; "
        f"set SLA_NL_DB_ROOT_PASSWORD to root's password ({refusals[-1]})"
    )


def _logins(address: Address, config: dict[str, Any]) -> Iterator[Login]:
    user = os.environ.get("SLA_NL_DB_ROOT_LOGIN") or str(config.get("root_login") or "root")
    password = os.environ.get("SLA_NL_DB_ROOT_PASSWORD")
    if password is not None:
        yield Login(user, password, address)
        return
    if config.get("root_password"):
        yield Login(user, str(config["root_password"]), address)
    if address.is_local:
        by_socket = address if address.socket else None
        yield Login(None, None, by_socket)
        yield Login(user, None, by_socket)
    yield Login(user, "root", address)


def _is_in_use(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
