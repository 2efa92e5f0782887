"""Members."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property

from community.accounts.models.membership import BELONGS_TO
from community.kernel.addresses import address
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
    language = models.CharField(max_length=16, blank=True, db_default="")  # none: the browser's

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
        return address("member", self.username)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """The admin's own pages ask this; what acts asks a policy."""
        return self.is_active and self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_staff

    @cached_property
    def _belongs_to(self) -> tuple[list[int], list[int]]:
        """The member's shared audiences and groups, in one query.

        They are needed so often that building the query each time would cost more than running it.
        """
        rows = BELONGS_TO.fetched({"member": self.pk})
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
