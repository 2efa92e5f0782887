"""Anything discussable is a Thread. Its owner (a topic, an idea) shares its key."""

from __future__ import annotations

import re
from typing import Self
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import F, Q
from django.db.models.functions import Now

from community.accounts.models import Audience, User, readers, reads
from community.accounts.policy import may_moderate
from community.kernel.markdown import VERSION
from community.kernel.models import Followed

DEPTH = 64  # a path must fit an index row; deeper replies stand beside each other at this depth

PERIODS = ("day", "week", "month", "quarter", "year", "all")  # that a list of the best is of

TAKE_NUMBER = """
    UPDATE discussions_thread
    SET highest_number = highest_number + 1, posts_count = posts_count + 1, changes = changes + 1,
        others_count = others_count + (author_id <> %(author)s)::int,
        bumped_at = statement_timestamp(), last_author_id = %(author)s
    WHERE id = %(thread)s RETURNING
"""


class ThreadQuerySet(models.QuerySet["Thread"]):
    def read_by(self, viewer: User | AnonymousUser) -> Self:
        """Those whose audience holds the viewer, removed ones too: for whoever asks more then."""
        return self.filter(reads(viewer))

    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        seen = self.read_by(viewer)
        return seen if may_moderate(viewer) else seen.filter(deleted_at=None)

    def listed(self, kind: str) -> Self:
        """Those of a kind that its lists show."""
        return self.filter(kind=kind, deleted_at=None)

    def restorable_by(self, member: User) -> Self:
        """Those that a moderator sees, and those that their author has deleted, or restored."""
        own = Q(author=member.pk) & (Q(deleted_by=member.pk) | Q(deleted_at=None))
        return self.read_by(member) if may_moderate(member) else self.read_by(member).filter(own)

    def locked(self) -> Self:
        """The one lock order: thread row first, posts by number, own rows. A like, too."""
        return self.select_for_update(no_key=True)


class Thread(Followed):
    """What lists, search, notices and feeds of mixed kinds need to know of any of them."""

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    author = models.ForeignKey(User, models.PROTECT, related_name="threads")
    last_author = models.ForeignKey(User, models.PROTECT, related_name="+")
    container_id = models.BigIntegerField(null=True, blank=True)  # of its kind: a category, a board
    audience = models.ForeignKey(Audience, models.PROTECT, related_name="+")
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)  # no replies any more
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    archived_at = models.DateTimeField(null=True, blank=True)  # to be read only: nothing changes
    pinned_at = models.DateTimeField(null=True, blank=True)  # first in its container's list
    pinned_until = models.DateTimeField(null=True, blank=True)
    is_pinned_everywhere = models.BooleanField(default=False)  # and in the lists of all of them
    solved_at = models.DateTimeField(null=True, blank=True)  # its kind says by what
    highest_number = models.PositiveIntegerField(default=0)
    posts_count = models.PositiveIntegerField(default=0)  # live ones, the opening post included
    others_count = models.PositiveIntegerField(default=0)  # live ones by others than its author
    likes_count = models.IntegerField(default=0)  # on live posts, what was brought along included
    views_count = models.PositiveIntegerField(default=0)
    changes = models.PositiveIntegerField(default=0)  # raised by all that its page shows
    created_at = models.DateTimeField(db_default=Now())
    bumped_at = models.DateTimeField(db_default=Now())
    # What lists are ordered by, written by scores.py off the request's path.
    hot = models.FloatField(default=0)
    top_day = models.FloatField(default=0)
    top_week = models.FloatField(default=0)
    top_month = models.FloatField(default=0)
    top_quarter = models.FloatField(default=0)
    top_year = models.FloatField(default=0)
    top_all = models.FloatField(default=0)

    tags = models.ManyToManyField(
        "discussions.Tag", through="discussions.ThreadTag", related_name="threads"
    )

    objects = ThreadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(title__regex=r"^\s*$"), name="discussions_thread_titled"
            ),
        ]
        indexes = [
            models.Index(
                fields=["kind", "-bumped_at", "-id"],
                condition=Q(deleted_at=None),
                name="discussions_thread_latest",
            ),
            models.Index(
                fields=["kind", "container_id", "-bumped_at", "-id"],
                condition=Q(deleted_at=None),
                name="discussions_thread_list",
            ),
            models.Index(
                fields=["kind", "-hot", "-id"],
                condition=Q(deleted_at=None),
                name="discussions_thread_hot",
            ),
            models.Index(
                fields=["kind", "container_id", "-hot", "-id"],
                condition=Q(deleted_at=None),
                name="discussions_thread_hot_list",
            ),
            models.Index(
                fields=["kind", "-created_at", "-id"],
                condition=Q(deleted_at=None),
                name="discussions_thread_newest",
            ),
            models.Index(
                fields=["kind", "-bumped_at", "-id"],
                condition=Q(deleted_at=None, others_count=0),
                name="discussions_thread_unanswered",
            ),
            models.Index(
                fields=["kind", "-bumped_at", "-id"],
                condition=Q(deleted_at=None, solved_at=None),
                name="discussions_thread_unsolved",
            ),
            models.Index(
                fields=["kind", "-pinned_at"],
                condition=Q(deleted_at=None, pinned_at__isnull=False),
                name="discussions_thread_pinned",
            ),
            models.Index(
                fields=["author", "-created_at", "-id"], name="discussions_thread_of_author"
            ),
            models.Index(fields=["updated_at", "id"], name="discussions_thread_updated"),
            models.Index(
                fields=["id"],
                condition=Q(deleted_at__isnull=False),
                name="discussions_thread_removed",
            ),
            *(
                models.Index(
                    fields=["kind", f"-top_{period}", "-id"],
                    condition=Q(("deleted_at", None), (f"top_{period}__gt", 0)),
                    name=f"discussions_thread_top_{period}",
                )
                for period in PERIODS
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_live(self) -> bool:
        return self.deleted_at is None

    @property
    def replies_count(self) -> int:
        return max(self.posts_count - 1, 0)

    def mark_changed(self) -> None:
        """For actions that hold the row: what the page shows is another than before."""
        Thread.objects.filter(pk=self.pk).update(changes=F("changes") + 1)
        self.moved()

    def readers(self) -> models.QuerySet[User]:
        """The inverse of visible_to."""
        members = readers(self.audience)
        return members if self.is_live else members.filter(is_moderator=True, is_active=True)

    @classmethod
    def take_number(cls, pk: int, author: User) -> Thread:
        """Lock the thread, count one post more, and return it as it is now, in one statement."""
        names = [field.attname for field in cls._meta.concrete_fields]
        with connection.cursor() as cursor:
            taken = {"author": author.pk, "thread": pk}
            cursor.execute(f"{TAKE_NUMBER} {', '.join(names)}", taken)
            row = cursor.fetchone()
        if row is None:
            raise cls.DoesNotExist
        return cls.from_db(connection.alias, names, row)


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        """A removed post is for moderators, and for its author, who may bring it back."""
        seen = self.filter(thread__in=Thread.objects.visible_to(viewer))
        if may_moderate(viewer):
            return seen
        own = Q(author=viewer.pk) if viewer.is_authenticated else Q()
        return seen.filter(Q(deleted_at=None) | own) if own else seen.filter(deleted_at=None)

    def live(self) -> Self:
        return self.filter(deleted_at=None)

    def for_page(self) -> Self:
        return self.select_related("author")


class Post(Followed):
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="posts")
    number = models.PositiveIntegerField()
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replies"
    )
    path = ArrayField(models.PositiveIntegerField())  # numbers, from the branch's root to this post
    author = models.ForeignKey(User, models.PROTECT, related_name="posts")
    source = models.TextField()
    html = models.TextField()
    html_version = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)  # of what was typed
    replies_count = models.PositiveIntegerField(default=0)  # live and direct ones
    likes_count = models.IntegerField(default=0)  # rows, and what was brought along
    imported_score = models.IntegerField(default=0, db_default=0)  # up minus down, by nobody here
    imported_url = models.CharField(max_length=200, blank=True, db_default="")  # first stood there
    imported_licence = models.CharField(max_length=20, blank=True, db_default="")
    is_comment = models.BooleanField(default=False, db_default=False)  # and no answer there
    reactions = models.JSONField(default=dict)  # of those likes, how many came as which reaction
    created_at = models.DateTimeField(db_default=Now())
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="discussions_post_number"),
            models.CheckConstraint(
                condition=Q(path__len__range=(1, DEPTH)), name="discussions_post_depth"
            ),
        ]
        indexes = [
            models.Index(fields=["thread", "path"], name="discussions_post_tree"),
            models.Index(
                fields=["author", "-created_at", "-id"],
                condition=Q(deleted_at=None),
                name="discussions_post_of_author",
            ),
            models.Index(  # what rerender_outdated looks for: a newer VERSION needs a new migration
                fields=["id"],
                condition=Q(html_version__lt=VERSION),
                name="discussions_post_stale_html",
            ),
            models.Index(fields=["updated_at", "id"], name="discussions_post_updated"),
            models.Index(
                fields=["id"],
                condition=Q(deleted_at__isnull=False),
                name="discussions_post_removed",
            ),
            models.Index(  # those that unread counts leave out
                fields=["thread", "number"],
                condition=Q(deleted_at__isnull=False),
                name="discussions_post_removed_of",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number} in thread {self.thread_id}"

    @property
    def opens_thread(self) -> bool:
        return self.number == 1

    @property
    def is_live(self) -> bool:
        return self.deleted_at is None

    @property
    def given_count(self) -> int:
        """The likes that members gave here, without the score that was brought along."""
        return self.likes_count - self.imported_score

    @property
    def imported_host(self) -> str:
        """The site where it was first published, as people say it."""
        return urlsplit(self.imported_url).netloc

    @property
    def licence_url(self) -> str:
        """Where the licence stands under which it was published there, if that is a known one."""
        named = re.fullmatch(r"CC BY-SA (\d\.\d)", self.imported_licence)
        return f"https://creativecommons.org/licenses/by-sa/{named[1]}/" if named else ""

    @property
    def was_withdrawn(self) -> bool:
        """Removed by its own author, not by a moderator."""
        return self.deleted_at is not None and self.deleted_by_id == self.author_id


class Revision(models.Model):
    """What a post said before an edit."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()  # the version that this was
    editor = models.ForeignKey(User, models.PROTECT, related_name="+")
    source = models.TextField()
    facts = models.JSONField(default=dict)  # of its thread (title, category), where they changed
    reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    hidden_at = models.DateTimeField(null=True, blank=True)  # for moderators only from then on
    hidden_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "number"], name="discussions_revision_once"),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of post {self.post_id}"


class Like(models.Model):
    """One a member, under any of four reactions: ranks count it, whichever it is."""

    class Reaction(models.TextChoices):
        THANKS = "thanks"
        AGREE = "agree"
        INSIGHT = "insight"
        SMILE = "smile"

    post = models.ForeignKey(Post, models.CASCADE, related_name="likes")
    member = models.ForeignKey(User, models.CASCADE, related_name="likes")
    reaction = models.CharField(max_length=10, choices=Reaction, db_default=Reaction.THANKS)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "member"], name="discussions_like_once"),
        ]
        indexes = [models.Index(fields=["member", "-id"], name="discussions_like_of_member")]

    def __str__(self) -> str:
        return f"{self.member_id} likes {self.post_id}"


# More models of this app.
from community.discussions.containers.models import (  # noqa: E402
    DEEPEST,
    VIEWS,
    Container,
    Permission,
)
from community.discussions.embeds import Embed  # noqa: E402
from community.discussions.external_ids import ExternalId  # noqa: E402
from community.discussions.reading import Mention, Reading, Watch  # noqa: E402
from community.discussions.tags.models import MOST_TAGS, Tag, TagGroup, ThreadTag  # noqa: E402

__all__ = [
    "DEEPEST",
    "MOST_TAGS",
    "VIEWS",
    "Container",
    "Embed",
    "ExternalId",
    "Like",
    "Mention",
    "Permission",
    "Post",
    "Reading",
    "Revision",
    "Tag",
    "TagGroup",
    "Thread",
    "ThreadTag",
    "Watch",
]
