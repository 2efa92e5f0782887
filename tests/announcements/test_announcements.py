"""Lines above every page: who writes them, where they stand, what they cost."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from community.announcements import active
from community.announcements.actions import (
    AnnouncementTooLong,
    EndsTooEarly,
    UnknownTone,
    edit_announcement,
    end_announcement,
    make_announcement,
)
from community.announcements.models import Announcement
from community.events.models import EventRecord
from community.kernel import store
from community.kernel.errors import Denied, Stale, Unavailable
from community.live import bell
from tests.factories import AdminFactory, ModeratorFactory, TopicFactory, UserFactory
from tests.handled import handled

pytestmark = pytest.mark.django_db


def told(name):
    return EventRecord.objects.filter(name=f"announcements.announcement.{name}").count()


def make(text="We move on *Sunday*.", **given):
    return make_announcement(text=text, by=given.pop("by", None) or ModeratorFactory(), **given)


# -- the rules --------------------------------------------------------------------------------
def test_links_and_emphasis_and_nothing_else():
    made = make("Read [why](https://example.org) **now**\n# <script>x</script> ![i](/i.png) `c`")

    assert '<a href="https://example.org" rel="noopener">why</a>' in made.html
    assert "<strong>now</strong>" in made.html
    for left_out in ("<script", "<img", "<code", "<h1", "\n"):
        assert left_out not in made.html


def test_a_link_runs_nothing():
    assert "<a" not in make("[x](javascript:alert(1))").html


def test_a_member_may_not_announce():
    with pytest.raises(Denied):
        make(by=UserFactory())

    assert not Announcement.objects.exists()
    assert told("made") == 0


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"text": "x" * 401}, AnnouncementTooLong),
        ({"tone": "pink"}, UnknownTone),
        ({"ends_at": -1}, EndsTooEarly),
        ({"starts_at": 2, "ends_at": 1}, EndsTooEarly),
    ],
)
def test_what_makes_no_sense_is_refused(given, refusal):
    now = timezone.now()
    times = {
        name: now + timedelta(hours=given[name])
        for name in ("starts_at", "ends_at")
        if name in given
    }
    with pytest.raises(refusal):
        make(**{**given, **times})

    assert not Announcement.objects.exists()


def test_an_edit_is_told_once_and_raises_the_version():
    made, by = make(), ModeratorFactory()

    edited = edit_announcement(announcement=made, text="We move on Monday.", by=by, version=1)
    edit_announcement(announcement=made, text="We move on Monday.", by=by, version=2)

    assert (edited.version, told("edited")) == (2, 1)
    with pytest.raises(Stale):
        edit_announcement(announcement=made, text="We stay.", by=by, version=1)
    with pytest.raises(Denied):  # without a word of what it says
        edit_announcement(announcement=made, text="We stay.", by=UserFactory(), version=1)
    made.refresh_from_db()
    assert made.text == "We move on Monday."


def test_an_end_can_be_set_and_taken_away():
    made, by = make(), ModeratorFactory()
    later = timezone.now() + timedelta(days=1)

    assert edit_announcement(announcement=made, by=by, ends_at=later).ends_at == later
    assert edit_announcement(announcement=made, by=by, text="Same end.").ends_at == later
    assert edit_announcement(announcement=made, by=by, ends_at=None).ends_at is None


@pytest.mark.parametrize("hours", [0, 5])
def test_it_ends_at_once_whether_it_has_begun_or_not(hours):
    made, by = make(starts_at=timezone.now() + timedelta(hours=hours)), ModeratorFactory()

    end_announcement(announcement=made, by=by)
    end_announcement(announcement=made, by=by)

    made.refresh_from_db()
    assert made.ends_at <= timezone.now()
    assert told("ended") == 1
    with pytest.raises(Denied):
        end_announcement(announcement=made, by=UserFactory())


# -- where it stands --------------------------------------------------------------------------
def test_it_stands_above_every_page_for_everybody(as_):
    topic = TopicFactory()
    make(tone="red")
    handled()

    urls = ["/", topic.get_absolute_url(), "/accounts/login/", "/accounts/signup/", "/nowhere/"]
    for url in urls:
        for client in (as_(), as_(UserFactory()) if "accounts" not in url else as_()):
            page = client.get(url).content.decode()
            assert page.count("data-announcement=") == 1, url
            assert "<b>Urgent:</b> We move on <em>Sunday</em>." in page
            assert not client.cookies.get("dismissed")


def test_what_is_most_urgent_stands_first():
    for tone in ("blue", "red", "ochre"):
        make(tone=tone)
    handled()

    assert [row["tone"] for row in active.current()] == ["red", "ochre", "blue"]


def test_it_comes_and_goes_by_the_clock(as_):
    now = timezone.now()
    make(starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2))
    handled()

    for hours, there in ((0, False), (1.5, True), (2.5, False)):
        with time_machine.travel(now + timedelta(hours=hours), tick=False):
            page = as_().get("/nowhere/").content
            assert (b"data-announcement=" in page) == there


def test_what_ended_is_gone_with_the_next_page(as_):
    made = make()
    handled()
    assert b"data-announcement=" in as_().get("/").content

    end_announcement(announcement=made, by=ModeratorFactory())
    handled()

    assert b"data-announcement=" not in as_().get("/").content


def test_no_page_asks_the_database_for_it(as_, django_assert_num_queries):
    make()
    handled()
    active.current()

    for _ in range(2):
        with django_assert_num_queries(0):
            assert active.current()
    active._memory.version = ""  # as in another process
    with django_assert_num_queries(0):
        assert active.current()


def test_without_a_store_each_process_goes_by_its_own_memory(
    monkeypatch, django_assert_num_queries
):
    make()

    def gone(command):
        raise Unavailable("redis")

    monkeypatch.setattr(store, "ask", gone)
    monkeypatch.setattr(active._memory, "version", "")
    assert bell.version(active.CHANNEL) == bell.UNKNOWN
    with django_assert_num_queries(1):
        assert active.current()
    with django_assert_num_queries(0):
        assert active.current()


def test_a_server_error_says_nothing_else(as_, monkeypatch):
    make()
    handled()
    monkeypatch.setattr("community.discussions.lists.queries.list_page", lambda *_: 1 / 0)
    client = as_(UserFactory())
    client.raise_request_exception = False

    answer = client.get("/")

    assert answer.status_code == 500
    assert b"data-announcement=" not in answer.content


# -- every interface -------------------------------------------------------------------------------
def graphql(client, query):
    return client.post("/graphql/", {"query": query}, content_type="application/json")


INTERFACES = {
    "page": {
        "make": lambda client: client.post("/announcements/", {"text": "Hear", "tone": "ochre"}),
        "edit": lambda client, pk: client.post(
            f"/announcements/{pk}/", {"text": "Hear again", "tone": "ochre", "version": 1}
        ),
        "end": lambda client, pk: client.post(f"/announcements/{pk}/ending/"),
    },
    "rest": {
        "make": lambda client: client.post(
            "/api/v1/announcements/",
            {"text": "Hear", "tone": "ochre"},
            content_type="application/json",
        ),
        "edit": lambda client, pk: client.patch(
            f"/api/v1/announcements/{pk}/", {"text": "Hear again"}, content_type="application/json"
        ),
        "end": lambda client, pk: client.delete(f"/api/v1/announcements/{pk}/"),
    },
    "graphql": {
        "make": lambda client: graphql(
            client,
            """mutation { forum { makeAnnouncement(text: "Hear", tone: "ochre") {
                announcement { id } } } }""",
        ),
        "edit": lambda client, pk: graphql(
            client,
            f"""mutation {{ forum {{ editAnnouncement(announcementId: {pk}, text: "Hear again") {{
                announcement {{ html tone }} }} }} }}""",
        ),
        "end": lambda client, pk: graphql(
            client,
            f"""mutation {{ forum {{ endAnnouncement(announcementId: {pk}) {{
                announcement {{ id }} }} }} }}""",
        ),
    },
    "admin": {
        "make": lambda client: client.post(
            "/admin/announcements/announcement/add/",
            {"text": "Hear", "tone": "ochre", "starts_at_0": "2026-01-01", "starts_at_1": "10:00"},
        ),
        "edit": lambda client, pk: client.post(
            f"/admin/announcements/announcement/{pk}/change/",
            {
                "text": "Hear again",
                "tone": "ochre",
                "starts_at_0": "2026-01-01",
                "starts_at_1": "10:00",
            },
        ),
        "end": lambda client, pk: client.post(
            "/admin/announcements/announcement/", {"action": "end", "_selected_action": pk}
        ),
    },
}


@pytest.mark.parametrize("interface", INTERFACES)
@pytest.mark.parametrize("who", [AdminFactory, ModeratorFactory])
def test_every_interface_makes_edits_and_ends(interface, who, as_):
    client, call = as_(who()), INTERFACES[interface]

    assert call["make"](client).status_code < 400
    made = Announcement.objects.get()
    assert (made.text, made.tone) == ("Hear", "ochre")
    assert call["edit"](client, made.pk).status_code < 400
    made.refresh_from_db()
    assert (made.text, made.tone) == ("Hear again", "ochre")
    assert call["end"](client, made.pk).status_code < 400
    made.refresh_from_db()
    assert made.ends_at


@pytest.mark.parametrize("interface", INTERFACES)
@pytest.mark.parametrize("who", [None, UserFactory])
def test_every_interface_refuses_whoever_is_not_of_the_staff(interface, who, as_):
    made = make()
    client, call = as_(who() if who else None), INTERFACES[interface]

    call["make"](client)
    call["edit"](client, made.pk)
    call["end"](client, made.pk)

    assert list(Announcement.objects.values_list("text", "ends_at")) == [(made.text, None)]
    assert (told("made"), told("edited"), told("ended")) == (1, 0, 0)


def test_everybody_reads_them_over_rest_and_graphql(as_):
    made = make()
    make("Later", starts_at=timezone.now() + timedelta(days=1))
    handled()

    [rest] = as_().get("/api/v1/announcements/").json()
    answer = graphql(as_(), "{ forum { announcements { id html tone version } } }").json()

    assert (rest["id"], rest["html"], rest["tone"]) == (made.pk, made.html, "blue")
    [shown] = answer["data"]["forum"]["announcements"]
    assert shown == {"id": str(made.pk), "html": made.html, "tone": "blue", "version": 1}


def test_the_staffs_page_keeps_what_was_typed_and_shows_what_it_says_now(as_):
    made, client = make(), as_(ModeratorFactory())
    edit_announcement(announcement=made, text="Somebody was faster.", by=AdminFactory())

    refused = client.post(
        f"/announcements/{made.pk}/", {"text": "My words", "tone": "blue", "version": 1}
    )

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "My words" in page
    assert "Somebody was faster." in page
    assert 'name="version" value="2"' in page


def test_the_list_shows_what_is_and_was_and_says_what_to_do_when_there_is_none(as_):
    client = as_(ModeratorFactory())
    assert b"No announcements yet" in client.get("/announcements/").content
    ended = make("Old news")
    end_announcement(announcement=ended, by=ModeratorFactory())
    make("To come", starts_at=timezone.now() + timedelta(days=1))
    make("Of today")

    page = client.get("/announcements/").content.decode()

    for words in ("Old news", "Ended", "To come", "Starts", "Of today", "Active"):
        assert words in page
    assert as_(UserFactory()).get("/announcements/").status_code == 403


UNREADABLE = ["9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59", "0001-01-01T00:00:00+14:00"]


def announced(client, **moments):
    given = ", ".join(f'{name}: "{at}"' for name, at in moments.items())
    call = f'makeAnnouncement(text: "x", {given}) {{ announcement {{ endsAt }} }}'
    query = {"query": f"mutation {{ forum {{ {call} }} }}"}
    return client.post("/graphql/", query, content_type="application/json").json()


@pytest.mark.parametrize("at", UNREADABLE)
@pytest.mark.parametrize(("name", "of_rest"), [("startsAt", "starts_at"), ("endsAt", "ends_at")])
def test_a_year_that_cannot_be_read_back_is_refused(name, of_rest, at, as_):
    """Every page asks for the announcements: such a row would take them all down."""
    client = as_(ModeratorFactory())

    asked = announced(client, **{name: at})
    rest = client.post(
        "/api/v1/announcements/", {"text": "x", of_rest: at}, content_type="application/json"
    )

    assert asked["errors"][0]["extensions"]["code"] in {"no_such_moment", "invalid"}
    assert rest.status_code in {409, 422}
    assert not Announcement.objects.exists()


def test_a_moment_without_a_zone_is_in_the_zone_of_who_asks(as_):
    asked = announced(as_(ModeratorFactory()), endsAt="2090-01-01T00:00:00")

    made = asked["data"]["forum"]["makeAnnouncement"]["announcement"]
    assert made["endsAt"] == "2090-01-01T00:00:00+00:00"
