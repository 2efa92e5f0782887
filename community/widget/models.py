"""Sites that show the widget, and the people that they sign in."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User


class WidgetSite(models.Model):
    """Another product that shows the widget on its pages."""

    name = models.CharField(_("name"), max_length=80)
    key = models.CharField(_("key"), max_length=32, unique=True)  # public: in the script's address
    # Where its pages are: "https://app.example.org". No others may ask.
    origins = ArrayField(models.CharField(max_length=253), verbose_name=_("origins"))
    # With which the product's server signs who somebody is; two at most while it is rotated.
    secrets = models.BinaryField(_("secrets"))  # JSON list, encrypted
    panels = ArrayField(models.CharField(max_length=40), default=list, verbose_name=_("panels"))
    # By panel, what it needs to know: {"feedback": {"board": 3}}
    options = models.JSONField(_("options"), default=dict, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    created_at = models.DateTimeField(_("created at"), db_default=Now())

    class Meta:
        verbose_name = _("widget site")
        verbose_name_plural = _("widget sites")
        constraints = [
            models.CheckConstraint(condition=~Q(name__regex=r"^\s*$"), name="widget_site_named")
        ]

    def __str__(self) -> str:
        return self.name


class WidgetIdentity(models.Model):
    """Who somebody of the other product is here."""

    site = models.ForeignKey(
        WidgetSite,
        models.CASCADE,
        related_name="identities",
        db_index=False,
        verbose_name=_("widget site"),
    )
    external_id = models.CharField(_("external ID"), max_length=200)  # as the product calls them
    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("member"))
    created_at = models.DateTimeField(_("created at"), db_default=Now())

    class Meta:
        verbose_name = _("widget identity")
        verbose_name_plural = _("widget identities")
        constraints = [
            models.UniqueConstraint(fields=["site", "external_id"], name="widget_identity_once")
        ]

    def __str__(self) -> str:
        return gettext("Identity of member %(id)s") % {"id": self.user_id}
