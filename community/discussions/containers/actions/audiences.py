"""Who may read a container is one audience, and all that is in it follows."""

from collections.abc import Mapping

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from community.accounts.models import Audience, User
from community.discussions.containers.events import ContainerAudienceChanged
from community.discussions.models import Container, Permission, ThreadTag
from community.discussions.models.containers import container_kind
from community.discussions.posts.actions.audiences import follow_container
from community.discussions.tags.actions import hold_tags
from community.discussions.tags.events import TagCountShifted
from community.discussions.texts import ContainerTexts, counted
from community.events.outbox import publish
from community.kernel.errors import RuleViolation


class WouldBecomePublic(RuleViolation):
    """Everyone could then read what is in the category, and this was not confirmed."""

    code = "would_become_public"
    title = _("Category would become public")

    def __init__(self, threads: int, texts: ContainerTexts) -> None:
        super().__init__()
        self.message = counted(texts.would_become_public, threads)


def says_itself(ids: list[int]) -> set[int]:
    """Those of the containers that say themselves who reads them."""
    rows = Permission.objects.filter(container__in=ids, action=Permission.Action.READ)
    return set(rows.values_list("container_id", flat=True))


def inherits(container: Container) -> bool:
    """Whether a container is read by whoever reads its parent, or by everybody at the top.

    One that was given an audience of its own without permissions keeps it.
    """
    above = container.parent.audience_id if container.parent else Audience.PUBLIC_ID
    return container.audience_id == above and not says_itself([container.pk])


def spread(
    rows: Mapping[int, Container],
    top: Container,
    audience_id: int,
    by: User,
    *,
    is_public_meant: bool,
) -> None:
    """Give `top` another audience, and whatever below it inherited the one that it had.

    `rows` are locked: `top` and all below it. Their threads follow, container by container.
    """
    before = top.audience_id
    if before == audience_id:
        return
    changed = _heirs(rows, top)
    kind = container_kind(top.kind)
    if audience_id == Audience.PUBLIC_ID and not is_public_meant:
        threads = sum(rows[pk].threads_count for pk in changed)
        raise WouldBecomePublic(threads, kind.texts)
    for pk in changed:
        rows[pk].audience_id = audience_id
        rows[pk].save(update_fields=["audience"])
        follow_container(kind=kind.threads, container_id=pk, before=before, audience_id=audience_id)
        publish(
            ContainerAudienceChanged(
                actor_id=by.pk, kind=kind.name, container_id=pk, before=before, after=audience_id
            )
        )
    if Audience.PUBLIC_ID in (before, audience_id):  # all threads come before the first tag
        for pk in changed:
            _shift_tags(pk, audience_id, by)


def _shift_tags(container_id: int, audience_id: int, by: User) -> None:
    """Tags count public threads: tell of each by how many those change them that have the
    container's audience now. A thread with an audience of its own was not counted and is not."""
    sign = 1 if audience_id == Audience.PUBLIC_ID else -1
    live = ThreadTag.objects.filter(
        thread__container_id=container_id, thread__audience=audience_id, thread__deleted_at=None
    )
    hold_tags(live.values_list("tag", flat=True).distinct())  # a merge comes before or after
    for row in live.values("tag").annotate(threads=Count("pk")).order_by("tag"):
        publish(
            TagCountShifted(
                actor_id=by.pk,
                tag_id=row["tag"],
                container_id=container_id,
                threads_change=sign * row["threads"],
            )
        )


def _heirs(rows: Mapping[int, Container], top: Container) -> list[int]:
    """`top` and whatever below it reads as it does because it says nothing else, by id."""
    own = says_itself(list(rows))
    found, depth = {top.pk}, sorted(rows.values(), key=lambda row: row.depth)
    for row in depth:
        like = row.parent_id in found and row.audience_id == top.audience_id
        if like and row.pk not in own:
            found.add(row.pk)
    return sorted(found)
