"""The site's own pages."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse


class Page(models.Model):
    """A page of the site, if staff edited it; otherwise the default text is shown."""

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
