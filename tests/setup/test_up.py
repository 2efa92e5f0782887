"""`manage.py up` from outside: what a person at the terminal sees, and what is left behind.

All of it happens to one product, from its first start to its end: see conftest.py.
"""

import os
import signal

import pytest

from community.setup import embedded
from community.setup.embedded import PostgreSQL, Valkey
from tests.setup.conftest import Again, collected
from tests.stack import Up, eventually

pytestmark = [pytest.mark.enable_socket, pytest.mark.servers, pytest.mark.xdist_group("product")]
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user enters its own folders")


def test_a_stop_during_the_first_start_leaves_nothing(interrupted, product):
    assert interrupted.process.returncode == 0
    assert not interrupted.says("Ready:")
    assert product.status("/readyz") == 200


def test_the_first_start_tells_the_address_and_the_password(product):
    assert product.says(f"Ready: http://localhost:{product.port}")
    assert product.says("Password:")


@only_root
def test_root_starts_in_a_folder_that_only_root_may_enter(product):
    assert product.data.stat().st_mode & 0o777 == 0o700
    assert PostgreSQL(product.data).cluster.parent == embedded.CLUSTERS


@pytest.mark.parametrize(
    ("name", "whose"),
    [("web", "community.rsgi"), ("relay", "relay --only work"), ("postgresql", "bin/postgres")],
)
def test_a_killed_child_is_started_again(name, whose, product):
    killed, said = product.child(whose), len(product.out)

    killed.kill()

    eventually(lambda: ended_unasked(product.out[said:], name))
    eventually(lambda: any(whose in " ".join(c.cmdline()) for c in product.left() if c != killed))
    eventually(lambda: product.status("/readyz") == 200)


def ended_unasked(lines, name):
    return any(line.startswith(name) and "exited unexpectedly" in line for line in lines)


def test_a_second_start_on_the_same_folder_names_the_first(product):
    second = Up(product.data)

    assert second.end() == 1
    assert len(second.err) == 1
    assert f"Already running on {product.data} (process {product.process.pid})" in second.err[0]
    assert product.status() == 200


def test_a_killed_supervisor_leaves_nothing_and_the_next_start_works(product, again):
    assert product.process.returncode == -signal.SIGKILL
    assert again.up.status("/readyz") == 200


def test_the_start_after_the_first_repeats_nothing_of_it(again: Again):
    assert collected(again.up) == again.collected_before
    assert not again.up.says("Password:")


def test_one_ctrl_c_stops_everything(ended):
    assert ended.process.returncode == 0
    assert ended.nothing_left()
    assert not PostgreSQL(ended.data).sockets.exists()
    assert not Valkey(ended.data).sockets.exists()
    assert not (ended.data / "postgresql" / "postmaster.pid").exists()
