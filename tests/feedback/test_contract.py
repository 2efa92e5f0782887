"""The operations of feedback that were promised to clients, word for word."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.discussions.actions import reply_to_thread
from community.kernel.costs import USUAL_LISTED
from community.schema import schema
from feedback.ideas.actions import merge_idea
from feedback.ideas.queries import ideas_for
from feedback.models import Idea
from feedback.roadmap.actions import set_eta
from feedback.votes.actions import cast_vote
from tests.factories import ModeratorFactory, UserFactory
from tests.feedback.factories import make_board, make_idea

pytestmark = pytest.mark.django_db

GET_FEATURES = """
query GetFeatureRequests($sort: FeedbackSort) { feedback { features(sort: $sort) { id title description author votes status
  category roadmapEta comments { count } } } }
"""  # noqa: E501 - as it was promised
SUBMIT_FEATURE = """
mutation SubmitFeature($input: FeatureInput!) { feedback { submitFeature(input: $input) { id votingUrl } } }
"""  # noqa: E501
VOTE_FEATURE = """
mutation VoteFeature($featureId: ID!, $vote: VoteType!) { feedback { vote(featureId: $featureId, vote: $vote) { newScore userVotesRemaining } } }
"""  # noqa: E501


def ask(client, query, **variables):
    body = {"query": query, "variables": variables}
    return client.post("/graphql/", body, content_type="application/json").json()


def features(client, **variables):
    return ask(client, GET_FEATURES, **variables)["data"]["feedback"]["features"]


def test_the_types_are_as_promised():
    types = schema.graphql_schema.type_map
    assert set(types["FeedbackSort"].values) == {"TRENDING", "TOP", "NEWEST"}
    assert set(types["VoteType"].values) == {"UP", "DOWN", "NONE"}
    fields = {name: str(field.type) for name, field in types["FeatureInput"].fields.items()}
    assert fields == {"title": "String!", "description": "String!", "category": "String"}


def test_a_feature_tells_all_that_was_promised(as_):
    board = make_board(slug="product")
    idea = make_idea(board=board, title="Frost", source="It is *cold*.")
    reply_to_thread(thread=idea.thread, source="Yes.", by=UserFactory())
    set_eta(idea=idea, eta_date=date(2027, 8, 1), eta_precision="quarter", by=ModeratorFactory())

    [row] = features(as_())

    assert row == {
        "id": str(idea.pk), "title": "Frost", "description": "It is *cold*.",
        "author": idea.thread.author.username, "votes": 1, "status": "Submitted",
        "category": "product", "roadmapEta": "Q3 2027", "comments": {"count": 1},
    }  # fmt: skip


def test_features_come_in_the_order_that_is_asked_for(as_):
    board = make_board()
    first, second, third = (make_idea(board=board) for _ in range(3))
    for member in (UserFactory(), UserFactory()):
        cast_vote(idea=second, value=1, by=member)
    ids = [str(idea.pk) for idea in (third, second, first)]
    client = as_()

    assert [row["id"] for row in features(client, sort="NEWEST")] == ids
    for sort in ("TOP", "TRENDING", None):
        assert features(client, sort=sort)[0]["id"] == str(second.pk)


def test_what_others_may_not_see_and_what_is_merged_is_not_there(as_):
    board, team = make_board(), ModeratorFactory()
    source, into = make_idea(board=board), make_idea(board=board)
    merge_idea(source=source, into=into, by=team)
    private = make_idea(board=board, is_private=True)
    make_idea(board=board, kind="bug", is_security=True)

    assert [row["id"] for row in features(as_())] == [str(into.pk)]
    assert {row.pk for row in ideas_for(private.thread.author)} == {into.pk, private.pk}


def test_a_feature_is_submitted(as_):
    make_board(slug="first"), make_board(slug="second")
    client = as_(UserFactory(trust_level=2))
    said = {"title": "Frost", "description": "Warn me."}

    answer = ask(client, SUBMIT_FEATURE, input=said)["data"]["feedback"]["submitFeature"]
    ask(client, SUBMIT_FEATURE, input={**said, "title": "Ice", "category": "second"})

    first, second = Idea.objects.order_by("pk")
    assert answer["id"] == str(first.pk)
    assert answer["votingUrl"].endswith(first.get_absolute_url())
    assert answer["votingUrl"].startswith("http")
    assert [first.board.slug, second.board.slug] == ["first", "second"]


def test_a_vote_tells_the_score_and_what_is_left(as_):
    idea = make_idea()
    client = as_(UserFactory(trust_level=1))

    def vote(which):
        answer = ask(client, VOTE_FEATURE, featureId=str(idea.pk), vote=which)
        return (answer["data"]["feedback"] or {}).get("vote"), answer.get("errors")

    assert vote("UP") == ({"newScore": 2, "userVotesRemaining": 3}, None)
    assert vote("UP") == ({"newScore": 2, "userVotesRemaining": 3}, None)
    assert vote("NONE") == ({"newScore": 1, "userVotesRemaining": 4}, None)
    nothing, [error] = vote("DOWN")
    assert nothing is None
    assert error["extensions"]["code"]


def test_visitors_read_and_do_not_write(as_):
    idea = make_idea()
    client = as_()
    answers = [
        ask(client, VOTE_FEATURE, featureId=str(idea.pk), vote="UP"),
        ask(client, SUBMIT_FEATURE, input={"title": "Frost", "description": "Warn me."}),
    ]
    assert [one["errors"][0]["extensions"]["code"] for one in answers] == ["not_signed_in"] * 2
    assert Idea.objects.count() == 1


def test_many_cost_as_many_queries_as_three(as_):
    board, client = make_board(), as_()

    def counted():
        features(client)
        with CaptureQueriesContext(connection) as caught:
            rows = features(client)
        return len(rows), len(caught)

    for _ in range(3):
        make_idea(board=board)
    three = counted()
    for _ in range(27):
        make_idea(board=board)
    assert counted() == (USUAL_LISTED, three[1])
