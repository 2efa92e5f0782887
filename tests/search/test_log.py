"""Recent searches, and counts of what was searched for."""

from datetime import UTC, date, datetime, timedelta

import pytest
import redis
import time_machine
from django.contrib.auth.models import AnonymousUser

from community.kernel import store
from community.kernel.errors import Unavailable
from community.search import tasks
from community.search.log import counting
from community.search.log.actions import (
    clear_recent_searches,
    delete_recent_search,
    prune_search_counts,
    write_search_counts,
)
from community.search.log.recent import DAYS, key_of, recent_searches
from community.search.log.recording import record
from community.search.models import SearchCount
from tests.factories import AdminFactory, ModeratorFactory, UserFactory

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()
TODAY = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(datetime(2026, 11, 30, 12, tzinfo=UTC), tick=True):
        yield


def texts(member):
    return [search.text for search in recent_searches(member)]


def counts():
    counting.write()
    rows = SearchCount.objects.order_by("query")
    return {(row.query, row.searches_count, row.empty_count) for row in rows}


def test_a_member_has_the_last_ten_searches_each_once():
    member, other = UserFactory(), UserFactory()

    for text in ["first", *map(str, range(9)), "  Thé   theme ", "the THEME", "4", "\0☃", " "]:
        record(text, member, 3)
    record("mine", other, 0)

    assert texts(member) == ["☃", "4", "the THEME", "8", "7", "6", "5", "3", "2", "1"]
    assert texts(other) == ["mine"]
    assert texts(VISITOR) == []
    assert 0 < store.client().ttl(key_of(member)) <= DAYS * 86400


def test_a_member_forgets_one_or_all():
    member = UserFactory()
    for text in ["one", "two", "three"]:
        record(text, member, 1)

    delete_recent_search(recent_search=recent_searches(member)[1], by=member)
    assert texts(member) == ["three", "one"]
    clear_recent_searches(by=member)
    clear_recent_searches(by=member)
    assert texts(member) == []


def test_searches_are_counted_by_day_and_query_and_by_nobody(django_assert_num_queries):
    member = UserFactory()
    with django_assert_num_queries(0):
        record("Thé  theme", VISITOR, 3)
        record("the THEME", member, 0)
        record("@Ana " + "x" * 200, VISITOR, 0)

    assert counts() == {("the theme", 2, 1), ("@ana " + "x" * 95, 1, 1)}
    record("the theme", VISITOR, 0)
    assert ("the theme", 3, 2) in counts()
    assert counting.write() == 0
    assert {row.day for row in SearchCount.objects.all()} == {TODAY}
    assert not {field.name for field in SearchCount._meta.fields} & {"member", "user", "author"}


def test_of_very_many_searches_the_most_frequent_are_written(monkeypatch):
    monkeypatch.setattr(counting, "MOST", 1)
    for text in ["rare", "often", "often"]:
        record(text, VISITOR, 1)

    assert counts() == {("often", 2, 0)}


def test_without_redis_nothing_is_kept_and_nothing_breaks(monkeypatch, caplog):
    member = UserFactory()
    record("one", member, 1)

    def gone():
        raise redis.ConnectionError

    monkeypatch.setattr(store, "client", gone)

    record("two", member, 1)
    assert recent_searches(member) == []
    with pytest.raises(Unavailable):
        clear_recent_searches(by=member)
    tasks.write_search_counts()
    assert "searches stay where they are counted" in caplog.text


def test_counts_are_kept_for_90_days():
    days = [TODAY - timedelta(days=days) for days in (0, 90, 91)]
    write_search_counts(rows=[(day, "theme", 1, 0) for day in days])

    prune_search_counts()

    assert set(SearchCount.objects.values_list("day", flat=True)) == set(days[:2])


WHAT_STAFF_SEE = [
    {"query": "b", "searches": 5, "without_results": 4},
    {"query": "a <b>", "searches": 9, "without_results": 1},
    {"query": "c", "searches": 1, "without_results": 0},
]


@pytest.fixture
def searched():
    older, oldest = TODAY - timedelta(days=29), TODAY - timedelta(days=30)
    write_search_counts(
        rows=[
            (TODAY, "a <b>", 9, 1), (TODAY, "b", 3, 3), (older, "b", 2, 1), (TODAY, "c", 1, 0),
            (oldest, "b", 100, 100),
        ]
    )  # fmt: skip


def by_rest(client):
    answer = client.get("/api/v1/search/queries/")
    return answer.json() if answer.status_code == 200 else answer.status_code


def by_graphql(client):
    asked = "{ moderation { searchCounts { query searches withoutResults } } }"
    sent = {"content_type": "application/json", "data": {"query": asked}}
    answer = client.post("/graphql/", **sent).json()
    if "errors" in answer:
        return {"denied": 403, "not_signed_in": 401}[answer["errors"][0]["extensions"]["code"]]
    return [
        {
            "query": row["query"],
            "searches": row["searches"],
            "without_results": row["withoutResults"],
        }
        for row in answer["data"]["moderation"]["searchCounts"]
    ]


@pytest.mark.usefixtures("searched")
@pytest.mark.parametrize("asked", [by_rest, by_graphql])
def test_staff_see_what_was_not_found_first(asked, as_):
    assert asked(as_(ModeratorFactory())) == WHAT_STAFF_SEE
    assert asked(as_(UserFactory())) == 403


@pytest.mark.usefixtures("searched")
def test_the_page_and_the_admin_show_it_to_staff(as_):
    page = as_(ModeratorFactory()).get("/search/queries/")
    admin = as_(AdminFactory()).get("/admin/search/searchcount/?q=b")

    said = page.content.decode()
    assert said.index(">b<") < said.index("a &lt;b&gt;") < said.index(">c<")
    assert (admin.status_code, b"add" in admin.content.lower()) == (200, True)
    assert as_(AdminFactory()).get("/admin/search/searchcount/add/").status_code == 403
    assert as_(UserFactory()).get("/search/queries/").status_code == 403
    assert as_().get("/search/queries/").status_code == 302


def test_the_page_says_so_when_there_is_nothing(as_):
    assert "No searches yet" in as_(ModeratorFactory()).get("/search/queries/").content.decode()


def test_a_member_reads_and_clears_their_searches_by_programs_and_buttons(as_):
    member, client = (one := UserFactory()), as_(one)
    for text in ["one", "two", "three"]:
        record(text, member, 1)
    rows = client.get("/api/v1/me/searches/").json()
    asked = "{ searches { recent { id text } } }"
    sent = {"content_type": "application/json", "data": {"query": asked}}
    nodes = client.post("/graphql/", **sent).json()["data"]["searches"]["recent"]

    assert [row["text"] for row in rows] == ["three", "two", "one"]
    assert nodes == [{"id": row["id"], "text": row["text"]} for row in rows]

    assert as_(UserFactory()).delete(f"/api/v1/me/searches/{rows[0]['id']}/").status_code == 204
    assert len(texts(member)) == 3
    for _again in range(2):
        assert client.delete(f"/api/v1/me/searches/{rows[0]['id']}/").status_code == 204
    assert client.delete("/api/v1/me/searches/x/").status_code == 404
    assert client.post(f"/search/recent/{rows[1]['id']}/deletion/").status_code == 302
    assert texts(member) == ["one"]
    assert client.post("/search/recent/clearing/").status_code == 302
    assert texts(member) == []
    assert client.delete("/api/v1/me/searches/").status_code == 204
    assert as_().get("/api/v1/me/searches/").status_code == 401
