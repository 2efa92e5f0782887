"""Leaderboards: who is on them, who may read them, and the awards."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience, Standing, User
from community.accounts.people.actions_profile import edit_profile
from community.accounts.people.queries import is_on_leaderboards
from community.accounts.standing.registration import badge
from community.kernel.paging import beyond
from experience.recognition.boards.actions import refresh_boards
from experience.recognition.boards.periods import DAYS, Period
from experience.recognition.boards.queries import KEYS, PAGE, Board, are_boards_due, page_of, places
from experience.recognition.models import BoardRow, RecognitionState, Score
from tests.factories import AdminFactory, CategoryFactory, ModeratorFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 30)


def give(member, points, day=TODAY, scope=""):
    Score.objects.create(member=member, scope=scope, day=day, points=points)


def give_now(member, points, scope=""):
    give(member, points, day=today(), scope=scope)


def today():
    return datetime.now(UTC).date()


def ranks(period=Period.MONTH, scope=""):
    rows = BoardRow.objects.filter(period=period, scope=scope).order_by("rank", "member_id")
    return list(rows.values_list("rank", "member_id", "points"))


def members_on(period=Period.MONTH, scope=""):
    return {member for _rank, member, _points in ranks(period, scope)}


# -- places -----------------------------------------------------------------------------------
def test_members_with_the_same_points_share_a_rank_and_the_next_one_follows():
    first, one, other, last = (UserFactory() for _ in range(4))
    for member, points in ((first, 30), (one, 20), (other, 20), (last, 10)):
        give(member, points)

    refresh_boards(today=TODAY)

    assert ranks() == [(1, first.pk, 30), (2, one.pk, 20), (2, other.pk, 20), (3, last.pk, 10)]


def test_days_are_added_and_scopes_are_apart():
    member = UserFactory()
    give(member, 10)
    give(member, 5, day=TODAY - timedelta(days=1))
    give(member, 3, scope="kind:support")
    give(member, 2, scope="container:7")

    refresh_boards(today=TODAY)

    assert ranks() == [(1, member.pk, 15)]
    assert ranks(scope="kind:support") == [(1, member.pk, 3)]
    assert ranks(scope="container:7") == [(1, member.pk, 2)]


@pytest.mark.parametrize("period", DAYS)
def test_a_period_is_so_many_days_with_today(period):
    within, before, later = (UserFactory() for _ in range(3))
    give(within, 1, day=TODAY - timedelta(days=DAYS[period] - 1))
    give(before, 1, day=TODAY - timedelta(days=DAYS[period]))
    give(later, 1, day=TODAY + timedelta(days=1))

    refresh_boards(today=TODAY)

    assert members_on(period) == {within.pk}
    assert members_on(Period.ALL) == {within.pk, before.pk}


def test_no_period_is_shorter_than_a_week():
    assert min(DAYS.values()) >= 7


def test_whoever_has_no_points_left_is_on_no_board():
    member, other = UserFactory(), UserFactory()
    give(member, 10)
    give(member, -10, day=TODAY - timedelta(days=1))
    give(other, -1)

    refresh_boards(today=TODAY)

    assert members_on() == set()
    assert members_on(Period.YEAR) == set()


def test_staff_bots_and_those_who_are_kept_out_are_not_listed():
    member, bot, gone, away, back = (UserFactory() for _ in range(5))
    midnight = datetime.combine(TODAY, datetime.min.time(), UTC)
    User.objects.filter(pk=bot.pk).update(is_bot=True)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    User.objects.filter(pk=away.pk).update(suspended_until=midnight + timedelta(hours=1))
    User.objects.filter(pk=back.pk).update(suspended_until=midnight)
    for one in (member, bot, gone, away, back, AdminFactory(), ModeratorFactory()):
        give(one, 10)

    refresh_boards(today=TODAY)

    assert members_on() == {member.pk, back.pk}


# -- refreshing -------------------------------------------------------------------------------
def test_a_refresh_writes_only_what_changed():
    first, second, third = (UserFactory() for _ in range(3))
    for member, points in ((first, 30), (second, 20), (third, 10)):
        give(member, points)

    assert refresh_boards(today=TODAY) == 3 * len(Period)
    before = _versions()
    assert refresh_boards(today=TODAY) == 0
    assert _versions() == before  # not even locked

    give(third, 5, day=TODAY - timedelta(days=1))
    assert refresh_boards(today=TODAY) == len(Period)  # the ranks are as they were
    assert ranks()[-1] == (3, third.pk, 15)

    Score.objects.filter(member=first).delete()
    assert refresh_boards(today=TODAY) == 3 * len(Period)  # one is gone, and two went up
    assert ranks() == [(1, second.pk, 20), (2, third.pk, 15)]


def _versions():
    """What PostgreSQL changes of a row that is written or locked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, xmin::text, xmax::text FROM recognition_boardrow ORDER BY id")
        return cursor.fetchall()


def test_boards_follow_from_scores_and_the_day_alone():
    for points in (5, 9, 9, 2):
        give(UserFactory(), points, day=TODAY - timedelta(days=points))
    refresh_boards(today=TODAY - timedelta(days=3))
    refresh_boards(today=TODAY)
    first = [ranks(period) for period in Period]

    BoardRow.objects.all().delete()
    refresh_boards(today=TODAY)

    assert [ranks(period) for period in Period] == first


@pytest.mark.django_db(transaction=True)
def test_two_refreshes_at_once_give_what_one_gives(in_threads):
    members = [UserFactory() for _ in range(20)]
    for at, member in enumerate(members):
        give(member, at // 2 + 1)

    written = in_threads([lambda: refresh_boards(today=TODAY)] * 2)

    assert sorted(written) == [0, len(members) * len(Period)]
    assert [rank for rank, *_ in ranks()] == [at // 2 + 1 for at in range(20)]


def test_boards_are_due_once_an_hour_and_after_a_rebuild():
    now = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
    assert are_boards_due(now)

    state = RecognitionState.objects.create(pk=1, boards_refreshed_at=now - timedelta(minutes=59))
    assert not are_boards_due(now)
    assert are_boards_due(now + timedelta(minutes=1))

    state.rebuilt_at = now - timedelta(minutes=5)
    state.save()
    assert are_boards_due(now)


# -- opting out -------------------------------------------------------------------------------
def test_whoever_opts_out_is_hidden_at_once_and_gone_after_the_refresh(as_):
    member, other = UserFactory(), UserFactory()
    give_now(member, 20)
    give_now(other, 10)
    refresh_boards(today=today())

    edit_profile(member=member, by=member, is_on_leaderboards=False)

    assert member.username not in as_().get("/leaderboards/").content.decode()
    assert "You are not shown on leaderboards" in as_(member).get("/leaderboards/").content.decode()
    refresh_boards(today=today())
    assert ranks() == [(1, other.pk, 10)]
    edit_profile(member=member, by=member, is_on_leaderboards=True)
    refresh_boards(today=today())
    assert ranks()[0][1] == member.pk


def test_the_setting_is_kept_beside_what_else_stands_there():
    member = UserFactory()
    Standing.objects.create(member=member, imported_reputation=7)

    edit_profile(member=member, by=member, is_on_leaderboards=False)
    edit_profile(member=member, by=member, location="Oslo")

    standing = Standing.objects.get(member=member)
    assert (standing.is_on_leaderboards, standing.imported_reputation) == (False, 7)


def test_members_opt_out_on_the_page_and_through_both_apis(as_):
    member = UserFactory()
    client = as_(member)

    page = client.get("/settings/").content.decode()
    assert "checked" in page.split('name="is_on_leaderboards"')[1].split(">")[0]
    client.post("/settings/", {"is_indexed": "on"})
    assert not is_on_leaderboards(member)

    headers = {"content_type": "application/json"}
    told = client.patch("/api/v1/me/", json.dumps({"is_on_leaderboards": True}), **headers)
    assert told.json()["is_on_leaderboards"] is True
    assert is_on_leaderboards(member)

    query = "mutation { accounts { editProfile(isOnLeaderboards: false) { member { id } } } }"
    client.post("/graphql/", json.dumps({"query": query}), **headers)
    asked = client.post(
        "/graphql/",
        json.dumps({"query": "{ accounts { ownSettings { isOnLeaderboards } } }"}),
        **headers,
    )
    assert asked.json()["data"] == {"accounts": {"ownSettings": {"isOnLeaderboards": False}}}


# -- the page ---------------------------------------------------------------------------------
def test_the_page_shows_the_month_of_the_site_first(as_):
    member = UserFactory(username="Hanna")
    give_now(member, 1234)
    refresh_boards(today=today())

    page = as_().get("/leaderboards/").content.decode()

    assert "<h1" in page
    assert "Monthly contributors" in page
    assert "Hanna" in page
    assert "Last 30 days" in page


def test_boards_of_kinds_appear_when_anybody_has_points_and_have_their_names(as_):
    assert 'name="board"' not in as_().get("/leaderboards/").content.decode()
    give_now(UserFactory(), 5, scope="kind:support")
    give_now(UserFactory(username="Teacher"), 5, scope="kind:education")
    refresh_boards(today=today())

    page = as_().get("/leaderboards/").content.decode()
    assert "Most helpful members" in page
    assert "Best content creators" in page
    assert "Top bug reporters" not in page

    page = as_().get("/leaderboards/?kind=education&period=week").content.decode()
    assert "Teacher" in page


def test_the_menu_leads_to_the_address_of_the_board(as_):
    category = CategoryFactory()

    answer = as_().get(f"/leaderboards/?period=week&board=category:{category.pk}")
    assert answer["Location"] == f"/leaderboards/?period=week&category={category.pk}"
    assert as_().get("/leaderboards/?period=month&board=kind:support")["Location"] == (
        "/leaderboards/?kind=support"
    )
    assert as_().get("/leaderboards/?period=month&board=")["Location"] == "/leaderboards/"


def test_the_menu_names_the_board_that_is_shown_also_without_points(as_):
    page = as_().get("/leaderboards/?kind=testing").content.decode()

    assert '<option value="kind:testing" selected>Top bug reporters</option>' in page


@pytest.mark.parametrize(
    "query", ["period=day", "kind=nothing", "category=9999", "category=x", "board=kind:nothing"]
)
def test_what_is_no_board_is_not_found(as_, query):
    assert as_().get(f"/leaderboards/?{query}").status_code == 404


def test_without_points_the_page_says_what_to_do(as_):
    page = as_().get("/leaderboards/?period=week").content.decode()

    assert "No points in this period yet" in page
    assert 'href="/leaderboards/?period=all"' in page


def test_a_private_category_has_its_board_for_its_readers_alone(as_):
    reader, stranger = UserFactory(), UserFactory()
    private = form_audience(kind=Audience.Kind.SHARED, members=[reader], title="Team")
    category = CategoryFactory(title="Secret plans", audience=private)
    give_now(reader, 5, scope=f"container:{category.pk}")
    refresh_boards(today=today())
    page, api = f"/leaderboards/?category={category.pk}", "/api/v1/leaderboards/"

    for viewer in (None, stranger):
        assert as_(viewer).get(page).status_code == 404
        assert as_(viewer).get(f"{api}month/?category={category.pk}").status_code == 404
        assert "Secret plans" not in as_(viewer).get("/leaderboards/").content.decode()
        assert "Secret plans" not in as_(viewer).get(api).content.decode()
    assert reader.username in as_(reader).get(page).content.decode()
    assert "Secret plans" in as_(reader).get(api).content.decode()


def test_pages_follow_each_other_and_the_own_place_is_on_each(as_):
    members = [UserFactory() for _ in range(PAGE + 3)]
    for at, member in enumerate(members):
        give_now(member, 1000 - at // 2)  # pairs share a rank, over the end of a page as well
    refresh_boards(today=today())
    last = members[-1]

    first = page_of(Board(), None)
    second = page_of(Board(), first.older)
    shown = [place.member_id for place in (*first.rows, *second.rows)]
    page = as_(last).get("/leaderboards/").content.decode()

    assert len(shown) == len(set(shown)) == len(members)
    assert second.older is None
    assert "Your rank" in page
    assert last.username in page
    assert "Your rank" not in as_(members[0]).get("/leaderboards/").content.decode()


def test_the_page_costs_as_many_queries_for_few_as_for_many(as_):
    viewer = UserFactory()
    counts = []
    for many in (3, 30):
        for _ in range(many):
            member = UserFactory()
            give_now(member, many)
            give_now(member, many, scope=f"container:{CategoryFactory().pk}")
        refresh_boards(today=today())
        for who in (None, viewer):
            client = as_(who)
            client.get("/leaderboards/")
            with CaptureQueriesContext(connection) as asked:
                client.get("/leaderboards/")
            counts.append(len(asked))

    assert counts[:2] == counts[2:]
    assert counts[0] <= 6


def test_a_page_and_an_own_place_are_read_by_index():
    members = User.objects.bulk_create(
        User(username=f"p{n}", folded_username=f"p{n}") for n in range(1500)
    )
    BoardRow.objects.bulk_create(
        BoardRow(period=period, scope=scope, rank=1, points=at % 97 + 1, member=member)
        for at, member in enumerate(members)
        for period in (Period.MONTH, Period.ALL)
        for scope in ("", "kind:support")
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE recognition_boardrow, accounts_user, accounts_standing")
    rows = places(Board())

    ordered = rows.order_by("-points", "-member_id")
    for asked in (ordered, ordered.filter(beyond(KEYS, [50, members[700].pk], "lt"))):
        plan = asked[: PAGE + 1].explain()
        assert "Backward using recognition_boardrow_order" in plan
        assert "Seq Scan on recognition_boardrow" not in plan
        assert "Seq Scan on accounts_user" not in plan
        assert "Sort" not in plan
    own = rows.filter(member=members[3].pk).explain()
    assert "using recognition_boardrow_once" in own


# -- the APIs ---------------------------------------------------------------------------------
def test_rest_gives_ranks_pages_and_the_own_place(as_):
    members = [UserFactory() for _ in range(PAGE + 1)]
    for at, member in enumerate(members):
        give_now(member, 100 - at, scope="kind:support")
    refresh_boards(today=today())
    client = as_(members[-1])

    listed = client.get("/api/v1/leaderboards/").json()
    told = client.get("/api/v1/leaderboards/week/?kind=support").json()
    rest = client.get(
        "/api/v1/leaderboards/week/", {"kind": "support", "page": told["next_page"]}
    ).json()

    assert [one["kind"] for one in listed] == [None, "support"]
    assert told["name"] == "Most helpful members"
    assert told["refreshed_at"]
    assert told["places"][0] == {
        "rank": 1, "member": members[0].username, "member_id": members[0].pk, "points": 100,
    }  # fmt: skip
    assert told["own"] == rest["places"][0]
    assert rest["own"]["rank"] == PAGE + 1
    assert rest["next_page"] is None
    assert as_().get("/api/v1/leaderboards/week/?kind=support").json()["own"] is None
    assert client.get("/api/v1/leaderboards/day/").status_code == 404


def test_graphql_gives_the_same(as_):
    members = [UserFactory() for _ in range(3)]
    for at, member in enumerate(members):
        give_now(member, 30 - at)
    refresh_boards(today=today())
    query = """{ leaderboards {
        available { name kind }
        leaderboard(period: WEEK) {
            name period own { rank } places(first: 2) { nodes { rank points member { username } }
            pageInfo { hasNextPage } }
        }
        nothing: leaderboard(kind: "nothing") { name }
    } }"""

    told = as_(members[2]).post(
        "/graphql/", json.dumps({"query": query}), content_type="application/json"
    ).json()["data"]["leaderboards"]  # fmt: skip

    assert told["available"] == [{"name": "Monthly contributors", "kind": None}]
    assert told["nothing"] is None
    board = told["leaderboard"]
    assert (board["name"], board["period"], board["own"]) == (
        "Weekly contributors", "WEEK", {"rank": 3},
    )  # fmt: skip
    assert [node["member"]["username"] for node in board["places"]["nodes"]] == [
        member.username for member in members[:2]
    ]
    assert board["places"]["pageInfo"] == {"hasNextPage": True}


# -- awards -----------------------------------------------------------------------------------
def awarded(name, day):
    return sorted(badge(f"recognition.member_of_the_{name}").qualifying(day))


def test_the_first_of_a_calendar_month_are_awarded_when_it_is_over():
    one, other, third, before = (UserFactory() for _ in range(4))
    give(one, 20, day=date(2026, 11, 1))
    give(other, 15, day=date(2026, 11, 30))
    give(other, 5, day=date(2026, 11, 2))
    give(third, 19, day=date(2026, 11, 15))
    give(before, 99, day=date(2026, 10, 31))
    give(before, 99, day=date(2026, 12, 1))
    give(third, 99, day=date(2026, 11, 15), scope="kind:support")

    assert awarded("month", date(2026, 12, 1)) == [(one.pk, 202611), (other.pk, 202611)]
    assert awarded("month", date(2026, 11, 30)) == []
    assert awarded("month", date(2027, 3, 1)) == []


def test_the_first_of_a_year_is_awarded_when_it_is_over():
    member, other = UserFactory(), UserFactory()
    give(member, 10, day=date(2026, 1, 1))
    give(other, 9, day=date(2026, 12, 31))
    give(other, 9, day=date(2025, 12, 31))

    assert awarded("year", date(2027, 1, 1)) == [(member.pk, 2026)]
    assert awarded("year", date(2026, 12, 31)) == []


def test_staff_and_whoever_opted_out_are_not_awarded():
    member, hidden, staff = UserFactory(), UserFactory(), ModeratorFactory()
    edit_profile(member=hidden, by=hidden, is_on_leaderboards=False)
    for one, points in ((staff, 30), (hidden, 20), (member, 10)):
        give(one, points)

    assert awarded("month", date(2026, 12, 1)) == [(member.pk, 202611)]


# -- the admin --------------------------------------------------------------------------------
def test_staff_read_places_in_the_admin_and_change_none(as_):
    give(UserFactory(username="Hanna"), 10)
    refresh_boards(today=TODAY)
    client, pk = as_(AdminFactory()), BoardRow.objects.first().pk

    assert "Hanna" in client.get("/admin/recognition/boardrow/").content.decode()
    assert client.post(f"/admin/recognition/boardrow/{pk}/delete/").status_code == 403
    assert client.get("/admin/recognition/boardrow/add/").status_code == 403
