"""Whatever can be asked in our schema is answered in our schema: random valid operations, a
deeper one as likely as a shallow one, by a visitor, a member and a moderator."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import mutations, nodes, queries

from community.accounts.actions import form_group
from community.accounts.actions_invitations import invite
from community.accounts.models import User
from community.discussions.actions import (
    delete_post,
    delete_thread,
    edit_post,
    like_post,
)
from community.discussions.models import Post
from community.kernel.costs import MOST_COST
from community.kernel.graphql import View
from community.schema import schema
from forum.actions import accept_answer
from forum.announcements.actions import make_announcement
from forum.models import Tag, Topic
from tests.factories import AdminFactory, CategoryFactory, PostFactory, TopicFactory, UserFactory
from tests.kernel.asked import Asking

pytestmark = pytest.mark.django_db

NAMES = ["mira", "admin", "sensors", "stewards", "frost", "forum.category", "nobody", ""]
WORDS = st.one_of(st.sampled_from([*NAMES, " ", "@mira *look*", "2026-11-20"]), st.text(max_size=9))
NO_IDS = ["x", "-1", "0", "9" * 18, "9" * 30, "٣"]
TIMES = st.one_of(
    st.datetimes().map(lambda at: at.isoformat() + "Z"),
    st.sampled_from(["2026-11-20T10:00:00Z", "2999-01-01", "0001-01-01T00:00:00+14:00"]),
)


def scalars(place):
    """Values of each kind, often such as name something that there is."""
    ids = st.one_of(st.sampled_from(place.ids), st.sampled_from(place.ids + NO_IDS))
    small = st.integers(-2, 101)
    return {
        "ID": ids.map(nodes.String),
        "String": WORDS.map(nodes.String),
        "Int": st.one_of(small, small, st.integers(-(2**31), 2**31 - 1)).map(nodes.Int),
        "DateTime": TIMES.map(nodes.String),
    }


FEW = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
QUERIES, MUTATIONS = 5, 30
# What a program may be told; everything else is a mistake of ours.
NEVER = {"internal_error", "unavailable"}


class Place:
    """Small, with something of everything in it, and who asks about it."""

    def __init__(self):
        admin, mira = AdminFactory(username="admin"), UserFactory(username="mira", trust_level=3)
        stewards = form_group(name="Stewards", slug="stewards", members=[mira], by=admin)
        category = CategoryFactory(slug="sensors", by=admin)
        inner = CategoryFactory(slug="rain", parent=category, by=admin)
        rows = [admin, mira, stewards, category, inner]
        for n in range(4):
            topic = TopicFactory(category=category, by=mira, tags=["frost"])
            post = PostFactory(thread=topic.thread, by=admin, source="See, @mira")
            PostFactory(thread=topic.thread, parent=post, by=mira)
            edit_post(post=post, source=f"Another text, {n}. " * 9, by=admin)
            like_post(post=post, by=mira)
            if n < 2:
                accept_answer(post=post, by=mira)
            if n == 2:
                delete_post(post=post, by=admin)
            if n == 3:
                delete_thread(thread=topic.thread, by=admin)
            rows += [topic, *topic.thread.posts.all()]
        invitation, _ = invite(by=admin, site="http://testserver/")
        announcement, tag = make_announcement(text="Rain", by=admin), Tag.objects.get()
        rows += [invitation, announcement, tag]
        self.people = [AnonymousUser(), mira, admin]
        self.ids = sorted({str(row.pk) for row in rows})
        posts = [row.pk for row in rows if isinstance(row, Post)]
        topics = [row.pk for row in rows if isinstance(row, Topic)]
        self.known = {
            "postId": posts, "threadId": topics, "topicId": topics, "parentId": posts,
            "categoryId": [category.pk, inner.pk], "memberId": [admin.pk, mira.pk],
            "groupId": [stewards.pk], "invitationId": [invitation.pk], "tagId": [tag.pk],
            "intoId": [tag.pk], "first": [1, 2, 100], "last": [1, 3], "limit": [1, 20, 100],
            "username": ["mira", "admin"], "category": ["sensors", "rain"], "tag": ["frost"],
            "prefix": ["", "m"], "startingWith": ["", "fr"], "version": [1, 2], "number": [1],
            "id": [*posts, *topics, announcement.pk], "level": [0, 1, 2, 3], "upto": [1, 2],
            "kind": ["forum", "forum.category", "forum.tag"], "slug": ["stewards", "new-one"],
            "source": ["Words to be kept, @mira.", "Others *altogether*."], "tags": ["frost"],
        }  # fmt: skip


@pytest.fixture
def place():
    return Place()


def answered(query, person):
    """What the view answers, as a client reads it. Nothing of it is kept."""
    body = {"query": query}
    request = RequestFactory().post("/graphql/", body, content_type="application/json")
    request.user = User.objects.get(pk=person.pk) if person.pk else person
    request.session, request.META["CSRF_COOKIE"] = Session(), "x"
    with transaction.atomic():
        response = View.as_view(schema=schema)(request)
        transaction.set_rollback(True)
    return response


class Session(dict):
    session_key = "none"

    def cycle_key(self):
        """A session that is nowhere has no key."""


def check(query, person):
    response = answered(query, person)
    assert response.status_code in {200, 400}, query
    answer = json.loads(response.content)
    for error in answer.get("errors", ()):
        assert error["extensions"]["code"] not in NEVER, (query, error)
        assert "Cannot return null" not in error["message"], (query, error)
    if "cost" in answer.get("extensions", {}) and "data" in answer:
        assert answer["extensions"]["cost"]["requested"] <= MOST_COST
    return answer


@pytest.mark.parametrize("depth", [3, 5, 7, 9])
def test_what_can_be_asked_is_answered(depth, place):
    answers = []
    for seed in range(QUERIES):
        asking = Asking(schema.graphql_schema, seed, ids=place.ids, known=place.known)
        query = asking.query(depth)
        answers += [check(query, person) for person in place.people]

    assert sum("errors" not in answer for answer in answers) > len(answers) / 5


def test_what_can_be_done_is_done_or_refused(place):
    answers = []
    for seed in range(MUTATIONS):
        asking = Asking(schema.graphql_schema, seed, ids=place.ids, known=place.known)
        mutation = asking.mutation(6)
        answers += [check(mutation, person) for person in place.people]

    assert sum("errors" not in answer for answer in answers) > len(answers) / 10


@given(data=st.data())
@FEW
def test_what_is_asked_is_answered(place, data):
    known = scalars(place)
    query = data.draw(queries(schema.graphql_schema, custom_scalars=known, allow_x00=False))
    for person in place.people:
        check(query, person)


@pytest.mark.parametrize("domain", ["forum", "discussions", "accounts"])
@given(data=st.data())
@FEW
def test_what_is_done_is_done_or_refused(domain, place, data):
    mutation = data.draw(
        mutations(
            schema.graphql_schema,
            fields=[domain],
            custom_scalars=scalars(place),
            allow_x00=False,
        )
    )
    for person in place.people:
        check(mutation, person)
    assert not connection.needs_rollback
