"""The pages on which administrators set up boards."""

import pytest

from community.accounts.models import Group
from feedback.models import Board, Status
from tests.factories import AdminFactory, ModeratorFactory
from tests.feedback.factories import make_board, make_idea

pytestmark = pytest.mark.django_db

LIMITS = {f"limit_{level}": n for level, n in enumerate((1, 2, 3, 4, 5))}
FIELDS = {
    "title": "Console", "slug": "console", "position": 0, "icon": 1, "hue": 1, "min_tags": 0,
    "default_view": "nested", "max_weight": 3, "accepts_bugs": "on", **LIMITS,
}  # fmt: skip


@pytest.fixture
def admin():
    return AdminFactory()


def typed_in(form):
    """What a browser sends of the form as it is shown."""
    values = {name: form[name].value() for name in form.fields if name != "required_tag_groups"}
    return {
        name: value for name, value in values.items() if value is not None and value is not False
    }


def url_of(board, name):
    return f"{board.get_absolute_url()}{name}/"


def test_a_board_is_created_with_its_settings(as_, admin):
    done = as_(admin).post("/ideas/boards/new/", FIELDS)

    board = Board.objects.select_related("feedback_settings").get()
    assert done.url == url_of(board, "settings")
    assert board.feedback_settings.vote_limits == [1, 2, 3, 4, 5]
    assert board.feedback_settings.max_weight == 3
    assert board.statuses.count() == len(Status.Category)


def test_settings_show_and_keep_what_is_set(as_, admin):
    board = make_board(vote_limits=[1, 1, 1, 1, 9], allows_downvotes=True, by=admin)
    client = as_(admin)

    form = client.get(url_of(board, "settings")).context["fields"]
    typed = typed_in(form)
    client.post(url_of(board, "settings"), {**typed, "title": "Display"})

    board = Board.objects.select_related("feedback_settings").get()
    assert board.title == "Display"
    assert board.feedback_settings.vote_limits == [1, 1, 1, 1, 9]
    assert board.feedback_settings.allows_downvotes


def test_statuses_are_renamed_added_and_kept_where_ideas_have_them(as_, admin):
    board = make_board(by=admin)
    idea = make_idea(board=board)
    client, url = as_(admin), url_of(board, "statuses")
    form = client.get(url_of(board, "settings")).context["statuses"]
    typed = typed_in(form)
    planned = board.statuses.get(category="planned")

    client.post(
        url,
        typed | {f"{planned.pk}-name": "Next", "new-category": "planned", "new-name": "Later",
                 "new-position": 9},
    )  # fmt: skip
    refused = client.post(url, typed | {f"{idea.status_id}-delete": "on"})

    names = board.statuses.filter(category="planned").order_by("position", "pk")
    assert [row.name for row in names] == ["Next", "Later"]
    assert refused.status_code == 422
    assert board.statuses.filter(pk=idea.status_id).exists()


def test_permissions_make_a_board_private(as_, admin, client):
    board = make_board(by=admin)
    moderators = Group.objects.get(rule="moderators")

    as_(admin).post(
        url_of(board, "permissions"),
        {f"{moderators.pk}-read": "yes", "version": board.version},
    )

    assert client.get(board.get_absolute_url()).status_code == 404
    assert as_(ModeratorFactory()).get(board.get_absolute_url()).status_code == 200


def test_an_empty_board_can_be_deleted(as_, admin):
    board, full = make_board(by=admin), make_board(by=admin)
    make_idea(board=full)

    for each in (board, full):
        as_(admin).post(url_of(each, "removal"))

    assert list(Board.objects.all()) == [full]


def test_only_administrators_set_up_boards(as_):
    board, client = make_board(), as_(ModeratorFactory())

    assert client.get(url_of(board, "settings")).status_code == 403
    assert client.get("/ideas/boards/new/").status_code == 403
    assert "New board" not in client.get("/ideas/boards/").content.decode()
