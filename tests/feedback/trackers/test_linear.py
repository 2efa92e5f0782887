"""Linear, against a local server written to its public documentation."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from feedback.trackers.linear import Linear
from feedback.trackers.registration import (
    Access,
    BadSignature,
    Change,
    Incoming,
    NewIssue,
    TrackerMissing,
    TrackerRefused,
    TrackerUnavailable,
)
from tests.feedback.trackers.linear_server import (
    KEY,
    SECRET,
    SOMEBODY,
    VIEWER,
    LinearServer,
    signed,
    state_id,
)
from tests.feedback.trackers.servers import Hook, Reply


@pytest.fixture
def server() -> Iterator[LinearServer]:
    with LinearServer() as running:
        yield running


@pytest.fixture
def access(server: LinearServer) -> Access:
    return access_to(server)


def access_to(server: LinearServer, key: str = KEY, team: str = "ENG") -> Access:
    return Access(api_url=server.url, project=team, credentials={"token": key})


def new(**given: str) -> NewIssue:
    defaults = {"title": "Dark mode", "text": "*Please*", "url": "https://us.example/ideas/i/x/1/"}
    return NewIssue(**{**defaults, "marker": str(uuid4()), **given})


def incoming(hook: Hook, received_at: datetime) -> Incoming:
    headers = {name.lower(): value for name, value in hook.headers.items()}
    return Incoming(headers=headers, body=hook.body, received_at=received_at)


def sent_at(hook: Hook) -> datetime:
    return datetime.fromtimestamp(json.loads(hook.body)["webhookTimestamp"] / 1000, UTC)


def told(server: LinearServer, access: Access) -> list[Change]:
    tracker, found = Linear(), []
    for hook in server.take_hooks():
        got = incoming(hook, sent_at(hook))
        tracker.verify(got, [SECRET])
        found += tracker.changes(tracker.event(got), json.loads(got.body), access)
    return found


def test_an_issue_is_created_with_the_marker_as_its_id(
    server: LinearServer, access: Access
) -> None:
    marker = str(uuid4())

    made = Linear().create_issue(access, new(marker=marker, status=state_id("Todo")))

    assert (made.external_id, made.key, made.marker) == (marker, "ENG-1", marker)
    assert made.status == state_id("Todo")
    assert Linear().issue(access, marker) == made
    assert "https://us.example/ideas/i/x/1/" in server.issues[marker]["description"]


@pytest.mark.soak
@pytest.mark.parametrize(
    "marker", ["5693c353-9d25-4b65-a287-d64cceb6be78", "0b7d3f76-65a8-1000-8000-5254a1b2c3d4"]
)
def test_an_issue_whose_creation_was_not_answered_is_found_and_not_made_twice(
    server: LinearServer, access: Access, marker: str
) -> None:
    server.lose_answer(lambda request: "issueCreate" in request.json["query"])
    with pytest.raises(TrackerUnavailable):
        Linear().create_issue(access, new(marker=marker))

    found = Linear().find_by_marker(access, marker)
    again = Linear().create_issue(access, new(marker=marker))

    assert found == again
    assert len(server.issues) == 1
    assert Linear().find_by_marker(access, str(uuid4())) is None


@pytest.mark.soak
def test_a_comment_whose_creation_was_not_answered_is_found_and_not_made_twice(
    server: LinearServer, access: Access
) -> None:
    issue, marker = server.open_issue("Dark mode"), str(uuid4())
    server.lose_answer(lambda request: "commentCreate" in request.json["query"])
    with pytest.raises(TrackerUnavailable):
        Linear().add_comment(access, issue, "Yes", marker)

    found = Linear().find_comment(access, issue, marker)
    again = Linear().add_comment(access, issue, "Yes", marker)

    assert found == again
    assert len(server.comments) == 1
    assert Linear().find_comment(access, issue, str(uuid4())) is None


@pytest.mark.soak
def test_statuses_are_the_states_of_the_team_in_their_order(
    server: LinearServer, access: Access
) -> None:
    statuses = Linear().statuses(access)

    assert [one.label for one in statuses] == ["Backlog", "Todo", "Doing", "Done"]
    assert Linear().account(access) == VIEWER["id"]


@pytest.mark.soak
def test_a_status_is_set_and_one_of_another_team_refused(
    server: LinearServer, access: Access
) -> None:
    issue = server.open_issue("Dark mode")

    after = Linear().set_status(access, issue, state_id("Done"))

    assert after.status == state_id("Done") == server.status_of(issue)
    with pytest.raises(TrackerRefused, match="state of the team"):
        Linear().set_status(access, issue, state_id("Done", "OPS"))


def test_an_issue_is_found_as_people_write_it(server: LinearServer, access: Access) -> None:
    server.open_issue("Dark mode")

    for reference in ("ENG-1", " eng-1", "https://linear.app/acme/issue/ENG-1/some-title"):
        assert Linear().find_issue(access, reference).title == "Dark mode"


@pytest.mark.soak
def test_what_is_not_there_is_told_from_what_cannot_be_read(
    server: LinearServer, access: Access
) -> None:
    gone = server.open_issue("Gone")
    server.open_issue("Elsewhere", team="OPS")
    server.delete_issue(gone)

    for reference in ("ENG-1", "OPS-1", "ENG-9", "ENG", "#1"):
        with pytest.raises(TrackerMissing):
            Linear().find_issue(access, reference)
    with pytest.raises(TrackerMissing):
        Linear().issue(access, gone)
    with pytest.raises(TrackerRefused) as refused:
        Linear().issue(access_to(server, team="SEC"), gone)
    assert not isinstance(refused.value, TrackerMissing)


@pytest.mark.soak
def test_what_linear_does_not_do_is_refused(server: LinearServer, access: Access) -> None:
    with pytest.raises(TrackerRefused, match="state of the team"):
        Linear().create_issue(access, new(status=state_id("Done", "OPS")))
    with pytest.raises(TrackerRefused, match="not found: Issue"):
        Linear().add_comment(access, str(uuid4()), "Yes", "no uuid at all")
    server.fail_next(Reply(200, {"data": {"issueUpdate": {"success": False, "issue": None}}}))
    with pytest.raises(TrackerRefused):
        Linear().set_status(access, server.open_issue(), state_id("Done"))

    assert not server.comments


@pytest.mark.soak
def test_changed_issues_are_read_page_by_page(server: LinearServer, access: Access) -> None:
    server.open_issue("Old")
    since = server.now + timedelta(milliseconds=500)
    names = [f"New {number}" for number in range(60)]
    for name in names:
        server.open_issue(name)
    server.open_issue("Elsewhere", team="OPS")

    found = [one.title for one in Linear().issues_since(access, since)]

    assert sorted(found) == sorted(names)
    assert len(server.requests) == 2


def test_errors_of_status_200_and_limits_are_errors(server: LinearServer, access: Access) -> None:
    with pytest.raises(TrackerRefused, match="Authentication required"):
        Linear().account(access_to(server, key="wrong"))

    error = {"message": "Oops", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}
    server.fail_next(Reply(200, {"data": None, "errors": [error]}))
    with pytest.raises(TrackerUnavailable, match="Oops"):
        Linear().account(access)

    for status, said in ((200, None), (200, {"data": None}), (400, {"oops": 1})):
        server.fail_next(Reply(status, said))
        with pytest.raises(TrackerUnavailable if status == 200 else TrackerRefused):
            Linear().account(access)

    server.limited_until = datetime.now(UTC) + timedelta(seconds=600)
    with pytest.raises(TrackerUnavailable) as limited:
        Linear().account(access)
    assert limited.value.retry_after
    assert 0 < limited.value.retry_after <= 600


def test_webhooks_tell_what_was_done_by_whom(server: LinearServer, access: Access) -> None:
    issue = server.open_issue("Dark mode")
    server.open_issue("Elsewhere", team="OPS")
    server.set_status(issue, state_id("Done"))
    comment = server.comment(issue, "Really")
    server.edit_comment(issue, comment, "Really!")
    Linear().set_status(access, issue, state_id("Todo"))
    server.delete_issue(issue)

    changes = told(server, access)

    kinds = ["issue_opened", "issue_changed", "comment_added", "comment_changed"]
    assert [one.kind for one in changes] == [*kinds, "issue_changed", "issue_deleted"]
    assert [one.actor_id == VIEWER["id"] for one in changes] == [False] * 4 + [True, False]
    assert changes[0].actor_id == SOMEBODY["id"]
    assert changes[1].issue
    assert (changes[1].issue.status, changes[1].issue.external_id, changes[1].issue.key) == (
        state_id("Done"),
        issue,
        "ENG-1",
    )
    assert changes[3].comment
    assert (changes[3].comment.text, changes[3].comment.issue_id, changes[3].comment.author) == (
        "Really!",
        issue,
        "Robin",
    )
    versions = [(one.issue or one.comment).version for one in changes]  # type: ignore[union-attr]
    assert versions == sorted(versions)


def test_a_webhook_is_refused_unless_signed_and_new(server: LinearServer) -> None:
    server.open_issue("Dark mode")
    [hook] = server.take_hooks()
    tracker, now = Linear(), sent_at(hook)

    tracker.verify(incoming(hook, now + timedelta(seconds=59)), ["new secret", SECRET])
    assert tracker.delivery_id(incoming(hook, now)) == hook.headers["Linear-Delivery"]
    undated = signed({"type": "Issue"})
    for bad, secrets, at in (
        (hook, ["other"], now),
        (hook, [], now),
        (Hook(hook.headers, hook.body + b" "), [SECRET], now),
        (Hook({}, hook.body), [SECRET], now),
        (hook, [SECRET], now + timedelta(seconds=61)),
        (hook, [SECRET], now - timedelta(seconds=61)),
        (undated, [SECRET], now),
        (signed({"type": "Issue", "webhookTimestamp": "soon"}), [SECRET], now),
    ):
        with pytest.raises(BadSignature):
            tracker.verify(incoming(bad, at), secrets)
    with pytest.raises(BadSignature):
        tracker.delivery_id(incoming(Hook({}, b"{}"), now))
