"""Similar ideas while a title is typed, and what searches find ideas by."""

import pytest
from django.contrib.auth.models import AnonymousUser

from community.search.language.parsing import parse
from community.search.queries import find
from feedback.ideas.actions import follow_status, merge_idea
from feedback.ideas.queries import similar_ideas
from tests.factories import ModeratorFactory, TopicFactory, UserFactory
from tests.feedback.factories import make_board, make_idea
from tests.handled import handled

pytestmark = pytest.mark.django_db


def test_the_similar_box_shows_ideas_that_everybody_may_learn_of():
    board, team = make_board(), ModeratorFactory()
    public = make_idea(board=board, title="Warn of frost")
    private = make_idea(board=board, title="Frost alarm", is_private=True)
    make_idea(board=board, title="Frost overflow", kind="bug", is_security=True)
    merged = make_idea(board=board, title="Frost again")
    merge_idea(source=merged, into=public, by=team)
    elsewhere = make_idea(title="Frost elsewhere")
    TopicFactory(title="Frost in the forum")
    handled()

    for viewer in (AnonymousUser(), UserFactory(), team):
        assert set(similar_ideas(viewer, "Frost")) == {public, elsewhere}
    assert set(similar_ideas(private.thread.author, "Frost")) == {public, private, elsewhere}
    assert similar_ideas(team, "Frost", board) == [public]
    assert similar_ideas(team, "") == []


def test_at_most_five_are_similar(as_):
    board = make_board()
    for n in range(7):
        make_idea(board=board, title=f"Warn of frost {n}")
    handled()
    assert len(similar_ideas(AnonymousUser(), "frost")) == 5
    rows = as_().get("/api/v1/ideas/similar/", {"q": "frost"}).json()
    assert len(rows) == 5


def test_ideas_are_found_by_their_status():
    board, team = make_board(), ModeratorFactory()
    planned, _other = (make_idea(board=board, title=f"Warn of frost {n}") for n in range(2))
    follow_status(idea=planned, category="planned", by=team)
    handled()
    viewer = AnonymousUser()

    hits = find(parse("frost status:planned", viewer), viewer).hits

    assert [hit.group_id for hit in hits] == [planned.pk]
