"""Reading notifications, and what of it the member's open pages learn."""

from functools import partial

import pytest

from community.kernel.errors import Denied
from community.kernel.subjects import Subject
from community.live.bell import version
from community.notifications.actions import (
    mark_all_notifications_read,
    mark_notification_read,
    mark_notifications_seen,
    notify,
    read_context,
    read_contexts,
)
from community.notifications.models import Notification
from community.notifications.registration import Group, Notice
from tests.factories import ModeratorFactory, UserFactory

pytestmark = pytest.mark.django_db
THREAD = Subject("toykind.letter", 7)


@pytest.fixture
def member():
    return UserFactory()


def tell(member, number, type_="discussions.post", context=THREAD):
    post = Subject("discussions.post", number)
    notify(
        notices=[
            Notice(
                type=type_,
                members=[member.pk],
                subject=post,
                context=context,
                position=number,
                reason="discussions.watching",
            )
        ]
    )
    return Notification.objects.latest("pk")


def unread(member):
    found = Notification.objects.unread().filter(member=member)
    return list(found.order_by("pk").values_list("position", flat=True))


def test_opening_one_reads_it_and_what_else_is_of_its_subject(member):
    row, _, _ = tell(member, 1), tell(member, 1, "discussions.state"), tell(member, 2)

    read = mark_notification_read(notification=row, by=member)

    assert read.read_at
    assert read.seen_at
    assert read.mail_due_at is None
    assert unread(member) == [2]


def test_nobody_reads_for_others(member):
    row = tell(member, 1)

    for other in (UserFactory(), ModeratorFactory()):
        with pytest.raises(Denied):
            mark_notification_read(notification=row, by=other)

    assert unread(member) == [1]


def test_reading_a_thread_reads_its_notifications_up_to_a_post(member):
    tell(member, 1), tell(member, 2), tell(member, 3)
    tell(member, 1, "discussions.state", Subject("toykind.letter", 8))
    tell(other := UserFactory(), 1)

    assert read_context(context=THREAD, upto=2, by=member) == 2
    assert read_context(context=THREAD, upto=2, by=member) == 0

    assert unread(member) == [3, 1]
    assert unread(other) == [1]


def test_a_batch_reads_for_many(member):
    other = UserFactory()
    for number in (1, 2):
        tell(member, number), tell(other, number)

    assert read_contexts(of=[(member.pk, THREAD, 1), (other.pk, THREAD, 2)]) == 3

    assert unread(member) == [2]
    assert unread(other) == []


def test_all_or_one_group_are_read(member):
    tell(member, 1), tell(member, 2, "discussions.mention")

    assert mark_all_notifications_read(by=member, group=Group.REPLIES) == 1
    assert unread(member) == [1]
    assert mark_all_notifications_read(by=member) == 1
    assert unread(member) == []


def test_what_is_seen_is_not_read(member):
    tell(member, 1), tell(member, 2)

    assert mark_notifications_seen(by=member) == 2
    assert mark_notifications_seen(by=member) == 0
    assert unread(member) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_reading_all_and_reacting_at_once_never_cross(in_threads):
    """Both lock the same rows; in opposite orders one of them would fail."""
    member, actors = UserFactory(), UserFactory.create_batch(4)

    def react(actor, numbers):
        notify(
            notices=[
                Notice(
                    type="discussions.reaction",
                    members=[member.pk],
                    subject=Subject("discussions.post", number),
                    context=THREAD,
                    reason="discussions.your_post",
                    actor_id=actor.pk,
                )
                for number in numbers
            ]
        )

    for _ in range(5):
        react(actors[0], range(20))
        in_threads(
            [lambda: mark_all_notifications_read(by=member) for _ in range(2)]
            + [partial(react, actor, range(19, -1, -1)) for actor in actors[1:]]
        )

    rows = Notification.objects.filter(member=member).unread()
    assert rows.values("key").distinct().count() == rows.count()


def test_reading_rings_the_members_own_channel_if_anything_changed(
    member, django_capture_on_commit_callbacks
):
    row, channel = tell(member, 1), f"notifications.{member.pk}"
    before = version(channel)

    with django_capture_on_commit_callbacks(execute=True):
        mark_notification_read(notification=row, by=member)
    once = version(channel)
    with django_capture_on_commit_callbacks(execute=True):
        mark_notification_read(notification=row, by=member)

    assert before != once == version(channel)
