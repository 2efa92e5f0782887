"""Posts that are scored as very negative wait in the review queue."""

import pytest

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.ai.events import SentimentNeedsAttention
from community.ai.models import Sentiment
from community.discussions.actions import (
    delete_post,
    edit_post,
    hide_post,
    unhide_post,
)
from community.events.outbox import publish
from community.kernel.subjects import Subject
from community.moderation.flags.actions import flag_content
from community.moderation.models import ReviewItem
from community.moderation.queue.actions import decide_item
from community.moderation.queue.queries import items_visible_to
from community.moderation.sentiment import actions
from community.moderation.sentiment.actions import review_negative
from community.notifications.models import Notification
from tests.ai.factories import make_sentiment
from tests.factories import (
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)
from tests.handled import handled

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("no_news_of_badges", "nobody_scores"),
]

KIND = "discussions.post"
FURIOUS = "This is a disgrace. I hate every minute of it."


@pytest.fixture
def nobody_scores(settings):
    """The worker of models is not here: rows are as the tests write them."""
    settings.AI_SENTIMENT = "off"


def subject(post):
    return Subject(KIND, post.pk)


def needs_attention(post):
    publish(
        SentimentNeedsAttention(
            actor_id=None, subject_kind=KIND, subject_id=post.pk, author_id=post.author_id,
            container_id=post.thread.container_id,
        )
    )  # fmt: skip


def scored(post=None, **how):
    post = post or PostFactory(source=FURIOUS, by=UserFactory())
    make_sentiment(KIND, post.pk, **how)
    needs_attention(post)
    return post


def items(post):
    return ReviewItem.objects.filter(type="sentiment", subject_kind=KIND, subject_id=post.pk)


def item_of(post=None, **how):
    post = scored(post, **how)
    handled()
    return post, items(post).get()


def test_it_waits_beside_flags_with_the_lowest_priority():
    post, item = item_of()
    thread = post.thread
    assert (item.member_id, item.audience_id) == (post.author_id, thread.audience_id)
    assert (item.container_id, item.score, item.status) == (thread.container_id, 0, "open")
    assert item.reasons == ["very_negative"]
    assert items_visible_to(ModeratorFactory()).filter(pk=item.pk).exists()


def test_of_a_private_post_only_its_readers_hear():
    author, reader = UserFactory(), ModeratorFactory()
    team = form_audience(kind=Audience.Kind.SHARED, members=[author, reader])
    topic = TopicFactory(category=CategoryFactory(audience=team), by=author)
    _, item = item_of(PostFactory(thread=topic.thread, by=author))
    seen = {who: items_visible_to(who).filter(pk=item.pk).exists() for who in (
        reader, ModeratorFactory(), author
    )}  # fmt: skip
    assert list(seen.values()) == [True, False, False]


def hide(post):
    hide_post(post=post, by=ModeratorFactory())


def delete(post):
    delete_post(post=post, by=post.author)


def edit(post):
    """It is scored again soon; until then nothing is said of it."""
    edit_post(post=post, source="I was too angry, sorry.", by=post.author)
    Sentiment.objects.filter(subject_id=post.pk).update(is_stale=True)


def calm_down(post):
    Sentiment.objects.filter(subject_id=post.pk).update(needs_attention=False, label="neutral")


@pytest.mark.parametrize("meanwhile", [hide, delete, edit, calm_down])
def test_what_changed_meanwhile_does_not_wait(meanwhile):
    post = scored()
    meanwhile(post)
    handled()
    assert not items(post).exists()


@pytest.mark.parametrize("meanwhile", [hide, delete, calm_down])
def test_what_changes_later_is_closed(meanwhile):
    post, item = item_of()
    meanwhile(post)
    handled()
    item.refresh_from_db()
    assert (item.status, item.decided_by) == ("ignored", None)
    actions.close_settled(item_id=item.pk)  # a job that comes twice
    item.refresh_from_db()
    assert item.version == 2


def test_an_edited_post_waits_until_it_is_scored_again():
    post, _ = item_of()
    edit(post)
    handled()
    assert items(post).get().status == "open"
    Sentiment.objects.filter(subject_id=post.pk).update(
        is_stale=False, needs_attention=False, label="neutral"
    )
    handled()
    assert items(post).get().status == "ignored"


@pytest.mark.parametrize(
    ("decision", "is_live", "notified"),
    [
        ("approve", True, []),
        ("ignore", True, []),
        ("hide", False, ["moderation.content_hidden"]),
        ("delete", False, ["moderation.content_hidden"]),
        ("reject", False, ["moderation.content_hidden"]),
    ],
)
def test_decisions(decision, is_live, notified):
    post, item = item_of()
    decide_item(item=item, decision=decision, by=ModeratorFactory())
    handled()
    post.refresh_from_db()
    assert post.is_live is is_live
    told = Notification.objects.filter(member=post.author, type__startswith="moderation.")
    assert list(told.values_list("type", flat=True)) == notified


def test_the_author_reads_what_a_moderator_says_and_nothing_of_models():
    post, item = item_of()
    decide_item(item=item, decision="approve", by=ModeratorFactory(), text="Take a walk.")
    handled()
    notice = Notification.objects.get(member=post.author, type="moderation.content_decided")
    assert notice.facts["state"] == "message"


def test_what_was_decided_does_not_come_again_with_the_same_words():
    post, item = item_of()
    decide_item(item=item, decision="approve", by=ModeratorFactory())
    needs_attention(post)
    handled()
    assert items(post).count() == 1
    edit_post(post=post, source=f"{FURIOUS} Every single one!", by=post.author)
    handled()
    Sentiment.objects.filter(subject_id=post.pk).update(is_stale=False)
    needs_attention(post)
    handled()
    assert items(post).count() == 2


def test_what_waits_already_does_not_wait_twice():
    post = PostFactory(source=FURIOUS, by=UserFactory())
    flag_content(subject=subject(post), reason="inappropriate", by=UserFactory())
    scored(post)
    handled()
    assert not items(post).exists()


def test_hiding_where_it_stands_decides_its_flags_first(as_):
    """The post has both; its flags are decided, and the other item is closed."""
    post, item = item_of()
    flag = flag_content(subject=subject(post), reason="spam", by=UserFactory())
    as_(ModeratorFactory()).post(f"/moderation/content/{KIND}/{post.pk}/hiding/")
    handled()
    flag.refresh_from_db()
    item.refresh_from_db()
    assert (flag.outcome, item.status) == ("agreed", "ignored")
    unhide_post(post=post, by=ModeratorFactory())
    handled()
    assert items(post).count() == 1


def test_a_flood_does_not_fill_the_queue(monkeypatch):
    monkeypatch.setattr(actions, "MOST_OPEN", 2)
    posts = [scored() for _ in range(4)]
    handled()
    assert ReviewItem.objects.filter(type="sentiment").count() == 2
    decide_item(item=items(posts[0]).get(), decision="approve", by=ModeratorFactory())
    opened = review_negative(subjects=[subject(post) for post in posts])
    assert [item.subject for item in opened] == [subject(posts[2])]


def test_the_setting_turns_it_off(settings):
    settings.SENTIMENT_REVIEW = False
    post = scored()
    handled()
    assert not items(post).exists()


GRAPHQL = """
{ moderation { items(type: "sentiment") { nodes { sentiment { label confidence backend } } } } }
"""


def test_moderators_see_the_score_with_the_item(as_):
    _, item = item_of()
    client = as_(ModeratorFactory())
    told = client.get(f"/api/v1/moderation/items/{item.pk}/").json()["sentiment"]
    assert (told["label"], told["confidence"], told["backend"]) == ("negative", 0.95, "lexicon")
    answer = client.post("/graphql/", {"query": GRAPHQL}, content_type="application/json").json()
    [node] = answer["data"]["moderation"]["items"]["nodes"]
    assert node["sentiment"] == {"label": "NEGATIVE", "confidence": 0.95, "backend": "lexicon"}
    page = client.get(f"/moderation/items/{item.pk}/").content.decode()
    assert "Sentiment: Negative (confidence 95%)" in page
    assert "Scored as very negative; nobody flagged it" in page
