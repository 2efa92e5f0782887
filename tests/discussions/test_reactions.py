"""One like per member and post, under one of four reactions."""

from io import StringIO

import pytest
from django.core.management import call_command

from community.discussions.actions import like_post, repair_threads, unlike_post
from community.discussions.models import Like, Post
from community.discussions.posts.actions.likes import NoSuchReaction, OwnPost
from community.events.models import EventRecord
from tests.discussions.test_every_kind import graphql
from tests.factories import PostFactory, TopicFactory, UserFactory
from tests.toykind.actions import send_letter

pytestmark = pytest.mark.django_db


def told():
    wanted = EventRecord.objects.filter(name__startswith="discussions.post.")
    names = wanted.exclude(name="discussions.post.written").order_by("pk")
    return [name.rpartition(".")[2] for name in names.values_list("name", flat=True)]


def holds():
    out = StringIO()
    call_command("check_invariants", stdout=out)
    return out.getvalue() == "No violations found.\n"


def test_another_reaction_takes_the_place_of_the_first():
    post, ana = PostFactory(), UserFactory()
    like_post(post=post, by=ana)

    like_post(post=post, by=ana, reaction="insight")

    post.refresh_from_db()
    assert (post.likes_count, post.reactions) == (1, {"insight": 1})
    assert Like.objects.get().reaction == "insight"
    assert told() == ["liked", "reaction_changed"]
    assert holds()


def test_the_same_again_does_nothing():
    post, ana = PostFactory(), UserFactory()

    for _ in range(2):
        like_post(post=post, by=ana, reaction="agree")

    post.refresh_from_db()
    assert (post.likes_count, post.reactions) == (1, {"agree": 1})
    assert told() == ["liked"]


def test_it_is_taken_back_whichever_it_was():
    post, ana, ben = PostFactory(), UserFactory(), UserFactory()
    like_post(post=post, by=ana, reaction="smile")
    like_post(post=post, by=ben, reaction="smile")

    for _ in range(2):
        unlike_post(post=post, by=ana)

    post.refresh_from_db()
    assert (post.likes_count, post.reactions) == (1, {"smile": 1})
    assert told() == ["liked", "liked", "unliked"]
    assert holds()


def test_an_unknown_reaction_and_an_own_post_are_refused():
    post = PostFactory()

    with pytest.raises(NoSuchReaction):
        like_post(post=post, by=UserFactory(), reaction="fire")
    with pytest.raises(OwnPost):
        like_post(post=post, by=post.author, reaction="smile")

    post.refresh_from_db()
    assert (post.likes_count, post.reactions) == (0, {})
    assert told() == []


def test_the_repair_counts_each_kind():
    post = PostFactory()
    like_post(post=post, by=UserFactory(), reaction="agree")
    Post.objects.filter(pk=post.pk).update(reactions={"smile": 4})
    assert repair_threads()

    post.refresh_from_db()

    assert post.reactions == {"agree": 1}
    assert repair_threads() == []
    assert holds()


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_all_counted(in_threads):
    post, members = PostFactory(), [UserFactory() for _ in range(4)]
    for member in members[:2]:
        like_post(post=post, by=member)

    in_threads([lambda m=m: like_post(post=post, by=m, reaction="agree") for m in members])

    post.refresh_from_db()
    assert (post.likes_count, post.reactions) == (4, {"agree": 4})


def by_page(client, post, reaction):
    return client.post(f"/posts/{post.pk}/like/", {"reaction": reaction})


def by_rest(client, post, reaction):
    url = f"/api/v1/posts/{post.pk}/like/"
    return client.put(url, {"reaction": reaction}, content_type="application/json")


def by_graphql(client, post, reaction):
    mutation = """mutation ($id: ID!, $reaction: Reaction) { discussions {
        likePost(postId: $id, reaction: $reaction) { post {
            viewerReaction viewerHasLiked reactions { reaction count } } }
    } }"""
    return graphql(client, mutation, id=post.pk, reaction=reaction.upper())


every_interface = pytest.mark.parametrize("interface", [by_page, by_rest, by_graphql])


@every_interface
def test_every_interface_takes_a_reaction(interface, as_):
    post, ana = PostFactory(), UserFactory()

    response = interface(as_(ana), post, "insight")

    assert response.status_code < 400, response.content
    assert Like.objects.get(member=ana).reaction == "insight"


@every_interface
def test_no_interface_takes_another(interface, as_):
    post, ana = PostFactory(), UserFactory()

    interface(as_(ana), post, "fire")

    assert not Like.objects.exists()
    assert told() == []


def test_graphql_tells_what_was_given(as_):
    post, ana = PostFactory(), UserFactory()

    data = by_graphql(as_(ana), post, "smile").json()["data"]["discussions"]["likePost"]["post"]

    assert data == {
        "viewerReaction": "SMILE",
        "viewerHasLiked": True,
        "reactions": [{"reaction": "SMILE", "count": 1}],
    }


def test_who_reacted_is_told_at_every_interface(as_):
    post, ana = PostFactory(), UserFactory()
    like_post(post=post, by=ana, reaction="smile")

    page = as_().get(f"/posts/{post.pk}/reactions/")
    other = as_().get(f"/posts/{post.pk}/reactions/?reaction=agree")
    rest = as_().get(f"/api/v1/posts/{post.pk}/reactions/").json()["results"]
    query = (
        f"{{ discussions {{ reactions(postId: {post.pk}) {{"
        " nodes { reaction member { username } } } } }"
    )
    answer = as_().post("/graphql/", {"query": query}, content_type="application/json").json()

    assert ana.username in page.content.decode()
    assert ana.username not in other.content.decode()
    assert [(row["member"], row["reaction"]) for row in rest] == [(ana.username, "smile")]
    assert answer["data"]["discussions"]["reactions"]["nodes"] == [
        {"reaction": "SMILE", "member": {"username": ana.username}}
    ]


@pytest.mark.parametrize("url", ["/posts/{}/reactions/", "/api/v1/posts/{}/reactions/"])
def test_who_reacted_to_a_letter_is_not_told_to_others(url, as_):
    thread = send_letter(to=UserFactory(), title="T", source="S", by=UserFactory()).thread
    post = thread.posts.get()

    assert as_(UserFactory()).get(url.format(post.pk)).status_code == 404
    assert as_(thread.author).get(url.format(post.pk)).status_code == 200


@pytest.mark.parametrize("number", [3, 30])
def test_the_page_asks_the_same_number_of_questions(number, as_, django_assert_max_num_queries):
    post = PostFactory()
    for _ in range(number):
        like_post(post=post, by=UserFactory())
    client = as_(post.author)

    with django_assert_max_num_queries(7):
        client.get(f"/posts/{post.pk}/reactions/")


def test_the_reader_is_told_which_is_theirs(as_):
    post, ana = PostFactory(), UserFactory()
    like_post(post=post, by=ana, reaction="agree")

    page = as_(ana).get(f"/threads/{post.thread_id}/")

    assert page.context["mine"]["reactions"] == {post.pk: "agree"}


def test_without_a_script_the_posts_own_page_offers_all_four(as_):
    post = PostFactory()

    page = as_(UserFactory()).get(f"/posts/{post.pk}/").content.decode()

    for name in Like.Reaction.values:
        assert f'data-reaction="{name}"' in page


def test_the_bar_shows_what_was_given_and_thanks(as_):
    topic = TopicFactory()
    post = topic.thread.posts.get()
    like_post(post=post, by=UserFactory(), reaction="smile")

    page = as_().get(f"/threads/{topic.pk}/").content.decode()

    assert page.count(f'data-like="{post.pk}"') == 1
    assert page.count(f'data-react="{post.pk}"') == 1
    assert 'aria-label="Made me smile, 1"' in page
