"""Who may do what: every declared operation, over both api, for everybody who may ask.

v: a visitor, s: a member like others, o: the one whose it is, m: a moderator, a: who runs the
place. An operation that nobody wrote down here fails, and so does a line for one that is gone.
"""

import json
from copy import deepcopy
from functools import cache

import pytest
from allauth.usersessions.models import UserSession
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from community.accounts.audiences.actions import form_audience, form_group
from community.accounts.invitations import actions
from community.accounts.models import Audience
from community.accounts.oauth.actions import register_app
from community.announcements.actions import make_announcement
from community.discussions.actions import delete_post, edit_post, reply_to_thread
from community.discussions.reading import Level
from community.discussions.tags.actions import form_tag_group, make_tag
from community.events.models import EventRecord
from community.kernel import scopes
from community.kernel.operations import MutationOperation
from community.kernel.scopes import Access
from community.schema import schema
from tests.accounts.apps import allow
from tests.accounts.tokens import bearer, make
from tests.architecture.operations import OPERATIONS, each
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    TopicFactory,
    UserFactory,
)
from tests.worlds import SignedIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]

EVERYBODY = "vsoma"
MEMBERS = "soma"
MODERATORS = "ma"
ALLOWED = {
    "get_index": EVERYBODY,
    "list_threads": EVERYBODY, "get_thread": EVERYBODY, "list_posts_of_thread": EVERYBODY,
    "list_removed_threads": EVERYBODY, "list_removed_posts": EVERYBODY, "get_reading": MEMBERS,
    "list_posts": EVERYBODY, "get_post": EVERYBODY, "list_reactions": EVERYBODY,
    "list_revisions": EVERYBODY, "list_topics": EVERYBODY, "get_topic": EVERYBODY,
    "list_latest_topics": EVERYBODY, "list_hot_topics": EVERYBODY, "list_top_topics": EVERYBODY,
    "list_unanswered_topics": EVERYBODY, "list_needs_solution_topics": EVERYBODY,
    "list_tags": EVERYBODY, "suggest_tags": EVERYBODY, "get_tag": EVERYBODY,
    "list_tag_groups": EVERYBODY, "get_tag_group": EVERYBODY, "list_categories": EVERYBODY,
    "get_category": EVERYBODY, "list_announcements": EVERYBODY, "list_members": EVERYBODY,
    "get_member": EVERYBODY,
    "list_new_topics": MEMBERS, "list_unread_topics": MEMBERS, "list_following_topics": MEMBERS,
    "topic_counts": MEMBERS, "list_mentions": MEMBERS, "list_watches": MEMBERS,
    "watch_place": MEMBERS, "mark_all_read": MEMBERS, "mark_read": MEMBERS,
    "watch_thread": MEMBERS, "reply_to_thread": MEMBERS, "start_topic": MEMBERS,
    "unlike_post": MEMBERS, "like_post": MEMBERS,
    "delete_thread": "oma", "restore_thread": "oma",
    "close_thread": MODERATORS, "reopen_thread": MODERATORS, "archive_thread": MODERATORS,
    "unarchive_thread": MODERATORS, "pin_thread": MODERATORS, "unpin_thread": MODERATORS,
    "edit_topic": "oma", "accept_answer": "oma", "withdraw_answer": "oma",
    "edit_post": "oma", "delete_post": "oma", "restore_post": "oma",
    "hide_revision": MODERATORS, "show_revision": MODERATORS, "restore_version": "oma",
    "make_tag": MODERATORS, "edit_tag": MODERATORS, "delete_tag": MODERATORS,
    "merge_tag": MODERATORS, "unmerge_tag": MODERATORS, "form_tag_group": MODERATORS,
    "edit_tag_group": MODERATORS, "delete_tag_group": MODERATORS,
    "open_category": "a", "edit_category": "a", "delete_category": "a", "list_permissions": "a",
    "set_permissions": "a", "import_members": "a", "import_topics": "a", "import_posts": "a",
    "make_announcement": MODERATORS, "edit_announcement": MODERATORS,
    "end_announcement": MODERATORS,
    "get_me": MEMBERS, "edit_profile": MEMBERS, "set_avatar": MEMBERS, "remove_avatar": MEMBERS,
    "change_username": MEMBERS, "list_invitations": MEMBERS, "invite": "oma",
    "revoke_invitation": "o", "resend_invitation": "o", "list_sessions": MEMBERS,
    "end_other_sessions": MEMBERS, "end_session": "o",
    "take_down_avatar": MODERATORS, "rename_member": "a", "remove_second_factor": "a",
    "list_groups": "a", "get_group": "a", "form_group": "a", "edit_group": "a",
    "list_members_of_group": "a", "add_to_group": "a", "remove_from_group": "a",
    "list_tokens": MEMBERS, "make_token": MEMBERS, "revoke_token": "o",
    "list_apps": MEMBERS, "get_app": "o", "register_app": MEMBERS, "edit_app": "o",
    "delete_app": "o", "renew_app_secret": "o", "list_authorizations": MEMBERS,
    "revoke_app": "o",
}  # fmt: skip

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "f8cfc0f01f0005000101ffa2b3d8390000000049454e44ae426082"
)
TOPIC = {
    "external_id": "t1", "title": "Brought in", "markdown": "Words.", "author": "owner",
    "created_at": "2020-01-01T00:00:00Z", "category": "public",
}  # fmt: skip
SAID = {
    "reply_to_thread": {"source": "A reply."},
    "edit_post": {"source": "Other words."},
    "mark_read": {"upto": 1},
    "watch_thread": {"level": 3},
    "watch_place": {"level": 1},
    "start_topic": {"title": "A new topic", "source": "About something."},
    "edit_topic": {"title": "Another title"},
    "make_tag": {"name": "glue"},
    "edit_tag": {"name": "paste"},
    "form_tag_group": {"title": "Tools"},
    "edit_tag_group": {"title": "Materials"},
    "open_category": {"title": "Another", "slug": "another"},
    "edit_category": {"title": "Other"},
    "set_permissions": {"rows": [{"group": None, "action": "read", "value": "yes"}]},
    "make_announcement": {"text": "Hear."},
    "edit_announcement": {"text": "Hear again."},
    "import_members": {"source": "x", "items": [{"external_id": "m", "username": "brought"}]},
    "import_topics": {"source": "x", "items": [TOPIC]},
    "edit_profile": {"bio": "I ride."},
    "change_username": {"username": "somebody-else"},
    "invite": {"note": "Come in."},
    "rename_member": {"username": "renamed"},
    "form_group": {"name": "Testers", "slug": "testers"},
    "edit_group": {"name": "Others"},
    "make_token": {"name": "A bot", "scopes": ["forum:read"]},
    "register_app": {
        "name": "An app", "website": "https://app.example", "kind": "confidential",
        "redirects": ["https://app.example/back"],
    },
    "edit_app": {"name": "Another name"},
}  # fmt: skip
IN_GRAPHQL = {"rows": [{"groupId": None, "action": "READ", "value": "YES"}]}
# What stands in no place that may be closed to others; whatever else a path names has to stand in
# `Place.closed`, and to be nothing to those who may not read there.
NOT_PRIVATE = {
    "tag", "announcement", "member", "group", "token", "invitation", "app", "session",
    "authorization",
}  # fmt: skip


class Place:
    """One of everything, whose it may be, and who else may ask."""

    def __init__(self):
        self.people = {
            "s": UserFactory(trust_level=1),
            "o": UserFactory(username="owner", trust_level=3),
            "m": ModeratorFactory(),
            "a": AdminFactory(),
        }
        self.owner, self.admin = self.people["o"], self.people["a"]
        self.other = UserFactory()
        self.team = form_audience(
            kind=Audience.Kind.SHARED, members=[self.owner, self.other], title="Team"
        )
        self.open = CategoryFactory(slug="public", by=self.admin)
        self.closed = CategoryFactory(audience=self.team, by=self.admin)
        self.empty = CategoryFactory(slug="empty", by=self.admin)
        self.signed_in = SignedIn(self.people.values())

    def client(self, who):
        return self.signed_in.client(self.people.get(who))

    def keys(self, operation, category):
        """What the operation's path names, of this place."""
        named = operation.resources
        made = self._discussed(operation, category) if named.keys() - NOT_PRIVATE else {}
        makers = {
            "tag": self._tag, "announcement": self._announcement, "token": self._token,
            "invitation": self._invitation, "app": self._app, "session": self._session,
            "authorization": lambda: allow(self._app(), by=self.owner),
            "group": self._tag_group if "tag-groups" in operation.path else self._group,
        }  # fmt: skip
        made |= {name: make_one().pk for name, make_one in makers.items() if name in named}
        made["place"] = f"forum.category:{category.pk}"
        is_by_name = "member" in named and not named["member"].has_number
        made["member"] = self.other.username if is_by_name else self.other.pk
        unknown = named.keys() - made.keys()
        assert not unknown, f"Let Place.keys() make a {unknown} for {operation.name}"
        return {name: made[name] for name in named}

    def _discussed(self, operation, category):
        topic = TopicFactory(category=category, by=self.owner)
        rows = {"topic": topic.pk, "thread": topic.pk, "category": category.pk, "revision": 1}
        if operation.name == "delete_category" and category == self.open:
            rows["category"] = self.empty.pk
        if "post" in operation.resources:
            rows["post"] = self._post(operation.name, topic.thread).pk
        return rows

    def _post(self, name, thread):
        theirs = name in {"like_post", "unlike_post", "accept_answer", "withdraw_answer"}
        post = reply_to_thread(
            thread=thread, source="It only blinks.", by=self.other if theirs else self.owner
        )
        if theirs:
            return post
        said = "It does not even blink, whatever I do with it. " * 5
        post = edit_post(post=post, source=said, by=self.owner)
        return delete_post(post=post, by=self.owner) if name == "restore_post" else post

    def _tag(self):
        tag = make_tag(name="chain", description="Keeps it going.", by=self.admin)
        TopicFactory(category=self.open, tags=["chain"], by=self.owner)
        return tag

    def _tag_group(self):
        return form_tag_group(title="Parts", by=self.admin)

    def _group(self):
        return form_group(name="Crew", slug="crew", by=self.admin)

    def _announcement(self):
        return make_announcement(text="Hear.", by=self.admin)

    def _invitation(self):
        site = "http://testserver/"
        return actions.invite(by=self.owner, site=site, email="ana@example.org")[0]

    def _token(self):
        return make(self.owner)[0]

    def _app(self):
        return register_app(by=self.owner, **SAID["register_app"])[0]

    def _session(self):
        return UserSession.objects.create(
            user=self.owner, session_key="elsewhere", ip="127.0.0.1", user_agent="Firefox"
        )

    def said(self, name, category):
        told = dict(SAID.get(name, {}))
        if name == "start_topic":
            told["category"] = category.pk
        if name == "merge_tag":
            told["into"] = make_tag(name="belt", description="Another.", by=self.admin).pk
        if name == "import_posts":
            topic = TopicFactory(category=self.open)
            item = {key: TOPIC[key] for key in ("external_id", "markdown", "author", "created_at")}
            told = {"source": "x", "items": [{**item, "topic": topic.pk}]}
        return told


def by_rest(client, operation, keys, said, **headers):
    url = "/api/v1/" + operation.path.format(**keys)
    if operation.name == "set_avatar":
        file = SimpleUploadedFile("me.png", PICTURE, "image/png")
        body = encode_multipart(BOUNDARY, {"picture": file})
        answer = client.put(url, body, content_type=MULTIPART_CONTENT, headers=headers)
    else:
        send = getattr(client, operation.method.lower())
        body = {} if operation.method == "GET" else {"data": json.dumps(said)}
        kind = {} if operation.method == "GET" else {"content_type": "application/json"}
        answer = send(url, **body, **kind, headers=headers)
    body = json.loads(answer.content or b"{}") if answer.status_code >= 400 else {}
    return answer.status_code, body.get("code", "")


@cache
def mutation(name):
    """The text of a mutation that asks for nothing but itself, with all its arguments."""
    for namespace, field in schema.graphql_schema.mutation_type.fields.items():
        for verb, one in field.type.of_type.fields.items():
            if one.resolve is not None and verb == camel(name):
                given = ", ".join(f"${arg}: {told.type}" for arg, told in one.args.items())
                handed = ", ".join(f"{arg}: ${arg}" for arg in one.args)
                call = verb + (f"({handed})" if handed else "")
                head = "mutation" + (f"({given})" if given else "")
                return f"{head} {{ {namespace} {{ {call} {{ __typename }} }} }}"
    raise LookupError(name)


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(map(str.title, rest))


def by_graphql(client, operation, keys, said, **headers):
    words = {operation.resources[name].argument: str(key) for name, key in keys.items()}
    values = {"category": "category_id", "into": "into_id"}
    words |= {values.get(name, name): value for name, value in said.items()}
    variables = {camel(name): value for name, value in words.items()}
    if operation.name == "set_permissions":
        variables |= IN_GRAPHQL
    if operation.name.startswith("import_"):
        variables["items"] = [
            {camel(name): value for name, value in item.items()} for item in said["items"]
        ]
    if "level" in variables:
        variables["level"] = Level(variables["level"]).name
    if "revision" in keys:
        variables["number"] = keys["revision"]
    answer = client.post(
        "/graphql/", {"query": mutation(operation.name), "variables": variables},
        content_type="application/json", headers=headers,
    )  # fmt: skip
    body = answer.json()
    if "errors" not in body:
        return 200, ""
    code = body["errors"][0]["extensions"]["code"]
    assert code not in {"bad_query", "internal_error"}, body
    return {"not_signed_in": 401, "not_found": 404}.get(code, 403), code


def interfaces_of(operation):
    has_mutation = isinstance(operation, MutationOperation) and not operation.rest_only
    return [by_rest, by_graphql] if has_mutation else [by_rest]


def undone(function, *given, **named):
    """Ask, and take back whatever came of it."""
    with transaction.atomic():
        before = EventRecord.objects.count()
        status, code = function(*given, **named)
        happened = EventRecord.objects.count() - before
        transaction.set_rollback(True)
    return status, code, happened


NAMES = sorted(OPERATIONS.keys() & ALLOWED.keys())


def test_every_operation_has_a_line():
    without, gone = OPERATIONS.keys() - ALLOWED.keys(), ALLOWED.keys() - OPERATIONS.keys()

    assert not without, (
        f"Write into ALLOWED who may {sorted(without)}: letters of {EVERYBODY!r}, 'o' for whose"
        " it is. What it takes, if it takes something, goes into SAID, and what its path"
        " names is made by Place.keys()."
    )
    assert not gone, f"Take {sorted(gone)} out of ALLOWED: no such operation is declared."


@pytest.fixture(scope="module")
def made(rows_once):
    return rows_once(Place)


@pytest.fixture
def place(made):
    return deepcopy(made)


@pytest.fixture(autouse=True)
def proven(monkeypatch):
    """How old a session's last proof may be is tested elsewhere."""
    for where in ("tokens", "oauth"):
        monkeypatch.setattr(
            f"community.accounts.{where}.operations.require_recent_authentication",
            lambda _request: None,
        )


@pytest.mark.parametrize("name", each(NAMES))
def test_who_may(name, place):
    operation = OPERATIONS[name]
    keys, said = place.keys(operation, place.open), place.said(name, place.open)

    for who in EVERYBODY:
        client = place.client(who)
        for interface in interfaces_of(operation):
            status, code, happened = undone(interface, client, operation, keys, said)
            told = (name, who, interface.__name__, status, code)
            if who in ALLOWED[name]:
                assert status < 400, told
            elif who == "v":
                assert status == 401, told
                assert not happened, told
            else:
                assert status in {403, 404}, told
                assert not happened, told


@pytest.mark.parametrize(
    "name", each(name for name in NAMES if OPERATIONS[name].resources.keys() - NOT_PRIVATE)
)
def test_to_others_a_private_place_is_not_there(name, place):
    operation = OPERATIONS[name]
    keys, said = place.keys(operation, place.closed), place.said(name, place.closed)

    for who in "vsm":
        client = place.client(who)
        for interface in interfaces_of(operation):
            status, code, happened = undone(interface, client, operation, keys, said)
            expected = {401} if who == "v" and operation.for_members else {404}
            if operation.permission:  # says no before it says whether there is such a resource
                expected |= {403}
            assert status in expected, (name, who, interface.__name__, status, code)
            assert not happened


@pytest.mark.parametrize("name", each(name for name in NAMES if OPERATIONS[name].scope))
def test_a_token_for_something_else_does_nothing(name, place, as_):
    operation = OPERATIONS[name]
    keys, said = place.keys(operation, place.open), place.said(name, place.open)
    known = [(one, Access(key="", scopes=frozenset({one}))) for one in scopes.known()]
    others = [one for one, access in known if not access.covers(operation.scope)]
    _, secret = make(place.people["a"], others)
    refusal = "session_only" if operation.session_only else "insufficient_scope"

    for interface in interfaces_of(operation):
        status, code, happened = undone(interface, as_(), operation, keys, said, **bearer(secret))
        assert (status, code, happened) == (403, refusal, 0), (name, interface.__name__)
