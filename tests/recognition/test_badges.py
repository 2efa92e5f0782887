"""Badges that depend on what is counted: awarded once, revoked, and the same in any lists."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.accounts.models import BadgeAward, ImportedBadge
from community.accounts.people.loaders import badges_by_member
from community.accounts.standing.actions_badges import Award, award_badges, revoke_badges
from community.accounts.standing.registration import Visited
from community.discussions.standing import GIVEN, RECEIVED, REPLY, THREAD
from community.events.models import EventRecord
from experience.recognition.badges import actions_daily
from experience.recognition.badges.actions import settle_tallies
from experience.recognition.badges.actions_daily import close_day
from experience.recognition.badges.actions_visits import count_visits
from experience.recognition.badges.changes import TallyChange
from experience.recognition.models import Contribution, CountedBadge, Score, Tally, Visits
from forum.standing import SOLUTION
from tests.factories import UserFactory

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = date(2026, 3, 1)
NICE, GOOD, HAND = "discussions.nice_post", "discussions.good_post", "forum.helpful_hand"


def change(member, rule, number, *, peak=None, passed=(), by="", scope=0):
    return TallyChange(
        member_id=member.pk, rule=rule, by=by, scope=scope, number=number,
        peak=max(number, peak or 0), passed={n: AT + timedelta(minutes=n) for n in passed},
        fell={}, at=AT,
    )  # fmt: skip


def held(member):
    rows = BadgeAward.objects.filter(member=member, revoked_at=None)
    return sorted(rows.values_list("badge", "scope"))


def published(name):
    rows = EventRecord.objects.filter(name=f"accounts.badge.{name}").order_by("id")
    return [(row.payload["badge"], row.payload.get("scope", 0)) for row in rows]


@pytest.fixture
def mira(db):
    return UserFactory(username="mira")


@pytest.fixture
def counted():
    """No badge is new to the site."""
    CountedBadge.objects.bulk_create(
        CountedBadge(name=badge.name) for badge in actions_daily.registration.badges()
    )


# -- thresholds ----------------------------------------------------------------------------------
def test_a_badge_is_awarded_as_of_when_its_number_was_reached(mira):
    settle_tallies([change(mira, RECEIVED, 27, by="subject", scope=7, passed=[10, 25, 27])])

    rows = BadgeAward.objects.filter(member=mira).order_by("badge")
    assert [(row.badge, row.scope, row.awarded_at) for row in rows] == [
        (GOOD, 7, AT + timedelta(minutes=25)),
        (NICE, 7, AT + timedelta(minutes=10)),
    ]
    assert published("awarded") == [(GOOD, 7), (NICE, 7)]


def test_a_badge_that_is_awarded_for_posts_is_not_awarded_for_their_sum(mira):
    settle_tallies([change(mira, RECEIVED, 10, passed=range(1, 11))])

    assert held(mira) == [("discussions.welcome", 0)]


def test_awarding_again_changes_nothing_and_tells_nobody(mira):
    for _ in range(2):
        settle_tallies([change(mira, SOLUTION, 1, passed=[1])])
    settle_tallies([change(mira, SOLUTION, 2, passed=[2])])

    assert published("awarded") == [("forum.first_solution", 0)]


def test_a_badge_is_revoked_below_its_number_and_comes_back_with_its_first_time(mira):
    settle_tallies([change(mira, SOLUTION, 10, passed=range(1, 11))])
    settle_tallies([change(mira, SOLUTION, 9, peak=10)])
    after_loss = held(mira)
    settle_tallies([change(mira, SOLUTION, 10)])

    assert after_loss == [("forum.first_solution", 0)]
    assert held(mira) == [("forum.first_solution", 0), (HAND, 0)]
    assert BadgeAward.objects.get(badge=HAND).awarded_at == AT + timedelta(minutes=10)
    assert published("revoked") == [(HAND, 0)]
    assert published("awarded").count((HAND, 0)) == 2


def test_a_permanent_badge_stays_when_what_it_was_for_goes(mira):
    settle_tallies([change(mira, THREAD, 1, passed=[1])])
    settle_tallies([change(mira, THREAD, 0, peak=1)])

    assert held(mira) == [("discussions.first_topic", 0)]


def test_a_number_that_is_reached_and_missed_in_one_list_leaves_what_two_lists_leave(mira):
    other = UserFactory()
    settle_tallies([change(mira, SOLUTION, 0, peak=1, passed=[1])])
    settle_tallies([change(other, SOLUTION, 1, passed=[1])])
    settle_tallies([change(other, SOLUTION, 0, peak=1)])

    rows = BadgeAward.objects.values_list("member_id", "badge", "awarded_at", "revoked_at")
    one, two = ([row for row in rows if row[0] == who.pk] for who in (mira, other))
    assert [row[1:3] for row in one] == [row[1:3] for row in two]
    assert one[0][3]
    assert two[0][3]


def test_a_replay_tells_nobody(mira):
    settle_tallies([change(mira, SOLUTION, 1, passed=[1])], is_replay=True)
    settle_tallies([change(mira, SOLUTION, 0, peak=1)], is_replay=True)

    assert BadgeAward.objects.filter(badge="forum.first_solution").count() == 1
    assert not published("awarded")
    assert not published("revoked")


def test_a_list_takes_as_many_queries_as_one_change(mira, django_assert_num_queries):
    changes = [change(UserFactory(), SOLUTION, 1, passed=[1]) for _ in range(10)]
    gone = [change(mira, SOLUTION, 0)]

    with django_assert_num_queries(7):  # with two savepoints
        settle_tallies(changes + gone, is_replay=True)


@pytest.mark.django_db(transaction=True)
def test_two_relays_award_a_badge_once(in_threads):
    members = [UserFactory() for _ in range(5)]
    told = [change(member, SOLUTION, 10, passed=range(1, 11)) for member in members]

    in_threads([lambda: settle_tallies(told), lambda: settle_tallies(told[::-1])])

    assert BadgeAward.objects.filter(badge=HAND).count() == 5
    assert published("awarded").count((HAND, 0)) == 5
    in_threads([lambda: revoke_badges([Award(member_id=m.pk, badge=HAND) for m in members])] * 2)
    assert len(published("revoked")) == 5


def test_what_is_shown_beside_names_joins_what_was_imported(mira):
    award_badges(
        [Award(member_id=mira.pk, badge=name, scope=scope, at=AT)
         for name, scope in [(NICE, 1), (NICE, 2), (HAND, 0), ("gone.badge", 0)]]
    )  # fmt: skip
    revoke_badges([Award(member_id=mira.pk, badge=HAND)])
    for key, (name, level) in enumerate([("Sage", 1), ("Nice Post", 3), ("Student", 3)]):
        ImportedBadge.objects.create(
            site="se", key=key, member=mira, name=name, level=level, given_at=AT
        )

    assert badges_by_member([mira.pk], None) == {mira.pk: ["Sage", "Nice Post", "Student"]}


# -- visits --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("days", "streak", "longest"),
    [
        ([0, 1, 2], 3, 3),
        ([0, 1, 3], 3, 3),  # one missed day is allowed
        ([0, 1, 4], 1, 2),  # two are not
        ([0, 2, 4], 1, 2),  # nor a second one within 30 days
        ([0, 2, *range(3, 31), 32], 31, 31),  # 30 days later it is: missed days 1 and 31
        ([0, 2, *range(3, 30), 31], 1, 29),  # and a day earlier it is not
        ([0, 2, 4, 6], 2, 2),  # a new streak has its own
        ([0, 1, 1, 0], 2, 2),  # twice, and out of order
    ],
)
def test_a_streak_may_have_one_missed_day_in_30(mira, days, streak, longest):
    count_visits([(visit(mira, day), AT) for day in days])

    row = Visits.objects.get(member=mira)
    assert (row.streak, row.longest) == (streak, longest)


def visit(member, day, *, posts=0):
    return Visited(member_id=member.pk, day=DAY + timedelta(days=day), posts=posts, seconds=60)


def test_visits_and_reading_earn_badges_once_in_any_lists(mira):
    other = UserFactory()
    told = [(day, AT + timedelta(days=day)) for day in range(12)]
    count_visits([(visit(mira, day, posts=100), at) for day, at in told])
    for day, at in told:
        count_visits([(visit(other, day, posts=100), at)] * 2)

    for member in (mira, other):
        rows = BadgeAward.objects.filter(member=member).order_by("badge")
        assert [(row.badge, row.awarded_at) for row in rows] == [
            ("recognition.enthusiast", AT + timedelta(days=9)),
            ("recognition.reader", AT + timedelta(days=9)),
        ]
    row = Visits.objects.get(member=other)
    assert (row.days, row.posts, row.seconds) == (12, 1200, 720)
    assert len(published("awarded")) == 4


def test_visits_take_as_many_queries_for_many_as_for_one(db, django_assert_num_queries):
    visits = [(visit(UserFactory(), 0), AT) for _ in range(10)]

    with django_assert_num_queries(4):  # with a savepoint
        count_visits(visits)


# -- daily ---------------------------------------------------------------------------------------
def tally(member, rule, number, *, by="", scope=0):
    Tally.objects.update_or_create(
        member=member, rule=rule, by=by, scope=scope, defaults={"number": number, "peak": number}
    )


def test_many_posts_with_reactions_are_appreciated_as_long_as_they_have_them(mira, counted):
    for post in range(20):
        tally(mira, RECEIVED, 1, by="subject", scope=post + 1)
    close_day(DAY, at=AT)
    first = held(mira)
    tally(mira, RECEIVED, 0, by="subject", scope=3)
    close_day(DAY + timedelta(days=1), at=AT + timedelta(days=1))

    assert first == [("recognition.appreciated", 0)]
    assert held(mira) == []
    assert published("awarded") == published("revoked") == [("recognition.appreciated", 0)]


@pytest.mark.parametrize(
    ("received", "given", "is_awarded"), [(20, 10, 1), (19, 10, 0), (20, 9, 0)]
)
def test_thank_you_asks_for_both(mira, counted, received, given, is_awarded):
    tally(mira, RECEIVED, received)
    tally(mira, GIVEN, given)

    close_day(DAY, at=AT)

    assert held(mira) == [("recognition.thank_you", 0)] * is_awarded


@pytest.mark.parametrize(
    ("day", "points", "badges"),
    [
        (29, 100, ["rising_star"]),
        (30, 100, []),
        (29, 99, []),
        (60, 1000, ["master"]),
        (0, 1000, ["master", "rising_star"]),
        (101, 1000, []),  # not over yet
    ],
)
def test_points_of_the_first_month_and_of_all_time(mira, counted, day, points, badges):
    joined = mira.date_joined.date()
    for scope in ("", "kind:support"):
        Score.objects.create(
            member=mira, scope=scope, day=joined + timedelta(days=day), points=points
        )

    close_day(joined + timedelta(days=100), at=AT)

    assert held(mira) == [(f"recognition.{name}", 0) for name in badges]


def contribution(member, rule, *, subject, day=DAY, **how):
    return Contribution.objects.create(
        member=member, rule=rule, subject_kind="discussions.post", subject_id=subject, day=day,
        occurred_at=AT + timedelta(minutes=subject), event_id=subject, **how,
    )  # fmt: skip


def test_an_anniversary_is_for_each_year_in_which_the_member_wrote(mira, counted):
    mira.date_joined = datetime(2022, 3, 2, 9, tzinfo=UTC)
    mira.save()
    contribution(mira, THREAD, subject=1, day=date(2022, 5, 1))
    contribution(mira, REPLY, subject=2, day=date(2023, 5, 1), is_removed=True)
    contribution(mira, GIVEN, subject=3, day=date(2024, 5, 1))
    contribution(mira, REPLY, subject=4, day=date(2026, 3, 1))

    close_day(date(2026, 2, 28), at=AT)
    before = held(mira)
    close_day(date(2026, 3, 1), at=AT)

    assert before == [("recognition.anniversary", 1)]
    assert held(mira) == [("recognition.anniversary", 1), ("recognition.anniversary", 4)]


# -- badges that are new to a site -----------------------------------------------------------------
def test_a_new_badge_is_awarded_for_what_was_before_and_nobody_is_told(mira):
    for subject in range(1, 12):
        contribution(mira, SOLUTION, subject=subject, container_id=5)
    contribution(mira, SOLUTION, subject=12, container_id=5, is_withdrawn=True)
    Visits.objects.create(member=mira, last_day=DAY, longest=10)

    close_day(DAY, at=AT + timedelta(days=1))

    rows = BadgeAward.objects.filter(member=mira)
    awarded = {(row.badge, row.scope): row.awarded_at for row in rows}
    assert awarded == {
        ("forum.category_expert", 5): AT + timedelta(minutes=10),
        ("forum.first_solution", 0): AT + timedelta(minutes=1),
        (HAND, 0): AT + timedelta(minutes=10),
        ("recognition.enthusiast", 0): AT + timedelta(days=1),
    }
    numbers = Tally.objects.filter(rule=SOLUTION).values_list("by", "scope", "number", "peak")
    assert sorted(numbers) == [("", 0, 11, 11), ("container", 5, 11, 11)]
    assert not published("awarded")


def test_what_was_more_once_counts_for_new_permanent_badges_alone(mira):
    for rule in (THREAD, SOLUTION):
        Tally.objects.create(member=mira, rule=rule, number=0, peak=1)

    close_day(DAY, at=AT)

    assert held(mira) == [("discussions.first_topic", 0)]


def test_history_is_counted_once_and_leaves_what_is_known(mira):
    settle_tallies([change(mira, SOLUTION, 1, passed=[1])])
    tally(mira, SOLUTION, 1)
    contribution(mira, SOLUTION, subject=0)
    close_day(DAY, at=AT)
    contribution(mira, SOLUTION, subject=9)
    close_day(DAY + timedelta(days=1), at=AT)

    award = BadgeAward.objects.get(badge="forum.first_solution")
    assert award.awarded_at == AT + timedelta(minutes=1)
    assert Tally.objects.get(member=mira, rule=SOLUTION, by="").number == 1


def test_closing_a_day_takes_as_many_queries_for_many_as_for_one(counted):
    def queries(members):
        for _ in range(members):
            tally(member := UserFactory(), RECEIVED, 20)
            tally(member, GIVEN, 10)
        with CaptureQueriesContext(connection) as captured:
            close_day(DAY, at=AT, is_replay=True)
        return len(captured)

    assert queries(1) == queries(5)
    assert BadgeAward.objects.count() == 6
