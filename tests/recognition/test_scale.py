"""With many rows: what pages read goes by an index, and counting stays cheap."""

import sys
import time

import pytest
from django.db import connection, transaction

from community.discussions.events import PostLiked, PostUnliked, PostWritten
from experience.recognition.ledger.actions import REPUTATIONS_OF, SCORE, count
from experience.recognition.ledger.loading import LINES
from experience.recognition.models import BoardRow, ReputationEntry
from tests.factories import UserFactory
from tests.recognition.told import happened

pytestmark = pytest.mark.django_db

SIZES = [60_000, pytest.param(1_000_000, marks=pytest.mark.soak)]
FILL = """
    INSERT INTO recognition_contribution (
        member_id, rule, subject_kind, subject_id, other_id, thread_id, container_id, kind, points,
        day, occurred_at, event_id, is_withdrawn, is_removed, is_thread_removed, is_discounted
    )
    SELECT members[CASE WHEN n %% 1000 = 0 THEN 50 ELSE 1 + n %% 49 END],
        'discussions.like_received', 'discussions.post', n / 10,
        members[1 + (n / 50) %% 50], n / 100, n %% 7, '', 1, date '2020-01-01' + n %% 2000,
        timestamptz '2020-01-01' + n * interval '1 minute', n, false, false, false, false
    FROM generate_series(1, %(size)s) AS n CROSS JOIN (SELECT %(members)s AS members) AS given
    ON CONFLICT DO NOTHING;
    INSERT INTO recognition_reputationentry
        (member_id, contribution_id, points, cause, day, event_id, occurred_at)
    SELECT member_id, id, 1, 'counted', day, event_id, occurred_at FROM recognition_contribution;
    INSERT INTO recognition_score (member_id, scope, day, points)
    SELECT member_id, '', day, count(*) FROM recognition_contribution GROUP BY member_id, day;
    INSERT INTO recognition_boardrow (period, scope, rank, member_id, points)
    SELECT period, scope, number, members[number], 100 - number
    FROM unnest(ARRAY['week', 'month', 'all']) AS period, generate_series(1, 50) AS number,
        (SELECT 'container:' || n AS scope FROM generate_series(1, 100) AS n) AS scopes
    CROSS JOIN (SELECT %(members)s AS members) AS given;
    ANALYZE recognition_contribution, recognition_reputationentry, recognition_score,
        recognition_boardrow;
"""


@pytest.fixture
def members():
    return UserFactory.create_batch(50)


def fill(size, members):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FILL, {"size": size, "members": [member.pk for member in members]})


def nodes(plan):
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def explained(sql, values=None):
    """Every table that is read: by which index, and how many rows of it."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", values)
        (plan,) = cursor.fetchone()[0]
    read = {}
    for node in nodes(plan["Plan"]):
        if table := node.get("Relation Name"):
            rows = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
            read[table] = (node.get("Index Name"), rows * node["Actual Loops"], node["Node Type"])
    return read


def of_queryset(queryset):
    return explained(*queryset.query.sql_with_params())


@pytest.mark.parametrize("size", SIZES)
def test_pages_read_as_many_rows_as_they_show(size, members):
    """Most members have few entries, far apart among those of others."""
    fill(size, members)

    entries = of_queryset(ReputationEntry.objects.filter(member=members[49]).order_by("-pk")[:20])
    board = of_queryset(
        BoardRow.objects.filter(period="month", scope="container:3").order_by(
            "-points", "-member_id"
        )[:20]
    )

    assert entries["recognition_reputationentry"][:2] == ("recognition_entry_of_member", 20)
    assert board["recognition_boardrow"][:2] == ("recognition_boardrow_order", 20)


@pytest.mark.parametrize("size", SIZES)
def test_counting_reads_only_what_it_changes(size, members):
    fill(size, members)
    subjects, ids = [size // 20, size // 30], [member.pk for member in members]
    nothing = {name: [] for name in LINES._slots}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject_id, member_id, other_id, day FROM recognition_contribution"
            " WHERE subject_id = ANY(%s)",
            [subjects],
        )
        known = cursor.fetchall()
    of, by, others, days = (list(column) for column in zip(*known, strict=True))
    same = {
        "same_subjects": of, "same_members": by, "same_others": others,
        "same_rules": ["discussions.like_received"] * len(of),
        "same_kinds": ["discussions.post"] * len(of),
    }  # fmt: skip

    lines = explained(LINES.sql, {**nothing, **same, "threads": [size // 200]})
    scores = explained(SCORE.sql, {"members": by, "days": days, "unlimited": []})
    sums = explained(REPUTATIONS_OF.sql, {"members": ids[:3]})

    assert len(known) == 20
    assert lines["recognition_contribution"][2] != "Seq Scan"
    assert scores["recognition_contribution"][0] == "recognition_contribution_day"
    assert sums["recognition_score"][2] != "Seq Scan"


@pytest.mark.soak
def test_an_event_costs_less_than_a_millisecond(members, capsys):
    """Of CPU in the relay; what PostgreSQL does beside is the rest of the time."""
    fill(1_000_000, members)
    where = {"thread_id": 7, "kind": "topic", "container_id": 3, "audience_id": 0}

    def a_list(first):
        """As it is on a site: many posts, more reactions, some of them removed."""
        for n in range(first, first + 200):
            of = {**where, "thread_id": n % 40, "post_id": 10**9 + n - n % 4}
            author, reader = members[n % 30].pk, members[30 + n % 20].pk
            if n % 4 == 0:
                yield PostWritten(actor_id=author, number=2, **of)
            elif n % 10 == 1:
                yield PostUnliked(actor_id=reader, author_id=author, **of)
            else:
                yield PostLiked(actor_id=reader, author_id=author, **of)

    lists = [[happened(event) for event in a_list(200 * n)] for n in range(50)]
    count(lists.pop())  # statements are prepared
    wall, cpu = time.perf_counter(), time.process_time()
    for events in lists:
        count(events)
    number = sum(map(len, lists)) / 1000
    wall, cpu = (time.perf_counter() - wall) / number, (time.process_time() - cpu) / number

    with capsys.disabled():
        sys.stderr.write(f"\n{cpu:.2f} ms of CPU an event, {wall:.2f} ms in all\n")
    assert cpu < 1
