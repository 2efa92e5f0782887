"""Whatever members and moderators do, in whatever order: what must be true stays true."""

import random

import pytest
from django.db.models import F

from community.accounts.models import Group, User
from community.discussions.actions import (
    archive_thread,
    close_thread,
    delete_post,
    delete_thread,
    edit_post,
    like_post,
    pin_thread,
    reopen_thread,
    repair_threads,
    reply_to_thread,
    restore_post,
    restore_thread,
    unarchive_thread,
    unlike_post,
    unpin_thread,
)
from community.discussions.containers.actions import repair_containers
from community.discussions.models import Like, Post, Tag, Thread
from community.discussions.models.reading import Reading
from community.discussions.ranking.actions import repair_scores
from community.discussions.reading.actions import (
    mark_all_read,
    mark_read,
    watch_place,
    watch_thread,
)
from community.discussions.tags.actions import (
    delete_tag,
    make_tag,
    merge_tag,
    repair_tags,
    unmerge_tag,
)
from community.kernel.errors import RuleViolation
from community.kernel.invariants import broken
from forum.actions import (
    accept_answer,
    edit_category,
    edit_topic,
    set_permissions,
    start_topic,
    withdraw_answer,
)
from forum.models import Category, Topic
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    TopicFactory,
    UserFactory,
)
from tests.handled import handled

ROUNDS, STEPS = 2, 60
NAMES = ["pot", "kettle", "pan", "lid"]


class Forum:
    """A small forum, and people who do in it whatever comes to their minds."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.admin, self.moderator = AdminFactory(), ModeratorFactory()
        self.members = [UserFactory(trust_level=3) for _ in range(3)]
        top = CategoryFactory(by=self.admin)
        CategoryFactory(by=self.admin, parent=top)
        CategoryFactory(by=self.admin)
        for category in Category.objects.order_by("pk"):
            TopicFactory(category=category, tags=NAMES[:2], by=self.members[0])

    def step(self):
        """Do one thing; return whether it was allowed."""
        try:
            self.chance.choice(self.things)()
        except RuleViolation:
            return False
        return True

    def any(self, rows):
        found = list(rows.order_by("pk"))
        if not found:
            raise RuleViolation
        return self.chance.choice(found)

    @property
    def by(self):
        """Somebody, as each request finds them anew: rules are kept for one request."""
        who = self.chance.choice([*self.members, self.moderator, self.moderator])
        return User.objects.get(pk=who.pk)

    @property
    def thread(self):
        return self.any(Thread.objects)

    @property
    def post(self):
        return self.any(Post.objects)

    @property
    def tags(self):
        return self.chance.sample(NAMES, self.chance.randint(0, 3))

    @property
    def things(self):
        return [
            *[self.start, self.reply, self.reply, self.like, self.like, self.unlike, self.edit],
            *[self.delete, self.delete, self.restore, self.accept, self.accept, self.withdraw],
            *[self.hide, self.show, self.move, self.retag, self.close, self.reopen, self.archive],
            *[
                self.show,
                self.show,
                self.unarchive,
                self.unarchive,
                self.unarchive,
                self.pin,
                self.unpin,
                self.make,
                self.merge,
            ],
            *[self.part, self.drop, self.let_read, self.put, self.read, self.read_all],
            *[self.watch, self.watch_place],
        ]

    def start(self):
        category = self.any(Category.objects)
        start_topic(category=category, title="T", source="Words", tags=self.tags, by=self.by)

    def reply(self):
        thread = self.thread
        parent = self.chance.choice([None, *thread.posts.order_by("number")])
        reply_to_thread(thread=thread, parent=parent, source="Yes", by=self.by)

    def like(self):
        like_post(post=self.post, by=self.by, reaction=self.chance.choice(Like.Reaction.values))

    def unlike(self):
        unlike_post(post=self.post, by=self.by)

    def edit(self):
        edit_post(post=self.post, source=f"Words {self.chance.random()}", by=self.by)

    def delete(self):
        delete_post(post=self.post, by=self.by)

    def restore(self):
        restore_post(post=self.any(Post.objects.exclude(deleted_at=None)), by=self.by)

    def accept(self):
        accept_answer(post=self.post, by=self.by)

    def withdraw(self):
        withdraw_answer(post=self.post, by=self.by)

    def hide(self):
        delete_thread(thread=self.thread, by=self.by)

    def show(self):
        restore_thread(thread=self.any(Thread.objects.exclude(deleted_at=None)), by=self.by)

    def move(self):
        tags = self.chance.choice([None, self.tags])
        target = self.any(Category.objects)
        edit_topic(topic=self.any(Topic.objects), category=target, tags=tags, by=self.by)

    def retag(self):
        edit_topic(topic=self.any(Topic.objects), tags=self.tags, by=self.by)

    def close(self):
        close_thread(thread=self.thread, by=self.by)

    def reopen(self):
        reopen_thread(thread=self.thread, by=self.by)

    def archive(self):
        archive_thread(thread=self.thread, by=self.by)

    def unarchive(self):
        unarchive_thread(thread=self.any(Thread.objects.exclude(archived_at=None)), by=self.by)

    def pin(self):
        pin_thread(thread=self.thread, by=self.by, everywhere=self.chance.random() < 0.5)

    def unpin(self):
        unpin_thread(thread=self.thread, by=self.by)

    def make(self):
        make_tag(name=self.chance.choice(NAMES), by=self.by)

    def merge(self):
        merge_tag(tag=self.any(Tag.objects), into=self.any(Tag.objects), by=self.by)

    def part(self):
        unmerge_tag(tag=self.any(Tag.objects), by=self.by)

    def drop(self):
        delete_tag(tag=self.any(Tag.objects), by=self.by)

    def let_read(self):
        group = self.chance.choice([None, None, *Group.objects.order_by("pk")])
        rows = self.chance.choice([[], [(group, "read", "yes")]])
        category = self.any(Category.objects)
        set_permissions(category=category, rows=rows, by=self.admin, is_public_meant=True)

    def put(self):
        parent = self.chance.choice([None, *Category.objects.order_by("pk")])
        category = self.any(Category.objects)
        edit_category(category=category, parent=parent, is_public_meant=True, by=self.admin)

    def read(self):
        mark_read(thread=self.thread, upto=self.chance.randint(0, 40), ms=100_000, by=self.by)

    def read_all(self):
        kind, pk = self.place
        mark_all_read(kind=kind, object_id=pk, by=self.by)

    def watch(self):
        watch_thread(thread=self.thread, level=self.chance.randint(0, 3), by=self.by)

    def watch_place(self):
        kind, pk = self.place
        level = self.chance.choice([None, 0, 1, 2, 3, 4])
        watch_place(kind=kind, object_id=pk, level=level, by=self.by)

    @property
    def place(self):
        rows, kind = self.chance.choice(
            [(Category.objects, "forum.category"), (Tag.objects, "forum.tag")]
        )
        return kind, self.any(rows).pk


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.django_db
def test_whatever_happens_nothing_drifts(seed):
    forum = Forum(seed)

    done = 0
    for _ in range(ROUNDS):
        done += sum(forum.step() for _ in range(STEPS))
        handled()

    assert done > ROUNDS * STEPS / 5
    assert broken() == []
    assert repair_threads() + repair_containers() + repair_tags() == []
    assert not Reading.objects.filter(last_read_number__gt=F("thread__highest_number")).exists()
    hot = list(Thread.objects.order_by("pk").values_list("pk", "hot"))
    repair_scores()
    assert list(Thread.objects.order_by("pk").values_list("pk", "hot")) == hot
