import re
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from community.accounts.models import User
from community.discussions.models import Post, Revision, Thread
from community.kernel.invariants import broken
from community.setup import demo
from forum.models import Category, Topic
from tests.factories import UserFactory
from tests.handled import handled

pytestmark = pytest.mark.django_db


def seeded():
    out = StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue()


def test_the_first_start_tells_the_password_and_the_second_nothing():
    said = seeded()
    handled()
    rows = Post.objects.count(), User.objects.count()

    again = seeded()

    name, password = re.match(r"Administrator: (\S+)   Password: (\S+)\n", said).groups()
    assert authenticate(None, username=name, password=password).is_superuser
    assert again == ""
    assert (Post.objects.count(), User.objects.count()) == rows
    assert broken() == []


def test_where_somebody_is_nothing_is_made():
    UserFactory()

    assert seeded() == ""
    assert not Thread.objects.exists()


def test_it_is_there_whole_or_not_at_all(monkeypatch):
    monkeypatch.setattr(demo, "PARTS", [*demo.PARTS, lambda _cast: 1 / 0])

    with pytest.raises(ZeroDivisionError):
        seeded()

    assert not Thread.objects.exists()
    assert not User.objects.filter(is_machine=False).exists()


def test_nobody_but_the_administrator_can_sign_in():
    seeded()

    people = User.objects.filter(is_machine=False)
    assert [person.username for person in people if person.has_usable_password()] == ["admin"]
    assert set(people.values_list("trust_level", flat=True)) == {0, 1, 2, 3, 4}
    for person in people:
        person.full_clean()


def test_it_shows_what_a_page_can_hold():
    seeded()

    posts, topics = list(Post.objects.all()), Topic.objects
    assert max(len(post.path) for post in posts) >= 5
    assert any(not post.is_live and post.replies_count for post in posts)
    assert Revision.objects.exists()
    assert topics.exclude(solution=None).count() >= 4
    assert max(len(title) for title in Thread.objects.values_list("title", flat=True)) > 130
    for shown in ("<table", "<pre", "<blockquote", "<ol", "<ul", "<a href"):
        assert any(shown in post.html for post in posts), shown
    assert any(re.search(r"\S{70}", post.source) for post in posts)
    assert any(re.match(r"[\u0600-\u06ff]", post.source) for post in posts)


def test_its_times_are_in_order_and_not_in_the_future():
    seeded()

    for thread in Thread.objects.all():
        posts = list(thread.posts.order_by("number").select_related("author"))
        times = [post.created_at for post in posts]
        assert times == sorted(times)
        assert thread.created_at == times[0]
        assert thread.bumped_at == max(post.created_at for post in posts if post.is_live)
        assert all(post.author.date_joined < post.created_at < timezone.now() for post in posts
                   if post.author.username != "admin")  # fmt: skip
    assert len(set(Thread.objects.values_list("bumped_at", flat=True))) == Thread.objects.count()


def test_nobody_likes_their_own_post():
    seeded()

    for post in Post.objects.prefetch_related("likes"):
        assert post.author_id not in {like.member_id for like in post.likes.all()}


def test_every_public_topic_opens_for_a_visitor_and_the_private_place_does_not(client):
    seeded()

    visitor = AnonymousUser()
    private = Category.objects.get(slug="stewards")
    hidden = Thread.objects.get(container_id=private.pk)
    assert private not in Category.objects.visible_to(visitor)
    assert client.get(private.get_absolute_url()).status_code == 404
    assert client.get(hidden.topic.get_absolute_url()).status_code == 404
    assert hidden.title not in client.get(reverse("forum:latest")).content.decode()
    for thread in Thread.objects.visible_to(visitor):
        assert client.get(thread.topic.get_absolute_url()).status_code == 200
    shown = Post.objects.visible_to(visitor).count()
    assert shown == Post.objects.live().exclude(thread=hidden).count()


def test_the_stewards_read_their_room(as_):
    seeded()

    private = Category.objects.get(slug="stewards")
    steward = User.objects.get(username="Gale_Sample")
    outsider = User.objects.get(username="Misty_Example")
    assert as_(steward).get(private.get_absolute_url()).status_code == 200
    assert as_(outsider).get(private.get_absolute_url()).status_code == 404
