from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from community.discussions.models import Container, Post, Tag, Thread, ThreadOwner
from community.discussions.models.containers import OfKind
from community.kernel.addresses import address
from community.kernel.text import slug

KIND = "forum.topic"


class Category(Container):
    """A container of topics."""

    KIND: ClassVar[str] = "forum.category"

    objects: ClassVar[OfKind[Category]] = OfKind()

    class Meta:
        proxy = True
        verbose_name = _("category")
        verbose_name_plural = _("categories")


class Topic(ThreadOwner):
    """A thread that can be solved."""

    category = models.ForeignKey(
        Category, models.PROTECT, verbose_name=_("category"), related_name="topics"
    )
    solution = models.OneToOneField(
        Post,
        models.PROTECT,
        verbose_name=_("solution"),
        null=True,
        blank=True,
        related_name="solves",
    )

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def get_absolute_url(self) -> str:
        return topic_url(self.thread)

    @property
    def tags(self) -> models.QuerySet[Tag]:
        return self.thread.tags.all()

    @property
    def tag_names(self) -> list[str]:
        """In order; a list of topics reads them beside its rows (queries.TAGS), so it asks none."""
        for row in (self, self.thread):
            if "tags_beside" in row.__dict__:
                return list(row.__dict__["tags_beside"])
        return list(self.tags.order_by("name").values_list("name", flat=True))


def topic_url(thread: Thread) -> str:
    return address("forum:topic", slug(thread.title), thread.pk)
