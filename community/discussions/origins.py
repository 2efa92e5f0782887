"""Where imported rows come from, so that nothing is brought in twice."""

from django.db import models


class Origin(models.Model):
    """What a row was called on the site that it was brought in from."""

    class Kind(models.TextChoices):
        USER = "user"  # the member
        NAME = "name"  # a member who stands for all who had only this name there
        QUESTION = "question"  # the thread
        ANSWER = "answer"  # the post
        COMMENT = "comment"  # the post; counted apart from answers there
        TOLD = "told"  # the last origin that an event has told of; its key is 0

    site = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind)
    key = models.BigIntegerField()
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "kind", "key"], name="discussions_origin_once"),
        ]

    def __str__(self) -> str:
        return f"{self.site}: {self.kind} {self.key}"
