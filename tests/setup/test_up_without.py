"""`manage.py up` without a demonstration and without Redis; where root may lend another user all
that it needs, without a home, too."""

import os

import pytest
from pytest_socket import enable_socket

from tests import prepared
from tests.setup.conftest import NOBODY, another_user_may_run_it, running
from tests.stack import Up, free_port, new_folder

pytestmark = [pytest.mark.enable_socket, pytest.mark.servers, pytest.mark.xdist_group("up")]


@pytest.fixture(scope="module")
def up():
    enable_socket()
    lent = {"user": NOBODY, "HOME": "/nonexistent"} if another_user_may_run_it() else {}
    nowhere = f"redis://127.0.0.1:{free_port()}/0"
    with new_folder() as data:
        data.mkdir(mode=0o711)
        if lent:
            data.chmod(0o700)
            os.chown(data, NOBODY, NOBODY)
        else:  # test_up.py shows a first start of the same user
            prepared.copy_into(data)
        yield from running(Up(data, arguments=["--no-demo"], REDIS_URL=nowhere, **lent))


def test_an_unreachable_redis_is_only_warned_of(up):
    assert up.says("Cannot connect to REDIS_URL")
    assert up.status("/readyz") == 200


def test_an_empty_community_has_no_password_to_tell(up):
    assert not up.says("Password:")


@pytest.mark.needs_another_user
def test_an_ordinary_user_without_a_home_starts_it_too(up):
    assert up.status() == 200
    assert {child.uids().real for child in up.left()} == {NOBODY}
