"""Boards, their settings and their statuses."""

import pytest

from community.discussions.containers.actions import NotEmpty, SlugTaken
from community.discussions.containers.actions.containers import UnfitValue
from community.kernel.errors import Denied, Stale
from community.kernel.subjects import Subject
from feedback.boards.actions import (
    CategoryOfStatusIsFixed,
    CategoryWithoutStatus,
    StatusesAlike,
    StatusInUse,
    SubjectTaken,
    delete_board,
    edit_board,
    edit_statuses,
    set_permissions,
)
from feedback.boards.queries import board_for_subject
from feedback.models import Board, BoardSettings, Status
from tests.factories import AdminFactory, ModeratorFactory
from tests.feedback.factories import make_board, make_idea

pytestmark = pytest.mark.django_db
EACH = [{"category": each} for each in Status.Category.values]


@pytest.fixture
def admin():
    return AdminFactory()


def settings(board):
    return BoardSettings.objects.get(board=board.pk)


def test_a_board_is_edited_with_its_settings(admin):
    board = make_board(by=admin)
    edited = edit_board(
        board=board, title="Product", max_weight=3, allows_downvotes=True,
        vote_limits=[1, 1, 2, 2, 3], version=board.version, by=admin,
    )  # fmt: skip
    assert edited.title == "Product"
    assert settings(board).max_weight == 3
    assert settings(board).limit_for(4) == 3
    with pytest.raises(Stale):
        edit_board(board=board, max_weight=1, version=board.version, by=admin)


def test_settings_that_do_not_fit_are_refused(admin):
    board = make_board(by=admin)
    for said in ({"max_weight": 4}, {"vote_limits": [1, 2]}, {"vote_limits": [-1] * 5}):
        with pytest.raises(UnfitValue):
            edit_board(board=board, by=admin, **said)
    with pytest.raises(SlugTaken):
        make_board(slug=board.slug, by=admin)


def test_only_administrators_set_up_boards():
    board, moderator = make_board(), ModeratorFactory()
    calls = [
        lambda: edit_board(board=board, max_weight=2, by=moderator),
        lambda: delete_board(board=board, by=moderator),
        lambda: edit_statuses(board=board, statuses=EACH, by=moderator),
        lambda: set_permissions(board=board, rows=[], by=moderator),
    ]
    for call in calls:
        with pytest.raises(Denied):
            call()


def test_only_an_empty_board_is_deleted(admin):
    board, full = make_board(by=admin), make_board(by=admin)
    make_idea(board=full)
    delete_board(board=board, by=admin)
    with pytest.raises(NotEmpty):
        delete_board(board=full, by=admin)
    assert list(Board.objects.all()) == [full]


def test_a_board_is_about_one_thing(admin):
    subject = Subject("registry.extension", 7)
    board = make_board(subject=subject, by=admin)
    assert board_for_subject(subject) == board
    with pytest.raises(SubjectTaken):
        make_board(subject=subject, by=admin)
    edit_board(board=board, subject=None, by=admin)
    assert board_for_subject(subject) is None


def test_statuses_are_added_renamed_and_deleted(admin):
    board = make_board(by=admin)
    [review] = board.statuses.filter(category="under_review")
    wanted = [*EACH, {"category": "under_review", "name": "Needs research", "position": 9}]
    edit_statuses(board=board, statuses=wanted, by=admin)
    assert board.statuses.count() == 7
    added = board.statuses.get(name="Needs research")

    swapped = [one for one in EACH if one["category"] != "under_review"]
    swapped += [
        {"id": review.pk, "category": "under_review", "name": "Needs research"},
        {"id": added.pk, "category": "under_review", "name": ""},
    ]
    edit_statuses(board=board, statuses=swapped, by=admin)
    names = dict(board.statuses.filter(category="under_review").values_list("pk", "name"))
    assert names == {review.pk: "Needs research", added.pk: ""}

    edit_statuses(board=board, statuses=EACH, by=admin)
    assert board.statuses.count() == 6


def test_each_category_keeps_a_status_and_one_in_use_stays(admin):
    board = make_board(by=admin)
    [submitted] = board.statuses.filter(category="submitted")
    make_idea(board=board)
    with pytest.raises(CategoryWithoutStatus):
        edit_statuses(board=board, statuses=EACH[1:], by=admin)
    renamed = [{"category": "submitted", "name": "New"}, *EACH[1:]]
    with pytest.raises(StatusInUse):
        edit_statuses(board=board, statuses=renamed, by=admin)
    with pytest.raises(StatusesAlike):
        edit_statuses(board=board, statuses=[*EACH, EACH[0]], by=admin)
    moved = [*EACH, {"id": submitted.pk, "category": "planned", "name": "Soon"}]
    with pytest.raises(CategoryOfStatusIsFixed):
        edit_statuses(board=board, statuses=[*moved[1:], EACH[0]], by=admin)
