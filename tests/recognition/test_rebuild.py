"""Counting again, and checking what was counted."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from community.accounts.imports.actions import ImportedMember, import_members
from community.accounts.models import BadgeAward, Standing, User
from community.discussions import actions as discussions
from community.events.models import Delivery, EventRecord
from community.events.relay import Relay
from community.kernel import invariants
from community.kernel.health import _parts
from experience.recognition.ledger.actions_rebuild import rebuild, rebuild_once
from experience.recognition.ledger.actions_reconcile import reconcile
from experience.recognition.models import (
    Contribution,
    RecognitionState,
    ReputationDrift,
    ReputationEntry,
    Score,
    Tally,
)
from forum import actions as forum
from tests.factories import PostFactory, TopicFactory, UserFactory
from tests.handled import handled

pytestmark = pytest.mark.django_db


@pytest.fixture
def solved():
    """A topic with a solution that somebody likes, all of it counted."""
    topic = TopicFactory()
    post = PostFactory(thread=topic.thread)
    forum.accept_answer(post=post, by=topic.thread.author)
    discussions.like_post(post=post, by=UserFactory())
    handled()
    return post


def reputation(member):
    return User.objects.get(pk=member.pk).reputation


def without(*models):
    """As if these had never been counted."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL recognition.rebuild = 'on'")
        for model in models:
            cursor.execute(f"DELETE FROM {model._meta.db_table}")


# -- rebuild --------------------------------------------------------------------------------------
def test_a_rebuild_counts_the_whole_log_and_tells_nobody(solved):
    before = reputation(solved.author)
    without(ReputationEntry, Contribution, Score, Tally)
    User.objects.update(reputation=5)
    log = EventRecord.objects.count()

    call_command("rebuild_recognition", stdout=(out := StringIO()))

    assert before == 11
    assert (reputation(solved.author), reputation(solved.thread.author)) == (11, 2)
    assert "events were counted" in out.getvalue()
    assert EventRecord.objects.count() == log
    assert invariants.broken() == []


def test_what_is_still_to_be_handed_over_is_counted_once(solved):
    discussions.like_post(post=solved, by=UserFactory())

    rebuild()
    assert reputation(solved.author) == 11
    handled()

    assert reputation(solved.author) == 12
    assert Contribution.objects.filter(rule="discussions.like_received").count() == 2


def test_awards_of_badges_that_nobody_registers_stay(solved):
    for badge in ("tests.gone", "discussions.first_like"):
        BadgeAward.objects.create(
            member=solved.author, badge=badge, awarded_at=datetime(2020, 1, 1, tzinfo=UTC)
        )

    rebuild()

    assert BadgeAward.objects.filter(badge="tests.gone").exists()


def test_notifications_of_badges_still_name_them_after_a_rebuild(solved):
    def awards():
        rows = BadgeAward.objects.order_by("pk")
        return list(rows.values_list("pk", "member", "badge", "scope"))

    before = awards()

    rebuild()
    rebuild()

    assert before
    assert awards() == before


def test_a_log_that_lacks_what_was_counted_is_refused(solved):
    first = Contribution.objects.order_by("event_id").first().event_id
    EventRecord.objects.filter(pk__lte=first).delete()

    with pytest.raises(CommandError, match="no longer in the log"):
        call_command("rebuild_recognition")
    assert Contribution.objects.filter(event_id=first).exists()
    call_command("rebuild_recognition", force=True, stdout=StringIO())

    assert not Contribution.objects.filter(event_id=first).exists()


def test_a_site_that_was_upgraded_counts_its_history_once(solved):
    without(ReputationEntry, Contribution, Score, Tally)
    discussions.like_post(post=solved, by=UserFactory())
    handled()
    assert Contribution.objects.exists()

    assert rebuild_once() is True
    assert rebuild_once() is False

    assert reputation(solved.author) == 12
    assert RecognitionState.objects.get().rebuilt_at is not None


def test_a_new_site_has_nothing_to_count_again():
    assert rebuild_once() is False
    PostFactory()
    handled()

    assert rebuild_once() is False
    assert RecognitionState.objects.get().rebuilt_at is not None


def test_an_imported_reputation_may_be_as_high_as_the_column_holds(solved):
    (imported,) = import_members(members=[ImportedMember(name="ana", reputation=2**31 - 1)])

    discussions.like_post(post=PostFactory(thread=solved.thread, by=imported), by=UserFactory())
    handled()
    rebuild()

    assert reputation(imported) == 2**31 - 1
    assert Score.objects.filter(member=imported).exists()


def test_a_negative_imported_reputation_shows_as_none_and_is_no_drift():
    (imported,) = import_members(members=[ImportedMember(name="ana", reputation=-5)])

    assert reputation(imported) == 0
    assert Standing.objects.get(member=imported).imported_reputation == -5
    assert reconcile() == 0


def test_imported_reputation_stays_below_what_is_earned(solved):
    post = PostFactory(thread=solved.thread)
    (imported,) = import_members(members=[ImportedMember(name="ana", reputation=40)])
    newcomers = import_members(members=[ImportedMember(name="ben"), ImportedMember(name="cy")])
    discussions.like_post(post=post, by=UserFactory())
    with transaction.atomic():
        User.objects.filter(pk=imported.pk).update(reputation=0)

    rebuild()

    assert reputation(imported) == 40
    assert not Standing.objects.filter(member__in=newcomers).exists()
    assert invariants.broken() == []


# -- the nightly check ----------------------------------------------------------------------------
def drifts():
    return list(
        ReputationDrift.objects.order_by("pk").values_list("member_id", "what", "found", "expected")
    )


def is_degraded():
    return _parts["reputation"]()


def test_nothing_is_found_where_all_is_well(solved):
    assert reconcile() == 0

    assert RecognitionState.objects.get().reconciled_at is not None
    assert not is_degraded()


def test_a_wrong_reputation_is_noticed_and_corrected(solved):
    User.objects.filter(pk=solved.author_id).update(reputation=7)
    assert invariants.broken() != []

    assert reconcile() == 1

    assert drifts() == [(solved.author_id, "reputation", 7, 11)]
    assert reputation(solved.author) == 11
    assert is_degraded()
    assert reconcile() == 0
    ReputationDrift.objects.update(noticed_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert not is_degraded()


def test_wrong_scores_are_noticed_and_corrected(solved):
    day = Score.objects.filter(member=solved.author, scope="").get().day
    Score.objects.filter(member=solved.author, scope="").update(points=3)
    Score.objects.filter(member=solved.author, scope="kind:support").delete()
    Score.objects.create(member=solved.author, scope="kind:code", day=day, points=4)

    reconcile()

    assert drifts() == [
        (solved.author_id, "score", 3, 11),
        (solved.author_id, "score", 4, 0),
        (solved.author_id, "score", 0, 10),
    ]
    assert invariants.broken() == []


def test_wrong_entries_are_noticed_and_left_as_they_are(solved):
    line = Contribution.objects.get(rule="forum.solution")
    ReputationEntry.objects.create(
        member=solved.author, contribution=line, points=3, cause="counted", day=line.day,
        event_id=line.event_id, occurred_at=line.occurred_at,
    )  # fmt: skip

    reconcile()

    assert drifts() == [(solved.author_id, "entries", 13, 10)]
    assert ReputationEntry.objects.filter(contribution=line).count() == 2


# -- two at once ----------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_relays_and_a_rebuild_at_once_count_each_event_once(in_threads):
    topic = TopicFactory()
    posts = [PostFactory(thread=topic.thread) for _ in range(10)]
    readers = UserFactory.create_batch(4)
    for post in posts:
        for reader in readers:
            discussions.like_post(post=post, by=reader)

    def drain():
        relay = Relay(batch=7)
        while Delivery.objects.filter(subscriber="recognition.count").exists():
            relay.drain()

    in_threads([drain, drain, rebuild, reconcile])

    assert [reputation(post.author) for post in posts] == [4] * 10
    assert Contribution.objects.filter(rule="discussions.like_received").count() == 40
    assert ReputationEntry.objects.count() == 40
    assert drifts() == []
    assert invariants.broken() == []
