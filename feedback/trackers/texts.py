"""Texts that go to a tracker and come from one, as plain as they have to be.

A name after @ would call whoever has it on the other side, who is somebody else: an invisible
character after the sign prevents that.
"""

import re

from django.conf import settings
from django.utils.translation import gettext, override

from community.discussions.models import Post
from community.kernel import markdown
from community.kernel.export import site_origin
from community.kernel.languages import default
from feedback.models import Idea
from feedback.trackers.registration import RemoteComment

_CALL = re.compile(r"@(?=\w)")
_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+!|~&:.-])")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
ROOM = 500  # characters for what is put around a text


def uncalled(text: str) -> str:
    """The text, calling nobody and hiding nothing."""
    shown = _COMMENT.sub("", text).replace("<!--", "<\u200b!--")  # made of what was around one
    return _CALL.sub("@\u200b", shown)


def plain(text: str) -> str:
    """A name from elsewhere, so that Markdown shows it as it is."""
    return _MARKS.sub(r"\\\1", uncalled(" ".join(text.split())[:100]))


def text_of_issue(idea: Idea, opening: Post) -> str:
    """What a new issue says: the description, and what is known of a bug."""
    parts = [uncalled(opening.source)]
    with override(default()):
        for label, value in (
            (gettext("Steps to reproduce"), idea.steps),
            (gettext("Affected version"), idea.affected_version),
            (gettext("Environment"), idea.environment),
        ):
            if value:
                parts.append(f"**{label}**\n\n{uncalled(value)}")
    return "\n\n".join(parts)


def text_of_comment(post: Post) -> str:
    """What a comment says there: who wrote it here, and what."""
    with override(default()):
        # Translators: above a comment that is copied to an issue tracker.
        head = gettext("%(member)s commented on %(site)s:") % {
            "member": plain(post.author.username),
            "site": plain(settings.SITE_NAME),
        }
    return f"{head}\n\n{uncalled(post.source)}"


def source_of(comment: RemoteComment, tracker: str) -> str:
    """What a comment from there says here: a quotation, by a name that is no member's."""
    with override(default()):
        # Translators: above a comment that is copied from an issue tracker.
        head = gettext("%(author)s commented in %(tracker)s:") % {
            "author": plain(comment.author) or gettext("Somebody"),
            "tracker": tracker,
        }
    # Each end of a line: Markdown knows a lone \r, too, and what follows is to be quoted.
    text = uncalled(comment.text).strip().replace("\r\n", "\n").replace("\r", "\n")
    lines = [f"> {line}".rstrip() for line in text.split("\n")]
    quoted, room = [], markdown.LONGEST - ROOM
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            quoted.append("> …")
            break
        quoted.append(line)
    return f"{head}\n\n" + "\n".join(quoted)


def address_of(idea: Idea) -> str:
    return site_origin() + idea.get_absolute_url()
