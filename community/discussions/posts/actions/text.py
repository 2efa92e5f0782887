"""What the writing actions share: text that is fit to be stored, and the facts of a thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from community.accounts.models import User
from community.discussions.mentions.naming import named
from community.discussions.models import Post, Thread
from community.discussions.models.embeds import previews, titles
from community.discussions.uploads.showing import known_files
from community.kernel import formats, markdown
from community.kernel.errors import Denied, NothingWritten, RuleViolation
from community.kernel.languages import filled
from community.kernel.markdown import Quoted
from community.kernel.text import is_blank, storable

MOST_MENTIONS, MOST_OF_NEW = 10, 2  # members that one post may call; at trust level 0


class TooLong(RuleViolation):
    code = "too_long"
    title = _("Text too long")
    message = filled(
        ngettext_lazy(
            "The post is too long. The limit is %(count)s character.",
            "The post is too long. The limit is %(count)s characters.",
            markdown.LONGEST,
        ),
        count=markdown.LONGEST,
    )


class ThreadIsClosed(Denied):
    code = "thread_is_closed"
    title = _("Topic is closed")
    message = _("This topic is closed. New replies are not possible.")


class ThreadIsArchived(Denied):
    code = "thread_is_archived"
    title = _("Topic is archived")
    message = _("This topic is archived. It can be read but not changed.")


def refusal(thread: Thread, *, to_reply: bool = False) -> Denied:
    """Why a policy said no: the thread's state, where that is the reason for nearly everybody."""
    if thread.archived_at:
        return ThreadIsArchived()
    return ThreadIsClosed() if to_reply and thread.closed_at else Denied()


class TooManyMentions(RuleViolation):
    """The post mentions more members than one post may."""

    code = "too_many_mentions"
    title = _("Too many mentions")

    def __init__(self, *, most: int) -> None:
        super().__init__()
        self.message = ngettext(
            "Mention at most %(count)s member in one post.",
            "Mention at most %(count)s members in one post.",
            most,
        ) % {"count": formats.number(most)}


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text as it is stored, and what it says beside its words."""

    source: str
    html: str
    called: frozenset[int]  # the ids of the members that it calls
    links: Mapping[str, str]  # the addresses that may be shown in place, and by which provider
    previews: Mapping[str, str] = field(default_factory=dict)  # of pages that are linked: hosts
    quoted: Sequence[Quoted] = ()
    is_blank: bool = False  # nothing of it is to be seen


def fit(source: str) -> str:
    """Return a text that is worth rendering. Raises NothingWritten, TooLong, NotText."""
    if is_blank(storable(source)):
        raise NothingWritten
    if len(source) > markdown.LONGEST:
        raise TooLong
    return source


def rendered(
    source: str,
    *,
    author: User | None = None,
    by: User | None = None,
    before: Post | None = None,
) -> Text:
    """Return a text that may be stored, as its author's; `by` is who writes it just now, over
    what stood there `before`.

    An imported text may show nothing, since nobody can write it again. Raises NothingWritten,
    TooLong, TooMuch, NotText, TooManyMentions.
    """
    text = renewed(fit(source), author=author or by, by=by, before=before)
    if by and text.is_blank:
        raise NothingWritten
    if by and not by.is_machine:
        most = MOST_OF_NEW if by.trust_level == User.Trust.NEW else MOST_MENTIONS
        if len(text.called - {by.pk}) > most:
            raise TooManyMentions(most=most)
    return text


def renewed(
    source: str, *, author: User | None = None, by: User | None = None, before: Post | None = None
) -> Text:
    """Render what was stored before, without asking how much of it was wise. Raises TooMuch."""
    ids: dict[str, int] = {}

    def members(names: set[str]) -> dict[str, str]:
        found = named(names, before)
        ids.update({name: member.pk for name, member in found.items()})
        return {name: member.get_absolute_url() for name, member in found.items()}

    known = markdown.Known(
        members=members,
        titles=titles,
        previews=previews,
        files=known_files(by or author, before),
        post=post_address,
        is_trusted=author is not None and author.trust_level >= User.Trust.REGULAR,
    )
    made = markdown.rendering(source, known)
    called = frozenset(ids[name] for name in made.called)
    return Text(
        source=source,
        html=made.html,
        called=called,
        links=made.links,
        previews=made.previews,
        quoted=made.quoted,
        is_blank=made.is_blank,
    )


def post_address(thread_id: int, number: int) -> str:
    """Where a quoted post stands, whatever its thread is called by now."""
    return reverse("discussions:numbered", args=[thread_id, number])


def facts(thread: Thread, by: User) -> dict[str, Any]:
    """What every ThreadEvent tells."""
    return {
        "actor_id": by.pk,
        "thread_id": thread.pk,
        "kind": thread.kind,
        "container_id": thread.container_id,
        "audience_id": thread.audience_id,
    }
