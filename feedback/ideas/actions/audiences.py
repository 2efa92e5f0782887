"""Who reads private ideas: their author, and the team of the board that they are on, as far as it
reads the board at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from community.accounts.audiences.actions import form_audience
from community.accounts.events import AudienceChanged
from community.accounts.models import Audience, Group, User, readers
from community.discussions.models import Container, Permission
from community.events.outbox import publish
from feedback.models import Board, PrivateAudience

Action, Value = Permission.Action, Permission.Value


def audience_on(board: Board, author: User, *, is_private: bool) -> Audience:
    """Who reads an idea of this author on the board, which is held."""
    return private_audience(board, author) if is_private else board.audience


def private_audience(board: Board, author: User) -> Audience:
    """The audience of all private ideas of an author on a board, which is held, so that its
    permissions stay as they are."""
    found = PrivateAudience.objects.select_related("audience")
    if known := found.filter(board=board.pk, author=author).first():
        return known.audience
    with transaction.atomic():
        team = _team(board.pk)
        audience = form_audience(
            kind=Audience.Kind.SHARED,
            title=board.title,
            members=[author, *User.objects.filter(pk__in=team.members - {author.pk})],
            groups=Group.objects.filter(pk__in=team.groups),
            never=Group.objects.filter(pk__in=_without_author(team.never, author)),
        )
        mine, is_new = found.get_or_create(
            board_id=board.pk, author=author, defaults={"audience": audience}
        )
        if not is_new:  # two at once: the other one was faster
            audience.delete()
    return mine.audience


def follow_permissions(*, board_ids: Iterable[int]) -> None:
    """Let the private ideas on these boards, and on those below them, be read by their teams as
    they are now. Doing so again changes nothing."""
    everything = {pk for board_id in board_ids for pk in Container.subtree_ids(board_id)}
    for board_id in sorted(everything):
        with transaction.atomic():
            _follow(board_id)


def follow_readers(*, audience_ids: Iterable[int]) -> None:
    """The same after other members read the boards with these audiences."""
    boards = Board.objects.filter(audience__in=audience_ids).exclude(audience=Audience.PUBLIC_ID)
    follow_permissions(board_ids=boards.values_list("pk", flat=True))


def follow_roles() -> None:
    """The same after somebody became a moderator, or is none any more: on boards that not all
    moderators read, those who do are named."""
    rows = PrivateAudience.objects.exclude(board__audience=Audience.PUBLIC_ID)
    follow_permissions(board_ids=set(rows.values_list("board", flat=True)))


def _follow(board_id: int) -> None:
    if not Board.objects.locked([board_id]):
        return
    team = _team(board_id)
    rows = PrivateAudience.objects.filter(board=board_id).select_related("author")
    for row in rows.order_by("pk"):
        audience = Audience.objects.select_for_update(no_key=True).get(pk=row.audience_id)
        lists: tuple[Any, ...] = (audience.members, audience.groups, audience.never)
        never = _without_author(team.never, row.author)
        wanted = (team.members | {row.author_id}, team.groups, never)
        if wanted == tuple(set(each.values_list("pk", flat=True)) for each in lists):
            continue
        for each, ids in zip(lists, wanted, strict=True):
            each.set(ids)
        publish(AudienceChanged(actor_id=None, audience_id=audience.pk))


@dataclass(frozen=True)
class Team:
    """Ids of who reads private ideas on a board beside their authors."""

    groups: set[int]
    never: set[int]
    members: set[int]


def _team(board_id: int) -> Team:
    """Who may moderate on a board and read it. Of a board that is not for everybody, these are the
    groups that may both, and the moderators among its readers."""
    moderators = set(Group.objects.filter(rule=Group.Rule.MODERATORS).values_list("pk", flat=True))
    yes, never = _said(board_id)
    groups = moderators | yes
    audience = Container.objects.select_related("audience").get(pk=board_id).audience
    if audience.pk == Audience.PUBLIC_ID:
        return Team(groups, never, set())
    reading = set(audience.groups.values_list("pk", flat=True))
    named = set() if moderators <= reading else readers(audience).filter(is_moderator=True)
    return Team(
        groups=groups & reading,
        never=never | set(audience.never.values_list("pk", flat=True)),
        members={member.pk for member in named},
    )


def _said(board_id: int) -> tuple[set[int], set[int]]:
    """The groups whose members may moderate on a board, and those that never may: what the board
    says of it, or else the nearest one above that says anything."""
    at: int | None = board_id
    while at is not None:
        rules = Permission.objects.filter(container=at, action=Action.MODERATE)
        rows = list(rules.values_list("value", "group_id"))
        if rows:
            yes, never = (
                {group for said, group in rows if group and said == value}
                for value in (Value.YES, Value.NEVER)
            )
            return yes, never
        at = Container.objects.values_list("parent_id", flat=True).get(pk=at)
    return set(), set()


def _without_author(never: set[int], author: User) -> set[int]:
    """An author reads what they wrote, whatever their groups may not moderate."""
    return never - set(author.group_ids)
