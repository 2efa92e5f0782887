"""Titles of what posts link to, from the providers of the players that are allowed, and from the
pages themselves."""

import json
import logging
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.db.models.functions import Now

from community.discussions.embeds.pages import page_of
from community.discussions.models.embeds import CLAIM_SECONDS, Embed
from community.discussions.posts.actions.rerendering import rerender_post
from community.kernel.embeds import framed, oembed_address
from community.kernel.outgoing import (
    OutgoingFailed,
    OutgoingRefused,
    Resolve,
    fetch,
    public_only,
)

logger = logging.getLogger(__name__)

MOST_POSTS = 300  # that are rendered again with a new title
LARGEST, MOST_OF_PAGE = 200_000, 500_000  # bytes of an answer
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})  # statuses that may be another next time


def fetch_title(*, embed_id: int, resolve: Resolve = public_only) -> None:
    """Ask for the title of what is linked, and show it where it is linked: a provider for that of
    what it plays, any other page itself.

    Claimed by one conditional UPDATE: being called twice asks once.
    """
    later = Now() + timedelta(seconds=CLAIM_SECONDS)
    mine = Embed.objects.due().filter(pk=embed_id)
    if not mine.update(due_at=later, attempts=F("attempts") + 1):
        return
    embed = Embed.objects.get(pk=embed_id)
    row = Embed.objects.filter(pk=embed.pk)
    address = oembed_address(embed.url)
    try:
        told = _told(address, resolve) if address else _page(embed.url, resolve)
    except OutgoingFailed as error:
        logger.info("%s did not tell a title: %s", embed.provider, error)
        row.update(due_at=Now() + timedelta(minutes=1) * 4**embed.attempts)
        return
    except OutgoingRefused as error:
        logger.warning("%s is not asked: %s", embed.provider, error)
        told = {}
    title, author = _line(told.get("title"), 200), _line(told.get("author_name"), 100)
    description = _line(told.get("description"), 300)
    provider = (not address and _line(told.get("site"), 120)) or embed.provider
    row.update(
        title=title,
        description=description,
        provider=provider,
        author_name=author,
        fetched_at=Now(),
        due_at=None,
        attempts=0,
    )
    was = (embed.title, embed.description, embed.provider)
    if title and (title, description, provider) != was:
        for post in embed.posts.select_related("author").order_by("-pk")[:MOST_POSTS]:
            rerender_post(post, is_told=True)


def _told(address: str, resolve: Resolve) -> dict[str, Any]:
    """What the provider says; nothing if it says no. Raises OutgoingFailed, OutgoingRefused."""
    answer = fetch(address, headers={"Accept": "application/json"}, limit=LARGEST, resolve=resolve)
    if answer.status in AGAIN:
        raise OutgoingFailed(f"status {answer.status}")
    try:
        told = json.loads(answer.body) if answer.status == 200 else {}
    except (ValueError, RecursionError):
        told = {}
    return told if isinstance(told, dict) else {}


def _page(url: str, resolve: Resolve) -> dict[str, Any]:
    """What a page says of itself. Raises OutgoingFailed, OutgoingRefused."""
    if framed(url):
        return {}  # shown by a provider that tells no titles
    asked = {"Accept": "text/html", "User-Agent": "Mozilla/5.0 (compatible; link preview)"}
    answer = fetch(url, headers=asked, limit=MOST_OF_PAGE, is_cut=True, resolve=resolve)
    if answer.status in AGAIN:
        raise OutgoingFailed(f"status {answer.status}")
    return asdict(page_of(answer, url))


def _line(said: object, longest: int) -> str:
    """One line of what may be anything."""
    words = " ".join(said.split()) if isinstance(said, str) else ""
    fit = "".join(sign for sign in words if sign.isprintable() and not "\ud800" <= sign <= "\udfff")
    return fit[:longest].strip()
