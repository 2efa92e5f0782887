"""What moderators did, for everybody to read, and undoing it."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from community.accounts.audiences.actions import form_audience, form_group
from community.accounts.models import Audience, User
from community.accounts.people.actions_profile import remove_avatar
from community.discussions.actions import (
    archive_thread,
    close_thread,
    delete_post,
    delete_thread,
    edit_post,
    hide_post,
    hide_revision,
    hide_thread,
    pin_thread,
    reopen_thread,
    reply_to_thread,
    restore_post,
    restore_thread,
    unhide_post,
    unhide_thread,
)
from community.discussions.models import Post, Thread
from community.events.models import EventRecord
from community.kernel.errors import Denied, RuleViolation
from community.moderation.log.actions import ChangedSince, TooLateToUndo, undo_act
from community.moderation.log.queries import entries_visible_to, shown_entries
from community.moderation.models import LogEntry
from community.moderation.sanctions.actions import lift_sanction, suspend_member
from forum.actions import delete_category, edit_topic, set_permissions
from forum.moderation import CategoryGone
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)
from tests.handled import handled

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


def logged():
    handled()
    return list(LogEntry.objects.order_by("pk"))


def lines(viewer=VISITOR):
    handled()
    rows = entries_visible_to(viewer).order_by("-happened_at", "-pk")
    return [one.text for one in shown_entries(rows, viewer)]


# -- what is recorded -------------------------------------------------------------------------
ACTS = {
    "thread_closed": lambda thread, post, by: close_thread(thread=thread, by=by),
    "thread_archived": lambda thread, post, by: archive_thread(thread=thread, by=by),
    "thread_pinned": lambda thread, post, by: pin_thread(thread=thread, by=by),
    "thread_deleted": lambda thread, post, by: delete_thread(thread=thread, by=by),
    "thread_hidden": lambda thread, post, by: hide_thread(thread=thread, by=by),
    "post_deleted": lambda thread, post, by: delete_post(post=post, by=by),
    "post_hidden": lambda thread, post, by: hide_post(post=post, by=by),
    "post_edited": lambda thread, post, by: edit_post(post=post, source="Better.", by=by),
}
UNDOABLE = sorted(ACTS.keys() - {"post_edited"})


@pytest.mark.parametrize("name", sorted(ACTS))
def test_an_act_of_a_moderator_is_one_line_however_often_it_is_told(name):
    post, moderator = PostFactory(), ModeratorFactory()

    ACTS[name](post.thread, post, moderator)
    handled()
    again = LogEntry.objects.get()

    assert (again.action, again.actor) == (f"discussions.{name}", moderator)
    assert again.member in {post.author, post.thread.author}
    ACTS[name](post.thread, post, moderator)
    assert logged() == [again]


def test_what_authors_do_with_their_own_is_no_act():
    moderator = ModeratorFactory()
    own = TopicFactory(by=moderator).thread
    post = PostFactory()

    close_thread(thread=own, by=moderator)
    delete_post(post=post, by=post.author)
    edit_topic(topic=TopicFactory(by=moderator), title="Another", by=moderator)

    assert logged() == []


def test_a_move_is_one_line_with_both_categories():
    topic, there, moderator = TopicFactory(), CategoryFactory(title="Frost"), ModeratorFactory()

    edit_topic(topic=topic, category=there, title="Moved", by=moderator)
    edit_topic(topic=topic, title="Moved and edited", by=moderator)

    assert [entry.action for entry in logged()] == ["forum.topic_moved", "forum.topic_edited"]
    name = moderator.username
    assert lines()[1] == f"{name} moved Moved and edited from Sensors to Frost."


def test_a_hidden_revision_and_a_removed_avatar_are_acts():
    post, moderator = PostFactory(), ModeratorFactory()
    edit_post(post=post, source="Something else altogether, so that it is kept.", by=moderator)
    member = UserFactory()
    User.objects.filter(pk=member.pk).update(avatar="x")

    hide_revision(revision=post.revisions.get(), by=moderator)
    remove_avatar(member=User.objects.get(pk=member.pk), by=moderator)
    remove_avatar(member=User.objects.get(pk=member.pk), by=moderator)

    actions = [entry.action for entry in logged()]
    assert actions[1:] == ["discussions.revision_hidden", "accounts.avatar_deleted"]


# -- who reads it -----------------------------------------------------------------------------
def test_it_is_read_by_whom_the_setting_says(settings):
    suspend_member(member=UserFactory(), days=7, reason="Spam.", by=ModeratorFactory())

    people = [VISITOR, UserFactory(), ModeratorFactory()]
    for setting, who in [("public", 3), ("members", 2), ("moderators", 1)]:
        settings.MODERATION_LOG = setting
        assert [entries_visible_to(one).exists() for one in people].count(True) == who


def test_names_and_reasons_are_hidden_by_a_setting_from_all_but_moderators(settings):
    member, moderator = UserFactory(username="Ana"), ModeratorFactory(username="Maria")
    suspend_member(member=member, days=7, reason="Ana wrote spam.", by=moderator)
    assert lines() == ["Maria suspended Ana for 7 days."]

    settings.MODERATION_LOG_NAMES = False

    assert lines() == ["A moderator suspended a member for 7 days."]
    assert [one.reason for one in shown_entries(LogEntry.objects.all(), VISITOR)] == [""]
    assert lines(moderator) == ["Maria suspended Ana for 7 days."]
    for asked in ({"actor": "Maria"}, {"member": "Ana"}):
        assert not entries_visible_to(VISITOR, **asked).exists()


def test_acts_in_private_categories_are_for_their_readers_also_after_a_move():
    reader, moderator = UserFactory(), ModeratorFactory()
    audience = form_audience(kind=Audience.Kind.SHARED, members=[reader, moderator], title="Team")
    topic, team = TopicFactory(), CategoryFactory(title="Team", audience=audience)
    reply = reply_to_thread(thread=topic.thread, source="Yes.", by=UserFactory())
    close_thread(thread=topic.thread, by=moderator)
    hide_post(post=reply, by=moderator)
    assert len(lines()) == 2

    reopen_thread(thread=topic.thread, by=moderator)
    edit_topic(topic=topic, category=team, by=User.objects.get(pk=moderator.pk))

    assert lines() == []
    assert len(lines(User.objects.get(pk=reader.pk))) == 4


def test_what_a_reader_may_not_see_is_not_named():
    moderator = ModeratorFactory()
    delete_thread(thread=TopicFactory(title="A secret").thread, by=moderator)

    assert not any("secret" in line for line in lines())
    assert any("secret" in line for line in lines(moderator))


# -- undoing ----------------------------------------------------------------------------------
@pytest.mark.parametrize("name", UNDOABLE)
def test_an_act_is_undone_once_for_7_days(name):
    post, moderator, another = PostFactory(), ModeratorFactory(), ModeratorFactory()
    before = _state(post)
    ACTS[name](post.thread, post, moderator)
    [entry] = logged()
    assert _state(post) != before

    for _ in range(2):
        entry = undo_act(entry=entry, by=another)

    assert _state(post) == before
    assert entry.undone_by == another
    assert EventRecord.objects.filter(name="moderation.act.undone").count() == 1


def _state(post):
    thread = Thread.objects.get(pk=post.thread_id)
    post = Post.objects.get(pk=post.pk)
    return (
        thread.closed_at, thread.archived_at, thread.pinned_at, thread.deleted_at,
        thread.hidden_at, post.deleted_at, post.hidden_at,
    )  # fmt: skip


def test_a_move_is_undone_and_refused_when_the_category_is_gone():
    topic, moderator = TopicFactory(), ModeratorFactory()
    first, second = topic.category, CategoryFactory()
    for target in (second, first, second):
        edit_topic(topic=topic, category=target, by=moderator)
    entries = logged()

    undo_act(entry=entries[2], by=moderator)
    topic.refresh_from_db()
    assert topic.category == first
    with pytest.raises(ChangedSince):
        undo_act(entry=entries[0], by=moderator)

    edit_topic(topic=topic, category=second, by=moderator)
    latest = logged()[-1]
    delete_category(category=first, by=AdminFactory())
    with pytest.raises(CategoryGone):
        undo_act(entry=latest, by=moderator)
    latest.refresh_from_db()
    assert latest.undone_at is None


def test_what_changed_since_or_is_long_ago_is_not_undone():
    thread, moderator = TopicFactory().thread, ModeratorFactory()
    close_thread(thread=thread, by=moderator)
    [entry] = logged()

    for nobody in (UserFactory(), thread.author):
        with pytest.raises(Denied):
            undo_act(entry=entry, by=nobody)
    reopen_thread(thread=thread, by=moderator)
    with pytest.raises(ChangedSince):
        undo_act(entry=entry, by=moderator)
    with time_machine.travel(timezone.now() + timedelta(days=8)), pytest.raises(TooLateToUndo):
        undo_act(entry=entry, by=moderator)

    assert not EventRecord.objects.filter(name="moderation.act.undone").exists()


def test_lifting_is_undone_as_long_as_nothing_else_was_imposed():
    member, moderator = UserFactory(), ModeratorFactory()
    made = suspend_member(member=member, days=7, reason="Spam.", by=moderator)
    lift_sanction(sanction=made, by=moderator)
    entry = LogEntry.objects.get(action="moderation.lifted")

    undo_act(entry=entry, by=moderator)
    assert User.objects.get(pk=member.pk).suspended_until == made.ends_at

    lift_sanction(sanction=made, by=moderator)
    suspend_member(member=member, days=30, reason="Spam.", by=moderator)
    latest = LogEntry.objects.filter(action="moderation.lifted").latest("pk")
    with pytest.raises(RuleViolation, match="already has a sanction"):
        undo_act(entry=latest, by=moderator)


# -- what it must not tell -----------------------------------------------------------------------
def test_acts_are_for_the_readers_of_a_category_that_became_private():
    category, admin = CategoryFactory(), AdminFactory()
    close_thread(thread=TopicFactory(category=category).thread, by=ModeratorFactory())
    assert lines()

    team = form_group(name="team", slug="team", members=[admin], by=admin)
    rows = [(team, "read", "yes")]
    set_permissions(category=category, rows=rows, by=admin)

    assert lines() == []


def test_without_names_programs_hear_of_no_member_either(settings, as_):
    settings.MODERATION_LOG_NAMES = False
    member, reader = UserFactory(), as_(UserFactory())
    suspend_member(member=member, days=7, reason="Insults.", by=ModeratorFactory())
    about = f"accounts.member:{member.pk}"
    query = "{ moderation { entries { edges { node { subject text } } } } }"

    listed = reader.get("/api/v1/moderation/log/").json()["results"]
    asked = reader.post("/api/graphql/", {"query": query}, content_type="application/json")

    assert [one["subject"] for one in listed] == ["accounts.member"]
    assert about not in asked.content.decode()
    assert not entries_visible_to(UserFactory(), subject=about).exists()
    assert entries_visible_to(ModeratorFactory(), subject=about).exists()


def test_moderators_do_not_bring_back_what_others_removed_of_theirs():
    mine, other, admin = ModeratorFactory(), ModeratorFactory(), AdminFactory()
    post, topic = PostFactory(by=mine), TopicFactory(by=mine)
    hide_post(post=post, by=other)
    hide_thread(thread=topic.thread, by=other)
    post.refresh_from_db()

    for act, of in (
        (unhide_post, {"post": post}),
        (restore_post, {"post": post}),
        (unhide_thread, {"thread": topic.thread}),
        (restore_thread, {"thread": topic.thread}),
        *((undo_act, {"entry": entry}) for entry in logged()),
    ):
        with pytest.raises(Denied):
            act(**of, by=mine)

    assert not Post.objects.get(pk=post.pk).is_live
    unhide_post(post=post, by=admin)
    assert Post.objects.get(pk=post.pk).is_live
