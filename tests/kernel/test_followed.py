"""When what programs see of a row changed last: all that changes it moves that, views do not."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import F
from django.utils import timezone

from community.accounts.audiences.actions import edit_group, form_group
from community.accounts.models import Group, User
from community.accounts.people.actions import set_trust_level, silence_member
from community.accounts.people.actions_profile import edit_profile, rename_member
from community.discussions import actions as discussions
from community.discussions.models import Post, Tag, Thread
from community.discussions.posts.actions.repair import repair_threads
from community.discussions.ranking.actions import repair_scores
from community.discussions.tags import actions as tags
from community.kernel.models import Followed
from forum import actions as forum
from forum.models import Category
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
    in_hours,
)

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.now() - timedelta(days=400)

# Columns that programs do not see, never change, or are only counted.
QUIET = {
    "accounts.User": """id password folded_username email is_staff is_superuser is_moderator
        is_bot date_joined silenced_until suspended_until warned_at session_epoch theme density
        time_zone language""",
    "accounts.Group": "id",
    "discussions.Thread": """id kind deleted_by_id closed_by_id highest_number others_count
        views_count created_at hot top_day top_week top_month top_quarter top_year top_all
        has_outdated_hints hidden_at""",
    "discussions.Post": "id path html_version created_at deleted_by_id hidden_at is_comment",
    "discussions.Container": "id kind threads_count posts_count",
    "discussions.Tag": "id folded_name threads_count",
}
FOLLOWED = [
    model for model in apps.get_models() if issubclass(model, Followed) and not model._meta.proxy
]


@pytest.mark.parametrize("model", FOLLOWED)
def test_every_column_is_followed_or_said_to_be_quiet(model):
    definition = "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = %s"
    with connection.cursor() as cursor:
        cursor.execute(definition, [f"{model._meta.db_table}_followed"])
        [[trigger]] = cursor.fetchall()
    plain = trigger.replace('"', "")
    of, when = re.search(r"UPDATE OF (.*?) ON .* WHEN (.*) EXECUTE", plain).groups()

    followed, quiet = set(of.split(", ")), set(QUIET[model._meta.label].split())

    columns = {field.column for field in model._meta.local_concrete_fields} - {"updated_at"}
    assert followed | quiet == columns
    assert not followed & quiet
    assert {name for name in followed if f"new.{name}" in when} == followed


def age(*rows):
    """Nothing about these rows changed for long."""
    for row in rows:
        type(row).objects.filter(pk=row.pk).update(updated_at=LONG_AGO)
        row.refresh_from_db()


def has_moved(row):
    moved = type(row).objects.values_list("updated_at", flat=True).get(pk=row.pk)
    return moved != LONG_AGO


@pytest.fixture
def topic():
    return TopicFactory(category=CategoryFactory())


@pytest.fixture
def post(topic):
    return PostFactory(thread=topic.thread)


MODERATOR = {
    "close": discussions.close_thread,
    "archive": discussions.archive_thread,
    "pin": discussions.pin_thread,
    "delete": discussions.delete_thread,
}


@pytest.mark.parametrize("name", MODERATOR)
def test_a_state_moves_the_thread(name, topic):
    age(topic.thread)

    MODERATOR[name](thread=topic.thread, by=ModeratorFactory())

    assert has_moved(topic.thread)


def test_taking_a_state_back_moves_it_too(topic):
    keeper = ModeratorFactory()
    for there, back in [
        (discussions.close_thread, discussions.reopen_thread),
        (discussions.archive_thread, discussions.unarchive_thread),
        (discussions.pin_thread, discussions.unpin_thread),
        (discussions.delete_thread, discussions.restore_thread),
    ]:
        there(thread=topic.thread, by=keeper)
        age(topic.thread)
        back(thread=topic.thread, by=keeper)
        assert has_moved(topic.thread), back.__name__


@pytest.mark.parametrize("changed", ["title", "category", "tags"])
def test_a_topics_head_moves_its_thread(changed, topic):
    tags.make_tag(name="rain", by=AdminFactory())
    new = {"title": "Another", "category": CategoryFactory(), "tags": ["rain"]}[changed]
    age(topic.thread)

    forum.edit_topic(topic=topic, by=ModeratorFactory(), **{changed: new})

    assert has_moved(topic.thread)


def test_an_answer_moves_thread_when_it_is_accepted_and_withdrawn(post):
    for act in (forum.accept_answer, forum.withdraw_answer):
        age(post.thread)
        act(post=post, by=ModeratorFactory())
        assert has_moved(post.thread), act.__name__


def test_a_reply_moves_its_thread_and_what_it_answers(post):
    age(post, post.thread)

    discussions.reply_to_thread(thread=post.thread, source="!", parent=post, by=UserFactory())

    assert has_moved(post.thread)
    assert has_moved(post)


def test_a_reaction_moves_post_and_thread_each_time(post):
    liker = UserFactory()
    for reaction in ("thanks", "smile", None):
        age(post, post.thread)
        if reaction:
            discussions.like_post(post=post, by=liker, reaction=reaction)
        else:
            discussions.unlike_post(post=post, by=liker)
        assert has_moved(post), reaction
        assert has_moved(post.thread), reaction


def test_editing_deleting_and_restoring_move_a_post(post):
    for act in (
        lambda: discussions.edit_post(post=post, source="other words", by=post.author),
        lambda: discussions.delete_post(post=post, by=post.author),
        lambda: discussions.restore_post(post=post, by=post.author),
    ):
        age(post, post.thread)
        act()
        assert has_moved(post)
        assert has_moved(post.thread)


def test_another_audience_moves_the_threads_in_it(topic):
    age(topic.thread, topic.category)
    group = form_group(name="Team", slug="team", by=AdminFactory())

    reading = [(group, "read", "yes")]
    forum.set_permissions(category=topic.category, rows=reading, by=AdminFactory())

    assert has_moved(topic.thread)
    assert has_moved(topic.category)


def test_what_is_only_counted_moves_nothing(post):
    thread, category = post.thread, post.thread.topic.category
    tag = tags.make_tag(name="rain", by=AdminFactory())
    age(post, thread, category, tag, post.author)

    Thread.objects.update(views_count=F("views_count") + 7, hot=3, top_day=2, highest_number=9)
    Category.objects.update(threads_count=F("threads_count") + 1, posts_count=40)
    Tag.objects.update(threads_count=4)
    User.objects.update(email="x@example.org", session_epoch=4, theme="dark")
    repair_scores()

    assert not any(has_moved(row) for row in (post, thread, category, tag, post.author))


def test_writing_what_stands_there_already_moves_nothing(post):
    age(post, post.thread, post.author)

    for row in (post, post.thread, post.author):
        row.save()
    repair_threads()

    assert not any(has_moved(row) for row in (post, post.thread, post.author))


def test_many_at_once_and_sql_by_hand_move_rows(post):
    age(post, post.thread)

    Thread.objects.update(likes_count=F("likes_count") + 1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE discussions_post SET html = '<p>anew</p>'")

    assert has_moved(post)
    assert has_moved(post.thread)


def test_what_is_seen_of_a_member_moves_the_member():
    member, admin = UserFactory(), AdminFactory()
    for act in (
        lambda: rename_member(member=member, username="somebody_else", by=admin),
        lambda: set_trust_level(member=member, level=3, by=admin),
        lambda: edit_profile(member=member, by=member, source="First words"),
        lambda: edit_profile(member=member, by=member, source="Other words"),
        lambda: edit_profile(member=member, by=member, location="By the sea"),
        lambda: User.objects.filter(pk=member.pk).update(reputation=9),
    ):
        age(member)
        act()
        assert has_moved(member)


def test_what_is_not_seen_of_a_member_does_not():
    member = UserFactory()
    edit_profile(member=member, by=member, source="Words")
    age(member)

    edit_profile(member=member, by=member, theme="dark", is_indexed=False)
    silence_member(member=member, until=in_hours(1), by=ModeratorFactory())

    assert not has_moved(member)


def test_places_and_words_move():
    admin = AdminFactory()
    category, tag = CategoryFactory(), tags.make_tag(name="rain", by=admin)
    group = form_group(name="Team", slug="team", by=admin)
    for row, act in (
        (category, lambda: forum.edit_category(category=category, by=admin, title="Another")),
        (tag, lambda: tags.edit_tag(tag=tag, by=admin, description="Wet")),
        (group, lambda: edit_group(group=group, by=admin, name="Crew")),
    ):
        age(row)
        act()
        assert has_moved(row)


def test_a_renamed_tag_moves_the_threads_that_show_it(topic):
    admin = AdminFactory()
    tag = tags.make_tag(name="rain", by=admin)
    forum.edit_topic(topic=topic, by=admin, tags=["rain"])
    age(topic.thread)

    tags.edit_tag(tag=tag, by=admin, name="drizzle")

    assert has_moved(topic.thread)


# -- what the interfaces tell ----------------------------------------------------------------
def told(answer):
    """The time in an answer, as the database has it."""
    return answer.json()["updated_at"].replace("Z", "+00:00")


def kept(model, pk):
    return model.objects.get(pk=pk).updated_at.isoformat()


def test_an_answer_tells_of_the_change_that_it_answers(as_, topic, post):
    client, admin = as_(post.author), as_(AdminFactory())
    json = {"content_type": "application/json"}
    rows = (post, topic.thread, topic.category, post.author)
    me, api = post.author, "/api/v1"
    words = {"source": "Words"}
    begun = {"title": "New", "category": topic.category.pk, **words}
    for send, url, body, of in (
        (client.post, f"{api}/threads/{topic.pk}/posts/", words, Post),
        (client.patch, f"{api}/posts/{post.pk}/", {"source": "other"}, post),
        (client.delete, f"{api}/posts/{post.pk}/", {}, None),
        (client.put, f"{api}/posts/{post.pk}/recovery/", {}, post),
        (client.post, f"{api}/topics/", begun, Thread),
        (admin.patch, f"{api}/topics/{topic.pk}/", {"title": "Other"}, topic.thread),
        (admin.put, f"{api}/answers/{post.pk}/acceptance/", {}, topic.thread),
        (admin.delete, f"{api}/answers/{post.pk}/acceptance/", {}, topic.thread),
        (admin.put, f"{api}/threads/{topic.pk}/closure/", {}, topic.thread),
        (client.patch, f"{api}/me/", {"bio": "Words"}, me),
        (client.patch, f"{api}/me/", {"bio": "Other words"}, me),
        (admin.patch, f"{api}/categories/{topic.category.pk}/", {"title": "P"}, topic.category),
        (admin.post, f"{api}/tags/", {"name": "rain"}, Tag),
        (admin.post, f"{api}/groups/", {"name": "Team", "slug": "team"}, Group),
    ):
        age(*rows)
        answer = send(url, body, **json)
        assert answer.status_code < 300, (url, answer.content)
        if of is None:
            continue
        model, pk = (of, answer.json()["id"]) if isinstance(of, type) else (type(of), of.pk)
        assert told(answer) == kept(model, pk), url
        assert told(answer) > LONG_AGO.isoformat(), url


def test_lists_give_what_changed_since(as_, post):
    other = PostFactory()
    age(post.thread, other.thread, post, other, post.thread.topic.category)
    discussions.edit_post(post=post, source="other words", by=post.author)
    client, since = as_(), {"updated_since": (LONG_AGO + timedelta(days=1)).isoformat()}

    def listed(path):
        return [row["id"] for row in client.get(f"/api/v1/{path}/", since).json()["results"]]

    assert listed("threads") == listed("topics") == [post.thread_id]
    assert listed(f"threads/{post.thread_id}/posts")[-1] == post.pk
    assert listed(f"threads/{other.thread_id}/posts") == [other.thread.posts.get(number=1).pk]
    assert post.thread.topic.category_id not in listed("categories")


def test_graphql_tells_it_too(as_, post):
    age(post)
    query = (
        f"mutation {{ discussions {{ likePost(postId: {post.pk}) {{ post {{ updatedAt }} }} }} }}"
    )

    answer = as_(UserFactory()).post("/graphql/", {"query": query}, content_type="application/json")

    [liked] = answer.json()["data"]["discussions"].values()
    assert liked["post"]["updatedAt"] == kept(Post, post.pk)


def test_every_row_that_is_new_is_new_today(post):
    assert all(
        timezone.now() - row.updated_at < timedelta(minutes=5) for row in (post, post.author)
    )
