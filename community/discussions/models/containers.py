"""A container holds threads of one kind; its audience and permissions hold for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.accounts.models import Audience, Group, User, reads
from community.accounts.policy import is_administrator
from community.discussions.texts import IN_CATEGORIES, ContainerTexts
from community.kernel.models import Followed

DEEPEST = 3  # containers in containers in containers
VIEWS = [("nested", _("Threaded")), ("flat", _("By time"))]


C_co = TypeVar("C_co", bound="Container", covariant=True)


class ContainerQuerySet(models.QuerySet[C_co]):
    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        return self.filter(reads(viewer))

    def managed_by(self, viewer: User | AnonymousUser) -> Self:
        """Administrators set up all containers, those that they do not read, too."""
        return self if is_administrator(viewer) else self.visible_to(viewer)

    def in_order(self) -> Self:
        return self.order_by("position", "pk")

    def held(self, pk: int) -> C_co:
        """The container as it is now; until the transaction ends it, and who reads it, stays so.

        Whoever puts a thread into a container asks here first: several may at once, and whoever
        changes the container's audience waits for them, and then takes their threads along.
        """
        hold = "SELECT * FROM discussions_container WHERE id = %s FOR SHARE"
        if not (found := list(self.raw(hold, [pk]))):
            raise self.model.DoesNotExist
        return found[0]

    def locked(self, ids: Iterable[int]) -> dict[int, C_co]:
        """Those rows, in the one order, for whoever changes them."""
        rows = self.select_for_update(no_key=True).filter(pk__in=list(ids)).order_by("pk")
        return {row.pk: row for row in rows}


class Container(Followed):
    """A category, a board, a team: what its threads lie in. Who may read it may read them all.

    A kind of containers is a proxy of this model with its own `KIND`, and `OfKind` as its manager.
    """

    KIND: ClassVar[str] = ""

    kind = models.CharField(max_length=40)  # "forum.category"
    title = models.CharField(_("title"), max_length=60)
    slug = models.SlugField(_("slug"), max_length=60, allow_unicode=True, db_index=False)
    description = models.CharField(_("description"), max_length=300, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    depth = models.PositiveSmallIntegerField(default=1)
    audience = models.ForeignKey(
        Audience, models.PROTECT, related_name="+", verbose_name=_("audience")
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    icon = models.PositiveSmallIntegerField(_("icon"), default=1)  # its shape, 1-8
    hue = models.PositiveSmallIntegerField(_("color"), default=1)  # its colour, 1-8
    default_view = models.CharField(
        _("default view"), max_length=6, choices=VIEWS, default="nested"
    )
    # What a new thread's text begins with.
    template = models.TextField(_("topic template"), blank=True)
    has_solutions = models.BooleanField(  # its threads ask for an answer
        _("solutions enabled"), default=True
    )
    # That a thread must have.
    min_tags = models.PositiveSmallIntegerField(_("minimum number of tags"), default=0)
    required_tag_groups = models.ManyToManyField(
        "discussions.TagGroup",
        related_name="required_by",
        blank=True,
        verbose_name=_("required tag groups"),
    )
    # What is written in it by others than moderators waits for one.
    do_threads_need_approval = models.BooleanField(
        _("new topics need approval"), default=False, db_default=False
    )
    do_replies_need_approval = models.BooleanField(
        _("replies need approval"), default=False, db_default=False
    )
    version = models.PositiveIntegerField(default=1)
    # Folded from events.
    threads_count = models.PositiveIntegerField(_("number of topics"), default=0)
    posts_count = models.PositiveIntegerField(_("number of posts"), default=0)

    objects = ContainerQuerySet.as_manager()

    class Meta:
        verbose_name = _("container")
        verbose_name_plural = _("containers")
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="discussions_container_slug"),
            models.CheckConstraint(
                condition=~Q(title__regex=r"^\s*$"), name="discussions_container_titled"
            ),
            models.CheckConstraint(
                condition=Q(icon__range=(1, 8), hue__range=(1, 8)),
                name="discussions_container_mark",
            ),
            models.CheckConstraint(
                condition=Q(depth__range=(1, DEEPEST)), name="discussions_container_depth"
            ),
            models.CheckConstraint(
                condition=Q(parent=None, depth=1) | Q(parent__isnull=False, depth__gt=1),
                name="discussions_container_depth_of_parent",
            ),
        ]
        indexes = [models.Index(fields=["updated_at", "id"], name="discussions_container_updated")]

    def __str__(self) -> str:
        return self.title

    def save(self, **how: Any) -> None:
        self.kind = self.kind or self.KIND
        super().save(**how)

    def get_absolute_url(self) -> str:
        return container_kind(self.kind).url(self)

    @staticmethod
    def subtree_ids(pk: int) -> list[int]:
        """The container and all that is below it, in one query, whoever may read which."""
        below = Q(pk=pk) | Q(parent=pk) | Q(parent__parent=pk)  # as deep as it goes
        return list(Container.objects.filter(below).order_by("pk").values_list("pk", flat=True))


ContainerManager = models.Manager.from_queryset(ContainerQuerySet)


class OfKind(ContainerManager[C_co]):
    """The containers of one kind: the manager of a proxy."""

    def get_queryset(self) -> ContainerQuerySet[C_co]:
        rows: ContainerQuerySet[C_co] = ContainerQuerySet(self.model, using=self._db)
        return rows.filter(kind=self.model.KIND)


class Permission(models.Model):
    """What a group may do in a container. Never beats yes, and yes no, over all its groups."""

    class Action(models.TextChoices):
        READ = "read", _("see and read")
        START = "start", _("start topics")
        REPLY = "reply", pgettext_lazy("verb", "reply")
        REACT = "react", pgettext_lazy("verb", "react")
        TAG = "tag", _("tag topics")
        SOLVE = "solve", _("mark solutions in others' topics")
        EDIT = "edit", _("edit others' posts and titles")
        MODERATE = "moderate", _("close, pin, move and delete")

    class Value(models.TextChoices):
        YES = "yes", pgettext_lazy("a permission", "Yes")
        NO = "no", pgettext_lazy("a permission", "No")
        NEVER = "never", pgettext_lazy("a permission", "Never")

    container = models.ForeignKey(Container, models.CASCADE, related_name="permissions")
    group = models.ForeignKey(  # none: everybody, visitors included
        Group, models.CASCADE, null=True, blank=True, related_name="+"
    )
    action = models.CharField(max_length=10, choices=Action)
    value = models.CharField(max_length=5, choices=Value)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["container", "group", "action"],
                nulls_distinct=False,
                name="discussions_permission_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action}: {self.value}"


@dataclass(frozen=True, kw_only=True)
class ContainerKind:
    """What an app says of its containers. `model` is the proxy of Container that holds them.

    `label` and `plural` are what programs are told: parameters, descriptions of the APIs. People
    are shown `texts`.
    """

    model: type[Container]
    label: str  # "category"
    plural: str  # "categories"
    threads: str  # the kind of the threads in it
    url: Callable[[Container], str]
    texts: ContainerTexts = IN_CATEGORIES

    @property
    def name(self) -> str:
        """ "forum.category": with the container's id it is a subject."""
        return self.model.KIND


_kinds: dict[str, ContainerKind] = {}


def add_container_kind(kind: ContainerKind) -> None:
    """For containers/registration.py, which apps call."""
    _kinds[kind.name] = kind


def container_kind(name: str) -> ContainerKind:
    return _kinds[name]
