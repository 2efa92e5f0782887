"""Whoever's notifications changed hears it on every open page; nobody else can listen."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from community.events.outbox import publish
from community.live import bell, channels
from community.notifications.channels import channel
from community.notifications.events import NotificationsChanged
from community.notifications.models import Notification
from tests.factories import TopicFactory, UserFactory
from tests.handled import handled

pytestmark = pytest.mark.django_db


def notified(*members):
    return Notification.objects.bulk_create(
        Notification(
            member=member,
            type="tests.type",
            subject_kind="discussions.post",
            subject_id=1,
            context_kind="forum.topic",
            context_id=1,
            reason="tests.reason",
            key=f"tests:{member.pk}",
        )
        for member in members
    )


def changed(first, last):
    with transaction.atomic():
        publish(NotificationsChanged(actor_id=None, first_id=first, last_id=last))
    handled()


def test_the_bells_of_those_members_ring():
    ana, ben, other = UserFactory.create_batch(3)
    first, last = notified(ana, ben)
    before = bell.versions(channel(member.pk) for member in (ana, ben, other))

    changed(first.pk, last.pk)

    after = bell.versions(before)
    assert [name for name in before if before[name] != after[name]] == [
        channel(ana.pk),
        channel(ben.pk),
    ]


def test_a_burst_rings_each_bell_once():
    ana = UserFactory()
    [row] = notified(ana)
    bell.ring([channel(ana.pk)])
    epoch, _, n = bell.version(channel(ana.pk)).partition("-")

    with transaction.atomic():
        for _ in range(3):
            publish(NotificationsChanged(actor_id=None, first_id=row.pk, last_id=row.pk))
    handled()

    assert bell.version(channel(ana.pk)) == f"{epoch}-{int(n) + 1}"


def test_rows_that_are_gone_ring_nothing():
    changed(10**9, 10**9 + 5000)


def test_only_the_member_may_listen():
    ana, ben = UserFactory.create_batch(2)

    assert channels.may_listen(ana, channel(ana.pk))
    for viewer in (ben, AnonymousUser(), None):
        assert not channels.may_listen(viewer, channel(ana.pk))


def test_a_members_page_has_no_round_trip_for_the_bell(as_, monkeypatch):
    topic, member = TopicFactory(), UserFactory()
    handled()
    client, url = as_(member), topic.get_absolute_url()
    client.get(url)
    asked, count = [], bell._count
    monkeypatch.setattr(
        bell, "_count", lambda redis, names, by: asked.append(names) or count(redis, names, by)
    )

    client.get(url)

    assert sum(channel(member.pk) in names for names in asked) == 1
    assert all(names != [channel(member.pk)] for names in asked)
    asked.clear()
    as_().get(url)
    assert not any(name.startswith("notifications.") for names in asked for name in names)
