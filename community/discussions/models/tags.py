"""Tags are one set for the whole community, on threads of any kind."""

from __future__ import annotations

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.accounts.policy import may_moderate
from community.discussions.models.threads import Thread
from community.discussions.tag_pages import tag_url
from community.kernel.models import Followed

MOST_TAGS = 5  # of a thread


class TagGroup(models.Model):
    """Tags that belong together; a container may ask for one of them."""

    title = models.CharField(_("title"), max_length=60)
    position = models.PositiveIntegerField(_("position"), default=0)
    is_exclusive = models.BooleanField(  # a thread has at most one of them
        _("one tag per topic"), default=False
    )

    class Meta:
        verbose_name = _("tag group")
        verbose_name_plural = _("tag groups")
        constraints = [
            models.CheckConstraint(
                condition=~Q(title__regex=r"^\s*$"), name="discussions_taggroup_titled"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class TagQuerySet(models.QuerySet["Tag"]):
    def listed_to(self, viewer: User | AnonymousUser) -> Self:
        """Tags that say nothing of what is private: on public threads, or arranged by moderators.

        Who moderates sees all.
        """
        mains = self.filter(synonym_of=None)
        arranged = Q(group__isnull=False) | ~Q(description="")
        return mains if may_moderate(viewer) else mains.filter(Q(threads_count__gt=0) | arranged)

    def known_to(self, viewer: User | AnonymousUser) -> Self:
        """Those, and the tags of threads that the viewer may read: the others are not there."""
        read = Thread.objects.visible_to(viewer)
        theirs = ThreadTag.objects.filter(tag=OuterRef("pk"), thread__in=read)
        return self.filter(Q(pk__in=self.listed_to(viewer)) | Exists(theirs), synonym_of=None)

    def named(self, folded: str) -> Self:
        """The tag of that name, or the one that it is another name of."""
        stands_for = Tag.objects.filter(folded_name=folded).values("synonym_of")
        return self.filter(Q(folded_name=folded) | Q(pk__in=stands_for))

    def starting_with(self, typed: str) -> Self:
        """Those whose name, or another name of theirs, begins so."""
        begins = Q(folded_name__startswith=typed) | Q(synonyms__folded_name__startswith=typed)
        return self.filter(begins).distinct()


class Tag(Followed):
    """A word that threads are found by. A synonym stands for another tag and is never on one."""

    name = models.CharField(_("name"), max_length=30)
    folded_name = models.CharField(max_length=60, unique=True, editable=False)
    description = models.CharField(_("description"), max_length=300, blank=True)
    synonym_of = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="synonyms",
        verbose_name=_("synonym of"),
    )
    group = models.ForeignKey(
        TagGroup,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="tags",
        verbose_name=_("group"),
    )
    threads_count = models.PositiveIntegerField(  # public ones, folded from events
        _("number of topics"), default=0
    )

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [
            models.CheckConstraint(
                condition=~Q(name__regex=r"^\s*$"), name="discussions_tag_named"
            ),
            models.CheckConstraint(
                condition=~Q(synonym_of=models.F("pk")), name="discussions_tag_not_its_own_synonym"
            ),
        ]
        indexes = [models.Index(fields=["updated_at", "id"], name="discussions_tag_updated")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return tag_url(self.name)


class ThreadTag(models.Model):
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="+")
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tag", "thread"], name="discussions_threadtag_once"),
        ]

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.thread_id}"
