import pytest

from community.accounts.audiences.actions import edit_audience, form_audience
from community.accounts.models import Audience
from community.discussions.actions import delete_post
from community.events.models import EventRecord
from community.kernel.errors import Denied
from forum.actions import (
    OpeningPostIsNoAnswer,
    RemovedPostIsNoAnswer,
    accept_answer,
    withdraw_answer,
)
from forum.models import Topic
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def told(name="forum.answer.accepted"):
    return EventRecord.objects.filter(name=name)


def solution_of(post):
    return Topic.objects.get(pk=post.thread_id).solution


@pytest.mark.parametrize("who", ["asker", "moderator"])
def test_the_asker_or_a_moderator_accepts_an_answer(who):
    post = PostFactory()

    accept_answer(post=post, by=post.thread.author if who == "asker" else ModeratorFactory())

    assert solution_of(post) == post
    assert told().get().payload["author_id"] == post.author_id


def test_accepting_twice_tells_nobody_twice():
    post = PostFactory()

    for _ in range(2):
        accept_answer(post=post, by=post.thread.author)

    assert told().count() == 1


def test_another_answer_takes_the_place_of_the_first():
    post = PostFactory()
    better = PostFactory(thread=post.thread)

    accept_answer(post=post, by=post.thread.author)
    accept_answer(post=better, by=post.thread.author)

    assert solution_of(post) == better


def test_an_answer_is_withdrawn_once():
    post = PostFactory()
    accept_answer(post=post, by=post.thread.author)

    for _ in range(2):
        withdraw_answer(post=post, by=post.thread.author)

    assert solution_of(post) is None
    assert told("forum.answer.withdrawn").count() == 1


def test_a_removed_answer_is_none_any_more():
    post = PostFactory()
    accept_answer(post=post, by=post.thread.author)

    delete_post(post=post, by=post.author)

    assert solution_of(post) is None
    assert told("forum.answer.withdrawn").exists()
    with pytest.raises(RemovedPostIsNoAnswer):
        accept_answer(post=post, by=post.thread.author)


@pytest.mark.parametrize("act", [accept_answer, withdraw_answer])
def test_a_stranger_may_not(act):
    post = PostFactory()

    with pytest.raises(Denied):
        act(post=post, by=UserFactory())

    assert solution_of(post) is None
    assert not told().exists()


def test_an_opening_post_is_no_answer():
    post = TopicFactory().thread.posts.get()

    with pytest.raises(OpeningPostIsNoAnswer):
        accept_answer(post=post, by=post.author)


def through_page(client, post):
    return client.post(f"/posts/{post.pk}/acceptance/")


def through_rest(client, post):
    return client.put(f"/api/v1/answers/{post.pk}/acceptance/")


def through_graphql(client, post):
    query = f'mutation {{ forum {{ acceptAnswer(postId: "{post.pk}") {{ topic {{ id }} }} }} }}'
    return client.post("/graphql/", {"query": query}, content_type="application/json")


INTERFACES = [through_page, through_rest, through_graphql]


@pytest.mark.parametrize("interface", INTERFACES)
def test_every_interface_accepts(interface, as_):
    post = PostFactory()

    response = interface(as_(post.thread.author), post)

    assert response.status_code < 400, response.content
    assert solution_of(post) == post


def test_every_interface_withdraws(as_):
    post = PostFactory()
    client = as_(post.thread.author)
    mutation = "mutation { forum { withdrawAnswer(postId: %d) { topic { solution { id } } } } }"
    for interface in (
        lambda: client.post(f"/posts/{post.pk}/acceptance/", {"undo": "1"}),
        lambda: client.delete(f"/api/v1/answers/{post.pk}/acceptance/"),
        lambda: client.post(
            "/graphql/", {"query": mutation % post.pk}, content_type="application/json"
        ),
    ):
        accept_answer(post=post, by=post.thread.author)

        assert interface().status_code < 400

        assert solution_of(post) is None


def test_the_admin_accepts_the_first_reply(as_):
    post = PostFactory()

    as_(AdminFactory()).post(
        "/admin/forum/topic/",
        {"action": "accept_first_reply", "_selected_action": [post.thread_id]},
    )

    assert solution_of(post) == post


@pytest.mark.parametrize("interface", INTERFACES)
def test_no_interface_lets_a_stranger_accept(interface, as_):
    post = PostFactory()

    response = interface(as_(UserFactory()), post)

    assert response.status_code in {302, 403} or b'"denied"' in response.content
    assert solution_of(post) is None
    assert not told().exists()


@pytest.mark.parametrize("interface", INTERFACES)
def test_no_interface_finds_what_its_caller_may_not_read(interface, as_):
    author = UserFactory()
    private = form_audience(kind=Audience.Kind.SHARED, members=[author])
    topic = TopicFactory(category=CategoryFactory(audience=private), by=author)
    post = PostFactory(thread=topic.thread, by=author)
    edit_audience(audience=private, members=[], by=AdminFactory())

    response = interface(as_(author), post)

    assert response.status_code == 404 or b"not_found" in response.content
    assert solution_of(post) is None


def test_a_bare_button_says_no_where_it_was_pressed(as_):
    post = TopicFactory().thread.posts.get()
    page = f"http://testserver/threads/{post.thread_id}/"
    client = as_(post.author)

    response = client.post(f"/posts/{post.pk}/acceptance/", headers={"Referer": page})

    assert response.headers["Location"] == page
    assert "cannot be its solution" in client.get(page).content.decode()


def test_a_foreign_referer_is_not_followed(as_):
    post = TopicFactory().thread.posts.get()

    response = as_(post.author).post(
        f"/posts/{post.pk}/acceptance/", headers={"Referer": "https://example.org/"}
    )

    assert response.headers["Location"] == "/"


def test_only_whoever_may_sees_the_tool(as_):
    post = PostFactory()

    assert b"Mark as solution" in as_(post.thread.author).get(f"/posts/{post.pk}/").content
    assert b"Mark as solution" not in as_(UserFactory()).get(f"/posts/{post.pk}/").content
