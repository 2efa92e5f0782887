"""What is known of the pages, films, sounds and maps that posts link to, asked once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from community.discussions.models.posts import Post
from community.kernel.markdown import Preview

TRIES = 5
CLAIM_SECONDS = 60  # a worker that has not finished by then is taken for dead


def url_hash(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()


class EmbedQuerySet(models.QuerySet["Embed"]):
    def due(self) -> Self:
        return self.filter(due_at__lte=Now(), attempts__lt=TRIES)

    def of(self, urls: Iterable[str]) -> Self:
        return self.filter(url_hash__in=[url_hash(url) for url in urls])


class Embed(models.Model):
    """One address. `due_at` = its title is still to be asked for; pictures are never taken."""

    url_hash = models.CharField(max_length=64, unique=True)  # an address may be too long to index
    url = models.TextField()
    provider = models.CharField(max_length=120)  # of a player; of any other page, its host
    title = models.CharField(max_length=200, blank=True)
    description = models.CharField(max_length=300, blank=True, db_default="")
    author_name = models.CharField(max_length=100, blank=True)
    due_at = models.DateTimeField(null=True, blank=True, db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True, blank=True)
    posts = models.ManyToManyField(Post, related_name="embeds")

    objects = EmbedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(due_at__isnull=False),
                name="discussions_embed_due",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.url


def previews(links: Mapping[str, str]) -> dict[str, Preview]:
    """What is known by now of the pages at these addresses."""
    known = Embed.objects.of(links).exclude(title="")
    return {
        row.url: Preview(title=row.title, description=row.description, site=row.provider)
        for row in known.only("url", "title", "description", "provider")
    }


def titles(links: Mapping[str, str]) -> dict[str, str]:
    """What is known by now of these addresses."""
    known = Embed.objects.of(links).exclude(title="")
    return dict(known.values_list("url", "title"))
