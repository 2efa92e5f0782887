"""Releases: what changed, in the words of those who changed it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.discussions.models import Container
from community.kernel.addresses import address
from community.kernel.text import slug
from feedback.models.ideas import Idea


class Release(models.Model):
    """A draft, or published. `board` is that whose completed ideas it lists; none: all public
    ones. Who may read the board may read a published release."""

    board = models.ForeignKey(
        Container,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="releases",
        verbose_name=_("board"),
    )
    name = models.CharField(_("version"), max_length=40)  # "4.12"
    title = models.CharField(_("title"), max_length=200)
    source = models.TextField(_("Markdown source"), blank=True)
    html = models.TextField(_("HTML"), blank=True)
    html_version = models.PositiveSmallIntegerField(_("renderer version"), default=0)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("author"))
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )
    version = models.PositiveIntegerField(_("version of the row"), default=1)

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        constraints = [
            models.CheckConstraint(
                condition=~Q(name__regex=r"^\s*$") & ~Q(title__regex=r"^\s*$"),
                name="feedback_release_titled",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="feedback_release_published_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"],
                condition=Q(published_at__isnull=False),
                name="feedback_release_published",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("feedback:release", self.slug, self.pk)

    @property
    def slug(self) -> str:
        """Of "4.12", "4-12": without the dot it would read as another version."""
        return slug(self.name.replace(".", "-"))


class ReleaseItem(models.Model):
    """One line of a release: mostly an idea that was completed."""

    class Group(models.TextChoices):
        NEW = "new", pgettext_lazy("in a release", "New")
        IMPROVED = "improved", pgettext_lazy("in a release", "Improved")
        FIXED = "fixed", pgettext_lazy("in a release", "Fixed")

    release = models.ForeignKey(
        Release, models.CASCADE, related_name="items", verbose_name=_("release")
    )
    idea = models.ForeignKey(
        Idea,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="release_items",
        verbose_name=_("idea"),
    )
    group = models.CharField(_("group"), max_length=10, choices=Group, default=Group.NEW)
    text = models.CharField(_("text"), max_length=300)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    # That of its release, since an index cannot look there.
    is_published = models.BooleanField(_("published"), default=False)

    class Meta:
        verbose_name = _("release item")
        verbose_name_plural = _("release items")
        constraints = [
            models.UniqueConstraint(
                fields=["idea"], condition=Q(is_published=True), name="feedback_released_once"
            ),
            models.UniqueConstraint(fields=["release", "idea"], name="feedback_release_item_once"),
            models.CheckConstraint(
                condition=~Q(text__regex=r"^\s*$"), name="feedback_release_item_said"
            ),
        ]

    def __str__(self) -> str:
        return gettext("Item %(id)s of release %(release)s") % {
            "id": self.pk,
            "release": self.release_id,
        }
