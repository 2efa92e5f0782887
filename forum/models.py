from __future__ import annotations

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse

from community.accounts.models import Audience, User, reads
from community.discussions.models import Post, Thread
from community.kernel.text import slug

KIND = "forum.topic"


class CategoryQuerySet(models.QuerySet["Category"]):
    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        return self.filter(reads(viewer))

    def in_order(self) -> Self:
        return self.order_by("position", "pk")


class Category(models.Model):
    """A place for topics. Whoever may read it may read all that is in it."""

    title = models.CharField(max_length=60)
    slug = models.SlugField(max_length=60, unique=True, allow_unicode=True)
    description = models.CharField(max_length=300, blank=True)
    audience = models.ForeignKey(Audience, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(default=0)
    blaze = models.PositiveSmallIntegerField(default=1)  # its shape, 1-8
    hue = models.PositiveSmallIntegerField(default=1)  # its colour, 1-8
    default_view = models.CharField(
        max_length=6, choices=[("nested", "Threaded"), ("flat", "By time")], default="nested"
    )
    staff_starts = models.BooleanField(default=False)  # only moderators begin topics here
    topics_count = models.PositiveIntegerField(default=0)  # folded from events
    posts_count = models.PositiveIntegerField(default=0)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "categories"
        constraints = [
            models.CheckConstraint(
                condition=~Q(title__regex=r"^\s*$"), name="forum_category_titled"
            ),
            models.CheckConstraint(
                condition=Q(blaze__range=(1, 8), hue__range=(1, 8)), name="forum_category_mark"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("forum:category", args=[self.slug, self.pk])


class TopicQuerySet(models.QuerySet["Topic"]):
    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        return self.filter(thread__in=Thread.objects.visible_to(viewer))


class Topic(models.Model):
    """A thread that can be solved. It shares the thread's key, so `forum.topic:42` is thread 42."""

    thread = models.OneToOneField(Thread, models.PROTECT, primary_key=True, related_name="topic")
    category = models.ForeignKey(Category, models.PROTECT, related_name="topics")
    solution = models.OneToOneField(
        Post, models.PROTECT, null=True, blank=True, related_name="solves"
    )

    objects = TopicQuerySet.as_manager()

    def __str__(self) -> str:
        return f"topic {self.pk}"

    def get_absolute_url(self) -> str:
        return topic_url(self.thread)


def topic_url(thread: Thread) -> str:
    return reverse("forum:topic", args=[slug(thread.title), thread.pk])
