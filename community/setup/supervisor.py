"""Starts programs, shows what they say, restarts those that crash and stops them all in order.

It knows nothing of Django: the servers inside the wheels and the product's own processes are run
by the same few lines. Everything is spawned by the main thread, since on Linux a child's "your
parent died" signal follows the thread that made it.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from types import FrameType, TracebackType
from typing import IO, Any, TextIO

PR_SET_PDEATHSIG = 1
TICK = 0.05
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
STEADY_AFTER = 30.0  # a program that ran this long starts again with the shortest pause
COLOURS = (36, 33, 32, 35, 34, 96, 93)
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None  # loaded before any fork


class Trouble(Exception):
    """One line for the person at the terminal: what is wrong, and the way out."""


class AskedToStop(BaseException):
    """A stop was asked for during a long step inside this process."""


@dataclass(frozen=True, kw_only=True)
class Program:
    """What to run, and how it likes to be stopped. Stages stop one after another, lowest first."""

    name: str
    command: Sequence[str | os.PathLike[str]]
    folder: str | os.PathLike[str] = "/"
    environment: Mapping[str, str] | None = None
    account: Mapping[str, Any] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 10.0
    stage: int = 0
    answers: Callable[[float], bool] | None = None
    """Whether it answers within so many seconds: what hangs is replaced."""
    patience: float = 30.0
    """Seconds without an answer that make a program one that hangs."""


def spawn(
    program: Program, output: int | IO[bytes] | None, errors: int = subprocess.STDOUT
) -> subprocess.Popen[bytes]:
    """Run it in a session of its own; on Linux it does not outlive the thread that calls this.

    What it says goes to `output` (None: to where this process's goes), its errors to `errors`.
    """
    # It runs after the change of user, which would clear what it sets.
    die_too = partial(_die_with, os.getpid(), program.stop_signal) if LIBC else None
    try:
        return subprocess.Popen(  # noqa: S603 - our own words only
            program.command,
            text=False,
            cwd=program.folder,
            env=program.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            start_new_session=True,
            preexec_fn=die_too,  # noqa: PLW1509 - touches no lock
            **program.account,
        )
    except OSError as error:
        raise Trouble(f"Could not start {program.name} ({program.command[0]}): {error}") from error


def _die_with(parent: int, with_signal: int) -> None:
    if LIBC:
        LIBC.prctl(PR_SET_PDEATHSIG, with_signal)
    if os.getppid() != parent:  # it died before the line above
        os._exit(1)


def signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Reach the process and what it started, also when it is gone itself."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


class Console:
    """Lines from many programs on one terminal, each beginning with its program's name."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.coloured = stream.isatty() and "NO_COLOR" not in os.environ
        self.lock = threading.Lock()
        self.names: dict[str, int] = {}

    def line(self, name: str, text: str) -> None:
        """Write one line under a program's name."""
        label = f"{name:<10} |"
        if self.coloured:
            colour = COLOURS[self.names.setdefault(name, len(self.names)) % len(COLOURS)]
            label = f"\033[{colour}m{label}\033[0m"
        self.announce(f"{label} {text}")

    def announce(self, text: str) -> None:
        """Write one line as it is; a terminal that went away is no reason to stop serving."""
        with self.lock, suppress(OSError, ValueError):
            self.stream.write(f"{text}\n")
            self.stream.flush()


class Child:
    """One program, as often as it is started; only its newest process counts."""

    def __init__(self, program: Program, console: Console) -> None:
        self.program = program
        self.console = console
        self.pause = FIRST_PAUSE
        self.due_at: float | None = None
        self.start()
        if program.answers:
            threading.Thread(target=self._ask_for_ever, daemon=True).start()

    def start(self) -> None:
        """Run it and begin to show what it says."""
        self.tail: deque[str] = deque(maxlen=40)
        self.started_at = time.monotonic()
        self.due_at = None
        self.answered_at = self.started_at + 2 * self.program.patience  # it may load for longer
        self.process = spawn(self.program, subprocess.PIPE)
        arguments = (self.process.stdout, self.tail)
        self.reader = threading.Thread(target=self._show, args=arguments, daemon=True)
        self.reader.start()

    def _show(self, stream: IO[bytes], tail: deque[str]) -> None:
        with stream:
            for line in stream:
                text = line.decode(errors="replace").rstrip()
                tail.append(text)
                self.console.line(self.program.name, text)

    def _ask_for_ever(self) -> None:
        """In a thread of its own, since an answer may take as long as the patience with it."""
        answers, patience = self.program.answers, self.program.patience
        while answers:
            asked_of = self.process
            if answers(patience) and asked_of is self.process:
                self.answered_at = time.monotonic()
            time.sleep(patience / 10)

    @property
    def hangs(self) -> bool:
        """Whether it runs, and has not answered for longer than its patience."""
        waited = time.monotonic() - self.answered_at
        return bool(self.program.answers) and self.is_running and waited > self.program.patience

    @property
    def is_running(self) -> bool:
        """Whether its process has not ended yet."""
        return self.process.poll() is None

    def last_words(self) -> str:
        """What the process said before it ended."""
        self.reader.join(1)
        return "\n".join(self.tail)

    def revive(self) -> None:
        """Start it again when it crashed or hangs: after 0.5 s, then twice as long, up to 10 s."""
        now = time.monotonic()
        if self.hangs:
            notice = f"not responding for {self.program.patience:g} s, killing it"
            self.console.line(self.program.name, notice)
            signal_group(self.process, signal.SIGKILL)
            self.process.wait()
        if self.is_running:
            return
        if self.due_at is None:
            self._plan(now)
        elif now >= self.due_at:
            self.start()

    def _plan(self, now: float) -> None:
        signal_group(self.process, signal.SIGKILL)  # orphans may still hold the port
        if now - self.started_at > STEADY_AFTER:
            self.pause = FIRST_PAUSE
        self.due_at = now + self.pause
        status = self.process.returncode
        notice = f"exited unexpectedly (status {status}), restarting in {self.pause:g} s"
        self.console.line(self.program.name, notice)
        self.pause = min(self.pause * 2, LONGEST_PAUSE)


class Supervisor:
    """Runs programs until it is asked to stop; leaving its `with` block leaves nothing running."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.children: list[Child] = []
        self.asked = 0
        self.interruptible = False
        self.former: dict[int, Any] = {}

    def __enter__(self) -> "Supervisor":
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup
                self.former[number] = signal.signal(number, self._on_signal)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        self.stop()
        for number, handler in self.former.items():
            signal.signal(number, handler)
        return kind is AskedToStop

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.asked += 1
        if self.interruptible:
            self.interruptible = False
            raise AskedToStop

    @contextmanager
    def long_step(self) -> Iterator[None]:
        """Around slow work in this process: a stop that is asked for ends it at once."""
        self._stop_when_asked()
        self.interruptible = True
        try:
            yield
        finally:
            self.interruptible = False

    def _stop_when_asked(self) -> None:
        if self.asked:
            raise AskedToStop

    def start(self, program: Program) -> Child:
        """Run it from now on."""
        self._stop_when_asked()
        child = Child(program, self.console)
        self.children.append(child)
        return child

    def wait_until(self, ready: Callable[[], bool], child: Child, *, seconds: float) -> bool:
        """Whether it became ready; False as soon as its process ended, or when time is up."""
        deadline = time.monotonic() + seconds
        while not ready():
            self._stop_when_asked()
            if not child.is_running or time.monotonic() > deadline:
                return False
            time.sleep(TICK)
        return True

    def run(self) -> None:
        """Restart what crashes or hangs, until asked to stop."""
        while not self.asked:
            for child in self.children:
                child.revive()
            time.sleep(TICK)

    def stop(self) -> None:
        """Stop all by stages; whoever outlives its grace time (or a second Ctrl-C) is killed."""
        children = sorted(self.children, key=lambda child: child.program.stage)
        for _, stage in groupby(children, key=lambda child: child.program.stage):
            self._stop_together(list(stage))
        self.children.clear()

    def _stop_together(self, children: list[Child]) -> None:
        already_asked = self.asked
        for child in children:
            with suppress(ProcessLookupError):
                child.process.send_signal(child.program.stop_signal)
        deadline = time.monotonic() + max(child.program.grace for child in children)
        while any(child.is_running for child in children):
            hurried = self.asked > max(already_asked, 1)
            if hurried or time.monotonic() > deadline:
                break
            time.sleep(TICK)
        for child in children:
            signal_group(child.process, signal.SIGKILL)
            child.process.wait()
            child.reader.join(1)
