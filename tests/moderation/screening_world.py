"""Word filters, and what waits for approval: see tests/architecture/world.py."""

from community.accounts.models import User
from community.discussions.actions import reply_to_thread
from community.discussions.models import Thread
from community.kernel.operations.roles import MODERATORS
from community.kernel.subjects import Subject
from community.moderation.models import ReviewItem, WordFilter
from community.moderation.queue.actions import open_item
from community.moderation.screening.actions import create_word_filter
from forum.actions import edit_category
from tests.architecture.world import makes
from tests.factories import CategoryFactory, TopicFactory


@makes(WordFilter, after=["filters"], visible_to=MODERATORS)
def word_filter(world):
    """Of words that no text of the world has."""
    words = f"cheap watches {world.number()}"
    return create_word_filter(pattern=words, action="flag", note="Spam.", by=world.admin)


@makes(ReviewItem, after=["pending"], operations=["withdraw_pending_post"])
def pending(world):
    category = CategoryFactory(by=world.admin)
    thread: Thread = TopicFactory(category=category, by=world.other).thread
    edit_category(category=category, do_replies_need_approval=True, by=world.admin)
    owner = User.objects.get(pk=world.owner.pk)  # who knows nothing of categories yet
    sent = reply_to_thread(thread=thread, source=f"I wait. {world.word}", by=owner)
    return ReviewItem.objects.get(pk=sent.item_id)


def grow(world):
    word_filter(world)
    if world.owner.is_moderator:  # whose texts never wait by themselves
        kept = {"arguments": {"source": "I wait."}}
        subject = Subject("discussions.post", 10**9 + world.number())
        open_item(
            type="approval", subject=subject, member=world.owner, payload=kept, by=world.owner
        )
    else:
        pending(world)
