"""`manage.py up` from outside: what a person at the terminal sees, and what is left behind."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from pytest_socket import enable_socket

from community.accounts.ciphers import encrypt
from community.setup import embedded, preflight
from community.setup.embedded import PostgreSQL, Valkey
from community.setup.management.commands.up import check_encryption
from community.setup.secrets import encryption_key, secret_key
from community.setup.supervisor import Trouble
from tests.factories import UserFactory
from tests.stack import Up, eventually, free_port

NOBODY = 65534

pytestmark = [pytest.mark.enable_socket, pytest.mark.servers]
as_somebody_else = pytest.mark.needs_another_user if os.geteuid() == 0 else lambda test: test
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs to become another user")


def refused(up):
    """The one line that it ends with; nothing runs after it."""
    assert up.end() == 1
    assert up.nothing_left()
    assert len(up.err) == 1, "".join(up.err)
    assert "Traceback" not in up.err[0]
    assert not PostgreSQL(up.data).sockets.exists()
    return up.err[0]


@contextmanager
def new_folder():
    """A data folder that does not exist yet, in a folder that others may walk through."""
    parent = Path(tempfile.mkdtemp(prefix="community-test-"))
    parent.chmod(0o755)
    yield parent / "data"
    for server in (PostgreSQL(parent / "data"), Valkey(parent / "data")):
        server.remove()
    shutil.rmtree(parent)


@pytest.fixture
def data():
    with new_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def first():
    """A first start that was stopped: most of what is tried here is no first one."""
    enable_socket()
    with new_folder() as folder:
        running = Up(folder).until_ready()
        assert running.status() == 200
        assert running.end(signal.SIGINT) == 0
        yield running


@pytest.fixture
def used(first, data):
    """The data folder of a place that has run before."""
    subprocess.run(["cp", "-a", first.data, data], check=True)  # also whose files they are
    return data


@pytest.fixture
def up(data):
    """Start one with the test's data folder; killed with the test at the latest."""
    started = []

    def start(**options):
        started.append(Up(options.pop("data", data), **options))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.end()
    for one in started:
        one.nothing_left()


def test_one_ctrl_c_stops_everything(first):
    assert first.nothing_left()
    assert not PostgreSQL(first.data).sockets.exists()
    assert not Valkey(first.data).sockets.exists()
    assert not (first.data / "postgresql" / "postmaster.pid").exists()
    assert first.says(f"Ready: http://localhost:{first.port}")


def test_a_killed_supervisor_leaves_nothing_and_the_next_start_works(up, used):
    running = up(arguments=["--no-demo"]).until_ready()
    running.end(signal.SIGKILL)
    if sys.platform == "linux":
        assert running.nothing_left()

    again = up(arguments=["--no-demo"]).until_ready()

    assert again.status() == 200
    assert again.end(signal.SIGTERM) == 0
    assert again.nothing_left()


def test_the_start_after_the_first_repeats_nothing_of_it(up, first, used):
    again = up().until_ready()

    written = ["static.stamp", "static/staticfiles.json"]
    after, before = (
        [(folder / name).stat().st_mtime_ns for name in written] for folder in (used, first.data)
    )
    assert after == before
    assert first.says("Password:")
    assert not again.says("Password:")


@pytest.mark.parametrize("whose", ["community.rsgi", "manage.py relay", "bin/postgres"])
def test_a_killed_child_is_started_again(up, used, whose):
    running = up(arguments=["--no-demo"]).until_ready()
    killed = running.child(whose)

    killed.kill()

    eventually(lambda: running.says("ended unasked"))
    eventually(lambda: any(whose in " ".join(c.cmdline()) for c in running.left() if c != killed))
    eventually(lambda: running.status() == 200)
    assert running.end(signal.SIGINT) == 0


def test_a_second_start_on_the_same_folder_names_the_first(up, used):
    running = up(arguments=["--no-demo"]).until_ready()

    second = up()

    assert second.end() == 1
    assert len(second.err) == 1
    assert f"Already running on {running.data} (process {running.process.pid})" in second.err[0]
    assert running.status() == 200


def test_a_stop_during_the_first_start_leaves_nothing(up, data):
    starting = up()
    eventually((data / "postgresql").exists)

    assert starting.end(signal.SIGINT) == 0
    assert starting.nothing_left()
    assert up().until_ready().status() == 200


def test_an_unreachable_redis_is_only_warned_of(up, used):
    nowhere = f"redis://127.0.0.1:{free_port()}/0"

    running = up(arguments=["--no-demo"], REDIS_URL=nowhere).until_ready()

    assert running.says("REDIS_URL does not answer")
    assert running.status() == 200
    assert running.end(signal.SIGINT) == 0


@only_root
def test_root_starts_in_a_folder_that_only_root_may_enter(up, data):
    data.mkdir(mode=0o700)

    running = up(arguments=["--no-demo"]).until_ready()

    assert running.status() == 200
    assert running.end(signal.SIGINT) == 0
    assert data.stat().st_mode & 0o777 == 0o700
    assert PostgreSQL(data).cluster.parent == embedded.CLUSTERS


@pytest.mark.needs_another_user
def test_an_ordinary_user_without_a_home_starts_it_too(up, data):
    data.mkdir(mode=0o700)
    os.chown(data, NOBODY, NOBODY)

    running = up(user=NOBODY, arguments=["--no-demo"], HOME="/nonexistent").until_ready()

    assert running.status() == 200
    assert {child.uids().real for child in running.left()} == {NOBODY}
    assert running.end(signal.SIGINT) == 0
    assert running.nothing_left()


@pytest.mark.parametrize("offset", [0, 1])
def test_a_taken_port_is_told(up, offset):
    port = free_port()
    with socket.create_server(("127.0.0.1", port + offset)):
        told = refused(up(PORT=str(port)))

    assert told.startswith(f"Port {port + offset} is taken")


def test_a_port_that_is_no_number_is_told():
    assert preflight.check_port_number("8000") is None
    for port in ("eighty", "0", "65535", ""):
        with pytest.raises(Trouble, match="PORT is"):
            preflight.check_port_number(port)


@pytest.mark.parametrize("name", preflight.KEYS)
@pytest.mark.parametrize("content", [b"", b"\n", b"\x80\xff" * 40, b"short", b"two words " * 9])
def test_a_key_that_is_none_is_told(name, content, tmp_path, monkeypatch):
    monkeypatch.delenv(name.upper(), raising=False)
    (tmp_path / name).write_bytes(content)

    with pytest.raises(Trouble, match=f"{name} is (empty|no key): restore it") as trouble:
        preflight.check_keys(tmp_path)

    assert "\n" not in str(trouble.value)
    assert (tmp_path / name).read_bytes() == content


def test_keys_as_they_are_made_are_fine(tmp_path, monkeypatch):
    for name in preflight.KEYS:
        monkeypatch.delenv(name.upper(), raising=False)
    secret_key(tmp_path)
    encryption_key(tmp_path)

    assert preflight.check_keys(tmp_path) is None


@pytest.mark.django_db
def test_the_encryption_key_of_another_installation_is_told(settings):
    person = UserFactory()
    secret = encrypt(b"JBSWY3DPEHPK3PXP").decode()
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": secret})
    assert check_encryption() is None

    settings.ENCRYPTION_KEYS = ["another installation's"]

    with pytest.raises(Trouble, match="is not the one that"):
        check_encryption()


def test_a_file_where_the_data_folder_should_be_is_told(up, data):
    data.write_text("mine")

    told = refused(up())

    assert told.startswith(f"The data folder {data} is a file")
    assert data.read_text() == "mine"


@pytest.mark.skipif(sys.platform != "linux", reason="needs a place where even root may not write")
def test_a_data_folder_that_cannot_be_made_is_told(up):
    told = refused(up(data=Path("/proc/community")))

    assert told.startswith("The data folder /proc/community cannot be written (")


@as_somebody_else
def test_an_unwritable_data_folder_is_told(up, data):
    data.mkdir(mode=0o755)
    if os.geteuid() != 0:
        data.chmod(0o500)

    told = refused(up(user=NOBODY if os.geteuid() == 0 else None))

    assert told.startswith(f"The data folder {data} cannot be written (Permission denied)")


@pytest.mark.parametrize("version", ["16", None])
def test_a_broken_cluster_is_told(up, data, version):
    cluster = data / "postgresql"
    cluster.mkdir(parents=True)
    (cluster / "letters.txt").write_text("mine")
    if version:
        (cluster / "PG_VERSION").write_text(version)
    if os.geteuid() == 0:
        data.chmod(0o711)
        os.chown(cluster, NOBODY, NOBODY)

    told = refused(up())

    assert told.startswith(str(cluster))
    assert (cluster / "letters.txt").read_text() == "mine"


def test_an_unreachable_database_is_told_without_its_password(up, data):
    address = f"127.0.0.1:{free_port()}"

    told = refused(up(DATABASE_URL=f"postgresql://me:s3cr%40et@{address}/town"))

    assert told.startswith("The database in DATABASE_URL does not answer")
    assert not re.search(r"s3cr", told)
    assert not (data / "postgresql").exists()


def test_an_almost_full_disk_is_told(tmp_path):
    with pytest.raises(Trouble, match=r"^The disk is almost full") as trouble:
        preflight.check_space(tmp_path, least=1 << 60)

    assert "\n" not in str(trouble.value)
