import pytest

from community.accounts.audiences.actions import form_audience
from community.accounts.idempotency.actions import forget_records
from community.accounts.models import Audience, IdempotencyRecord
from community.accounts.tasks import forget_idempotency_records
from community.discussions.actions import edit_post, pin_thread
from community.discussions.containers.actions import MoreTagsNeeded
from community.discussions.models import Post, Thread
from community.discussions.posts.actions.threads import Untitled
from community.events.models import EventRecord
from community.kernel.errors import Denied, Stale
from community.kernel.invariants import broken
from forum.actions import edit_topic, set_permissions
from forum.models import Category, Topic
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


def told(name="forum.topic.edited"):
    return EventRecord.objects.filter(name=name)


def opening(topic):
    return Post.objects.get(thread=topic.pk, number=1)


def fresh(topic):
    return Topic.objects.select_related("thread", "category").get(pk=topic.pk)


def test_the_author_changes_all_of_the_head_at_once():
    author = UserFactory(trust_level=3)
    topic = TopicFactory(tags=["one"], by=author, title="Before")
    target = CategoryFactory()

    edit_topic(
        topic=topic, title=" After  all", category=target, tags=["two"], reason="Why", by=author
    )

    now = fresh(topic)
    assert (now.thread.title, now.category, now.tag_names) == ("After all", target, ["two"])
    assert now.thread.container_id == target.pk
    revision = opening(topic).revisions.get()
    was = {"title": "Before", "category": topic.category_id, "tags": ["one"]}
    assert (revision.facts, revision.reason, revision.number) == (was, "Why", 1)
    assert opening(topic).version == 2
    assert told().count() == told("discussions.thread.moved").count() == 1


def test_what_is_as_it_was_is_no_edit():
    topic = TopicFactory()

    edit_topic(
        topic=topic,
        title=topic.thread.title,
        category=topic.category,
        tags=[],
        by=topic.thread.author,
    )

    assert opening(topic).version == 1
    assert not told().exists()


def test_a_stranger_may_not():
    topic = TopicFactory()

    with pytest.raises(Denied):
        edit_topic(topic=topic, title="Mine now", by=UserFactory())

    assert fresh(topic).thread.title == topic.thread.title
    assert not told().exists()


def test_a_title_is_a_title():
    topic = TopicFactory()

    with pytest.raises(Untitled):
        edit_topic(topic=topic, title=" ", by=topic.thread.author)


def test_whoever_was_slower_hears_what_it_says_now():
    topic, moderator = TopicFactory(title="Old"), ModeratorFactory()
    edit_topic(topic=topic, title="New", version=1, by=moderator)

    with pytest.raises(Stale) as refusal:
        edit_topic(topic=topic, title="Newer", version=1, by=moderator)

    assert refusal.value.version == 2
    assert "Title: New" in refusal.value.now


def test_a_move_is_counted_and_keeps_readers_with_the_category():
    moderator = ModeratorFactory()
    topic = PostFactory().thread.topic
    private = form_audience(kind=Audience.Kind.SHARED, members=[moderator])
    target = CategoryFactory(audience=private)
    pin_thread(thread=topic.thread, by=moderator)

    edit_topic(topic=topic, category=target, by=moderator)
    handled()

    now = fresh(topic)
    assert (now.thread.audience, now.thread.pinned_at) == (private, None)
    counts = Category.objects.filter(pk__in=[topic.category_id, target.pk]).order_by("pk")
    assert [(c.threads_count, c.posts_count) for c in counts] == [(0, 0), (1, 2)]
    assert not Thread.objects.visible_to(UserFactory()).filter(pk=topic.pk).exists()
    assert not broken()


def test_a_member_moves_only_among_the_same_readers_and_where_they_may_begin():
    topic = TopicFactory()
    author = topic.thread.author
    private = form_audience(kind=Audience.Kind.SHARED, members=[author])

    for_staff = set_permissions(
        category=CategoryFactory(), rows=[(None, "start", "no")], by=AdminFactory()
    )

    for target in (CategoryFactory(audience=private), for_staff):
        with pytest.raises(Denied):
            edit_topic(topic=topic, category=target, by=author)

    assert fresh(topic).category == topic.category
    assert not told("discussions.thread.moved").exists()
    edit_topic(topic=topic, category=CategoryFactory(), by=author)


def test_the_new_category_asks_for_its_tags():
    topic, target = TopicFactory(), CategoryFactory(min_tags=1)
    moderator = ModeratorFactory()

    with pytest.raises(MoreTagsNeeded):
        edit_topic(topic=topic, category=target, by=moderator)
    assert fresh(topic).category == topic.category

    edit_topic(topic=topic, category=target, tags=["new"], by=moderator)
    assert fresh(topic).category == target


def through_page(client, topic, title, version):
    form = {"title": title, "category": topic.category_id, "tags": "", "version": version}
    return client.post(f"/t/x/{topic.pk}/edit/", form)


def through_rest(client, topic, title, version):
    url, headers = f"/api/v1/topics/{topic.pk}/", {"If-Match": f'"{version}"'}
    body = {"title": title, "category": topic.category_id}
    return client.patch(url, body, content_type="application/json", headers=headers)


def through_graphql(client, topic, title, version):
    call = f'editTopic(topicId: {topic.pk}, title: "{title}", version: {version}'
    call += f", categoryId: {topic.category_id}, tags: []) {{ topic {{ url }} }}"
    body = {"query": f"mutation {{ forum {{ {call} }} }}"}
    return client.post("/graphql/", body, content_type="application/json")


every_interface = pytest.mark.parametrize(
    "interface", [through_page, through_rest, through_graphql]
)


@every_interface
def test_every_interface_edits(interface, as_):
    topic = TopicFactory()

    response = interface(as_(topic.thread.author), topic, "Another title", 1)

    assert response.status_code < 400, response.content
    assert fresh(topic).thread.title == "Another title"


@every_interface
def test_every_interface_says_no_to_a_stranger(interface, as_):
    topic = TopicFactory()

    response = interface(as_(UserFactory()), topic, "Another title", 1)

    assert response.status_code in {302, 403} or b'"denied"' in response.content
    assert fresh(topic).thread.title == topic.thread.title


@every_interface
def test_every_interface_tells_who_was_slower_what_it_says_now(interface, as_):
    topic = TopicFactory()
    edit_topic(topic=topic, title="Meanwhile", by=ModeratorFactory())

    response = interface(as_(topic.thread.author), topic, "Another title", 1)

    assert response.status_code in {200, 412, 422}
    assert b"Meanwhile" in response.content
    assert fresh(topic).thread.title == "Meanwhile"


def test_graphql_tells_the_version_that_an_edit_sends_back(as_):
    topic = TopicFactory(title="Before")
    author = topic.thread.author
    edit_topic(topic=topic, title="Between", by=author)
    edit_post(post=opening(topic), source="Another text.", by=author)
    query = (
        f"{{ forum {{ topic(id: {topic.pk}) {{ version openingPost {{ version source }} }} }} }}"
    )
    client = as_(author)

    response = client.post("/graphql/", {"query": query}, content_type="application/json")

    told = response.json()["data"]["forum"]["topic"]
    assert told == {"version": 3, "openingPost": {"version": 3, "source": "Another text."}}
    assert b'"stale"' in through_graphql(client, topic, "After", told["version"] - 1).content
    through_graphql(client, topic, "After", told["version"])
    assert fresh(topic).thread.title == "After"


def test_the_form_offers_what_is_there_and_where_it_may_go(as_):
    topic = TopicFactory(tags=["one"], by=ModeratorFactory())
    CategoryFactory(title="Elsewhere")

    page = as_(topic.thread.author).get(f"/t/x/{topic.pk}/edit/").content.decode()

    assert 'value="one"' in page
    assert "Elsewhere" in page
    assert as_(UserFactory()).get(f"/t/x/{topic.pk}/edit/").status_code == 403


def test_staff_move_topics_in_the_admin(as_):
    topic, target = TopicFactory(), CategoryFactory(title="Over there")
    client = as_(AdminFactory())
    chosen = {"action": "move_topics", "_selected_action": [topic.pk]}

    asked = client.post("/admin/forum/topic/", chosen)
    assert b"Over there" in asked.content
    client.post("/admin/forum/topic/", {**chosen, "to": target.pk})

    assert fresh(topic).category == target


def test_a_topic_sent_twice_is_begun_once(as_):
    client, category = as_(UserFactory()), CategoryFactory()
    form = {"title": "Once", "source": "Words", "category": category.pk, "once": "token"}

    first, again = (client.post("/new-topic/", form) for _ in range(2))
    assert first.headers["Location"] == again.headers["Location"]
    assert Topic.objects.count() == 1
    client.post("/new-topic/", {**form, "title": "Twice"})
    assert Topic.objects.count() == 2


def test_keys_are_forgotten_when_no_form_can_send_them_again(as_):
    client, category = as_(UserFactory()), CategoryFactory()
    form = {"title": "Once", "source": "Words", "category": category.pk, "once": "token"}
    client.post("/new-topic/", form)
    assert forget_records() == 0

    IdempotencyRecord.objects.update(created_at="2020-01-01T00:00Z")
    forget_idempotency_records()

    assert not IdempotencyRecord.objects.exists()
