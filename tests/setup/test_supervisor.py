"""What runs beside us is started again when it ends, and when it hangs."""

import io
import signal
import sys
import threading
import urllib.request

import pytest

from community.setup.supervisor import Child, Console, Program
from tests.stack import eventually, free_port

pytestmark = [pytest.mark.enable_socket, pytest.mark.servers]


@pytest.fixture
def child(tmp_path):
    port = free_port()

    def answers(seconds):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=seconds):
                return True
        except OSError:
            return False

    program = Program(
        name="web", command=[sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)],
        folder=tmp_path, answers=answers, patience=1.5,
    )  # fmt: skip
    child = Child(program, Console(io.StringIO()))
    child.answers = answers
    eventually(lambda: answers(1), seconds=20)
    yield child
    child.program = Program(name="web", command=program.command)  # nobody asks any more
    child.process.kill()
    child.process.wait()


def test_a_process_that_hangs_is_replaced(child):
    hanging = child.process
    hanging.send_signal(signal.SIGSTOP)

    def revived():
        child.revive()
        return child.process is not hanging and child.answers(1)

    eventually(revived, seconds=30)

    assert hanging.returncode == -signal.SIGKILL
    assert "not responding for 1.5 s" in child.console.stream.getvalue()


def test_a_process_that_answers_is_left_alone(child):
    first, waited = child.process, threading.Event()

    for _ in range(25):
        child.revive()
        waited.wait(0.1)

    assert child.process is first
