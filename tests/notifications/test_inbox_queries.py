"""What a member's list shows and counts: only what they may see now, in whole sentences."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.discussions.actions import delete_post
from community.kernel.statements import sql_of
from community.notifications import registration
from community.notifications.models import Notification
from community.notifications.queries import (
    MOST,
    matrix,
    newer_than,
    page_of,
    shown,
    unread_count,
    unread_of,
)
from community.notifications.registration import Group, NotificationType
from tests.factories import AdminFactory, CategoryFactory, PostFactory, TopicFactory, UserFactory
from tests.notifications.inbox import notified

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return UserFactory(username="mina")


@pytest.fixture
def post():
    return PostFactory(by=UserFactory(username="ada"), source="Hold it *longer*.")


def ids(page):
    return [one.pk for one in page.rows]


def private_post(reader):
    audience = form_audience(kind=Audience.Kind.SHARED, members=[reader], title="Team")
    category = CategoryFactory(audience=audience)
    return TopicFactory(category=category, title="A secret", by=reader).thread.posts.get()


def test_a_sentence_names_the_actor_and_links_to_the_subject(member, post):
    row = notified(member, post=post)

    [one] = shown([row], member)

    assert one.sentence_text == "ada replied to you in How do I pair the sensor?"
    assert "<b><bdi>ada</bdi></b> replied to you in <a href=" in one.sentence_html
    assert f"/notifications/{row.pk}/open/" in one.sentence_html
    assert "<a " not in one.line_html
    assert one.content.excerpt == "Hold it longer."


def test_names_and_titles_are_escaped(member):
    topic = TopicFactory(title="<i>100 %</i> %(actor)s & more")
    row = notified(member, post=topic.thread.posts.get())

    [one] = shown([row], member)

    assert "&lt;i&gt;100 %&lt;/i&gt; %(actor)s &amp; more" in one.sentence_html
    assert "<i>100 %</i> %(actor)s & more" in one.sentence_text


def test_a_merged_one_says_how_many_others(member, post):
    people = [UserFactory(username=name) for name in ("one", "two", "three", "four", "five")]
    row = notified(
        member, post=post, type="discussions.reaction", actors=[person.pk for person in people]
    )

    [one] = shown([row], member)

    assert one.sentence_text.startswith("five and 4 others reacted to your post in ")
    assert one.actor_names == ["five", "four", "three"]
    assert one.others == 4


def test_a_sentence_is_written_in_the_readers_language(member, post):
    [one] = shown([notified(member, post=post)], member)

    with override("en-xa"):
        assert one.sentence_text != "ada replied to you in How do I pair the sensor?"


def test_a_sentence_says_what_state_a_topic_came_to(member, post):
    row = notified(member, post=post, type="discussions.state", facts={"state": "closed"})

    [one] = shown([row], member)

    assert one.sentence_text.startswith("ada closed ")


def test_a_reason_names_its_place(member, post):
    place = {"place_kind": "forum.category", "place_id": post.thread.container_id}

    [one] = shown(
        [notified(member, post=post, reason="discussions.watched_container", **place)], member
    )

    assert one.reason_text == "Because you watch Sensors"


def test_a_reason_keeps_quiet_about_a_place_that_is_gone(member, post):
    place = {"place_kind": "forum.tag", "place_id": 999}

    [one] = shown([notified(member, post=post, reason="discussions.watched_tag", **place)], member)

    assert one.reason_text == ""


@pytest.mark.parametrize("why", ["deleted", "private", "unknown type", "by email", "retracted"])
def test_what_may_not_be_seen_is_neither_shown_nor_counted(why, member, post):
    match why:
        case "private":
            notified(member, post=private_post(UserFactory()))
        case "unknown type":
            row = notified(member, post=post)
            Notification.objects.filter(pk=row.pk).update(type="gone.type")
        case "by email":
            notified(member, post=post, is_on_site=False)
        case "retracted":
            notified(member, post=post, retracted_at=timezone.now())
        case "deleted":
            notified(member, post=post)
            delete_post(post=post, by=post.author)

    assert page_of(member).rows == []
    assert unread_of(member).count == 0
    assert newer_than(member, 0) == 0


def test_members_see_their_own_only(member, post):
    notified(UserFactory(), post=post)

    assert page_of(member).rows == []


def test_a_page_is_full_in_spite_of_what_is_left_out(member, post, monkeypatch):
    hidden = private_post(UserFactory())
    for at in range(12):
        notified(member, post=hidden if 2 <= at <= 9 else post, key=str(at))

    page = page_of(member, size=4)

    assert [one.row.key for one in page.rows] == ["11", "10", "1", "0"]
    assert page.older is None


def test_pages_follow_each_other_without_gaps(member, post):
    rows = [notified(member, post=post, key=str(at)).pk for at in range(7)]

    first = page_of(member, size=3)
    second = page_of(member, size=3, cursor=first.older)
    third = page_of(member, size=3, cursor=second.older)
    again = page_of(member, size=3, cursor=second.newer)

    assert ids(first) + ids(second) + ids(third) == rows[::-1]
    assert third.older is None
    assert ids(again) == ids(first)


def test_a_page_can_be_of_one_group_or_of_unread_ones(member, post):
    reply = notified(member, post=post)
    liked = notified(member, post=post, type="discussions.reaction")
    read = notified(member, post=post, key="read", read_at=timezone.now())

    assert ids(page_of(member, group=Group.REPLIES)) == [read.pk, reply.pk]
    assert ids(page_of(member, unread=True)) == [liked.pk, reply.pk]
    assert ids(page_of(member, unread=False)) == [read.pk]


def test_the_count_is_of_unread_ones_and_says_whether_some_are_unseen(member, post):
    notified(member, post=post, seen_at=timezone.now())
    notified(member, post=post, key="read", read_at=timezone.now())
    assert (unread_of(member).count, unread_of(member).is_new) == (1, False)

    notified(member, post=post, type="discussions.reaction")

    now = unread_of(member)
    assert (now.count, now.is_new) == (2, True)
    assert now.by_group == {Group.REPLIES: 1, Group.ACTIVITY: 1}


def test_no_more_are_counted_than_the_bell_can_say(member, post):
    hidden = private_post(UserFactory())
    for at in range(MOST + 20):
        notified(member, post=hidden if at % 6 == 0 else post, key=str(at))

    assert unread_count(member) == MOST


def test_a_list_costs_the_same_however_long_it_is(member, django_assert_num_queries):
    def grow(count):
        for at in range(count):
            post = PostFactory()
            notified(member, post=post, key=f"{post.pk}.{at}")

    grow(3)
    page_of(member)  # the member's audiences are known from now on
    with django_assert_num_queries(3):  # the rows, the posts, the members
        assert len(page_of(member).rows) == 3

    grow(9)
    with django_assert_num_queries(3):
        assert len(page_of(member).rows) == 12


def test_the_matrix_has_a_row_for_each_type_with_its_default(member):
    rows = {row.type.name: row for row in matrix(member)}

    assert rows["discussions.reply"].on_site
    assert rows["discussions.reply"].by_mail
    assert not rows["discussions.reaction"].by_mail
    assert all(row.is_default for row in rows.values())


def test_what_is_for_moderators_is_in_their_matrix_alone(member, monkeypatch):
    only = NotificationType(
        name="tests.waiting", label="Waiting", group=Group.MODERATION, icon="shield", position=1,
        sentence="%(subject)s waits", for_moderators=True,
    )  # fmt: skip
    monkeypatch.setitem(registration._types, only.name, only)

    assert only in [row.type for row in matrix(AdminFactory())]
    assert only not in [row.type for row in matrix(member)]


def test_counting_reads_no_texts(member, post):
    notified(member, post=post)

    with CaptureQueriesContext(connection) as captured:
        assert unread_count(member) == 1

    assert not [query for query in captured if '"html"' in sql_of(query["sql"])]
