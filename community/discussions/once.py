"""What a form has written already: sent a second time, it finds the post of the first."""

from hashlib import sha256

from django.db import models
from django.db.models.functions import Now

from community.accounts.models import User
from community.discussions.models import Post


def key_of(token: str, *said: object) -> str:
    """The key of one sending: the form's token, and what was said with it.

    Whoever goes back to a form and says something else with it says something new.
    """
    if not token:
        return ""
    return sha256(repr((token, *said)).encode("utf-8", "surrogatepass")).hexdigest()


class OnceQuerySet(models.QuerySet["Once"]):
    def post_of(self, member: User, key: str) -> Post | None:
        """What was written under that key already, if anything was."""
        if not key:
            return None
        found = self.filter(member=member.pk, key=key).select_related("post__thread").first()
        return found.post if found else None


class Once(models.Model):
    """One sending of a form by a member, and the post that came of it."""

    member = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    objects = OnceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "once"
        constraints = [
            models.UniqueConstraint(fields=["member", "key"], name="discussions_once_once"),
        ]
        indexes = [models.Index(fields=["created_at"], name="discussions_once_age")]

    def __str__(self) -> str:
        return f"post {self.post_id}, once"
