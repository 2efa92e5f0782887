"""What is looked at before anything starts: each finding is one line that says the way out.

No Django here, so that a broken data folder is told of before the settings trip over it.
"""

import errno
import fcntl
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from community.setup.supervisor import Trouble

LEAST_FREE = 300 * 1024 * 1024
LEAST_KEY = 32  # characters
OLDEST_POSTGRESQL = 15
ANOTHER = "or set DATA_DIR to another folder"


def early(base: Path) -> None:
    """For manage.py, before it reads the settings: one line when DATA_DIR or PORT is of no use."""
    try:
        check_names(os.environ)
        check_models(os.environ)
        check_port_number(os.environ.get("PORT", "8000"))
        folder = Path(os.environ.get("DATA_DIR", base / ".data")).resolve()
        check_data_folder(folder)
        check_keys(folder)
    except Trouble as trouble:
        sys.stderr.write(f"{trouble}\n")
        raise SystemExit(1) from None


RENAMED = {"PROXIES": "TRUSTED_PROXIES", "SIGN_UP": "REGISTRATION"}


def check_names(environment: Mapping[str, str]) -> None:
    """No setting has the name of an earlier release.

    Ignoring SIGN_UP=invited would open the registration of a site that had closed it.
    """
    for old, new in RENAMED.items():
        if old in environment:
            raise Trouble(f"The setting {old} is now called {new}: rename it.")


MODELS = {  # as community/ai/tiers.py has them
    "AI_SENTIMENT": ("auto", "off", "lexicon", "transformers", "server"),
    "AI_CLASSIFIER": ("auto", "off", "linear", "server"),
    "AI_EMBEDDER": ("auto", "off", "lsa", "minilm", "server"),
}


def check_models(environment: Mapping[str, str]) -> None:
    """Each task has a backend that exists, and the server an address that can be one."""
    for name, known in MODELS.items():
        if (wanted := environment.get(name) or "auto") not in known:
            raise Trouble(f"{name} is {wanted!r}: set it to one of {', '.join(known)}.")
    server = environment.get("AI_SERVER_URL", "")
    if server and not server.startswith(("http://", "https://")):
        raise Trouble("AI_SERVER_URL is not an address: set it to one such as https://host/v1.")


def check_port_number(port: str) -> None:
    """It is one, and the next one up exists too."""
    if not port.isdecimal() or not 0 < int(port) < 65535:
        raise Trouble(f"PORT is {port!r}: set it to a number from 1024 to 65534, such as 8000.")


def check_data_folder(folder: Path) -> None:
    """The data folder is there, is a folder, and can be written.

    Made here, it is closed to others; root's may be walked through, to the database inside it.
    """
    try:
        if not folder.exists():
            folder.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True)
        for name in ("lock", *KEYS):  # another user's, when that one started here first
            with suppress(FileNotFoundError):
                (folder / name).open("rb").close()
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
    except (NotADirectoryError, FileExistsError) as error:
        message = f"The data folder {folder} is a file: move it, {ANOTHER}."
        raise Trouble(message) from error
    except OSError as error:
        raise Trouble(_unwritable(folder, error)) from error


KEYS = {
    "secret_key": "this signs out all members",
    "encryption_key": "authenticator apps and recovery codes then stop working",
}


def check_keys(folder: Path) -> None:
    """The keys that lie in the folder are text, as they were made; a full disk leaves them empty.

    One that is set by an environment variable is not looked at.
    """
    for name, price in KEYS.items():
        path = folder / name
        if os.environ.get(name.upper()) or not path.exists():
            continue
        content = path.read_bytes()
        if len(content) < LEAST_KEY or not content.isascii() or len(content.split()) != 1:
            what = "is empty" if not content.strip() else "is not a valid key"
            message = f"{path} {what}: restore it from a backup"
            raise Trouble(f"{message}, or delete it to generate a new one ({price}).")


def _unwritable(folder: Path, error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return f"The disk is full: free up space for {folder}, {ANOTHER}."
    reason = error.strerror or str(error)
    return f"The data folder {folder} is not writable ({reason}): fix the permissions, {ANOTHER}."


def check_space(folder: Path, least: int = LEAST_FREE) -> None:
    """There is room for a database to begin with."""
    free = shutil.disk_usage(folder).free
    if free < least:
        message = f"The disk is almost full: {free >> 20} MB free for {folder}"
        raise Trouble(f"{message}, {least >> 20} MB required: free up space, {ANOTHER}.")


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the data folder's lock: one supervisor at a time.

    The file stays when the lock is let go: deleting it would let two others lock two files.
    """
    check_data_folder(folder)
    file = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            pid = os.read(file, 20).decode().strip() or "unknown"
            message = f"Already running on {folder} (process {pid}): stop that process, {ANOTHER}."
            raise Trouble(message) from error
        os.ftruncate(file, 0)
        os.write(file, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(file)


def check_port(host: str, port: int) -> None:
    """Nobody listens there, and we may."""
    if _answers(reachable(host), port):
        raise Trouble(_taken(port))
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Trouble(_taken(port)) from error
        message = f"Cannot listen on port {port} of {host} ({error.strerror or error})"
        raise Trouble(f"{message}: set PORT or HOST to another value.") from error


def _taken(port: int) -> str:
    return f"Port {port} is in use: stop that process, or set PORT (PORT + 1 is used, too)."


def _answers(host: str, port: int) -> bool:
    # macOS lets two bind, one to 0.0.0.0 and one to 127.0.0.1: so ask as a client too
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def reachable(host: str) -> str:
    """The address under which this machine reaches what listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def check_database(url: str) -> None:
    """The given PostgreSQL answers within 5 seconds and is new enough; no password is shown."""
    import psycopg2  # noqa: PLC0415 - only who brings a database of their own pays for it

    try:
        connection = psycopg2.connect(url, connect_timeout=5)
    except psycopg2.OperationalError as error:
        reason = _without_password(" ".join(str(error).split()), url)
        raise Trouble(_unreachable(f"is not available ({reason})")) from error
    except (psycopg2.Error, UnicodeError):  # their text may quote the address and its password
        raise Trouble(_unreachable("is not a valid PostgreSQL URL")) from None
    version = connection.server_version // 10000
    connection.close()
    if version < OLDEST_POSTGRESQL:
        message = f"is PostgreSQL {version}, {OLDEST_POSTGRESQL} or newer is required"
        raise Trouble(_unreachable(message))


def _unreachable(what: str) -> str:
    return (
        f"The database in DATABASE_URL {what}: fix this, "
        "or unset DATABASE_URL to use the embedded PostgreSQL."
    )


def _without_password(text: str, url: str) -> str:
    password = None
    with suppress(ValueError):
        password = urlsplit(url).password
    for secret in (password, unquote(password or "")):
        if secret:
            text = text.replace(secret, "***")
    return text


def redis_answers(url: str) -> bool:
    """Whether the given Redis or Valkey answers within 2 seconds."""
    import redis  # noqa: PLC0415 - only who brings a Redis of their own pays for it

    try:
        with redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2) as client:
            return bool(client.ping())
    except (redis.RedisError, OSError, ValueError):
        return False
