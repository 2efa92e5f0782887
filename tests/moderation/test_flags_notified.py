"""Who hears what becomes of flags."""

import pytest

from community.kernel.subjects import Subject
from community.moderation.flags.actions import flag_content
from community.moderation.queue.actions import approve_item, ignore_item, reject_item
from community.moderation.queue.told import KIND, told
from community.notifications.models import Notification
from community.notifications.registration import contents_of
from tests.factories import ModeratorFactory, PostFactory, UserFactory
from tests.handled import handled

pytestmark = pytest.mark.django_db


def flagged(post, times=1):
    for _ in range(times):
        subject = Subject("discussions.post", post.pk)
        item = flag_content(subject=subject, reason="spam", by=UserFactory()).item
    return item


def heard(**who):
    """Types and states, in order."""
    rows = Notification.objects.filter(type__startswith="moderation", **who).order_by("pk")
    return [(row.type.removeprefix("moderation."), row.facts.get("state")) for row in rows]


def test_the_author_hears_that_flags_hid_it_and_that_it_is_back():
    post = PostFactory()
    item = flagged(post, 5)
    handled()
    assert heard(member=post.author) == [("content_hidden", "")]

    approve_item(item=item, by=ModeratorFactory(), text="Sorry for that.")
    handled()

    assert heard(member=post.author) == [("content_hidden", ""), ("content_decided", "restored")]
    assert "Sorry for that." in told([item.pk], post.author)[item.pk].about


def test_the_author_hears_what_a_moderator_hid():
    post = PostFactory()

    reject_item(item=flagged(post), by=ModeratorFactory())
    handled()

    assert heard(member=post.author) == [("content_hidden", "by_moderator")]


@pytest.mark.parametrize("decide", [approve_item, ignore_item])
def test_a_message_is_heard_where_nothing_was_hidden(decide):
    post = PostFactory()
    item = flagged(post)

    decide(item=item, by=ModeratorFactory(), text="Please mind the tone.")
    handled()

    assert heard(member=post.author) == [("content_decided", "message")]
    assert "Please mind the tone." in told([item.pk], post.author)[item.pk].about


def test_a_flagged_member_hears_the_message_of_who_agreed():
    member = UserFactory()
    subject = Subject("accounts.member", member.pk)
    item = flag_content(subject=subject, reason="spam", by=UserFactory()).item

    reject_item(item=item, by=ModeratorFactory(), text="Remove the shop, please.")
    handled()

    assert heard(member=member) == [("content_decided", "message")]


def test_the_author_hears_that_it_stays_hidden():
    post = PostFactory()

    reject_item(item=flagged(post, 5), by=ModeratorFactory())
    handled()

    assert ("content_decided", "stays_hidden") in heard(member=post.author)


def test_the_author_hears_nothing_of_flags_that_came_to_nothing():
    post = PostFactory()

    approve_item(item=flagged(post), by=ModeratorFactory())
    handled()

    assert heard(member=post.author) == []


@pytest.mark.parametrize(
    ("decide", "state"),
    [(reject_item, "agreed"), (approve_item, "disagreed"), (ignore_item, "ignored")],
)
def test_whoever_flagged_hears_the_decision(decide, state):
    item = flagged(PostFactory())
    flagger = item.flags.get().member

    decide(item=item, by=ModeratorFactory())
    handled()

    assert heard(member=flagger) == [("flag_decided", state)]


def test_who_decides_on_their_own_flag_hears_nothing():
    post, moderator = PostFactory(), ModeratorFactory()
    subject = Subject("discussions.post", post.pk)

    flag_content(subject=subject, reason="spam", by=moderator, take_action=True)
    handled()

    assert heard(member=moderator) == []


def test_a_notification_names_hidden_content_to_its_author_alone():
    post = PostFactory()
    item = flagged(post, 5)
    subject, flagger = Subject(KIND, item.pk), item.flags.first().member

    assert post.thread.title in contents_of([subject], post.author)[subject].title
    assert contents_of([subject], flagger)[subject].title == "Post"
    assert contents_of([subject], UserFactory()) == {}
