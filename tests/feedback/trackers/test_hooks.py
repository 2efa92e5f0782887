"""Webhooks: what is let in, what is kept, and that order and number of them change nothing."""

import json
from itertools import permutations

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.discussions.actions import reply_to_thread
from feedback.models import (
    Idea,
    StatusChange,
    TrackerComment,
    TrackerConnection,
    TrackerDelivery,
    TrackerLink,
)
from feedback.trackers.actions import edit_connection, link_idea, rotate_webhook_secret
from tests.factories import AdminFactory, UserFactory
from tests.feedback.factories import make_idea
from tests.feedback.trackers.conftest import connect
from tests.feedback.trackers.engine import deliver, linked, poll, push_all
from tests.feedback.trackers.github_server import BOT, PERSON, GitHubServer
from tests.feedback.trackers.servers import Hook, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def server():
    with GitHubServer() as server:
        connect(server)
        yield server


@pytest.fixture
def link(server):
    link = linked(make_idea(board=server.connection.board), server.connection)
    server.take_hooks()
    return link


def a_hook(server):
    server.open_issue()
    [hook] = server.take_hooks()
    return hook


def test_a_webhook_is_kept_once_and_answered_at_once(client, server):
    hook = a_hook(server)
    assert [send(client, server.connection, hook).status_code for _ in range(2)] == [200, 200]
    delivery = TrackerDelivery.objects.get()
    assert (delivery.event, delivery.state) == ("issues", "waiting")


def test_what_is_not_signed_is_refused_and_not_kept(client, server):
    hook = a_hook(server)
    other = Hook(hook.headers, hook.body + b" ")
    bare = Hook({k: v for k, v in hook.headers.items() if "Signature" not in k}, hook.body)
    odd = Hook({**hook.headers, "X-Hub-Signature-256": "sha256=é"}, hook.body)
    for bad in (other, bare, odd):
        answer = send(client, server.connection, bad)
        assert (answer.status_code, answer.content) == (401, b"")
    assert not TrackerDelivery.objects.exists()


def test_unknown_addresses_and_inactive_connections_are_not_found(client, server):
    hook = a_hook(server)
    for unknown in ("unknown", "%00"):
        assert client.post(f"/feedback/hooks/{unknown}/").status_code == 404
    edit_connection(connection=server.connection, is_active=False, by=AdminFactory())
    assert send(client, server.connection, hook).status_code == 404
    assert client.get(f"/feedback/hooks/{server.connection.path_token}/").status_code == 405


@pytest.mark.soak
def test_too_long_a_body_is_refused(client, server):
    hook = a_hook(server)
    long = Hook(hook.headers, b" " * 1_000_001)
    assert send(client, server.connection, long).status_code == 413


def test_a_signed_body_that_is_no_json_object_is_refused(client, server):
    for body in [
        b"not json",
        b"[1]",
        b'{"a": NaN}',
        b'{"a": 1e999}',
        b"[" * 100_000,
        b"payload=%7B%7D",
        b"\xff",
    ]:
        hook = server.signed(body, "issues")
        assert send(client, server.connection, hook).status_code == 400


@pytest.mark.soak
def test_what_the_database_cannot_keep_is_left_out(client, server):
    hook = server.signed(b'{"a": "x\\u0000y\\ud800", "b\\u0000": [1]}', "ping")
    assert send(client, server.connection, hook).status_code == 200
    assert TrackerDelivery.objects.get().body == {"a": "xy?", "b": [1]}


def test_both_secrets_are_valid_while_one_replaces_the_other(client, server):
    old = a_hook(server)
    rotated = rotate_webhook_secret(connection=server.connection, by=AdminFactory())
    server.secret = rotated.told_once
    assert send(client, server.connection, old).status_code == 200
    assert send(client, server.connection, a_hook(server)).status_code == 200
    rotate_webhook_secret(connection=server.connection, by=AdminFactory())
    assert send(client, server.connection, old).status_code == 401


@pytest.mark.soak
def test_a_body_that_is_not_as_documented_has_failed(client, server):
    bodies = [{"issue": 7}, {"issue": {"number": 1}}, {"issue": {"a": "b"}}]
    told = json.loads(a_hook(server).body)
    bodies += [{**told, "issue": {**told["issue"], "html_url": url}} for url in (None, "data:x")]
    deliver(client, server, [server.signed(json.dumps(one).encode(), "issues") for one in bodies])
    assert set(TrackerDelivery.objects.values_list("state", flat=True)) == {"failed"}
    assert TrackerDelivery.objects.first().error.startswith("The body is not as documented")


@pytest.mark.soak
def test_another_repository_and_pull_requests_change_nothing(client, server, link):
    server.set_status(link.external_id, "closed:completed")
    [hook] = server.take_hooks()
    body = json.loads(hook.body)
    foreign = {**body, "repository": {"full_name": "acme/other"}}
    pull = {**body, "issue": {**body["issue"], "pull_request": {"url": "…"}}}
    deliver(
        client,
        server,
        [server.signed(json.dumps(one).encode(), "issues") for one in (foreign, pull)],
    )
    assert TrackerDelivery.objects.filter(state="done").count() == 2
    assert Idea.objects.get(pk=link.idea_id).category == "submitted"


def test_a_copied_marker_takes_no_link(client, server):
    """Whoever reads the body of an issue of ours can write its marker into one of theirs."""
    idea = make_idea(board=server.connection.board)
    link = TrackerLink.objects.create(idea=idea, connection=server.connection)
    type(server.connection).objects.update(account_id=str(BOT["id"]))
    body = f"x\n\n<!-- commons:{link.marker} -->"
    server.open_issue(body=body, by=PERSON)
    deliver(client, server)
    link.refresh_from_db()
    assert link.state == TrackerLink.State.CREATING
    server.open_issue(body=body, by=BOT)
    deliver(client, server)
    link.refresh_from_db()
    assert (link.state, link.external_id) == (TrackerLink.State.LINKED, "2")


def test_a_status_that_no_step_leads_to_has_failed_and_says_why(client, server, link):
    Idea.objects.filter(pk=link.idea_id).update(converted_at="2026-01-01T00:00Z")
    idea = make_idea(board=server.connection.board)
    Idea.objects.filter(pk=link.idea_id).update(
        converted_at=None, merged_into=idea, merged_at="2026-01-01T00:00Z"
    )
    server.set_status(link.external_id, "closed:completed")
    deliver(client, server)
    delivery = TrackerDelivery.objects.get(state="failed")
    assert "merged" in delivery.error


def test_an_idea_that_became_a_topic_holds_nothing_up(client, server, link):
    """Neither a poll, for the other issues, nor webhooks; and its comments are no replies."""
    other = linked(make_idea(board=server.connection.board), server.connection)
    server.take_hooks()
    Idea.objects.filter(pk=link.idea_id).update(converted_at=timezone.now())
    server.comment(link.external_id, "Is it done?")
    for one in (link, other):
        server.set_status(one.external_id, "closed:completed")
    poll(server.connection)
    assert Idea.objects.get(pk=other.idea_id).category == "completed"
    deliver(client, server)
    assert set(TrackerDelivery.objects.values_list("state", flat=True)) == {"done"}
    assert link.idea.thread.posts.count() == 1


def test_who_edits_a_copy_there_rewrites_no_members_words(client, server, link):
    post = reply_to_thread(thread=link.idea.thread, source="My words.", by=UserFactory())
    push_all()
    server.take_hooks()
    server.edit_comment(link.external_id, TrackerComment.objects.get().external_id, "Others.")
    deliver(client, server)
    post.refresh_from_db()
    assert post.source == "My words."


def test_changes_of_one_second_end_with_the_last_in_whatever_order(client, server, link):
    """GitHub's times have whole seconds: the tracker is asked which of two is the newer."""
    server.is_frozen = True
    for status in ("closed:completed", "label:planned"):
        server.set_status(link.external_id, status)
    first, last = server.take_hooks()
    deliver(client, server, [last, first])
    assert Idea.objects.get(pk=link.idea_id).category == "planned"


STATUSES = ["open", "label:planned", "label:in progress", "closed:completed", "closed:not_planned"]


PROPERTY = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


def new_link(client, server):
    """A link of an idea whose status is that of its issue."""
    link = link_idea(
        idea=make_idea(board=server.connection.board),
        connection=server.connection,
        reference=server.open_issue(),
        by=AdminFactory(),
    )
    server.set_status(link.external_id, "label:planned")
    deliver(client, server)
    return link


def in_any_order(client, server, data):
    """Each example has an issue of its own; some changes fall into one second, and some were made
    by somebody who used our own account."""
    TrackerConnection.objects.get().links.all().delete()  # what others left would be done again
    TrackerDelivery.objects.all().delete()
    link = new_link(client, server)
    for status in data.draw(st.lists(st.sampled_from(STATUSES), min_size=1, max_size=5)):
        server.is_frozen = data.draw(st.booleans())
        by = data.draw(st.sampled_from([PERSON, PERSON, BOT]))
        server.set_status(link.external_id, status, by=by)
    hooks = server.take_hooks()
    order = data.draw(st.permutations([*hooks, *data.draw(st.lists(st.sampled_from(hooks)))]))
    deliver(client, server, order)
    poll(server.connection)
    push_all()
    link.refresh_from_db()
    status = server.status_of(link.external_id)
    assert server.statuses_in[status] == Idea.objects.get(pk=link.idea_id).category
    assert link.external_status == status
    changes, writes = StatusChange.objects.count(), len(server.writes())
    deliver(client, server, order)
    TrackerDelivery.objects.update(state="waiting", due_at=timezone.now())  # a worker was killed
    deliver(client, server, [])
    poll(server.connection)
    push_all()
    assert (StatusChange.objects.count(), len(server.writes())) == (changes, writes)


@settings(max_examples=5, **PROPERTY)
@given(data=st.data())
def test_any_order_and_number_of_deliveries_ends_in_the_same_state(client, server, data):
    in_any_order(client, server, data)


@pytest.mark.soak
@settings(max_examples=60, **PROPERTY)
@given(data=st.data())
def test_so_do_very_many(client, server, data):
    in_any_order(client, server, data)


def test_every_order_of_three_changes_ends_with_the_last(client, server):
    for order in permutations(range(3)):
        link = new_link(client, server)
        for status in ("closed:not_planned", "closed:completed", "label:in progress"):
            server.set_status(link.external_id, status)
        hooks = server.take_hooks()
        deliver(client, server, [hooks[at] for at in order])
        assert Idea.objects.get(pk=link.idea_id).category == "in_progress"
