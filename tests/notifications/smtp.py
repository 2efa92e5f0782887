"""A mail server for tests: it keeps what it is sent, and can be told to hang up on it."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from threading import Thread
from typing import Any


class Conversation(socketserver.StreamRequestHandler):
    server: "MailServer"

    def handle(self) -> None:
        self.say("220 here")
        while line := self.rfile.readline():
            match line.split()[0].upper():
                case b"EHLO":
                    self.say("250-here\r\n250 8BITMIME")
                case b"RCPT":
                    self.server.recipients.append(line.decode().split("<")[1].split(">")[0])
                    self.say("250 ok")
                case b"DATA":
                    self.say("354 go on")
                    self.keep()
                case b"QUIT":
                    self.say("221 bye")
                    return
                case _:
                    self.say("250 ok")

    def keep(self) -> None:
        lines = iter(self.rfile.readline, b".\r\n")
        self.server.arrived.append(
            b"".join(line[1:] if line.startswith(b"..") else line for line in lines)
        )
        self.say("451 try again later" if self.server.is_busy else "250 kept")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.arrived: list[bytes] = []
        self.recipients: list[str] = []
        self.is_busy = False

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def messages(self) -> list[EmailMessage]:
        return [parsed(one) for one in self.arrived]


def parsed(raw: bytes) -> Any:
    return message_from_bytes(raw, policy=default)


def part(message: Any, kind: str) -> str:
    """The text of the "plain" or the "html" part."""
    return str(message.get_body((kind,)).get_content()).replace("\r\n", "\n")


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()
