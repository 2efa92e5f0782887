"""Who may read a category is one audience, and all that is in it follows."""

from django.db.models import Count

from community.accounts.models import Audience, User
from community.discussions.actions.audiences import follow_container
from community.discussions.models import Permission, ThreadTag
from community.events.outbox import publish
from community.kernel.errors import RuleViolation
from community.discussions.tags.actions.tags import hold_tags
from forum.events import CategoryAudienceChanged, TagCountShifted
from forum.models import KIND, Category


class WouldBecomePublic(RuleViolation):
    """Everybody could then read what is in the category, and this was not confirmed."""

    code = "would_become_public"

    def __init__(self, topics: int) -> None:
        super().__init__()
        self.topics = topics

    @property
    def message(self) -> str:  # type: ignore[override]
        those = "1 topic" if self.topics == 1 else f"{self.topics:,} topics"
        return f"Everybody could then read its contents, {those}. Confirm that you want this."


def says_itself(ids: list[int]) -> set[int]:
    """Those of the categories that say themselves who reads them."""
    rows = Permission.objects.filter(container__in=ids, action=Permission.Action.READ)
    return set(rows.values_list("container_id", flat=True))


def inherits(category: Category) -> bool:
    """Whether a category is read by whoever reads its parent, or by everybody at the top.

    One that was given an audience of its own without permissions keeps it.
    """
    above = category.parent.audience_id if category.parent else Audience.PUBLIC_ID
    return category.audience_id == above and not says_itself([category.pk])


def spread(
    rows: dict[int, Category], top: Category, audience_id: int, by: User, *, is_public_meant: bool
) -> None:
    """Give `top` another audience, and whatever below it inherited the one that it had.

    `rows` are locked: `top` and all below it. Their threads follow, category by category.
    """
    before = top.audience_id
    if before == audience_id:
        return
    changed = _heirs(rows, top)
    if audience_id == Audience.PUBLIC_ID and not is_public_meant:
        raise WouldBecomePublic(sum(rows[pk].threads_count for pk in changed))
    for pk in changed:
        rows[pk].audience_id = audience_id
        rows[pk].save(update_fields=["audience"])
        follow_container(kind=KIND, container_id=pk, audience_id=audience_id)
        publish(
            CategoryAudienceChanged(
                actor_id=by.pk, category_id=pk, before=before, after=audience_id
            )
        )
    if Audience.PUBLIC_ID in (before, audience_id):  # all threads come before the first tag
        for pk in changed:
            _shift_tags(pk, 1 if audience_id == Audience.PUBLIC_ID else -1, by)


def _shift_tags(category_id: int, sign: int, by: User) -> None:
    """Tags count public topics: tell of each by how many the category's change them."""
    live = ThreadTag.objects.filter(thread__container_id=category_id, thread__deleted_at=None)
    hold_tags(live.values_list("tag", flat=True).distinct())  # a merge comes before or after
    for row in live.values("tag").annotate(topics=Count("pk")).order_by("tag"):
        publish(
            TagCountShifted(
                actor_id=by.pk,
                tag_id=row["tag"],
                category_id=category_id,
                topics_change=sign * row["topics"],
            )
        )


def _heirs(rows: dict[int, Category], top: Category) -> list[int]:
    """`top` and whatever below it reads as it does because it says nothing else, by id."""
    own = says_itself(list(rows))
    found, depth = {top.pk}, sorted(rows.values(), key=lambda row: row.depth)
    for row in depth:
        like = row.parent_id in found and row.audience_id == top.audience_id
        if like and row.pk not in own:
            found.add(row.pk)
    return sorted(found)
