"""A name in a post calls its member, who may read it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.accounts.people.actions_profile import rename_member
from community.discussions.actions import (
    TooManyMentions,
    delete_post,
    edit_post,
    reply_to_thread,
)
from community.discussions.models import Mention, Post
from community.discussions.posts.actions.rerendering import rerender_outdated
from community.events.models import EventRecord
from tests.factories import (
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)
from tests.toykind.actions import send_letter

pytestmark = pytest.mark.django_db


def told():
    rows = EventRecord.objects.filter(name="discussions.members.mentioned").order_by("pk")
    return [payload["member_ids"] for payload in rows.values_list("payload", flat=True)]


def called():
    return set(Mention.objects.values_list("member_id", flat=True))


def test_who_is_called_gets_a_row_a_link_and_one_event():
    ana, ben = UserFactory(username="Ana"), UserFactory(username="ben.k")

    post = PostFactory(source="@ana and @ANA and @ben.k. And @nobody.")

    assert called() == {ana.pk, ben.pk}
    assert told() == [sorted([ana.pk, ben.pk])]
    assert post.html.count('href="/u/Ana/"') == 2
    assert "@nobody." in post.html


def test_an_own_name_calls_nobody():
    ana = UserFactory(username="Ana")

    PostFactory(source="I, @ana", by=ana)

    assert called() == set()
    assert told() == []


def test_an_edit_adds_and_removes_and_tells_of_the_new_ones_alone():
    ana, ben = UserFactory(username="ana"), UserFactory(username="ben")
    post = PostFactory(source="@ana")

    edit_post(post=post, source="@ana @ben", by=post.author)
    edit_post(post=post, source="@ben", by=post.author)

    assert called() == {ben.pk}
    assert told() == [[ana.pk], [ben.pk]]


@pytest.mark.parametrize(("level", "most"), [(0, 2), (1, 10), (4, 10)])
def test_so_many_and_no_more(level, most):
    names = [UserFactory().username for _ in range(most + 1)]
    thread, author = TopicFactory().thread, UserFactory(trust_level=level)
    reply_to_thread(thread=thread, source=" ".join(f"@{n}" for n in names[:most]), by=author)

    with pytest.raises(TooManyMentions):
        reply_to_thread(thread=thread, source=" ".join(f"@{n}" for n in names), by=author)

    assert Mention.objects.count() == most
    assert len(told()) == 1
    assert thread.posts.count() == 2


def test_who_may_not_read_it_is_not_called():
    inside, outside = UserFactory(username="inside"), UserFactory(username="outside")
    author = UserFactory()
    team = form_audience(kind=Audience.Kind.SHARED, members=[inside, author], title="Team")
    topic = TopicFactory(
        category=CategoryFactory(audience=team), source="@inside @outside", by=author
    )

    assert called() == {inside.pk}
    assert told() == [[inside.pk]]
    assert not Mention.objects.filter(member=outside, post__thread=topic.pk).exists()


def test_names_cost_the_same_whatever_their_number():
    thread, author = TopicFactory().thread, UserFactory(trust_level=2)
    names = [UserFactory().username for _ in range(9)]
    counts = []
    reply_to_thread(thread=thread, source="Hello", by=author)  # asks once what the author may do

    for some in (names[:2], names):
        with CaptureQueriesContext(connection) as asked:
            reply_to_thread(thread=thread, source=" ".join(f"@{n}" for n in some), by=author)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def page(client):
    return client.get("/my/mentions/").content.decode()


def rest(client):
    return client.get("/api/v1/me/mentions/").content.decode()


def graph(client):
    query = "{ discussions { mentions { nodes { post { source } } } } }"
    answer = client.post("/graphql/", {"query": query}, content_type="application/json")
    return answer.content.decode()


@pytest.mark.parametrize("interface", [page, rest, graph])
def test_every_interface_lists_the_posts_that_call_me(interface, as_):
    ana = UserFactory(username="ana")
    post = PostFactory(source="Come, @ana, to the viaduct")
    client = as_(ana)

    assert "viaduct" in interface(client)
    assert "viaduct" not in interface(as_(post.author))
    delete_post(post=post, by=post.author)
    assert "viaduct" not in interface(client)


@pytest.mark.parametrize("interface", [page, rest, graph])
def test_no_interface_lists_them_for_a_visitor(interface, as_):
    PostFactory(source="viaduct")

    assert "viaduct" not in interface(as_())


@pytest.mark.parametrize("number", [3, 29])
def test_the_page_asks_the_same_number_of_questions(number, as_, django_assert_max_num_queries):
    ana, thread = UserFactory(username="ana"), TopicFactory().thread
    for _ in range(number):
        PostFactory(thread=thread, source="@ana")
    client = as_(ana)

    with django_assert_max_num_queries(6):
        assert client.get("/my/mentions/").content.count(b'class="row"') == number


def test_an_empty_page_says_what_it_is_for(as_):
    assert "No mentions yet" in page(as_(UserFactory()))


def names(client, **asked):
    return [m["name"] for m in client.get("/members/suggestions/", asked).json()["members"]]


def test_names_are_suggested_those_in_the_thread_first(as_):
    for name in ("mara", "Marc", "mary", "nora"):
        UserFactory(username=name)
    thread = PostFactory(by=UserFactory(username="Marvin")).thread
    client = as_(UserFactory(username="marek"))

    assert names(client, q="mar", thread=thread.pk) == ["Marvin", "mara", "Marc", "mary"]
    assert names(client, q="Mär") == ["mara", "Marc", "Marvin", "mary"]
    assert names(client, q="") == []


def test_in_a_letter_only_its_readers_are_suggested(as_):
    UserFactory(username="outsider")
    reader, writer = UserFactory(username="outer"), UserFactory()
    thread = send_letter(to=reader, title="T", source="S", by=writer).thread

    assert names(as_(writer), q="out", thread=thread.pk) == ["outer"]
    url = f"/members/suggestions/?q=out&thread={thread.pk}"
    assert as_(UserFactory()).get(url).status_code == 404


def test_nobody_else_is_told_names(as_):
    UserFactory(username="ana")

    assert b"ana" not in as_().get("/members/suggestions/?q=an").content


def test_the_list_of_mentions_keeps_what_a_spoiler_hides(as_):
    ana = UserFactory(username="ana")
    PostFactory(source="@ana, it was ||the butler|| after all.")

    page = as_(ana).get("/my/mentions/").content.decode()

    assert "it was … after all." in page
    assert "butler" not in page


def test_no_name_begins_with_what_the_database_cannot_be_asked_with(as_):
    member, other = UserFactory(), UserFactory(username="berta")

    found = as_(member).get("/members/suggestions/", {"q": "ber\0"}).json()["members"]

    assert [row["name"] for row in found] == [other.username]


# -- names that were given up -----------------------------------------------------------------
def renamed(member, name):
    return rename_member(member=member, username=name, by=member)


def test_a_former_name_calls_who_gave_it_up():
    ana = renamed(UserFactory(username="Ana"), "Zoe")

    post = PostFactory(source="@ana")

    assert called() == {ana.pk}
    assert 'href="/u/Zoe/"' in post.html


@pytest.mark.parametrize("again", ["edited", "rendered anew"])
def test_an_old_post_goes_on_calling_who_was_meant(again):
    """Even when the name is free by now, and somebody else has it."""
    moderator = ModeratorFactory()
    ana = UserFactory(username="Ana")
    post = PostFactory(source="@ana\n\n> @ana")
    renamed(ana, "Zoe")

    with time_machine.travel(timezone.now() + timedelta(days=400)):
        other = UserFactory(username="Ana")
        if again == "edited":
            edit_post(post=post, source="@ana, once more\n\n> @ana", by=moderator)
        else:
            Post.objects.update(html_version=0)
            rerender_outdated()
        new = PostFactory(source="@ana")

    post.refresh_from_db()
    assert set(post.mentions.values_list("member_id", flat=True)) == {ana.pk}
    assert post.html.count('href="/u/Zoe/"') == 2
    assert set(new.mentions.values_list("member_id", flat=True)) == {other.pk}
    assert told() == [[ana.pk], [other.pk]]


def test_an_edit_calls_whom_a_name_means_by_now():
    renamed(UserFactory(username="Ana"), "Zoe")
    post = PostFactory(source="Hello")

    with time_machine.travel(timezone.now() + timedelta(days=400)):
        other = UserFactory(username="Ana")
        edit_post(post=post, source="Hello @ana", by=ModeratorFactory())

    assert called() == {other.pk}
