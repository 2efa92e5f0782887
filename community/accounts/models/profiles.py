"""What members say about themselves."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from community.accounts.models.people import User

LONGEST_BIO = 1000
MOST_LINKS = 5


class Profile(models.Model):
    """What a member chose to tell. Whoever chose nothing yet has no row.

    What every page needs to know (theme, density, zone, language, avatar) is in the member's own
    row, which every page reads anyway.
    """

    member = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="profile")
    source = models.TextField(blank=True)  # about the member, in Markdown
    html = models.TextField(blank=True)
    html_version = models.PositiveSmallIntegerField(default=0)
    location = models.CharField(max_length=100, blank=True)
    links = ArrayField(models.CharField(max_length=200), default=list, blank=True)
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
