"""Lists among twenty thousand topics: each is read by its own index, and few rows of it."""

import json
from copy import deepcopy
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from community.discussions.kinds import kind_named
from community.discussions.lists.orders import ORDERS
from community.discussions.lists.queries import ROWS, counts, light_page, list_page
from community.discussions.lists.scope import Scope
from community.discussions.reading.actions_hints import update_hints
from community.kernel.statements import sql_of
from forum.models import KIND, Category
from tests.factories import CategoryFactory, UserFactory

pytestmark = pytest.mark.django_db
TOPICS = kind_named(KIND)

PERSONAL = [name for name, order in ORDERS.items() if order.is_personal]
SEED = """
    INSERT INTO discussions_thread (kind, title, author_id, last_author_id, container_id,
        audience_id, highest_number, posts_count, others_count, likes_count, views_count, changes,
        created_at, bumped_at, hot, top_day, top_week, top_month, top_quarter, top_year, top_all,
        is_pinned_everywhere, solved_at)
    SELECT %(kind)s, 'Topic ' || n, %(author)s, %(author)s,
        (%(containers)s::bigint[])[1 + n %% array_length(%(containers)s::bigint[], 1)], 0, 1, 1,
        (n %% 20 <> 0)::int, 0, 0, 0, now() - n * interval '1 minute',
        now() - n * interval '1 minute',
        20000 - n, CASE WHEN n < 1440 THEN n ELSE 0 END, n, n, n, n, n, false,
        CASE WHEN n %% 10 <> 0 THEN now() END
    FROM generate_series(1, %(count)s) AS n
"""

INDEXES = {
    "latest": "discussions_thread_latest",
    "hot": "discussions_thread_hot",
    "top": "discussions_thread_top_month",
    "new": "discussions_thread_newest",
    "unanswered": "discussions_thread_unanswered",
    "needs-solution": "discussions_thread_unsolved",
}


def twenty_thousand():
    """Topics in three categories, one of them inside another; the member follows forty, and
    another one four thousand, of which every hundredth is unread."""
    member = UserFactory()
    places = [CategoryFactory() for _ in range(3)]
    Category.objects.filter(pk=places[1].pk).update(parent=places[0], depth=2)
    told = {
        "kind": KIND,
        "author": member.pk,
        "containers": [place.pk for place in places],
        "count": 20_000,
    }
    member.date_joined = timezone.now() - timedelta(days=900)
    member.save()
    with connection.cursor() as cursor:
        cursor.execute(SEED, told)
        cursor.execute(
            "INSERT INTO forum_topic (thread_id, category_id) "
            "SELECT id, container_id FROM discussions_thread"
        )
        cursor.execute(
            "INSERT INTO discussions_reading (member_id, thread_id, last_read_number, "
            "level, reason, read_ms) SELECT %s, id, 0, 2, 1, 0 FROM discussions_thread "
            "ORDER BY id LIMIT 40",
            [member.pk],
        )
        follower = UserFactory()
        cursor.execute(
            "INSERT INTO discussions_reading (member_id, thread_id, last_read_number, "
            "level, reason, read_ms) SELECT %s, id, (id %% 500 <> 0)::int, 2, 1, 0 "
            "FROM discussions_thread WHERE id %% 5 = 0",
            [follower.pk],
        )
        cursor.execute(  # by others, who only looked in
            "INSERT INTO discussions_reading (member_id, thread_id, last_read_number, "
            "level, reason, read_ms) SELECT other, id, 1, 1, 0, 0 FROM discussions_thread, "
            "unnest(%s) AS other WHERE id %% 5 = other %% 5",
            [[UserFactory().pk for _ in range(5)]],
        )
        update_hints()
        cursor.execute("ANALYZE discussions_thread, discussions_reading, forum_topic")
    return member, places, follower


@pytest.fixture(scope="module")
def made(rows_once):
    return rows_once(twenty_thousand)


@pytest.fixture
def member(made):
    return deepcopy(made[0])


@pytest.fixture
def categories(made):
    return deepcopy(made[1])


def plans(name, scope, cursor=None):
    """The plans of the statements that read a list's rows, as PostgreSQL ran them."""
    return explained(scope, lambda: light_page(ORDERS[name], scope, cursor))


def explained(scope, read):
    found = []

    def explain(execute, sql, params, many, context):
        if 'FROM "discussions_thread"' in sql_of(sql) and "EXPLAIN" not in sql:
            with connection.cursor() as other:
                other.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
                told = other.fetchone()[0]
                found.append((told if isinstance(told, list) else json.loads(told))[0]["Plan"])
        return execute(sql, params, many, context)

    scope.containers, scope.watched.rows  # noqa: B018 - read before
    with connection.execute_wrapper(explain):
        page = read()
    return found, page


def nodes(plan):
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def rows_read(plan, tables=("discussions_thread",)):
    """Rows that the tables' nodes gave or threw away."""
    return sum(
        (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
        for node in nodes(plan)
        if node.get("Relation Name") in tables
    )


@pytest.mark.parametrize("name", ORDERS)
def test_each_list_reads_few_rows_by_its_own_index(name, member):
    cursor = None
    for _ in range(2):
        [plan], page = plans(name, Scope(kind=TOPICS, viewer=member), cursor)
        used = {node["Index Name"] for node in nodes(plan) if "Index Name" in node}

        assert name not in INDEXES or INDEXES[name] in used, used
        whole = [node for node in nodes(plan) if node["Node Type"] in {"Seq Scan", "Sort"}]
        read = {node.get("Relation Name") for node in whole}
        assert "discussions_thread" not in read
        assert name in PERSONAL or None not in read, "nothing is sorted"
        assert rows_read(plan) < 400
        cursor = page.older
    assert page.rows


def test_unread_costs_what_is_unread_however_much_one_follows(made):
    scope = Scope(kind=TOPICS, viewer=deepcopy(made[2]))
    both = ("discussions_thread", "discussions_reading")

    [listed], page = explained(scope, lambda: light_page(ORDERS["unread"], scope, None))
    [counted], told = explained(scope, lambda: counts(scope))

    assert (len(page.rows), told["unread"]) == (ROWS, 40)
    assert rows_read(listed, both) < 200
    assert rows_read(counted, both) < 300  # what is new is counted with it


@pytest.mark.parametrize("name", ["latest", "hot"])
def test_a_category_with_others_in_it_reads_each_by_its_index(name, categories, member):
    [plan], page = plans(name, Scope(kind=TOPICS, viewer=member, container=categories[0]))

    assert rows_read(plan) < 200
    inside = {place.pk for place in categories[:2]}
    assert {row.container_id for row in page.rows} == inside


def test_a_page_of_twenty_thousand_is_whole(categories, member):
    page = list_page("latest", Scope(kind=TOPICS, viewer=member, container=categories[0]), None)

    assert len(page["page"].rows) == ROWS
    assert page["counts"]["unread"] > 0
