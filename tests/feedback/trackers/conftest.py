"""One local server of each tracker: what is in `*_server.py` here and has the methods that
tests/feedback/trackers/github_server.py calls the contract."""

from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.utils import timezone

from feedback.models import TrackerConnection
from feedback.trackers.actions import create_connection
from tests.factories import AdminFactory
from tests.feedback.factories import make_board
from tests.feedback.trackers.servers import TrackerServer


def _servers():
    for file in sorted(Path(__file__).parent.glob("*_server.py")):
        import_module(f"tests.feedback.trackers.{file.stem}")
    kinds = TrackerServer.__subclasses__()
    return sorted(
        (one for one in kinds if hasattr(one, "statuses_out")), key=lambda one: one.tracker
    )


# What `make test` asks of each tracker; the rest of the contract is asked of GitHub there, and of
# the others by `make soak`.
OF_EACH = {
    "test_a_status_goes_there_and_its_echo_changes_nothing",
    "test_a_status_comes_from_there_and_is_not_sent_back",
    "test_a_lost_answer_creates_one_issue",
    "test_comments_come_from_there_once_and_call_nobody",
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.name == "test_contract.py" and item.path.parent == Path(__file__).parent:
            is_usual = item.callspec.params["server"].tracker == "github"
            if not is_usual and item.originalname not in OF_EACH:
                item.add_marker(pytest.mark.soak)


@pytest.fixture(params=_servers(), ids=lambda one: one.tracker)
def server(request):
    with request.param() as server:
        yield server


def connect(server, board=None, **fields):
    """A connection of the board with the server, which knows our account."""
    connection = create_connection(
        board=board or make_board(),
        tracker=server.tracker,
        project=server.project,
        credentials=server.credentials,
        api_url=server.url,
        webhook_secret=server.secret,
        statuses_in=server.statuses_in,
        statuses_out=server.statuses_out,
        by=AdminFactory(),
        **{"syncs_comments": True, **fields},
    )
    later = timezone.now() + timedelta(hours=1)  # tests poll when they mean to
    TrackerConnection.objects.filter(pk=connection.pk).update(reconcile_due_at=later)
    server.connection = connection
    return connection
