"""What members were honoured with where they come from, kept for when honours are given here."""

from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.accounts.models.people import User


class ImportedBadge(models.Model):
    """One badge, once given on another site; `key` is its number there."""

    class Level(models.IntegerChoices):
        GOLD = 1, pgettext_lazy("badge", "Gold")
        SILVER = 2, pgettext_lazy("badge", "Silver")
        BRONZE = 3, pgettext_lazy("badge", "Bronze")

    site = models.CharField(_("original site"), max_length=100)
    key = models.BigIntegerField(_("number on the original site"))
    member = models.ForeignKey(
        User, models.CASCADE, related_name="imported_badges", verbose_name=_("member")
    )
    name = models.CharField(_("name"), max_length=100)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    given_at = models.DateTimeField(_("given at"))

    class Meta:
        verbose_name = _("imported badge")
        verbose_name_plural = _("imported badges")
        constraints = [
            models.UniqueConstraint(fields=["site", "key"], name="accounts_importedbadge_once"),
            models.CheckConstraint(
                condition=models.Q(level__range=(1, 3)), name="accounts_importedbadge_level"
            ),
        ]
        indexes = [
            models.Index(fields=["name", "-given_at", "-id"], name="accounts_importedbadge_named"),
        ]

    def __str__(self) -> str:
        return gettext("%(name)s, given to %(member)s") % {
            "name": self.name,
            "member": self.member_id,
        }
