"""The site's own pages."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Page(models.Model):
    """A page of the site, if staff edited it; otherwise the default text is shown."""

    class Slug(models.TextChoices):
        GUIDELINES = "guidelines", _("Guidelines")
        CONDUCT = "conduct", _("Code of conduct")
        PRIVACY = "privacy", _("Privacy")
        ABOUT = "about", _("About")

    slug = models.CharField(_("slug"), max_length=20, choices=Slug, unique=True)
    title = models.CharField(_("title"), max_length=60)
    source = models.TextField(_("Markdown source"))
    html = models.TextField(_("HTML"))
    html_version = models.PositiveSmallIntegerField(_("renderer version"))
    version = models.PositiveIntegerField(_("version"), default=1)
    changed_at = models.DateTimeField(_("changed at"), db_default=Now())

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        constraints = [
            models.CheckConstraint(condition=~Q(title__regex=r"^\s*$"), name="accounts_page_titled")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("page", args=[self.slug])
