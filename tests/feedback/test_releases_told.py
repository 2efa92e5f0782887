"""Who is notified of a release, and what pages, feeds and programs show of it to whom."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.discussions.reading.actions import watch_thread
from community.notifications.models import Notification
from feedback.models import Release, Vote
from feedback.releases.actions import edit_release, publish_release
from feedback.votes.actions import cast_vote
from tests.factories import AdminFactory, ModeratorFactory, UserFactory
from tests.feedback.factories import make_board, make_idea
from tests.feedback.statuses import with_status
from tests.feedback.test_releases import closed_board, completed, draft
from tests.handled import handled

pytestmark = pytest.mark.django_db


def told():
    return sorted(
        Notification.objects.filter(type="feedback.released").values_list("member", flat=True)
    )


def published(*, board=None, by=None, **given):
    by = by or AdminFactory()
    made = draft(board=board, by=by, **given)
    edit_release(release=made, source=f"Notes of {made.title}", by=by)
    return publish_release(release=made, by=by)


# -- notices -------------------------------------------------------------------------------------
def test_each_voter_and_follower_is_told_once_however_many_their_ideas():
    board, author, by = make_board(), UserFactory(trust_level=4), AdminFactory()
    ideas = [make_idea(board=board, by=author, title=f"Idea {n}") for n in range(2)]
    first, second = ideas
    voter, follower, muted, gone, other = UserFactory.create_batch(5, trust_level=2)
    for member in (voter, muted, gone, by):
        cast_vote(idea=first, value=1, by=member)
    cast_vote(idea=second, value=1, by=voter)
    for idea in ideas:
        watch_thread(thread=idea.thread, level=3, by=follower)
        watch_thread(thread=idea.thread, level=3, by=voter)
    watch_thread(thread=first.thread, level=0, by=muted)
    Vote.objects.filter(user=gone).update(superseded_at=first.thread.created_at)
    for idea in ideas:
        with_status(idea, "completed")

    release = published(board=board, by=by)
    handled()
    edit_release(release=release, title="Another title", by=by)
    publish_release(release=release, by=by)
    handled()

    assert told() == sorted([author.pk, voter.pk, follower.pk])
    assert other.pk not in told()


def test_only_readers_are_told():
    reader, left = UserFactory.create_batch(2, trust_level=2)
    board = closed_board(reader, left)
    idea = make_idea(board=board, by=reader)
    cast_vote(idea=idea, value=1, by=left)
    with_status(idea, "completed")
    board.audience.members.remove(left)

    published(board=board)
    handled()

    assert told() == [reader.pk]


def test_the_notice_leads_to_the_release(as_):
    voter = UserFactory(trust_level=2)
    completed(by=voter)
    release = published()
    handled()

    client, row = as_(voter), Notification.objects.get(member=voter, type="feedback.released")
    page = client.get("/notifications/").content.decode()

    assert "released <" in page
    assert "4.12: The sea is a road too" in page
    opened = client.get(f"/notifications/{row.pk}/open/")
    assert opened["Location"] == release.get_absolute_url() == f"/releases/4-12/{release.pk}/"


# -- pages ---------------------------------------------------------------------------------------
FOUND = "/search/?q=secret+kind:release"
PLACES = ["/releases/", "/releases.atom", "/api/v1/releases/"]


def test_nobody_learns_of_a_release_that_they_may_not_read(as_):
    reader = UserFactory(trust_level=2)
    board = closed_board(reader)
    completed("Secret idea", board=board, by=reader)
    release = published(board=board, title="Secret release")
    url, api = release.get_absolute_url(), f"/api/v1/releases/{release.pk}/"
    handled()

    def says(client, place):
        return b"Secret" in client.get(place).content

    assert [says(as_(reader), place) for place in PLACES] == [True, False, True]
    assert url in as_(reader).get(FOUND).content.decode()
    assert as_(reader).get(url).status_code == as_(reader).get(api).status_code == 200
    for who in (None, UserFactory()):
        assert not any(says(as_(who), place) for place in PLACES)
        assert url not in as_(who).get(FOUND).content.decode()
        assert as_(who).get(url).status_code == as_(who).get(api).status_code == 404


def test_a_draft_is_for_those_who_may_publish_it(as_):
    made = draft(board=make_board())

    for place in [*PLACES[::2], made.get_absolute_url()]:
        assert b"The sea" in as_(ModeratorFactory()).get(place).content
        assert b"The sea" not in as_(UserFactory()).get(place).content
        assert b"The sea" not in as_().get(place).content


def test_a_line_about_what_became_private_is_told_to_nobody_else(as_):
    author = UserFactory(trust_level=2)
    idea = completed("Leaks the key", by=author)
    release = published()
    idea.thread.audience = closed_board(author).audience
    idea.thread.save()

    for place in [*PLACES, release.get_absolute_url(), f"/api/v1/releases/{release.pk}/"]:
        assert b"Leaks the key" not in as_().get(place).content, place
    assert b"Leaks the key" in as_(author).get(release.get_absolute_url()).content


def test_a_line_says_who_asked_and_stays_without_that_when_the_idea_is_deleted(as_):
    idea = completed("Ferries")
    type(idea).objects.filter(pk=idea.pk).update(voters_count=344, score=712)
    release = published()
    page = as_().get("/releases/").content.decode()
    assert "Asked for by 344 people" in " ".join(page.split())
    assert "<dd>712</dd>" in page  # this year's votes
    assert idea.get_absolute_url() in page
    idea.thread.deleted_at = idea.thread.created_at
    idea.thread.save()

    page = as_().get(release.get_absolute_url()).content.decode()

    assert "Ferries" in page
    assert idea.get_absolute_url() not in page


def test_pages_follow_each_other_and_cost_as_much_for_many(as_, monkeypatch):
    monkeypatch.setattr("feedback.releases.queries.PAGE", 2)
    client, by = as_(AdminFactory()), AdminFactory()

    def more(n):
        for _ in range(n):
            completed(by=UserFactory(trust_level=2))
            published(by=by)

    def cost():
        client.get("/releases/")
        with CaptureQueriesContext(connection) as ran:
            client.get("/releases/")
        return len(ran)

    more(2)
    few = cost()
    more(3)
    assert cost() == few <= 20

    first = as_().get("/releases/")
    older = first.context["page"].older
    second = as_().get(f"/releases/?page={older}").context["page"]
    ids = [row.pk for row in [*first.context["page"].rows, *second.rows]]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == 4


def test_board_and_year_narrow_it(as_):
    board = make_board(slug="sensors")
    of_board, of_all = published(board=board, title="Sensors"), published(title="All of it")
    year = of_all.published_at.year

    def titles(query):
        return {row.title for row in as_().get(f"/releases/{query}").context["page"].rows}

    assert titles("?board=sensors") == {of_board.title}
    assert titles(f"?year={year}") == {of_board.title, of_all.title}
    assert titles(f"?year={year - 1}") == set()
    assert as_().get("/releases/?year=x").status_code == 404
    assert as_().get("/releases/?board=nonsense").status_code == 404


def test_the_feed_has_public_releases_with_their_lines(as_):
    completed("Ferries")
    release = published(title="Boats & <b>more</b>")

    feed = as_().get("/releases.atom")

    assert feed["Content-Type"].startswith("application/atom+xml")
    text = feed.content.decode()
    assert "4.12: Boats &amp; &lt;b&gt;more&lt;/b&gt;" in text
    assert "Ferries" in text
    assert release.get_absolute_url() in text
    tag = feed["ETag"]
    assert as_().get("/releases.atom", headers={"If-None-Match": tag}).status_code == 304


# -- writing them on pages -----------------------------------------------------------------------
def test_a_release_is_written_without_scripts(as_):
    board, staff = make_board(), ModeratorFactory()
    completed("Ferries", board=board)
    client = as_(staff)

    made = client.post("/releases/new/", {"name": "5.0", "title": "Boats", "board": board.pk})
    release = Release.objects.get()
    assert made["Location"] == f"/releases/5-0/{release.pk}/edit/"
    page = client.get(made["Location"])
    sent = {
        "version": 1, "name": "5.0", "title": "Boats", "source": "We *sail*.",
        "lines-TOTAL_FORMS": 3, "lines-INITIAL_FORMS": 1,
        "lines-0-id": release.items.get().pk, "lines-0-group": "improved",
        "lines-0-text": "Ferries, faster", "lines-0-position": 2,
        "lines-1-group": "fixed", "lines-1-text": "Free line", "lines-1-position": 1,
        "lines-2-group": "new", "lines-2-text": "",
    }  # fmt: skip
    saved = client.post(made["Location"], sent)
    preview = client.get(saved["Location"]).content.decode()

    assert b"Ferries" in page.content
    assert "<em>sail</em>" in preview
    assert preview.index("Ferries, faster") < preview.index("Free line")  # improved before fixed
    assert [item.text for item in release.items.order_by("position")] == [
        "Free line", "Ferries, faster",
    ]  # fmt: skip

    published = client.post(f"/releases/{release.pk}/publication/")
    assert published["Location"] == release.get_absolute_url()
    release.refresh_from_db()
    assert release.published_by == staff


def test_a_form_that_is_refused_keeps_what_was_typed(as_):
    release, client = draft(), as_(AdminFactory())
    sent = {"name": "5.0", "title": " ", "lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0}
    lines = {"lines-0-group": "new", "lines-0-text": "Typed", "version": 1}

    answer = client.post(f"/releases/x/{release.pk}/edit/", {**sent, **lines})

    assert answer.status_code == 422
    assert "Typed" in answer.content.decode()


def test_members_may_not_write_releases(as_):
    made, client = draft(), as_(UserFactory())

    assert client.get("/releases/new/").status_code == 403
    assert client.get(f"/releases/x/{made.pk}/edit/").status_code == 404
    assert client.post(f"/releases/{made.pk}/publication/").status_code == 404
    client.delete(f"/releases/{made.pk}/")
    assert Release.objects.get().published_at is None


def test_rest_drafts_edits_and_publishes_and_graphql_reads_it(as_):
    board = make_board()
    idea = completed("Ferries", board=board)
    client = as_(ModeratorFactory())

    def send(method, path, body=None):
        answer = getattr(client, method)(
            f"/api/v1/releases/{path}", body or {}, content_type="application/json"
        )
        return answer.status_code, answer.json()

    status, made = send("post", "", {"board": board.pk, "name": "5.0", "title": "Boats"})
    assert (status, made["items"][0]["idea"], made["published_at"]) == (201, idea.pk, None)
    line = {"id": made["items"][0]["id"], "group": "improved", "text": "Ferries, faster"}
    status, edited = send("patch", f"{made['id']}/", {"items": [line]})
    assert (status, edited["items"][0]["group"]) == (200, "improved")
    free = {"group": "fixed", "text": "Free"}
    send("patch", f"{made['id']}/", {"items": [free, line]})
    status, done = send("put", f"{made['id']}/publication/")
    assert status == 200
    assert done["published_at"]

    asked = (
        "{ feedback { releases(first: 1) { nodes { name boardId items { text votersCount } } } } }"
    )
    told = as_().post("/graphql/", {"query": asked}, content_type="application/json").json()
    [node] = told["data"]["feedback"]["releases"]["nodes"]
    assert (node["name"], node["boardId"]) == ("5.0", str(board.pk))
    idea.refresh_from_db()
    assert node["items"] == [
        {"text": "Ferries, faster", "votersCount": idea.voters_count},
        {"text": "Free", "votersCount": None},
    ]
