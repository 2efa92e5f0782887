"""Releases: what a draft lists, what can be changed, and that they are published once."""

import pytest

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.events.models import EventRecord
from community.kernel.errors import Denied, Stale
from community.kernel.invariants import broken
from feedback.models import Idea, Release
from feedback.releases.actions import (
    add_completed_ideas,
    delete_release,
    draft_release,
    edit_release,
    publish_release,
)
from feedback.releases.errors import (
    AlreadyReleased,
    NotCompleted,
    ReleaseEmpty,
    ReleaseIncomplete,
    ReleasePublic,
    ReleaseTooLong,
    UnknownItem,
)
from tests.factories import AdminFactory, ModeratorFactory, UserFactory
from tests.feedback.factories import make_board, make_idea
from tests.feedback.statuses import with_status

pytestmark = pytest.mark.django_db


def told(name):
    return EventRecord.objects.filter(name=f"feedback.release.{name}").count()


def completed(title="Ferries", **given):
    return with_status(make_idea(title=title, **given), "completed")


def draft(*, board=None, by=None, **given):
    said = {"name": "4.12", "title": "The sea is a road too", **given}
    return draft_release(board=board, by=by or AdminFactory(), **said)


def lines(release):
    return [(item.group, item.text) for item in release.items.order_by("position", "pk")]


def closed_board(*members):
    audience = form_audience(kind=Audience.Kind.SHARED, members=members, title="Team")
    return make_board(audience=audience)


# -- drafts --------------------------------------------------------------------------------------
def test_a_draft_lists_what_was_completed_on_its_board_and_is_in_no_release():
    board = make_board()
    published = draft(board=board)
    released = completed("Released before", board=board)
    edit_release(
        release=published, items=[{"group": "new", "text": "", "idea": released.pk}],
        by=AdminFactory(),
    )  # fmt: skip
    publish_release(release=published, by=AdminFactory())
    completed("Ferries", board=board)
    completed("A crash", board=board, kind="bug")
    completed("Elsewhere")
    make_idea(title="Not completed", board=board)

    made = draft(board=board, by=ModeratorFactory())

    assert sorted(lines(made)) == [("fixed", "A crash"), ("new", "Ferries")]


def test_a_draft_of_all_boards_lists_public_ideas_alone():
    member = UserFactory(trust_level=2)
    completed("Public", by=member)
    completed("Of a team", board=closed_board(member), by=member)
    private = completed("Private", by=member)
    audience = form_audience(kind=Audience.Kind.PERSONAL, members=[member], title="x")
    with_status(private, "completed", is_private=True)
    private.thread.audience = audience
    private.thread.save()

    assert lines(draft()) == [("new", "Public")]


def test_what_was_completed_since_can_be_added_once():
    board, by = make_board(), AdminFactory()
    completed("First", board=board)
    made = draft(board=board)
    completed("Second", board=board)

    added = add_completed_ideas(release=made, by=by)
    again = add_completed_ideas(release=made, by=by)

    assert lines(made) == [("new", "First"), ("new", "Second")]
    assert (added.version, again.version) == (2, 2)


def test_it_has_a_version_and_a_title():
    for said, refusal in [
        ({"name": " "}, ReleaseIncomplete),
        ({"title": "\u200b"}, ReleaseIncomplete),
        ({"name": "x" * 41}, ReleaseTooLong),
        ({"title": "x" * 201}, ReleaseTooLong),
    ]:
        with pytest.raises(refusal):
            draft(**said)

    assert not Release.objects.exists()


def test_only_the_team_of_a_board_drafts_its_releases_and_administrators_those_of_all():
    board = make_board()

    with pytest.raises(Denied):
        draft(board=board, by=UserFactory())
    with pytest.raises(Denied):
        draft(by=ModeratorFactory())
    made = draft(board=board, by=ModeratorFactory())
    for act in (add_completed_ideas, edit_release, publish_release, delete_release):
        with pytest.raises(Denied):
            act(release=made, by=UserFactory())

    assert Release.objects.get().published_at is None
    assert told("published") == 0


# -- editing -------------------------------------------------------------------------------------
def test_lines_are_regrouped_reordered_added_and_removed():
    board, by = make_board(), AdminFactory()
    for title in ("Ferries", "Trains", "Planes"):
        completed(title, board=board)
    made = draft(board=board)
    at = {item.text: item.pk for item in made.items.all()}

    edited = edit_release(
        release=made, by=by, version=1, source="**Boats**",
        items=[
            {"group": "improved", "text": "Faster trains", "id": at["Trains"]},
            {"group": "fixed", "text": "A free line"},
            {"group": "new", "text": "", "id": at["Ferries"]},
        ],
    )  # fmt: skip

    assert lines(edited) == [
        ("improved", "Faster trains"), ("fixed", "A free line"), ("new", "Ferries"),
    ]  # fmt: skip
    assert "<strong>Boats</strong>" in edited.html
    assert made.items.get(text="Faster trains").pk == at["Trains"]
    assert edited.version == 2


def test_the_same_again_changes_nothing_and_another_editors_version_is_kept():
    board = make_board()
    completed("Ferries", board=board)
    made = draft(board=board)
    same = [{"group": item.group, "text": item.text, "id": item.pk} for item in made.items.all()]

    edited = edit_release(release=made, items=same, title=made.title, by=AdminFactory())

    assert edited.version == 1

    by = AdminFactory()
    edit_release(release=made, title="Another", by=by, version=1)

    with pytest.raises(Stale):
        edit_release(release=made, title="Mine", by=by, version=1)

    assert Release.objects.get().title == "Another"


def test_only_completed_ideas_of_the_same_readers_can_be_added():
    board, by = make_board(), AdminFactory()
    made = draft(board=board)
    ideas = [make_idea(board=board), completed("Of another board")]

    for idea in ideas:
        with pytest.raises(NotCompleted):
            edit_release(release=made, items=[{"group": "new", "idea": idea.pk}], by=by)
    with pytest.raises(UnknownItem):
        edit_release(release=made, items=[{"group": "new", "text": "x", "id": 999}], by=by)
    with pytest.raises(ReleaseIncomplete):
        edit_release(release=made, items=[{"group": "new", "text": " "}], by=by)

    assert lines(made) == []


# -- publishing ----------------------------------------------------------------------------------
def test_it_is_published_once_and_its_ideas_are_in_no_other():
    board, by = make_board(), AdminFactory()
    completed("Ferries", board=board)
    first, second = draft(board=board), draft(board=board)

    published = publish_release(release=first, by=by)
    again = publish_release(release=first, by=AdminFactory())
    with pytest.raises(AlreadyReleased):
        publish_release(release=second, by=by)

    assert (again.published_at, again.published_by) == (published.published_at, by)
    assert first.items.get().is_published
    second.refresh_from_db()
    assert second.published_at is None
    assert not second.items.get().is_published
    assert told("published") == 1
    assert not [line for line in broken() if "published releases" in line]


def test_an_idea_that_was_released_cannot_be_added_to_another_published_one():
    board, by = make_board(), AdminFactory()
    idea = completed("Ferries", board=board)
    publish_release(release=draft(board=board), by=by)
    other = draft(board=board)
    edit_release(release=other, items=[{"group": "new", "text": "Free"}], by=by)
    publish_release(release=other, by=by)

    with pytest.raises(AlreadyReleased):
        edit_release(release=other, items=[{"group": "new", "idea": idea.pk}], by=by)

    assert lines(other) == [("new", "Free")]


def test_what_is_no_longer_completed_stops_it():
    drafts = []
    for now in ("reopened", "merged", "deleted"):
        board = make_board()
        idea = completed("Ferries", board=board)
        drafts.append(draft(board=board))
        at = idea.thread.created_at
        match now:
            case "reopened":
                with_status(idea, "in_progress")
            case "merged":
                Idea.objects.filter(pk=idea.pk).update(merged_into=completed("O"), merged_at=at)
            case "deleted":
                idea.thread.deleted_at = at
                idea.thread.save()

    for made in drafts:
        with pytest.raises(NotCompleted, match="Ferries"):
            publish_release(release=made, by=AdminFactory())

    assert not Release.objects.filter(published_at__isnull=False).exists()
    assert told("published") == 0


def test_an_empty_one_is_not_published():
    with pytest.raises(ReleaseEmpty):
        publish_release(release=draft(), by=AdminFactory())


def test_a_published_one_is_edited_with_an_event_and_never_deleted():
    made, by = draft(), AdminFactory()
    edit_release(release=made, source="Notes", by=by)
    assert told("edited") == 0
    publish_release(release=made, by=by)

    edit_release(release=made, items=[{"group": "new", "text": "Late"}], by=by)
    with pytest.raises(ReleasePublic):
        delete_release(release=made, by=by)
    with pytest.raises(ReleasePublic):
        add_completed_ideas(release=made, by=by)

    assert told("edited") == 1
    assert made.items.get().is_published


def test_a_draft_is_deleted_with_its_lines_and_the_ideas_stay():
    board = make_board()
    idea = completed(board=board)
    made = draft(board=board)

    delete_release(release=made, by=AdminFactory())
    delete_release(release=made, by=AdminFactory())

    assert not Release.objects.exists()
    assert Idea.objects.filter(pk=idea.pk).exists()
