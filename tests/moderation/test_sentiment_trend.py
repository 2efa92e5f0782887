"""The trend of sentiment: its numbers, who reads it, and what it costs."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.accounts.audiences.actions import form_audience, form_group
from community.accounts.models import Audience
from community.discussions.actions import delete_post, delete_thread
from community.discussions.models import Permission, Post
from community.moderation.sentiment.queries import (
    LEAST,
    WEEKS,
    made_by,
    shown_weeks,
    trend_lines,
    weekly_sentiment,
)
from forum.actions import set_permissions
from tests.ai.factories import make_sentiment
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

KIND = "discussions.post"
PAGE, REST = "/moderation/sentiment/", "/api/v1/moderation/sentiment/"
GRAPHQL = """
query ($container: ID) { moderation { weeklySentiment(container: $container) {
  containerId containerTitle week scoredCount negativeShare change beforeCount madeBy
} } }
"""


def scored_posts(thread, labels, *, weeks_ago=0, **how):
    """A reply for each label, written in the week so many before this one."""
    monday = datetime.combine(shown_weeks()[-1], datetime.min.time(), UTC)
    at = monday - timedelta(weeks=weeks_ago)
    posts = [PostFactory(thread=thread, by=thread.author) for _ in labels]
    Post.objects.filter(pk__in=[post.pk for post in posts]).update(created_at=at)
    for post, label in zip(posts, labels, strict=True):
        make_sentiment(KIND, post.pk, label=label, **how)
    return posts


def topic_in(**how):
    return TopicFactory(category=CategoryFactory(**how), by=UserFactory()).thread


def test_the_numbers_are_those_of_a_count_by_hand():
    labels = ["positive", "neutral", "negative", "unknown"]
    written = Counter()
    for number in range(3):
        thread = topic_in()
        for weeks_ago in (0, 1, WEEKS - 1, WEEKS):
            # of each label another number, in each container and week
            chosen = [label for at, label in enumerate(labels) for _ in range(at + number % 2)]
            posts = scored_posts(thread, chosen, weeks_ago=weeks_ago)
            for label in chosen if weeks_ago < WEEKS else []:
                written[thread.container_id, weeks_ago, label] += 1
        delete_post(post=posts[0], by=thread.author)
    scored_posts(thread, ["negative"], backend="", version="")  # not scored yet
    gone = topic_in()
    scored_posts(gone, ["negative"])
    delete_thread(thread=gone, by=ModeratorFactory())
    [deleted] = scored_posts(thread, ["positive"])
    delete_post(post=deleted, by=thread.author)

    found = Counter()
    for line in trend_lines(ModeratorFactory()):
        for weeks_ago, week in enumerate(reversed(line.weeks)):
            for label in labels:
                found[line.container_id, weeks_ago, label] += getattr(week.numbers, label)
    assert +found == written


def test_shares_need_ten_posts_and_changes_twice_as_many():
    thread = topic_in()
    scored_posts(thread, ["negative"] * 2 + ["neutral"] * (LEAST - 2), weeks_ago=2)
    scored_posts(thread, ["negative"] * (LEAST - 1) + ["unknown"] * 5, weeks_ago=1)
    scored_posts(thread, ["negative"] * 5 + ["positive"] * 5)
    now, last, first = weekly_sentiment(ModeratorFactory())
    assert (first.numbers.negative_share, first.change) == (0.2, None)
    assert (last.numbers.negative_share, last.change) == (None, None)
    assert (last.numbers.scored, last.numbers.unknown) == (LEAST - 1, 5)
    assert (now.numbers.negative_share, now.numbers.positive_share) == (0.5, 0.5)
    assert now.before.scored == 2 * LEAST - 1
    assert now.change == pytest.approx(0.5 - (2 + LEAST - 1) / (2 * LEAST - 1))


def test_it_says_what_made_the_scores():
    thread = topic_in()
    scored_posts(thread, ["negative"], weeks_ago=1, backend="transformers", version="7")
    scored_posts(thread, ["negative"], backend="lexicon", version="3")
    scored_posts(thread, ["neutral"], backend="transformers", version="7")
    lines = trend_lines(ModeratorFactory())
    assert made_by(lines) == ["transformers 7", "lexicon 3"]
    [week, _] = weekly_sentiment(ModeratorFactory())
    assert week.made_by == ["lexicon 3", "transformers 7"]
    assert week.numbers.scored == 2  # both versions together


def test_who_reads_it_where():
    author, reader, admin = UserFactory(), ModeratorFactory(), AdminFactory()
    team = form_audience(kind=Audience.Kind.SHARED, members=[author, reader])
    public, other, private = CategoryFactory(), CategoryFactory(), CategoryFactory(audience=team)
    for category in (public, other, private):
        scored_posts(TopicFactory(category=category, by=author).thread, ["negative"])
    keeper = UserFactory()
    group = form_group(name="Local", slug="local", members=[keeper], by=admin)
    for category in (public, private):  # the private one, too, which they cannot read
        rows = [(group, Permission.Action.MODERATE, Permission.Value.YES)]
        set_permissions(category=category, rows=rows, by=admin)

    def seen(viewer, container=None):
        return {line.container_id for line in trend_lines(viewer, container)}

    assert seen(reader) == {public.pk, other.pk, private.pk}
    assert seen(ModeratorFactory()) == {public.pk, other.pk}
    assert seen(keeper) == {public.pk}
    assert seen(keeper, other.pk) == seen(keeper, private.pk) == set()
    assert seen(reader, private.pk) == {private.pk}
    assert seen(author) == seen(UserFactory()) == set()


def test_others_get_nothing_from_any_interface(as_):
    thread = topic_in()
    scored_posts(thread, ["negative"] * LEAST)
    body = {"query": GRAPHQL, "variables": {}}
    for member in (UserFactory(), thread.author):
        client = as_(member)
        assert client.get(PAGE).status_code == client.get(REST).status_code == 403
        told = client.post("/graphql/", body, content_type="application/json").json()
        assert told["data"]["moderation"]["weeklySentiment"] is None
        assert told["errors"][0]["extensions"]["code"] == "denied"
    visitor = as_()
    assert visitor.get(PAGE).status_code == 302
    assert visitor.get(REST).status_code == 401


def test_rest_and_graphql_tell_the_same(as_):
    thread = topic_in()
    scored_posts(thread, ["negative"] * 4 + ["neutral"] * 6, weeks_ago=1)
    scored_posts(thread, ["negative"] * 5 + ["neutral"] * 5)
    client = as_(ModeratorFactory())
    [row, _] = client.get(REST, {"container": thread.container_id}).json()
    assert (row["week"], row["attention_count"]) == (str(shown_weeks()[-1]), 5)
    assert (row["negative_share"], row["change"], row["before_count"]) == (
        0.5,
        pytest.approx(0.1),
        10,
    )
    body = {"query": GRAPHQL, "variables": {"container": thread.container_id}}
    told = client.post("/graphql/", body, content_type="application/json").json()
    node = told["data"]["moderation"]["weeklySentiment"][0]
    assert node == {
        "containerId": row["container_id"],
        "containerTitle": row["container_title"],
        "week": row["week"],
        "scoredCount": 10,
        "negativeShare": 0.5,
        "change": pytest.approx(0.1),
        "beforeCount": 10,
        "madeBy": ["lexicon 1"],
    }
    assert client.get(REST, {"container": thread.container_id + 1}).json() == []


def test_the_page_shows_bars_with_a_table_and_what_is_too_few(as_):
    thread = topic_in(title="Bicycle lamps")
    scored_posts(thread, ["negative"] * 3 + ["positive"] * 7)
    few = topic_in(title="Saddles")
    scored_posts(few, ["negative"])
    client = as_(ModeratorFactory())
    page = client.get(PAGE).content.decode()
    assert "30% of 10 posts negative" in page
    assert 'height="46"' in page  # 70 % are positive, the most that there are
    assert 'height="20"' in page  # 30 %
    assert "No week has 10 scored posts yet" in page
    assert "too few" in page
    assert "lexicon 1" in page
    alone = client.get(PAGE, {"container": few.container_id}).content.decode()
    assert "30% of 10 posts negative" not in alone
    assert "No week has 10 scored posts yet" in alone


def test_without_scores_the_page_says_so(as_):
    client = as_(ModeratorFactory())
    assert "Nothing scored yet" in client.get(PAGE).content.decode()
    assert "Nothing scored yet" in client.get(PAGE, {"container": "9" * 30}).content.decode()


def test_the_page_asks_the_same_for_more_containers(as_):
    client = as_(ModeratorFactory())

    def queries():
        client.get(PAGE)
        with CaptureQueriesContext(connection) as ran:
            assert client.get(PAGE).status_code == 200
        return len(ran)

    scored_posts(topic_in(), ["negative"] * 2)
    few = queries()
    for _ in range(3):
        scored_posts(topic_in(), ["negative", "positive"], weeks_ago=1)
    assert queries() == few <= 12
