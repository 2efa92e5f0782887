"""What documents say, and that they follow everything that happens."""

import pytest

from community.accounts.audiences.actions import form_group
from community.accounts.people.actions_profile import rename_member
from community.discussions.actions import (
    archive_thread,
    close_thread,
    delete_post,
    delete_thread,
    edit_post,
    hide_post,
    pin_thread,
    reopen_thread,
    reply_to_thread,
    restore_post,
    restore_thread,
)
from community.discussions.containers.actions import edit_container
from community.discussions.searching.posts import without_quotes
from community.discussions.tags.actions import delete_tag, edit_tag, make_tag, merge_tag
from community.kernel.invariants import broken
from community.search import registration
from community.search.indexing.actions import index, outdate
from community.search.models import Document, Outdated, Unsent
from community.search.registration import key
from forum.actions import accept_answer, edit_topic, set_permissions, withdraw_answer
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)
from tests.handled import handled
from tests.search.world import lexemes_of, post_documents
from tests.toykind.actions import send_letter

pytestmark = pytest.mark.django_db
NESTED = (
    '<blockquote class="quote">q<blockquote>r</blockquote>s</blockquote>b<blockquote>t'
    '<blockquote class="quote">u</blockquote></blockquote>'
)


@pytest.fixture
def admin():
    return AdminFactory()


@pytest.fixture
def place(admin):
    return CategoryFactory(title="Repairs", slug="repairs", by=admin)


@pytest.fixture
def topic(place, admin):
    make_tag(name="bluetooth", description="By radio.", by=admin)
    return TopicFactory(category=place, tags=["bluetooth"], title="Pairing fails")


@pytest.fixture
def reply(topic):
    return PostFactory(thread=topic.thread, source="Hold the *button* for `five` seconds.")


def test_a_topic_and_its_reply_are_two_documents_of_one_group(topic, reply, place):
    handled()

    opening, answer = post_documents(topic.thread)
    assert (opening.title, answer.title) == ("Pairing fails", "")
    assert (answer.kind, answer.number, answer.container_id) == ("forum.topic", 2, place.pk)
    assert answer.body == "Hold the button for five seconds."
    assert (opening.tags, opening.tags) == (answer.tags, [topic.thread.tags.get().pk])
    of_reply = lexemes_of(answer)
    for lexeme, weight in [
        ("repairs", "B"), ("pairing", "B"), ("bluetooth", "C"), ("button", ""),
        (key("by", reply.author_id), ""), (key("in", place.pk), ""),
        (key("topic", topic.pk), ""), (key("group", f"discussions.post:{topic.pk}"), ""),
    ]:  # fmt: skip
        assert weight in of_reply[lexeme], lexeme
    assert "A" in lexemes_of(opening)["pairing"]
    assert not broken()


def states(thread):
    handled()
    return [set(document.states) for document in post_documents(thread)]


def test_states_follow_the_thread(topic, admin):
    thread = topic.thread
    assert states(thread) == [{"open", "unsolved", "unanswered"}]

    reply_to_thread(thread=thread, source="More of it.", by=topic.thread.author)
    assert states(thread) == [{"open", "unsolved", "unanswered"}, {"open", "unsolved"}]

    answer = PostFactory(thread=thread)
    assert states(thread) == [{"open", "unsolved"}] * 3

    accept_answer(post=answer, by=admin)
    assert states(thread) == [{"open", "solved"}] * 2 + [{"open", "solved", "answer"}]

    withdraw_answer(post=answer, by=admin)
    pin_thread(thread=thread, by=admin)
    close_thread(thread=thread, by=admin)
    assert states(thread) == [{"closed", "unsolved", "pinned"}] * 3

    reopen_thread(thread=thread, by=admin)
    archive_thread(thread=thread, by=admin)
    assert states(thread) == [{"closed", "archived", "unsolved", "pinned"}] * 3
    assert not broken()


def test_removing_the_only_reply_leaves_it_unanswered(topic, reply):
    handled()

    delete_post(post=reply, by=reply.author)

    assert states(topic.thread) == [{"open", "unsolved", "unanswered"}]
    restore_post(post=reply, by=reply.author)
    assert states(topic.thread) == [{"open", "unsolved"}] * 2


def words(thread):
    handled()
    return [set(lexemes_of(document)) for document in post_documents(thread)]


def test_edits_of_text_head_category_and_tags_are_followed(topic, reply, place, admin):
    handled()
    other = CategoryFactory(title="Elsewhere", by=admin)
    make_tag(name="radio", by=admin)

    edit_post(post=reply, source="Turn the wheel.", version=1, by=reply.author)
    edit_topic(topic=topic, title="Linking stops", category=other, tags=["radio"], by=admin)

    opening, answer = words(topic.thread)
    assert {"linking", "elsewhere", "radio", key("in", other.pk)} <= opening & answer
    assert {"wheel"} <= answer
    assert not {"pairing", "repairs", "bluetooth", "button", key("in", place.pk)} & answer
    assert not broken()


@pytest.mark.parametrize("act", [delete_post, hide_post])
def test_a_removed_post_is_no_document_until_it_is_back(topic, reply, act):
    handled()
    by = ModeratorFactory()

    act(post=reply, by=by)
    handled()

    assert [document.number for document in post_documents(topic.thread)] == [1]
    restore_post(post=reply, by=by)
    handled()
    assert [document.number for document in post_documents(topic.thread)] == [1, 2]


def test_all_of_a_removed_thread_goes_and_comes_back(topic, reply, admin):
    handled()

    delete_thread(thread=topic.thread, by=admin)
    handled()

    assert not post_documents(topic.thread)
    restore_thread(thread=topic.thread, by=admin)
    handled()
    assert len(post_documents(topic.thread)) == 2
    assert not broken()


def test_a_category_that_is_renamed_or_becomes_private_takes_those_below_along(admin, place):
    below = CategoryFactory(title="Wheels", parent=place, by=admin)
    topic = TopicFactory(category=below)
    handled()
    team = form_group(name="Team", slug="team", by=admin)

    edit_container(container=place, title="Workshop", by=admin)
    handled()
    assert {"workshop", "wheels"} <= words(topic.thread)[0]
    set_permissions(category=place, rows=[(team, "read", "yes")], by=admin)
    handled()

    [document] = post_documents(topic.thread)
    below.refresh_from_db()
    assert document.audience_id == below.audience_id != 0
    assert Document.objects.get(source="discussions.container", object_id=below.pk).audience_id
    assert not broken()


def test_a_title_above_is_told_to_its_readers_only(admin):
    team = form_group(name="Team", slug="team", by=admin)
    hidden = CategoryFactory(title="Mergers", by=admin)
    below = CategoryFactory(title="Public part", parent=hidden, by=admin)
    topic = TopicFactory(category=below)
    set_permissions(category=below, rows=[(None, "read", "yes")], by=admin)

    set_permissions(category=hidden, rows=[(team, "read", "yes")], by=admin)

    assert "mergers" not in words(topic.thread)[0]
    of_below = Document.objects.get(source="discussions.container", object_id=below.pk)
    assert (of_below.audience_id, "mergers" in lexemes_of(of_below)) == (0, False)


def test_an_icon_alone_outdates_nothing(place, topic, admin):
    handled()

    edit_container(container=place, icon=5, by=admin)
    index_again = list(Outdated.objects.all())

    handled()
    assert index_again == list(Outdated.objects.all()) == []


def test_tags_that_are_renamed_merged_or_deleted_are_followed(topic, admin):
    handled()
    tag = topic.thread.tags.get()

    edit_tag(tag=tag, name="wireless", by=admin)
    assert "wireless" in words(topic.thread)[0]

    into = make_tag(name="radio", description="All of it.", by=admin)
    merge_tag(tag=tag, into=into, by=admin)
    found = words(topic.thread)[0]
    assert {"radio", key("tag", into.pk)} <= found
    assert not {"wireless", key("tag", tag.pk)} & found
    of_tags = Document.objects.filter(source="discussions.tag")
    assert "wireless" in lexemes_of(of_tags.get(object_id=into.pk))  # its other name
    assert not of_tags.filter(object_id=tag.pk).exists()

    delete_tag(tag=into, by=admin)
    assert "radio" not in words(topic.thread)[0]


def test_a_renamed_member_is_found_by_the_new_name():
    member = UserFactory(username="ana")
    handled()

    rename_member(member=member, username="borka", by=member)
    handled()

    assert Document.objects.get(source="accounts.member", object_id=member.pk).title == "borka"
    assert not broken()


def test_nothing_is_written_where_nothing_changed(topic, reply):
    handled()
    before = list(post_documents(topic.thread).values_list("indexed_at", "pk"))

    index("discussions.post", [post.pk for post in topic.thread.posts.all()])

    assert list(post_documents(topic.thread).values_list("indexed_at", "pk")) == before


def test_elasticsearch_is_told_which_documents_changed(topic, reply, settings):
    handled()
    assert not Unsent.objects.exists()
    settings.ELASTICSEARCH_URL = "http://localhost:1"
    opening, answer = post_documents(topic.thread)

    edit_post(post=topic.thread.posts.get(number=1), source="Other words.", by=topic.thread.author)
    delete_post(post=reply, by=reply.author)
    handled()

    assert set(Unsent.objects.values_list("pk", flat=True)) == {opening.pk, answer.pk}


def test_a_large_group_is_worked_off_by_the_job(topic, monkeypatch):
    monkeypatch.setattr("community.search.indexing.actions.INLINE", 2)
    monkeypatch.setattr("community.search.indexing.actions_outdated.BATCH", 2)
    for _ in range(4):
        PostFactory(thread=topic.thread)
    handled()

    outdate("discussions.post", group_id=topic.pk)
    Document.objects.filter(source="discussions.post").update(body="old")
    handled()

    assert "old" not in post_documents(topic.thread).values_list("body", flat=True)
    assert not Outdated.objects.exists()


def test_a_toy_kind_is_found_by_registering(admin):
    letter = send_letter(to=UserFactory(), title="Chain", source="It needs oil.", by=admin)
    handled()

    [document] = post_documents(letter.thread)
    assert document.kind == "toykind.letter"
    assert document.audience_id == letter.thread.audience_id
    of = registration.source_named("discussions.post")
    assert of.visible(admin).filter(pk=document.object_id).exists()
    assert not of.visible(UserFactory()).filter(pk=document.object_id).exists()
    shown = of.show([document.object_id], admin)[document.object_id]
    assert (shown.title, shown.url) == ("Chain", f"/threads/{letter.pk}/")


@pytest.mark.parametrize(
    ("markup", "left"),
    [
        ("<p>a</p>", "<p>a</p>"),
        ('<blockquote class="quote"><p>q</p></blockquote><p>a</p>', "<p>a</p>"),
        ("<blockquote><p>q</p></blockquote>", "<blockquote><p>q</p></blockquote>"),
        (NESTED, "b<blockquote>t</blockquote>"),
    ],
)
def test_what_other_posts_say_is_left_out(markup, left):
    assert without_quotes(markup) == left
