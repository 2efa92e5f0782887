"""Who reads private ideas: their author, and the team of the board that they are on."""

from collections.abc import Iterable

from django.db import transaction

from community.accounts.audiences.actions import form_audience
from community.accounts.events import AudienceChanged
from community.accounts.models import Audience, Group, User
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
        groups, never = _team(board.pk)
        audience = form_audience(
            kind=Audience.Kind.SHARED,
            title=board.title,
            members=[author],
            groups=groups,
            never=_without_author(never, author),
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


def _follow(board_id: int) -> None:
    if not Board.objects.locked([board_id]):
        return
    groups, never = _team(board_id)
    rows = PrivateAudience.objects.filter(board=board_id).select_related("author")
    for row in rows.order_by("pk"):
        audience = Audience.objects.select_for_update(no_key=True).get(pk=row.audience_id)
        wanted = {group.pk for group in groups}, _ids(_without_author(never, row.author))
        if wanted == (_ids(audience.groups.all()), _ids(audience.never.all())):
            continue
        audience.groups.set(wanted[0])
        audience.never.set(wanted[1])
        publish(AudienceChanged(actor_id=None, audience_id=audience.pk))


def _ids(groups: Iterable[Group]) -> set[int]:
    return {group.pk for group in groups}


def _team(board_id: int) -> tuple[list[Group], list[Group]]:
    """The groups whose members may moderate on a board, and those that never may: what the board
    says of it, or else the nearest one above that says anything."""
    moderators = Group.objects.filter(rule=Group.Rule.MODERATORS)
    at: int | None = board_id
    while at is not None:
        rules = Permission.objects.filter(container=at, action=Action.MODERATE)
        rows = list(rules.select_related("group"))
        if rows:
            said = {
                value: [row.group for row in rows if row.group and row.value == value]
                for value in (Value.YES, Value.NEVER)
            }
            return [*moderators, *said[Value.YES]], said[Value.NEVER]
        at = Container.objects.values_list("parent_id", flat=True).get(pk=at)
    return list(moderators), []


def _without_author(never: Iterable[Group], author: User) -> list[Group]:
    """An author reads what they wrote, whatever their groups may not moderate."""
    return [group for group in never if group.pk not in author.group_ids]
