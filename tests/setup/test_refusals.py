"""What keeps `manage.py up` from starting is told in one line, and nothing runs after it.

What else may be wrong with a cluster is tried without a whole start in test_embedded.py.
"""

import os
import re
import socket
import sys
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator

from community.kernel.encryption import encrypt
from community.setup import preflight
from community.setup.embedded import PostgreSQL
from community.setup.management.commands.prepare import check_encryption
from community.setup.secrets import encryption_key, secret_key
from community.setup.supervisor import Trouble
from tests.factories import UserFactory
from tests.setup.conftest import NOBODY
from tests.stack import Up, free_port, new_folder

pytestmark = [pytest.mark.enable_socket, pytest.mark.servers]
as_somebody_else = pytest.mark.needs_another_user if os.geteuid() == 0 else lambda test: test


@pytest.fixture
def data():
    with new_folder() as folder:
        yield folder


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


def refused(up):
    """The one line that it ends with; nothing runs after it."""
    assert up.end() == 1
    assert up.nothing_left()
    assert len(up.err) == 1, "".join(up.err)
    assert "Traceback" not in up.err[0]
    assert not PostgreSQL(up.data).sockets.exists()
    return up.err[0]


@pytest.mark.parametrize("offset", [pytest.param(0, marks=pytest.mark.soak), 1])
def test_a_taken_port_is_told(up, offset):
    port = free_port()
    with socket.create_server(("127.0.0.1", port + offset)):
        told = refused(up(PORT=str(port)))

    assert told.startswith(f"Port {port + offset} is in use")


def test_a_port_that_is_no_number_is_told():
    assert preflight.check_port_number("8000") is None
    for port in ("eighty", "0", "65535", ""):
        with pytest.raises(Trouble, match="PORT is"):
            preflight.check_port_number(port)


@pytest.mark.parametrize("old", preflight.RENAMED)
def test_a_setting_under_its_old_name_is_refused(old):
    new = preflight.RENAMED[old]

    with pytest.raises(Trouble, match=f"{old} is now called {new}"):
        preflight.check_names({old: "1", new: "1"})
    assert preflight.check_names({new: "1"}) is None


@pytest.mark.parametrize("name", preflight.KEYS)
@pytest.mark.parametrize("content", [b"", b"\n", b"\x80\xff" * 40, b"short", b"two words " * 9])
def test_a_key_that_is_none_is_told(name, content, tmp_path, monkeypatch):
    monkeypatch.delenv(name.upper(), raising=False)
    (tmp_path / name).write_bytes(content)

    with pytest.raises(Trouble, match=f"{name} is (empty|not a valid key): restore it") as trouble:
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

    with pytest.raises(Trouble, match="does not match the stored"):
        check_encryption()


def test_a_file_where_the_data_folder_should_be_is_told(up, data):
    data.write_text("mine")

    told = refused(up())

    assert told.startswith(f"The data folder {data} is a file")
    assert data.read_text() == "mine"


@pytest.mark.skipif(sys.platform != "linux", reason="needs a place where even root may not write")
def test_a_data_folder_that_cannot_be_made_is_told(up):
    told = refused(up(data=Path("/proc/community")))

    assert told.startswith("The data folder /proc/community is not writable (")


@as_somebody_else
def test_an_unwritable_data_folder_is_told(up, data):
    data.mkdir(mode=0o755)
    if os.geteuid() != 0:
        data.chmod(0o500)

    told = refused(up(user=NOBODY if os.geteuid() == 0 else None))

    assert told.startswith(f"The data folder {data} is not writable (Permission denied)")


@pytest.mark.parametrize("version", ["16", pytest.param(None, marks=pytest.mark.soak)])
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

    assert told.startswith("The database in DATABASE_URL is not available")
    assert not re.search(r"s3cr", told)
    assert not (data / "postgresql").exists()


def test_an_almost_full_disk_is_told(tmp_path):
    with pytest.raises(Trouble, match=r"^The disk is almost full") as trouble:
        preflight.check_space(tmp_path, least=1 << 60)

    assert "\n" not in str(trouble.value)
