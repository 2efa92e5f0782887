"""Emails about real posts, from the reply to the mail server."""

import pytest
from django.utils import timezone

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.discussions.actions import delete_post, reply_to_thread
from community.discussions.models.reading import Level
from community.discussions.reading.actions import mark_read, watch_thread
from community.notifications.actions import batch_mail
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
