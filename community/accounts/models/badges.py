"""What members were honoured with where they come from, kept for when honours are given here."""

from django.db import models

from community.accounts.models.people import User


class ImportedBadge(models.Model):
    """One badge, once given on another site; `key` is its number there."""

    class Level(models.IntegerChoices):
        GOLD = 1, "gold"
        SILVER = 2, "silver"
        BRONZE = 3, "bronze"

    site = models.CharField(max_length=100)
    key = models.BigIntegerField()
    member = models.ForeignKey(User, models.CASCADE, related_name="imported_badges")
    name = models.CharField(max_length=100)
    level = models.PositiveSmallIntegerField(choices=Level)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "key"], name="accounts_importedbadge_once"),
            models.CheckConstraint(
                condition=models.Q(level__range=(1, 3)), name="accounts_importedbadge_level"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, given to {self.member_id}"
