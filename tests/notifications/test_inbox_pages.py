"""The bell, its menu, the page and the matrix, as a browser without scripts uses them."""

import json

import pytest
from django.utils import timezone

from community.discussions.actions import delete_post
from community.events.models import EventRecord
from community.notifications import registration
from community.notifications.actions import set_preference
from community.notifications.models import Preference
from community.notifications.queries import matrix
from community.notifications.registration import Group, NotificationType
from tests.factories import AdminFactory, PostFactory, UserFactory
from tests.notifications.inbox import notified

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return UserFactory()


@pytest.fixture
def browser(as_, member):
    return as_(member)


@pytest.fixture
def post():
    return PostFactory(by=UserFactory(username="ada"), source="Hold it longer.")


def page(browser, address="/notifications/", **more):
    return browser.get(address, **more).content.decode()


# -- the bell --------------------------------------------------------------------------------
def test_every_page_of_a_member_says_how_many_are_unread(browser, member, post):
    notified(member, post=post)
    notified(member, post=post, key="another")

    html = page(browser, "/")

    assert 'aria-label="Notifications, 2 unread"' in " ".join(html.split())
    assert f'data-channel="notifications.{member.pk}"' in html


def test_the_bell_is_counted_once_for_many_pages(browser, member, post, monkeypatch):
    notified(member, post=post)
    page(browser, "/")
    monkeypatch.setattr("community.notifications.count.unread_of", None)

    assert 'data-unread="1"' in page(browser, "/")


def test_the_fragment_of_the_bell_is_counted_anew(browser, member, post):
    page(browser, "/")
    notified(member, post=post)

    assert 'data-unread="1"' in page(browser, "/notifications/bell/")
    assert 'data-unread="1"' in page(browser, "/")


def test_more_than_a_hundred_are_99_plus(browser, member, post):
    for at in range(101):
        notified(member, post=post, key=str(at))

    assert ">99+</span>" in page(browser, "/notifications/bell/")


def test_visitors_have_no_bell_and_sign_in_first(client):
    assert "data-bell" not in client.get("/").content.decode()
    for address in ("", "menu/", "bell/", "newer/", "1/open/"):
        answer = client.get(f"/notifications/{address}")
        assert answer.status_code == 302
        assert "/accounts/login/" in answer.headers["Location"]


def test_seen_ones_stay_unread(browser, member, post):
    row = notified(member, post=post)
    assert "is-new" in page(browser, "/notifications/bell/")

    answer = browser.post("/notifications/seen/", headers={"HX-Request": "true"})

    assert "is-new" not in answer.content.decode()
    assert 'data-unread="1"' in answer.content.decode()
    row.refresh_from_db()
    assert row.seen_at
    assert not row.read_at


def test_the_menu_has_the_newest_eight(browser, member, post):
    for at in range(10):
        notified(member, post=post, key=str(at))

    html = page(browser, "/notifications/menu/")

    assert html.count('class="row notice') == 8
    assert "Mark all as read" in html


# -- the page --------------------------------------------------------------------------------
def test_unread_ones_come_first_however_old(browser, member, post):
    notified(member, post=post)
    liked = notified(member, post=post, type="discussions.reaction", read_at=timezone.now())

    html = page(browser)

    assert html.index(">New<") < html.index("replied to you in") < html.index(">Earlier<")
    assert html.index(">Earlier<") < html.index(f"/notifications/{liked.pk}/open/")
    assert "Hold it longer." in html


def test_the_page_filters_by_group_and_by_unread(browser, member, post):
    notified(member, post=post, read_at=timezone.now())
    notified(member, post=post, type="discussions.reaction")

    assert "replied to you in" not in page(browser, "/notifications/?group=activity")
    assert "reacted to your post" not in page(browser, "/notifications/?group=replies")
    assert "replied to you in" not in page(browser, "/notifications/?show=unread")


def test_an_empty_page_says_what_would_be_there(browser):
    assert "No notifications yet" in page(browser)
    assert "All read" in page(browser, "/notifications/?show=unread")
    assert "Nothing of this kind yet" in page(browser, "/notifications/?group=replies")


def test_a_long_list_has_pages(browser, member, post):
    for at in range(65):
        read_at = timezone.now() if at % 2 else None
        notified(member, post=post, key=str(at), read_at=read_at)

    first = browser.get("/notifications/")
    more = first.context["unread"].older
    older = first.context["earlier"].older

    unread = browser.get(f"/notifications/?show=unread&page={more}")
    assert len(unread.context["unread"].rows) == 3
    earlier = browser.get(f"/notifications/?page={older}")
    assert earlier.context["unread"] is None
    assert len(earlier.context["earlier"].rows) == 2


def test_an_open_page_asks_how_many_came_since(browser, member, post):
    row = notified(member, post=post)
    notified(member, post=post, key="newer")

    assert browser.get(f"/notifications/newer/?after={row.pk}").json() == {"count": 1}
    assert browser.get("/notifications/newer/?after=x").json() == {"count": 2}


# -- opening and reading ---------------------------------------------------------------------
def test_opening_one_reads_it_and_leads_to_the_subject(browser, member, post):
    row = notified(member, post=post)

    answer = browser.get(f"/notifications/{row.pk}/open/")

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/p/{post.pk}/"
    row.refresh_from_db()
    assert row.read_at


@pytest.mark.parametrize("header", ["Sec-Purpose", "Purpose", "X-Moz"])
def test_a_prefetch_reads_nothing(header, browser, member, post):
    row = notified(member, post=post)

    answer = browser.get(f"/notifications/{row.pk}/open/", headers={header: "prefetch;prerender"})

    assert answer.status_code == 302
    browser.head(f"/notifications/{row.pk}/open/")
    row.refresh_from_db()
    assert row.read_at is None


@pytest.mark.limits
def test_who_opens_very_many_gets_there_all_the_same(browser, member, post):
    row = notified(member, post=post)

    for _ in range(70):
        answer = browser.get(f"/notifications/{row.pk}/open/")

    assert answer.headers["Location"] == f"/p/{post.pk}/"


def test_what_is_gone_says_so(browser, member, post):
    row = notified(member, post=post)
    delete_post(post=post, by=post.author)

    answer = browser.get(f"/notifications/{row.pk}/open/", follow=True)

    assert "This is no longer available" in answer.content.decode()


def test_one_is_marked_as_read_twice_without_harm(browser, member, post):
    row = notified(member, post=post)

    for _ in range(2):
        answer = browser.post(
            f"/notifications/{row.pk}/reading/",
            headers={"Referer": "http://testserver/notifications/"},
        )
        assert answer.headers["Location"] == "http://testserver/notifications/"

    row.refresh_from_db()
    assert row.read_at


def test_all_of_a_group_are_marked_as_read(browser, member, post):
    reply = notified(member, post=post)
    liked = notified(member, post=post, type="discussions.reaction")

    browser.post("/notifications/reading/", {"group": "replies"})

    reply.refresh_from_db()
    liked.refresh_from_db()
    assert reply.read_at
    assert liked.read_at is None

    browser.post("/notifications/reading/")

    liked.refresh_from_db()
    assert liked.read_at


@pytest.mark.parametrize("what", ["open", "mute", "reading"])
def test_somebody_elses_is_not_found(what, browser, post):
    row = notified(UserFactory(), post=post)

    method = browser.get if what == "open" else browser.post
    assert method(f"/notifications/{row.pk}/{what}/").status_code == 404

    row.refresh_from_db()
    assert row.read_at is None


# -- muting ----------------------------------------------------------------------------------
def test_a_type_is_turned_off_where_it_disturbs_and_on_again(browser, member, post):
    row = notified(member, post=post, type="discussions.reaction", reason="gone.reason")

    said = browser.post(f"/notifications/{row.pk}/mute/", follow=True).content.decode()

    assert "Notifications of this kind are off." in said
    assert "Undo" in said
    assert not preference(member, "discussions.reaction").on_site

    browser.post(f"/notifications/{row.pk}/mute/", {"undo": "1"})

    assert preference(member, "discussions.reaction").on_site


def test_stopping_to_watch_says_so(browser, member, post):
    row = notified(member, post=post, type="discussions.post", reason="discussions.watching")

    said = browser.post(f"/notifications/{row.pk}/mute/", follow=True).content.decode()

    assert "You no longer watch this topic." in said
    assert preference(member, "discussions.post").on_site


def preference(member, name):
    return next(row for row in matrix(member) if row.type.name == name)


# -- the matrix ------------------------------------------------------------------------------
def ticked(member):
    rows = [row for row in matrix(member) if not row.type.is_required]
    return {
        "site": [row.type.name for row in rows if row.on_site],
        "mail": [row.type.name for row in rows if row.by_mail],
    }


def test_saving_the_matrix_as_it_is_changes_nothing(browser, member):
    before = EventRecord.objects.count()

    assert browser.post("/settings/notifications/", ticked(member)).status_code == 302

    assert not Preference.objects.exists()
    assert EventRecord.objects.count() == before


def test_the_matrix_saves_what_is_ticked(browser, member):
    told = ticked(member)
    told["mail"].remove("discussions.reply")
    told["mail"].append("discussions.reaction")

    browser.post("/settings/notifications/", told)

    assert not preference(member, "discussions.reply").by_mail
    assert preference(member, "discussions.reply").on_site
    assert preference(member, "discussions.reaction").by_mail
    assert Preference.objects.count() == 2
    assert "Default: site and email" in page(browser, "/settings/notifications/")


def test_all_emails_are_turned_off_at_once(browser, member):
    browser.post("/settings/notifications/", {**ticked(member), "no_mail": "1"})

    rows = [row for row in matrix(member) if not row.type.is_required]
    assert not any(row.by_mail for row in rows)
    assert any(row.on_site for row in rows)


@pytest.mark.limits
def test_a_new_member_changes_all_rows_at_once(as_):
    newcomer = UserFactory(trust_level=0)

    for _ in range(3):  # far more rows than changes a minute
        assert as_(newcomer).post("/settings/notifications/", {}).status_code == 302
        rows = [row for row in matrix(newcomer) if not row.type.is_required]
        told = {"site": [row.type.name for row in rows]}
        assert as_(newcomer).post("/settings/notifications/", told).status_code == 302

    rows = [row for row in matrix(newcomer) if not row.type.is_required]
    assert all(row.on_site and not row.by_mail for row in rows)


def test_what_is_required_stays_on(browser, member, monkeypatch):
    always = NotificationType(
        name="tests.account", label="Your account", group=Group.MODERATION, icon="shield",
        position=1, sentence="%(subject)s", is_required=True, by_mail=True,
    )  # fmt: skip
    monkeypatch.setitem(registration._types, always.name, always)

    assert "Always on" in page(browser, "/settings/notifications/")
    browser.post("/settings/notifications/", {"no_mail": "1"})

    assert preference(member, always.name).is_default
    assert not preference(member, "discussions.reply").on_site


def test_an_unknown_type_is_refused(browser, member):
    told = ticked(member)
    told["site"].append("no.such")

    assert browser.post("/settings/notifications/", told).status_code == 422
    assert not Preference.objects.exists()


# -- programs --------------------------------------------------------------------------------
API = "/api/v1/me"


def put(browser, path, sent=None):
    return browser.put(f"{API}/{path}", json.dumps(sent or {}), content_type="application/json")


def graphql(browser, query):
    answer = browser.post(
        "/graphql/", json.dumps({"query": query}), content_type="application/json"
    ).json()
    assert "errors" not in answer, answer
    return answer["data"]


def test_rest_lists_counts_and_marks(browser, member, post):
    row = notified(member, post=post)
    notified(member, post=post, key="read", read_at=timezone.now())

    [one] = browser.get(f"{API}/notifications/?unread=true").json()["results"]
    assert one["sentence"] == "ada replied to you in How do I pair the sensor?"
    assert one["subject"] == f"discussions.post:{post.pk}"
    assert one["actors"] == ["ada"]
    assert len(browser.get(f"{API}/notifications/").json()["results"]) == 2
    assert browser.get(f"{API}/notifications/?group=activity").json()["results"] == []
    assert browser.get(f"{API}/notifications/count/").json() == {"unread": 1, "has_unseen": True}

    assert put(browser, "notifications/seen/").status_code == 204
    assert put(browser, f"notifications/{row.pk}/reading/").json()["read_at"]
    assert put(browser, "notifications/reading/", {"group": "replies"}).status_code == 204
    assert browser.get(f"{API}/notifications/count/").json() == {"unread": 0, "has_unseen": False}


def test_rest_sets_preferences(browser, member):
    answer = browser.patch(
        f"{API}/notification-preferences/discussions.reply/",
        json.dumps({"by_mail": False}),
        content_type="application/json",
    )

    assert answer.json()["by_mail"] is False
    assert answer.json()["on_site"] is True
    listed = browser.get(f"{API}/notification-preferences/").json()["preferences"]
    assert answer.json() in listed
    unknown = browser.patch(
        f"{API}/notification-preferences/no.such/", "{}", content_type="application/json"
    )
    assert unknown.status_code == 404


def test_graphql_says_the_same(browser, member, post):
    hidden = PostFactory()
    notified(member, post=post)
    last = notified(member, post=hidden)
    delete_post(post=hidden, by=hidden.author)

    told = graphql(
        browser,
        """{ notifications {
            notifications(first: 1) { nodes { id sentence } pageInfo { hasNextPage endCursor } }
            count { unread hasUnseen } preferences { type byMail } } }""",
    )["notifications"]

    part = told["notifications"]
    assert part["nodes"] == []  # the newest is gone, and the next page begins after it
    assert part["pageInfo"]["hasNextPage"]
    assert told["count"] == {"unread": 1, "hasUnseen": True}
    after = part["pageInfo"]["endCursor"]
    again = graphql(
        browser,
        f'{{ notifications {{ notifications(group: REPLIES, after: "{after}") '
        "{ nodes { id sentence } } } }",
    )
    [one] = again["notifications"]["notifications"]["nodes"]
    assert one["sentence"].startswith("ada replied to you")
    assert one["id"] != str(last.pk)

    done = graphql(
        browser,
        f"mutation {{ notifications {{ markNotificationRead(notificationId: {one['id']}) "
        "{ notification { readAt } } } }",
    )
    assert done["notifications"]["markNotificationRead"]["notification"]["readAt"]


def test_the_matrix_of_one_member_is_not_anothers(browser, member):
    set_preference(type="discussions.reply", by=UserFactory(), by_mail=False)

    assert preference(member, "discussions.reply").is_default


def test_the_admin_says_who_and_what_by_ids_only(as_, member):
    post = PostFactory(source="Xyzzy.")
    row = notified(member, post=post)

    html = page(as_(AdminFactory()), f"/admin/notifications/notification/{row.pk}/change/")

    assert member.username in html
    assert str(post.pk) in html
    assert "Xyzzy" not in html
