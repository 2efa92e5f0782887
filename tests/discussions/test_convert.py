"""A topic becomes an idea, and an idea a topic."""

import pytest

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.discussions.actions import (
    NotConvertible,
    convert_thread,
    delete_thread,
    reply_to_thread,
)
from community.discussions.containers.actions import repair_containers
from community.discussions.models import Thread
from community.discussions.tags.actions import repair_tags
from community.events.models import EventRecord
from community.kernel import subjects
from community.kernel.errors import Denied, RuleViolation
from community.kernel.invariants import broken
from community.kernel.subjects import Subject
from community.search.models import Document
from feedback.models import Idea
from feedback.votes.actions import cast_vote, repair_votes
from feedback.votes.queries import budget_of
from forum.actions import accept_answer
from forum.models import Topic
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    TopicFactory,
    UserFactory,
)
from tests.feedback.factories import make_board, make_idea
from tests.feedback.votes import merged
from tests.handled import handled

pytestmark = [pytest.mark.django_db, pytest.mark.domain("feedback")]


@pytest.fixture
def moderator(db):
    return ModeratorFactory()


def events():
    return EventRecord.objects.filter(name="discussions.thread.converted").count()


def kinds_found(thread):
    return set(Document.objects.filter(group_id=thread.pk).values_list("kind", "audience_id"))


def test_a_solved_topic_becomes_an_idea_with_its_posts(moderator):
    board, topic = make_board(), TopicFactory(tags=["dew"], by=UserFactory(trust_level=3))
    thread = topic.thread
    answer = reply_to_thread(thread=thread, source="Me, too", by=UserFactory())
    accept_answer(post=answer, by=moderator)
    handled()

    thread = convert_thread(thread=thread, container=board, by=moderator)
    handled()

    assert (thread.kind, thread.container_id) == ("feedback.idea", board.pk)
    assert (thread.posts_count, thread.solved_at) == (2, None)
    assert not Topic.objects.filter(pk=thread.pk).exists()
    idea = Idea.objects.get(pk=thread.pk)
    assert (idea.number, idea.category, idea.score) == (1, "submitted", 1)
    assert budget_of(thread.author, board.pk).used == 1
    assert kinds_found(thread) == {("feedback.idea", Audience.PUBLIC_ID)}
    assert not broken()
    assert repair_containers() + repair_tags() + repair_votes() == []


def test_an_idea_becomes_a_topic_and_comes_back_with_its_votes(moderator):
    idea, category, member = make_idea(), CategoryFactory(), UserFactory()
    cast_vote(idea=idea, value=1, by=member)
    before = Idea.objects.values("score", "voters_count", "trend", "number").get()

    convert_thread(thread=idea.thread, container=category, by=moderator)
    handled()
    assert Topic.objects.get(pk=idea.pk).category_id == category.pk
    assert budget_of(member, idea.board_id).used == 0
    assert not Idea.objects.visible_to(moderator).exists()
    assert not broken()

    other = make_board()
    for _ in range(2):  # the second time it is there already
        convert_thread(thread=idea.thread, container=other, by=moderator)
    handled()

    after = Idea.objects.values("score", "voters_count", "trend", "number").get()
    assert after == before
    assert Idea.objects.get().board_id == other.pk
    assert (budget_of(member, idea.board_id).used, budget_of(member, other.pk).used) == (0, 1)
    assert events() == 2
    assert not broken()
    assert repair_containers() + repair_votes() == []


def test_old_addresses_and_subjects_lead_to_the_new_page(client, moderator):
    topic, idea = TopicFactory(), make_idea()
    was_topic, was_idea = topic.get_absolute_url(), idea.get_absolute_url()
    convert_thread(thread=topic.thread, container=idea.board, by=moderator)
    convert_thread(thread=idea.thread, container=topic.category, by=moderator)

    for old, new in ((was_topic, topic.pk), (f"{was_topic}1/", topic.pk), (was_idea, idea.pk)):
        answer = client.get(old, follow=True)
        assert answer.status_code == 200
        assert f"/{new}/" in answer.redirect_chain[-1][0]
    found = subjects.resolve(Subject("forum.topic", topic.pk), moderator)
    assert found.url.startswith("/ideas/i/")


def test_who_may_not_read_it_is_not_led_there(client, moderator):
    admin = AdminFactory()
    audience = form_audience(kind=Audience.Kind.SHARED, members=[admin], title="Team")
    topic = TopicFactory()
    was = topic.get_absolute_url()

    thread = convert_thread(thread=topic.thread, container=make_board(audience=audience), by=admin)
    handled()

    assert client.get(was).status_code == 404
    assert subjects.resolve(Subject("forum.topic", topic.pk), moderator) is None
    assert thread.audience_id == audience.pk
    assert kinds_found(thread) == {("feedback.idea", audience.pk)}
    assert not broken()


def test_only_who_moderates_both_places_converts(moderator):
    admin = AdminFactory()
    audience = form_audience(kind=Audience.Kind.SHARED, members=[admin], title="Team")
    hidden, topic, board = make_board(audience=audience), TopicFactory(), make_board()

    for by, target in ((topic.thread.author, board), (moderator, hidden)):
        with pytest.raises(Denied):
            convert_thread(thread=topic.thread, container=target, by=by)
    delete_thread(thread=topic.thread, by=moderator)
    with pytest.raises(Denied):
        convert_thread(thread=topic.thread, container=board, by=moderator)

    assert Thread.objects.get(pk=topic.pk).kind == "forum.topic"
    assert not events()


def test_what_cannot_be_converted_says_why(moderator):
    board, category = make_board(), CategoryFactory()
    private, source, target = make_idea(), make_idea(board=board), make_idea(board=board)
    Idea.objects.filter(pk=private.pk).update(is_private=True)
    merged(source, target)

    for thread, container in (
        (TopicFactory().thread, category),
        (private.thread, category),
        (source.thread, category),
        (target.thread, category),
    ):
        with pytest.raises(RuleViolation) as refused:
            convert_thread(thread=thread, container=container, by=moderator)
        assert refused.value.code in {NotConvertible.code, "private_idea", "merged_idea"}
    assert not events()


def test_moderators_choose_where_a_thread_goes_on_a_page(as_, moderator):
    topic, board = TopicFactory(), make_board(title="Product ideas")
    client = as_(moderator)
    url = f"/threads/{topic.pk}/convert/"

    assert url in client.get(topic.get_absolute_url()).text
    page = client.get(url).text
    assert "Product ideas" in page
    assert topic.category.title not in page.split("<select")[1]
    answer = client.post(url, {"container": board.pk})

    assert answer.status_code == 302
    assert answer.url.startswith("/ideas/i/")
    assert as_(topic.thread.author).get(url).status_code == 403


def test_programs_convert(as_, moderator):
    topic, board = TopicFactory(), make_board()

    answer = as_(moderator).post(
        f"/api/v1/threads/{topic.pk}/conversion/", {"container": board.pk},
        content_type="application/json",
    )  # fmt: skip

    assert answer.json()["kind"] == "feedback.idea"
    assert answer.json()["url"].startswith("/ideas/i/")
