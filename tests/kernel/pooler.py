"""A pooler in transaction mode, as small as one can be: a transaction gets any session."""

import socket
import struct
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SESSIONS = 2  # of the server, for each client


def message(of: socket.socket) -> bytes:
    """One message of the protocol with its type and length."""
    head = exactly(of, 5)
    return head + exactly(of, struct.unpack("!I", head[1:])[0] - 4)


def exactly(of: socket.socket, length: int) -> bytes:
    read = b""
    while len(read) < length:
        if not (more := of.recv(length - len(read))):
            raise ConnectionError
        read += more
    return read


class Pooler:
    """`tells` is the number of the process that clients are told; None: that of the first session,
    so that it cannot be told from a server. `at` is the session that the next transaction gets."""

    def __init__(self, folder: str, server: str, tells: int | None) -> None:
        self.folder, self.server, self.tells = folder, server, tells
        self.at = 0

    def serve(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listening.accept()
                threading.Thread(target=self.one, args=[client], daemon=True).start()

    def one(self, client: socket.socket) -> None:
        servers: list[socket.socket] = []
        with suppress(OSError):
            length = exactly(client, 4)
            started = length + exactly(client, struct.unpack("!I", length)[0] - 4)
            for n in range(SESSIONS):
                server = socket.socket(socket.AF_UNIX)
                servers.append(server)
                server.connect(self.server)
                server.sendall(started)
                self.passed_on(server, None if n else client)
            while True:
                asked, server = message(client), servers[self.at]
                while True:
                    server.sendall(asked)
                    if self.passed_on(server, client) == b"I":
                        break
                    asked = message(client)
        for one in (client, *servers):
            one.close()

    def passed_on(self, server: socket.socket, client: socket.socket | None) -> bytes:
        """Pass on all that the server says until it is ready; return the transaction's status."""
        while True:
            told = message(server)
            if told[:1] == b"K" and self.tells is not None:
                told = told[:5] + struct.pack("!I", self.tells) + told[9:]
            if client:
                client.sendall(told)
            if told[:1] == b"Z":
                return told[5:]


@contextmanager
def pooler(server: Path, *, tells: int | None) -> Iterator[Pooler]:
    """Stand before the server whose socket is in that folder."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"{folder}/.s.PGSQL.5432")
        listening.listen()
        of = Pooler(folder, str(server / ".s.PGSQL.5432"), tells)
        threading.Thread(target=of.serve, args=[listening], daemon=True).start()
        try:
            yield of
        finally:
            listening.shutdown(socket.SHUT_RDWR)
