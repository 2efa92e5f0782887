"""Stored HTML made anew: after a newer renderer, and when the title of something linked came."""

import json
import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from community.discussions.events import PostRerendered
from community.discussions.models import Post, Thread
from community.discussions.models.embeds import CLAIM_SECONDS, Embed
from community.discussions.posts.actions.contents import keep_links, keep_mentions
from community.discussions.posts.actions.text import Text, facts, renewed
from community.events.outbox import publish
from community.kernel.embeds import oembed_address
from community.kernel.markdown import VERSION, TooMuch
from community.kernel.outgoing import (
    OutgoingFailed,
    OutgoingRefused,
    Resolve,
    fetch,
    public_only,
)

logger = logging.getLogger(__name__)

BATCH = 300
LARGEST = 200_000  # bytes of an answer
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})  # statuses that may be another next time


def rerender_outdated() -> int:
    """Render some posts whose HTML an older renderer made; return how many.

    No version is raised and nobody is told: the words are the same. Open pages see it when
    they are loaded again.
    """
    stale = Post.objects.filter(html_version__lt=VERSION).select_related("author")
    posts = list(stale.order_by("pk")[:BATCH])
    for post in posts:
        _renew(post, is_told=False)
    return len(posts)


def fetch_title(*, embed_id: int, resolve: Resolve = public_only) -> None:
    """Ask a provider for the title of what is linked, and show it where it is linked.

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
        told = _told(address, resolve) if address else {}
    except OutgoingFailed as error:
        logger.info("%s did not tell a title: %s", embed.provider, error)
        row.update(due_at=Now() + timedelta(minutes=1) * 4**embed.attempts)
        return
    except OutgoingRefused as error:
        logger.warning("%s is not asked: %s", embed.provider, error)
        told = {}
    title, author = _line(told.get("title"), 200), _line(told.get("author_name"), 100)
    row.update(title=title, author_name=author, fetched_at=Now(), due_at=None, attempts=0)
    if title and title != embed.title:
        for post in embed.posts.select_related("author").order_by("-pk")[:BATCH]:
            _renew(post, is_told=True)


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


def _line(said: object, longest: int) -> str:
    """One line of what may be anything."""
    words = " ".join(said.split()) if isinstance(said, str) else ""
    fit = "".join(sign for sign in words if sign.isprintable() and not "\ud800" <= sign <= "\udfff")
    return fit[:longest]


def _renew(post: Post, *, is_told: bool) -> None:
    """Store the post's HTML anew, unless it was edited meanwhile, which renders it anyway."""
    text = _text(post)
    with transaction.atomic():
        thread = Thread.objects.locked().get(pk=post.thread_id)
        row = thread.posts.filter(pk=post.pk, version=post.version)
        html = text.html if text else post.html
        if row.update(html=html, html_version=VERSION) and text:
            keep_mentions(thread=thread, post=post, text=text, is_new=False)
            keep_links(post=post, text=text, is_new=False)
            thread.mark_changed()
            if is_told:
                publish(PostRerendered(**facts(thread, post.author), post_id=post.pk))


def _text(post: Post) -> Text | None:
    try:
        return renewed(post.source, author=post.author, before=post)
    except TooMuch:
        logger.warning("post %s keeps its old form: it would be too much by now", post.pk)
        return None
