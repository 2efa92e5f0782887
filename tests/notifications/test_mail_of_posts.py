"""Emails about real posts, from the reply to the mail server."""

import pytest
from django.utils import timezone

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.discussions.actions import delete_post, reply_to_thread
from community.discussions.models.reading import Level
from community.discussions.reading.actions import mark_read, watch_place, watch_thread
from community.notifications.actions import batch_mail, mute_notification
from community.notifications.models import Mail, Notification
from tests.factories import CategoryFactory, TopicFactory, UserFactory
from tests.handled import handled
from tests.notifications.mailed import reader
from tests.notifications.smtp import part

pytestmark = pytest.mark.django_db


def ten_minutes_later():
    Notification.objects.exclude(mail_due_at=None).update(mail_due_at=timezone.now())
    handled()


@pytest.fixture
def ben(inbox):
    return reader(username="Ben")


def watched_by(member, **fields):
    thread = TopicFactory(**fields).thread
    handled()  # its first post is nobody's news
    watch_thread(thread=thread, level=Level.WATCHING, by=member)
    return thread


def test_a_reply_reaches_who_watches_after_ten_minutes(ben, inbox):
    thread, ada = watched_by(ben), UserFactory(username="Ada")
    reply_to_thread(thread=thread, source="Hold the button, @Ben. *Five* seconds.", by=ada)
    reply_to_thread(thread=thread, source="Then wait.", by=ada)

    handled()
    assert not inbox.arrived
    ten_minutes_later()

    [message] = inbox.messages
    text, html = (part(message, kind) for kind in ("plain", "html"))
    assert message["From"].startswith("Ada via Commons")
    assert message["Subject"] == "Re: [Commons] How do I pair the sensor?"
    assert "Ada mentioned you" in text
    assert "Hold the button" in text
    assert "<em>Five</em> seconds" in html
    assert "Then wait." in html
    assert inbox.recipients == ["ben@example.org"]


def test_a_post_deleted_before_it_is_sent_is_sent_to_nobody(ben, inbox):
    post = reply_to_thread(thread=watched_by(ben), source="Wrong.", by=UserFactory())
    handled()

    delete_post(post=post, by=post.author)
    ten_minutes_later()

    assert not inbox.arrived


def test_opening_the_topic_spares_the_email(ben, inbox):
    thread = watched_by(ben)
    post = reply_to_thread(thread=thread, source="Seen.", by=UserFactory())
    handled()

    mark_read(thread=thread, upto=post.number, ms=0, by=ben)
    ten_minutes_later()

    assert not Mail.objects.filter(member=ben).exists()


def test_nobody_gets_an_email_about_what_they_may_no_longer_read(ben, inbox):
    author = UserFactory()
    audience = form_audience(kind=Audience.Kind.SHARED, members=[ben, author])
    thread = watched_by(ben, category=CategoryFactory(audience=audience), by=author)
    reply_to_thread(thread=thread, source="Secret.", by=author)
    handled()
    batch_mail(notification_id=Notification.objects.get(member=ben).pk)

    audience.members.remove(ben)
    ten_minutes_later()

    assert not inbox.arrived
    assert Mail.objects.get(member=ben).dropped_at


def in_an_email_that_waits(member):
    batch_mail(notification_id=member.notifications.exclude(mail_due_at=None).earliest("pk").pk)
    assert Mail.objects.filter(member=member, sent_at=None, dropped_at=None).exists()


def mute_by_bell(member, thread):
    mute_notification(notification=member.notifications.latest("pk"), by=member)


def mute_on_the_page(member, thread):
    watch_thread(thread=thread, level=Level.MUTED, by=member)


@pytest.mark.parametrize("mute", [mute_by_bell, mute_on_the_page])
@pytest.mark.parametrize("is_composed", [False, True])
def test_no_email_follows_a_mute(is_composed, mute, ben, inbox):
    thread = watched_by(ben)
    for source in ("First.", "Look, @Ben."):
        reply_to_thread(thread=thread, source=source, by=UserFactory())
    handled()
    if is_composed:
        Notification.objects.exclude(mail_due_at=None).update(mail_due_at=timezone.now())
        in_an_email_that_waits(ben)

    mute(ben, thread)
    ten_minutes_later()

    assert not inbox.arrived
    assert ben.notifications.on_site().unread().count() == 2


def test_who_stops_watching_still_gets_the_email_of_a_mention(ben, inbox):
    thread = watched_by(ben)
    for source in ("First.", "Look, @Ben."):
        reply_to_thread(thread=thread, source=source, by=UserFactory())
    handled()

    watch_thread(thread=thread, level=Level.NORMAL, by=ben)
    ten_minutes_later()

    [message] = inbox.messages
    assert "Look" in part(message, "plain")
    assert "First." not in part(message, "plain")


@pytest.mark.parametrize("level", [Level.NORMAL, Level.MUTED, None])
def test_no_email_follows_when_a_category_is_no_longer_watched(level, ben, inbox):
    category = CategoryFactory()
    place = {"kind": "forum.category", "object_id": category.pk, "by": ben}
    watch_place(level=Level.WATCHING, **place)
    TopicFactory(category=category)
    handled()

    watch_place(level=level, **place)
    ten_minutes_later()

    assert not inbox.arrived
    assert ben.notifications.count() == 1


def test_who_watches_first_posts_gets_an_email_of_each_new_topic(ben, inbox):
    category = CategoryFactory()
    watch_place(kind="forum.category", object_id=category.pk, level=Level.WATCHING_FIRST, by=ben)
    thread = TopicFactory(category=category).thread
    handled()
    mark_read(thread=thread, upto=0, ms=0, by=ben)  # the visit leaves a row of no choice

    ten_minutes_later()

    assert len(inbox.messages) == 1
