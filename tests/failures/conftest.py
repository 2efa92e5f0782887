"""One stack for all tests of the group "stack", which are on one worker; each leaves it whole."""

import pytest
from pytest_socket import enable_socket

from tests.failures.stack import Stack
from tests.processes import eventually


@pytest.fixture(scope="package")
def only_stack():
    enable_socket()
    with Stack() as running:
        yield running


@pytest.fixture
def stack(only_stack):
    """Everything runs, and there is nothing left to tell."""
    only_stack.start("web", "live", "relay")
    eventually(lambda: not only_stack.waiting())
    return only_stack
