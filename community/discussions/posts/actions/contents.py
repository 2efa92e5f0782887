"""What follows from a post's text, kept beside it: whom it calls and quotes, what it links to."""

from datetime import timedelta

from django.db.models import F, Q
from django.db.models.functions import Now

from community.accounts.models import User
from community.discussions.events import MembersMentioned
from community.discussions.models import Post, Thread
from community.discussions.models.embeds import Embed, url_hash
from community.discussions.models.reading import Mention, Quote
from community.discussions.posts.actions.text import Text, facts
from community.discussions.uploads.actions_attaching import attach
from community.discussions.uploads.keys import keys_in
from community.events.outbox import publish
from community.kernel.embeds import oembed_address
from community.kernel.export import site_origin

MOST_QUOTED = 10  # posts whose authors are kept
KEPT = timedelta(days=7)  # a title is asked for again when it is older than this and used anew


def keep_contents(*, thread: Thread, post: Post, text: Text, by: User, is_new: bool) -> None:
    """Within the transaction that writes the post: tell those who are called for the first time."""
    if new := keep_mentions(thread=thread, post=post, text=text, is_new=is_new):
        called = MembersMentioned(**facts(thread, by), post_id=post.pk, member_ids=sorted(new))
        publish(called)
    keep_quotes(thread=thread, post=post, text=text, by=by, is_new=is_new)
    keep_links(post=post, text=text, is_new=is_new)
    if not is_new or keys_in(text.source):
        attach(post, text.source, by, is_new=is_new)


def keep_mentions(*, thread: Thread, post: Post, text: Text, is_new: bool) -> set[int]:
    """Write who is called, of those who may read the thread; return who was not before."""
    wanted = set(text.called - {post.author_id})
    if wanted:
        wanted = set(thread.readers().filter(pk__in=wanted).values_list("pk", flat=True))
    before = set() if is_new else set(post.mentions.values_list("member_id", flat=True))
    if before - wanted:
        post.mentions.filter(member__in=before - wanted).delete()
    added = wanted - before
    Mention.objects.bulk_create([Mention(post=post, member_id=pk) for pk in sorted(added)])
    return added


def keep_quotes(*, thread: Thread, post: Post, text: Text, by: User, is_new: bool) -> None:
    """Write who is quoted: who may read the thread, and wrote such a post that `by` may see."""
    wanted: set[int] = set()
    if text.quoted:
        said = Q()
        for quoted in text.quoted[:MOST_QUOTED]:
            author = Q(author__folded_username=quoted.name)
            said |= Q(author, thread=quoted.topic, number=quoted.post)
        posts = Post.objects.live().filter(said, thread__in=Thread.objects.visible_to(by))
        authors = posts.filter(author__in=thread.readers()).exclude(author=post.author_id)
        wanted = set(authors.values_list("author_id", flat=True))
    before = set() if is_new else set(post.quotes.values_list("member_id", flat=True))
    if before - wanted:
        post.quotes.filter(member__in=before - wanted).delete()
    if wanted - before:
        added = [Quote(post=post, member_id=pk) for pk in sorted(wanted - before)]
        Quote.objects.bulk_create(added)


def keep_links(*, post: Post, text: Text, is_new: bool, is_written: bool = True) -> None:
    """Remember what is linked, so that its title is asked for once. The pages that a post has
    linked for long are not asked for now, because it is rendered again."""
    links = {url: name for url, name in text.links.items() if oembed_address(url)}
    if is_written:
        own = f"{site_origin()}/"
        links |= {url: host[:120] for url, host in text.previews.items() if not url.startswith(own)}
    if not is_new:
        post.embeds.through.objects.filter(post=post).exclude(
            embed__in=Embed.objects.of({**links, **text.previews})
        ).delete()
    if not links:
        return
    Embed.objects.bulk_create(
        [
            Embed(url=url, url_hash=url_hash(url), provider=links[url])
            for url in sorted(links, key=url_hash)  # one order, so that two writers cannot cross
        ],
        ignore_conflicts=True,
    )
    used = Embed.objects.of(links)
    aged = Q(fetched_at__lt=Now() - KEPT) | Q(fetched_at=None)
    used.filter(aged, due_at=None).update(due_at=Now(), attempts=F("attempts") * 0)
    uses = [Embed.posts.through(embed_id=pk, post=post) for pk in used.values_list("pk", flat=True)]
    Embed.posts.through.objects.bulk_create(uses, ignore_conflicts=True)
