"""An import in a process of its own that is killed, and the next one."""

import pytest

from bench.dump import write
from community.discussions.models import Post, Thread
from community.discussions.models.external_ids import ExternalId
from community.events.models import EventRecord
from community.kernel.invariants import broken
from forum.models import Category
from tests.processes import Process, address_of_the_test_database, eventually

pytestmark = [
    pytest.mark.soak,  # each importer's tests break a small import off, and repeat it
    pytest.mark.django_db(transaction=True),
    pytest.mark.enable_socket,
    pytest.mark.servers,
]

SIZE = 2_500_000  # a few batches


def test_nothing_comes_twice_whenever_it_was_killed(tmp_path):
    posts = write(tmp_path / "dump", SIZE)
    command = ["manage.py", "import_stackexchange", str(tmp_path / "dump")]
    own = {
        "log": tmp_path / "log",
        "DATABASE_URL": address_of_the_test_database(),
        "DATA_DIR": str(tmp_path / "data"),
    }

    for least in (1, 300):
        process = Process(*command, **own)
        eventually(lambda least=least: Thread.objects.count() >= least, seconds=240)
        process.kill()
    assert 0 < Thread.objects.count() < posts // 3
    assert broken() == []
    assert Thread.objects.count() == ExternalId.objects.filter(kind="question").count()

    last = Process(*command, **own)
    assert last.running.wait(240) == 0

    assert Thread.objects.count() == posts // 3
    comments = (posts + 1) // 2
    assert Post.objects.count() == posts + comments
    assert Category.objects.get(slug="dump").posts_count == posts + comments
    [event] = EventRecord.objects.filter(name="discussions.threads.imported")
    assert event.payload["posts_count"] == posts + comments
    assert broken() == []
