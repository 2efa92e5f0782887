"""One line beside an operation is a button of pages, tried on a toy: posts are painted."""

import pytest
from django.urls import reverse
from rest_framework import serializers

from community.discussions.models import Post
from community.discussions.operations import POST
from community.events.models import EventRecord
from community.kernel.errors import Denied
from community.kernel.operations import Api
from community.kernel.operations.pages import buttons
from community.kernel.operations.roles import EVERYONE
from community.urls import urlpatterns as product
from tests.factories import ModeratorFactory, PostFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.kernel.test_buttons")]

HTMX = {"HX-Request": "true"}
PAGE = {"Referer": "http://testserver/tags/"}
done = []  # what the actions were handed


class PaintIn(serializers.Serializer):
    colour = serializers.ChoiceField(["red", "blue"])


def paint_post(*, post, by, colour):
    if by.username == "nobody":
        raise Denied
    done.append((post, by, colour))
    return post


def strip_post(*, post, by):
    done.append((post, by))
    return post


def burn_post(*, post, by):
    done.append(("burnt", post))


toys = Api("toys", scope="forum", resources=[POST], allowed=EVERYONE)
toys.mutation("PUT posts/{post}/paint/", paint_post, input=PaintIn, output=POST)
toys.mutation("DELETE posts/{post}/paint/", strip_post, output=POST)
toys.button(
    "toys/{post}/paint/", paint_post, undo=strip_post, offers_undo=True,
    message=lambda _request, post: f"Post {post.number} was painted.",
    fragment=("discussions/_like.html", lambda _request, post: {"post": post}),
)  # fmt: skip
toys.mutation("PUT posts/{post}/polish/", strip_post, output=POST, name="polish_post")
toys.mutation("DELETE posts/{post}/", burn_post)
toys.button(
    "toys/{post}/burning/", burn_post, then="forum:latest", message="It burnt.", may_be_gone=True
)
toys.button("toys/{post}/polish/", strip_post, then=lambda _request, post: f"/posts/{post.pk}/")

urlpatterns = [*buttons(toys), *product]


@pytest.fixture(autouse=True)
def nothing_done():
    done.clear()


@pytest.fixture
def post():
    return PostFactory()


def paint(client, post, method="post", said=None, **headers):
    url = reverse("paint", args=[post.pk])
    return getattr(client, method)(url, said, headers={**PAGE, **headers})


def shown(client):
    """What the next page says was done."""
    return client.get("/tags/").content.decode()


def test_post_does_it_and_leads_back(post, as_):
    member = UserFactory()
    client = as_(member)

    answer = paint(client, post, said={"colour": "red", "csrfmiddlewaretoken": "x"})

    assert (answer.status_code, answer["Location"]) == (302, PAGE["Referer"])
    assert done == [(post, member, "red")]


def test_the_next_page_says_so_and_offers_to_undo_it(post, as_):
    client = as_(UserFactory())

    paint(client, post, said={"colour": "red"})

    page = shown(client)
    assert f"Post {post.number} was painted." in page
    assert f'formaction="/toys/{post.pk}/paint/" name="undo"' in page


@pytest.mark.parametrize(("method", "said"), [("post", {"undo": "1"}), ("delete", None)])
def test_undo_undoes_it_and_says_nothing(method, said, post, as_):
    member = UserFactory()
    client = as_(member)

    answer = paint(client, post, method, said)

    assert (answer.status_code, done) == (302, [(post, member)])
    assert "was painted" not in shown(client)


def test_htmx_gets_the_fragment_alone(post, as_):
    answer = paint(as_(UserFactory()), post, said={"colour": "red"}, **HTMX)

    assert answer.status_code == 200
    assert "discussions/_like.html" in [template.name for template in answer.templates]
    assert b"<html" not in answer.content


def test_what_is_gone_already_is_deleted_without_a_word(post, as_):
    client = as_(UserFactory())

    burnt = client.post("/toys/987654/burning/")
    painted = client.post("/toys/987654/paint/", {"colour": "red"})

    assert (burnt["Location"], painted.status_code) == ("/", 404)
    assert "It burnt." not in shown(client)
    assert not done


def test_a_button_leads_where_its_line_says(post, as_):
    client = as_(UserFactory())

    burnt = client.post(f"/toys/{post.pk}/burning/", headers=PAGE)
    polished = client.post(f"/toys/{post.pk}/polish/", headers=PAGE)

    assert (burnt["Location"], polished["Location"]) == ("/", f"/posts/{post.pk}/")
    assert "It burnt." in shown(client)


def test_an_opened_address_does_nothing(post, as_):
    answer = paint(as_(UserFactory()), post, "get")

    assert (answer.status_code, answer["Allow"], done) == (405, "POST, DELETE", [])


def test_delete_is_for_what_deletes_or_is_undone(post, as_):
    client = as_(UserFactory())

    assert client.delete(f"/toys/{post.pk}/burning/").status_code == 302
    assert client.delete(f"/toys/{post.pk}/polish/").status_code == 405
    assert done == [("burnt", post)]


@pytest.mark.parametrize("method", ["post", "delete", "get"])
def test_a_visitor_signs_in_and_comes_back(method, post, as_):
    answer = paint(as_(), post, method)

    assert answer["Location"].startswith("/accounts/login/?next=")
    assert not done


def test_what_is_not_visible_is_not_found(post, as_):
    Post.objects.filter(pk=post.pk).update(deleted_at=post.created_at)

    assert paint(as_(UserFactory()), post, said={"colour": "red"}).status_code == 404
    assert paint(as_(ModeratorFactory()), post, said={"colour": "red"}).status_code == 302
    assert len(done) == 1


def test_a_refusal_is_shown_where_it_was_pressed(post, as_):
    client = as_(UserFactory(username="nobody"))

    answer = paint(client, post, said={"colour": "red"})

    assert (answer["Location"], done) == (PAGE["Referer"], [])
    assert str(Denied.message) in shown(client)
    assert paint(client, post, said={"colour": "red"}, **HTMX).status_code == 403


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"colour": "grey"}, "colour: &quot;grey&quot; is not a valid choice."),
        ({}, "colour: This field is required."),
    ],
)
def test_a_wrong_value_is_refused(said, told, post, as_):
    client = as_(UserFactory())

    answer = paint(client, post, said=said)

    assert (answer["Location"], done) == (PAGE["Referer"], [])
    assert told in shown(client)
    assert paint(client, post, said=said, **HTMX).status_code == 422


def test_pressed_twice_it_is_done_once(as_):
    thread, client = PostFactory().thread, as_(ModeratorFactory())

    for _ in range(2):
        assert client.post(reverse("discussions:closure", args=[thread.pk])).status_code == 302

    thread.refresh_from_db()
    assert thread.closed_at
    assert EventRecord.objects.filter(name="discussions.thread.closed").count() == 1


def test_a_button_is_for_what_is_declared():
    with pytest.raises(KeyError):
        Api("others", scope="forum", resources=[POST]).button("toys/{post}/x/", paint_post)
