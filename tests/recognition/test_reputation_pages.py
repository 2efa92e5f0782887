"""Where points came from: who sees it, what it says, and what it costs."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience, BadgeAward, ImportedBadge, Standing
from community.accounts.standing import registration
from community.accounts.standing.queries import shown_badges
from community.accounts.standing.registration import Threshold, Tier
from community.discussions.actions import delete_post
from community.events.models import EventRecord
from community.kernel.errors import Denied
from experience.recognition.ledger import queries
from experience.recognition.ledger.actions_kinds import (
    KindNameMissing,
    edit_contribution_kind,
    set_kind_of_category,
)
from experience.recognition.models import (
    Contribution,
    ContributionKind,
    ReputationDrift,
    ReputationEntry,
    Score,
)
from tests.accounts.tokens import ask_rest, code, graph, make
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def give(member, post, *, points=10, rule="forum.solution", kind="support", at=NOON, other=None):
    """A contribution and its entry, as counting writes them."""
    contribution = Contribution.objects.create(
        member=member, rule=rule, subject_kind="discussions.post", subject_id=post.pk,
        other=other or UserFactory(), kind=kind, points=points, day=at.date(), occurred_at=at,
        event_id=1,
    )  # fmt: skip
    return add(contribution, points, at=at)


def add(contribution, points, *, at=NOON, cause="counted"):
    return ReputationEntry.objects.create(
        member=contribution.member, contribution=contribution, points=points, cause=cause,
        day=contribution.day, event_id=1, occurred_at=at,
    )  # fmt: skip


def score(member, points, *, scope="", day=NOON):
    return Score.objects.create(member=member, scope=scope, day=day.date(), points=points)


@pytest.fixture
def member():
    return UserFactory(username="Ana")


def text_of(answer):
    return " ".join(answer.content.decode().split())


def own_page(as_, member, **asked):
    return text_of(as_(member).get("/my/reputation/", asked))


# -- who --------------------------------------------------------------------------------------
def test_moderators_read_it_and_other_members_find_nothing(member, as_):
    give(member, PostFactory())
    url = f"/moderation/members/{member.username}/reputation/"

    assert as_(ModeratorFactory()).get(url).status_code == 200
    assert as_(UserFactory()).get(url).status_code == 404
    assert as_().get(url).status_code == 404
    assert as_(member).get(url).url == "/my/reputation/"
    assert as_().get("/my/reputation/").status_code == 302


def test_programs_are_refused_as_pages_are(member, as_):
    entry = give(member, PostFactory())
    url = f"/api/v1/members/{member.username}/reputation/"
    query = '{ reputation { entries(member: "Ana") { nodes { id } } } }'

    def ask(viewer):
        body = {"query": query}
        return as_(viewer).post("/graphql/", body, content_type="application/json").json()

    assert as_(UserFactory()).get(url).status_code == 403
    assert ask(UserFactory())["data"]["reputation"]["entries"] is None
    moderator = ModeratorFactory()
    assert [row["id"] for row in as_(moderator).get(url).json()["results"]] == [entry.pk]
    nodes = ask(moderator)["data"]["reputation"]["entries"]["nodes"]
    assert nodes == [{"id": str(entry.pk)}]
    with pytest.raises(Denied):
        queries.entries_of(UserFactory(), member=member)


def test_a_token_reads_points_of_others_with_the_scope_of_moderation_alone(member, client):
    entry, moderator = give(member, PostFactory()), ModeratorFactory()
    url = f"members/{member.username}/reputation/"
    query = '{ reputation { entries(member: "Ana") { nodes { id } } } }'
    weak, strong = (make(moderator, [scope])[1] for scope in ("community:write", "moderation:read"))

    assert code(ask_rest(client, url, weak)) == "insufficient_scope"
    assert code(graph(client, query, weak)) == "insufficient_scope"
    assert [row["id"] for row in ask_rest(client, url, strong).json()["results"]] == [entry.pk]


# -- what -------------------------------------------------------------------------------------
def test_an_entry_names_the_rule_the_post_and_the_other_member(member, as_):
    post = PostFactory()
    give(member, post, other=UserFactory(username="Bo"))

    page = own_page(as_, member)

    url, title = reverse("discussions:short", args=[post.pk]), post.thread.title
    assert f'<a href="{url}" dir="auto">Post 2 in {title}</a>' in page
    assert '<a class="plain" href="/u/Bo/"><bdi>Bo</bdi></a> marked' in page
    assert ">+10</b>" in page
    assert "20 November 2026" in page


def test_what_the_member_cannot_see_is_not_named(member, as_):
    author = UserFactory()
    audience = form_audience(kind=Audience.Kind.SHARED, members=[author], title="Team")
    topic = TopicFactory(
        title="Secret plan", category=CategoryFactory(audience=audience), by=author
    )
    gone = PostFactory(by=member)
    give(member, topic.thread.posts.get(), rule="discussions.like_received", points=1)
    entry = give(member, gone, points=10)
    add(entry.contribution, -10, cause="removed")
    delete_post(post=gone, by=ModeratorFactory())

    page = own_page(as_, member)
    rows = as_(member).get("/api/v1/me/reputation/").json()["results"]

    assert "Secret plan" not in page
    assert "reacted to a post that was deleted or that you cannot see" in page
    assert "Content deleted" in page
    assert "-10</b>" in page
    secret = next(row for row in rows if row["rule"] == "discussions.like_received")
    assert secret["subject"] is secret["title"] is secret["url"] is None


def test_a_name_that_is_markup_stays_text(member, as_):
    topic = TopicFactory(title="<b>bold & 100%</b>")
    give(member, topic.thread.posts.get())

    assert "&lt;b&gt;bold &amp; 100%&lt;/b&gt;" in own_page(as_, member)


@pytest.mark.parametrize("rule", ["forum.solution_accepted", "moderation.flag_agreed"])
def test_moderators_read_no_you_about_another_member(rule, member, as_):
    give(member, PostFactory(), rule=rule, points=2)

    page = text_of(as_(ModeratorFactory()).get("/moderation/members/Ana/reputation/"))

    line = page.partition('class="row notice"')[2].partition("</li>")[0]
    assert "<p>M" in line
    assert "you" not in line.lower()


def test_a_rule_that_is_gone_still_has_its_line(member, as_):
    give(member, PostFactory(), rule="shop.sold", points=3)

    assert "A contribution of a feature that no longer exists" in own_page(as_, member)


def test_a_day_that_a_limit_cut_says_so(member, as_):
    post, other = PostFactory(), UserFactory()
    for rule in ("forum.solution", "discussions.like_received"):
        give(member, post, rule=rule, points=120, other=other)
    give(member, PostFactory(), at=NOON - timedelta(days=1))
    score(member, 200)
    score(member, 10, day=NOON - timedelta(days=1))

    page = own_page(as_, member)

    assert "240 points, 200 counted: at most 200 a day, and 30 from one member" in page
    assert ">10 points<" in page


def test_what_is_taken_away_later_says_for_which_day_it_counts(member, as_):
    entry = give(member, PostFactory())
    add(entry.contribution, -10, at=NOON + timedelta(days=3), cause="withdrawn")

    page = own_page(as_, member)

    assert page.index("23 November 2026") < page.index("counts for 20 November 2026")


def test_the_imported_part_and_the_points_of_each_kind_are_told(member, as_):
    Standing.objects.create(member=member, imported_reputation=1234)
    score(member, 340, scope="kind:support")
    score(member, 10, scope="kind:support", day=NOON - timedelta(days=1))
    score(member, 5, scope="kind:code")
    score(member, 900, scope="container:7")

    page = own_page(as_, member)

    assert "of it imported</dt> <dd>1,234<" in page
    assert page.index("Community supporter</bdi></dt> <dd>350<") < page.index(
        "Technical contributor</bdi></dt> <dd>5<"
    )


def test_it_is_narrowed_by_rule_and_kind_and_says_when_nothing_is_left(member, as_):
    post = PostFactory()
    give(member, post, rule="forum.solution", kind="support")
    give(member, post, rule="discussions.like_received", kind="code", points=1)

    by_rule = own_page(as_, member, rule="discussions.like_received")
    by_kind = own_page(as_, member, kind="support")

    assert "reacted to" in by_rule
    assert "as the solution" not in by_rule
    assert "as the solution" in by_kind
    assert "reacted to" not in by_kind
    assert "Clear filters" in own_page(as_, member, kind="design")
    assert "No points yet" in own_page(as_, UserFactory())


def test_it_is_paged_by_key(member, as_):
    post = PostFactory()
    first = give(member, post)
    for _ in range(queries.PAGE):
        give(member, post)
    client = as_(member)

    page = client.get("/my/reputation/").context["page"]
    older = client.get("/my/reputation/", {"page": page.older}).context["page"]

    assert len(page.rows) == queries.PAGE
    assert [row.pk for row in older.rows] == [first.pk]


@pytest.mark.parametrize("count", [3, 30])
def test_a_page_costs_the_same_at_any_length(count, member, as_):
    for number in range(count):
        give(member, PostFactory(), at=NOON - timedelta(days=number))
    client = as_(member)
    client.get("/my/reputation/")

    with CaptureQueriesContext(connection) as ran:
        client.get("/my/reputation/")

    # session, member, entries, imported, kinds with points, audiences, posts, earned, counted
    assert len(ran) == 9, [query["sql"][:90] for query in ran]


# -- the member's page ------------------------------------------------------------------------
def test_the_profile_shows_points_of_kinds_and_leads_the_member_to_more(member, as_):
    score(member, 340, scope="kind:support")

    own, others = (text_of(as_(who).get("/u/Ana/")) for who in (member, UserFactory()))

    for page in (own, others):
        assert "Community supporter</bdi></dt> <dd>340<" in page
        assert "Trust level 1, " in page
    assert 'href="/my/reputation/"' in own
    assert "reputation/" not in others
    moderator = text_of(as_(ModeratorFactory()).get("/u/Ana/"))
    assert 'href="/moderation/members/Ana/reputation/"' in moderator


def test_badges_are_shown_by_tier_and_revoked_ones_are_not(member, as_, monkeypatch):
    for name, tier in (("tests.helper", Tier.BRONZE), ("tests.star", Tier.GOLD)):
        monkeypatch.setitem(
            registration._badges,
            name,
            Threshold(
                name=name, label=name.title(), description="For tests.", tier=tier,
                rule="forum.solution", threshold=10_000,
            )
        )  # fmt: skip
    for scope in (1, 2):
        BadgeAward.objects.create(member=member, badge="tests.helper", scope=scope, awarded_at=NOON)
    BadgeAward.objects.create(member=member, badge="tests.star", awarded_at=NOON)
    BadgeAward.objects.create(member=member, badge="tests.gone", awarded_at=NOON, revoked_at=NOON)
    BadgeAward.objects.create(member=member, badge="shop.unregistered", awarded_at=NOON)
    ImportedBadge.objects.create(
        site="old.example", key=1, member=member, name="Scholar", level=2, given_at=NOON
    )

    found = [(str(badge.label), badge.times) for badge in shown_badges(member)]

    assert found == [("Tests.Star", 1), ("Scholar", 1), ("Tests.Helper", 2)]
    assert len(shown_badges(member, 2)) == 2
    page = text_of(as_().get("/u/Ana/"))
    assert page.index("Tests.Star") < page.index("Scholar") < page.index("Tests.Helper")


def test_programs_read_what_contributions_come_to(member, as_):
    score(member, 340, scope="kind:support")

    rows = as_().get("/api/v1/members/Ana/contributions/").json()

    assert rows == [{"kind": "support", "points_name": "Community supporter", "points": 340}]


# -- contribution kinds -------------------------------------------------------------------------
def by_action(client, kind, admin, **told):
    edit_contribution_kind(contribution_kind=kind, by=admin, **told)


def by_rest(client, kind, admin, **told):
    url = f"/api/v1/contribution-kinds/{kind.pk}/"
    assert client.patch(url, told, content_type="application/json").status_code == 200


def by_graphql(client, kind, admin, **told):
    query = """mutation($id: ID!, $name: String) { reputation { editContributionKind(
        contributionKindId: $id, pointsName: $name) { contributionKind { pointsName } } } }"""
    body = {"query": query, "variables": {"id": kind.pk, "name": told["points_name"]}}
    answer = client.post("/graphql/", body, content_type="application/json").json()
    assert "errors" not in answer, answer


def by_admin(client, kind, admin, **told):
    url = f"/admin/recognition/contributionkind/{kind.pk}/change/"
    form = {"name": kind.name, "description": kind.description, "position": kind.position}
    assert client.post(url, {**form, **told}).status_code == 302


@pytest.mark.parametrize("interface", [by_action, by_rest, by_graphql, by_admin])
def test_administrators_name_a_kind(interface, as_):
    kind, admin = ContributionKind.objects.get(slug="support"), AdminFactory()

    interface(as_(admin), kind, admin, points_name="Helper")

    kind.refresh_from_db()
    assert kind.points_label == "Helper"
    told = EventRecord.objects.get(name="recognition.contribution_kind.edited")
    assert told.payload == {"actor_id": admin.pk, "kind": "support"}


def test_editing_what_is_so_tells_nobody_and_a_name_cannot_be_blank():
    kind, admin = ContributionKind.objects.get(slug="support"), AdminFactory()

    edit_contribution_kind(contribution_kind=kind, name=kind.name, by=admin)
    with pytest.raises(KindNameMissing):
        edit_contribution_kind(contribution_kind=kind, name=" \u200b", by=admin)
    for refused in (UserFactory(), ModeratorFactory()):
        with pytest.raises(Denied):
            edit_contribution_kind(contribution_kind=kind, name="Mine", by=refused)
        with pytest.raises(Denied):
            set_kind_of_category(category=CategoryFactory(), kind=kind, by=refused)

    assert not EventRecord.objects.filter(name__startswith="recognition.").exists()


def test_a_category_gets_a_kind_by_an_event(as_):
    category, kind = CategoryFactory(), ContributionKind.objects.get(slug="education")
    admin = as_(AdminFactory())
    url = f"/api/v1/categories/{category.pk}/contribution-kind/"

    def put(value):
        answer = admin.put(url, {"kind": value}, content_type="application/json")
        assert answer.status_code == 204, answer.content
        return EventRecord.objects.filter(name="recognition.container_kind.changed").latest("id")

    assert put(kind.pk).payload["kind"] == "education"
    assert put(None).payload["kind"] == ""
    form = {"container": category.pk, "kind": kind.slug}
    answer = admin.post("/admin/recognition/kindofcontainer/add/", form)
    assert answer.status_code == 302, answer.content
    assert EventRecord.objects.filter(name="recognition.container_kind.changed").count() == 3


def test_the_kinds_are_shown_to_everybody_in_their_language(as_):
    rows = as_().get("/api/v1/contribution-kinds/").json()["results"]

    assert [row["slug"] for row in rows][:2] == ["code", "documentation"]
    assert rows[0]["points_name"] == "Technical contributor"


# -- the admin ----------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["contribution", "reputationentry", "score", "reputationdrift"])
def test_the_admin_shows_the_ledger_and_changes_nothing(name, member, as_):
    entry = give(member, PostFactory())
    rows = {
        "contribution": entry.contribution,
        "reputationentry": entry,
        "score": score(member, 10),
        "reputationdrift": ReputationDrift.objects.create(
            member=member, what="score", found=1, expected=2
        ),
    }
    admin, url = as_(AdminFactory()), f"/admin/recognition/{name}/"

    assert "Ana" in text_of(admin.get(url))
    assert admin.get(f"{url}{rows[name].pk}/change/").status_code == 200
    assert admin.get(f"{url}add/").status_code == 403
    assert admin.post(f"{url}{rows[name].pk}/delete/", {"post": "yes"}).status_code == 403
    assert as_(ModeratorFactory()).get(url).status_code in {302, 403}
