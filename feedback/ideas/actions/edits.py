"""Editing an idea: its title, language and tags, the facts of a bug, and who may read it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext

from community.accounts import rates
from community.accounts.models import User
from community.discussions.containers.actions import set_tags
from community.discussions.containers.events import ThreadMoved
from community.discussions.containers.policy import may_moderate_in, threads_need_approval
from community.discussions.languages import chosen
from community.discussions.models import Post, Revision
from community.discussions.policy import may_edit_thread
from community.discussions.posts.actions.screening import flag_post
from community.discussions.posts.actions.text import refusal
from community.discussions.posts.actions.threads import titled
from community.discussions.tags.actions import count_use, is_counted
from community.events.outbox import publish
from community.kernel import formats
from community.kernel.editing import check_version
from community.kernel.errors import Denied
from community.kernel.text import storable
from community.moderation.screening.checks import Verdict, screen_edit
from feedback.events import IdeaEdited
from feedback.ideas.actions.audiences import audience_on
from feedback.ideas.actions.bugs import EMPTY, OF_BUGS, check_accepted, checked
from feedback.ideas.actions.costs import recost_votes
from feedback.ideas.actions.locking import lock_idea
from feedback.ideas.actions.refusals import PrivacyIsOfTheTeam, TypeIsOfTheTeam
from feedback.models import Board, Idea, Vote
from feedback.policy import may_manage
from feedback.votes.actions import withdraw_excess

OWN = ("kind", "is_private", *OF_BUGS)  # fields of the idea's own row


class IdeaChanges(TypedDict, total=False):
    title: str
    tags: Sequence[str]
    language: str  # of the title and the description
    kind: str
    is_private: bool
    is_security: bool
    severity: int | None
    steps: str
    affected_version: str
    environment: str


@dataclass
class Edited:
    """An idea while it is being edited: all its rows locked, and what it was before."""

    idea: Idea
    board: Board
    opening: Post
    was: dict[str, Any] = field(default_factory=dict)  # of what has changed, for the revision
    fields: list[str] = field(default_factory=list)  # of the idea's row that have changed

    @cached_property
    def tags(self) -> list[str]:
        """The names of its tags before the edit."""
        return sorted(self.idea.thread.tags.values_list("name", flat=True))


def edit_idea(
    *,
    idea: Idea,
    by: User,
    version: int | None = None,
    reason: str = "",
    **changes: Unpack[IdeaChanges],
) -> Idea:
    """Change an idea: only the fields that are sent. Whoever may edit its description may.

    `version` is the idea's that the editor saw; raises Stale when it is another by now. The
    previous title, tags and facts are kept as a revision of the description. An idea that becomes
    private takes its comments along. Raises Denied, PrivacyIsOfTheTeam, TypeIsOfTheTeam,
    OnlyOfBugs, BugsNotAccepted, BlockedWords.
    """
    reason = storable(reason or "")[:200]
    rates.consume("edit", by=by)
    verdict = _screened(idea, changes, by)
    with transaction.atomic():
        board_id = Idea.objects.values_list("board_id", flat=True).get(pk=idea.pk)
        board = Board.objects.held(board_id)
        idea = lock_idea(idea.pk)
        if not may_edit_thread(by, idea.thread):
            raise refusal(idea.thread)
        if idea.board_id != board.pk:  # it was moved in this very moment
            raise Denied
        opening = idea.thread.posts.select_for_update(no_key=True, of=["self"]).get(number=1)
        edited = Edited(idea, board, opening)
        wanted = _facts(idea, changes)
        if not _differs(edited, changes, wanted):  # also a form that is sent a second time
            return idea
        check_version(idea, version, now=_says(edited))
        check_accepted(wanted["kind"], board.pk)
        _retitle(edited, changes)
        _change_facts(edited, wanted, by)
        if "tags" in changes:
            before = edited.tags
            if set_tags(thread=idea.thread, container=board, names=changes["tags"], by=by):
                edited.was["tags"] = before
        if edited.was:
            _keep(edited, reason, by)
    if verdict.is_flagged and "title" in edited.was:
        flag_post(verdict, edited.opening)
    return idea


def _screened(idea: Idea, changes: IdeaChanges, by: User) -> Verdict:
    """Whether the new title is flagged, if there is one; what filters put in place of words is
    among the changes. Raises BlockedWords."""
    if "title" not in changes:
        return Verdict(source="")
    verdict = screen_edit("", changes["title"], partial(may_moderate_in, by, idea.board_id))
    changes["title"] = titled(verdict.title)
    return verdict


def _facts(idea: Idea, changes: IdeaChanges) -> dict[str, Any]:
    """The fields of the idea's own row as they are to be. A bug that becomes an idea loses what
    only bugs have; what is no security report any more stays private until it is said otherwise."""
    said = {name: value for name, value in changes.items() if name in OWN}
    kind = changes.get("kind", idea.kind)
    wanted = {name: getattr(idea, name) for name in OWN} | said
    if kind != Idea.Kind.BUG and idea.kind == Idea.Kind.BUG:
        wanted |= EMPTY | {name: said[name] for name in OF_BUGS if said.get(name)}
    del wanted["kind"]
    return {"kind": kind, **checked(kind, wanted)}


def _differs(edited: Edited, changes: IdeaChanges, wanted: dict[str, Any]) -> bool:
    idea = edited.idea
    return (
        any(getattr(idea, name) != value for name, value in wanted.items())
        or changes.get("title", idea.thread.title) != idea.thread.title
        or changes.get("language", idea.thread.language) != idea.thread.language
        or sorted(changes.get("tags", edited.tags)) != edited.tags
    )


def _says(edited: Edited) -> str:
    said = {"title": edited.idea.thread.title}
    if not edited.tags:
        return gettext("Title: %(title)s\nTags: none") % said
    return gettext("Title: %(title)s\nTags: %(tags)s") % {
        **said,
        "tags": formats.listed(edited.tags),
    }


def _retitle(edited: Edited, changes: IdeaChanges) -> None:
    thread, opening = edited.idea.thread, edited.opening
    title, code = changes.get("title", thread.title), changes.get("language", thread.language)
    if title != thread.title:
        edited.was["title"], thread.title = thread.title, title
    if chosen(code, now=thread.language) != thread.language:
        edited.was["language"] = thread.language
        thread.language = opening.language = code


def _change_facts(edited: Edited, wanted: dict[str, Any], by: User) -> None:
    idea = edited.idea
    before = {name: getattr(idea, name) for name in wanted}
    for name, value in wanted.items():
        if before[name] != value:
            setattr(idea, name, value)
            edited.fields.append(name)
            edited.was[name] = before[name]
    if before["kind"] != idea.kind:
        _check_kind(idea, by)
        idea.save(update_fields=["kind"])
    if before["is_private"] != idea.is_private or before["is_security"] != idea.is_security:
        _check_privacy(edited, by)
    if before["is_private"] != idea.is_private:
        _change_readers(edited, by)
    if before["kind"] != idea.kind or before["is_private"] != idea.is_private:
        recost_votes(idea)
        if not may_manage(by, idea.board_id):
            withdraw_excess(idea, by)


def _check_kind(idea: Idea, by: User) -> None:
    """What others gave a bug for nothing does not become votes that they would have to pay for."""
    votes = Vote.objects.counted().filter(idea=idea.pk).exclude(user=idea.thread.author_id)
    if votes.exists() and not may_manage(by, idea.board_id):
        raise TypeIsOfTheTeam


def _check_privacy(edited: Edited, by: User) -> None:
    """Its author may make it private; and public again, as long as nobody else wrote in it."""
    idea = edited.idea
    if may_manage(by, idea.board_id):
        return
    if by.pk != idea.thread.author_id:
        raise Denied
    if edited.was.get("is_security") is True:
        raise PrivacyIsOfTheTeam
    is_unread = not idea.thread.others_count and not threads_need_approval(by, idea.board_id)
    if not idea.is_private and not is_unread:
        raise PrivacyIsOfTheTeam


def _change_readers(edited: Edited, by: User) -> None:
    idea, thread = edited.idea, edited.idea.thread
    was_counted, before = is_counted(thread), thread.audience_id
    thread.audience = audience_on(edited.board, thread.author, is_private=idea.is_private)
    publish(
        ThreadMoved(
            actor_id=by.pk,
            thread_id=idea.pk,
            from_id=idea.board_id,
            to_id=idea.board_id,
            from_audience_id=before,
            to_audience_id=thread.audience_id,
            posts_count=thread.posts_count,
        )
    )
    if was_counted != is_counted(thread):
        count_use(thread, by, more=not was_counted)


def _keep(edited: Edited, reason: str, by: User) -> None:
    """Write what has changed, and what was there before as a revision of the description."""
    idea, thread, opening = edited.idea, edited.idea.thread, edited.opening
    Revision.objects.create(
        post=opening,
        number=opening.version,
        editor=by,
        source=opening.source,
        facts=edited.was,
        reason=reason,
    )
    changed: dict[str, Any] = {"version": F("version") + 1, "language": opening.language}
    if edited.was.keys() != {"language"}:  # alone, it changes no word
        changed["edited_at"] = timezone.now()
    Post.objects.filter(pk=opening.pk).update(**changed)
    thread.save(update_fields=["title", "language", "audience"])
    thread.mark_changed()
    idea.version += 1
    idea.save(update_fields=[*edited.fields, "version"])
    publish(IdeaEdited(actor_id=by.pk, idea_id=idea.pk, audience_id=thread.audience_id))
