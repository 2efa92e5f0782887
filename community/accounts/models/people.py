"""Members."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.accounts.models.membership import BELONGS_TO
from community.kernel.addresses import address
from community.kernel.languages import Text
from community.kernel.models import Followed
from community.kernel.text import fold, may_name, mixes_scripts

LONGEST_ADDRESS = 254  # RFC 5321, and what the columns of addresses hold


def plain_name(name: str) -> None:
    """Letters and digits of any script, with the marks that some scripts write vowels with."""
    for sign in name:
        if not may_name(sign):
            raise ValidationError(
                gettext("Use only letters, digits, dots, hyphens and underscores, without spaces.")
            )
    folded = fold(name)
    if not any(sign.isalnum() for sign in folded) or len(folded) > 200:
        raise ValidationError(gettext("Use at least one letter or digit."))
    if mixes_scripts(name):
        raise ValidationError(gettext("Use letters of only one alphabet."))


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
        NEW = 0, pgettext_lazy("trust level", "New")
        BASIC = 1, pgettext_lazy("trust level", "Basic")
        MEMBER = 2, pgettext_lazy("trust level", "Member")
        REGULAR = 3, pgettext_lazy("trust level", "Regular")
        LEADER = 4, pgettext_lazy("trust level", "Leader")

    class Theme(models.TextChoices):
        AUTO = "", pgettext_lazy("theme", "System")
        LIGHT = "light", pgettext_lazy("theme", "Light")
        DARK = "dark", pgettext_lazy("theme", "Dark")

    class Density(models.TextChoices):
        COMPACT = "compact", pgettext_lazy("density", "Compact")
        COSY = "", pgettext_lazy("density", "Default")
        ROOMY = "roomy", pgettext_lazy("density", "Spacious")

    FOREVER = datetime(8999, 12, 31, tzinfo=UTC)  # the end of a suspension without end

    last_login = None  # sessions know when; a sign-in writes no row of ours

    username = models.CharField(_("username"), max_length=60, validators=[plain_name])
    folded_username = models.CharField(
        _("normalized username"), max_length=200, unique=True, editable=False
    )
    email = models.EmailField(_("email"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("staff"), default=False)  # may enter the admin
    is_superuser = models.BooleanField(_("administrator"), default=False)
    is_moderator = models.BooleanField(_("moderator"), default=False)
    # Acts for the product itself, never signs in.
    is_machine = models.BooleanField(_("system account"), default=False)
    # Comes in by token alone.
    is_bot = models.BooleanField(_("service account (bot)"), default=False, db_default=False)
    date_joined = models.DateTimeField(_("date joined"), db_default=Now())

    trust_level = models.PositiveSmallIntegerField(
        _("trust level"), choices=Trust, default=Trust.NEW
    )
    silenced_until = models.DateTimeField(_("silenced until"), null=True, blank=True)
    suspended_until = models.DateTimeField(_("suspended until"), null=True, blank=True)
    # A warning that the member has not read yet.
    warned_at = models.DateTimeField(_("warned at"), null=True, blank=True, editable=False)
    # Raised to end all sessions.
    session_epoch = models.PositiveIntegerField(_("times all sessions were ended"), default=0)
    reputation = models.IntegerField(_("reputation"), default=0, db_default=0)
    title = models.CharField(_("title"), max_length=60, blank=True)
    # The picture's name; else initials.
    avatar = models.CharField(_("avatar"), max_length=60, blank=True)
    # What every page of this member is shown in.
    theme = models.CharField(
        _("theme"), max_length=5, choices=Theme, blank=True, default=Theme.AUTO, db_default=""
    )
    density = models.CharField(
        _("density"), max_length=7, choices=Density, blank=True, default=Density.COSY, db_default=""
    )
    # None of these two: the browser's.
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True, db_default="")
    language = models.CharField(_("language"), max_length=16, blank=True, db_default="")

    objects = Members()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
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
    def is_banned(self) -> bool:
        """Whether the suspension has no end."""
        return self.suspended_until == self.FOREVER

    @property
    def trust_name(self) -> Text:
        return self.Trust(self.trust_level).label

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
