import pytest

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience, Group
from community.discussions.actions import delete_post, delete_thread, restore_post, restore_thread
from community.discussions.containers.actions import repair_containers
from community.discussions.posts.actions.threads import Untitled
from community.discussions.tasks import repair_containers as repair_counters
from community.events.models import EventRecord
from community.kernel.errors import Denied
from forum.actions import (
    SlugTaken,
    UnknownMark,
    edit_category,
    open_category,
    set_permissions,
    start_topic,
)
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


def test_a_topic_has_a_thread_with_its_opening_post():
    topic = TopicFactory(title="  How  do I\npair it? ")

    thread = topic.thread
    assert (thread.title, thread.posts_count, thread.highest_number) == ("How do I pair it?", 1, 1)
    assert thread.container_id == topic.category_id
    assert EventRecord.objects.get(name="forum.topic.started").payload["topic_id"] == topic.pk


@pytest.mark.parametrize("title", ["", "  ", "a" * 201, "\u202e\x07"])
def test_a_topic_has_a_title(title):
    with pytest.raises(Untitled):
        TopicFactory(title=title)

    assert not Topic.objects.exists()


def test_a_title_has_nothing_that_turns_or_controls_it():
    topic = TopicFactory(title="How \u202efdp.exe\u202c\x07 \n works")

    assert topic.thread.title == "How fdp.exe works"


def test_in_some_categories_only_moderators_begin():
    category, moderators = CategoryFactory(), Group.objects.get(rule="moderators")
    set_permissions(category=category, rows=[(moderators, "start", "yes")], by=AdminFactory())

    with pytest.raises(Denied):
        TopicFactory(category=category)

    assert TopicFactory(category=category, by=ModeratorFactory())


def test_who_may_not_read_a_category_does_not_begin_in_it():
    private = form_audience(kind=Audience.Kind.SHARED, members=[member := UserFactory()])
    category = CategoryFactory(audience=private)

    assert start_topic(category=category, title="In here", source="!", by=member)
    with pytest.raises(Denied):
        TopicFactory(category=category)


def through_page(client, category):
    form = {"category": category.pk, "title": "A title", "source": "Some words"}
    return client.post("/new-topic/", form)


def through_rest(client, category):
    body = {"category": category.pk, "title": "A title", "source": "Some words"}
    return client.post("/api/v1/topics/", body, content_type="application/json")


def through_graphql(client, category):
    mutation = """mutation ($id: ID!) { forum {
        startTopic(categoryId: $id, title: "A title", source: "Some words") { topic { url } }
    } }"""
    body = {"query": mutation, "variables": {"id": category.pk}}
    return client.post("/graphql/", body, content_type="application/json")


INTERFACES = [through_page, through_rest, through_graphql]


@pytest.mark.parametrize("interface", INTERFACES)
def test_every_interface_begins_a_topic(interface, as_):
    response = interface(as_(UserFactory()), CategoryFactory())

    assert response.status_code < 400, response.content
    assert Topic.objects.get().thread.title == "A title"


@pytest.mark.parametrize("interface", INTERFACES)
def test_no_interface_begins_one_where_its_caller_may_not_read(interface, as_):
    private = form_audience(kind=Audience.Kind.SHARED, members=[UserFactory()])

    response = interface(as_(UserFactory()), CategoryFactory(audience=private))

    said = response.content
    assert (
        response.status_code in {400, 404, 422} or b"does not exist" in said or b"not_found" in said
    )
    assert not Topic.objects.exists()


def test_the_composer_keeps_what_was_typed(as_):
    form = {"category": CategoryFactory().pk, "title": " ", "source": "long considered words"}

    response = as_(UserFactory()).post("/new-topic/", form)

    assert response.status_code == 422
    assert b"long considered words" in response.content


def test_the_composer_asks_a_visitor_to_sign_in(as_):
    assert as_().get("/new-topic/").headers["Location"] == "/accounts/login/?next=/new-topic/"


def test_categories_are_counted_off_the_requests_path():
    topic = TopicFactory()
    category = topic.category
    post = PostFactory(thread=topic.thread)

    def counted():
        handled()
        category.refresh_from_db()
        return category.threads_count, category.posts_count

    assert Category.objects.get().posts_count == 0
    assert counted() == (1, 2)
    delete_post(post=post, by=post.author)
    assert counted() == (1, 1)
    restore_post(post=post, by=post.author)
    moderator = ModeratorFactory()
    delete_thread(thread=topic.thread, by=moderator)
    assert counted() == (0, 0)
    restore_thread(thread=topic.thread, by=moderator)
    assert counted() == (1, 2)


def test_staff_open_and_edit_categories_in_the_admin(as_):
    client = as_(AdminFactory())
    form = {
        "title": "Sensors", "slug": "sensors", "description": "", "audience": 0, "position": 3,
        "icon": 2, "hue": 4, "default_view": "nested", "min_tags": 0,
    }  # fmt: skip

    assert client.post("/admin/forum/category/add/", form).status_code == 302
    category = Category.objects.get()
    url = f"/admin/forum/category/{category.pk}/change/"
    assert client.post(url, {**form, "title": "All sensors"}).status_code == 302

    category.refresh_from_db()
    assert (category.title, category.hue) == ("All sensors", 4)
    assert EventRecord.objects.filter(name="discussions.container.edited").exists()


def test_an_address_is_one_categorys(as_):
    category = CategoryFactory(slug="one")
    admin = AdminFactory()
    other = CategoryFactory(slug="two", by=admin)

    with pytest.raises(SlugTaken):
        open_category(title="Another", slug="one", by=admin)
    with pytest.raises(SlugTaken):
        edit_category(category=other, slug="one", by=admin)
    with pytest.raises(Denied):
        open_category(title="Mine", slug="mine", by=ModeratorFactory())
    with pytest.raises(Denied):
        edit_category(category=category, title="Mine", by=ModeratorFactory())


def test_categories_that_drifted_are_set_right_once_the_relay_is_done(caplog):
    category = TopicFactory().category
    Category.objects.update(threads_count=40, posts_count=7)
    assert repair_containers() == []  # the relay has still to fold the topic
    handled()

    repair_counters()

    category.refresh_from_db()
    assert (category.threads_count, category.posts_count) == (1, 1)
    assert "counter drift" in caplog.text
    assert repair_containers() == []


def test_a_removal_on_top_of_the_authors_counts_once():
    post = PostFactory()
    delete_post(post=post, by=post.author)
    delete_post(post=post, by=ModeratorFactory())

    handled()

    assert Category.objects.get().posts_count == 1
    assert EventRecord.objects.filter(name="discussions.post.removal_confirmed").count() == 1


def test_a_mark_that_is_not_there_is_refused():
    category, admin = CategoryFactory(), AdminFactory()

    with pytest.raises(UnknownMark):
        edit_category(category=category, icon=9, by=admin)
    edit_category(category=category, title=category.title, by=admin)

    assert not EventRecord.objects.filter(name="discussions.container.edited").exists()
