"""Groups of members, and audiences: who may read."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet
from django.utils.translation import gettext, gettext_noop, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.accounts.models.membership import RULE_HOLDS
from community.accounts.models.people import User
from community.kernel.languages import Text
from community.kernel.models import Followed


class Group(Followed):
    """Members who are given something together, such as a private category."""

    class Rule(models.TextChoices):
        """Who is in it by standing; nobody is added to such a group by hand."""

        NONE = "", _("Chosen by hand")
        MEMBERS = "members", _("All members")
        TRUST_1 = "trust_1", _("Trust level 1 and above")
        TRUST_2 = "trust_2", _("Trust level 2 and above")
        TRUST_3 = "trust_3", _("Trust level 3 and above")
        TRUST_4 = "trust_4", _("Trust level 4")
        MODERATORS = "moderators", _("Moderators")

    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    rule = models.CharField(_("rule"), max_length=12, choices=Rule, blank=True, default=Rule.NONE)
    # Its members have this trust level at least.
    trust_floor = models.PositiveSmallIntegerField(
        _("minimum trust level"), choices=User.Trust, null=True, blank=True
    )
    members = models.ManyToManyField(
        User, related_name="groups", blank=True, verbose_name=_("members")
    )

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        constraints = [
            models.CheckConstraint(condition=~Q(name__regex=r"^\s*$"), name="accounts_group_named"),
            models.UniqueConstraint(
                fields=["rule"], condition=~Q(rule=""), name="accounts_group_one_a_rule"
            ),
            models.CheckConstraint(
                condition=Q(trust_floor=None) | Q(trust_floor__range=(1, 4), rule=""),
                name="accounts_group_trust_floor",
            ),
        ]

    def __str__(self) -> str:
        """Groups by rule are named in the reader's language, until staff name them otherwise."""
        shipped = SHIPPED_NAMES.get(self.rule)
        return gettext(shipped) if shipped == self.name else self.name


# What groups by rule are called in the database, unless staff changed it.
SHIPPED_NAMES: dict[str, str] = {
    Group.Rule.MEMBERS: gettext_noop("All members"),
    Group.Rule.TRUST_1: gettext_noop("Trust level 1 and above"),
    Group.Rule.TRUST_2: gettext_noop("Trust level 2 and above"),
    Group.Rule.TRUST_3: gettext_noop("Trust level 3 and above"),
    Group.Rule.TRUST_4: gettext_noop("Trust level 4"),
    Group.Rule.MODERATORS: gettext_noop("Moderators"),
}


class Audience(models.Model):
    """Who may read: everyone, the members of something shared, or those named for one thing."""

    class Kind(models.TextChoices):
        PUBLIC = "public", pgettext_lazy("audience", "Public")
        # A private category, board, team: few, and many things each.
        SHARED = "shared", pgettext_lazy("audience", "Shared")
        # A message, a ticket: many, and one thing each.
        PERSONAL = "personal", pgettext_lazy("audience", "Personal")

    PUBLIC_ID = 0  # outside the sequence, so it is the same number everywhere

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("title"), max_length=120, blank=True)
    members = models.ManyToManyField(
        User, related_name="audiences", blank=True, verbose_name=_("members")
    )
    groups = models.ManyToManyField(  # if it is shared
        Group, related_name="audiences", blank=True, verbose_name=_("groups")
    )
    # And these are out.
    never = models.ManyToManyField(
        Group, related_name="+", blank=True, verbose_name=_("excluded groups")
    )

    class Meta:
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="public", id=0) | (~Q(kind="public") & ~Q(id=0)),
                name="accounts_audience_one_public",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(UNTITLED[self.Kind(self.kind)]) % {"id": self.pk}


UNTITLED: dict[Audience.Kind, Text] = {
    Audience.Kind.PUBLIC: _("Public audience #%(id)s"),
    Audience.Kind.SHARED: _("Shared audience #%(id)s"),
    Audience.Kind.PERSONAL: _("Personal audience #%(id)s"),
}


class Names(Func):
    """Whether a personal audience names this member.

    Spelt out, because it is part of nearly every query, and building the same from a QuerySet
    costs more than the database's answer.
    """

    template = """EXISTS (
        SELECT FROM accounts_audience_members AS named
        JOIN accounts_audience AS whose ON whose.id = named.audience_id
        WHERE named.audience_id = %(expressions)s AND named.user_id = %(member)d
            AND whose.kind = 'personal'
    )"""
    output_field = models.BooleanField()


class InGroupsOf(Func):
    """Whether a member is in one of the groups that an audience lists, by hand or by rule.

    `list` is the table of the list: the groups that are in, or those that never are.
    """

    template = f"""EXISTS (
        SELECT FROM %(list)s AS entry
        JOIN accounts_group AS one ON one.id = entry.group_id
        JOIN accounts_user AS who ON who.id = %(expressions)s
        WHERE entry.audience_id = %(audience)d AND ({RULE_HOLDS} OR EXISTS (
            SELECT FROM accounts_group_members AS grouped
            WHERE grouped.group_id = one.id AND grouped.user_id = who.id
        ))
    )"""  # noqa: S608 - put together from constants
    output_field = models.BooleanField()


def readable_by(viewer: User | AnonymousUser) -> list[int]:
    """The viewer's audiences that many things share; the personal ones are too many to list."""
    return [Audience.PUBLIC_ID, *getattr(viewer, "shared_audience_ids", [])]


MOST_LISTED = 60_000  # of one member; another engine takes 65,536 values in one request


def all_readable_by(viewer: User | AnonymousUser) -> list[int]:
    """The viewer's audiences, personal ones too: for a search engine, which cannot join them. Of
    more than MOST_LISTED personal ones, the newest."""
    shared = readable_by(viewer)
    if not viewer.is_authenticated:
        return shared
    named = viewer.audiences.filter(kind=Audience.Kind.PERSONAL).order_by("-pk")
    return [*shared, *named.values_list("pk", flat=True)[:MOST_LISTED]]


def reads(viewer: User | AnonymousUser, audience: str = "audience_id") -> Q:
    """The condition "this row's audience holds the viewer", for any model with an audience."""
    condition = Q(**{f"{audience}__in": readable_by(viewer)})
    if viewer.is_authenticated:
        condition |= Q(Names(F(audience), member=viewer.pk))
    return condition


def readers(audience: Audience) -> QuerySet[User]:
    """The inverse: every member who may read what this audience may. All fan-out asks here."""
    match audience.kind:
        case Audience.Kind.PUBLIC:
            return User.objects.all()
        case Audience.Kind.PERSONAL:
            return audience.members.all()
    named = Audience.members.through.objects.filter(user_id=OuterRef("pk"), audience_id=audience.pk)
    grouped, never = (
        Q(InGroupsOf(F("pk"), audience=audience.pk, list=f"accounts_audience_{name}"))
        for name in ("groups", "never")
    )
    return User.objects.filter(Q(Exists(named)) | grouped, ~never)
