"""A worker of models that is killed in the middle loses nothing, and does nothing twice."""

from collections import Counter

import pytest
from django.conf import settings

from community.ai.models import Sentiment
from community.events.models import EventRecord
from community.search.models import Document, Vector
from tests.factories import PostFactory, TopicFactory, UserFactory
from tests.handled import handled
from tests.processes import Process, address_of_the_test_database, eventually

FURIOUS = "This is a disgrace. I hate every minute of it."
WORK = """
import django

django.setup()
from community.ai.sentiment.actions import score_due
from community.search.meaning.actions import embed_due

while True:
    embed_due(seconds=0)
    score_due(name="discussions.post", seconds=0)
"""


@pytest.mark.soak
@pytest.mark.servers
@pytest.mark.enable_socket
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_goes_on_where_it_was(tmp_path):
    author = UserFactory()
    for n in range(100):
        topic = TopicFactory(title=f"The chain of bike {n} squeaks", source=FURIOUS, by=author)
        PostFactory(thread=topic.thread, source=FURIOUS, by=author)
    handled()
    worker = Process(
        "-c", WORK, log=tmp_path / "log", DJANGO_SETTINGS_MODULE="tests.settings",
        DATABASE_URL=address_of_the_test_database(), REDIS_URL=settings.REDIS_URL,
        AI_EMBEDDER="lsa",
    )  # fmt: skip
    scored = Sentiment.objects.exclude(backend="")
    opening = Document.objects.filter(kind="forum.topic", number=1)
    try:
        for wanted in (1, 60, 120):
            eventually(lambda wanted=wanted: scored.count() >= wanted)
            worker.kill()
            worker.start()
        eventually(lambda: scored.count() == 200 and Vector.objects.count() == opening.count())
    finally:
        worker.kill()

    news = EventRecord.objects.filter(name="ai.sentiment.needs_attention")
    told = Counter(news.values_list("payload__subject_id", flat=True))
    assert told == Counter(dict.fromkeys(scored.values_list("subject_id", flat=True), 1))
    lists = Vector.objects.values_list("pk", "nearest")
    assert all(len({*near} - {pk}) == 20 for pk, near in lists)
    assert "Traceback" not in worker.log.read_text()
