"""An idea's page, and what the team does there."""

import pytest

from feedback.ideas.actions import change_status, merge_idea
from feedback.models import Idea, Status, TrackerConnection, TrackerLink
from tests.factories import AdminFactory, ModeratorFactory, UserFactory
from tests.feedback.factories import make_board, make_idea

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return AdminFactory()


@pytest.fixture
def board(team):
    return make_board(title="Console", slug="console", by=team)


def status_of(idea, category):
    return Status.objects.get(board=idea.board_id, category=category)


def stored(idea):
    return Idea.objects.select_related("thread", "status").get(pk=idea.pk)


def action_url(idea, name):
    return f"/ideas/i/x/{idea.pk}/{name}/"


def test_a_page_shows_the_bugs_facts_and_its_history(client, board, team):
    bug = make_idea(
        board=board, title="Restarts", kind="bug", severity=2, steps="Wait <b>", environment="2.1"
    )
    change_status(
        idea=bug, status=status_of(bug, "under_review"), by=team, reason="We can see it, too."
    )

    html = client.get(bug.get_absolute_url()).content.decode()

    for shown in ("Major", "Wait &lt;b&gt;", "2.1", "Under review", "We can see it, too."):
        assert shown in html
    assert "Change status" not in html


def test_an_old_title_leads_to_the_new_address(client, board):
    idea = make_idea(board=board, title="Dew point")

    moved = client.get(f"/ideas/i/old/{idea.pk}/?view=flat")

    assert (moved.status_code, moved.url) == (301, f"{idea.get_absolute_url()}?view=flat")
    assert client.get(f"{idea.get_absolute_url()}1/").url.endswith("#p1")


def test_a_merged_idea_names_its_target_to_whoever_may_see_it(client, as_, board, team):
    hidden = make_idea(board=board, title="Secret plan", by=UserFactory(trust_level=2))
    source = make_idea(board=board, title="Dew point")
    merge_idea(source=source, into=hidden, by=team)
    shown = client.get(source.get_absolute_url()).content.decode()
    assert hidden.get_absolute_url() in shown
    assert source.get_absolute_url() in client.get(hidden.get_absolute_url()).content.decode()

    as_(hidden.thread.author).post(
        action_url(hidden, "edit"),
        {"title": "Secret plan", "kind": "feature", "is_private": "on", "version": hidden.version},
    )

    html = as_(UserFactory()).get(source.get_absolute_url()).content.decode()
    assert "Merged into another idea." in html
    assert "Secret plan" not in html


def test_members_see_how_many_issues_are_linked_and_the_team_sees_which(as_, board, team):
    idea = make_idea(board=board)
    connection = TrackerConnection.objects.create(
        board=board, tracker="github", name="GitHub", api_url="https://api.example.org",
        project="a/b", credentials=b"", webhook_secrets=b"", path_token="t",
    )  # fmt: skip
    TrackerLink.objects.create(
        idea=idea, connection=connection, external_id="42", key="#42", state="linked",
        url="https://tracker.example.org/a/b/issues/42",
    )  # fmt: skip

    member = as_(UserFactory()).get(idea.get_absolute_url()).content.decode()
    of_team = as_(team).get(idea.get_absolute_url()).content.decode()

    assert "1 linked issue" in member
    assert "tracker.example.org" not in member
    assert "https://tracker.example.org/a/b/issues/42" in of_team


def test_the_team_changes_the_status_with_a_reason(as_, board, team):
    idea = make_idea(board=board)
    planned = status_of(idea, "under_review")
    first = as_(team).get(idea.get_absolute_url()).context["status_form"].fields["status"].queryset
    assert [one.category for one in first] == ["under_review"]

    done = as_(team).post(
        action_url(idea, "status"), {"status": planned.pk, "reason": "Good idea."}
    )

    assert done.url == idea.get_absolute_url()
    assert stored(idea).category == "under_review"
    assert "Good idea." in as_().get(idea.get_absolute_url()).content.decode()
    offered = as_(team).get(done.url).context["status_form"].fields["status"].queryset
    assert [one.category for one in offered] == ["planned", "declined", "submitted"]


def test_a_refused_change_keeps_what_was_typed(as_, board, team):
    idea = make_idea(board=board)
    completed = status_of(idea, "completed")  # is not the next step

    refused = as_(team).post(
        action_url(idea, "status"), {"status": completed.pk, "reason": "It is there."}
    )

    assert refused.status_code == 422
    assert "It is there." in refused.content.decode()
    assert stored(idea).category == "submitted"


def test_only_the_team_has_these_forms(as_, client, board, team):
    idea = make_idea(board=board)
    member, of_team = as_(UserFactory(trust_level=3)), as_(team)

    for name in ("status", "merge", "move", "on-behalf"):
        assert member.get(action_url(idea, name)).status_code == 403
        assert client.get(action_url(idea, name)).status_code == 302
        assert of_team.get(action_url(idea, name)).status_code == 200


def test_the_team_merges_by_address_and_unmerges(as_, board, team):
    source, into = make_idea(board=board), make_idea(board=board)
    client, url = as_(team), action_url(source, "merge")

    unknown = client.post(url, {"into": "https://example.org/ideas/i/x/999999/"})
    client.post(url, {"into": f"https://example.org{into.get_absolute_url()}?view=flat"})
    assert unknown.status_code == 422
    assert stored(source).merged_into_id == into.pk

    client.post(url, {"undo": "1"})
    assert stored(source).merged_into_id is None


def test_the_team_moves_an_idea_to_another_board(as_, board, team):
    idea, other = make_idea(board=board), make_board(by=team)

    as_(team).post(action_url(idea, "move"), {"board": other.pk})

    assert stored(idea).board_id == other.pk


def test_open_pages_fetch_the_state_again(as_, board, team):
    idea = make_idea(board=board)
    change_status(idea=idea, status=status_of(idea, "under_review"), by=team, reason="Soon.")

    html = as_(UserFactory()).get(action_url(idea, "state")).content.decode()

    assert f'data-channel="thread.{idea.pk}"' in html
    assert 'id="idea-head" class="meta" hx-swap-oob="true"' in html
    assert "Soon." in html


def test_a_private_idea_is_not_there_for_others(as_, client, board):
    author = UserFactory(trust_level=2)
    idea = make_idea(board=board, by=author, is_private=True)
    addresses = [idea.get_absolute_url(), action_url(idea, "state"), action_url(idea, "edit")]

    for address in addresses:
        assert as_(UserFactory()).get(address).status_code == 404
        assert as_(author).get(address).status_code == 200
        assert as_(ModeratorFactory()).get(address).status_code == 200
    assert client.get(addresses[0]).status_code == 404
