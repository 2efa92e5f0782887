"""What a Redis looks like that is not well."""

import socket
import threading
from contextlib import suppress


class Hung:
    """Accepts every connection and never says anything; `attempts` is how many came."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"redis://127.0.0.1:{self.listener.getsockname()[1]}/0"
        self.connections = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with suppress(OSError):  # closed
            while True:
                self.connections.append(self.listener.accept()[0])

    @property
    def attempts(self):
        return len(self.connections)

    def close(self):
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        for one in [self.listener, *self.connections]:
            one.close()


def nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
