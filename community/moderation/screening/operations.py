"""What programs can do with word filters, and with their callers' texts that wait for approval."""

from typing import Any

from community.kernel.operations import Api, Resource
from community.kernel.operations.roles import MODERATORS, OWNER
from community.moderation.models import ReviewItem, WordFilter
from community.moderation.screening import actions, policy
from community.moderation.screening.api import (
    PendingPostOut,
    PreviewIn,
    PreviewOut,
    WordFilterEditIn,
    WordFilterIn,
    WordFilterOut,
)
from community.moderation.screening.previews import tried
from community.moderation.screening.queries import filters_visible_to
from community.moderation.screening.registration import APPROVAL
from community.moderation.screening.schema import (
    PendingPostNode,
    ScreeningFields,
    WordFilterNode,
)


def _own(viewer: Any) -> Any:
    """Those that wait; one that is withdrawn is found once more, so that doing so again is fine."""
    return ReviewItem.objects.filter(type=APPROVAL, member=viewer.pk)


def _waiting(viewer: Any) -> Any:
    return _own(viewer).open()


WORD_FILTER = Resource(
    name="word_filter", model=WordFilter, find=filters_visible_to, out=WordFilterOut,
    node=WordFilterNode,
)  # fmt: skip
PENDING_POST = Resource(
    name="pending_post", model=ReviewItem, find=_own, out=PendingPostOut, node=PendingPostNode,
)  # fmt: skip

api = Api(
    "moderation",
    scope="moderation",
    resources=[WORD_FILTER],
    permission=policy.may_edit_filters,
    allowed=MODERATORS,
    queries=[ScreeningFields],
)
api.list("moderation/word-filters/", WORD_FILTER, description="Word filters, ordered by id.")
api.query(
    "moderation/word-filters/preview/", tried, PreviewOut, filters=PreviewIn,
    name="preview_word_filter",
    description="What a word filter would have found among the last 1,000 posts that the caller"
    " may see. Nothing is saved.",
)  # fmt: skip
api.retrieve("moderation/word-filters/{word_filter}/")
api.mutation(
    "POST moderation/word-filters/",
    actions.create_word_filter,
    input=WordFilterIn,
    output=WORD_FILTER,
    example={"pattern": "cheap watches", "action": "approve"},
)
at_filter = "moderation/word-filters/{word_filter}/"
api.mutation(
    f"PATCH {at_filter}",
    actions.edit_word_filter,
    input=WordFilterEditIn,
    output=WORD_FILTER,
    example={"note": "From last week's wave of spam."},
)
api.mutation(f"DELETE {at_filter}", actions.delete_word_filter)
api.button(
    "moderation/filters/{word_filter}/deletion/",
    actions.delete_word_filter,
    name="filter_deletion",
    then="moderation:filters",
)

own_api = Api("pending", scope="community", resources=[PENDING_POST], allowed=OWNER, queries=[])
own_api.list(
    "me/pending-posts/", PENDING_POST, _waiting, for_members=True,
    description="The caller's posts that wait for approval.",
)  # fmt: skip


def withdraw_pending_post(*, pending_post: ReviewItem, by: Any) -> ReviewItem:
    """Withdraw a post of the caller that waits for approval."""
    return actions.withdraw_pending_post(item=pending_post, by=by)


own_api.mutation("DELETE me/pending-posts/{pending_post}/", withdraw_pending_post)
own_api.button(
    "pending/{pending_post}/withdrawal/",
    withdraw_pending_post,
    name="pending_withdrawal",
    then="moderation:pending",
)

declared: tuple[Api, ...] = (api, own_api)
enum_names = {"WordFilterAction": WordFilter.Action}
