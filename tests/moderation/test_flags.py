"""Flags: how much they count, when they hide, and what becomes of them."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from community.accounts.models import User
from community.events.models import EventRecord
from community.kernel.errors import Denied, TooMany
from community.kernel.subjects import Subject
from community.moderation.flags import scoring
from community.moderation.flags.actions import (
    ExplanationMissing,
    NothingToFlag,
    OwnContent,
    RecentlyReviewed,
    UnknownReason,
    flag_by_system,
    flag_content,
    withdraw_flag,
)
from community.moderation.models import Flag, ReviewItem
from community.moderation.queue.actions import (
    AlreadyDecided,
    approve_item,
    ignore_item,
    reject_item,
)
from community.moderation.registration import described
from tests.factories import ModeratorFactory, PostFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db


def subject_of(post):
    return Subject("discussions.post", post.pk)


def flag(post, by=None, reason="spam", **how):
    return flag_content(subject=subject_of(post), reason=reason, by=by or UserFactory(), **how)


def flagged(post, times=1, trust_level=1):
    for _ in range(times):
        made = flag(post, UserFactory(trust_level=trust_level))
    return made.item


@given(
    trust_level=st.integers(0, 4),
    is_moderator=st.booleans(),
    total=st.integers(0, 10_000),
    data=st.data(),
)
def test_one_flag_counts_one_to_nine_and_hides_nothing_alone(
    trust_level, is_moderator, total, data
):
    agreed = data.draw(st.integers(0, total))
    score = scoring.flag_score(
        trust_level=trust_level,
        is_moderator=is_moderator,
        accuracy=scoring.Accuracy(agreed, total),
    )

    assert -2 <= score <= 9
    assert not scoring.is_enough(score + scoring.TAKE_ACTION, 1, hides_at=8.33, hidden_by=1)


@pytest.mark.parametrize(
    ("agreed", "total", "bonus"), [(0, 0, 0), (20, 20, 2), (90, 90, 2.7), (10_000, 10_000, 3.0)]
)
def test_the_bonus_begins_at_none_and_has_a_limit(agreed, total, bonus):
    assert scoring.Accuracy(agreed, total).bonus == pytest.approx(bonus, abs=0.01)


def test_who_is_always_wrong_counts_less():
    assert scoring.Accuracy(0, 100).bonus == -3


@pytest.mark.parametrize(("trust_level", "needed"), [(1, 5), (2, 3), (3, 3), (4, 2)])
def test_a_post_is_hidden_by_as_many_as_were_promised(trust_level, needed):
    post = PostFactory()

    flagged(post, needed - 1, trust_level)
    post.refresh_from_db()
    assert post.hidden_at is None

    item = flagged(post, 1, trust_level)
    post.refresh_from_db()
    item.refresh_from_db()
    assert post.hidden_at
    assert item.hidden_at
    assert item.is_open
    assert post.deleted_by.is_machine
    assert EventRecord.objects.filter(name="moderation.content.hidden").count() == 1


def test_a_flag_is_one_item_one_row_and_one_event():
    post, member = PostFactory(), UserFactory()

    first = flag(post, member)
    again = flag(post, member)

    assert first == again
    item = ReviewItem.objects.get()
    assert (item.member, item.subject, item.score) == (post.author, subject_of(post), 2)
    names = EventRecord.objects.filter(name__startswith="moderation").values_list("name", flat=True)
    assert list(names) == ["moderation.item.opened"]


def test_the_opening_post_stands_for_its_topic():
    thread = TopicFactory().thread

    flag(thread.posts.get())

    assert ReviewItem.objects.get().subject == Subject("discussions.thread", thread.pk)


def test_a_topic_needs_five_and_much_more():
    thread = TopicFactory().thread

    flagged(thread.posts.get(), 4, 4)
    flag(thread.posts.get(), ModeratorFactory())
    thread.refresh_from_db()
    assert thread.hidden_at is None
    flagged(thread.posts.get(), 2, 4)

    thread.refresh_from_db()
    assert thread.hidden_at


def test_what_a_flag_must_say():
    post = PostFactory()

    with pytest.raises(UnknownReason):
        flag(post, reason="ugly")
    with pytest.raises(ExplanationMissing):
        flag(post, reason="other", text=" ")

    assert not Flag.objects.exists()
    assert not ReviewItem.objects.exists()


def test_one_flags_neither_oneself_nor_what_one_cannot_see():
    post = PostFactory()
    hidden = PostFactory()
    flagged(hidden, 5)

    with pytest.raises(OwnContent):
        flag(post, post.author)
    with pytest.raises(NothingToFlag):
        flag(hidden)
    with pytest.raises(NothingToFlag):
        flag_content(subject=Subject("forum.tag", 1), reason="spam", by=UserFactory())


def test_a_silenced_member_does_not_flag():
    member = UserFactory()
    member.silenced_until = timezone.now() + timedelta(days=1)

    with pytest.raises(Denied):
        flag(PostFactory(), member)


def test_a_moderator_hides_at_once_and_it_is_their_decision():
    post, moderator = PostFactory(), ModeratorFactory()

    made = flag(post, moderator, take_action=True)

    post.refresh_from_db()
    assert (post.deleted_by, made.outcome) == (moderator, "agreed")
    assert made.item.decided_by == moderator
    with pytest.raises(Denied):
        flag(PostFactory(), UserFactory(), take_action=True)


def test_kept_content_comes_back_and_is_not_flagged_again_for_a_day():
    post = PostFactory()
    item = flagged(post, 5)

    approve_item(item=item, by=ModeratorFactory())

    post.refresh_from_db()
    assert post.is_live
    assert set(item.flags.values_list("outcome", flat=True)) == {"disagreed"}
    with pytest.raises(RecentlyReviewed):
        flag(post)
    flag(post, reason="illegal")


def test_agreed_content_is_hidden_though_few_flagged_it():
    post, moderator = PostFactory(), ModeratorFactory()
    item = flagged(post)

    reject_item(item=item, by=moderator)

    post.refresh_from_db()
    assert (post.deleted_by, post.hidden_at is None) == (moderator, False)
    assert item.flags.get().outcome == "agreed"


def test_ignored_flags_say_nothing_about_their_members():
    post = PostFactory()
    item = flagged(post, 5)

    ignore_item(item=item, by=ModeratorFactory())

    post.refresh_from_db()
    assert post.is_live
    assert set(item.flags.values_list("outcome", flat=True)) == {"ignored"}


def test_a_flag_is_withdrawn_while_it_waits():
    post, member = PostFactory(), UserFactory()
    item = flag(post, member).item

    for _ in range(2):
        withdraw_flag(subject=subject_of(post), by=member)

    item.refresh_from_db()
    assert (item.status, item.flags.count(), item.decided_by) == ("ignored", 0, None)


def test_three_who_call_a_new_member_a_spammer_come_first():
    post = PostFactory(by=UserFactory(trust_level=0))

    item = flagged(post, 3)

    item.refresh_from_db()
    assert "likely_spam" in item.reasons
    assert item.score > scoring.URGENT


def test_a_rule_of_the_site_flags():
    post = PostFactory()
    system = User.objects.get(is_machine=True)

    item = flag_by_system(
        subject=subject_of(post), reasons=["filter"], described=described(subject_of(post), system)
    )

    item.refresh_from_db()
    assert (item.reasons, item.score, item.flags.count()) == (["filter"], scoring.BY_SYSTEM, 0)


@pytest.mark.limits
def test_new_members_flag_a_few_things_a_day():
    member = UserFactory(trust_level=0)
    posts = [PostFactory() for _ in range(6)]
    for post in posts[:5]:
        flag(post, member)

    with pytest.raises(TooMany):
        flag(posts[5], member)


@pytest.mark.django_db(transaction=True)
def test_two_who_flag_at_once_open_one_item(in_threads):
    post = PostFactory()
    members = [UserFactory(trust_level=4) for _ in range(2)]

    in_threads([lambda by=member: flag(post, by) for member in members])

    item = ReviewItem.objects.get()
    post.refresh_from_db()
    assert (item.flags.count(), item.score) == (2, 10)
    assert post.hidden_at


def test_whoever_flagged_is_not_told_who_decided():
    post, member = PostFactory(), UserFactory()
    item = flag(post, by=member).item
    approve_item(item=item, by=ModeratorFactory(username="Ada"))

    with pytest.raises(AlreadyDecided) as refused:
        withdraw_flag(subject=item.subject, by=member)

    assert "Ada" not in str(refused.value)


def test_a_moderator_who_flagged_it_before_still_hides_it():
    post, moderator = PostFactory(), ModeratorFactory()
    flag(post, by=moderator)

    made = flag(post, by=moderator, take_action=True)

    post.refresh_from_db()
    assert post.hidden_at
    assert (made.outcome, Flag.objects.count()) == ("agreed", 1)
