"""Anything discussable is a Thread. Its owner (a topic, an idea) shares its key."""

from __future__ import annotations

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import connection, models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from community.accounts.models import Audience, User, readers, reads
from community.accounts.policy import may_moderate
from community.kernel.models import Followed
from community.kernel.prepared import Prepared, cached_query, placeholder_number, prepare

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
        withdrawn = Q(deleted_by=member.pk, hidden_at=None)
        own = Q(author=member.pk) & (withdrawn | Q(deleted_at=None))
        return self.read_by(member) if may_moderate(member) else self.read_by(member).filter(own)

    def locked(self) -> Self:
        """The one lock order: thread row first, posts by number, own rows. A like, too."""
        return self.select_for_update(no_key=True)


class Thread(Followed):
    """What lists, search, notices and feeds of mixed kinds need to know of any of them."""

    kind = models.CharField(_("kind"), max_length=40)
    title = models.CharField(_("title"), max_length=200)
    # Of the title: that of the opening post, since lists show titles without their posts.
    language = models.CharField(_("language"), max_length=16, blank=True, db_default="")
    # Each reply writes all indexes of its thread, so there are none that nothing reads: another
    # begins with the author, and nobody asks for threads by who wrote in them last.
    author = models.ForeignKey(
        User, models.PROTECT, related_name="threads", db_index=False, verbose_name=_("author")
    )
    last_author = models.ForeignKey(
        User, models.PROTECT, related_name="+", db_index=False, verbose_name=_("last author")
    )
    container_id = models.BigIntegerField(  # of its kind: a category, a board
        _("container ID"), null=True, blank=True
    )
    audience = models.ForeignKey(
        Audience, models.PROTECT, related_name="+", verbose_name=_("audience")
    )
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True)
    deleted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("deleted by")
    )
    # Set beside deleted_at: hidden by flags or a moderator, and not for good.
    hidden_at = models.DateTimeField(_("hidden at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)  # no replies any more
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("closed by")
    )
    archived_at = models.DateTimeField(  # to be read only: nothing changes
        _("archived at"), null=True, blank=True
    )
    pinned_at = models.DateTimeField(  # first in its container's list
        _("pinned at"), null=True, blank=True
    )
    pinned_until = models.DateTimeField(_("pinned until"), null=True, blank=True)
    is_pinned_everywhere = models.BooleanField(  # and in the lists of all of them
        _("pinned in all lists"), default=False
    )
    solved_at = models.DateTimeField(_("solved at"), null=True, blank=True)  # its kind says by what
    highest_number = models.PositiveIntegerField(_("number of the newest post"), default=0)
    posts_count = models.PositiveIntegerField(  # live ones, the opening post included
        _("number of posts"), default=0
    )
    others_count = models.PositiveIntegerField(  # live ones by others than its author
        _("replies by others"), default=0
    )
    likes_count = models.IntegerField(  # on live posts, what was brought along included
        _("number of reactions"), default=0
    )
    views_count = models.PositiveIntegerField(_("number of views"), default=0)
    changes = models.PositiveIntegerField(  # raised by all that its page shows
        _("number of changes"), default=0
    )
    # Set by a trigger with each new number, until its readings' hints know of it.
    has_outdated_hints = models.BooleanField(db_default=False, editable=False)
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    bumped_at = models.DateTimeField(_("last activity"), db_default=Now())
    # What lists are ordered by, written by scores.py off the request's path.
    hot = models.FloatField(_("hot score"), default=0)
    top_day = models.FloatField(_("top score of the day"), default=0)
    top_week = models.FloatField(_("top score of the week"), default=0)
    top_month = models.FloatField(_("top score of the month"), default=0)
    top_quarter = models.FloatField(_("top score of the quarter"), default=0)
    top_year = models.FloatField(_("top score of the year"), default=0)
    top_all = models.FloatField(_("top score of all time"), default=0)

    tags = models.ManyToManyField(
        "discussions.Tag",
        through="discussions.ThreadTag",
        related_name="threads",
        verbose_name=_("tags"),
    )

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
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
            models.Index(
                fields=["id"],
                condition=Q(has_outdated_hints=True),
                name="discussions_thread_outdated",
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
    def was_withdrawn(self) -> bool:
        """Removed by its own author, not hidden, and not by a moderator."""
        is_removed = self.deleted_at is not None and self.hidden_at is None
        return is_removed and self.deleted_by_id == self.author_id

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
    def lock(cls, pk: int) -> Thread:
        """Lock the thread's row, and return it as it is now. Raises DoesNotExist."""
        assert connection.in_atomic_block, "a lock lasts as long as its transaction"
        slots = {"thread": placeholder_number()}
        rows = cls.objects.locked().filter(pk=slots["thread"])
        found = cached_query("discussions.lock", lambda: prepare(rows, slots)).rows({"thread": pk})
        if not found:
            raise cls.DoesNotExist
        locked: Thread = found[0]
        return locked

    @classmethod
    def take_number(cls, pk: int, author: User) -> Thread:
        """Lock the thread, count one post more, and return it as it is now, in one statement."""
        names = [field.attname for field in cls._meta.concrete_fields]
        take = cached_query(
            "discussions.take_number", lambda: Prepared(f"{TAKE_NUMBER} {', '.join(names)}", {})
        )
        rows = take.fetched({"author": author.pk, "thread": pk})
        if not rows:
            raise cls.DoesNotExist
        return cls.from_db(connection.alias, names, rows[0])
