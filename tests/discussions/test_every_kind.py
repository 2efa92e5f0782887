"""What is written once for every kind, tried with two: forum topics and the toy's letters."""

import pytest

from community.discussions.actions import (
    delete_post,
    delete_thread,
    like_post,
    reply_to_thread,
)
from community.discussions.models import Post, Thread
from community.events.models import EventRecord
from community.kernel.errors import Denied
from tests.factories import AdminFactory, ModeratorFactory, PostFactory, TopicFactory, UserFactory
from tests.toykind.actions import send_letter
from tests.toykind.models import Letter

pytestmark = pytest.mark.django_db


def a_topic():
    return TopicFactory().thread


def a_letter():
    return send_letter(
        to=UserFactory(), title="Hello", source="How are you?", by=UserFactory()
    ).thread


def graphql(client, mutation, **variables):
    body = {"query": mutation, "variables": variables}
    return client.post("/graphql/", body, content_type="application/json")


class Page:
    @staticmethod
    def reply(client, thread, source):
        return client.post(f"/threads/{thread.pk}/replies/", {"source": source})

    @staticmethod
    def like(client, post):
        return client.post(f"/posts/{post.pk}/like/")

    @staticmethod
    def unlike(client, post):
        return client.post(f"/posts/{post.pk}/like/", {"undo": "1"})

    @staticmethod
    def edit(client, post, source, version):
        return client.post(f"/posts/{post.pk}/edit/", {"source": source, "version": version})

    @staticmethod
    def delete(client, post):
        return client.post(f"/posts/{post.pk}/deletion/")

    @staticmethod
    def restore(client, post):
        return client.post(f"/posts/{post.pk}/deletion/", {"undo": "1"})

    @staticmethod
    def delete_thread(client, thread):
        return client.post(f"/threads/{thread.pk}/deletion/")

    @staticmethod
    def restore_thread(client, thread):
        return client.post(f"/threads/{thread.pk}/deletion/", {"undo": "1"})


class Rest:
    @staticmethod
    def reply(client, thread, source):
        url = f"/api/v1/threads/{thread.pk}/posts/"
        return client.post(url, {"source": source}, content_type="application/json")

    @staticmethod
    def like(client, post):
        return client.put(f"/api/v1/posts/{post.pk}/like/")

    @staticmethod
    def unlike(client, post):
        return client.delete(f"/api/v1/posts/{post.pk}/like/")

    @staticmethod
    def edit(client, post, source, version):
        headers = {"If-Match": f'"{version}"'}
        url = f"/api/v1/posts/{post.pk}/"
        body = {"source": source}
        return client.patch(url, body, content_type="application/json", headers=headers)

    @staticmethod
    def delete(client, post):
        return client.delete(f"/api/v1/posts/{post.pk}/")

    @staticmethod
    def restore(client, post):
        return client.put(f"/api/v1/posts/{post.pk}/recovery/")

    @staticmethod
    def delete_thread(client, thread):
        return client.delete(f"/api/v1/threads/{thread.pk}/")

    @staticmethod
    def restore_thread(client, thread):
        return client.put(f"/api/v1/threads/{thread.pk}/recovery/")


def _one(verb, thing):
    def interface(client, row):
        mutation = f"""mutation ($id: ID!) {{
            discussions {{ {verb}({thing}Id: $id) {{ {thing} {{ id }} }} }}
        }}"""
        return graphql(client, mutation, id=row.pk)

    return staticmethod(interface)


class GraphQL:
    like = _one("likePost", "post")
    unlike = _one("unlikePost", "post")
    delete = _one("deletePost", "post")
    restore = _one("restorePost", "post")
    delete_thread = _one("deleteThread", "thread")
    restore_thread = _one("restoreThread", "thread")

    @staticmethod
    def reply(client, thread, source):
        mutation = """mutation ($id: ID!, $source: String!) {
            discussions { replyToThread(threadId: $id, source: $source) { post { number } } }
        }"""
        return graphql(client, mutation, id=thread.pk, source=source)

    @staticmethod
    def edit(client, post, source, version):
        mutation = """mutation ($id: ID!, $source: String!, $version: Int) { discussions {
            editPost(postId: $id, source: $source, version: $version) { post { html } }
        } }"""
        return graphql(client, mutation, id=post.pk, source=source, version=version)


every_interface = pytest.mark.parametrize("interface", [Page, Rest, GraphQL])
every_kind = pytest.mark.parametrize("kind", [a_topic, a_letter])


def went_well(response):
    return response.status_code < 400 and b'"errors"' not in response.content


def not_found(response):
    return response.status_code == 404 or b'"not_found"' in response.content


@every_interface
@every_kind
def test_every_kind_is_answered_through_every_interface(kind, interface, as_):
    thread = kind()

    response = interface.reply(as_(thread.author), thread, "Very *well*.")

    assert went_well(response), response.content
    assert thread.posts.get(number=2).html == "<p>Very <em>well</em>.</p>\n"


@every_interface
@every_kind
def test_every_kind_is_read_on_a_page(kind, interface, as_):
    thread = kind()
    interface.reply(as_(thread.author), thread, "Very *well*.")

    page = as_(thread.author).get(f"/threads/{thread.pk}/")

    assert page.status_code == 200
    assert "Very <em>well</em>." in page.content.decode()


@every_interface
@every_kind
def test_a_post_lives_through_every_interface(kind, interface, as_):
    """Liked, unliked, edited, deleted and brought back."""
    thread = kind()
    author = as_(thread.author)
    post = reply_to_thread(thread=thread, source="First.", by=thread.author)
    other = thread.readers().filter(is_machine=False).exclude(pk=thread.author_id).first()

    assert went_well(interface.like(as_(other), post))
    post.refresh_from_db()
    assert post.likes_count == 1
    assert went_well(interface.unlike(as_(other), post))
    assert went_well(interface.edit(author, post, "Second.", 1))
    post.refresh_from_db()
    assert (post.likes_count, post.source, post.version) == (0, "Second.", 2)
    assert went_well(interface.delete(author, post))
    post.refresh_from_db()
    assert not post.is_live
    assert went_well(interface.restore(author, post))
    post.refresh_from_db()
    assert post.is_live


@every_interface
def test_a_topic_is_deleted_and_brought_back_through_every_interface(interface, as_):
    thread, moderator = a_topic(), as_(ModeratorFactory())

    assert went_well(interface.delete_thread(moderator, thread))
    thread.refresh_from_db()
    assert not thread.is_live
    assert went_well(interface.restore_thread(moderator, thread))
    thread.refresh_from_db()
    assert thread.is_live


VERBS = ["like", "unlike", "delete", "restore"]


@every_interface
def test_no_interface_finds_a_letter_between_others(interface, as_):
    thread = a_letter()
    post = thread.posts.get()
    before = EventRecord.objects.count()

    for stranger in (UserFactory(), ModeratorFactory(), AdminFactory()):
        client = as_(stranger)
        before += 1  # the stranger's own joining
        for verb in VERBS:
            assert not_found(getattr(interface, verb)(client, post)), verb
        assert not_found(interface.edit(client, post, "!", 1))
        assert not_found(interface.reply(client, thread, "Me too!"))
        assert not_found(interface.delete_thread(client, thread))

    assert thread.posts.count() == 1
    assert EventRecord.objects.count() == before


@every_interface
def test_no_interface_changes_what_is_somebody_elses(interface, as_):
    post = PostFactory()
    stranger = as_(UserFactory())

    for response in (
        interface.edit(stranger, post, "mine now", 1),
        interface.delete(stranger, post),
        interface.delete_thread(stranger, post.thread),
    ):
        refused = response.status_code in {302, 403} or b'"denied"' in response.content
        assert refused, response.content
    post.refresh_from_db()
    assert post.is_live
    assert post.thread.is_live
    assert post.source != "mine now"


@every_interface
def test_no_interface_lets_a_visitor_write(interface, as_):
    post = PostFactory()
    events = EventRecord.objects.count()
    visitor = as_()

    for response in (interface.reply(visitor, post.thread, "Hi"), interface.like(visitor, post)):
        denied = response.status_code in {302, 401, 403} or b'"not_signed_in"' in response.content
        assert denied

    assert EventRecord.objects.count() == events


@every_interface
def test_no_interface_answers_a_deleted_thread(interface, as_):
    thread = delete_thread(thread=a_topic(), by=ModeratorFactory())

    response = interface.reply(as_(thread.author), thread, "too late")

    assert not_found(response)
    assert thread.posts.count() == 1


def test_a_refused_form_keeps_what_was_typed(as_):
    final = send_letter(
        to=UserFactory(), title="Please do not answer", source=".", by=UserFactory()
    ).thread

    response = Page.reply(as_(final.author), final, "a long considered answer")

    assert response.status_code == 403
    assert b"a long considered answer" in response.content


def test_an_empty_reply_is_refused_with_the_form(as_):
    thread = a_topic()

    response = Page.reply(as_(thread.author), thread, "   ")

    assert response.status_code == 422
    assert thread.posts.count() == 1


def test_a_kind_has_its_own_rules_and_effects():
    letter = a_letter()
    reply_to_thread(thread=letter, source="Fine.", by=letter.author)
    final = send_letter(
        to=UserFactory(), title="Please do not answer", source=".", by=UserFactory()
    )

    with pytest.raises(Denied):
        reply_to_thread(thread=final.thread, source="But", by=final.thread.author)

    assert Letter.objects.get(pk=letter.pk).answers_count == 1


def test_posts_are_found_through_their_thread():
    post = a_letter().posts.get()

    assert not Post.objects.visible_to(UserFactory()).filter(pk=post.pk).exists()
    assert Post.objects.visible_to(post.thread.author).filter(pk=post.pk).exists()


def test_a_button_that_a_visitor_presses_leads_to_sign_in_and_back(as_):
    post = PostFactory()
    page = f"http://testserver/threads/{post.thread_id}/"

    response = as_().get(f"/posts/{post.pk}/like/", headers={"Referer": page})

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/?next=")
    assert not Thread.objects.filter(likes_count__gt=0).exists()


def test_htmx_gets_the_button_alone(as_):
    post = PostFactory()

    response = as_(UserFactory()).post(f"/posts/{post.pk}/like/", headers={"HX-Request": "true"})

    assert response.status_code == 200
    assert b"<html" not in response.content


def test_an_own_post_is_not_liked(as_):
    post = PostFactory()

    response = as_(post.author).put(f"/api/v1/posts/{post.pk}/like/")

    assert response.status_code == 409
    assert response.json()["code"] == "own_post"
    assert not post.likes.exists()
    with pytest.raises(Exception, match="your own post"):
        like_post(post=post, by=post.author)


@every_kind
def test_a_plain_page_is_kept_for_visitors_and_counted(kind, as_):
    thread = kind()

    first, again = (as_().get(f"/threads/{thread.pk}/") for _ in range(2))

    is_public = thread.audience_id == 0
    assert first.status_code == again.status_code == (200 if is_public else 404)
    assert ("X-Cache" in again.headers) == is_public


def test_a_reply_to_what_was_removed_can_still_be_sent(as_):
    post = PostFactory()
    client, url = as_(post.thread.author), f"/threads/{post.thread_id}/replies/"
    delete_post(post=post, by=post.author)

    refused = client.post(url, {"source": "long words", "parent": post.pk})

    assert refused.status_code == 422
    assert b"long words" in refused.content
    assert f'value="{post.pk}"'.encode() not in refused.content


def test_rest_gives_posts_in_the_order_in_which_they_were_written(as_):
    post = PostFactory()
    PostFactory(thread=post.thread)
    Post.objects.filter(pk=post.pk).update(number=9)

    posts = as_().get(f"/api/v1/threads/{post.thread_id}/posts/").json()["results"]

    assert [p["number"] for p in posts] == [1, 3, 9]
