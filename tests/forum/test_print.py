"""A topic on paper: whole, plain, for who may read it."""

import pytest

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.discussions.actions import delete_post
from forum import queries
from tests.factories import (
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("replies", [3, 60])
def test_the_whole_topic_stands_on_one_page(replies, as_, django_assert_num_queries):
    topic, author = TopicFactory(), UserFactory()
    for _ in range(replies):
        PostFactory(thread=topic.thread, by=author)

    with django_assert_num_queries(2):  # topic, posts
        page = as_().get(f"{topic.get_absolute_url()}print/").content.decode()

    assert page.count('<article class="post"') == replies + 1
    assert '<header class="top">' not in page
    assert 'class="composer' not in page
    assert "posts. See the topic page" not in page


def test_a_topic_that_is_too_long_for_paper_says_so(as_, monkeypatch):
    monkeypatch.setattr(queries, "PRINTED", 2)
    topic = TopicFactory()
    for _ in range(3):
        PostFactory(thread=topic.thread)

    page = as_().get(f"{topic.get_absolute_url()}print/").content.decode()

    assert page.count('<article class="post"') == 2
    assert "First 2 of 4 posts." in page


def test_what_was_removed_is_not_printed(as_):
    post = PostFactory(source="Buy my thing")
    delete_post(post=post, by=ModeratorFactory())

    page = as_().get(f"{post.thread.topic.get_absolute_url()}print/")

    assert b"Buy my thing" not in page.content


def test_what_is_private_is_printed_for_its_readers_only(as_):
    member = UserFactory()
    team = form_audience(kind=Audience.Kind.SHARED, members=[member], title="Team")
    topic = TopicFactory(category=CategoryFactory(audience=team), by=member)
    url = f"{topic.get_absolute_url()}print/"

    for reader, status in ((None, 404), (UserFactory(), 404), (member, 200)):
        assert as_(reader).get(url).status_code == status


def test_the_topic_leads_to_paper_and_can_be_shared(as_):
    topic = TopicFactory(title="Rain & wind")
    url = topic.get_absolute_url()

    page = as_().get(url).content.decode()

    assert f'href="{url}print/"' in page
    assert f'<a href="{url}" data-share="Rain &amp; wind">' in page
    tools = as_().get(f"/posts/{topic.thread.posts.get().pk}/").content.decode()
    assert f'href="/p/{topic.thread.posts.get().pk}/" data-share=' in tools
