"""Badges on pages, in REST and GraphQL, in the admin and in notifications."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.accounts.audiences.actions import form_audience
from community.accounts.imports.actions import GivenBadge, import_badges
from community.accounts.models import Audience, ImportedBadge
from community.accounts.standing.actions_badges import Award, award_badges, revoke_badges
from community.notifications.models import Notification
from experience.recognition.models import Tally
from tests.factories import CategoryFactory, ModeratorFactory, TopicFactory, UserFactory
from tests.handled import handled

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
NICE, HAND = "discussions.nice_post", "forum.helpful_hand"
PAGE, REST = "/badges/discussions-nice-post/", f"/api/v1/badges/{NICE}/awards/"


def award(member, name=HAND, scope=0, at=AT):
    award_badges([Award(member_id=member.pk, badge=name, scope=scope, at=at)])


@pytest.fixture
def mira(db):
    return UserFactory(username="mira")


def imported(member, name, level, key=1):
    return ImportedBadge.objects.create(
        site="bikes.example", key=key, member=member, name=name, level=level, given_at=AT
    )


def graphql(client, query):
    answer = client.post("/graphql/", {"query": query}, content_type="application/json").json()
    assert "errors" not in answer, answer
    return answer["data"]


@pytest.fixture
def private_post(mira):
    """A post that mira's team alone may read."""
    team = form_audience(kind=Audience.Kind.SHARED, members=[mira], title="Team")
    category = CategoryFactory(audience=team)
    return TopicFactory(category=category, title="Hidden plans", by=mira).thread.posts.get(number=1)


# -- pages -----------------------------------------------------------------------------------------
def test_the_page_of_all_badges_says_who_has_them_and_how_far_one_is(as_, mira):
    award(mira)
    award(UserFactory())
    Tally.objects.create(member=mira, rule="forum.solution", number=12, peak=12)

    text = as_(mira).get("/badges/").text
    visitor = as_().get("/badges/").text

    assert "2 members have it" in text
    assert "You have it" in text
    assert "12 of 50" in text
    assert '<svg class="ring"' in text
    assert "You have it" not in visitor
    assert '<svg class="ring"' not in visitor


def test_the_page_of_a_badge_lists_who_has_it_newest_first(as_, mira):
    older, newer, revoked = (UserFactory(username=name) for name in ("older", "newer", "revoked"))
    award(newer, at=AT + timedelta(days=1))
    award(older)
    award(revoked)
    revoke_badges([Award(member_id=revoked.pk, badge=HAND)])

    text = as_().get("/badges/forum-helpful-hand/").text

    assert text.index("/u/newer/") < text.index("/u/older/")
    assert "/u/revoked/" not in text


def test_a_badge_that_no_member_has_says_how_to_earn_it(as_, mira):
    text = as_(mira).get("/badges/forum-helpful-hand/").text

    assert "No member has it yet" in text
    assert "Solve 10 topics." in text


@pytest.mark.parametrize(
    "address", ["/badges/nothing/", "/badges/imported/Nothing/", f"/badges/imported/{'x' * 101}/"]
)
def test_what_is_no_badge_is_not_found(as_, db, address):
    assert as_().get(address).status_code == 404


def test_what_a_badge_is_for_is_named_only_to_those_who_may_read_it(as_, mira, private_post):
    award(mira, NICE, private_post.pk)
    own = as_(mira)
    addresses = [PAGE, "/u/mira/badges/", REST, "/api/v1/members/mira/badges/"]
    query = (
        f'{{ badges {{ awards(badge: "{NICE}") {{ nodes {{ awardedFor awardedForUrl }} }}'
        ' ofMember(username: "mira") { awardedFor awardedForUrl } } }'
    )

    for client, is_named in ((own, True), (as_(UserFactory()), False), (as_(), False)):
        texts = [client.get(address).text for address in addresses]
        texts.append(str(graphql(client, query)))
        assert all("mira" in text or "award" in text for text in texts)
        assert [("Hidden plans" in text) for text in texts] == [is_named] * 5
        assert [(f"/p/{private_post.pk}" in text) for text in texts] == [is_named] * 5


def test_of_several_awards_one_is_named_that_the_viewer_may_see(as_, mira, private_post):
    public = TopicFactory(title="Open plans").thread.posts.get(number=1)
    award(mira, NICE, public.pk)
    award(mira, NICE, private_post.pk, at=AT + timedelta(days=1))

    [entry] = as_().get("/api/v1/members/mira/badges/").json()

    assert entry["count"] == 2
    assert "Open plans" in entry["awarded_for"]


def test_a_members_page_has_what_was_earned_here_and_elsewhere_highest_first(as_, mira):
    award(mira, "recognition.anniversary", 2)
    imported(mira, "Great <b>Answer</b>", 1)
    imported(mira, "Student", 3, key=2)

    text = as_().get("/u/mira/badges/").text

    assert text.index("Great &lt;b&gt;Answer") < text.index("Anniversary") < text.index("Student")
    assert "2 years" in text
    assert "from <bdi>bikes.example</bdi>" in text


def test_imported_badges_have_a_page_of_their_own(as_, mira):
    imported(mira, "C/C++ & co", 2)

    listed = as_().get("/badges/").text
    text = as_().get("/badges/imported/C/C++%20&%20co/").text

    assert "/badges/imported/C/C++%20&amp;%20co/" in listed
    assert "C/C++ &amp; co" in text
    assert "mira" in text


def test_pages_by_key(as_, mira):
    for n in range(51):
        award(mira, NICE, n + 1, at=AT + timedelta(hours=n))

    first = as_().get(PAGE)
    older = first.context["page"].older

    assert len(first.context["page"].rows) == 50
    assert len(as_().get(f"{PAGE}?page={older}").context["page"].rows) == 1


@pytest.mark.parametrize("address", ["/badges/", PAGE, "/u/mira/badges/"])
def test_a_page_takes_as_many_queries_for_many_awards_as_for_few(as_, mira, address):
    viewer = as_(UserFactory())

    def queries(number):
        for _ in range(number):
            post = TopicFactory(by=mira).thread.posts.get(number=1)
            award(mira, NICE, post.pk)
            award(UserFactory(), NICE, post.pk)
            imported(mira, f"Badge {post.pk}", 3, key=post.pk)
        viewer.get(address)
        cache.delete_many(["recognition.holders", "recognition.imported_names"])
        with CaptureQueriesContext(connection) as captured:
            assert viewer.get(address).status_code == 200
        return len(captured)

    assert queries(2) == queries(6)


# -- REST and GraphQL ------------------------------------------------------------------------------
def test_programs_read_badges_and_who_has_them(as_, mira):
    award(mira)
    imported(mira, "Sage", 1)
    client = as_(mira)

    answer = client.get("/api/v1/badges/").json()
    listed = {one["name"]: one for one in answer["badges"]}
    own = client.get("/api/v1/members/mira/badges/").json()

    assert answer["held_count"] == 1
    assert listed[HAND] == {
        "name": HAND, "label": "Helpful Hand", "description": "Solve 10 topics.",
        "tier": "bronze", "url": "/badges/forum-helpful-hand/", "holders_count": 1,
        "is_held": True,
    }  # fmt: skip
    assert client.get(f"/api/v1/badges/{HAND}/").json() == listed[HAND]
    assert [(one["label"], one["tier"], one["is_imported"], one["site"]) for one in own] == [
        ("Sage", "gold", True, "bikes.example"),
        ("Helpful Hand", "bronze", False, ""),
    ]
    assert client.get("/api/v1/badges/nothing/").status_code == 404
    answer = graphql(
        client,
        f'{{ badges {{ all {{ name holdersCount isHeld tier }} badge(id: "{HAND}") {{ label }}'
        f' awards(badge: "{HAND}") {{ nodes {{ id badge member {{ username }} }} }}'
        ' ofMember(username: "mira") { label isImported count } } }',
    )["badges"]
    assert {"name": HAND, "holdersCount": 1, "isHeld": True, "tier": "bronze"} in answer["all"]
    assert answer["badge"] == {"label": "Helpful Hand"}
    assert answer["awards"]["nodes"][0]["member"] == {"username": "mira"}
    assert [one["label"] for one in answer["ofMember"]] == ["Sage", "Helpful Hand"]


# -- notifications and the admin -------------------------------------------------------------------
def test_a_member_is_notified_of_a_badge_once_while_it_is_held(as_, mira):
    award(mira)
    award(mira, NICE, 7)
    revoke_badges([Award(member_id=mira.pk, badge=NICE, scope=7)])
    handled()
    revoke_badges([Award(member_id=mira.pk, badge=HAND)])
    award(mira)
    handled()

    assert Notification.objects.filter(member=mira, type="recognition.badge").count() == 1
    assert "You were awarded a badge:" in (text := as_(mira).get("/notifications/").text)
    assert "Helpful Hand" in text


def test_moderators_look_at_awards_by_badge_and_state(as_, mira):
    award(mira)
    award(UserFactory(username="rosa"), NICE, 7)
    revoke_badges([Award(member_id=mira.pk, badge=HAND)])
    staff = as_(ModeratorFactory())
    address = "/admin/accounts/badgeaward/"

    def listed(query):
        return set(staff.get(address, query).context["cl"].result_list.values_list("badge"))

    assert listed({}) == {(HAND,), (NICE,)}
    assert listed({"badge": HAND}) == {(HAND,)}
    assert listed({"revoked": "0"}) == {(NICE,)}
    assert staff.get(f"{address}add/").status_code == 403


def test_what_is_imported_has_a_name_of_one_line_or_is_left_out(client):
    member, at = UserFactory(), datetime(2026, 1, 1, tzinfo=UTC)
    names = ["Two\n lines", "\u200b", "a/b"]
    given = [
        GivenBadge(key=key, member_id=member.pk, name=name, level=1, given_at=at)
        for key, name in enumerate(names)
    ]

    assert import_badges(site="old.example", badges=given) == 2

    page = client.get("/badges/").content.decode()
    assert "/badges/imported/Two%20lines/" in page
    assert client.get("/badges/imported/a/b/").status_code == 200
