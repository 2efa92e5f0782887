"""What holds of each tracker, over real HTTP."""

import pytest

from community.discussions.actions import reply_to_thread
from feedback.ideas.actions import change_status
from feedback.models import Idea, Status, StatusChange, TrackerDelivery, TrackerLink, TrackerPush
from feedback.trackers.access import access, tracker_of
from feedback.trackers.actions import link_idea
from feedback.trackers.actions.refusals import IssueIsLinked
from tests.factories import AdminFactory, UserFactory
from tests.feedback.factories import make_idea
from tests.feedback.trackers.conftest import connect
from tests.feedback.trackers.engine import deliver, linked, poll, push_all, retry
from tests.feedback.trackers.servers import Reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def idea(server):
    connection = connect(server)
    return make_idea(board=connection.board)


def enter(idea, *categories):
    for category in categories:
        status = Status.objects.get(board=idea.board_id, category=category)
        change_status(idea=idea, status=status, by=AdminFactory())


def category_of(idea):
    return Idea.objects.get(pk=idea.pk).category


def test_an_issue_is_created_and_linked(server, idea):
    link = linked(idea, server.connection)
    assert link.state == TrackerLink.State.LINKED
    assert link.external_id
    assert link.key
    assert link.url.startswith("https://")
    assert not TrackerPush.objects.exclude(state="done").exists()


def test_a_status_goes_there_and_its_echo_changes_nothing(client, server, idea):
    link = linked(idea, server.connection)
    enter(idea, "under_review", "planned")
    push_all()
    assert server.status_of(link.external_id) == server.statuses_out["planned"]
    before = len(server.writes()), StatusChange.objects.count()
    assert set(deliver(client, server)) <= {200}
    push_all()
    assert (len(server.writes()), StatusChange.objects.count()) == before
    assert not TrackerDelivery.objects.exclude(state="done").exists()


def test_a_status_comes_from_there_and_is_not_sent_back(client, server, idea):
    link = linked(idea, server.connection)
    push_all()
    before = len(server.writes())
    server.set_status(link.external_id, server.statuses_out["completed"])
    deliver(client, server)
    push_all()
    assert category_of(idea) == "completed"
    change = StatusChange.objects.latest("pk")
    assert change.actor.is_machine
    assert change.reason.startswith("Changed in ")
    assert len(server.writes()) == before


def test_what_somebody_there_changes_back_is_applied_too(client, server, idea):
    link = linked(idea, server.connection)
    enter(idea, "under_review", "planned")
    push_all()
    for category in ("completed", "planned"):  # the second is what was sent last
        server.set_status(link.external_id, server.statuses_out[category])
        deliver(client, server)
    assert category_of(idea) == "planned"


def test_a_lost_answer_creates_one_issue(client, server, idea):
    connection = server.connection
    server.lose_answer(server.creates)
    link = link_idea(idea=idea, connection=connection, by=AdminFactory())
    push_all()
    link.refresh_from_db()
    assert link.state == TrackerLink.State.CREATING
    retry()
    link.refresh_from_db()
    assert link.state == TrackerLink.State.LINKED
    assert len(server.issues) == 1


def test_the_webhook_of_an_issue_whose_answer_was_lost_completes_its_link(client, server, idea):
    server.lose_answer(server.creates)
    link = link_idea(idea=idea, connection=server.connection, by=AdminFactory())
    push_all()
    deliver(client, server)
    link.refresh_from_db()
    assert link.state == TrackerLink.State.LINKED
    before = len(server.writes())
    retry()
    assert len(server.writes()) == before
    assert Idea.objects.count() == 1


def test_a_lost_answer_writes_one_comment(server, idea):
    link = linked(idea, server.connection)
    server.lose_answer(server.comments_on)
    reply_to_thread(thread=idea.thread, source="Also in the evening.", by=UserFactory())
    push_all()
    retry()
    assert len(server.texts_of(link.external_id)) == 1
    assert not TrackerPush.objects.exclude(state="done").exists()


def test_comments_go_there_with_their_author_and_call_nobody(client, server, idea):
    link = linked(idea, server.connection)
    member = UserFactory(username="ada")
    reply_to_thread(thread=idea.thread, source="As @mara said. <!-<!-- -->- x -->", by=member)
    push_all()
    [text] = server.texts_of(link.external_id)
    assert "ada" in text
    assert "@mara" not in text
    assert "<!--" not in text.partition("<!-- commons:")[0]
    deliver(client, server)
    assert idea.thread.posts.count() == 2


def test_comments_come_from_there_once_and_call_nobody(client, server, idea):
    member = UserFactory(username="ada")
    link = linked(idea, server.connection)
    server.take_hooks()
    server.comment(link.external_id, "Done for @ada, see *below*.\r\rOurs")
    [hook] = server.take_hooks()
    deliver(client, server, [hook, hook])
    deliver(client, server, [hook])
    post = idea.thread.posts.get(number=2)
    assert post.author.is_machine
    assert "> Done for" in post.source
    assert "Ours" in post.html.partition("<blockquote>")[2].partition("</blockquote>")[0]
    assert not post.mentions.filter(member=member).exists()
    assert idea.thread.posts.count() == 2
    push_all()
    assert len(server.texts_of(link.external_id)) == 1


def test_an_edited_comment_is_edited(client, server, idea):
    link = linked(idea, server.connection)
    server.take_hooks()
    comment = server.comment(link.external_id, "Soon.")
    server.edit_comment(link.external_id, comment, "Next week.")
    added, edited = server.take_hooks()
    deliver(client, server, [edited, added])  # in the wrong order
    [post] = idea.thread.posts.filter(number__gt=1)
    assert "> Next week." in post.source


def test_a_deleted_issue_breaks_its_link(client, server, idea):
    link = linked(idea, server.connection)
    server.take_hooks()
    server.delete_issue(link.external_id)
    deliver(client, server)
    link.refresh_from_db()
    assert link.state == TrackerLink.State.BROKEN
    enter(idea, "under_review")
    push_all()
    assert not TrackerPush.objects.filter(state="failed").exists()


def test_the_poll_finds_what_no_webhook_told(server, idea):
    link = linked(idea, server.connection)
    server.set_status(link.external_id, server.statuses_out["planned"])
    server.take_hooks()
    poll(server.connection)
    assert category_of(idea) == "planned"
    changes = StatusChange.objects.count()
    poll(server.connection)
    assert StatusChange.objects.count() == changes


def test_an_existing_issue_is_linked_by_its_key_with_one_idea(server, idea):
    external_id = server.open_issue()
    key = tracker_of(server.connection).issue(access(server.connection), external_id).key
    by = AdminFactory()
    link = link_idea(idea=idea, connection=server.connection, reference=key, by=by)
    assert (link.external_id, link.state) == (external_id, TrackerLink.State.LINKED)
    again = link_idea(idea=idea, connection=server.connection, reference=link.url, by=by)
    assert again == link
    with pytest.raises(IssueIsLinked):
        link_idea(
            idea=make_idea(board=idea.board), connection=server.connection, reference=key, by=by
        )
    assert not server.writes()


def test_a_rate_limit_pauses_the_connection_and_counts_no_attempt(server, idea):
    connection = server.connection
    server.fail_next(Reply(429, {"message": "Slow down"}, {"Retry-After": "120"}))
    link = link_idea(idea=idea, connection=connection, by=AdminFactory())
    push_all()
    connection.refresh_from_db()
    assert connection.paused_until is not None
    assert connection.failures_count == 1
    asked = len(server.requests)
    push_all()
    assert len(server.requests) == asked
    retry()
    link.refresh_from_db()
    connection.refresh_from_db()
    assert link.state == TrackerLink.State.LINKED
    assert (connection.failures_count, connection.last_error) == (0, "")
