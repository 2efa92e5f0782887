"""What programs read costs the same number of queries, however many rows there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.accounts import actions_invitations
from community.accounts.actions import add_to_group, form_group
from community.accounts.oauth.actions import register_app
from community.api import DECLARED
from community.discussions.actions import (
    delete_post,
    delete_thread,
    edit_post,
    like_post,
    reply_to_thread,
)
from community.discussions.actions.reading import watch_place
from community.kernel.operations import Answered, Listed
from forum.actions import form_tag_group, make_tag
from forum.announcements.actions import make_announcement
from tests.accounts.tokens import make
from tests.factories import AdminFactory, CategoryFactory, PostFactory, TopicFactory, UserFactory
from tests.handled import handled

pytestmark = pytest.mark.django_db

READS = {
    line.name: line
    for doors in DECLARED
    for line in doors.operations
    if isinstance(line, Listed | Answered)
}
FEW, MANY = 3, 18  # each round adds so many of everything; MANY is within a page
LONG = "It does not even blink, however long I hold the button, {}. "


class Place:
    """One topic, post, category and group, of which there is more and more."""

    def __init__(self):
        self.admin = AdminFactory(username="keeper")
        self.category = CategoryFactory(by=self.admin)
        self.topic = TopicFactory(category=self.category, by=self.admin)
        self.post = reply_to_thread(thread=self.topic.thread, source="Yes.", by=UserFactory())
        self.group = form_group(name="Crew", slug="crew", by=self.admin)
        self.rounds = 0

    def keys(self):
        return {
            "thread": self.topic.pk, "post": self.post.pk, "category": self.category.pk,
            "group": self.group.pk,
        }  # fmt: skip

    def grow(self, more):
        for _ in range(more):
            self.rounds += 1
            self._one_more(str(self.rounds))
        handled()

    def _one_more(self, mark):
        member, admin = UserFactory(), self.admin
        category = CategoryFactory(by=admin)
        tags = form_tag_group(title=f"Parts {mark}", by=admin)
        tag = make_tag(name=f"part-{mark}", description="A part.", group=tags, by=admin)
        TopicFactory(category=self.category, tags=[tag.name], by=member)
        reply_to_thread(thread=self.topic.thread, source=f"Ask @keeper, {mark}.", by=member)
        PostFactory(by=member)
        gone = delete_post(post=PostFactory(by=member), by=admin)
        delete_thread(thread=gone.thread, by=admin)
        like_post(post=self.post, by=member)
        edit_post(post=self.post, source=LONG.format(mark) * 5, by=admin)
        add_to_group(group=self.group, member=member, by=admin)
        form_group(name=f"Crew {mark}", slug=f"crew-{mark}", by=admin)
        watch_place(kind="forum.category", object_id=category.pk, level=3, by=admin)
        make_announcement(text=f"Hear {mark}.", by=admin)
        actions_invitations.invite(by=admin, site="http://testserver/", note=mark)
        make(admin)
        if self.rounds <= 15:
            register_app(
                by=admin, name=f"App {mark}", website="https://app.example", kind="public",
                redirects=["https://app.example/back"],
            )  # fmt: skip


def test_no_list_asks_more_because_it_is_longer(as_):
    place = Place()
    client = as_(place.admin)

    def counts():
        found = {}
        for name, line in READS.items():
            address = "/api/v1/" + line.path.format(**place.keys())
            client.get(address)  # what is kept is kept
            with CaptureQueriesContext(
                connection,
            ) as asked:
                answer = client.get(address)
            assert answer.status_code == 200, (name, answer.content)
            found[name] = len(asked)
        return found

    place.grow(FEW)
    few = counts()
    place.grow(MANY)

    assert counts() == few
    assert max(few.values()) <= 12
