"""A real dump, where it is at hand: `make soak DATA=FOLDER t=tests/setup_data`."""

import os
from pathlib import Path

import pytest
from django.core.management import CommandError

from community.discussions.models import Post, Tag, Thread
from community.discussions.models.external_ids import ExternalId
from community.discussions.sitemaps import SHARD
from community.events.models import EventRecord
from community.kernel.invariants import broken
from community.setup.importing import run
from forum.models import Category, Topic
from tests.factories import UserFactory
from tests.handled import handled
from tests.setup_data.stackexchange import TOLD, everything, imported

DUMP = Path(os.environ.get("DATA", "/nowhere")) / "stackexchange" / "bicycles-meta"
TOPICS, ANSWERS, COMMENTS, WIKI_PAGES = 453, 971, 2448, 22

pytestmark = [
    pytest.mark.soak,  # test_import_stackexchange_runs.py breaks off and repeats a small one
    pytest.mark.django_db,
    pytest.mark.skipif(not DUMP.is_dir(), reason="the dump is not at hand"),
]


def test_all_of_it_moves_in_once(as_, monkeypatch):
    stopped_in_the_middle(monkeypatch)
    imported(DUMP)
    once = everything()

    _out, err = imported(DUMP)

    assert everything() == once
    assert sum(line.startswith("Posts.xml") for line in err.splitlines()) == WIKI_PAGES
    assert Thread.objects.count() == TOPICS
    assert Post.objects.count() == TOPICS + ANSWERS + COMMENTS
    kinds = [ExternalId.objects.filter(kind=kind).count() for kind in ("answer", "comment")]
    assert kinds == [ANSWERS, COMMENTS]
    [event] = EventRecord.objects.filter(name=TOLD)
    assert event.payload["posts_count"] == TOPICS + ANSWERS + COMMENTS
    assert broken() == []
    handled()
    lists_and_marks_are_right(as_)


def stopped_in_the_middle(monkeypatch):
    whole, calls = run.import_topics, []

    def stopped_at_the_fourth(**told):
        calls.append(told)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return whole(**told)

    with monkeypatch.context() as patched:
        patched.setattr(run, "import_topics", stopped_at_the_fourth)
        with pytest.raises(CommandError, match="Run the command again"):
            imported(DUMP)
    assert 0 < Thread.objects.count() < TOPICS


def lists_and_marks_are_right(as_):
    category = Category.objects.get(slug="bicycles-meta")
    assert (category.threads_count, category.posts_count) == (TOPICS, TOPICS + ANSWERS + COMMENTS)
    assert Tag.objects.get(name="discussion").threads_count == 374  # as Tags.xml says
    longest = max(Thread.objects.all(), key=lambda thread: len(thread.title))
    assert len(longest.title) == 142
    assert f"{longest.title}</span></h1>" in as_().get(longest.topic.get_absolute_url()).text
    newest = Thread.objects.order_by("-bumped_at", "-pk").first()
    front = as_().get("/").text
    assert newest.title in front
    assert "2399" not in as_().get("/latest.atom").text
    shards = {pk // SHARD for pk in Topic.objects.values_list("pk", flat=True)}
    maps = [as_().get(f"/sitemap-topics-{shard}.xml").text for shard in shards]
    assert sum(one.count("<url>") for one in maps) == TOPICS
    member = UserFactory()
    assert newest.title not in as_(member).get("/new/").text
    assert newest.title not in as_(member).get("/unread/").text
