"""Hidden posts and threads: like deleted ones, until a moderator has reviewed them."""

import pytest

from community.accounts.models import User
from community.discussions.actions import (
    ThreadIsArchived,
    archive_thread,
    delete_post,
    delete_thread,
    hide_post,
    hide_thread,
    restore_post,
    restore_thread,
    unhide_post,
    unhide_thread,
)
from community.discussions.posts.actions.posts import OpeningPostStays
from community.events.models import EventRecord
from community.kernel.errors import Denied
from community.kernel.invariants import broken
from forum.actions import accept_answer
from tests.factories import ModeratorFactory, PostFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def system():
    return User.objects.get(is_machine=True)


def test_a_hidden_post_leaves_the_page_and_the_counters(as_):
    thread = TopicFactory().thread
    post = PostFactory(thread=thread, source="words that go")
    PostFactory(thread=thread, parent=post, source="words that stay")

    hide_post(post=post, by=ModeratorFactory())

    thread.refresh_from_db()
    assert thread.posts_count == 2
    page = as_().get(f"/threads/{thread.pk}/").content.decode()
    assert "words that go" not in page
    assert "This reply was hidden." in page
    assert not broken()


def test_hiding_and_showing_twice_tells_once(system):
    post = PostFactory()

    for act in (hide_post, hide_post, unhide_post, unhide_post):
        act(post=post, by=system)

    told = EventRecord.objects.filter(name__startswith="discussions.post.").order_by("pk")
    assert [(one.name, one.payload.get("is_hidden")) for one in told] == [
        ("discussions.post.written", None),
        ("discussions.post.written", None),
        ("discussions.post.deleted", True),
        ("discussions.post.restored", None),
    ]
    post.refresh_from_db()
    assert post.is_live
    assert not broken()


def test_only_moderators_and_the_system_hide_and_show(system):
    post, member = PostFactory(), UserFactory()

    for by in (member, post.author):
        with pytest.raises(Denied):
            hide_post(post=post, by=by)
    hide_post(post=post, by=system)
    for act in (unhide_post, restore_post):
        with pytest.raises(Denied):
            act(post=post, by=post.author)

    restore_post(post=post, by=ModeratorFactory())
    post.refresh_from_db()
    assert (post.is_live, post.hidden_at) == (True, None)


def test_its_author_sees_it_with_a_note_and_others_do_not(as_, system):
    post = PostFactory(source="my own words")
    hide_post(post=post, by=system)

    page = as_(post.author).get(f"/posts/{post.pk}/").content.decode()
    assert "Hidden until a moderator has reviewed it" in page
    assert "my own words" in page
    assert as_(UserFactory()).get(f"/posts/{post.pk}/").status_code == 404
    assert as_(post.author).get(f"/api/v1/posts/{post.pk}/").json()["hidden_at"]

    hide_post(post=post, by=ModeratorFactory())
    page = as_(post.author).get(f"/posts/{post.pk}/").content.decode()
    assert "Hidden by a moderator" in page


def test_an_author_who_deletes_first_does_not_escape():
    post, moderator = PostFactory(), ModeratorFactory()
    delete_post(post=post, by=post.author)

    hide_post(post=post, by=moderator)

    post.refresh_from_db()
    assert (post.deleted_by, post.hidden_at) == (moderator, None)
    with pytest.raises(Denied):
        restore_post(post=post, by=post.author)


def test_deleting_what_is_hidden_is_for_good(system):
    post, moderator = PostFactory(), ModeratorFactory()
    hide_post(post=post, by=system)

    delete_post(post=post, by=moderator)
    unhide_post(post=post, by=moderator)

    post.refresh_from_db()
    assert (post.deleted_by, post.hidden_at) == (moderator, None)
    assert not broken()


def test_flags_hide_in_an_archived_thread_where_moderators_open_it_first(system):
    post, moderator = PostFactory(), ModeratorFactory()
    archive_thread(thread=post.thread, by=moderator)

    with pytest.raises(ThreadIsArchived):
        hide_post(post=post, by=moderator)
    hide_post(post=post, by=system)
    unhide_post(post=post, by=moderator)

    post.refresh_from_db()
    assert post.is_live


def test_a_hidden_reply_is_no_solution(system):
    post = PostFactory()
    accept_answer(post=post, by=post.thread.author)

    hide_post(post=post, by=system)

    post.thread.topic.refresh_from_db()
    assert post.thread.topic.solution is None
    assert not broken()


def test_a_thread_is_hidden_whole(as_, system):
    thread = TopicFactory().thread

    with pytest.raises(OpeningPostStays):
        hide_post(post=thread.posts.get(), by=system)
    for _ in range(2):
        hide_thread(thread=thread, by=system)
    with pytest.raises(Denied):
        restore_thread(thread=thread, by=thread.author)

    assert as_(thread.author).get(f"/threads/{thread.pk}/").status_code == 404
    page = as_(ModeratorFactory()).get(f"/threads/{thread.pk}/").content.decode()
    assert "Hidden, " in page
    assert EventRecord.objects.filter(name="discussions.thread.deleted").count() == 1
    unhide_thread(thread=thread, by=system)
    thread.refresh_from_db()
    assert (thread.is_live, thread.hidden_at) == (True, None)
    assert not broken()


def test_a_moderator_deletes_a_hidden_thread(system):
    thread, moderator = PostFactory().thread, ModeratorFactory()
    hide_thread(thread=thread, by=system)
    hide_thread(thread=thread, by=moderator)

    delete_thread(thread=thread, by=moderator)

    thread.refresh_from_db()
    assert (thread.deleted_by, thread.is_live) == (moderator, False)
