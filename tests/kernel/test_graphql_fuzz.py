"""Whatever can be asked in our schema is answered in our schema: random valid operations, a
deeper one as likely as a shallow one, by a visitor, a member and a moderator.

`make soak` asks of every read and change in many ways and, if nothing was wrong, writes down in
fuzzed.json what the schema said of each: commit the file. `make test` does so for those of which
the schema says something else by now, and asks the others until each field was asked for.
"""

import json
from copy import deepcopy
from functools import partial
from hashlib import blake2b
from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.utils import timezone
from graphene.utils.str_converters import to_camel_case
from graphql import MiddlewareManager
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import mutations, nodes, queries

from community.accounts.audiences.actions import form_group
from community.accounts.invitations.actions import invite
from community.accounts.models import App, User
from community.accounts.oauth.actions import Asked, allow_app, register_app
from community.accounts.people.actions_profile import edit_profile
from community.accounts.tokens.actions import make_token
from community.ai import asking
from community.announcements import active
from community.announcements.actions import make_announcement
from community.discussions.actions import (
    delete_post,
    delete_thread,
    edit_post,
    like_post,
)
from community.discussions.models import Post, Tag
from community.discussions.reading.actions import watch_place
from community.discussions.tags.actions import form_tag_group
from community.kernel import graphql
from community.kernel.costs import MOST_COST
from community.kernel.errors import Unavailable
from community.kernel.graphql import View
from community.kernel.operations.inputs import Chosen, argument_name
from community.live import bell
from community.moderation.models import Appeal, ReviewItem, ReviewNote, Sanction
from community.moderation.queue.actions import ignore_item
from community.schema import schema
from community.search.indexing.actions import index
from community.search.log.actions import write_search_counts
from forum.actions import accept_answer, edit_topic
from forum.models import Topic
from tests.ai.factories import make_sentiment
from tests.architecture.operations import OPERATIONS, each_namespace
from tests.architecture.world import World, resource_names
from tests.factories import AdminFactory, CategoryFactory, PostFactory, TopicFactory, UserFactory
from tests.feedback import world as feedback
from tests.kernel.asked import Asking, inner
from tests.recognition import badges_world
from tests.recognition import world as recognition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]

FUZZED = Path(__file__).with_name("fuzzed.json")
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


MANY = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
FEW = settings(MANY, max_examples=2)
# What a program may be told; everything else is a mistake of ours.
NEVER = {"internal_error", "unavailable"}


class Place:
    """Small, with something of everything in it, and who asks about it."""

    def __init__(self):  # noqa: PLR0915 - one of each
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
            edit_topic(topic=topic, title=f"Another title, {n}", by=admin)
            if n < 2:
                accept_answer(post=post, by=mira)
            if n == 2:
                delete_post(post=post, by=admin)
            if n == 3:
                delete_thread(thread=topic.thread, by=admin)
            rows += [topic, *topic.thread.posts.all()]
        PostFactory(thread=rows[5].thread, by=admin, source="Look at this, @mira")
        watch_place(kind="forum.category", object_id=category.pk, level=2, by=mira)
        invitation, _ = invite(by=admin, site="http://testserver/")
        announcement, tag = make_announcement(text="Rain", by=admin), Tag.objects.get()
        edit_profile(member=mira, source="I *look*.", location="Here", by=mira)
        tag_group = form_tag_group(title="Weather", by=admin)
        token, _ = make_token(member=mira, name="A bot", scopes=["forum:read"], by=mira)
        app, authorization, session = let_in(mira)
        rows += [invitation, announcement, tag, tag_group, token, app, authorization, session]
        world = World(owner=mira, admin=admin)
        others = others_of(world, rows)
        rows += others.values()
        recognition.grow(world)
        feedback.grow(world)
        score_all_posts()
        # What others hold only if something happened to them.
        appealed = world.get(Appeal).sanction_id
        noted = world.get(ReviewNote).item_id
        ignore_item(item=world.make(ReviewItem), by=admin)
        pending = world.make(ReviewItem, "withdraw_pending_post")
        self.people = [AnonymousUser(), mira, admin]
        self.ids = sorted({str(row.pk) for row in rows if hasattr(row, "pk")})
        keys = [row.pk for row in others.values() if hasattr(row, "pk")]
        posts = [row.pk for row in rows if isinstance(row, Post)]
        topics = [row.pk for row in rows if isinstance(row, Topic)]
        self.known = {
            "postId": posts, "threadId": topics, "topicId": topics, "parentId": posts,
            "categoryId": [category.pk, inner.pk], "memberId": [admin.pk, mira.pk],
            "groupId": [stewards.pk, tag_group.pk], "invitationId": [invitation.pk],
            "tokenId": [token.pk], "appId": [app.pk], "authorizationId": [authorization.pk],
            "sessionId": [session.pk], "tagId": [tag.pk], "intoId": [tag.pk],
            "first": [1, 2, 100], "last": [1, 3], "limit": [1, 20, 100],
            "username": ["mira", "admin"], "category": ["sensors", "rain"], "tag": ["frost"],
            "tone": ["blue", "red"], "prefix": ["", "m"], "startingWith": ["", "fr"],
            "version": [1, 2], "number": [1], "place": [f"forum.category:{category.pk}"],
            "startsAt": ["2020-01-01T00:00:00Z"],
            "id": [*posts, *topics, announcement.pk, *keys],
            "level": [0, 1, 2, 3], "upto": [1, 2],
            "kind": ["forum", "forum.category", "forum.tag", "forum.topic", "support"],
            "badge": [badges_world.name()], "rule": ["discussions.like_received"],
            "member": ["mira", "admin"], "period": ["MONTH", "ALL"],
            "slug": ["stewards", "new-one"], "board": ["product"], "etaDate": ["2027-01-01"],
            "yearlyValue": [1000],
            "source": ["Words to be kept, @mira.", "Others *altogether*."], "tags": ["frost"],
        }  # fmt: skip
        index("discussions.post", posts)
        index("accounts.member", [mira.pk, admin.pk])
        write_search_counts(rows=[(timezone.now().date(), "frost", 2, 1)])
        self.known["query"] = ["mira", "title", "kind:topic", "Another titel"]
        self.known["title"] = ["Another title"]
        self.suggested = str(category.pk)
        self.known |= {
            "subject": [f"discussions.post:{pk}" for pk in posts], "text": ["It sells shoes."],
            "type": ["discussions.reply"], "sanctionId": [appealed],
            "ownSanctionId": [world.get(Sanction).pk, appealed],
            "itemId": [noted], "pendingPostId": [pending.pk],
            "key": [others["upload"].key],
        }  # fmt: skip
        self.known["id"] += [appealed, noted, pending.pk]
        for name, row in others.items():
            if hasattr(row, "pk"):
                self.known.setdefault(f"{name}Id", [row.pk])
        for name, model in chosen_models().items():
            found = [row.pk for row in rows if isinstance(row, model)]
            self.known.setdefault(name, found or [world.get(model).pk])


def score_all_posts():
    for post in Post.objects.all():
        make_sentiment("discussions.post", post.pk)


def others_of(world, rows):
    """A row of each declared resource that is not among the rows, by the resource's name."""
    missing = {
        name: resource.model
        for name, resources in resource_names().items()
        for resource in resources
        if resource.node and not any(isinstance(row, resource.model) for row in rows)
    }
    return {name: world.get(model) for name, model in missing.items()}


def chosen_models():
    """The model of each argument that names a row by its id, such as `toId` a member."""
    inputs = [one.input for one in OPERATIONS.values() if one.input]
    return {
        to_camel_case(argument_name(name, field)): field.queryset.model
        for one in inputs
        for name, field in one(context={"viewer": None, "resources": {}}).fields.items()
        if isinstance(field, Chosen)
    }


def let_in(member):
    """An app of the member's, which may act for them, and a browser in which they signed in."""
    back = "https://app.example/back"
    app, _ = register_app(name="Trail notes", redirects=[back], kind=App.CONFIDENTIAL, by=member)
    asked = Asked(
        scopes=["forum:read"],
        code="c",
        redirect_uri=back,
        challenge="c",
        expires_at=timezone.now(),
    )
    client = Client()
    client.force_login(member)
    session = UserSession.objects.create(
        user=member, session_key=client.session.session_key, ip="192.0.2.1", user_agent=""
    )
    return app, allow_app(app=app, asked=asked, by=member), session


@pytest.fixture(scope="module")
def made(rows_once):
    return rows_once(Place)


@pytest.fixture
def place(made, monkeypatch):
    for where in ("tokens", "oauth"):  # how old a session's last proof may be is tested elsewhere
        name = f"community.accounts.{where}.operations.require_recent_authentication"
        monkeypatch.setattr(name, lambda _request: None)
    bell.ring([active.CHANNEL])  # so that the announcement is looked for

    def worker_of_models(question, *_):
        if question != "ai.classify":
            raise Unavailable
        return json.dumps([made.suggested, 0.97])

    monkeypatch.setattr(asking, "_asked", worker_of_models)
    return deepcopy(made)


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


@pytest.fixture
def asked(monkeypatch):
    """The fields that a resolver was called for, as (type, field)."""
    fields = set()

    def noted(resolve, root, info, **arguments):
        fields.add((info.parent_type.name, info.field_name))
        return resolve(root, info, **arguments)

    middleware = MiddlewareManager(noted)
    monkeypatch.setattr(graphql, "execute", partial(graphql.execute, middleware=middleware))
    return fields


def places_in(kind):
    """The path of every field that is of the type, or of a type that one of its fields has."""
    for name, one in kind.fields.items():
        below = getattr(inner(one), "fields", {})
        yield from [(name, verb) for verb in below] or [(name,)]


def fields_below(kind):
    """Every field that can be reached from the type."""
    found, types = set(), [kind]
    while types:
        kind = types.pop()
        for name, one in getattr(kind, "fields", {}).items():
            if (kind.name, name) not in found:
                found.add((kind.name, name))
                types.append(inner(one))
    return found


def type_at(kind, path):
    for name in path:
        kind = inner(kind.fields[name])
    return kind


def shape_at(kind, path):
    """A hash of what the schema says of a field and of what it takes and answers."""
    field = type_at(kind, path[:-1]).fields[path[-1]]
    told, waiting = [f"{path} {signature(field)}"], [(inner(field), 2)]
    waiting += [(inner(one), 9) for one in field.args.values()]
    while waiting:
        found, deep = waiting.pop()
        told.append(f"{found} {' '.join(getattr(found, 'values', ()))}")
        for name, one in getattr(found, "fields", {}).items():
            told.append(f"{name} {signature(one)}")
            waiting += [(inner(one), deep - 1)] if deep > 1 else []
    return blake2b("\n".join(told).encode(), digest_size=8).hexdigest()


def signature(field):
    takes = {name: str(one.type) for name, one in getattr(field, "args", {}).items()}
    return f"{takes} {field.type}"


# Which row a query names is chosen by chance, and some fields are below few rows: the rounds that
# only ask for what was not asked for yet may be many, and mostly are not needed.
READS = [(depth, True) for depth in (3, 5, 7, 9)] + [(5, False), (7, False), (9, False)] * 150
CHANGES = [(6, True), (4, True)] + [(8, False), (10, False)] * 150


def ask_all(word, kind, fields, rounds, *, place, asked, fuzzed=()):
    """Every place in turn in the first rounds; later on where something was not asked yet. Those
    that were fuzzed as they are have one of the first rounds only."""
    answers = []
    for at, (depth, is_for_all) in enumerate(rounds):
        for path in places_in(kind):
            is_in_turn = is_for_all and (at == 0 or label(word, path) not in fuzzed)
            if is_in_turn or fields_below(type_at(kind, path)) & (fields - asked):
                asking = Asking(f"{at} {path}", ids=place.ids, known=place.known, asked=asked)
                operation = asking.operation(word, kind, path, depth)
                answers += [check(operation, person) for person in place.people]
    assert fields <= asked, " ".join(sorted(map(".".join, fields - asked)))
    return answers


def label(word, path):
    return f"{word} {'.'.join(path)}"


def shapes():
    """What the schema says of all that can be asked."""
    kinds = {
        "query": schema.graphql_schema.query_type,
        "mutation": schema.graphql_schema.mutation_type,
    }
    return {
        label(word, path): shape_at(kind, path)
        for word, kind in kinds.items()
        for path in places_in(kind)
    }


def fuzzed():
    """What was asked in every way, and is as it was then."""
    known = json.loads(FUZZED.read_text())
    return {name for name, shape in shapes().items() if known.get(name) == shape}


def all_reads(place, asked, fuzzed=()):
    kind = schema.graphql_schema.query_type
    return ask_all(
        "query", kind, fields_below(kind), READS, place=place, asked=asked, fuzzed=fuzzed
    )


def all_changes(place, asked, fuzzed=()):
    kind = schema.graphql_schema.mutation_type
    fields = fields_below(kind) - fields_below(schema.graphql_schema.query_type)
    return ask_all("mutation", kind, fields, CHANGES, place=place, asked=asked, fuzzed=fuzzed)


def test_what_can_be_asked_is_answered(place, asked):
    answers = all_reads(place, asked, fuzzed())

    assert sum("errors" not in answer for answer in answers) > len(answers) / 5


def test_what_can_be_done_is_done_or_refused(place, asked):
    answers = all_changes(place, asked, fuzzed())

    assert sum("errors" not in answer for answer in answers) > len(answers) / 12


@pytest.mark.soak
def test_what_can_be_asked_and_done_in_every_way_is_answered(place, asked):
    """If so, that is written down: fuzzed.json says what it was true of."""
    assert all_reads(place, asked)
    assert all_changes(place, asked)

    FUZZED.write_text(json.dumps(dict(sorted(shapes().items())), indent=1) + "\n")


def ask_at_random(place, data):
    known = scalars(place)
    query = data.draw(queries(schema.graphql_schema, custom_scalars=known, allow_x00=False))
    for person in place.people:
        check(query, person)


@given(data=st.data())
@FEW
def test_what_is_asked_is_answered(place, data):
    ask_at_random(place, data)


@pytest.mark.soak
@given(data=st.data())
@MANY
def test_what_is_asked_often_is_answered(place, data):
    ask_at_random(place, data)


def change_at_random(domain, place, data):
    known = scalars(place)
    mutation = data.draw(
        mutations(
            schema.graphql_schema,
            fields=[to_camel_case(domain)],
            custom_scalars=known,
            allow_x00=False,
        )
    )
    for person in place.people:
        check(mutation, person)
    assert not connection.needs_rollback


@pytest.mark.parametrize("domain", each_namespace(of_changes=True))
@given(data=st.data())
@FEW
def test_what_is_done_is_done_or_refused(domain, place, data):
    change_at_random(domain, place, data)


@pytest.mark.soak
@pytest.mark.parametrize("domain", each_namespace(of_changes=True))
@given(data=st.data())
@MANY
def test_what_is_done_often_is_done_or_refused(domain, place, data):
    change_at_random(domain, place, data)


def test_every_namespace_of_changes_is_tried():
    assert {to_camel_case(one.values[0]) for one in each_namespace(of_changes=True)} == {
        *schema.graphql_schema.mutation_type.fields
    }
