"""The files beside this one are our own writing, in the shape of the answers of Discourse's API."""

import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from community.accounts.models import ImportedBadge, Profile, User
from community.discussions.models import Post, Thread
from community.discussions.models.external_ids import ExternalId
from community.events.models import EventRecord
from community.kernel.invariants import broken
from community.notifications.models import Mail
from community.setup.importing import run
from community.setup.importing.discourse import Discourse
from forum.models import Category, Topic
from tests.factories import CategoryFactory
from tests.handled import handled

FILES = Path(__file__).parent / "discourse"
SITE = "https://stations.example.org"
NOT_USED = [
    "about.json: nothing to import",
    "broken.json: not valid JSON: Expecting value: line 1 column 17 (char 16)",
    "list.json: not a response of the Discourse API",
    "latest.json: the posts of topic 99 are missing",
    "t/7-2.json: 1 posts of topic 7 are missing",
    "t/7.json: post 103: only records an action: pinned.enabled",
    "t/7-2.json: post 105: whisper",
    "t/7-2.json: post 106: deleted",
    "t/7-2.json: post 109: only records an action: closed.enabled",
    "t/9.json: topic 9 is a private message",
    "t/10.json: the category staff was restricted",
    "t/11.json: the first post of topic 11 is missing or not public",
    "t/12.json: topic 12 was deleted",
    "t/13.json: created_at is not a date: soon",
    "u/ana.json: badge 32 has no name or date",
]


def imported(path=FILES, **options):
    """Run the command; return its lines on stdout and on stderr."""
    out, err = StringIO(), StringIO()
    options = {"url": SITE, **options}
    call_command("import_discourse", str(path), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue().splitlines()


def read(folder, **files):
    """What these files tell of, and the complaints, without a database."""
    for name, said in files.items():
        (folder / f"{name}.json").write_text(json.dumps(said))
    complaints = []
    source = Discourse(
        folder, site="s", url="", complain=complaints.append, progress=lambda *_: None
    )
    list(source.members())
    return list(source.topics()), complaints


def topic(key=1, *posts, **said):
    return {"id": key, "title": "Vanes", "post_stream": {"posts": list(posts)}, **said}


def post(number=1, **said):
    return {
        "id": 100 + number, "post_number": number, "post_type": 1, "user_id": 2, "username": "ana",
        "created_at": "2019-05-01T08:00:00.000Z", "cooked": f"<p>{number}</p>", **said,
    }  # fmt: skip


def thread_of(key):
    origin = ExternalId.objects.get(site="discourse", kind="question", key=key)
    return Thread.objects.get(pk=origin.object_id)


def everything():
    return [
        list(model.objects.order_by("pk").values_list("pk", flat=True))
        for model in (User, Thread, Topic, Post, ExternalId, EventRecord, ImportedBadge, Category)
    ]


# Through the command


@pytest.mark.django_db
def test_a_site_moves_in_and_says_what_did_not():
    out, err = imported()

    assert err == NOT_USED
    assert out == (
        "Imported from discourse: 5 members, 3 topics, 7 posts, 1 badges. Rows skipped: 15.\n"
    )
    assert broken() == []


@pytest.mark.django_db
def test_a_topic_keeps_its_facts():
    imported()

    thread = thread_of(7)
    assert (thread.title, thread.views_count) == ("A vane that sticks ❄️", 321)
    assert thread.closed_at == datetime(2019, 5, 3, 8, tzinfo=UTC)
    assert thread.pinned_at == datetime(2019, 5, 1, 10, tzinfo=UTC)
    assert (thread.archived_at, thread.is_pinned_everywhere) == (None, False)
    assert thread.topic.solution.source == "Graphite, as **Bo** says."
    assert sorted(thread.topic.tags.values_list("name", flat=True)) == ["cold-nights", "wind"]
    assert thread_of(8).archived_at == datetime(2019, 5, 4, 8, tzinfo=UTC)


@pytest.mark.django_db
def test_categories_keep_their_places_and_those_without_get_the_commands():
    imported(category="else")

    wind = Category.objects.get(slug="wind")
    assert (wind.title, wind.parent.slug, wind.parent.title) == (
        "Wind",
        "instruments",
        "Instruments",
    )
    assert thread_of(7).topic.category == wind
    assert thread_of(14).topic.category.slug == "else"
    assert not Category.objects.filter(slug="staff").exists()


@pytest.mark.django_db
def test_posts_keep_their_order_their_parents_their_likes_and_their_address():
    imported()

    posts = list(thread_of(7).posts.order_by("number"))
    assert [post.author.username for post in posts] == [
        "ana", "bo_s", "cy", "ana", "former-member"
    ]  # fmt: skip
    assert [post.parent and post.parent.number for post in posts] == [None, 1, 2, 1, 1]
    assert [post.likes_count for post in posts] == [4, 0, 0, 0, 0]
    assert posts[0].edited_at == datetime(2019, 5, 1, 9, tzinfo=UTC)
    assert posts[2].imported_url == f"{SITE}/t/a-vane-that-sticks/7/4"


@pytest.mark.django_db
def test_members_keep_what_they_said_of_themselves():
    imported()

    ana = User.objects.get(username="ana")
    profile = Profile.objects.get(member=ana)
    assert ana.date_joined == datetime(2018, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert (profile.location, profile.links) == ("The coast", ["https://ana.example.org"])
    [badge] = ImportedBadge.objects.all()
    assert (badge.name, badge.level) == ("First wind", 1)


@pytest.mark.django_db
def test_one_event_tells_of_it_and_nobody_is_notified():
    imported()
    handled()

    [event] = EventRecord.objects.filter(name="discussions.threads.imported")
    assert (event.payload["threads_count"], event.payload["posts_count"]) == (3, 7)
    assert not Mail.objects.exists()


@pytest.mark.django_db
def test_again_brings_nothing_in_twice():
    imported()
    before = everything()

    out, err = imported()

    assert out.startswith("Imported from discourse: 0 members, 0 topics, 0 posts, 0 badges")
    assert err == NOT_USED
    assert everything() == before


@pytest.mark.django_db
def test_a_category_that_is_there_is_the_one():
    there = CategoryFactory(slug="wind", title="Winds")

    imported()

    assert thread_of(7).topic.category == there
    there.refresh_from_db()
    assert there.title == "Winds"


@pytest.mark.django_db(transaction=True)
def test_after_a_kill_in_the_middle_the_next_run_goes_on(monkeypatch):
    whole, calls = run.import_topics, []

    def killed_at_the_second(**told):
        calls.append(told)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(**told)

    with monkeypatch.context() as patch:
        patch.setattr(run, "BATCH", 2)
        patch.setattr(run, "import_topics", killed_at_the_second)
        with pytest.raises(CommandError, match="Run the command again"):
            imported()
    assert Thread.objects.count() == 1

    imported()

    assert (Thread.objects.count(), Post.objects.count()) == (3, 7)
    assert broken() == []


@pytest.mark.django_db
def test_what_is_no_folder_of_answers_is_said_in_one_line(tmp_path):
    with pytest.raises(CommandError, match=r"is not a directory\.$"):
        imported(tmp_path / "gone")
    with pytest.raises(CommandError, match=r"no \.json files found"):
        imported(tmp_path)


# What it reads


def test_topics_alone_will_do(tmp_path):
    topics, complaints = read(tmp_path, one=topic(5, post()))

    assert complaints == []
    assert [(told.key, told.title, told.category) for told in topics] == [(5, "Vanes", None)]


def test_parts_without_a_title_join_the_one_that_has_it(tmp_path):
    first = topic(5, post(2), post(1))
    more = {"post_stream": {"posts": [post(21, topic_id=5), post(3, topic_id=5)]}}

    [told], complaints = read(tmp_path, b=first, a=more)

    assert complaints == []
    assert [said.source for said in told.posts] == ["1", "2", "3", "21"]
    assert told.title == "Vanes"


def test_a_part_that_was_saved_twice_counts_once_and_as_it_was_typed(tmp_path):
    [told], _ = read(
        tmp_path,
        a=topic(5, post(raw="typed")),
        b=topic(5, post()),
    )

    assert [said.source for said in told.posts] == ["typed"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"archetype": "private_message"}, "topic 5 is a private message"),
        ({"deleted_at": "2019-05-01"}, "topic 5 was deleted"),
        ({"visible": False}, "topic 5 was unlisted"),
        ({"last_posted_at": "soon"}, "last_posted_at is not a date: soon"),
    ],
)
def test_topics_that_not_everybody_could_find_stay_out(tmp_path, said, why):
    topics, complaints = read(tmp_path, one=topic(5, post(), **said))

    assert (topics, complaints) == ([], [f"one.json: {why}"])


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"hidden": True}, "hidden"),
        ({"deleted_at": "2019-05-01"}, "deleted"),
        ({"user_deleted": True}, "deleted"),
        ({"post_type": 4}, "whisper"),
        ({"post_type": 3}, "only records an action: something"),
    ],
)
def test_posts_that_not_everybody_could_read_stay_out(tmp_path, said, why):
    [told], complaints = read(tmp_path, one=topic(5, post(1), post(2, **said), post(3)))

    assert len(told.posts) == 2
    assert complaints == [f"one.json: post 102: {why}"]


@pytest.mark.parametrize(
    "posts",
    [
        [post(2)],
        [post(1, hidden=True), post(2)],
        [],
    ],
)
def test_without_its_opening_post_a_topic_stays_out(tmp_path, posts):
    topics, complaints = read(tmp_path, one=topic(5, *posts))

    assert topics == []
    assert complaints == ["one.json: the first post of topic 5 is missing or not public"]


@pytest.mark.parametrize(
    "said",
    [
        topic("five", post()),
        topic(5, post(id="x")),
        topic(5, post(post_number=None)),
        topic(2**70, post()),
        topic(5, post(created_at=None)),
        {"post_stream": []},
        {"topic_list": {"topics": [{}]}},
        {"user_badges": [{"id": None}]},
        {"category_list": {"categories": "none"}},
    ],
)
def test_nonsense_is_one_line_and_no_more(tmp_path, said):
    topics, complaints = read(tmp_path, one=said)

    assert topics == []
    assert len(complaints) == 1
    assert complaints[0].startswith("one.json: ")


def test_likes_are_found_in_either_place(tmp_path):
    likes = [{"id": 2, "count": 3}, {"id": 4, "count": 9}, {"id": 2}]

    [told], _ = read(tmp_path, one=topic(5, post(1, actions_summary=likes), post(2, like_count=4)))

    assert [said.score for said in told.posts] == [3, 4]


def test_posts_keep_the_language_that_they_or_their_topic_have(tmp_path):
    posts = post(1), post(2, locale="pt_BR"), post(3)

    [told], _ = read(tmp_path, one=topic(5, *posts, locale="de"))

    assert [said.language for said in told.posts] == ["de", "pt_BR", ""]


def test_an_answer_to_a_post_that_is_later_or_away_answers_the_opening_one(tmp_path):
    posts = [post(1, reply_to_post_number=2), post(2, reply_to_post_number=9), post(3)]
    posts.append(post(4, reply_to_post_number=3))

    [told], _ = read(tmp_path, one=topic(5, *posts))

    assert [said.parent for said in told.posts] == [None, 0, 0, 2]


def test_the_solution_is_known_from_the_post(tmp_path):
    [told], _ = read(tmp_path, one=topic(5, post(1), post(2), post(3, accepted_answer=True)))

    assert told.accepted == 2


def test_a_topic_that_was_pinned_everywhere_or_closed_says_since_when(tmp_path):
    facts = {"closed": True, "pinned_at": "2019-05-02", "pinned_globally": True}

    [told], _ = read(tmp_path, one=topic(5, post(1), post(2, created_at="2019-05-03"), **facts))

    assert told.closed_at == datetime(2019, 5, 3, tzinfo=UTC)
    assert told.pinned_at == datetime(2019, 5, 2, tzinfo=UTC)
    assert told.is_pinned_everywhere
