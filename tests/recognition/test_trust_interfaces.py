"""Progress towards trust levels: pages, REST, GraphQL, the admin and notifications."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.accounts import rates
from community.accounts.models import Group, Standing, TrustChange
from community.accounts.people.actions import set_trust_level
from community.discussions.reading.actions import watch_place
from community.events.models import EventRecord
from community.kernel.errors import Denied
from community.notifications.models import Notification
from experience.recognition.models import TrustRequirement
from experience.recognition.trust import queries
from experience.recognition.trust.actions_requirements import (
    UnfitRequirement,
    edit_trust_requirement,
    ensure_requirements,
)
from experience.recognition.trust.queries import progress_of
from tests.factories import AdminFactory, ModeratorFactory, TopicFactory, UserFactory
from tests.handled import handled
from tests.recognition.levels import TODAY, only, read, regular_of_here, review, standing

pytestmark = pytest.mark.django_db
OWN = "/my/progress/"


def panel(member):
    return f"/moderation/members/{member.username}/trust/"


def graphql(client, query, **variables):
    body = {"query": query, "variables": variables}
    return client.post("/graphql/", body, content_type="application/json").json()


def shown(response):
    return response.content.decode()


# -- pages -----------------------------------------------------------------------------------------
def test_the_page_says_how_far_one_is(as_):
    member = UserFactory(trust_level=0)
    read(member, threads=3, posts=30, minutes=2, on=timezone.now().date())

    page = shown(as_(member).get(OWN))

    assert "New (trust level 0)" in page
    assert "Requirements of Basic (level 1)" in page
    assert "3 of 5" in page
    assert "30 of 30" in page
    assert "1 of 3 met" in page
    assert "No changes yet" in page
    assert "(from level 1 on)" in page


def test_level_2_also_shows_what_lower_levels_still_ask_for():
    member = UserFactory(trust_level=1)
    only(2, days_visited=1)
    read(member, threads=5, posts=29, minutes=10)

    names = [one.measure.name for one in progress_of(member, today=TODAY).requirements]

    assert names == ["discussions.days_visited", "discussions.posts_read"]


def test_a_member_of_level_3_reads_what_keeps_it_and_when_it_will_be_lost(as_):
    member = regular_of_here()
    only(3, posts_read=10)
    read(member, posts=7)
    review(member)

    page = shown(as_(member).get(OWN))

    assert "What keeps this trust level" in page
    assert "7 of 10" in page
    assert "You will lose this trust level on 15 December 2026" in page


@pytest.mark.parametrize("level", range(5))
def test_each_level_has_a_page_with_what_it_allows(level, as_):
    page = shown(as_(UserFactory(trust_level=level)).get(OWN))

    assert "What this trust level allows" in page
    assert ("highest trust level" in page) == (level == 4)


@pytest.mark.limits
def test_what_a_level_allows_is_what_the_limits_are():
    topics, *_others, invitations = queries.allowances(1)

    assert topics[1:] == tuple(rates.LIMITS["topic"][rates.DAY][1:3])
    assert invitations[1:] == (0, 10)
    assert [row[2] for row in queries.allowances(3)] == [None] * 7


def test_visitors_sign_in_first(as_):
    assert as_().get(OWN).status_code == 302


def test_only_moderators_see_the_progress_of_others(as_):
    member, moderator = UserFactory(), ModeratorFactory()

    assert as_().get(panel(member)).status_code == 302
    assert as_(UserFactory()).get(panel(member)).status_code == 403
    assert as_(member).get(panel(member))["Location"] == OWN
    assert as_(moderator).get(panel(member)).status_code == 200
    assert as_(moderator).get("/moderation/members/nobody/trust/").status_code == 404
    assert panel(member) in shown(as_(moderator).get(f"/moderation/members/{member.username}/"))


def test_a_moderator_sets_and_unlocks_a_level_on_the_page(as_):
    member, client = UserFactory(trust_level=0), as_(ModeratorFactory())

    client.post(panel(member), {"level": "3", "is_locked": "on"})
    member.refresh_from_db()
    assert (member.trust_level, standing(member).is_trust_locked) == (3, True)
    page = shown(client.get(panel(member)))
    assert "Level 0 to level 3" in page

    client.post(panel(member), {"level": "3"})
    assert not standing(member).is_trust_locked
    assert TrustChange.objects.count() == 1


def test_members_do_not_learn_which_moderator_set_their_level(as_):
    member, moderator = UserFactory(), ModeratorFactory(username="veraline")
    set_trust_level(member=member, level=3, by=moderator)

    own = as_(member).get(OWN)
    sent = as_(member).post(panel(member), {"level": "4"}, follow=True)

    assert own.status_code == 200
    assert "veraline" not in shown(own) + shown(sent)
    assert TrustChange.objects.get().after == 3


def test_a_refused_form_comes_back_as_it_was_sent(as_):
    member = UserFactory(trust_level=0)
    client = as_(ModeratorFactory())

    wrong = client.post(panel(member), {"level": "9", "is_locked": "on"})
    denied = as_(UserFactory()).post(panel(member), {"level": "3"})
    staff = client.post(panel(ModeratorFactory(username="other")), {"level": "2"})

    assert wrong.status_code == 422
    assert "checked" in shown(wrong)
    assert {denied.status_code, staff.status_code} <= {302, 403}
    assert not TrustChange.objects.exists()


def test_the_page_costs_the_same_whatever_there_is(as_):
    member, moderator = UserFactory(trust_level=2), ModeratorFactory()
    client = as_(member)
    client.get(OWN)

    with CaptureQueriesContext(connection) as few:
        client.get(OWN)
    for level in (1, 2, 1, 2):
        set_trust_level(member=member, level=level, by=moderator)
    for days in range(20):
        read(member, posts=1, on=TODAY - timedelta(days))
    with CaptureQueriesContext(connection) as many:
        client.get(OWN)

    assert len(many) == len(few)


def test_programs_of_whoever_follows_a_category_stay_within_the_limit_of_queries(as_):
    member, thread = UserFactory(trust_level=2), TopicFactory().thread
    watch_place(kind="forum.category", object_id=thread.container_id, level=3, by=member)
    client = as_(member)
    client.get("/api/v1/me/trust/")

    with CaptureQueriesContext(connection) as ran:
        told = client.get("/api/v1/me/trust/").json()

    assert "discussions.posts_read" in {one["measure"] for one in told["requirements"]}
    assert len(ran) <= 12


# -- programs --------------------------------------------------------------------------------------
def test_programs_read_the_callers_progress(as_):
    member = UserFactory(trust_level=0)
    read(member, threads=3, on=timezone.now().date())
    client = as_(member)

    told = client.get("/api/v1/me/trust/").json()
    asked = "{ trustLevels { progress { level nextLevel requirements { measure value needed } } } }"
    same = graphql(client, asked)["data"]["trustLevels"]["progress"]

    assert (told["level"], told["next_level"], told["is_locked"]) == (0, 1, False)
    [first] = [one for one in told["requirements"] if one["measure"].endswith("topics_entered")]
    assert (first["value"], first["needed"], first["is_met"]) == (3, 5, False)
    assert (same["level"], same["nextLevel"]) == (0, 1)
    assert {"measure": first["measure"], "value": 3, "needed": 5} in same["requirements"]


def test_programs_of_moderators_read_and_set_the_level_of_members(as_):
    member, moderator = UserFactory(username="ana", trust_level=1), ModeratorFactory()
    url, client = "/api/v1/members/ana/trust/", as_(moderator)

    done = client.put(
        "/api/v1/members/ana/trust-level/", {"level": 2}, content_type="application/json"
    )
    change = client.get(f"{url}changes/").json()["results"]
    own = as_(member).get("/api/v1/me/trust/changes/").json()["results"]

    assert done.status_code == 200
    assert done.json()["trust_level"] == 2
    assert client.get(url).json()["is_locked"]
    assert [(one["after"], one["reason"], one["by"]) for one in change] == [
        (2, "manual", moderator.username)
    ]
    assert "by" not in own[0]
    assert as_(UserFactory()).get(url).status_code == 403


def test_graphql_sets_a_level_and_keeps_others_progress_to_moderators(as_):
    member, moderator = UserFactory(username="ana", trust_level=1), ModeratorFactory()
    change = """mutation { trustLevels { setTrustLevel(member: "ana", level: 3, isLocked: false) {
        member { trustLevel } } } }"""
    asked = '{ trustLevels { progress(member: "ana") { level isLocked } } }'

    refused = graphql(as_(UserFactory()), change)
    done = graphql(as_(moderator), change)

    assert refused["errors"][0]["extensions"]["code"] == "denied"
    assert done["data"]["trustLevels"]["setTrustLevel"]["member"]["trustLevel"] == 3
    told = graphql(as_(moderator), asked)["data"]["trustLevels"]["progress"]
    assert told == {"level": 3, "isLocked": False}
    assert "errors" in graphql(as_(member), asked)


# -- requirements ----------------------------------------------------------------------------------
def test_everybody_reads_what_levels_require_and_administrators_change_it(as_):
    row = TrustRequirement.objects.get(level=1, measure="discussions.posts_read")
    url = f"/api/v1/trust-requirements/{row.pk}/"
    body = {"threshold": 7, "window_days": 30}

    shown = as_().get("/api/v1/trust-requirements/").json()["results"]
    assert sum(one["is_active"] for one in shown) == 19
    refused = as_(ModeratorFactory()).patch(url, body, content_type="application/json")
    assert refused.status_code == 403
    done = as_(AdminFactory()).patch(url, body, content_type="application/json")

    assert done.status_code == 200
    row.refresh_from_db()
    assert (row.threshold, row.window_days, row.is_active) == (7, 30, True)
    [event] = EventRecord.objects.filter(name="recognition.trust_requirement.changed")
    assert (event.payload["requirement_id"], event.payload["threshold"]) == (row.pk, 7)
    ensure_requirements()
    row.refresh_from_db()
    assert row.threshold == 7


@pytest.mark.parametrize("changes", [{"threshold": -1}, {"window_days": 0}, {"window_days": 9999}])
def test_what_makes_no_sense_is_refused(changes):
    row = TrustRequirement.objects.first()

    with pytest.raises(UnfitRequirement):
        edit_trust_requirement(trust_requirement=row, by=AdminFactory(), **changes)
    with pytest.raises(Denied):
        edit_trust_requirement(trust_requirement=row, by=ModeratorFactory(), threshold=3)

    assert not EventRecord.objects.filter(name__startswith="recognition.").exists()


def test_the_admin_locks_levels_and_changes_requirements(as_):
    client, member = as_(AdminFactory()), UserFactory()
    row = TrustRequirement.objects.first()
    chosen = {"action": "lock_trust", "_selected_action": member.pk}

    client.post("/admin/accounts/user/", chosen)
    saved = client.post(
        f"/admin/recognition/trustrequirement/{row.pk}/change/",
        {"threshold": "8", "window_days": "", "is_active": "on"},
    )

    assert standing(member).is_trust_locked
    assert saved.status_code == 302
    row.refresh_from_db()
    assert row.threshold == 8
    assert client.get("/admin/accounts/user/").status_code == 200
    assert client.get("/admin/accounts/trustchange/").status_code == 200


# -- notifications ---------------------------------------------------------------------------------
def notified(member):
    rows = Notification.objects.filter(member=member, type__startswith="recognition.trust")
    return [(row.type, row.subject_id) for row in rows.order_by("pk")]


def test_members_are_notified_of_each_change(as_):
    member, moderator = UserFactory(trust_level=1), ModeratorFactory()
    set_trust_level(member=member, level=2, by=moderator)
    set_trust_level(member=member, level=1, by=moderator)

    handled()

    assert notified(member) == [("recognition.trust_raised", 2), ("recognition.trust_lowered", 1)]
    page = shown(as_(member).get("/notifications/"))
    assert "Your trust level was raised to" in page
    assert "Member (level 2)" in page


def test_an_announced_demotion_is_told_until_it_no_longer_holds(as_, settings):
    settings.SITE_URL = "https://commons.example"
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    member, other = regular_of_here(email="ana@example.org"), UserFactory()
    only(3, posts_read=10)
    row = read(member, posts=7)
    review(member)

    handled()
    page = shown(as_(member).get("/notifications/"))
    assert "You will lose your trust level on" in page
    assert "15 December 2026" in page
    assert [one.to for one in mail.outbox] == [["ana@example.org"]]
    assert "You no longer meet the requirements" in mail.outbox[0].body
    assert not Notification.objects.filter(member=other).exists()

    row.posts = 10
    row.save()
    review(member)
    assert not Standing.objects.filter(below_since__isnull=False).exists()
    assert "You will lose your trust level on" not in shown(as_(member).get("/notifications/"))


# -- groups ----------------------------------------------------------------------------------------
def test_programs_of_administrators_set_the_minimum_level_of_a_group(as_):
    client, member = as_(AdminFactory()), UserFactory(trust_level=1)
    how = {"content_type": "application/json"}

    body = {"name": "Helpers", "slug": "helpers", "trust_floor": 2}
    group = client.post("/api/v1/groups/", body, **how).json()
    client.put(f"/api/v1/groups/{group['id']}/members/{member.pk}/", {}, **how)
    shown_group = graphql(client, "{ accounts { groups { slug trustFloor } } }")
    wrong = client.patch(f"/api/v1/groups/{group['id']}/", {"trust_floor": 5}, **how)
    by_rule = Group.objects.exclude(rule="").first()
    refused = client.patch(f"/api/v1/groups/{by_rule.pk}/", {"trust_floor": 2}, **how)

    assert group["trust_floor"] == 2
    member.refresh_from_db()
    assert member.trust_level == 2
    assert {"slug": "helpers", "trustFloor": 2} in shown_group["data"]["accounts"]["groups"]
    assert (wrong.status_code, refused.status_code) == (422, 409)
