"""Flagging and deciding through every interface, with things of a domain of its own."""

import pytest

from community.discussions.models import Thread
from community.moderation.models import Flag, ReviewItem
from community.notifications.models import Notification
from tests.factories import ModeratorFactory, PostFactory, UserFactory
from tests.handled import handled
from tests.toykind.actions import send_letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_news_of_badges")]

GRAPHQL_FLAG = """
mutation ($subject: String!) {
  flags { flagContent(subject: $subject, reason: SPAM) { flag { outcome subject } } }
}
"""
GRAPHQL_DECIDE = """
mutation ($item: ID!, $decision: String!) {
  moderation { decideItem(itemId: $item, decision: $decision) { item { status } } }
}
"""
GRAPHQL_ITEMS = """
{ moderation { items(status: "open") { nodes { subject content { title } flags { reason }
  notes { text } member { username } } } dashboard { open byType { type count } } } }
"""


def graphql(client, query, **variables):
    body = {"query": query, "variables": variables}
    return client.post("/graphql/", body, content_type="application/json").json()


def flag_by_rest(client, subject):
    body = {"subject": subject, "reason": "spam"}
    return client.post("/api/v1/flags/", body, content_type="application/json")


def flag_by_graphql(client, subject):
    return graphql(client, GRAPHQL_FLAG, subject=subject)


def decide_by_rest(client, item, decision):
    url = f"/api/v1/moderation/items/{item.pk}/decision/"
    return client.put(url, {"decision": decision}, content_type="application/json")


def decide_by_graphql(client, item, decision):
    return graphql(client, GRAPHQL_DECIDE, item=item.pk, decision=decision)


@pytest.mark.parametrize("decide", [decide_by_rest, decide_by_graphql])
@pytest.mark.parametrize("flag", [flag_by_rest, flag_by_graphql])
def test_a_letter_is_flagged_queued_and_hidden(flag, decide, as_):
    """The toy domain registers what a letter is, and who hides it: nothing else."""
    writer, moderator, outsider = UserFactory(), ModeratorFactory(), ModeratorFactory()
    letter = send_letter(to=moderator, title="Cheap shoes", source="Buy.", by=writer)

    for _ in range(2):
        flag(as_(moderator), f"toykind.letter:{letter.pk}")

    item = ReviewItem.objects.get()
    assert Flag.objects.get().member == moderator
    assert item.member == writer
    decide(as_(outsider), item, "hide")
    assert Thread.objects.get(pk=letter.pk).is_live
    decide(as_(moderator), item, "hide")
    assert Thread.objects.get(pk=letter.pk).hidden_at
    handled()
    assert Notification.objects.get(member=writer).type == "moderation.content_hidden"


def test_private_content_leaks_through_no_interface(as_):
    writer, moderator, outsider = UserFactory(), ModeratorFactory(), ModeratorFactory()
    letter = send_letter(to=moderator, title="Cheap shoes", source="Buy.", by=writer)
    subject = f"toykind.letter:{letter.pk}"
    flag_by_rest(as_(moderator), subject)
    item = ReviewItem.objects.get()

    assert flag_by_rest(as_(UserFactory()), subject).json()["code"] == "nothing_to_flag"
    for client in (as_(outsider), as_(UserFactory()), as_()):
        assert client.get(f"/api/v1/moderation/items/{item.pk}/").status_code in {401, 403, 404}
        assert b"Cheap shoes" not in client.get("/api/v1/moderation/items/").content
        assert "Cheap shoes" not in str(graphql(client, GRAPHQL_ITEMS))
    assert as_(moderator).get(f"/api/v1/moderation/items/{item.pk}/").json()["content"]["title"]


def test_a_post_is_read_and_filtered_by_programs(as_):
    post = PostFactory()
    client = as_(ModeratorFactory())
    flag_by_rest(as_(UserFactory()), f"discussions.post:{post.pk}")

    listed = client.get(f"/api/v1/moderation/items/?status=open&member={post.author.username}")
    [row] = listed.json()["results"]
    assert row["subject"] == f"discussions.post:{post.pk}"
    assert row["content"]["html"] == post.html
    assert [flag["reason"] for flag in row["flags"]] == ["spam"]
    for none in ("status=decided", "type=appeal", "mine=true", "member=nobody"):
        assert client.get(f"/api/v1/moderation/items/?{none}").json()["results"] == []
    found = graphql(client, GRAPHQL_ITEMS)["data"]["moderation"]
    assert found["items"]["nodes"][0]["member"]["username"] == post.author.username
    assert found["dashboard"] == {"open": 1, "byType": [{"type": "flag", "count": 1}]}


def test_two_moderators_at_once_hear_who_was_first(as_):
    post, first = PostFactory(), ModeratorFactory()
    flag_by_rest(as_(UserFactory()), f"discussions.post:{post.pk}")
    item = ReviewItem.objects.get()

    assert decide_by_rest(as_(first), item, "approve").json()["status"] == "approved"
    refused = decide_by_rest(as_(ModeratorFactory()), item, "reject")

    assert (refused.status_code, refused.json()["code"]) == (409, "already_decided")
    assert first.username in refused.json()["detail"]


def test_own_flags_are_listed_and_withdrawn(as_):
    post, member = PostFactory(), UserFactory()
    subject = f"discussions.post:{post.pk}"
    flag_by_rest(as_(member), subject)

    assert as_(member).get("/api/v1/me/flags/").json()["results"][0]["outcome"] == "pending"
    assert as_(UserFactory()).delete(f"/api/v1/flags/{subject}/").status_code == 404
    assert as_(member).delete(f"/api/v1/flags/{subject}/").status_code == 204
    assert as_(member).get("/api/v1/me/flags/").json()["results"] == []
