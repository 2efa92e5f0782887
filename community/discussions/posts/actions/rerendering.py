"""Rendering stored posts again, after a newer renderer or when the title of a link came."""

import logging

from django.db import transaction

from community.discussions.events import PostRerendered
from community.discussions.models import Post, Thread
from community.discussions.posts.actions.contents import keep_links, keep_mentions
from community.discussions.posts.actions.text import Text, facts, renewed
from community.events.outbox import publish
from community.kernel.markdown import VERSION, TooMuch

logger = logging.getLogger(__name__)

BATCH = 300


def rerender_outdated() -> int:
    """Render some posts whose HTML an older renderer made; return how many.

    No version is raised and nobody is told: the words are the same. Open pages see it when
    they are loaded again.
    """
    stale = Post.objects.filter(html_version__lt=VERSION).select_related("author")
    posts = list(stale.order_by("pk")[:BATCH])
    for post in posts:
        rerender_post(post, is_told=False)
    return len(posts)


def rerender_post(post: Post, *, is_told: bool) -> None:
    """Render the post again, unless it was edited meanwhile, which has rendered it already."""
    text = _text(post)
    with transaction.atomic():
        thread = Thread.objects.locked().get(pk=post.thread_id)
        row = thread.posts.filter(pk=post.pk, version=post.version)
        html = text.html if text else post.html
        if row.update(html=html, html_version=VERSION) and text:
            keep_mentions(thread=thread, post=post, text=text, is_new=False)
            keep_links(post=post, text=text, is_new=False, is_written=False)
            thread.mark_changed()
            if is_told:
                publish(PostRerendered(**facts(thread, post.author), post_id=post.pk))


def _text(post: Post) -> Text | None:
    try:
        return renewed(post.source, author=post.author, before=post)
    except TooMuch:
        logger.warning("post %s keeps its old form: it would be too much by now", post.pk)
        return None
