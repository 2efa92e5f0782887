"""Jira Cloud, against a local server written to its public documentation."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from feedback.trackers.jira import Jira
from feedback.trackers.jira_wiki import to_markdown
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
from tests.feedback.trackers.jira_server import (
    BOT,
    EMAIL,
    SECRET,
    SOMEBODY,
    TOKEN,
    JiraServer,
    signed,
)
from tests.feedback.trackers.servers import Hook, Reply


@pytest.fixture
def server() -> Iterator[JiraServer]:
    with JiraServer() as running:
        yield running


@pytest.fixture
def access(server: JiraServer) -> Access:
    return access_to(server)


def access_to(server: JiraServer, token: str = TOKEN, project: str = "PROJ") -> Access:
    credentials = {"email": EMAIL, "token": token}
    return Access(api_url=server.url, project=project, credentials=credentials)


def new(**given: Any) -> NewIssue:
    text = "- *Please*\n- > # `now`"
    defaults = {"title": "Dark\nmode", "text": text, "url": "https://us.example/ideas/i/x/1/"}
    return NewIssue(**{**defaults, "marker": str(uuid4()), **given})


def incoming(hook: Hook, received_at: datetime) -> Incoming:
    headers = {name.lower(): value for name, value in hook.headers.items()}
    return Incoming(headers=headers, body=hook.body, received_at=received_at)


def told(server: JiraServer, access: Access) -> list[Change]:
    tracker, found = Jira(), []
    for hook in server.take_hooks():
        got = incoming(hook, server.now)
        tracker.verify(got, [SECRET])
        found += tracker.changes(tracker.event(got), json.loads(got.body), access)
    return found


def test_an_issue_is_created_with_a_label_and_its_status(
    server: JiraServer, access: Access
) -> None:
    wanted = new(status="10001", is_bug=True)

    made = Jira().create_issue(access, wanted)

    assert (made.key, made.title, made.status, made.marker) == (
        "PROJ-1", "Dark mode", "10001", wanted.marker,
    )  # fmt: skip
    assert made.url == "https://acme.atlassian.net/browse/PROJ-1"
    assert Jira().issue(access, made.external_id) == made
    assert server.issues[made.external_id]["fields"]["issuetype"]["id"] == "3"


@pytest.mark.soak
def test_a_status_that_a_new_issue_cannot_have_does_not_prevent_its_creation(
    server: JiraServer, access: Access
) -> None:
    server.types = [one for one in server.types if one["name"] not in {"Task", "Bug"}]
    server.types.append({"id": "9", "name": "Aufgabe", "subtask": False, "hierarchyLevel": 0})

    made = Jira().create_issue(access, new(status="10002"))

    assert made.status == "10000"
    assert server.issues[made.external_id]["fields"]["issuetype"]["id"] == "9"


@pytest.mark.soak
@pytest.mark.parametrize("search", ["knows it", "does not know it"])
def test_an_issue_whose_creation_was_not_answered_is_found(
    server: JiraServer, access: Access, search: str
) -> None:
    for number in range(12):
        server.open_issue(f"Before {number}")
    server.is_indexing = search == "knows it"
    server.open_issue("Also new")
    marker = str(uuid4())
    server.lose_answer(lambda request: request.path.endswith("/issue"))
    with pytest.raises(TrackerUnavailable):
        Jira().create_issue(access, new(marker=marker))

    found = Jira().find_by_marker(access, marker)

    assert found
    assert (found.key, found.marker) == ("PROJ-14", marker)
    assert Jira().find_by_marker(access, str(uuid4())) is None
    assert Jira().find_by_marker(access_to(server, project="OTHER"), marker) is None


@pytest.mark.soak
def test_a_comment_whose_creation_was_not_answered_is_found(
    server: JiraServer, access: Access
) -> None:
    issue, marker = server.open_issue("Dark mode"), str(uuid4())
    assert Jira().find_comment(access, issue, marker) is None
    server.comment(issue, "Somebody's")
    server.lose_answer(lambda request: request.path.endswith("/comment") and request.writes)
    with pytest.raises(TrackerUnavailable):
        Jira().add_comment(access, issue, "It is **good**", marker)
    other = Jira().add_comment(access, issue, "Other", str(uuid4()))

    found = Jira().find_comment(access, issue, marker)

    assert found
    assert (found.text, found.issue_id, found.marker) == ("It is **good**", issue, marker)
    assert found.external_id != other.external_id
    assert Jira().find_comment(access, issue, str(uuid4())) is None


def test_a_status_changes_through_a_transition_that_leads_there(
    server: JiraServer, access: Access
) -> None:
    issue = server.open_issue("Dark mode")

    with pytest.raises(TrackerRefused, match="transition"):
        Jira().set_status(access, issue, "10002")
    assert Jira().set_status(access, issue, "10001").status == "10001"
    assert Jira().set_status(access, issue, "10002").status == "10002"
    Jira().set_status(access, issue, "10002")

    assert len(server.writes()) == 2
    assert [one.label for one in Jira().statuses(access)] == [
        "To Do",
        "Selected",
        "In Progress",
        "Done",
    ]
    assert Jira().account(access) == BOT["accountId"]


def test_an_issue_is_found_as_people_write_it(server: JiraServer, access: Access) -> None:
    server.open_issue("Dark mode")

    for reference in (
        "PROJ-1",
        " proj-1 ",
        "https://acme.atlassian.net/browse/PROJ-1?focusedCommentId=3",
        "https://acme.atlassian.net/jira/software/projects/PROJ/boards/1?selectedIssue=PROJ-1",
    ):
        assert Jira().find_issue(access, reference).title == "Dark mode"


@pytest.mark.soak
def test_what_is_not_there_is_told_from_what_cannot_be_read(
    server: JiraServer, access: Access
) -> None:
    server.open_issue("Elsewhere", project="OTHER")

    for reference in ("OTHER-1", "PROJ-9", "PROJ", "http://[", "#1"):
        with pytest.raises(TrackerMissing):
            Jira().find_issue(access, reference)
    with pytest.raises(TrackerRefused, match="cannot be read") as refused:
        Jira().issue(access_to(server, project="SEC"), "9")
    assert not isinstance(refused.value, TrackerMissing)


@pytest.mark.soak
def test_changed_issues_are_read_page_by_page(server: JiraServer, access: Access) -> None:
    server.now -= timedelta(hours=5)
    server.open_issue("Old")
    server.now += timedelta(hours=5)
    names = [f"New {number}" for number in range(60)]
    for name in names:
        server.open_issue(name)
    server.open_issue("Elsewhere", project="OTHER")

    found = list(Jira().issues_since(access, datetime.now(UTC) - timedelta(hours=3)))

    assert sorted(one.title for one in found) == sorted(names)
    assert len(server.requests) == 2
    versions = [one.version for one in found]
    assert versions == sorted(versions, reverse=True)


@pytest.mark.soak
def test_refusals_say_which_field_and_limits_how_long(server: JiraServer, access: Access) -> None:
    with pytest.raises(TrackerRefused, match="401"):
        Jira().account(access_to(server, token="wrong"))

    with pytest.raises(TrackerRefused, match="400: project: valid project"):
        Jira().create_issue(access_to(server, project="NONE"), new())

    server.types = [one for one in server.types if one["name"] in {"Epic", "Subtask"}]
    with pytest.raises(TrackerRefused, match="cannot create issues"):
        Jira().create_issue(access, new())

    server.fail_next(Reply(400, body=b"no JSON"))
    with pytest.raises(TrackerRefused, match="400"):
        Jira().account(access)

    server.fail_next(Reply(429, headers={"Retry-After": "30"}))
    with pytest.raises(TrackerUnavailable) as limited:
        Jira().account(access)
    assert limited.value.retry_after == 30


def test_webhooks_tell_what_was_done_by_whom(server: JiraServer, access: Access) -> None:
    issue = server.open_issue("Dark mode")
    server.open_issue("Elsewhere", project="OTHER")
    server.set_status(issue, "10001")
    comment = server.comment(issue, "It is *really*\n{code:python}\nx * y\n{code}")
    server.comment(issue, "For the team", visibility={"type": "role", "value": "Administrators"})
    server.comment(issue, "For agents", jsdPublic=False)
    server.edit_comment(issue, comment, "Sure [here|https://a.example/x]")
    Jira().set_status(access, issue, "10002")
    server.delete_issue(issue)

    changes = told(server, access)

    kinds = ["issue_opened", "issue_changed", "comment_added", "comment_changed"]
    assert [one.kind for one in changes] == [*kinds, "issue_changed", "issue_deleted"]
    assert [one.actor_id == BOT["accountId"] for one in changes] == [False] * 4 + [True, False]
    assert {changes[0].actor_id, changes[2].actor_id} == {SOMEBODY["accountId"]}
    assert changes[1].issue
    assert (changes[1].issue.status, changes[1].issue.external_id) == ("10001", issue)
    assert changes[2].comment
    assert changes[3].comment
    assert changes[2].comment.text == "It is **really**\n\n```python\nx * y\n```"
    assert changes[3].comment.text == "Sure [here](<https://a.example/x>)"
    assert (changes[3].comment.issue_id, changes[3].comment.author) == (issue, "Robin")
    versions = [(one.issue or one.comment).version for one in changes[:5]]  # type: ignore[union-attr]
    assert versions == sorted(versions)
    assert all(version.endswith("Z") for version in versions)


def test_a_webhook_is_refused_unless_signed_and_of_today(server: JiraServer) -> None:
    server.open_issue("Dark mode")
    [hook] = server.take_hooks()
    tracker, sent_at = Jira(), server.now

    tracker.verify(incoming(hook, sent_at + timedelta(hours=23)), ["new secret", SECRET])
    got = incoming(hook, sent_at)
    assert tracker.delivery_id(got) == hook.headers["X-Atlassian-Webhook-Identifier"]
    assert tracker.event(got) == "jira:issue_created"
    for bad, secrets, at in (
        (hook, ["other"], sent_at),
        (hook, [], sent_at),
        (Hook(hook.headers, hook.body + b" "), [SECRET], sent_at),
        (Hook({}, hook.body), [SECRET], sent_at),
        (hook, [SECRET], sent_at + timedelta(hours=25)),
        (signed({"webhookEvent": "x"}), [SECRET], sent_at),
        (signed([]), [SECRET], sent_at),
        (signed(b"{"), [SECRET], sent_at),
    ):
        with pytest.raises(BadSignature):
            tracker.verify(incoming(bad, at), secrets)
    with pytest.raises(BadSignature):
        tracker.delivery_id(incoming(Hook({}, b"{}"), sent_at))
    with pytest.raises(BadSignature):
        tracker.event(incoming(Hook({}, b"[1]"), sent_at))


@pytest.mark.soak
def test_webhooks_of_an_app_are_renewed(server: JiraServer, access: Access) -> None:
    ours, theirs = "https://us.example/feedback/hooks/abc/", "https://us.example/other/"

    assert Jira().renew_hook(access, ours) is False  # an administrator's do not expire
    server.app_hooks = [{"id": 7, "url": ours}, {"id": 8, "url": theirs}]
    assert Jira().renew_hook(access, ours) is True

    assert server.refreshed == [7]


@pytest.mark.soak
def test_wiki_markup_becomes_markdown() -> None:
    wiki = """h2. Steps
* one _two_
** three {{a_b_c}}
# four
bq. said
{quote}
both
lines
{quote}
{color:red}-no-{color} [~accountid:5] [https://a.example/a_b_c] 5 * 3 * 2, a_b_c"""

    assert to_markdown(wiki) == (
        "## Steps\n- one *two*\n   - three `a_b_c`\n1. four\n> said\n\n> both\n> lines\n\n"
        "~~no~~ […] <https://a.example/a_b_c> 5 * 3 * 2, a_b_c"
    )
