"""The review queue: who sees and decides what waits, and that it is decided once."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from community.accounts.audiences.actions import form_audience, form_group
from community.accounts.models import Audience
from community.discussions.models import Permission
from community.events.models import EventRecord
from community.kernel.errors import Denied, NothingWritten, Stale
from community.kernel.subjects import Subject
from community.moderation.flags.actions import flag_content
from community.moderation.models import ReviewItem
from community.moderation.queue.actions import (
    AlreadyDecided,
    ClaimedByAnother,
    NotOffered,
    approve_item,
    claim_item,
    decide_item,
    delete_content,
    hide_content,
    note_item,
    open_item,
    reject_item,
    release_item,
)
from community.moderation.queue.policy import may_decide, may_review
from community.moderation.queue.queries import (
    Priorities,
    dashboard,
    items_visible_to,
    open_count,
    shown_items,
    with_people,
)
from community.notifications.models import Notification
from forum.actions import edit_topic, set_permissions
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


def flagged(post, by=None, reason="spam"):
    subject = Subject("discussions.post", post.pk)
    return flag_content(subject=subject, reason=reason, by=by or UserFactory()).item


def decisions():
    return EventRecord.objects.filter(name="moderation.item.decided").count()


def category_moderator(category):
    admin, member = AdminFactory(), UserFactory()
    group = form_group(name="Local", slug="local", members=[member], by=admin)
    rows = [(group, Permission.Action.MODERATE, Permission.Value.YES)]
    set_permissions(category=category, rows=rows, by=admin)
    return member


def private_post():
    member, reader = UserFactory(), ModeratorFactory()
    team = form_audience(kind=Audience.Kind.SHARED, members=[member, reader])
    topic = TopicFactory(category=CategoryFactory(audience=team), by=member)
    return PostFactory(thread=topic.thread, by=member), reader


def test_one_item_of_a_type_is_open_for_a_subject():
    system, subject = AdminFactory(), Subject("discussions.post", 7)

    first = open_item(type="flag", subject=subject, by=system, reasons=["a"])
    again = open_item(type="flag", subject=subject, by=system, reasons=["b", "a"])

    assert first.pk == again.pk
    assert again.reasons == ["a", "b"]
    names = EventRecord.objects.filter(name__startswith="moderation").order_by("pk")
    assert [event.name for event in names] == ["moderation.item.opened", "moderation.item.changed"]


def test_a_decision_is_made_once_and_the_second_hears_who_and_when():
    item, first, second = flagged(PostFactory()), ModeratorFactory(), ModeratorFactory()

    for _ in range(2):
        approve_item(item=item, by=first)
    with pytest.raises(AlreadyDecided) as refusal:
        reject_item(item=item, by=second)

    assert first.username in str(refusal.value)
    assert "approved" in str(refusal.value)
    assert decisions() == 1


def test_a_claim_keeps_others_from_deciding_for_half_an_hour():
    item, first, second = flagged(PostFactory()), ModeratorFactory(), ModeratorFactory()

    claim_item(item=item, by=first)
    with pytest.raises(ClaimedByAnother) as refusal:
        approve_item(item=item, by=second)
    assert first.username in str(refusal.value)
    with pytest.raises(ClaimedByAnother):
        claim_item(item=item, by=second)

    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        approve_item(item=item, by=second)
    assert decisions() == 1


def test_a_claim_is_released_or_taken_over():
    item, first, second = flagged(PostFactory()), ModeratorFactory(), ModeratorFactory()
    claim_item(item=item, by=first)

    assert release_item(item=item, by=second).claimed_by == first
    assert claim_item(item=item, by=second, force=True).claimed_by == second
    assert release_item(item=item, by=second).claimed_by is None


def test_who_saw_an_older_version_is_told():
    item = flagged(post := PostFactory())
    seen = item.version
    flagged(post)

    with pytest.raises(Stale):
        approve_item(item=item, by=ModeratorFactory(), version=seen)


def test_moderators_note_what_others_should_know():
    item, moderator = flagged(PostFactory()), ModeratorFactory()

    note_item(item=item, text="I asked them.", by=moderator)
    with pytest.raises(NothingWritten):
        note_item(item=item, text=" ", by=moderator)
    with pytest.raises(Denied):
        note_item(item=item, text="Hello.", by=UserFactory())

    [shown] = shown_items(with_people(items_visible_to(moderator)), moderator)
    assert [note.text for note in shown.notes] == ["I asked them."]


def test_content_is_hidden_or_deleted_where_that_is_offered():
    post, moderator = PostFactory(), ModeratorFactory()
    hide_content(item=flagged(post), by=moderator)
    post.refresh_from_db()
    assert post.hidden_at

    other = PostFactory()
    delete_content(item=flagged(other), by=moderator)
    other.refresh_from_db()
    assert (other.is_live, other.hidden_at) == (False, None)

    member = Subject("accounts.member", UserFactory().pk)
    item = flag_content(subject=member, reason="spam", by=UserFactory()).item
    with pytest.raises(NotOffered):
        hide_content(item=item, by=moderator)
    with pytest.raises(NotOffered):
        decide_item(item=item, decision="burn", by=moderator)
    assert reject_item(item=item, by=moderator).status == "rejected"


def test_nobody_decides_of_themselves():
    moderator = ModeratorFactory()
    item = flagged(PostFactory(by=moderator))

    assert not may_decide(moderator, item)
    with pytest.raises(Denied):
        approve_item(item=item, by=moderator)


def test_members_see_nothing_and_decide_nothing():
    item, member = flagged(PostFactory()), UserFactory()

    assert not may_review(member)
    assert not items_visible_to(member).exists()
    assert open_count(member) == 0
    with pytest.raises(Denied):
        approve_item(item=item, by=member)
    item.refresh_from_db()
    assert item.is_open


def test_private_content_waits_for_those_who_may_read_it():
    post, reader = private_post()
    item = flagged(post, by=reader)
    outsider = ModeratorFactory()

    assert items_visible_to(reader).get() == item
    assert not items_visible_to(outsider).exists()
    assert dashboard(outsider).open == 0
    with pytest.raises(Denied):
        approve_item(item=item, by=outsider)


def test_who_moderates_one_category_reviews_that_one():
    category = CategoryFactory()
    inside = flagged(PostFactory(thread=TopicFactory(category=category).thread))
    outside = flagged(PostFactory())
    member = category_moderator(category)

    assert may_review(member)
    assert list(items_visible_to(member)) == [inside]
    assert not may_decide(member, outside)
    reject_item(item=inside, by=member)
    assert decisions() == 1


def test_items_follow_a_topic_into_a_private_category():
    post, admin = PostFactory(), AdminFactory()
    item, outsider = flagged(post), ModeratorFactory()
    team = form_audience(kind=Audience.Kind.SHARED, members=[admin])
    target = CategoryFactory(audience=team)

    edit_topic(topic=post.thread.topic, category=target, by=admin)
    [shown] = shown_items(with_people(items_visible_to(outsider)), outsider)
    assert (shown.described, shown.flags) == (None, [])
    handled()

    item.refresh_from_db()
    assert (item.audience, item.container_id) == (team, target.pk)
    assert not items_visible_to(outsider).exists()


def test_a_page_of_items_is_a_fixed_number_of_queries(django_assert_num_queries):
    moderator = ModeratorFactory()
    for _ in range(3):
        flagged(PostFactory())

    counts = []
    for _ in range(2):
        rows = list(with_people(items_visible_to(moderator)))
        with django_assert_num_queries(7):
            counts.append(len(shown_items(rows, moderator)))
        for _ in range(4):
            flagged(PostFactory())
    assert counts == [3, 7]


def test_an_item_that_waits_for_two_days_is_told_of_once():
    item, moderator = flagged(PostFactory()), ModeratorFactory()
    private_post()
    handled()
    assert not Notification.objects.filter(type="moderation.waiting").exists()

    with time_machine.travel(timezone.now() + timedelta(hours=49)):
        handled()
        handled()

    told = Notification.objects.filter(type="moderation.waiting", subject_id=item.pk)
    assert set(told.values_list("member", flat=True)) >= {moderator.pk}
    assert told.filter(member=moderator).count() == 1


def test_the_dashboard_counts_what_waits_and_who_decides():
    moderator = ModeratorFactory()
    for _ in range(2):
        approve_item(item=flagged(PostFactory()), by=moderator)
    flagged(PostFactory())

    board = dashboard(moderator)

    assert (board.open, board.by_type, board.decided_count) == (1, {"flag": 1}, 2)
    assert board.by_moderator == [(moderator, 2)]
    assert board.hours_median is not None
    assert board.hours_p90 is not None


@pytest.mark.parametrize(("score", "name"), [(2, "low"), (6.25, "medium"), (12.5, "high")])
def test_what_is_urgent(score, name):
    assert Priorities().of(score) == name


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_does(in_threads):
    post = PostFactory()
    item = flagged(post)
    moderators = [ModeratorFactory() for _ in range(2)]

    def decide(act, by):
        try:
            return act(item=item, by=by).status
        except AlreadyDecided as refusal:
            return str(refusal)

    answers = in_threads(
        [
            lambda: decide(approve_item, moderators[0]),
            lambda: decide(reject_item, moderators[1]),
        ]
    )

    assert decisions() == 1
    decided = ReviewItem.objects.get()
    assert decided.status in answers
    assert sum(decided.decided_by.username in answer for answer in answers) == 1


@pytest.mark.django_db(transaction=True)
def test_flagging_and_deciding_at_once_do_not_wait_for_each_other_forever(in_threads):
    """Both lock the item first and the thread after it."""
    post = PostFactory()
    item = flagged(post, UserFactory(trust_level=4))
    flagger, moderator = UserFactory(trust_level=4), ModeratorFactory()

    in_threads(
        [lambda: flagged(post, flagger, "illegal"), lambda: reject_item(item=item, by=moderator)]
    )

    post.refresh_from_db()
    assert post.hidden_at


def test_whoever_is_flagged_does_not_see_by_whom_moderator_or_not(as_):
    moderator, admin = ModeratorFactory(), AdminFactory()
    item = flagged(PostFactory(by=moderator), by=UserFactory(username="ada"))

    assert not items_visible_to(moderator).exists()
    assert items_visible_to(ModeratorFactory()).get() == item
    assert "ada" not in as_(moderator).get("/moderation/").content.decode()
    flagged(PostFactory(by=admin))
    assert items_visible_to(admin).count() == 2


def test_a_note_that_is_sent_twice_is_one():
    item, moderator = flagged(PostFactory()), ModeratorFactory()

    for _ in range(2):
        note_item(item=item, text="I asked them.", by=moderator)
    note_item(item=item, text="They answered.", by=moderator)
    note_item(item=item, text="I asked them.", by=moderator)

    assert item.notes.count() == 3
