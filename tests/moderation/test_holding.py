"""What waits for approval: nothing of it is published before, and all of it is afterwards."""

import pytest

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience, User
from community.discussions.actions import close_thread, delete_post, reply_to_thread
from community.discussions.models import Post, Thread
from community.events.models import EventRecord
from community.kernel.accepted import Accepted
from community.kernel.errors import Denied
from community.moderation.models import ReviewItem
from community.moderation.queue.actions import AlreadyDecided, approve_item, reject_item
from community.moderation.queue.queries import items_visible_to, shown_items, with_people
from community.moderation.screening.actions import withdraw_pending_post
from community.notifications.models import Notification
from forum.actions import edit_category, edit_topic, start_topic
from forum.actions.topic_edits import NeedsApproval
from forum.models import Topic
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)
from tests.handled import handled

pytestmark = pytest.mark.django_db

CREATE = """mutation ($input: DiscussionInput!) {
    forum { createDiscussion(input: $input) { id url status } }
}"""
REPLY = """mutation ($thread: ID!) {
    discussions { replyToThread(threadId: $thread, source: "Hello") { post { id } } }
}"""


@pytest.fixture
def category():
    return CategoryFactory(do_threads_need_approval=True, do_replies_need_approval=True)


@pytest.fixture
def thread(category):
    return TopicFactory(category=category, by=AdminFactory()).thread


@pytest.fixture
def moderator():
    return ModeratorFactory()


@pytest.fixture
def member():
    return UserFactory()


def item_of(accepted):
    assert isinstance(accepted, Accepted)
    return ReviewItem.objects.get(pk=accepted.item_id)


def reply(thread, member, source="Hold the button.", **more):
    return reply_to_thread(thread=thread, source=source, by=member, **more)


def begin(category, member, title="How?", **more):
    return start_topic(category=category, title=title, source="It blinks.", by=member, **more)


# -- what waits --------------------------------------------------------------------------------
def test_nothing_of_what_waits_is_published(thread, category, member):
    other = UserFactory(username="ada")
    before = Thread.objects.get(pk=thread.pk).changes

    reply(thread, member, "Ask @ada")
    begin(category, member)
    handled()

    assert Post.objects.count() == Thread.objects.count() == 1
    assert Thread.objects.get(pk=thread.pk).changes == before
    assert not Notification.objects.filter(member=other).exists()
    events = EventRecord.objects.filter(payload__actor_id=member.pk)
    assert set(events.values_list("name", flat=True)) == {
        "accounts.member.joined",
        "moderation.item.opened",
    }


def test_moderators_do_not_wait(category, thread, moderator):
    assert isinstance(begin(category, moderator), Topic)
    assert isinstance(reply(thread, moderator), Post)


def test_what_would_be_refused_is_refused_at_once(category, thread, member):
    edit_category(category=category, min_tags=1, by=AdminFactory())
    close_thread(thread=thread, by=AdminFactory())

    with pytest.raises(Exception, match="at least 1 tag"):
        begin(category, member)
    with pytest.raises(Denied):
        reply(thread, member)
    assert not ReviewItem.objects.exists()


def test_a_form_that_is_sent_twice_waits_once(category, thread, member):
    first, second = (reply(thread, member, once="one form") for _ in range(2))
    topics = [begin(category, member, once="another") for _ in range(2)]

    assert first == second
    assert topics[0] == topics[1]
    assert ReviewItem.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_waits(in_threads):
    admin = AdminFactory()
    category = CategoryFactory(do_replies_need_approval=True, by=admin)
    thread, member = TopicFactory(category=category, by=admin).thread, UserFactory()

    sent = in_threads([lambda: reply(thread, member, once="a double click")] * 2)

    assert sent[0] == sent[1]
    assert ReviewItem.objects.count() == 1


# -- the decision ------------------------------------------------------------------------------
def test_an_approved_reply_has_the_id_that_was_promised(thread, member, moderator):
    parent = reply(thread, moderator, "Which button?")
    ada = UserFactory(username="ada")
    accepted = reply(thread, member, "The red one, @ada", parent=parent)

    approve_item(item=item_of(accepted), by=moderator)
    handled()

    post = Post.objects.get(pk=accepted.subject_id)
    assert (post.author, post.parent, post.number) == (member, parent, 3)
    assert Notification.objects.filter(member=ada, type="discussions.mention").exists()
    item = item_of(accepted)
    assert (item.status, item.payload) == ("approved", {})
    told = Notification.objects.get(member=member, type="moderation.content_decided")
    assert told.facts["state"] == "approved"


def test_an_approved_topic_has_the_ids_that_were_promised(category, member, moderator):
    TopicFactory(tags=["radio"], by=UserFactory(trust_level=3))
    accepted = begin(category, member, title="How do I pair it?", tags=["radio"])

    approve_item(item=item_of(accepted), by=moderator)

    topic = Topic.objects.get(pk=accepted.subject_id)
    assert topic.thread.author == member
    assert topic.tag_names == ["radio"]
    assert topic.thread.posts.get().pk == item_of(accepted).subject_id
    assert begin(CategoryFactory(), member).pk > topic.pk  # the sequences went on


def test_approving_twice_publishes_once(thread, member, moderator):
    item = item_of(reply(thread, member))

    approve_item(item=item, by=moderator)
    approve_item(item=item, by=moderator)
    with pytest.raises(AlreadyDecided):
        reject_item(item=item, by=ModeratorFactory())

    assert thread.posts.filter(author=member).count() == 1


def test_a_rejected_text_is_forgotten_and_its_author_told_why(thread, member, moderator, as_):
    item = item_of(reply(thread, member, "A secret text"))

    reject_item(item=item, by=moderator, text="This is off-topic.")
    handled()

    item.refresh_from_db()
    assert "secret" not in str(item.payload)
    assert not thread.posts.filter(author=member).exists()
    told = Notification.objects.get(member=member, type="moderation.content_decided")
    assert told.facts["state"] == "rejected"
    assert "off-topic" in str(item.payload)


def test_what_has_become_impossible_says_so_to_the_moderator(thread, member, moderator):
    parent = PostFactory(thread=thread, by=moderator)
    to_parent, to_thread = reply(thread, member, "One", parent=parent), reply(thread, member, "Two")
    delete_post(post=parent, by=moderator)

    with pytest.raises(Exception, match="Restore that post first"):
        approve_item(item=item_of(to_parent), by=moderator)
    close_thread(thread=thread, by=moderator)
    with pytest.raises(Exception, match="closed"):
        approve_item(item=item_of(to_thread), by=moderator)

    assert item_of(to_parent).is_open
    assert item_of(to_thread).payload["arguments"]["source"] == "Two"


def test_a_text_of_somebody_silenced_in_the_meantime_can_be_approved(thread, member, moderator):
    accepted = reply(thread, member)
    User.objects.filter(pk=member.pk).update(silenced_until="2099-01-01T00:00:00Z")

    approve_item(item=item_of(accepted), by=moderator)

    assert Post.objects.filter(pk=accepted.subject_id).exists()


def test_only_its_author_withdraws_it_and_only_while_it_waits(thread, member, moderator):
    item, decided = item_of(reply(thread, member, "One")), item_of(reply(thread, member, "Two"))
    approve_item(item=decided, by=moderator)

    with pytest.raises(Denied):
        withdraw_pending_post(item=item, by=UserFactory())
    withdraw_pending_post(item=item, by=member)
    withdraw_pending_post(item=item, by=member)
    with pytest.raises(AlreadyDecided):
        withdraw_pending_post(item=decided, by=member)

    item.refresh_from_db()
    assert (item.status, item.payload) == ("ignored", {})


# -- every interface ---------------------------------------------------------------------------
def test_pages_say_that_it_waits_and_lead_to_it(thread, category, member, as_):
    client = as_(member)

    answer = client.post(f"/threads/{thread.pk}/replies/", {"source": "Wait!"}, follow=True)
    assert "waits for approval" in answer.content.decode()
    typed = {"title": "What now?", "category": category.pk, "source": "I wait.", "tags": ""}
    answer = client.post("/new-topic/", typed, follow=True)
    shown = answer.content.decode()
    assert answer.request["PATH_INFO"] == "/pending/"
    assert "What now?" in shown
    assert "Wait!" in shown

    item = ReviewItem.objects.order_by("pk").last()
    pending = f"/pending/#item-{item.pk}"
    assert client.get(f"/t/what-now/{item.payload['published_id']}/").url == pending
    stranger = as_(UserFactory())
    assert stranger.get(f"/t/what-now/{item.payload['published_id']}/").status_code == 404
    assert "What now?" not in stranger.get("/pending/").content.decode()
    client.post(f"/pending/{item.pk}/withdrawal/")
    item.refresh_from_db()
    assert not item.is_open


def test_rest_answers_202(thread, category, member, as_):
    client = as_(member)
    told = {"title": "How?", "category": category.pk, "source": "It blinks."}

    posted = client.post(
        f"/api/v1/threads/{thread.pk}/posts/", {"source": "Hello"}, "application/json"
    )
    begun = client.post("/api/v1/topics/", told, "application/json")
    pending = client.get("/api/v1/me/pending-posts/").json()["results"]

    assert (posted.status_code, begun.status_code) == (202, 202)
    assert set(begun.json()) == {"message", "item_id", "subject_id", "url"}
    assert [row["source"] for row in pending] == ["Hello", "It blinks."]
    address = f"/api/v1/me/pending-posts/{pending[0]['id']}/"
    assert as_(UserFactory()).delete(address).status_code == 404
    assert client.delete(address).status_code == 204
    assert not ReviewItem.objects.get(pk=pending[0]["id"]).is_open


def test_graphql_says_that_it_waits(thread, member, as_):
    sent = {"query": REPLY, "variables": {"thread": thread.pk}}

    answer = as_(member).post("/graphql/", sent, "application/json").json()

    told = answer["errors"][0]["extensions"]
    item = ReviewItem.objects.get()
    assert told["code"] == "waits_for_approval"
    assert (told["itemId"], told["subjectId"]) == (item.pk, item.subject_id)


def test_the_contract_says_pending_with_the_id_and_address_to_come(
    category, member, moderator, as_
):
    given = {"title": "How cold?", "content": "Very.", "category": category.slug}
    sent = {"query": CREATE, "variables": {"input": given}}

    answer = as_(member).post("/graphql/", sent, "application/json").json()
    made = answer["data"]["forum"]["createDiscussion"]
    assert made["status"] == "PENDING"
    approve_item(item=ReviewItem.objects.get(), by=moderator)

    topic = Topic.objects.get(pk=made["id"])
    assert made["url"] == f"http://testserver{topic.get_absolute_url()}"


def test_the_queue_shows_what_waits_to_those_who_may_decide(category, member, moderator, as_):
    item = item_of(begin(category, member, title="How do I pair it?"))

    [shown] = shown_items(list(with_people(items_visible_to(moderator))), moderator)

    assert shown.described.title == "How do I pair it?"
    assert "It blinks." in shown.described.html
    assert shown.may_decide
    assert not items_visible_to(member).filter(pk=item.pk).exists()


def test_staff_turn_it_on_for_a_category_in_every_interface(as_):
    place, admin = CategoryFactory(), AdminFactory()
    client, url = as_(admin), f"/c/{place.slug}/{place.pk}/settings/"

    client.patch(
        f"/api/v1/categories/{place.pk}/", {"do_replies_need_approval": True}, "application/json"
    )
    place.refresh_from_db()
    assert (place.do_threads_need_approval, place.do_replies_need_approval) == (False, True)
    page = client.get(url)
    assert page.context["form"]["do_replies_need_approval"].value() is True
    typed = {
        "title": place.title, "slug": place.slug, "position": 0, "icon": 1, "hue": 1,
        "default_view": "nested", "min_tags": 0, "version": place.version,
        "do_threads_need_approval": "on",
    }  # fmt: skip
    assert client.post(url, typed).status_code == 302

    place.refresh_from_db()
    assert (place.do_threads_need_approval, place.do_replies_need_approval) == (True, False)


def test_what_waits_follows_its_thread_into_a_private_category(thread, category, member):
    """Moderators who may not read there learn nothing of it, nor is it published for them."""
    insider, admin = ModeratorFactory(), AdminFactory()
    in_thread, in_category = item_of(reply(thread, member)), item_of(begin(category, member))
    private = form_audience(kind=Audience.Kind.SHARED, members=[insider, admin])
    hidden = CategoryFactory(audience=private)

    edit_topic(topic=thread.topic, category=hidden, by=admin)
    handled()

    in_thread.refresh_from_db()
    in_category.refresh_from_db()
    assert (in_thread.audience, in_thread.container_id) == (private, hidden.pk)
    assert (in_category.audience_id, in_category.container_id) == (0, category.pk)
    seen = items_visible_to(ModeratorFactory())
    assert list(seen) == [in_category]
    with pytest.raises(Exception, match="was deleted"):  # its author may not read there either
        approve_item(item=in_thread, by=insider)


def test_the_author_is_not_told_who_decided(thread, member):
    item = item_of(reply(thread, member))
    approve_item(item=item, by=ModeratorFactory(username="Ada"))

    with pytest.raises(AlreadyDecided) as refused:
        withdraw_pending_post(item=item, by=member)

    assert "Ada" not in str(refused.value)


def test_what_waits_says_where_it_stands_now(member, moderator):
    before = CategoryFactory(title="Secret", do_replies_need_approval=True)
    topic = TopicFactory(category=before, by=AdminFactory())
    item = item_of(reply(topic.thread, member))

    edit_topic(topic=topic, category=CategoryFactory(title="Open"), title="New", by=AdminFactory())
    handled()

    item.refresh_from_db()
    [shown] = shown_items([item], moderator)
    assert shown.described.container_title == "Open"
    assert shown.described.title == "New"


def test_nobody_gets_round_approval_by_moving_a_topic(category, member, moderator, as_):
    topic = TopicFactory(by=member)

    with pytest.raises(NeedsApproval):
        edit_topic(topic=topic, category=category, by=member)
    address = f"/t/x/{topic.pk}/edit/"
    opening = topic.thread.posts.get(number=1)
    sent = {"title": "Moved on", "source": opening.source, "version": opening.version, "tags": ""}
    refused = as_(member).post(address, {**sent, "category": category.pk})

    assert "Moved on" in refused.content.decode()
    assert "Ask a moderator to move it" in refused.content.decode()
    assert Thread.objects.get(pk=topic.pk).container_id != category.pk
    edit_topic(topic=topic, category=category, by=moderator)
    assert Thread.objects.get(pk=topic.pk).container_id == category.pk
