"""Feature requests and bugs of a Stack Exchange dump become ideas, if that is asked for."""

import os
from collections import Counter
from pathlib import Path

import pytest

from community.discussions.models import Thread
from community.kernel.invariants import broken
from feedback.models import Board, Idea, StatusChange
from forum.models import Topic
from tests.setup_data.stackexchange import imported, thread_of

pytestmark = pytest.mark.django_db

META = Path(os.environ.get("DATA", "/nowhere")) / "stackexchange" / "bicycles-meta"
POSTS = """<?xml version="1.0" encoding="utf-8"?>
<posts>
  <row Id="1" PostTypeId="1" CreationDate="2012-01-01T10:00:00" Score="5" Title="Dark pages"
    Body="&lt;p&gt;Please.&lt;/p&gt;" Tags="|feature-request|status-completed|design|"
    LastEditDate="2012-03-01T10:00:00" OwnerDisplayName="ana" />
  <row Id="2" PostTypeId="1" CreationDate="2012-01-02T10:00:00" Score="-1" Title="It is broken"
    Body="&lt;p&gt;Look.&lt;/p&gt;" Tags="|bug|status-bydesign|" OwnerDisplayName="ben" />
  <row Id="3" PostTypeId="1" CreationDate="2012-01-03T10:00:00" Score="2" Title="What is this?"
    Body="&lt;p&gt;I ask.&lt;/p&gt;" Tags="|discussion|" OwnerDisplayName="ana" />
  <row Id="4" PostTypeId="1" CreationDate="2012-01-04T10:00:00" Score="3" Title="Bigger letters"
    Body="&lt;p&gt;Old eyes.&lt;/p&gt;" Tags="|feature-request|" OwnerDisplayName="ben" />
  <row Id="5" PostTypeId="2" ParentId="4" CreationDate="2012-01-05T10:00:00" Score="1"
    Body="&lt;p&gt;Mine, too.&lt;/p&gt;" OwnerDisplayName="ana" />
</posts>
"""


@pytest.fixture
def dump(tmp_path):
    folder = tmp_path / "dump"
    folder.mkdir()
    (folder / "Posts.xml").write_text(POSTS)
    return folder


def test_requests_and_bugs_arrive_with_their_states(dump, as_):
    out, err = imported(dump, feedback=True)

    assert err == ""
    assert out.startswith("Imported from dump: 2 members, 1 topics, 3 ideas, 5 posts")
    ideas = {idea.thread.title: idea for idea in Idea.objects.select_related("thread", "status")}
    dark, broke, bigger = (
        ideas[title] for title in ("Dark pages", "It is broken", "Bigger letters")
    )
    assert (dark.kind, dark.category, dark.score, dark.number) == ("feature", "completed", 5, 1)
    assert (broke.kind, broke.category, broke.score) == ("bug", "declined", -1)
    assert (bigger.category, bigger.status.label, bigger.score) == ("submitted", "Submitted", 3)
    assert [*dark.thread.tags.values_list("name", flat=True)] == ["design"]
    steps = dark.status_changes.order_by("pk")
    assert [step.after_category for step in steps] == [
        "under_review", "planned", "in_progress", "completed",
    ]  # fmt: skip
    assert steps[3].created_at.isoformat() == "2012-03-01T10:00:00+00:00"
    assert StatusChange.objects.get(idea=broke, after_category="declined").reason == (
        "It works as designed."
    )
    assert (Topic.objects.count(), thread_of(3).topic.category.slug) == (1, "dump")
    assert Board.objects.get(slug="dump").threads_count == 3
    assert "Bigger letters" in as_().get("/ideas/").text
    assert broken() == []


def test_a_second_run_brings_nothing_twice(dump):
    imported(dump, feedback=True)
    before = [*Thread.objects.order_by("pk").values_list("pk", "kind")]

    out, _err = imported(dump, feedback=True)

    assert out.startswith("Imported from dump: 0 members, 0 topics, 0 ideas, 0 posts")
    assert [*Thread.objects.order_by("pk").values_list("pk", "kind")] == before


def test_without_the_option_they_are_topics(dump):
    out, _err = imported(dump)

    assert "4 topics, 5 posts" in out
    assert not Idea.objects.exists()
    assert Topic.objects.count() == 4


@pytest.mark.soak
@pytest.mark.skipif(not META.is_dir(), reason="the dump is not at hand")
def test_all_requests_and_bugs_of_a_real_site_arrive():
    imported(META, feedback=True)

    states = Counter(Idea.objects.values_list("kind", "category"))
    assert states == {
        ("feature", "submitted"): 32, ("feature", "completed"): 6, ("feature", "declined"): 1,
        ("bug", "submitted"): 7, ("bug", "completed"): 3, ("bug", "declined"): 3,
    }  # fmt: skip
    assert Topic.objects.count() == 453 - 52
    assert broken() == []
