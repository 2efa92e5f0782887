"""The site administration: lists that can be read, searched and acted on."""

import re

import pytest

from community.discussions.actions import close_thread, delete_post, like_post
from community.discussions.containers.actions import create_container
from community.discussions.models import Post
from community.discussions.tags.actions import form_tag_group
from community.events.models import EventRecord
from community.events.readable import about, readable, title_of
from forum.actions import edit_topic
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)
from tests.toykind.actions import send_letter
from tests.toykind.models import Board

pytestmark = pytest.mark.django_db

NESTED = re.compile(r"<a\b[^>]*>(?:(?!</a>).)*<a\b", re.DOTALL)
POSTS, TOPICS = "/admin/discussions/post/", "/admin/forum/topic/"
EVENTS = "/admin/events/eventrecord/"


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def rows(html):
    return html.partition('<table id="result_list">')[2].partition("</table>")[0]


def test_no_link_stands_in_another(as_):
    close_thread(thread=TopicFactory().thread, by=ModeratorFactory())
    client = as_(AdminFactory())

    for address in (TOPICS, POSTS, EVENTS, "/admin/discussions/thread/", "/admin/forum/category/"):
        shown = page(client, address)
        assert "<a " in rows(shown), address
        assert not NESTED.search(shown), address


def test_a_topics_title_leads_to_its_page(as_):
    topic = TopicFactory(title="Cold & wet")

    shown = rows(page(as_(ModeratorFactory()), TOPICS))

    assert f'<a href="{topic.get_absolute_url()}">Cold &amp; wet</a>' in shown


def test_posts_show_an_excerpt_and_are_found_by_their_words(as_):
    post = PostFactory(source="Grease the **freehub** once a year.")
    PostFactory(source="Nothing of the kind.")

    shown = rows(page(as_(ModeratorFactory()), f"{POSTS}?q=freehub"))

    assert f'<a href="/p/{post.pk}/">Grease the freehub once a year.</a>' in shown
    assert post.thread.title in shown
    assert "Nothing of the kind" not in shown


def test_a_letter_between_others_is_not_found_by_its_words(as_):
    send_letter(to=UserFactory(), title="Private", source="xyzzy", by=UserFactory())

    assert "xyzzy" not in rows(page(as_(ModeratorFactory()), f"{POSTS}?q=xyzzy"))


def test_moderators_delete_and_restore_posts_from_the_list(as_):
    post, client = PostFactory(), as_(ModeratorFactory())

    for action, is_gone in (("delete_posts", True), ("restore_posts", False)):
        client.post(POSTS, {"action": action, "_selected_action": [post.pk]})
        assert bool(Post.objects.get(pk=post.pk).deleted_at) == is_gone


def test_an_event_says_who_did_what_to_what(as_):
    post = PostFactory(source="Thanks.")
    by = UserFactory(username="mira")
    like_post(post=post, by=by)

    shown = rows(page(as_(AdminFactory()), f"{EVENTS}?name=discussions.post.liked"))

    assert "Post liked" in shown
    assert '<a href="/u/mira/">mira</a>' in shown
    assert f'<a href="/p/{post.pk}/">Post {post.number} in {post.thread.title}</a>' in shown
    assert f"author: {post.author.username}" in shown
    assert "{&#x27;" not in shown  # no dictionary of Python


def test_events_that_name_a_thread_without_its_kind_lead_to_its_page(as_):
    topic = TopicFactory(title="Cold & wet")
    edit_topic(topic=topic, category=CategoryFactory(), by=ModeratorFactory())

    shown = rows(page(as_(AdminFactory()), f"{EVENTS}?name=discussions.thread.moved"))

    assert f'<a href="{topic.get_absolute_url()}">Cold &amp; wet</a>' in shown


def test_the_parent_of_a_category_is_chosen_among_categories_in_their_order(as_):
    last, first = (CategoryFactory(title=title, position=p) for title, p in (("B", 2), ("A", 1)))
    create_container(Board, title="Of another kind", slug="other", by=AdminFactory())

    shown = page(as_(AdminFactory()), "/admin/forum/category/add/")

    parents = shown.partition('<select name="parent"')[2].partition("</select>")[0]
    assert re.findall(r'value="(\d+)"', parents) == [str(first.pk), str(last.pk)]


def test_events_are_found_by_their_subject_and_by_their_request():
    post = PostFactory()
    delete_post(post=post, by=ModeratorFactory())
    form_tag_group(title="Parts", by=AdminFactory())

    def found(term):
        return {row.name for row in EventRecord.objects.filter(about(term))}

    assert found(f"post {post.pk}") == {"discussions.post.written", "discussions.post.deleted"}
    assert found(f"forum.topic:{post.thread_id}") > found(f"post {post.pk}")
    assert "discussions.tag_group.formed" not in found(f"topic {post.thread_id}")
    assert found("no-such-request") == set()


def test_an_event_names_nothing_that_its_reader_may_not_see():
    letter = send_letter(to=UserFactory(), title="xyzzy", source="Words.", by=UserFactory())
    record = EventRecord.objects.filter(about(f"thread {letter.thread.pk}")).latest("pk")

    told = readable([record], AdminFactory())[record.pk]

    assert "xyzzy" not in str(told)
    assert str(record.payload["post_id"]) in told.subject.title


def test_events_of_one_page_are_looked_up_together(django_assert_num_queries):
    posts = [PostFactory(thread=TopicFactory().thread) for _ in range(3)]
    records = EventRecord.objects.filter(name="discussions.post.written")
    reader = AdminFactory()

    with django_assert_num_queries(5):  # events, members, posts, topics, what the reader may read
        assert len(readable(records, reader)) >= len(posts)


def test_names_of_events_are_words():
    assert title_of("discussions.post.reaction_changed") == "Post reaction changed"


def test_the_forms_and_pages_of_the_administration_use_plain_words(as_):
    client = as_(AdminFactory())
    category = CategoryFactory()

    assert "Site administration" in page(client, "/admin/")
    form = page(client, f"/admin/forum/category/{category.pk}/change/")
    for label in ("Parent category", "Enable solutions", "Topic template", "Icon"):
        assert label in form
    assert "Blaze" not in form
