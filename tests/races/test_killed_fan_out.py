"""Every watcher is notified of every post exactly once, whatever is killed meanwhile: real relays
and a real worker on real PostgreSQL."""

import random
import time
from collections import Counter
from itertools import product

import pytest
from django.conf import settings

from community.discussions.actions import reply_to_thread
from community.discussions.models.reading import Level
from community.discussions.reading.actions import watch_thread
from community.events.models import Delivery
from community.live import bell
from community.notifications.channels import channel
from community.notifications.models import Notification
from community.notifications.queries import MOST, unread_count
from community.setup.up import CELERY, QUIET_WORKER
from tests.factories import AdminFactory, TopicFactory, UserFactory
from tests.handled import handled
from tests.processes import Process, address_of_the_test_database, eventually

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.enable_socket,
    pytest.mark.servers,
]
COMMANDS = {
    "worker": [*CELERY[1:], "worker", "-c", "1", "-l", "WARNING", *QUIET_WORKER],
    "relay-live": ["manage.py", "relay", "--only", "live", "--batch", "3"],
    "relay": ["manage.py", "relay", "--only", "work", "--batch", "3"],
}


@pytest.fixture
def processes(tmp_path):
    """One of each, by name."""
    own = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": address_of_the_test_database(),
        "REDIS_URL": settings.REDIS_URL,
    }
    started = {
        name: Process(*command, log=tmp_path / name, **own) for name, command in COMMANDS.items()
    }
    yield started
    for process in started.values():
        process.kill()


@pytest.mark.parametrize(
    ("posts", "watchers", "rounds", "at_work"),
    [(40, 10, 1, 1), pytest.param(200, 50, 6, 4, marks=pytest.mark.soak)],
)
def test_each_watcher_has_one_notification_of_each_post(
    posts, watchers, rounds, at_work, processes
):
    thread, writer = TopicFactory().thread, AdminFactory()
    handled()
    members = UserFactory.create_batch(watchers)
    for member in members:
        watch_thread(thread=thread, level=Level.WATCHING, by=member)
    handled()
    before = bell.versions(channel(member.pk) for member in members)

    written, killed_at_work = [], 0
    victims = list(COMMANDS) * rounds
    for turn, victim in enumerate(victims, 1):
        done = Notification.objects.count()
        while len(written) < posts * turn // len(victims):
            written.append(reply_to_thread(thread=thread, source="And?", by=writer).pk)
        eventually(lambda done=done: Notification.objects.count() > done)
        time.sleep(random.uniform(0, 0.03))  # so that they are not all killed at the same step
        processes[victim].kill()
        killed_at_work += Delivery.objects.exists()
        processes[victim].start()
    eventually(lambda: not Delivery.objects.exists())

    found = Notification.objects.on_site().filter(member__in=members)
    rows = Counter(found.values_list("member_id", "subject_id"))
    assert rows == Counter(product([member.pk for member in members], written))
    assert {unread_count(member) for member in members} == {min(posts, MOST)}
    after = bell.versions(before)
    assert all(before[name] != after[name] for name in before)
    assert killed_at_work >= at_work
