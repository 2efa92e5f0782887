"""Threads and posts: see tests/architecture/world.py."""

import io

from community.accounts.models import User
from community.discussions.actions import (
    delete_post,
    delete_thread,
    edit_post,
    like_post,
    reply_to_thread,
)
from community.discussions.models import Post, Revision, Thread, Upload
from community.discussions.models.external_ids import ExternalId
from community.discussions.ranking.actions import refresh_top
from community.discussions.reading.actions import mark_read, watch_thread
from community.discussions.uploads.actions import add_upload
from forum.models import Topic
from tests.accounts.hostile_pictures import png
from tests.architecture.world import makes
from tests.factories import PostFactory, UserFactory

PARAMETERS = {
    "number": [1],
    "kind after 'suggested-container'": ["forum.topic"],
    "text": ["It only blinks."],
}
LONG = "It does not even blink, however long I hold the button, {}. "


@makes(Thread, after=["threads"])
def thread(world):
    return world.make(Topic).thread


@makes(Post, after=["posts", "p", "flag", "content"])
def post(world):
    """Edited, so that it has a history."""
    said = f"It only blinks. {world.word}"
    made = reply_to_thread(thread=world.make(Thread), source=said, by=world.owner)
    said = f"It does not even blink, whatever I do with it. {world.word} " * 5
    return edit_post(post=made, source=said, by=world.owner)


@makes(Post, operations=["like_post", "unlike_post", "accept_answer", "withdraw_answer"])
def post_of_another(world):
    return reply_to_thread(thread=world.make(Thread), source="Hold the button.", by=world.other)


@makes(Post, operations=["restore_post"])
def deleted_post(world):
    return delete_post(post=post(world), by=world.owner)


@makes(Revision)
def revision(world):
    return world.make(Post).revisions.get(number=1)


@makes(
    ExternalId,
    names={"key after 'questions'": lambda row: row.key, "key after 'q'": lambda row: row.key},
)
def external_id(world):
    """A topic's address on the site that it was imported from."""
    return ExternalId.objects.create(
        site="x", kind=ExternalId.Kind.QUESTION, key=424242 + world.number(),
        object_id=world.make(Topic).pk,
    )  # fmt: skip


@makes(
    Upload,
    after=["files"],
    names={"key after 'files'": lambda row: row.key, "name after 'files'": lambda row: row.name},
)
def upload(world):
    """In a post, whose readers see it."""
    made = unused_upload(world)
    reply_to_thread(thread=world.make(Thread), source=made.markdown, by=world.owner)
    return made


@makes(Upload, operations=["delete_upload"])
def unused_upload(world):
    return add_upload(file=io.BytesIO(png(30, 20)), name="a.png", alt=world.word, by=world.owner)


def grow(world):
    n, member = world.number(), UserFactory()
    inside, the_post = world.get(Thread), world.get(Post)
    reply_to_thread(thread=inside, source=f"Ask @{world.owner}, {n}.", by=member)
    gone = delete_post(post=PostFactory(by=member), by=world.admin)
    delete_thread(thread=gone.thread, by=world.admin)
    like_post(post=the_post, by=member)
    upload(world)
    edit_post(post=the_post, source=LONG.format(n) * 5, by=world.owner)
    _follow(world, member)
    refresh_top(period="month")


def _follow(world, member: User) -> None:
    """One that the owner watches and has read a part of, and that others like."""
    followed = world.make(Topic).thread
    reply_to_thread(thread=followed, source="It begins.", by=member)
    mark_read(thread=followed, upto=1, ms=0, by=world.owner)
    watch_thread(thread=followed, level=3, by=world.owner)
    reply_to_thread(thread=followed, source="It goes on.", by=member)
    like_post(post=followed.posts.get(number=2), by=world.owner)
