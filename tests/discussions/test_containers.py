"""What every kind of container gets, tried with one that only registers: the toy's boards."""

import pytest

from community.accounts.audiences.actions import form_group
from community.accounts.models import User
from community.discussions.actions import delete_thread, like_post, reply_to_thread
from community.discussions.containers.actions import (
    NotEmpty,
    SlugTaken,
    WouldBecomePublic,
    create_container,
    delete_container,
    repair_containers,
    set_permissions,
)
from community.discussions.containers.actions.tagging import MoreTagsNeeded
from community.discussions.models import Tag, Thread
from community.discussions.models.reading import Level
from community.discussions.reading.actions import watch_place
from community.discussions.reading.watching import watchers
from community.discussions.tags.actions import TooManyTags, make_tag
from community.kernel.errors import Denied
from community.kernel.subjects import Subject, resolve_many
from forum.models import Category
from tests.factories import AdminFactory, CategoryFactory, ModeratorFactory, UserFactory
from tests.handled import handled
from tests.toykind.actions import pin_note
from tests.toykind.models import Board

pytestmark = pytest.mark.django_db


def a_board(slug="garden", **fields):
    return create_container(Board, title="Garden", slug=slug, by=AdminFactory(), **fields)


def a_note(board, *, by=None, tags=()):
    return pin_note(board=board, title="Weeds", source="Many.", tags=tags, by=by or UserFactory())


def permit(board, *rows, **said):
    return set_permissions(container=board, rows=rows, by=AdminFactory(), **said)


def fresh(person):
    return User.objects.get(pk=person.pk)


def test_who_may_read_is_an_audience_and_its_threads_follow(as_):
    member, stranger = UserFactory(), UserFactory()
    board = a_board()
    note = a_note(board)
    team = form_group(name="Team", slug="team", members=[member], by=AdminFactory())

    permit(board, (team, "read", "yes"))

    seen = {who: Thread.objects.visible_to(fresh(who)).exists() for who in (member, stranger)}
    assert seen == {member: True, stranger: False}
    handled()
    page = f"/threads/{note.pk}/"
    assert [as_(who).get(page).status_code for who in (member, stranger)] == [200, 404]
    with pytest.raises(WouldBecomePublic, match="1 note"):
        permit(board)


ACTS = {
    "start": lambda board, note, by: a_note(board, by=by),
    "tag": lambda board, note, by: a_note(board, by=by, tags=["weed"]),
    "reply": lambda board, note, by: reply_to_thread(thread=note, source="Pull them.", by=by),
    "react": lambda board, note, by: like_post(post=note.posts.get(), by=by),
    "moderate": lambda board, note, by: delete_thread(thread=note, by=by),
}


@pytest.mark.parametrize("action", ACTS)
def test_what_one_may_do_in_it_its_permissions_say(action):
    make_tag(name="weed", by=ModeratorFactory())
    board = a_board()
    note = a_note(board)
    member = UserFactory()

    permit(board, (None, action, "no"))
    with pytest.raises(Denied):
        ACTS[action](board, note, fresh(member))

    permit(board, (None, action, "yes"))
    ACTS[action](board, note, fresh(member))


def test_a_container_may_ask_for_tags_and_they_count_notes_too():
    make_tag(name="weed", by=ModeratorFactory())
    board = a_board(min_tags=1)
    with pytest.raises(MoreTagsNeeded, match="A note in this board needs at least 1 tag"):
        a_note(board)
    with pytest.raises(TooManyTags, match="A note can have at most 5 tags"):
        a_note(board, tags=["a", "b", "c", "d", "e", "f"])

    note = a_note(board, tags=["weed"])
    handled()

    assert [tag.name for tag in note.tags.all()] == ["weed"]
    assert Tag.objects.get().threads_count == 1
    delete_thread(thread=note, by=ModeratorFactory())
    handled()
    assert Tag.objects.get().threads_count == 0


def test_its_counters_are_folded_from_events_and_repaired():
    board = a_board()
    reply_to_thread(thread=a_note(board), source="Pull them.", by=UserFactory())
    handled()

    counted = Board.objects.values_list("threads_count", "posts_count").get()

    assert counted == (1, 2)
    Board.objects.update(posts_count=7)
    assert repair_containers() == [f"pinboard {board.pk}: counters were off, are (1, 2)"]


def test_who_watches_a_container_or_a_tag_watches_its_threads():
    of_board, of_tag = UserFactory(), UserFactory()
    tag = make_tag(name="weed", description="Unwanted.", by=ModeratorFactory())
    board = a_board()
    watch_place(kind="toykind.board", object_id=board.pk, level=Level.WATCHING, by=of_board)
    watch_place(kind="forum.tag", object_id=tag.pk, level=Level.WATCHING, by=of_tag)

    note = a_note(board, tags=["weed"])

    assert {of_board, of_tag} <= set(watchers(note))


def test_kinds_keep_apart_what_is_theirs():
    category, board = CategoryFactory(slug="garden"), a_board("garden")

    assert [*Category.objects.all()] == [category]
    assert [*Board.objects.all()] == [board]
    with pytest.raises(SlugTaken, match="Another board has this slug"):
        a_board("garden")
    subject = Subject("toykind.board", board.pk)
    assert resolve_many([subject], UserFactory())[subject].url == board.get_absolute_url()


def test_only_an_empty_one_can_be_deleted():
    board = a_board()
    note = a_note(board)
    delete_thread(thread=note, by=ModeratorFactory())
    with pytest.raises(NotEmpty, match="Move its notes and subboards first"):
        delete_container(container=board, by=AdminFactory())

    other = a_board("shed")
    delete_container(container=other, by=AdminFactory())

    assert [*Board.objects.all()] == [board]
