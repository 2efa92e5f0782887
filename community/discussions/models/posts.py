"""Posts, what they said before, and who likes them."""

from __future__ import annotations

import re
from typing import Self
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.accounts.policy import may_moderate
from community.discussions.models.threads import Thread
from community.kernel.markdown import VERSION
from community.kernel.models import Followed

DEPTH = 64  # a path must fit an index row; deeper replies stand beside each other at this depth


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
    # Other indexes begin with the thread: one of its own is written by each reply for nothing.
    thread = models.ForeignKey(
        Thread, models.PROTECT, related_name="posts", db_index=False, verbose_name=_("thread")
    )
    number = models.PositiveIntegerField(_("number in the thread"))
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replies",
        verbose_name=_("parent"),
    )
    path = ArrayField(  # numbers, from the branch's root to this post
        models.PositiveIntegerField(), verbose_name=_("place in the thread")
    )
    author = models.ForeignKey(User, models.PROTECT, related_name="posts", verbose_name=_("author"))
    source = models.TextField(_("Markdown source"))
    language = models.CharField(  # none: not known
        _("language"), max_length=16, blank=True, db_default=""
    )
    html = models.TextField(_("HTML"))
    html_version = models.PositiveSmallIntegerField(_("renderer version"))
    version = models.PositiveIntegerField(_("version"), default=1)  # of what was typed
    replies_count = models.PositiveIntegerField(  # live and direct ones
        _("number of replies"), default=0
    )
    likes_count = models.IntegerField(  # rows, and what was brought along
        _("number of reactions"), default=0
    )
    imported_score = models.IntegerField(  # up minus down, by nobody here
        _("score of the original"), default=0, db_default=0
    )
    imported_url = models.CharField(  # first stood there
        _("address of the original"), max_length=200, blank=True, db_default=""
    )
    imported_licence = models.CharField(
        _("license of the original"), max_length=20, blank=True, db_default=""
    )
    is_comment = models.BooleanField(  # and no answer there
        _("was a comment"), default=False, db_default=False
    )
    reactions = models.JSONField(  # of those likes, how many came as which reaction
        _("reactions"), default=dict
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    edited_at = models.DateTimeField(_("edited at"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True)
    deleted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("deleted by")
    )
    # Set beside deleted_at: hidden by flags or a moderator, and not for good.
    hidden_at = models.DateTimeField(_("hidden at"), null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
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
        told = {"number": self.number, "thread": self.thread_id}
        return gettext("#%(number)s in thread %(thread)s") % told

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
        """Removed by its own author, not hidden, and not by a moderator."""
        is_removed = self.deleted_at is not None and self.hidden_at is None
        return is_removed and self.deleted_by_id == self.author_id


class Revision(models.Model):
    """What a post said before an edit."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()  # the version that this was
    editor = models.ForeignKey(User, models.PROTECT, related_name="+")
    source = models.TextField()
    facts = models.JSONField(default=dict)  # beside the text (title, language), where they changed
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
