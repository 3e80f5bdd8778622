"""A way to MariaDB that can be cut: a server on the loopback that hands on what it gets.

While it is cut, open connections are lost and new ones are refused, as if MariaDB had stopped. The
shared MariaDB itself goes on.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Thread

_CHUNK = 65_536


class Proxy:
    """A server on a free port of the loopback in front of another server."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._open: list[socket.socket] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._listen()

    def cut(self) -> None:
        """Lose all connections, and refuse new ones."""
        for one in (self._server, *self._open):
            _close(one)
        self._open.clear()

    def mend(self) -> None:
        """Accept connections again, on the same port."""
        self._server = socket.create_server(("127.0.0.1", self.port))
        self._listen()

    def _listen(self) -> None:
        Thread(target=self._accept, args=(self._server,), daemon=True).start()

    def _accept(self, server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _address = server.accept()
                target = socket.create_connection(self._target)
                self._open += (client, target)
                for ends in ((client, target), (target, client)):
                    Thread(target=_hand_on, args=ends, daemon=True).start()


def _hand_on(source: socket.socket, target: socket.socket) -> None:
    """Send what one end says to the other, until one of them is closed."""
    with suppress(OSError):
        while chunk := source.recv(_CHUNK):
            target.sendall(chunk)
    _close(source)
    _close(target)


def _close(one: socket.socket) -> None:
    """Close a socket, also while a thread waits for it."""
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
