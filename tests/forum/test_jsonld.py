"""What search engines read of a topic, against what their documents ask for."""

import json
import re

import pytest

from community.discussions.actions import delete_post
from community.discussions.queries import PAGE
from forum.actions import accept_answer
from tests.factories import (
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
EVIL = "</script><script>alert(1)</script><!-- \u2028 &amp;"


def read(client, url):
    [block] = BLOCK.findall(client.get(url).content.decode())
    told = json.loads(block)
    assert told["@context"] == "https://schema.org"
    return {node["@type"]: node for node in told["@graph"]}


def talk(**options):
    """A topic of a category that asks for no answers."""
    topic = TopicFactory(**options)
    type(topic.category).objects.filter(pk=topic.category_id).update(has_solutions=False)
    return topic


def whole(url):
    return f"http://testserver{url}"


def test_a_discussion_has_what_is_required_and_recommended(as_):
    topic = talk(source="It *only* blinks.")
    reply = PostFactory(thread=topic.thread, source="Hold it.")
    below = PostFactory(thread=topic.thread, source="How long?", parent=reply)
    PostFactory(thread=topic.thread, source="Five seconds.", parent=below)
    url = topic.get_absolute_url()

    told = read(as_(), url)["DiscussionForumPosting"]

    author = topic.thread.author.username
    assert told["author"] == {"@type": "Person", "name": author, "url": whole(f"/u/{author}/")}
    assert told["headline"] == topic.thread.title
    assert (told["url"], told["text"]) == (whole(url), "It only blinks.")
    assert told["datePublished"].endswith("+00:00")
    assert told["commentCount"] == 3
    counted = {
        s["interactionType"].rpartition("/")[2]: s["userInteractionCount"]
        for s in told["interactionStatistic"]
    }
    assert counted == {"LikeAction": 0, "ViewAction": 0, "CommentAction": 3}
    [one] = told["comment"]
    [two] = one["comment"]
    [three] = two["comment"]
    assert [c["text"] for c in (one, two, three)] == ["Hold it.", "How long?", "Five seconds."]
    assert one["@type"] == "Comment"
    assert one["url"] == whole(f"{url}{reply.number}/")
    assert one["author"]["name"] == reply.author.username


def test_a_question_with_an_answer_is_one(as_):
    topic = TopicFactory()
    other = PostFactory(thread=topic.thread, source="No idea.")
    answer = PostFactory(thread=topic.thread, source="Five seconds.")
    PostFactory(thread=topic.thread, source="Thank you.", parent=answer)
    accept_answer(post=answer, by=topic.thread.author)
    url = topic.get_absolute_url()

    page = read(as_(), url)
    told = page["QAPage"]["mainEntity"]

    assert told["@type"] == "Question"
    assert (told["name"], told["text"]) == (topic.thread.title, "It only blinks.")
    assert told["answerCount"] == 3
    assert told["acceptedAnswer"]["text"] == "Five seconds."
    assert told["acceptedAnswer"]["url"] == whole(f"{url}{answer.number}/")
    assert told["acceptedAnswer"]["upvoteCount"] == 0
    assert [c["text"] for c in told["acceptedAnswer"]["comment"]] == ["Thank you."]
    assert [a["url"] for a in told["suggestedAnswer"]] == [whole(f"{url}{other.number}/")]
    assert "DiscussionForumPosting" not in page


def test_a_question_that_nobody_has_answered_is_a_discussion(as_):
    assert "DiscussionForumPosting" in read(as_(), TopicFactory().get_absolute_url())


def test_an_answer_from_a_later_page_stands_with_the_question(as_):
    topic, author = TopicFactory(), UserFactory()
    for _ in range(PAGE + 2):
        last = PostFactory(thread=topic.thread, by=author, source="nothing")
    last = PostFactory(thread=topic.thread, by=author, source="the answer")
    accept_answer(post=last, by=topic.thread.author)
    url = topic.get_absolute_url()

    first, second = read(as_(), url), read(as_(), f"{url}?after={PAGE}")

    assert first["QAPage"]["mainEntity"]["acceptedAnswer"]["text"] == "the answer"
    later = second["DiscussionForumPosting"]
    assert (later["url"], later["text"]) == (whole(url), "It only blinks.")
    assert [c["text"] for c in later["comment"]][-1] == "the answer"


def test_removed_replies_are_not_told(as_):
    topic = talk()
    reply = PostFactory(thread=topic.thread, source="Buy my thing")
    PostFactory(thread=topic.thread, source="Please stop.", parent=reply)
    delete_post(post=reply, by=ModeratorFactory())

    told = read(as_(), topic.get_absolute_url())["DiscussionForumPosting"]

    assert [comment["text"] for comment in told["comment"]] == ["Please stop."]


def test_the_way_to_the_topic_is_told(as_):
    topic = TopicFactory(category=CategoryFactory(title="Rain & wind"))

    crumbs = read(as_(), topic.get_absolute_url())["BreadcrumbList"]["itemListElement"]

    assert [(c["position"], c["name"]) for c in crumbs] == [
        (1, "Discussions"),
        (2, "Rain & wind"),
        (3, topic.thread.title),
    ]
    assert crumbs[1]["item"] == whole(topic.category.get_absolute_url())


def test_nothing_in_it_ends_the_block(as_):
    topic = TopicFactory(title=EVIL, source=f"`{EVIL}`", category=CategoryFactory(title="a<b>"))
    PostFactory(thread=topic.thread, source=f"`{EVIL}`")

    page = as_().get(topic.get_absolute_url()).content.decode()
    [block] = BLOCK.findall(page)

    assert "<script>alert" not in page
    assert not set("<>&\u2028") & set(block)
    assert read(as_(), topic.get_absolute_url())["QAPage"]["mainEntity"]["name"] == " ".join(
        EVIL.split()
    )


@pytest.mark.parametrize("replies", [3, 30])
def test_it_costs_visitors_the_same_at_any_size(replies, as_, django_assert_num_queries):
    topic = TopicFactory()
    for _ in range(replies):
        post = PostFactory(thread=topic.thread)
    accept_answer(post=post, by=topic.thread.author)

    with django_assert_num_queries(2):  # topic with its answer, posts for the page and the JSON
        page = as_().get(topic.get_absolute_url())

    assert b"ld+json" in page.content
    assert b"ld+json" not in as_(UserFactory()).get(topic.get_absolute_url()).content
