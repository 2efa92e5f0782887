"""Items that no moderator has to decide any more are closed."""

from community.kernel.jobs import Job, register
from community.moderation.sentiment.actions import close_settled
from community.moderation.sentiment.items import settled_items

register(
    Job(
        name="moderation.sentiment.settled",
        due=settled_items,
        do=lambda pk: close_settled(item_id=pk),
    )
)
