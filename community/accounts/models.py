"""Members, what stands beside their names, and who may read."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property

from community.kernel.models import Followed
from community.kernel.text import fold, may_name, mixes_scripts

LONGEST_ADDRESS = 254  # RFC 5321, and what the columns of addresses hold


def plain_name(name: str) -> None:
    """Letters and digits of any script, with the marks that some scripts write vowels with."""
    for sign in name:
        if not may_name(sign):
            raise ValidationError(
                "Use only letters, digits, dots, hyphens and underscores, without spaces."
            )
    folded = fold(name)
    if not any(sign.isalnum() for sign in folded) or len(folded) > 200:
        raise ValidationError("Use at least one letter or digit.")
    if mixes_scripts(name):
        raise ValidationError("Use letters of only one alphabet.")


# Whether a group's rule holds for somebody; a group that was chosen by hand has none.
RULE_HOLDS = """
    CASE one.rule
        WHEN '' THEN FALSE
        WHEN 'members' THEN TRUE
        WHEN 'moderators' THEN who.is_moderator AND who.is_active
        ELSE who.trust_level >= right(one.rule, 1)::int
    END
"""

# A member's groups, by hand and by rule, and the shared audiences that hold the member, by name
# or through a group, and through none that is never to be in them.
BELONGS_TO = f"""
    WITH mine AS MATERIALIZED (
        SELECT grouped.group_id AS id FROM accounts_group_members AS grouped
        WHERE grouped.user_id = %(member)s
        UNION
        SELECT one.id FROM accounts_group AS one
        JOIN accounts_user AS who ON who.id = %(member)s WHERE {RULE_HOLDS}
    ), shared AS (
        SELECT named.audience_id AS id FROM accounts_audience_members AS named
        WHERE named.user_id = %(member)s
        UNION
        SELECT entry.audience_id FROM accounts_audience_groups AS entry
        JOIN mine ON mine.id = entry.group_id
    )
    SELECT TRUE, audience.id FROM accounts_audience AS audience
    JOIN shared ON shared.id = audience.id
    WHERE audience.kind = 'shared' AND NOT EXISTS (
        SELECT FROM accounts_audience_never AS out
        JOIN mine ON mine.id = out.group_id WHERE out.audience_id = audience.id
    )
    UNION ALL SELECT FALSE, mine.id FROM mine
"""  # noqa: S608 - put together from constants


class Members(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        """Names are one however they are written: "Ana" signs in as "ana"."""
        return self.get(folded_username=fold(username or ""))

    def visible_to(self, viewer: User | AnonymousUser) -> QuerySet[User]:
        """Who has a page: everybody who can act; the others only for moderators."""
        people = self.filter(is_machine=False)
        moderates = isinstance(viewer, User) and viewer.is_active and viewer.is_moderator
        return people if moderates else people.filter(is_active=True)


class User(Followed, AbstractBaseUser):
    """A member. Django's groups and permissions are not used: policies ask the standing."""

    class Trust(models.IntegerChoices):
        NEW = 0, "new"
        BASIC = 1, "basic"
        MEMBER = 2, "member"
        REGULAR = 3, "regular"
        LEADER = 4, "leader"

    class Theme(models.TextChoices):
        AUTO = "", "System"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    class Density(models.TextChoices):
        COMPACT = "compact", "Compact"
        COSY = "", "Default"
        ROOMY = "roomy", "Spacious"

    last_login = None  # sessions know when; a sign-in writes no row of ours

    username = models.CharField(max_length=60, validators=[plain_name])
    folded_username = models.CharField(max_length=200, unique=True, editable=False)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)  # may enter the admin
    is_superuser = models.BooleanField(default=False)
    is_moderator = models.BooleanField(default=False)
    is_machine = models.BooleanField(default=False)  # acts for the product itself, never signs in
    is_bot = models.BooleanField(default=False, db_default=False)  # comes in by token alone
    date_joined = models.DateTimeField(db_default=Now())

    trust_level = models.PositiveSmallIntegerField(choices=Trust, default=Trust.NEW)
    silenced_until = models.DateTimeField(null=True, blank=True)
    suspended_until = models.DateTimeField(null=True, blank=True)
    session_epoch = models.PositiveIntegerField(default=0)  # raised to end all sessions
    reputation = models.IntegerField(default=0, db_default=0)
    title = models.CharField(max_length=60, blank=True)
    avatar = models.CharField(max_length=60, blank=True)  # the picture's name; else initials
    # What every page of this member is shown in.
    theme = models.CharField(
        max_length=5, choices=Theme, blank=True, default=Theme.AUTO, db_default=""
    )
    density = models.CharField(
        max_length=7, choices=Density, blank=True, default=Density.COSY, db_default=""
    )
    time_zone = models.CharField(max_length=40, blank=True, db_default="")  # none: the browser's

    objects = Members()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(trust_level__range=(0, 4)), name="accounts_user_trust_level"
            ),
            models.CheckConstraint(
                condition=~Q(username__regex=r"^\s*$"), name="accounts_user_named"
            ),
        ]
        indexes = [
            models.Index(
                fields=["-reputation", "-id"],
                condition=Q(is_active=True, is_machine=False),
                name="accounts_user_by_reputation",
            ),
            models.Index(fields=["updated_at", "id"], name="accounts_user_updated"),
        ]

    def clean(self) -> None:
        super().clean()
        self.folded_username = fold(self.username)

    @property
    def is_silenced(self) -> bool:
        return bool(self.silenced_until and self.silenced_until > timezone.now())

    @property
    def is_suspended(self) -> bool:
        return bool(self.suspended_until and self.suspended_until > timezone.now())

    @property
    def has_page(self) -> bool:
        """Whether everybody may look at this member's page; see Members.visible_to."""
        return self.is_active and not self.is_machine

    @property
    def may_write(self) -> bool:
        """Whether this member may add or change anything at all at the moment."""
        return self.is_active and not self.is_silenced and not self.is_suspended

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must match to be this member's: the password, and the epoch."""
        of_password = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        return salted_hmac(of_password, str(self.session_epoch), algorithm="sha256").hexdigest()

    def get_short_name(self) -> str:
        return self.username

    def get_absolute_url(self) -> str:
        return reverse("member", args=[self.username])

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """The admin's own pages ask this; what acts asks a policy."""
        return self.is_active and self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_staff

    @cached_property
    def _belongs_to(self) -> tuple[list[int], list[int]]:
        """The member's shared audiences and groups, in one query.

        They are asked for so often that building it anew each time would cost more than answering.
        """
        with connection.cursor() as cursor:
            cursor.execute(BELONGS_TO, {"member": self.pk})
            rows = cursor.fetchall()
        audiences = [pk for is_audience, pk in rows if is_audience]
        return audiences, [pk for is_audience, pk in rows if not is_audience]

    @property
    def shared_audience_ids(self) -> list[int]:
        """The small set that every page asks for."""
        return self._belongs_to[0]

    @property
    def group_ids(self) -> list[int]:
        """The groups that the member is in, by hand or by rule."""
        return self._belongs_to[1]


class Group(Followed):
    """Members who are given something together, such as a private category."""

    class Rule(models.TextChoices):
        """Who is in it by standing; nobody is added to such a group by hand."""

        NONE = "", "chosen by hand"
        MEMBERS = "members", "all members"
        TRUST_1 = "trust_1", "trust level 1 and above"
        TRUST_2 = "trust_2", "trust level 2 and above"
        TRUST_3 = "trust_3", "trust level 3 and above"
        TRUST_4 = "trust_4", "trust level 4"
        MODERATORS = "moderators", "moderators"

    name = models.CharField(max_length=60)
    slug = models.SlugField(max_length=60, unique=True)
    rule = models.CharField(max_length=12, choices=Rule, blank=True, default=Rule.NONE)
    members = models.ManyToManyField(User, related_name="groups", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name__regex=r"^\s*$"), name="accounts_group_named"),
            models.UniqueConstraint(
                fields=["rule"], condition=~Q(rule=""), name="accounts_group_one_a_rule"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Audience(models.Model):
    """Who may read: everyone, the members of something shared, or those named for one thing."""

    class Kind(models.TextChoices):
        PUBLIC = "public"
        SHARED = "shared"  # a private category, board, team: few, and many things each
        PERSONAL = "personal"  # a message, a ticket: many, and one thing each

    PUBLIC_ID = 0  # outside the sequence, so it is the same number everywhere

    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=120, blank=True)
    members = models.ManyToManyField(User, related_name="audiences", blank=True)
    groups = models.ManyToManyField(Group, related_name="audiences", blank=True)  # if it is shared
    never = models.ManyToManyField(Group, related_name="+", blank=True)  # and out

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="public", id=0) | (~Q(kind="public") & ~Q(id=0)),
                name="accounts_audience_one_public",
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.get_kind_display()} audience #{self.pk}"


class Attempts(models.Model):
    """How often somebody tried to sign in, sign up or reset, in one window of time.

    Kept here and not in Redis, since these limits hold while Redis is gone, too.
    """

    key = models.CharField(max_length=120)
    window = models.BigIntegerField()  # which window, counted from the epoch
    seconds = models.PositiveIntegerField()  # how long a window is
    count = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "attempts"
        constraints = [
            models.UniqueConstraint(
                fields=["key", "seconds", "window"], name="accounts_attempts_counted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"


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


# More models of this app, to be imported from where they are.
from community.accounts.access.models import Token  # noqa: E402, F401
from community.accounts.badges import ImportedBadge  # noqa: E402, F401
from community.accounts.former_names import FormerName  # noqa: E402, F401
from community.accounts.idempotency.models import IdempotencyRecord  # noqa: E402, F401
from community.accounts.oauth.models import (  # noqa: E402, F401
    App,
    AppAuthorization,
    AppCode,
    AppRefreshToken,
    AppToken,
)
from community.accounts.profiles import Invitation, Page, Profile  # noqa: E402, F401
