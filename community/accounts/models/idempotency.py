"""Requests and forms that were carried out, and what came of them."""

from django.db import models
from django.db.models.functions import Now

from community.accounts.models.people import User

LONGEST_KEY = 255


class IdempotencyRecord(models.Model):
    """One request of a member's program under a key of its own, with its response, or one form
    that a member sent, with what it wrote."""

    # No foreign key in the database: its lock on the member's row would be held as long as the
    # request takes, against whoever changes that row.
    member = models.ForeignKey(
        User, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    caller = models.CharField(max_length=64, db_default="")  # which program or browser of theirs
    key = models.CharField(max_length=LONGEST_KEY)
    fingerprint = models.CharField(max_length=64)  # of all that was sent
    status = models.PositiveSmallIntegerField(db_default=0)
    headers = models.JSONField(default=dict, db_default={})
    object_id = models.BigIntegerField(null=True)  # what a form wrote
    body = models.BinaryField(db_default=b"")  # encrypted: some answers tell a secret this once
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "caller", "key"], name="accounts_idempotencyrecord_once"
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="accounts_idempotencyrecord_age")]

    def __str__(self) -> str:
        return f"idempotency record {self.pk} of {self.member_id}"
