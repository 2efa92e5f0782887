"""What programs read costs the same number of queries, however many rows there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.accounts.audiences.actions import add_to_group, form_group
from community.accounts.invitations import actions
from community.accounts.oauth.actions import register_app
from community.announcements.actions import make_announcement
from community.api import DECLARED
from community.discussions.actions import (
    delete_post,
    delete_thread,
    edit_post,
    like_post,
    reply_to_thread,
)
from community.discussions.actions.reading import mark_read, watch_place, watch_thread
from community.discussions.actions.scores import refresh_top
from community.discussions.tags.actions import form_tag_group, make_tag
from community.kernel.operations import ListOperation, QueryOperation
from forum.actions import set_permissions
from tests.accounts.apps import BACK, allow
from tests.accounts.tokens import make
from tests.factories import AdminFactory, CategoryFactory, PostFactory, TopicFactory, UserFactory
from tests.handled import handled

pytestmark = pytest.mark.django_db

READS = {
    line.name: line
    for api in DECLARED
    for line in api.operations
    if isinstance(line, ListOperation | QueryOperation)
}
FEW, MANY = 3, 6  # so many rounds, and then so many more; all of it is within a page
AS_LONG = {
    "topic_counts",
    "get_index",  # are no lists
    "list_sessions",  # there is one, that asks; tests/accounts/test_sessions.py has more of them
}
LONG = "It does not even blink, however long I hold the button, {}. "


class Place:
    """One topic, post, category and group, of which there is more and more."""

    def __init__(self):
        self.admin = AdminFactory(username="keeper")
        self.category = CategoryFactory(by=self.admin)
        self.topic = TopicFactory(category=self.category, by=self.admin)
        self.post = reply_to_thread(thread=self.topic.thread, source="Yes.", by=UserFactory())
        self.group = form_group(name="Crew", slug="crew", by=self.admin)
        self.groups, self.rounds = [], 0

    def keys(self):
        return {
            "thread": self.topic.pk, "post": self.post.pk, "category": self.category.pk,
            "group": self.group.pk,
        }  # fmt: skip

    def grow(self, more):
        for _ in range(more):
            self.rounds += 1
            self._one_more(str(self.rounds))
        refresh_top(period="month")
        handled()

    def _one_more(self, mark):
        member, admin = UserFactory(), self.admin
        category = CategoryFactory(by=admin)
        tags = form_tag_group(title=f"Parts {mark}", by=admin)
        tag = make_tag(name=f"part-{mark}", description="A part.", group=tags, by=admin)
        topic = TopicFactory(category=self.category, tags=[tag.name], by=member)
        reply_to_thread(thread=self.topic.thread, source=f"Ask @keeper, {mark}.", by=member)
        PostFactory(by=member)
        gone = delete_post(post=PostFactory(by=member), by=admin)
        delete_thread(thread=gone.thread, by=admin)
        like_post(post=self.post, by=member)
        self._followed(topic.thread, member)
        edit_post(post=self.post, source=LONG.format(mark) * 5, by=admin)
        add_to_group(group=self.group, member=member, by=admin)
        self.groups += [form_group(name=f"Crew {mark}", slug=f"crew-{mark}", by=admin)]
        given = [(group, "moderate", "yes") for group in self.groups]
        set_permissions(category=self.category, rows=given, by=admin)
        watch_place(kind="forum.category", object_id=category.pk, level=3, by=admin)
        make_announcement(text=f"Hear {mark}.", by=admin)
        actions.invite(by=admin, site="http://testserver/", note=mark)
        make(admin)
        app, _ = register_app(
            by=admin, name=f"App {mark}", website="https://app.example", kind="public",
            redirects=[BACK],
        )  # fmt: skip
        allow(app, by=admin)

    def _followed(self, thread, member):
        """One that the admin watches and has read a part of, and that others like."""
        mark_read(thread=thread, upto=1, ms=0, by=self.admin)
        watch_thread(thread=thread, level=3, by=self.admin)
        reply_to_thread(thread=thread, source="It goes on.", by=member)
        like_post(post=thread.posts.get(number=1), by=self.admin)


def rows_in(told):
    """How many rows an answer has, as a page or as it is."""
    return len(told["results"] if isinstance(told, dict) and "results" in told else told)


def test_no_list_asks_more_because_it_is_longer(as_):
    place = Place()
    client = as_(place.admin)

    def measured():
        rows, queries = {}, {}
        for name, line in READS.items():
            address = "/api/v1/" + line.path.format(**place.keys())
            client.get(address)  # what is kept is kept
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(address)
            assert answer.status_code == 200, (name, answer.content)
            rows[name], queries[name] = rows_in(answer.json()), len(asked)
        return rows, queries

    place.grow(FEW)
    few, asked_for_few = measured()
    place.grow(MANY)
    many, asked_for_many = measured()

    assert asked_for_many == asked_for_few
    assert max(asked_for_few.values()) <= 12
    assert {name for name in READS if many[name] <= few[name]} == AS_LONG
