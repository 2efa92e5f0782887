"""What REST tells of the caller's own: their reactions, how far they read, what they watch."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.discussions.actions import delete_post, delete_thread, like_post, reply_to_thread
from community.discussions.models.reading import Level, Reading, Reason
from community.discussions.reading.actions import (
    mark_all_read,
    mark_read,
    watch_place,
    watch_thread,
)
from tests.factories import CategoryFactory, PostFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return UserFactory(username="mira")


def told(client, path):
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()


# -- reactions ------------------------------------------------------------------------------------
def test_a_post_says_how_the_caller_reacted_and_nobody_else(member, as_):
    post = PostFactory()
    like_post(post=post, by=member, reaction="insight")

    for who, own in [(member, "insight"), (UserFactory(), None), (None, None)]:
        client = as_(who)
        listed = told(client, f"threads/{post.thread_id}/posts/")["results"]
        assert [row["viewer_reaction"] for row in listed] == [None, own]
        assert told(client, f"posts/{post.pk}/")["viewer_reaction"] == own


def test_a_like_and_its_end_answer_with_what_is_so_then(member, as_):
    client, url = as_(member), f"/api/v1/posts/{PostFactory().pk}/like/"

    def put(reaction):
        answer = client.put(url, {"reaction": reaction}, content_type="application/json")
        return answer.json()["viewer_reaction"]

    assert put("thanks") == "thanks"
    assert put("smile") == "smile"
    assert client.delete(url).json()["viewer_reaction"] is None


# -- readings -------------------------------------------------------------------------------------
def test_before_the_first_visit_the_reading_is_empty_and_nothing_is_written(member, as_):
    post = PostFactory()

    reading = told(as_(member), f"threads/{post.thread_id}/reading/")

    assert reading == {
        "thread": post.thread_id, "last_read_number": 0, "unread_count": 2,
        "level": Level.NORMAL, "reason": Reason.NONE,
    }  # fmt: skip
    assert not Reading.objects.filter(member=member).exists()


def test_before_the_first_visit_it_is_watched_as_its_category_is(member, as_):
    thread = TopicFactory().thread
    watch_place(kind="forum.category", object_id=thread.container_id, level=3, by=member)

    reading = told(as_(member), f"threads/{thread.pk}/reading/")

    assert (reading["level"], reading["reason"]) == (Level.WATCHING, Reason.CONTAINER)


def test_the_reading_is_what_the_put_answered(member, as_):
    thread, client = PostFactory().thread, as_(member)
    PostFactory(thread=thread)
    url = f"threads/{thread.pk}/reading/"

    put = client.put(f"/api/v1/{url}", {"upto": 2}, content_type="application/json").json()

    assert told(client, url) == put
    assert (put["last_read_number"], put["unread_count"]) == (2, 1)
    watched = client.put(
        f"/api/v1/threads/{thread.pk}/watch/", {"level": 2}, content_type="application/json"
    )
    assert watched.json() == told(client, url) == {**put, "level": 2, "reason": Reason.CHOSEN}


def test_a_visitor_has_no_reading(as_):
    answer = as_().get(f"/api/v1/threads/{TopicFactory().pk}/reading/")

    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_rows_say_how_the_caller_stands_to_them(member, as_):
    post = PostFactory()
    PostFactory(thread=post.thread)
    watch_thread(thread=post.thread, level=Level.TRACKING, by=member)
    mark_read(thread=post.thread, upto=1, ms=0, by=member)
    own = {
        "thread": post.thread_id, "last_read_number": 1, "unread_count": 2,
        "level": Level.TRACKING, "reason": Reason.CHOSEN,
    }  # fmt: skip
    lists = ["threads/", "topics/", "topics/latest/", "topics/hot/", "topics/following/"]

    for path in [*lists, "topics/unread/"]:
        [row] = told(as_(member), path)["results"]
        assert row["viewer_reading"] == own, path
    for path in (f"threads/{post.thread_id}/", f"topics/{post.thread_id}/"):
        assert told(as_(member), path)["viewer_reading"] == own
        assert told(as_(UserFactory()), path)["viewer_reading"] is None
        assert told(as_(), path)["viewer_reading"] is None


def test_marking_all_as_read_leaves_nothing_unread_of_what_is_tracked(member, as_):
    post = PostFactory()
    watch_thread(thread=post.thread, level=Level.TRACKING, by=member)

    mark_all_read(kind="forum", object_id=0, by=member)

    assert told(as_(member), f"threads/{post.thread_id}/")["viewer_reading"]["unread_count"] == 0


# -- what it costs --------------------------------------------------------------------------------
LISTS = [
    "threads/", "topics/", "topics/latest/", "topics/unread/", "posts/", "me/mentions/",
    "members/", "removals/threads/", "removals/posts/",
]  # fmt: skip


def test_one_question_tells_of_the_whole_list(member, as_):
    client, category = as_(member), CategoryFactory()

    def more(count):
        for _ in range(count):
            topic = TopicFactory(category=category)
            post = reply_to_thread(thread=topic.thread, source="See @mira.", by=UserFactory())
            like_post(post=post, by=member)
            watch_thread(thread=topic.thread, level=Level.TRACKING, by=member)
            mark_read(thread=topic.thread, upto=1, ms=0, by=member)
            gone = PostFactory(thread=topic.thread)
            delete_post(post=gone, by=gone.author)
            removed = TopicFactory(category=category).thread
            delete_thread(thread=removed, by=removed.author)

    def queries():
        counted = {}
        for path in LISTS:
            told(client, path)
            with CaptureQueriesContext(connection) as asked:
                rows = told(client, path)["results"]
            assert len(rows) > 2, path
            counted[path] = len(asked)
        return counted

    more(3)
    few = queries()
    more(18)

    assert queries() == few


# -- choosing how closely to watch ----------------------------------------------------------------
@pytest.mark.parametrize("level", [4, 9, None, "loud", True])
def test_a_level_that_there_is_not_is_malformed(level, member, as_):
    url = f"/api/v1/threads/{TopicFactory().pk}/watch/"

    answer = as_(member).put(url, {"level": level}, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert list(answer.json()["fields"]) == ["level"]
