"""Notifications and emails: see tests/architecture/world.py."""

from community.discussions.models import Post
from community.kernel.operations.roles import OWNER
from community.notifications.actions import set_preference
from community.notifications.models import Notification, Preference
from community.notifications.queries import MatrixRow, ShownNotification, matrix_row, one_shown
from tests.architecture.world import makes
from tests.notifications.inbox import notified

PARAMETERS = {"admin notifications.mail": [1]}


@makes(Notification, visible_to=OWNER, after=["notifications"])
def notification(world):
    post = world.get(Post)
    return notified(world.owner, post=post, key=f"tests:{world.number()}")


@makes(ShownNotification, visible_to=OWNER)
def shown_notification(world):
    return one_shown(world.owner, notification(world).pk)


@makes(MatrixRow, visible_to=OWNER)
def matrix_row_of_owner(world):
    return matrix_row(world.owner, "discussions.reply")


@makes(Preference, visible_to=OWNER)
def preference(world):
    return set_preference(type="discussions.quote", by_mail=True, by=world.owner)


def grow(world):
    notification(world)
