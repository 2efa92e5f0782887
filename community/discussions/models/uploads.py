"""Files that members added to posts."""

from __future__ import annotations

import re
from typing import Self
from urllib.parse import quote

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.urls import get_script_prefix
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.accounts.policy import may_moderate
from community.discussions.models.posts import Post
from community.moderation.models import ReviewItem
from community.moderation.queue.policy import seen_by

_MARKS = re.compile(r"[\\`*_\[\]<>&|~@#!]")  # what may mean something in Markdown


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        """Files of the posts that the viewer may read. What is in no post yet is its owner's; what
        waits for approval with its post, moderators', too, if they may read it then."""
        uses = PostUpload.objects.filter(upload=OuterRef("pk"))
        seen = Q(Exists(uses.filter(post__in=Post.objects.visible_to(viewer))))
        if viewer.is_authenticated:
            seen |= Q(~Exists(uses), owner=viewer.pk)
        if may_moderate(viewer):
            seen |= _in_queue_of(viewer)
        return self.filter(seen)

    def reviewed_by(self, viewer: User | AnonymousUser) -> Self:
        """What waits for the decision of the viewer, who may moderate one category alone. That
        costs a query more than `visible_to`, so it is asked where a file would not be found."""
        return self.filter(_in_queue_of(viewer), review_item_id__isnull=False)

    def owned_by(self, viewer: User | AnonymousUser) -> Self:
        return self.filter(owner=viewer.pk) if viewer.is_authenticated else self.none()


def _in_queue_of(viewer: User | AnonymousUser) -> Q:
    return Q(review_item_id__in=ReviewItem.objects.filter(seen_by(viewer)).values("pk"))


class Upload(models.Model):
    """A file, under a name that nobody can guess. Its address is in the Markdown of posts."""

    class Kind(models.TextChoices):
        PICTURE = "picture", _("Picture")
        AUDIO = "audio", _("Audio")
        VIDEO = "video", _("Video")
        DOCUMENT = "document", _("Document")

    key = models.CharField(max_length=32, unique=True)
    owner = models.ForeignKey(User, models.PROTECT, related_name="uploads", verbose_name=_("owner"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("file name"), max_length=100)
    media_type = models.CharField(_("media type"), max_length=100)
    alt = models.CharField(_("alternative text"), max_length=300, blank=True)
    bytes = models.PositiveBigIntegerField(_("size in bytes"))  # of what is kept, with variants
    sha256 = models.CharField(max_length=64)  # of what is handed out
    width = models.PositiveIntegerField(_("width"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height"), null=True, blank=True)
    widths = ArrayField(  # of the smaller WebP files that there are beside it
        models.PositiveIntegerField(), verbose_name=_("widths of variants"), default=list
    )
    # Variants are still to be made.
    due_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    # In no post since then; null while it is in one.
    orphaned_at = models.DateTimeField(null=True, blank=True, db_default=Now())
    review_item_id = models.BigIntegerField(null=True, blank=True)  # its post waits for approval

    posts = models.ManyToManyField(
        Post, through="discussions.PostUpload", related_name="uploads", verbose_name=_("posts")
    )

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        indexes = [
            models.Index(fields=["owner", "-id"], name="discussions_upload_of_owner"),
            models.Index(
                fields=["due_at", "id"],
                condition=Q(due_at__isnull=False),
                name="discussions_upload_due",
            ),
            models.Index(
                fields=["orphaned_at"],
                condition=Q(orphaned_at__isnull=False),
                name="discussions_upload_orphan",
            ),
            models.Index(
                fields=["review_item_id"],
                condition=Q(review_item_id__isnull=False),
                name="discussions_upload_waits",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{get_script_prefix()}{self.address[1:]}"

    @property
    def address(self) -> str:
        """As it is in texts: wherever the site is mounted."""
        return f"/files/{self.key}/{quote(self.name, safe='')}"

    def variant_url(self, width: int) -> str:
        """Of the smaller picture of that width, one of `widths`."""
        return f"{get_script_prefix()}files/{self.key}/{width}.webp"

    @property
    def thumbnail_url(self) -> str:
        """Of the smallest that there is of a picture."""
        return self.variant_url(self.widths[0]) if self.widths else self.get_absolute_url()

    @property
    def markdown(self) -> str:
        """What shows it in a post: a picture or a player, or a link to the file."""
        if self.kind == self.Kind.DOCUMENT:
            return f"[{_plain(self.name)}]({self.address})"
        return f"![{_plain(self.alt)}]({self.address})"


def _plain(words: str) -> str:
    """Words that mean nothing else in Markdown."""
    return _MARKS.sub(r"\\\g<0>", " ".join(words.split()))


class PostUpload(models.Model):
    """A file that a post shows."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="+", db_index=False)
    upload = models.ForeignKey(Upload, models.CASCADE, related_name="uses")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "upload"], name="discussions_postupload_once"),
        ]

    def __str__(self) -> str:
        return f"upload {self.upload_id} of post {self.post_id}"


class UploadUsage(models.Model):
    """How many bytes of a member are kept: raised by one conditional UPDATE, so that no two uploads
    at once pass the quota."""

    member = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    bytes = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.member_id}: {self.bytes}"
