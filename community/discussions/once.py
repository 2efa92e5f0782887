"""What a form has written already: sent a second time, it finds the post of the first."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from community.accounts.models import User
from community.discussions.models import Post

KEPT = timedelta(days=2)
SAME_WORDS = timedelta(minutes=10)


@dataclass(frozen=True)
class Key:
    """What one sending is known by, and for how long."""

    digest: str
    valid_for: timedelta


def keys_of(token: str, *said: object) -> list[Key]:
    """The keys of one sending; none without a form's token.

    The first is of the form and its content: other content with the same form is a new post. The
    second is of the content alone, for a short while: a browser that goes back may load a new form
    and put the old text into it. Once the post was edited, the same content is meant as a new post.
    """
    if not token:
        return []
    return [Key(_digest(token, *said), KEPT), Key(_digest("", *said), SAME_WORDS)]


def _digest(*said: object) -> str:
    return sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()


class OnceQuerySet(models.QuerySet["Once"]):
    def post_of(self, member: User, keys: list[Key]) -> Post | None:
        """What was written under one of those keys and is still there, if anything was."""
        if not keys:
            return None
        form, words = (Q(key=key.digest, created_at__gte=Now() - key.valid_for) for key in keys)
        live = Q(post__deleted_at=None, post__thread__deleted_at=None)
        found = self.filter(live, form | words & Q(post__edited_at=None), member=member.pk)
        sent = found.select_related("post__thread").order_by("-created_at", "-pk").first()
        return sent.post if sent else None


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
