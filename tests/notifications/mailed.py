"""Notifications of a made-up kind, and the emails that a mail server gets about them."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from community.accounts.models import User
from community.kernel.subjects import Subject
from community.notifications.models import Notification
from community.notifications.registration import (
    Content,
    Group,
    NotificationReason,
    NotificationType,
)
from tests.factories import UserFactory

THREAD = Subject("toy.thread", 5)
POST = Subject("toy.post", 2)
TITLE = "How do I pair the sensor?"


@dataclass
class Toys:
    """What the contents of the kind are, and who may not see them."""

    posts: dict[int, Content] = field(default_factory=dict)
    thread: Content = field(default_factory=lambda: Content(title=TITLE, url="/toys/5/"))
    hidden_from: set[int] = field(default_factory=set)
    muted: list[tuple[Subject | None, int]] = field(default_factory=list)

    def find_posts(self, ids: Any, viewer: User) -> dict[int, Content]:
        return {} if viewer.pk in self.hidden_from else {pk: self.post(pk) for pk in ids}

    def find_threads(self, ids: Any, viewer: User) -> dict[int, Content]:
        return {} if viewer.pk in self.hidden_from else dict.fromkeys(ids, self.thread)

    def post(self, number: int) -> Content:
        plain = Content(title=TITLE, url=f"/toys/5/#post-{number}", html=f"<p>Text {number}</p>")
        return self.posts.get(number, plain)

    def mute(self, *, place: Subject | None, notification: Notification, by: User) -> None:
        self.muted.append((place, by.pk))

    def say(self, number: int, **fields: Any) -> None:
        self.posts[number] = replace(self.post(number), **fields)


def types() -> list[NotificationType]:
    def one(name: str, label: str, **more: Any) -> NotificationType:
        told = {"icon": "bell", "position": 900, "by_mail": True, **more}
        return NotificationType(name=f"toy.{name}", label=label, **told)

    return [
        one("mention", "Toy mentions", group=Group.REPLIES, rank=10,
            sentence="%(actor)s mentioned you in %(subject)s"),
        one("post", "Toy posts", group=Group.WATCHING, sentence="%(actor)s wrote in %(subject)s"),
        one("ruling", "Toy rulings", group=Group.MODERATION, is_required=True,
            sentence="You were warned about %(subject)s"),
    ]  # fmt: skip


def reason(toys: Toys) -> NotificationReason:
    return NotificationReason(
        name="toy.watching", text="Because you watch this thread",
        mute_label="Mute this thread", muted="The thread is muted.", mute=toys.mute,
    )  # fmt: skip


def reader(**fields: Any) -> User:
    """A member with a confirmed address."""
    member = UserFactory(**fields)
    address = f"{member.username.lower()}@example.org"
    EmailAddress.objects.create(user=member, email=address, primary=True, verified=True)
    return member


def told(
    member: User,
    number: int = 2,
    *,
    type: str = "toy.post",  # noqa: A002 - as the field is called
    **fields: Any,
) -> Notification:
    """A notification about a post of the thread, about which an email is due."""
    return Notification.objects.create(
        **{
            "member": member, "type": type, "subject_kind": "toy.post", "subject_id": number,
            "context_kind": THREAD.kind, "context_id": THREAD.id, "position": number,
            "reason": "toy.watching", "key": f"{type}:{number}",
            "mail_due_at": timezone.now() - timedelta(minutes=1), **fields,
        }
    )  # fmt: skip
