"""Connections: who sets them up, and that nothing secret comes out of them."""

import json
import socket
from contextlib import suppress
from threading import Thread
from time import sleep

import pytest
from django.test import Client

from community.accounts.tokens.actions import make_token
from community.discussions.actions import reply_to_thread
from community.kernel.encryption import decrypt
from community.kernel.errors import Denied
from feedback.ideas.actions import change_status, move_idea
from feedback.models import Status, TrackerConnection, TrackerDelivery, TrackerLink, TrackerPush
from feedback.trackers.access import access, webhook_secrets
from feedback.trackers.actions import (
    check_connection,
    check_links,
    create_connection,
    delete_done,
    edit_connection,
    link_idea,
    retry_push,
    send_push,
    sending,
    unlink_idea,
)
from feedback.trackers.actions.refusals import (
    BadConnection,
    ConnectionExists,
    ConnectionOfAnotherBoard,
    NotFailed,
    PrivateIdeaNotSent,
    TrackerIsAway,
    TrackerSaysNo,
    UnknownTracker,
)
from feedback.trackers.http import Refused, ask
from feedback.trackers.registration import TrackerRefused, TrackerUnavailable, tracker_named
from tests.factories import AdminFactory, ModeratorFactory, UserFactory
from tests.feedback.factories import make_board, make_idea
from tests.feedback.trackers.conftest import connect
from tests.feedback.trackers.engine import deliver, linked, make_due, push_all, retry
from tests.feedback.trackers.github_server import TOKEN, GitHubServer
from tests.feedback.trackers.linear_server import LinearServer
from tests.feedback.trackers.servers import Reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def server():
    with GitHubServer() as server:
        connect(server)
        yield server


def test_credentials_are_encrypted_and_shown_nowhere(server, caplog):
    row = TrackerConnection.objects.get()
    assert TOKEN.encode() not in bytes(row.credentials)
    assert json.loads(decrypt(bytes(row.credentials))) == {"token": TOKEN}
    assert TOKEN not in repr(access(row).api_url) + str(row) + repr(row)
    admin = AdminFactory()
    _, secret = make_token(member=admin, name="t", scopes=["feedback:read"], by=admin)
    told = Client().get(
        "/api/v1/tracker-connections/", headers={"Authorization": f"Bearer {secret}"}
    )
    assert told.status_code == 200
    client = Client()
    client.force_login(admin)
    page = client.get(f"/admin/feedback/trackerconnection/{row.pk}/change/")
    assert page.status_code == 200
    server.fail_next(Reply(500, {"message": "Oops"}))
    link_idea(idea=make_idea(board=row.board), connection=row, by=admin)
    push_all()
    row.refresh_from_db()
    seen = told.content.decode() + page.content.decode() + caplog.text + row.last_error
    for hidden in (TOKEN, server.secret, row.path_token):
        assert hidden not in seen


def test_the_admin_creates_and_edits_connections(server):
    client = Client()
    client.force_login(AdminFactory())
    board = make_board()
    answer = client.post(
        "/admin/feedback/trackerconnection/add/",
        {"board": board.pk, "tracker": "github", "project": "acme/other"},
    )
    assert answer.context["adminform"].form.errors == {
        "credential_token": ["This field is required."]
    }
    answer = client.post(
        "/admin/feedback/trackerconnection/add/",
        {
            "board": board.pk,
            "tracker": "github",
            "project": "acme/other",
            "api_url": server.url,
            "credential_token": "a token",
            "statuses_in": "closed:completed = completed\n\nopen=planned",
            "statuses_out": "planned = label:planned",
        },
        follow=True,
    )
    made = TrackerConnection.objects.get(board=board)
    assert made.path_token in answer.content.decode()
    rotated = client.post(
        "/admin/feedback/trackerconnection/", {"action": "rotate", "_selected_action": made.pk}
    )
    assert webhook_secrets(TrackerConnection.objects.get(pk=made.pk))[0] in rotated.content.decode()
    assert "messages" not in client.cookies or "hooks" not in client.cookies["messages"].value
    assert made.statuses_in == {"closed:completed": "completed", "open": "planned"}
    assert access(made).credentials == {"token": "a token"}
    url = f"/admin/feedback/trackerconnection/{made.pk}/change/"
    fields = {"project": "acme/other", "name": "Other", "api_url": server.url, "is_active": "on"}
    client.post(url, {**fields, "statuses_out": "declined = closed:not_planned"})
    made.refresh_from_db()
    assert (made.name, made.statuses_in) == ("Other", {})
    client.post(url, {**fields, "name": "Stale", "version": made.version - 1})
    made.refresh_from_db()
    assert made.name == "Other"
    assert access(made).credentials == {"token": "a token"}
    before = webhook_secrets(made)
    client.post(url, {**fields, "webhook_secret": "what the tracker made"})
    made.refresh_from_db()
    assert webhook_secrets(made) == ["what the tracker made", before[0]]


def test_only_administrators_set_connections_up(server):
    for by in (UserFactory(), ModeratorFactory()):
        with pytest.raises(Denied):
            edit_connection(connection=server.connection, name="Mine", by=by)
        with pytest.raises(Denied):
            create_connection(
                board=server.connection.board, tracker="github", project="a/b",
                credentials={"token": "x"}, by=by,
            )  # fmt: skip


def test_settings_that_are_not_valid_are_refused(server):
    for field, value in [
        ("api_url", "http://tracker.example"),
        ("api_url", "https://name:password@tracker.example"),
        ("credentials", {}),
        ("credentials", {"token": "x", "other": "y"}),
        ("statuses_in", {"open": "unknown"}),
        ("statuses_out", {"planned": ""}),
        ("project", " "),
    ]:
        with pytest.raises(BadConnection):
            edit_connection(connection=server.connection, by=AdminFactory(), **{field: value})


def test_an_unknown_tracker_and_a_second_connection_are_refused(server):
    told = {"board": server.connection.board, "credentials": {"token": "x"}, "by": AdminFactory()}
    with pytest.raises(UnknownTracker):
        create_connection(tracker="unknown", project="a/b", **told)
    with pytest.raises(ConnectionExists):
        create_connection(tracker="github", project=server.project, **told)


def test_another_address_needs_the_credentials_again(server):
    """Nobody can have the stored token sent to an address of theirs."""
    by, connection = AdminFactory(), server.connection
    with pytest.raises(BadConnection):
        edit_connection(connection=connection, api_url="https://tracker.example", by=by)
    edited = edit_connection(
        connection=connection,
        api_url="https://tracker.example",
        credentials={"token": "new"},
        by=by,
    )
    assert edited.account_id == ""


def test_checking_a_connection_learns_its_account_or_says_what_is_wrong(server):
    by = AdminFactory()
    found = check_connection(connection=server.connection, by=by)
    assert {"open", "label:planned", "closed:completed"} <= {one.id for one in found}
    assert "label:bug" not in {one.id for one in found}
    server.connection.refresh_from_db()
    assert server.connection.account_id == "9001"
    server.fail_next(Reply(401, {"message": "Bad credentials"}))
    with pytest.raises(TrackerSaysNo, match="Bad credentials"):
        check_connection(connection=server.connection, by=by)
    server.fail_next(Reply(200, []), times=2)
    with pytest.raises(TrackerIsAway):
        check_connection(connection=server.connection, by=by)
    idea = make_idea(board=server.connection.board)
    with pytest.raises(TrackerIsAway):
        link_idea(idea=idea, connection=server.connection, reference="#1", by=by)


def test_only_the_team_links_ideas_of_the_board(server):
    idea = make_idea(board=server.connection.board)
    with pytest.raises(Denied):
        link_idea(idea=idea, connection=server.connection, by=idea.thread.author)
    with pytest.raises(ConnectionOfAnotherBoard):
        link_idea(idea=make_idea(), connection=server.connection, by=ModeratorFactory())
    link = link_idea(idea=idea, connection=server.connection, by=ModeratorFactory())
    assert link == link_idea(idea=idea, connection=server.connection, by=ModeratorFactory())
    with pytest.raises(Denied):
        unlink_idea(link=link, by=idea.thread.author)
    unlink_idea(link=link, by=ModeratorFactory())
    unlink_idea(link=link, by=ModeratorFactory())
    push_all()
    assert not server.requests


def test_nothing_of_a_private_idea_is_sent(server):
    report = make_idea(board=server.connection.board, kind="bug", is_security=True)
    by = AdminFactory()
    with pytest.raises(PrivateIdeaNotSent):
        link_idea(idea=report, connection=server.connection, by=by)
    link_idea(idea=report, connection=server.connection, reference=server.open_issue(), by=by)
    reply_to_thread(thread=report.thread, source="The token is in the log.", by=by)
    push_all()
    assert not server.writes()


def test_an_idea_that_became_private_before_it_was_sent_is_not(server):
    idea = make_idea(board=server.connection.board)
    link_idea(idea=idea, connection=server.connection, by=AdminFactory())
    type(idea).objects.filter(pk=idea.pk).update(is_private=True)
    push_all()
    assert not server.writes()
    assert TrackerPush.objects.get().state == "failed"


def test_nothing_leaves_or_comes_while_an_idea_is_on_another_board(client, server):
    """Which others may read, or few."""
    idea, by = make_idea(board=server.connection.board), AdminFactory()
    link = linked(idea, server.connection)
    move_idea(idea=idea, board=make_board(slug="back-room"), by=by)
    before = len(server.writes())
    reply_to_thread(thread=idea.thread, source="Among ourselves.", by=by)
    status = Status.objects.get(board__slug="back-room", category="under_review")
    change_status(idea=idea, status=status, by=by)
    push_all()
    assert len(server.writes()) == before
    server.comment(link.external_id, "Any news?")
    server.set_status(link.external_id, "closed:completed")
    deliver(client, server)
    assert idea.thread.posts.count() == 2
    assert type(idea).objects.get(pk=idea.pk).category == "under_review"


def test_what_was_refused_waits_for_somebody_to_retry_it(server):
    idea, by = make_idea(board=server.connection.board), AdminFactory()
    server.fail_next(Reply(422, {"message": "Validation Failed"}), server.creates)
    link = link_idea(idea=idea, connection=server.connection, by=by)
    push_all()
    push = TrackerPush.objects.get()
    assert (push.state, push.error) == ("failed", "422: Validation Failed")
    retry_push(push=push, by=by)
    push_all()
    link.refresh_from_db()
    assert link.state == TrackerLink.State.LINKED
    with pytest.raises(NotFailed):
        retry_push(push=push, by=by)


@pytest.mark.soak
def test_after_eight_attempts_it_has_failed(server):
    server.fail_next(Reply(502), server.creates, times=9)
    link_idea(
        idea=make_idea(board=server.connection.board), connection=server.connection,
        by=AdminFactory(),
    )  # fmt: skip
    for _attempt in range(9):
        retry()
    push = TrackerPush.objects.get()
    assert (push.state, push.attempts) == ("failed", 8)
    assert sum(map(server.creates, server.requests)) == 8
    server.connection.refresh_from_db()
    assert server.connection.failures_count == 8


@pytest.mark.parametrize("step", ["before the call", "after the call"])
def test_a_worker_that_is_killed_is_followed_by_one_that_creates_no_second_issue(
    server, monkeypatch, step
):
    class Killed(BaseException):
        pass

    link = link_idea(
        idea=make_idea(board=server.connection.board), connection=server.connection,
        by=AdminFactory(),
    )  # fmt: skip
    name = "text_of_issue" if step == "before the call" else "complete"

    def die(*_args):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(sending, name, die)
        with pytest.raises(Killed):
            send_push(push_id=TrackerPush.objects.get().pk)
    push_all()  # the lease holds
    link.refresh_from_db()
    assert link.state == TrackerLink.State.CREATING
    retry()
    link.refresh_from_db()
    assert link.state == TrackerLink.State.LINKED
    assert len(server.issues) == 1


def test_what_one_link_is_told_is_sent_in_order(server):
    idea = make_idea(board=server.connection.board)
    link = linked(idea, server.connection)
    server.fail_next(Reply(503), server.comments_on)
    for word in ("one", "two", "three"):
        reply_to_thread(thread=idea.thread, source=word, by=AdminFactory())
    push_all()
    assert server.texts_of(link.external_id) == []
    retry()
    told = [text.split("\n\n")[1] for text in server.texts_of(link.external_id)]
    assert told == ["one", "two", "three"]


def test_two_trackers_of_a_board_have_the_same_comment_and_no_loop(client, server):
    with LinearServer() as other:
        idea = make_idea(board=server.connection.board)
        links = [linked(idea, one) for one in (server.connection, connect(other, idea.board))]
        reply_to_thread(thread=idea.thread, source="Hello.", by=UserFactory())
        push_all()
        for _round in range(2):
            for one in (server, other):
                deliver(client, one)
                push_all()
        assert idea.thread.posts.count() == 2
        for one, link in zip((server, other), links, strict=True):
            assert len(one.texts_of(link.external_id)) == 1
        assert not TrackerPush.objects.exclude(state="done").exists()


@pytest.mark.soak
def test_bodies_of_webhooks_are_deleted_after_a_month(server):
    old = {"created_at": "2026-01-01T00:00Z"}
    for state in ("done", "failed"):
        TrackerDelivery.objects.create(
            connection=server.connection, delivery_id=state, state=state, **old
        )
    TrackerDelivery.objects.create(connection=server.connection, delivery_id="new", state="done")
    delete_done()
    assert set(TrackerDelivery.objects.values_list("delivery_id", flat=True)) == {"failed", "new"}


@pytest.mark.soak
def test_redirects_to_another_origin_take_no_token_along(server):
    with GitHubServer() as other:
        server.fail_next(Reply(302, None, {"Location": f"{other.url}/user"}))
        with pytest.raises(TrackerRefused, match="redirects"):
            ask("GET", f"{server.url}/user", headers={"Authorization": "x"})
        assert not other.requests
    server.fail_next(Reply(301, None, {"Location": "/user?moved"}))
    answer = ask("GET", f"{server.url}/x", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.json["id"] == 9001


@pytest.mark.soak
def test_answers_that_are_none_are_for_another_time(server):
    for reply, retry_after in [
        (Reply(200, body=b"<html>"), None),
        (Reply(200, body=b"[" + b" " * 3000 + b"]"), None),
        (Reply(200, body=b"[" * 1900), None),
        (Reply(500, {"message": "x"}), None),
        (Reply(429, {}, {"Retry-After": "9" * 400}), 86_400),
        (Reply(429, {}, {"X-RateLimit-Reset": "9" * 400}), 86_400),
        (Reply(429, {}, {"Retry-After": "Fri, 01 Jan 9999 00:00:00 GMT"}), 86_400),
        (Reply(429, {}, {"Retry-After": "7"}), 7),
        (Reply(403, {}, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1"}), 0),
        (Reply(403, {}, {"Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT"}), 0),
    ]:
        server.fail_next(reply)
        with pytest.raises(TrackerUnavailable) as error:
            ask("GET", server.url, headers={}, most_bytes=2000)
        assert error.value.retry_after == retry_after


@pytest.mark.soak
@pytest.mark.parametrize("begins", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n["])
def test_an_answer_that_comes_byte_by_byte_ends_in_time(begins):
    def drip(listener):
        with suppress(OSError), listener.accept()[0] as there:
            there.sendall(begins)
            while True:
                there.sendall(b"a:1\r\n")
                sleep(0.05)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        Thread(target=drip, args=[listener], daemon=True).start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(TrackerUnavailable, match="in time"):
            ask("GET", url, headers={}, timeout=0.2)


@pytest.mark.soak
def test_a_refusal_says_why_and_has_the_answer(server):
    server.fail_next(Reply(403, {"errors": [{"message": "Not yours"}]}))
    with pytest.raises(Refused, match="403: Not yours") as error:
        ask("GET", server.url, headers={})
    assert error.value.answer.json["errors"]


@pytest.mark.soak
def test_a_repository_that_cannot_be_seen_breaks_no_link(server):
    link = linked(make_idea(board=server.connection.board), server.connection)
    server.is_visible = False
    check_links(hour=link.pk % 24)
    link.refresh_from_db()
    assert link.state == TrackerLink.State.LINKED
    server.is_visible = True
    server.delete_issue(link.external_id)
    make_due()
    check_links(hour=(link.pk + 1) % 24)
    link.refresh_from_db()
    assert link.state == TrackerLink.State.LINKED
    check_links(hour=link.pk % 24)
    link.refresh_from_db()
    assert link.state == TrackerLink.State.BROKEN


@pytest.mark.soak
def test_many_issues_come_in_pages(server):
    server.per_page = 2
    external = [server.open_issue() for _ in range(5)]
    connection = access(server.connection)
    github = tracker_named("github")
    found = [
        one.external_id for one in github.issues_since(connection, server.now.replace(year=2025))
    ]
    assert found == external
    for reference in ("3", "#3", "acme/weather#3", "https://github.example/acme/weather/issues/3"):
        assert github.find_issue(connection, reference).key == "#3"
    for reference in ("x", "acme/other#3", "https://github.example/acme/other/issues/3", "#99"):
        with pytest.raises(TrackerRefused):
            github.find_issue(connection, reference)
