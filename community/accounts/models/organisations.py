"""Organisations: the customers that members work for."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.accounts.models.people import User


class Organisation(models.Model):
    """A customer, whose members write, vote and ask for help. Only staff see which one it is."""

    name = models.CharField(_("name"), max_length=120)
    # Of its email addresses: "example.org". Members with a confirmed address there are its members.
    domain = models.CharField(_("domain"), max_length=253, null=True, blank=True, unique=True)
    yearly_value = models.BigIntegerField(  # in minor units (cents) of the site's currency
        _("value a year"), default=0
    )
    members = models.ManyToManyField(
        User,
        through="accounts.OrganisationMember",
        related_name="organisations",
        verbose_name=_("members"),
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    created_at = models.DateTimeField(_("created at"), db_default=Now())

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        constraints = [
            models.CheckConstraint(
                condition=~Q(name__regex=r"^\s*$"), name="accounts_organisation_named"
            ),
            models.CheckConstraint(
                condition=Q(yearly_value__gte=0), name="accounts_organisation_value"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationMember(models.Model):
    """That a member belongs to an organisation: to one at most."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="memberships", verbose_name=_("organization")
    )
    user = models.OneToOneField(
        User, models.CASCADE, related_name="organisation_membership", verbose_name=_("member")
    )
    joined_at = models.DateTimeField(_("added at"), db_default=Now())

    class Meta:
        verbose_name = _("member of an organization")
        verbose_name_plural = _("members of organizations")

    def __str__(self) -> str:
        return gettext("Member %(member)s of organization %(organisation)s") % {
            "member": self.user_id,
            "organisation": self.organisation_id,
        }
