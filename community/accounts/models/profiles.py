"""What members say of themselves, what the place says of itself, and who asked whom in."""

from __future__ import annotations

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from community.accounts.models.people import Group, User

LONGEST_BIO = 1000
MOST_LINKS = 5


class Profile(models.Model):
    """What a member chose to tell. Whoever chose nothing yet has no row.

    What every page needs to know (theme, density, zone, picture) stands on the member's own row,
    which every page reads anyway.
    """

    member = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="profile")
    source = models.TextField(blank=True)  # about the member, in Markdown
    html = models.TextField(blank=True)
    html_version = models.PositiveSmallIntegerField(default=0)
    location = models.CharField(max_length=100, blank=True)
    links = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    language = models.CharField(max_length=10, blank=True)  # none: the place's
    is_indexed = models.BooleanField(default=True)  # search engines may list the member's page
    agreed_at = models.DateTimeField(null=True, blank=True)  # to guidelines and code of conduct
    agreed_to = models.JSONField(default=dict, blank=True)  # which version of each
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(links__len__lte=MOST_LINKS), name="accounts_profile_few_links"
            ),
        ]

    def __str__(self) -> str:
        return f"profile of {self.member_id}"


class Page(models.Model):
    """A page of the place's own words, where they are others than those that we ship."""

    class Slug(models.TextChoices):
        GUIDELINES = "guidelines", "Guidelines"
        CONDUCT = "conduct", "Code of conduct"
        PRIVACY = "privacy", "Privacy"
        ABOUT = "about", "About"

    slug = models.CharField(max_length=20, choices=Slug, unique=True)
    title = models.CharField(max_length=60)
    source = models.TextField()
    html = models.TextField()
    html_version = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title__regex=r"^\s*$"), name="accounts_page_titled")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("page", args=[self.slug])


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        return self.filter(inviter=viewer.pk) if viewer.is_authenticated else self.none()

    def open(self) -> Self:
        """Those that somebody can still join by."""
        return self.filter(revoked_at=None, expires_at__gt=Now(), uses__lt=F("max_uses"))


class Invitation(models.Model):
    """A way in, by a link or by a mail to one address. The link's secret is kept hashed."""

    inviter = models.ForeignKey(User, models.CASCADE, related_name="invitations")
    email = models.EmailField(blank=True)  # none: whoever has the link
    secret = models.CharField(max_length=64, unique=True)
    note = models.CharField(max_length=300, blank=True)
    group = models.ForeignKey(Group, models.SET_NULL, null=True, blank=True, related_name="+")
    uses = models.PositiveIntegerField(default=0)
    max_uses = models.PositiveIntegerField(default=1)
    sent_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(uses__lte=F("max_uses")), name="accounts_invitation_uses"
            ),
            models.CheckConstraint(
                condition=Q(email="") | Q(max_uses=1), name="accounts_invitation_mail_once"
            ),
        ]
        indexes = [models.Index(fields=["inviter", "-id"], name="accounts_invitation_of")]

    def __str__(self) -> str:
        return f"invitation #{self.pk} by {self.inviter_id}"

    @property
    def state(self) -> str:
        if self.revoked_at:
            return "revoked"
        if self.uses >= self.max_uses:
            return "used"
        return "open" if self.expires_at > timezone.now() else "expired"
