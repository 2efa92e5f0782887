import pytest

from community.accounts.people.actions import silence_member, suspend_member
from community.discussions.actions import (
    NothingWritten,
    ParentIsElsewhere,
    ParentWasDeleted,
    TooLong,
    close_thread,
    delete_post,
    reply_to_thread,
)
from community.discussions.models import DEPTH, Post, Thread
from community.discussions.models.reading import Level, Reading, Reason
from community.discussions.queries import PAGE, place_of, posts_of
from community.discussions.reading.actions import watch_place
from community.events.models import EventRecord
from community.kernel.errors import Denied
from community.kernel.markdown import LONGEST, VERSION
from forum.actions import edit_category
from tests.factories import (
    AdminFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
    in_hours,
)

pytestmark = pytest.mark.django_db


def test_a_refusal_gives_its_number_back():
    thread, elsewhere = TopicFactory().thread, PostFactory()

    with pytest.raises(ParentIsElsewhere):
        reply_to_thread(thread=thread, source="?", by=thread.author, parent=elsewhere)
    reply_to_thread(thread=thread, source="!", by=thread.author)

    assert list(thread.posts.order_by("pk").values_list("number", flat=True)) == [1, 2]


def test_replies_stand_under_what_they_answer():
    thread = TopicFactory().thread
    first, second = PostFactory(thread=thread), PostFactory(thread=thread)
    under_first = PostFactory(thread=thread, parent=first)

    order = list(thread.posts.order_by("path").values_list("number", flat=True))

    assert order == [1, first.number, under_first.number, second.number]
    first.refresh_from_db()
    assert first.replies_count == 1


def test_what_answers_the_opening_post_stands_beside_it():
    thread = TopicFactory().thread

    post = PostFactory(thread=thread, parent=thread.posts.get(number=1))

    assert post.path == [2]
    assert post.parent.number == 1


def test_a_branch_of_any_depth_is_stored():
    post = PostFactory()

    for _ in range(DEPTH + 3):
        post = PostFactory(thread=post.thread, parent=post, by=post.author)

    assert len(post.path) == DEPTH
    assert post.path[-1] == post.number


def test_a_removed_post_is_not_answered():
    post = PostFactory()
    delete_post(post=post, by=post.author)

    with pytest.raises(ParentWasDeleted):
        PostFactory(thread=post.thread, parent=post)


def test_a_reply_to_what_was_just_deleted_is_refused_in_words(as_):
    """On the page the text stays, and sent once more it replies to the topic."""
    post, client = PostFactory(), as_(UserFactory())
    delete_post(post=post, by=post.author)
    thread, sent = post.thread, {"source": "My reply", "parent": post.pk}

    page = client.post(f"/threads/{thread.pk}/replies/", sent)
    rest = client.post(f"/api/v1/threads/{thread.pk}/posts/", sent, "application/json")
    given = f'threadId: "{thread.pk}", source: "x", parentId: "{post.pk}"'
    asked = f"discussions {{ replyToThread({given}) {{ post {{ id }} }} }}"
    query = {"query": f"mutation {{ {asked} }}"}
    graphql = client.post("/graphql/", query, "application/json").json()

    assert page.status_code == 422
    said = page.content.decode()
    assert "The post that you reply to was deleted." in said
    assert "My reply</textarea>" in said
    assert f'value="{post.pk}"' not in said
    assert rest.json()["code"] == graphql["errors"][0]["extensions"]["code"] == "parent_was_deleted"
    assert thread.posts.count() == 2


@pytest.mark.parametrize("sanction", [silence_member, suspend_member])
def test_who_is_silenced_may_not_write(sanction):
    thread, member = TopicFactory().thread, UserFactory()
    member = sanction(member=member, until=in_hours(1), by=ModeratorFactory())

    with pytest.raises(Denied):
        reply_to_thread(thread=thread, source="!", by=member)

    assert not EventRecord.objects.filter(
        name="discussions.post.written", payload__number=2
    ).exists()


@pytest.mark.parametrize(
    ("source", "refusal"),
    [(" \n", NothingWritten), ("#", NothingWritten), ("[1]: http://e.org", NothingWritten),
     ("a" * (LONGEST + 1), TooLong)],
)  # fmt: skip
def test_a_text_has_a_length(source, refusal):
    thread = TopicFactory().thread

    with pytest.raises(refusal):
        reply_to_thread(thread=thread, source=source, by=thread.author)

    assert Thread.objects.get(pk=thread.pk).highest_number == 1


def test_a_reply_bumps_its_thread():
    thread = TopicFactory().thread
    post = PostFactory(thread=thread)

    thread.refresh_from_db()

    assert thread.last_author == post.author
    assert thread.bumped_at > thread.created_at
    assert thread.replies_count == 1


def test_one_fact_is_told_and_holds_no_text():
    post = PostFactory()

    told = EventRecord.objects.get(name="discussions.post.written", payload__number=2)

    assert told.payload == {
        "actor_id": post.author_id,
        "thread_id": post.thread_id,
        "kind": "forum.topic",
        "container_id": post.thread.container_id,
        "audience_id": 0,
        "post_id": post.pk,
        "number": 2,
    }


def test_a_phone_offers_the_reply_at_its_foot(as_):
    topic, closed = TopicFactory(), TopicFactory()
    close_thread(thread=closed.thread, by=ModeratorFactory())
    member, visitor, bar = as_(UserFactory()), as_(), 'class="act-bar"'

    assert bar in member.get(topic.get_absolute_url()).text
    assert "Sign in to reply" in visitor.get(topic.get_absolute_url()).text.partition(bar)[2]
    assert bar not in member.get(closed.get_absolute_url()).text


def test_the_page_that_holds_a_post_is_found_in_both_views():
    thread = TopicFactory().thread
    rows, paths = [], {1: [1]}
    for number in range(2, 2 * PAGE + 30):  # each tenth begins a branch
        above = [] if number % 10 == 0 else paths[number // 10 * 10 or 1][:1] * (number > 10)
        if number > 2 * PAGE and above:  # late answers to what was written early
            above = [10]
        paths[number] = [*above, number]
        rows.append(
            Post(
                thread=thread, number=number, path=paths[number], author=thread.author, source="!",
                html="!", html_version=VERSION,
            )
        )  # fmt: skip
    Post.objects.bulk_create(rows)
    Thread.objects.filter(pk=thread.pk).update(highest_number=len(rows) + 1)
    thread.refresh_from_db()
    order = list(thread.posts.order_by("path").values_list("number", flat=True))

    places = {}
    for post in thread.posts.select_related("thread"):
        places[post.number] = place_of(post, "nested")
        assert post.number in [shown.number for shown in posts_of(thread, places[post.number])[0]]
        assert post in posts_of(thread, place_of(post, "flat"))[0]

    starts = [0, *(order[at - 1] for at in range(PAGE, len(order), PAGE))]
    assert [places[number].after for number in order] == [
        starts[at // PAGE] for at in range(len(order))
    ]


def test_after_writing_the_page_is_shown_as_its_category_has_it(as_):
    topic = TopicFactory()
    client, address = as_(UserFactory()), f"/threads/{topic.pk}/replies/"

    nested = client.post(address, {"source": "One"}).headers["Location"]
    edit_category(category=topic.category, by=AdminFactory(), default_view="flat")
    came_from = {"Referer": f"http://testserver{topic.get_absolute_url()}?view=flat"}
    flat = client.post(address, {"source": "Two"}, headers=came_from).headers["Location"]

    assert nested == f"{topic.get_absolute_url()}#p2"
    assert flat == f"{topic.get_absolute_url()}?view=flat#p3"


def test_a_first_reply_is_watched_as_its_category_is_and_the_next_ones_no_less():
    topic, member = TopicFactory(), UserFactory()
    place = {"kind": "forum.category", "object_id": topic.category_id}
    watch_place(**place, level=Level.WATCHING, by=member)

    reply_to_thread(thread=topic.thread, source="One", by=member)
    watch_place(**place, level=None, by=member)
    reply_to_thread(thread=topic.thread, source="Two", by=member)

    mine = Reading.objects.get(member=member, thread=topic.thread)
    assert (mine.last_read_number, mine.level, mine.reason) == (3, Level.TRACKING, Reason.REPLIED)


@pytest.mark.parametrize(
    ("interface", "cost"),
    [
        # session, member, audiences, thread, sent before?, savepoint, keys, number, permissions,
        # post, reading, event, keys, release, how its category is read
        ("form", 13),
        # session, member, audiences, thread, savepoint, number, permissions, post, reading, event,
        # release
        ("rest", 11),
    ],
)
def test_a_reply_costs_the_same_in_any_topic(interface, cost, as_, django_assert_num_queries):
    topic, member = TopicFactory(), UserFactory()
    client = as_(member)
    addresses = {
        "form": f"/threads/{topic.pk}/replies/", "rest": f"/api/v1/threads/{topic.pk}/posts/"
    }  # fmt: skip
    reply_to_thread(thread=topic.thread, source="The first asks how closely to watch", by=member)
    for n in range(2):
        PostFactory(thread=topic.thread)
        with django_assert_num_queries(cost):
            said = {"source": f"Reply {n}", "once": f"form {n}"}
            if interface == "rest":
                del said["once"]
                client.post(addresses["rest"], said, "application/json")
            else:
                client.post(addresses["form"], said)
