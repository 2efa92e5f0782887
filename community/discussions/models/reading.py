"""How far members have read, how closely they watch, and who was called by name."""

from collections.abc import Mapping
from typing import Self

from django.db import models
from django.db.models import Case, Count, ExpressionWrapper, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.discussions.models.posts import Post
from community.discussions.models.threads import Thread
from community.kernel.languages import Text
from community.kernel.text import in_english


class Level(models.IntegerChoices):  # no translation: labels are for programs
    """How closely a member watches a thread, or all threads of a container or a tag."""

    # What people are shown is in reading/words.py.
    MUTED = 0, "muted"  # not in lists
    NORMAL = 1, "normal"  # notified of what concerns the member: mentions, replies, quotes
    TRACKING = 2, "tracking"  # and new replies are counted in lists
    WATCHING = 3, "watching"  # and notified of every post
    WATCHING_FIRST = 4, "watching first post"  # containers and tags only: of new threads

    @property
    def description(self) -> str:
        """What it does, as GraphQL says it."""
        return in_english(SAYS[self])


class ThreadLevel(models.IntegerChoices):
    """How closely a member watches a thread."""

    MUTED = Level.MUTED.value, Level.MUTED.label
    NORMAL = Level.NORMAL.value, Level.NORMAL.label
    TRACKING = Level.TRACKING.value, Level.TRACKING.label
    WATCHING = Level.WATCHING.value, Level.WATCHING.label

    description = Level.description


SAYS: Mapping[Level, Text] = {
    Level.MUTED: _("Hidden from your lists. You are not notified of anything in it."),
    Level.NORMAL: _("You are notified when someone mentions you, replies to you or quotes you."),
    Level.TRACKING: _(
        "New replies are counted in your lists. You are notified when someone mentions you,"
        " replies to you or quotes you."
    ),
    Level.WATCHING: _("You are notified of every new post. New replies are counted in your lists."),
    Level.WATCHING_FIRST: _("You are notified of every new topic, but not of replies."),
}


class Reason(models.IntegerChoices):  # no translation: labels are for programs
    """Why it is watched so closely; what the member chose is never changed by the machine."""

    # What people are shown is in reading/words.py.
    NONE = 0, "never opened or changed"
    CHOSEN = 1, "you chose it"
    STARTED = 2, "you started it"
    REPLIED = 3, "you replied"
    READ = 4, "you read it for a while"
    CONTAINER = 5, "you watch its category"
    TAG = 6, "you watch one of its tags"

    @property
    def description(self) -> str:
        """What it says of the viewer, as GraphQL tells it."""
        return f"{str(self.label).capitalize()}."


class UnreadHint(models.IntegerChoices):  # no translation: nobody is shown it
    """What is known of unread posts without asking the thread. NO leaves a row out of the unread
    list; the others are candidates, of which the list asks exactly."""

    NO = 0, "read to the end, or not followed"
    YES = 1, "has posts after the last one read"
    UNKNOWN = 2, "read or followed since the hints were last updated"


class ReadingQuerySet(models.QuerySet["Reading"]):
    def counted(self) -> Self:
        """With `deleted_since`, for unread_count: deleted posts after the last one read.

        They are few where posts are many, and threads without any are not asked.
        """
        since = Post.objects.filter(
            thread=OuterRef("thread"),
            number__gt=OuterRef("last_read_number"),
            deleted_at__isnull=False,
        )
        count = since.order_by().values("thread").annotate(n=Count("*")).values("n")
        has_deleted = Q(thread__posts_count__lt=F("thread__highest_number"))
        counted = When(has_deleted, then=Coalesce(Subquery(count), 0))
        return self.annotate(deleted_since=Case(counted, default=0))


class Reading(models.Model):
    """One member in one thread. How far is one number: there is no row for each post."""

    # Indexes of both begin with the one and with the other.
    member = models.ForeignKey(User, models.CASCADE, related_name="readings", db_index=False)
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="readings", db_index=False)
    last_read_number = models.PositiveIntegerField(default=0)
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.NORMAL)
    reason = models.PositiveSmallIntegerField(choices=Reason, default=Reason.NONE)
    read_ms = models.PositiveIntegerField(default=0)  # the page was looked at, at most a day
    # A trigger sets it to UNKNOWN; what that becomes is written by `actions_hints.py` alone.
    unread_hint = models.PositiveSmallIntegerField(
        choices=UnreadHint, db_default=UnreadHint.NO, editable=False
    )
    first_visited_at = models.DateTimeField(db_default=Now())
    last_visited_at = models.DateTimeField(db_default=Now())

    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "thread"], name="discussions_reading_once"),
            models.CheckConstraint(
                condition=Q(level__lte=Level.WATCHING), name="discussions_reading_level"
            ),
            models.CheckConstraint(
                condition=Q(read_ms__lte=86_400_000), name="discussions_reading_a_day"
            ),
        ]
        indexes = [
            models.Index(fields=["member", "level", "thread"], name="discussions_reading_level"),
            models.Index(fields=["thread", "level"], name="discussions_reading_watchers"),
            # "+ 0" so that whoever asks for it is answered by no other index: by that of the member
            # the planner, which takes hints for evenly spread, would read all that they follow.
            models.Index(
                ExpressionWrapper(F("member") + 0, output_field=models.BigIntegerField()),
                condition=Q(unread_hint__gt=UnreadHint.NO),
                name="discussions_reading_candidates",
            ),
            models.Index(
                fields=["id"],
                condition=Q(unread_hint=UnreadHint.UNKNOWN),
                name="discussions_reading_unknown",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.thread_id} up to {self.last_read_number}"

    @property
    def unread_count(self) -> int:
        """How many posts came since and are still there. `counted` saves the query."""
        thread = self.thread
        behind = max(thread.highest_number - self.last_read_number, 0)
        if not behind or thread.posts_count == thread.highest_number:
            return behind
        if (deleted := getattr(self, "deleted_since", None)) is None:
            since = Post.objects.filter(thread=thread.pk, number__gt=self.last_read_number)
            deleted = since.filter(deleted_at__isnull=False).count()
        return behind - deleted


class ReadingDay(models.Model):
    """What a member read on one day (UTC)."""

    member = models.ForeignKey(User, models.CASCADE, related_name="reading_days", db_index=False)
    day = models.DateField()
    threads = models.PositiveIntegerField(default=0)  # opened for the first time
    posts = models.PositiveIntegerField(default=0)  # new to them
    read_ms = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(db_default=Now())
    is_told = models.BooleanField(default=False, db_default=False)  # by a DayRead

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "day"], name="discussions_readingday_once"),
        ]
        indexes = [
            models.Index(
                fields=["day"], condition=Q(is_told=False), name="discussions_readingday_untold"
            ),
            models.Index(fields=["-updated_at"], name="discussions_readingday_lately"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} on {self.day}"


class Watch(models.Model):
    """How closely a member watches all threads of a container or tag: a subject (kind, id).

    The subject ("forum", 0) stands for everything of that app. What was there at `read_at` is
    read: "mark all read" writes one row, not one a thread.
    """

    member = models.ForeignKey(User, models.CASCADE, related_name="watches")
    kind = models.CharField(max_length=40)  # "forum.category", "forum.tag"
    object_id = models.BigIntegerField()
    level = models.PositiveSmallIntegerField(choices=Level, null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "kind", "object_id"], name="discussions_watch_once"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "object_id", "level"], name="discussions_watch_of_subject")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} watches {self.kind}:{self.object_id}"


class Mention(models.Model):
    """A post calls a member by name."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="mentions")
    member = models.ForeignKey(User, models.CASCADE, related_name="mentions")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "member"], name="discussions_mention_once"),
        ]
        indexes = [models.Index(fields=["member", "-id"], name="discussions_mention_of_member")]

    def __str__(self) -> str:
        return f"post {self.post_id} calls {self.member_id}"


class Quote(models.Model):
    """A post quotes what a member wrote in a post here."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="quotes")
    member = models.ForeignKey(User, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "member"], name="discussions_quote_once"),
        ]

    def __str__(self) -> str:
        return f"post {self.post_id} quotes {self.member_id}"
