from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from community.accounts.models import Audience, Group, User, reads
from community.accounts.policy import is_administrator, may_moderate
from community.discussions.models import Post, Thread
from community.kernel.models import Followed
from community.kernel.text import slug

KIND = "forum.topic"
DEEPEST = 3  # categories in categories in categories
VIEWS = [("nested", "Threaded"), ("flat", "By time")]
MOST_TAGS = 5  # of a topic


class CategoryQuerySet(models.QuerySet["Category"]):
    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        return self.filter(reads(viewer))

    def managed_by(self, viewer: User | AnonymousUser) -> Self:
        """Whoever runs the place sets up all categories, those that they do not read, too."""
        return self if is_administrator(viewer) else self.visible_to(viewer)

    def in_order(self) -> Self:
        return self.order_by("position", "pk")

    def held(self, pk: int) -> Category:
        """The category as it is now; until the transaction ends it, and who reads it, stays so.

        Whoever puts a topic into a category asks here first: several may at once, and whoever
        changes the category's audience waits for them, and then takes their topics along.
        """
        hold = "SELECT * FROM forum_category WHERE id = %s FOR SHARE"
        if not (found := list(self.raw(hold, [pk]))):
            raise self.model.DoesNotExist
        return found[0]

    def locked(self, ids: Iterable[int]) -> dict[int, Category]:
        """Those rows, in the one order, for whoever changes them."""
        rows = self.select_for_update(no_key=True).filter(pk__in=list(ids)).order_by("pk")
        return {row.pk: row for row in rows}


class TagGroup(models.Model):
    """Tags that belong together; a category may ask for one of them."""

    title = models.CharField(max_length=60)
    position = models.PositiveIntegerField(default=0)
    is_exclusive = models.BooleanField(default=False)  # a topic has at most one of them

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(title__regex=r"^\s*$"), name="forum_taggroup_titled"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Category(Followed):
    """A place for topics. Whoever may read it may read all that is in it."""

    title = models.CharField(max_length=60)
    slug = models.SlugField(max_length=60, unique=True, allow_unicode=True)
    description = models.CharField(max_length=300, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    depth = models.PositiveSmallIntegerField(default=1)
    audience = models.ForeignKey(Audience, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(default=0)
    icon = models.PositiveSmallIntegerField(default=1)  # its shape, 1-8
    hue = models.PositiveSmallIntegerField(default=1)  # its colour, 1-8
    default_view = models.CharField(max_length=6, choices=VIEWS, default="nested")
    template = models.TextField(blank=True)  # what a new topic's text begins with
    has_solutions = models.BooleanField(default=True)  # its topics ask for an answer
    min_tags = models.PositiveSmallIntegerField(default=0)  # that a topic must have
    required_tag_groups = models.ManyToManyField(TagGroup, related_name="required_by", blank=True)
    version = models.PositiveIntegerField(default=1)
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
                condition=Q(icon__range=(1, 8), hue__range=(1, 8)), name="forum_category_mark"
            ),
            models.CheckConstraint(
                condition=Q(depth__range=(1, DEEPEST)), name="forum_category_depth"
            ),
            models.CheckConstraint(
                condition=Q(parent=None, depth=1) | Q(parent__isnull=False, depth__gt=1),
                name="forum_category_depth_of_parent",
            ),
        ]
        indexes = [models.Index(fields=["updated_at", "id"], name="forum_category_updated")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("forum:category", args=[self.slug, self.pk])

    @staticmethod
    def subtree_ids(pk: int) -> list[int]:
        """The category and all that is below it, in one query, whoever may read which."""
        below = Q(pk=pk) | Q(parent=pk) | Q(parent__parent=pk)  # as deep as it goes
        return list(Category.objects.filter(below).order_by("pk").values_list("pk", flat=True))


class Permission(models.Model):
    """What a group may do in a category. Never beats yes, and yes beats no, over all its groups."""

    class Action(models.TextChoices):
        READ = "read", "see and read"
        START = "start", "start topics"
        REPLY = "reply", "reply"
        REACT = "react", "react"
        TAG = "tag", "tag topics"
        SOLVE = "solve", "accept answers to anybody's question"
        EDIT = "edit", "edit others' posts and titles"
        MODERATE = "moderate", "close, pin, move and delete"

    class Value(models.TextChoices):
        YES = "yes"
        NO = "no"
        NEVER = "never"

    category = models.ForeignKey(Category, models.CASCADE, related_name="permissions")
    group = models.ForeignKey(  # none: everybody, visitors included
        Group, models.CASCADE, null=True, blank=True, related_name="+"
    )
    action = models.CharField(max_length=10, choices=Action)
    value = models.CharField(max_length=5, choices=Value)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["category", "group", "action"],
                nulls_distinct=False,
                name="forum_permission_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action}: {self.value}"


class TagQuerySet(models.QuerySet["Tag"]):
    def listed_to(self, viewer: User | AnonymousUser) -> Self:
        """Tags that say nothing of what is private: on public topics, or arranged by moderators.

        Who moderates sees all.
        """
        mains = self.filter(synonym_of=None)
        arranged = Q(group__isnull=False) | ~Q(description="")
        return mains if may_moderate(viewer) else mains.filter(Q(topics_count__gt=0) | arranged)

    def known_to(self, viewer: User | AnonymousUser) -> Self:
        """Those, and the tags of topics that the viewer may read: the others are not there."""
        read = Thread.objects.visible_to(viewer)
        theirs = TopicTag.objects.filter(tag=OuterRef("pk"), topic__thread__in=read)
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
    """A word that topics are found by. A synonym stands for another tag and is never on a topic."""

    name = models.CharField(max_length=30)
    folded_name = models.CharField(max_length=60, unique=True, editable=False)
    description = models.CharField(max_length=300, blank=True)
    synonym_of = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="synonyms"
    )
    group = models.ForeignKey(TagGroup, models.SET_NULL, null=True, blank=True, related_name="tags")
    topics_count = models.PositiveIntegerField(default=0)  # public ones, folded from events

    objects = TagQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name__regex=r"^\s*$"), name="forum_tag_named"),
            models.CheckConstraint(
                condition=~Q(synonym_of=models.F("pk")), name="forum_tag_not_its_own_synonym"
            ),
        ]
        indexes = [models.Index(fields=["updated_at", "id"], name="forum_tag_updated")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("forum:tag", args=[self.name])


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

    tags = models.ManyToManyField(Tag, through="TopicTag", related_name="topics")

    objects = TopicQuerySet.as_manager()

    def __str__(self) -> str:
        return f"topic {self.pk}"

    def get_absolute_url(self) -> str:
        return topic_url(self.thread)

    @property
    def tag_names(self) -> list[str]:
        """In order; a list of topics reads them beside its rows (queries.TAGS), so it asks none."""
        for row in (self, self.thread):
            if "tags_beside" in row.__dict__:
                return list(row.__dict__["tags_beside"])
        return list(self.tags.order_by("name").values_list("name", flat=True))


def topic_url(thread: Thread) -> str:
    return reverse("forum:topic", args=[slug(thread.title), thread.pk])


class TopicTag(models.Model):
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tag", "topic"], name="forum_topictag_once"),
        ]

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.topic_id}"
