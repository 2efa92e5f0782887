"""Which files are in which posts, and who may see them for it."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.accounts.audiences.actions import form_audience, form_group
from community.accounts.models import Audience, User
from community.discussions.actions import delete_post, edit_post, reply_to_thread
from community.discussions.models import Container, Post, Upload
from community.discussions.posts.actions.rerendering import rerender_post
from community.discussions.uploads import storage
from community.discussions.uploads.keys import keys_in, new_key
from community.discussions.uploads.showing import UnknownUpload
from community.kernel.errors import NothingWritten
from community.kernel.export import plain_text
from community.kernel.markdown import VERSION
from community.moderation.models import ReviewItem
from community.moderation.queue.actions import approve_item, reject_item
from community.moderation.screening.actions import withdraw_pending_post
from forum.actions import set_permissions, start_topic
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

VISITOR = AnonymousUser()


def uploaded(owner, kind="picture", name="a bell.webp", **more):
    """The row alone: no test here asks for the file."""
    sizes = {"width": 2000, "height": 1500} if kind == "picture" else {}
    return Upload.objects.create(
        key=new_key(), owner=owner, kind=kind, name=name, media_type="x/y", bytes=2048,
        sha256="0" * 64, **sizes, **more,
    )  # fmt: skip


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def sees(viewer, upload):
    return Upload.objects.visible_to(viewer).filter(pk=upload.pk).exists()


@pytest.fixture
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def ana():
    return UserFactory(username="ana")


@pytest.fixture
def picture(ana):
    return uploaded(ana, alt="A bell")


@pytest.fixture
def team_topic(ana):
    """In a category that nobody reads but ana and the other of `team_topic.team`."""
    other, admin = UserFactory(), AdminFactory()
    group = form_group(name="team", slug="team", members=[ana, other], by=admin)
    category = CategoryFactory(by=admin)
    set_permissions(category=category, rows=[(group, "read", "yes")], by=admin)
    topic = TopicFactory(category=category, by=User.objects.get(pk=ana.pk))
    topic.team = User.objects.get(pk=other.pk)
    return topic


@pytest.mark.parametrize(
    "name", ["a.webp", "a (b) [c].webp", "Fahrrad & Glocke #1.webp", "鈴.webp"]
)
@pytest.mark.parametrize("kind", ["picture", "audio", "document"])
def test_the_markdown_of_a_file_shows_it(ana, kind, name):
    upload = uploaded(ana, kind, name, alt="a ![x](y) *b*\n@ana <i> `c`")

    post = PostFactory(by=ana, source=f"Here:\n\n{upload.markdown}")

    assert keys_in(post.source) == {upload.key}
    assert upload.get_absolute_url() in post.html
    assert list(post.uploads.all()) == [upload]
    assert "mention" not in post.html
    assert "KB" not in plain_text(post.html)  # it is none of the words that are found
    if kind == "picture":
        assert 'alt="a ![x](y) *b* @ana &lt;i&gt; `c`"' in post.html.replace("<i>", "&lt;i&gt;")


def test_a_file_is_in_a_post_for_as_long_as_its_text_names_it(ana, picture):
    assert fresh(picture).orphaned_at

    post = PostFactory(by=ana, source=f"Look: {picture.markdown}")

    assert fresh(picture).orphaned_at is None
    assert sees(VISITOR, picture)

    second = PostFactory(by=ana, source=f"Again: {picture.markdown}")
    edit_post(post=post, source="Nothing to see.", by=ana)

    assert fresh(picture).orphaned_at is None
    assert list(picture.posts.all()) == [second]

    edit_post(post=second, source="Nothing here either.", by=ana)

    assert fresh(picture).orphaned_at
    assert not sees(VISITOR, picture)
    assert sees(ana, picture)


def test_nobody_opens_the_private_file_of_another(ana, picture, team_topic):
    """Not by quoting it where more may read; where the same may read, it is one more use."""
    shown = reply_to_thread(thread=team_topic.thread, source=picture.markdown, by=ana)
    other = team_topic.team

    quoted = PostFactory(by=other, source=f"> {picture.markdown}")
    guessed = PostFactory(source=f"> {picture.markdown}")
    within = reply_to_thread(thread=team_topic.thread, source=picture.markdown, by=other)

    assert not sees(VISITOR, picture)
    assert not sees(guessed.author, picture)
    assert set(picture.posts.all()) == {shown, within}
    assert "srcset" in quoted.html
    assert "srcset" not in guessed.html  # nor does it learn how large it is

    opened = PostFactory(by=ana, source=picture.markdown)

    assert sees(VISITOR, picture)
    assert opened in picture.posts.all()


def test_what_all_may_see_anybody_may_quote(ana, picture):
    shown = PostFactory(by=ana, source=picture.markdown)
    quoted = PostFactory(source=f"> {picture.markdown}")

    delete_post(post=shown, by=ana)

    assert set(picture.posts.all()) == {shown, quoted}
    assert sees(VISITOR, picture)


def test_a_moderators_edit_keeps_what_is_there_and_adds_what_is_theirs(ana, team_topic):
    first, moderator = uploaded(ana), ModeratorFactory()
    own = uploaded(moderator)
    post = PostFactory(by=ana, source=first.markdown)

    edit_post(post=post, source=f"{first.markdown}\n\n{own.markdown}", by=moderator)

    assert set(post.uploads.all()) == {first, own}
    assert fresh(post).html.count("srcset") == 2

    Post.objects.filter(pk=post.pk).update(html="", html_version=0)
    rerender_post(fresh(post), is_told=False)

    assert fresh(post).html.count("srcset") == 2
    assert fresh(post).html_version == VERSION
    assert set(post.uploads.all()) == {first, own}


def test_a_reply_without_files_asks_for_none(ana):
    thread = TopicFactory().thread

    with CaptureQueriesContext(connection) as asked:
        reply_to_thread(thread=thread, source="No files at all, /files/ or so.", by=ana)

    assert not [query for query in asked if "discussions_upload" in query["sql"]]
    assert not [query for query in asked if "discussions_postupload" in query["sql"]]


# -- ids beside the text -------------------------------------------------------------------------
def test_files_beside_a_text_are_added_at_its_end(ana, picture):
    notes = uploaded(ana, "document", "notes.txt")
    ids = [picture.key, notes.key]

    topic = start_topic(
        category=CategoryFactory(), title="A bell", source="", upload_ids=ids, by=ana
    )
    post = PostFactory(by=ana, source=f"One: {picture.markdown}\n", upload_ids=ids)

    assert topic.thread.posts.get().source == f"{picture.markdown}\n\n{notes.markdown}"
    assert post.source == f"One: {picture.markdown}\n\n{notes.markdown}"
    assert edit_post(post=post, by=ana, upload_ids=ids).version == 1
    edited = edit_post(post=post, by=ana, source="New", upload_ids=[notes.key])
    assert edited.source == f"New\n\n{notes.markdown}"
    assert list(post.uploads.all()) == [notes]


def test_only_what_one_may_see_can_be_added(picture):
    for bad in (picture.key, new_key(), ""):
        with pytest.raises(UnknownUpload):
            PostFactory(source="Look.", upload_ids=[bad])
    with pytest.raises(NothingWritten):
        PostFactory(source=" ", upload_ids=[])


def test_programs_add_files_in_rest_and_graphql(ana, picture, as_):
    notes = uploaded(ana, "document", "notes.txt")
    thread, client = TopicFactory().thread, as_(ana)

    sent = client.post(
        f"/api/v1/threads/{thread.pk}/posts/",
        {"source": "", "upload_ids": [picture.key]},
        content_type="application/json",
    )
    ask = """mutation ($post: ID!, $files: [String!]) {
        discussions { editPost(postId: $post, uploadIds: $files) { post { source } } }
    }"""
    asked = {"query": ask, "variables": {"post": sent.json()["id"], "files": [notes.key]}}
    edited = client.post("/graphql/", json.dumps(asked), content_type="application/json")
    refused = client.post(
        f"/api/v1/threads/{thread.pk}/posts/",
        {"source": "x", "upload_ids": ["nothing"]},
        content_type="application/json",
    )

    assert sent.json()["source"] == picture.markdown
    found = edited.json()["data"]["discussions"]["editPost"]["post"]["source"]
    assert found == f"{picture.markdown}\n\n{notes.markdown}"
    assert (refused.status_code, refused.json()["code"]) == (409, "unknown_upload")


# -- what waits for approval ---------------------------------------------------------------------
@pytest.fixture
def waiting(ana, picture):
    category = CategoryFactory(do_threads_need_approval=True, do_replies_need_approval=True)
    thread = TopicFactory(category=category, by=AdminFactory()).thread
    by = User.objects.get(pk=ana.pk)

    def send(what):
        source = f"Look: {picture.markdown}"
        if what == "topic":
            sent = start_topic(category=category, title="A bell", source=source, by=by)
        else:
            sent = reply_to_thread(thread=thread, source=source, by=by)
        return ReviewItem.objects.get(pk=sent.item_id)

    return send


@pytest.mark.parametrize("what", ["topic", "reply"])
def test_moderators_see_the_files_of_what_waits(what, waiting, ana, picture):
    item, moderator = waiting(what), ModeratorFactory()

    assert fresh(picture).review_item_id == item.pk
    assert "srcset" in item.payload["html"]
    assert sees(moderator, picture)
    assert sees(ana, picture)
    assert not sees(UserFactory(), picture)

    approve_item(item=item, by=moderator)

    assert fresh(picture).review_item_id is None
    assert fresh(picture).orphaned_at is None
    assert "srcset" in picture.posts.get().html
    assert sees(VISITOR, picture)


@pytest.mark.usefixtures("own_media")
@pytest.mark.parametrize("what", ["topic", "reply"])
def test_what_waits_is_for_who_decides_it(what, waiting, ana, picture, as_):
    item = waiting(what)
    admin, keeper, of_another = AdminFactory(), UserFactory(), UserFactory()
    category = Container.objects.get(pk=item.container_id)
    for place, member, slug in [(category, keeper, "a"), (CategoryFactory(), of_another, "b")]:
        group = form_group(name=slug, slug=slug, members=[member], by=admin)
        set_permissions(category=place, rows=[(group, "moderate", "yes")], by=admin)
    storage.keep(picture.key, b"RIFF")
    people = [keeper, ModeratorFactory(), ana, of_another, UserFactory(), None]

    def statuses():
        return [as_(one).get(picture.get_absolute_url()).status_code for one in people]

    assert statuses() == [200, 200, 200, 404, 404, 404]
    audience = form_audience(kind=Audience.Kind.SHARED, members=[ana, keeper], title="Team")
    ReviewItem.objects.filter(pk=item.pk).update(audience=audience)

    assert statuses() == [200, 404, 200, 404, 404, 404]


@pytest.mark.parametrize("what", ["topic", "reply"])
@pytest.mark.parametrize("end", [reject_item, withdraw_pending_post])
def test_what_is_not_published_lets_its_files_go(end, what, waiting, ana, picture):
    item, moderator = waiting(what), ModeratorFactory()
    Upload.objects.update(orphaned_at="2020-01-01T00:00Z")

    end(item=item, by=ana if end is withdraw_pending_post else moderator)

    assert fresh(picture).review_item_id is None
    assert fresh(picture).orphaned_at.year > 2020
    assert sees(ana, picture)
    assert not sees(moderator, picture)


@pytest.mark.parametrize("end", [reject_item, approve_item])
def test_what_waits_twice_keeps_its_files_until_both_are_decided(end, waiting, picture):
    first, second, moderator = waiting("reply"), waiting("reply"), ModeratorFactory()

    reject_item(item=second, by=moderator)

    assert fresh(picture).review_item_id == first.pk
    assert sees(moderator, picture)
    end(item=first, by=moderator)
    assert fresh(picture).review_item_id is None
    assert bool(fresh(picture).orphaned_at) is (end is reject_item)


# -- races ---------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_of_two_last_uses_that_end_at_once_one_is_the_last(in_threads):
    ana = UserFactory()
    picture = uploaded(ana)
    posts = [PostFactory(by=ana, source=picture.markdown) for _ in range(2)]

    in_threads([lambda p=post: edit_post(post=p, source="Gone.", by=ana) for post in posts])

    assert fresh(picture).orphaned_at
