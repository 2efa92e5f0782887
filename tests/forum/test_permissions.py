"""Never beats yes, and yes beats no: what groups may do in a category, and who reads it."""

from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from community.accounts.audiences.actions import form_group
from community.accounts.models import Audience, Group, User
from community.discussions import policy as discussing
from community.discussions.actions import (
    delete_post,
    delete_thread,
    edit_post,
    like_post,
    reply_to_thread,
)
from community.discussions.containers import policy
from community.discussions.containers.actions.permissions import NoSuchPermission
from community.discussions.containers.permissions import BY_DEFAULT, may
from community.discussions.models import Permission, Thread
from community.events.models import EventRecord
from community.kernel import invariants
from community.kernel.errors import Denied, Stale
from forum.actions import (
    EverybodyReads,
    NobodyReads,
    WouldBecomePublic,
    accept_answer,
    edit_category,
    set_permissions,
    start_topic,
    withdraw_answer,
)
from forum.models import Category
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

ACTIONS = ["start", "reply", "react", "tag", "solve", "edit", "moderate"]


def fresh(person):
    """The person as the next request finds them."""
    return User.objects.get(pk=person.pk)


def a_group(*members, name="team"):
    return form_group(name=name, slug=name, members=members, by=AdminFactory())


def by_rule(rule):
    return Group.objects.get(rule=rule)


def permit(category, *rows, **said):
    return set_permissions(category=category, rows=rows, by=AdminFactory(), **said)


class TheRule(TestCase):
    """Against a model of a few lines: chains of categories, members in any of the groups."""

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        members=st.lists(st.sets(st.integers(0, 2)), min_size=3, max_size=3),
        rows=st.dictionaries(
            st.tuples(
                st.integers(0, 2), st.sampled_from([None, 0, 1, 2]), st.sampled_from(ACTIONS)
            ),
            st.sampled_from(["yes", "no", "never"]),
            max_size=14,
        ),
    )
    def test_is_never_then_yes_then_no_of_the_nearest(self, members, rows):
        admin, people = AdminFactory(), [UserFactory() for _ in members]
        groups = [
            a_group(*(who for who, own in zip(people, members, strict=True) if n in own), name=name)
            for n, name in enumerate(["a", "b", "c"])
        ]
        chain, parent = [], None
        for n in range(3):
            parent = CategoryFactory(slug=f"c{n}", parent=parent, by=admin)
            chain.append(parent)
        for n, category in enumerate(chain):
            own = [
                (None if g is None else groups[g], action, value)
                for (at, g, action), value in rows.items()
                if at == n
            ]
            set_permissions(category=category, rows=own, by=admin)

        for (person, own), at, action in product(
            zip(people, members, strict=True), range(3), ACTIONS
        ):
            expected = action in BY_DEFAULT
            for level in range(at, -1, -1):
                told = {g: v for (n, g, a), v in rows.items() if (n, a) == (level, action)}
                if told:
                    mine = {value for g, value in told.items() if g is None or g in own}
                    expected = "yes" in mine and "never" not in mine
                    break
            assert may(fresh(person), action, chain[at].pk) == expected


class WhoReads(TestCase):
    """The audience that comes of the rules holds whom the rules let read."""

    value = st.sampled_from([None, "yes", "no", "never"])

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        members=st.lists(st.sets(st.integers(0, 1)), min_size=3, max_size=3),
        before=st.tuples(value, value, value),
        after=st.tuples(value, value, value),
    )
    def test_is_what_the_rules_say(self, members, before, after):
        admin, people = AdminFactory(), [UserFactory() for _ in members]
        groups = [
            a_group(*(who for who, own in zip(people, members, strict=True) if n in own), name=name)
            for n, name in enumerate(["a", "b"])
        ]
        category = CategoryFactory(by=admin)
        child = CategoryFactory(parent=category, by=admin)
        topics = [TopicFactory(category=place, by=admin) for place in (category, child)]
        kept = (None, None, None)
        for values in (before, after):
            rows = [
                (group, "read", value)
                for group, value in zip([None, *groups], values, strict=True)
                if value
            ]
            try:
                set_permissions(category=category, rows=rows, by=admin, is_public_meant=True)
                kept = values
            except (EverybodyReads, NobodyReads):
                pass

        is_public = not any(kept) or kept[0] == "yes"
        for person, own in zip(people, members, strict=True):
            mine = {kept[g + 1] for g in own}
            expected = is_public or ("yes" in mine and "never" not in mine)
            seen = Thread.objects.visible_to(fresh(person)).filter(topic__in=topics).count()
            assert seen == 2 * expected
        assert Thread.objects.visible_to(AnonymousUser()).count() == 2 * is_public
        assert invariants.broken() == []


def test_without_rules_members_write_and_staff_does_the_rest():
    category, member, moderator = CategoryFactory(), UserFactory(), ModeratorFactory()

    assert [action for action in ACTIONS if may(member, action, category.pk)] == [
        "start", "reply", "react", "tag",
    ]  # fmt: skip
    assert not any(may(AnonymousUser(), action, category.pk) for action in ACTIONS)
    assert policy.may_moderate_in(moderator, category.pk)
    assert not policy.may_moderate_in(member, category.pk)
    assert not policy.may_moderate_in(AnonymousUser(), category.pk)


def test_a_moderator_does_not_moderate_where_it_says_never():
    category, moderator = CategoryFactory(), ModeratorFactory()
    permit(category, (a_group(moderator), "moderate", "never"))

    assert not policy.may_moderate_in(fresh(moderator), category.pk)
    assert policy.may_moderate_in(ModeratorFactory(), category.pk)


def test_replies_and_reactions_ask_the_category():
    member, post = UserFactory(), PostFactory()
    category = post.thread.topic.category
    permit(category, (by_rule("trust_3"), "reply", "yes"), (by_rule("trust_3"), "react", "yes"))

    with pytest.raises(Denied):
        reply_to_thread(thread=post.thread, source="Me too", by=fresh(member))
    with pytest.raises(Denied):
        like_post(post=post, by=fresh(member))

    trusted = UserFactory(trust_level=3)
    reply_to_thread(thread=post.thread, source="Me too", by=trusted)
    like_post(post=post, by=trusted)
    assert post.thread.posts.count() == 3


def test_a_category_has_moderators_of_its_own():
    post, member = PostFactory(), UserFactory()
    elsewhere = PostFactory()
    permit(post.thread.topic.category, (a_group(member), "moderate", "yes"))
    member = fresh(member)

    edit_post(post=post, source="Calmer words", by=member)
    delete_post(post=post, by=member)
    delete_thread(thread=post.thread, by=member)

    assert Thread.objects.get(pk=post.thread_id).deleted_by == member
    for act in (delete_post, lambda post, by: delete_thread(thread=post.thread, by=by)):
        with pytest.raises(Denied):
            act(post=elsewhere, by=member)


def test_a_category_has_editors_who_delete_nothing():
    post, member = PostFactory(), UserFactory()
    permit(post.thread.topic.category, (a_group(member), "edit", "yes"))
    member = fresh(member)

    edit_post(post=post, source="With its commas", by=member)

    with pytest.raises(Denied):
        delete_post(post=post, by=member)
    assert not discussing.may_edit(UserFactory(), post, post.thread)


def test_a_category_has_experts():
    post, member = PostFactory(), UserFactory()
    with pytest.raises(Denied):
        accept_answer(post=post, by=member)
    permit(post.thread.topic.category, (a_group(member), "solve", "yes"))

    assert accept_answer(post=post, by=fresh(member)).solution == post


def test_where_no_answer_is_asked_for_none_is_accepted_and_old_ones_can_go():
    post, admin = PostFactory(), AdminFactory()
    author = post.thread.author
    accept_answer(post=post, by=author)
    edit_category(category=post.thread.topic.category, has_solutions=False, by=admin)

    with pytest.raises(Denied):
        accept_answer(post=post, by=fresh(author))
    assert withdraw_answer(post=post, by=fresh(author)).solution is None


def test_a_private_category_takes_its_topics_and_heirs_along():
    member, admin = UserFactory(), AdminFactory()
    top = CategoryFactory(by=admin)
    heir, own = (CategoryFactory(parent=top, by=admin) for _ in range(2))
    permit(own, (None, "read", "yes"))
    topics = [TopicFactory(category=place) for place in (top, heir, own)]
    handled()

    permit(top, (a_group(member), "read", "yes"))

    rows = {category.pk: category.audience_id for category in Category.objects.all()}
    assert rows[top.pk] == rows[heir.pk] != Audience.PUBLIC_ID
    assert rows[own.pk] == Audience.PUBLIC_ID
    seen = [t.pk in Thread.objects.visible_to(fresh(member)).values_list("pk", flat=True)
            for t in topics]  # fmt: skip
    assert seen == [True, True, True]
    assert [t.pk for t in Thread.objects.visible_to(AnonymousUser())] == [topics[2].pk]
    assert EventRecord.objects.filter(name="discussions.container.audience_changed").count() == 2
    assert invariants.broken() == []


def test_what_was_private_becomes_public_only_on_purpose():
    category = CategoryFactory()
    permit(category, (a_group(UserFactory()), "read", "yes"))
    category.refresh_from_db()
    private = category.audience_id

    with pytest.raises(WouldBecomePublic):
        permit(category)
    category.refresh_from_db()
    assert category.audience_id == private
    assert category.permissions.exists()

    permit(category, is_public_meant=True)
    category.refresh_from_db()
    assert category.audience_id == Audience.PUBLIC_ID


def test_a_change_of_groups_keeps_the_audience():
    first, second = UserFactory(), UserFactory()
    category = CategoryFactory()
    permit(category, (a_group(first, name="one"), "read", "yes"))
    category.refresh_from_db()
    before = category.audience_id

    permit(category, (two := a_group(second, name="two"), "read", "yes"), (two, "start", "yes"))
    category.refresh_from_db()

    assert category.audience_id == before
    assert before not in fresh(first).shared_audience_ids
    assert before in fresh(second).shared_audience_ids


def test_other_rules_leave_an_audience_that_was_given_alone():
    member, admin = UserFactory(), AdminFactory()
    given = Audience.objects.get(pk=Audience.PUBLIC_ID)
    category = CategoryFactory(by=admin, audience=given)
    permit(category, (a_group(member), "read", "yes"))
    category.refresh_from_db()
    private = category.audience_id

    permit(category, (Group.objects.get(slug="team"), "read", "yes"), (None, "start", "no"))

    category.refresh_from_db()
    assert category.audience_id == private


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        ([("everybody", "read", "yes"), ("members", "read", "never")], EverybodyReads),
        ([("everybody", "read", "no")], NobodyReads),
        ([("everybody", "read", "never"), ("members", "read", "yes")], NobodyReads),
        ([("members", "fly", "yes")], NoSuchPermission),
        ([("members", "read", "maybe")], NoSuchPermission),
    ],
)
def test_rules_that_make_no_sense_are_refused(rows, error):
    category = CategoryFactory()
    groups = {"everybody": None, "members": by_rule("members")}

    with pytest.raises(error):
        permit(category, *((groups[who], action, value) for who, action, value in rows))

    assert not Permission.objects.exists()
    assert not EventRecord.objects.filter(name="discussions.container.permissions_changed").exists()


def test_only_staff_and_only_once():
    category, group = CategoryFactory(), by_rule("members")
    rows = [(group, "start", "no")]

    with pytest.raises(Denied):
        set_permissions(category=category, rows=rows, by=ModeratorFactory())
    for _ in range(2):
        permit(category, *rows)
    with pytest.raises(Stale):
        permit(category, version=category.version)

    assert EventRecord.objects.filter(name="discussions.container.permissions_changed").count() == 1


def test_pages_that_visitors_were_kept_are_gone_once_it_is_private(as_):
    topic = TopicFactory(title="Soon behind a door")
    handled()
    url, list_url = topic.get_absolute_url(), topic.category.get_absolute_url()
    for address in (url, list_url, "/"):
        assert b"Soon behind a door" in as_().get(address).content

    permit(topic.category, (a_group(UserFactory()), "read", "yes"))
    handled()

    for address in (url, list_url, "/", "/categories/"):
        assert b"Soon behind a door" not in as_().get(address).content


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(4))
def test_no_topic_keeps_another_audience_than_its_categorys(turn, in_threads):
    """While a category becomes private, public and moves, topics begin in it all the time."""
    admin, member = AdminFactory(), UserFactory()
    group = a_group(member)
    other = CategoryFactory(by=admin)
    set_permissions(category=other, rows=[(group, "read", "yes")], by=admin)
    top = CategoryFactory(by=admin)
    category = CategoryFactory(parent=top, by=admin)

    def begin():
        for n in range(4):
            start_topic(category=category, title=f"T {n}", source="!", by=fresh(member))

    def hide_and_show():
        for rows in ([(group, "read", "yes")], [], [(group, "read", "yes")]):
            set_permissions(category=top, rows=rows, by=admin, is_public_meant=True)

    def move():
        for parent in (other, None, top):
            edit_category(category=category, parent=parent, by=admin, is_public_meant=True)

    in_threads([begin, begin, hide_and_show, move])

    assert Thread.objects.count() == 8
    assert invariants.broken() == []
